"""What somebody needs who comes late: where the meeting is, what is asked of them, what has happened, who sees what."""

import msgspec

from server.course.parts import Part
from server.days import lasting
from server.eye import Eye
from server.parts.asks import asked
from sessions import clock
from sessions.course import sort_of
from sessions.minuting import section_of

NO_HOUR_OF_ITS_OWN = frozenset({"visit", "expert", "internal"})


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """A minute's reading. `where` and `until` say where the clock is; `ask` and `more` what is asked now."""

    where: str
    until: str
    ask: str
    more: str
    happened: tuple[str, ...]
    sees: tuple[str, ...]


def briefing(eye: Eye, part: Part) -> Briefing | None:
    """The room as it is at this moment; none while no step runs."""
    at = eye.position
    if at is None:
        return None
    ask, more = asked(eye)
    section, title = section_of(eye.room, at.step), at.step.title
    return Briefing(
        where=title if section == title else f"{section}: {title}", until=_until(eye, at), ask=ask, more=more,
        happened=tuple(_happened(eye)), sees=_sees(eye, part),
    )  # fmt: skip


_WITH_NAME = "Everybody in the room sees what you write, with your name. A question can go without it."
_BLIND = "Your view of a host is seen by your own institution alone until all views are revealed."
_ALONE = "How you rate alone is seen by nobody until all of you compare."
_LOOKS_ON = (
    "You see the clock, and an hour where its host lets observers in.",
    "You write nothing, and nobody expects a word from you.",
)


def _sees(eye: Eye, part: Part) -> tuple[str, ...]:
    if part == "observer":
        return _LOOKS_ON
    return (_WITH_NAME, _ALONE if sort_of(eye.room) == "internal" else _BLIND)


def _until(eye: Eye, at: clock.Position) -> str:
    if at.paused:
        return "The clock stands for a moment."
    return "It runs a little over." if at.left < 0 else f"Until about {eye.time(at.ends_at)}."


def _happened(eye: Eye) -> list[str]:
    """The hours that are over, what this one has come to, and who is still to come."""
    shares = clock.shares(eye.room, eye.now)
    over = [eye.room.institutions[one.institution].name for one in shares if one.standing == "past"]
    coming = [one for one in shares if one.standing == "to_come"]
    said = [f"Over: {', '.join(over)}."] if over else []
    if eye.slot and eye.sees:
        said += _this_hour(eye, eye.slot.id)
    if coming:
        listed = (f"{eye.room.institutions[o.institution].name} at about {eye.time(o.expected_start)}" for o in coming)
        said.append(f"Still to come: {', '.join(listed)}.")
    return said


def _this_hour(eye: Eye, slot: str) -> list[str]:
    questions = [one for one in eye.room.questions.values() if one.slot == slot and not one.withdrawn]
    answered = sum(one.answer is not None for one in questions)
    actions = sum(one.slot == slot and one.status == "agreed" for one in eye.room.actions.values())
    said = []
    if questions:
        many = "1 question was" if len(questions) == 1 else f"{len(questions)} questions were"
        said.append(f"In this hour {many} asked; {answered or 'none'} answered.")
    if eye.any_revealed:
        said.append("The peers’ views are on the table.")
    if actions:
        said.append(f"{actions} {'action is' if actions == 1 else 'actions are'} agreed.")
    return said


def own_hour(eye: Eye) -> str:
    """When somebody's institution has its hour; for the whole meeting, where it has none of its own."""
    institution = eye.room.institutions.get(eye.audience.institution or "")
    if sort_of(eye.room) in NO_HOUR_OF_ITS_OWN or institution is None or institution.withdrawn:
        lines = clock.forecast(eye.room, eye.now)
        lasts = round(sum(one.planned for one in lines) / 60)
        return f"It begins at {eye.time(eye.room.start)} and takes {lasting(lasts)}, breaks included."
    share = next(one for one in clock.shares(eye.room, eye.now) if one.slot == institution.slot)
    minutes = round(share.promised / 60)
    hour = "turn" if sort_of(eye.room) == "follow_up" else "hour"
    return f"{institution.name} has its {hour} at about {eye.time(share.expected_start)}: {minutes} minutes."
