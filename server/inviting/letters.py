"""The letter that invites somebody to a room: what, when, where, their own link, what to prepare and how long it takes.

In plain words and plain text, by what each person is asked to do. `short` is the same in brief, for mailto links: mail
programs cut long ones off.
"""

import msgspec

from server.days import lasting
from server.inviting.facts import Gathering, Part
from server.inviting.preparing import preparing
from server.mail import Letter, mailto

LONGEST_MAILTO = 1800  # characters; Outlook and Windows stop at about 2,000
LONGEST_OPENING = 2000
TO_BE_MADE = "(made when the letter leaves)"  # in place of a token, where a letter is only looked at


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a letter is for."""

    person: str
    name: str
    email: str
    part: Part
    institution: str | None = None
    institution_name: str = ""


class Words(msgspec.Struct, frozen=True):
    """A letter's subject and text."""

    subject: str
    text: str


def default_opening(meeting: Gathering) -> str:
    """How letters begin where nobody wrote it."""
    by = meeting.facilitator or meeting.hub
    who = f"{by} invites you" if by else "You are invited"
    return f"{who} to “{meeting.title}”."


def letter(meeting: Gathering, guest: Guest, link: str, base: str, opening: str = "", *, again: bool = False) -> Words:
    """The whole letter. `link` is the guest's own; `base` what addresses of this house begin with. `again` where they
    have one already."""
    paragraphs = [
        f"Dear {guest.name}",
        opening.strip() or default_opening(meeting),
        AGAIN if again else "",
        meeting.purpose,
        _when_and_where(meeting),
        _order(meeting),
        _your_part(meeting, guest),
        preparing(meeting, guest.part, guest.institution),
        _how_long(meeting, guest),
        _your_link(link, base, meeting, guest),
        AMONG_COLLEAGUES if meeting.compares else AFTERWARDS,
        _signed(meeting),
    ]
    return Words(_subject(meeting), "\n\n".join(one for one in paragraphs if one) + "\n")


def short(meeting: Gathering, guest: Guest, link: str) -> Words:
    """The letter in brief."""
    where = meeting.place or ("by video call" if meeting.online else "")
    facts = ", ".join(one for one in (meeting.day, meeting.times, where) if one)
    text = (
        f"Dear {guest.name}\n\nYou are invited to “{meeting.title}”: {facts}.\n\nThis link is yours alone:\n{link}\n\n"
        f"Open it and press the button. It needs no account.\n\n{meeting.facilitator}".rstrip()
    )
    return Words(_subject(meeting), f"{text}\n")


def short_mailto(meeting: Gathering, guest: Guest, link: str) -> str:
    """A link that opens the short letter in somebody's own mail program; the title is cut where it grows too long."""
    for most in (200, 60, 20):
        cut = msgspec.structs.replace(
            meeting, title=_cut(meeting.title, most), place=_cut(meeting.place, most), facilitator=_cut(
                meeting.facilitator, most)
        )  # fmt: skip
        words = short(cut, msgspec.structs.replace(guest, name=_cut(guest.name, most)), link)
        address = mailto(Letter(to=guest.email, subject=words.subject, text=words.text))
        if len(address) <= LONGEST_MAILTO:
            break
    return address


def _subject(meeting: Gathering) -> str:
    return f"Invitation: {_cut(meeting.title, 120)}, {meeting.day}"


def _when_and_where(meeting: Gathering) -> str:
    zone = "" if meeting.zone == "Europe/London" else f" (time of {meeting.zone.rpartition('/')[2].replace('_', ' ')})"
    lines = [
        f"When: {meeting.day}, {meeting.times}{zone}",
        f"Where: {meeting.place}" if meeting.place else "",
        f"The call: {meeting.call_link}" if meeting.call_link else "",
    ]
    return "\n".join(line for line in lines if line)


def _order(meeting: Gathering) -> str:
    """Whose hour begins when: nobody is to be surprised on the day."""
    if len(meeting.hours) < 2:
        return ""
    return "\n".join(["The order of the day:", *(f"{hour.begins} {hour.name}" for hour in meeting.hours)])


def _your_part(meeting: Gathering, guest: Guest) -> str:
    hour, lead = meeting.hour_of(guest.institution), meeting.facilitator or "the facilitator"
    alone = len(meeting.hours) == 1
    match guest.part:
        case "facilitator" | "co_facilitator":
            return (
                f"Your part: you facilitate. You have the same powers as {lead}, so that a lost laptop ends nothing: "
                f"keep the clock, {'show the levels' if meeting.compares else 'take up questions'}, note what is said."
                if guest.part == "co_facilitator"
                else "Your part: you facilitate. You open the room, move it on and keep the clock."
            )
        case "observer":
            return (
                "Your part: you observe. You see the hour of an institution only where it agrees, and you ask nothing "
                "in the room."
                if not meeting.compares
                else "Your part: you observe. You see what the colleagues rate and agree only where they let you."
            )
    if meeting.compares:
        return COLLEAGUE
    name = guest.institution_name
    if hour is None:
        return f"Your part: you come with {name}." if name else ""
    leads = guest.part == "careers_leader"
    comes = f"you lead the hour of {name}. It" if leads else f"you come with {name}. Its hour"
    after = "" if alone else " In the other hours you ask, and say how you see it."
    return f"Your part: {comes} begins at about {hour.begins} and takes {hour.minutes} minutes.{after}"


def _how_long(meeting: Gathering, guest: Guest) -> str:
    beforehand = {
        "careers_leader": "allow about two hours to prepare, most of it with colleagues",
        "observer": "nothing needs preparing",
    }.get(guest.part, "allow about half an hour to prepare")
    takes = lasting(round((meeting.end - meeting.start).total_seconds() / 60))
    if meeting.compares:
        return f"How long: the meeting takes {takes}; next to nothing needs preparing."
    return f"How long: the meeting takes {takes}, breaks included; {beforehand}."


def _your_link(link: str, base: str, meeting: Gathering, guest: Guest) -> str:
    prepares = meeting.hour_of(guest.institution) is not None
    prepare = ", and leads to where you prepare: several of you can write there at once" if prepares else ""
    return f"""Your link:
{link}

It is yours alone: whoever has it comes in as you. Open it and press the button, on as many devices as you like. It \
needs no account and nothing to install. It takes the place of any link that you were given before.

The same page tells the whole course in a minute{prepare}.

Will it work on your network? Try it from there, days before. This does not join you:
{link}/check

Who sees what you write:
{base}/who-sees-what"""


AGAIN = (
    "This letter takes the place of the one that you have. Look at the day, the times and the place once more, for "
    "they may have changed; the calendar file changes the entry that you have."
)
AFTERWARDS = (
    "Afterwards: the minutes are there when the meeting ends, and each institution puts its own part right. Some weeks "
    "later the same people look at what became of the actions. The whole course takes 15 to 18 weeks."
)

AMONG_COLLEAGUES = (
    "Afterwards: the minutes are there when the meeting ends. They say how many of you chose each level, without "
    "names, and what you agreed together."
)
COLLEAGUE = (
    "Your part: first you rate alone and in silence, on your own device, what you have seen yourself. Nobody sees it, "
    "not even who leads the meeting. Then all levels are shown at once, without names, and you talk about where they "
    "differ most and agree one position for each statement. No role outranks another."
)


def _signed(meeting: Gathering) -> str:
    return "\n".join(line for line in (meeting.facilitator, meeting.hub) if line)


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
