"""The course in words: what each stage is, by sort of meeting, its dates, and the briefing that is read in a minute."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from server.course.asks import asks
from server.course.parts import CALLED, Part
from server.days import day_words, today_in
from sessions.course import Course, Sort, Stage, StageName, course
from sessions.room import Room

TITLES: Mapping[StageName, str] = {
    "preparation": "Preparation",
    "meeting": "Meeting",
    "record": "Record",
    "follow_up": "Follow-up",
}
_MEETING: Mapping[Sort, str] = {
    "peer": "Meeting",
    "visit": "Visit",
    "expert": "Review day",
    "internal": "Leadership review",
    "follow_up": "Follow-up meeting",
}
WHAT: Mapping[Sort, Mapping[StageName, str]] = {
    "peer": {
        "preparation": "Each institution rates itself and prepares its hour.",
        "meeting": "Each institution has its hour: levels and evidence, questions, its peers’ views, actions.",
        "record": "The minutes are there when the meeting ends. Each host puts its own part right and confirms it.",
        "follow_up": "The same people look at what became of the actions.",
    },
    "visit": {
        "preparation": "The host rates itself, and plans what people will see.",
        "meeting": "An ordinary day is shown. Then levels and evidence, questions, views, actions.",
        "record": "The minutes are there when the visit ends. The host puts its part right and confirms it.",
        "follow_up": "The same people look at what became of the actions.",
    },
    "expert": {
        "preparation": "The host rates itself, and gathers the evidence that it uses.",
        "meeting": "A small expert team reads, looks and listens, and says how it would rate what it found.",
        "record": "The minutes are there when the day ends. The host puts its part right and confirms it.",
        "follow_up": "What became of the actions is looked at again.",
    },
    "internal": {
        "preparation": "Context, priorities and focus are written down, so that all look at the same.",
        "meeting": "Colleagues rate alone, see where they differ, and agree one level for each statement.",
        "record": "The minutes are there when the meeting ends. The institution puts them right and confirms them.",
        "follow_up": "Colleagues look at what became of the actions. A peer review can build on what was agreed.",
    },
    "follow_up": {
        "preparation": "Owners say what became of their actions.",
        "meeting": "Action by action: what is done, what difference it made, which levels have moved.",
        "record": "The minutes are there when the meeting ends. Each host puts its own part right and confirms it.",
        "follow_up": "What was decided goes into everybody’s own plans.",
    },
}
_WHOLE: Mapping[Sort, str] = {
    "peer": "{many} meet, and each has its hour: it shows how it rates itself and why, the others ask how it knows and "
    "say which level they would give, and it leaves with agreed actions.",
    "visit": "People come to {hosts}, see an ordinary day, ask how it knows what it says of itself, and say which "
    "level they would give. It leaves with agreed actions.",
    "expert": "A small expert team spends the day with {hosts}. It reads the evidence, looks around, talks to people "
    "and says which levels it would give. Nothing should be a surprise by the end.",
    "internal": "Colleagues of {hosts} rate alone, see their levels side by side, talk through the widest differences "
    "and agree one level for each statement. There is nobody from another institution.",
    "follow_up": "The same people meet again: what became of each action, what difference it made, and what is next. "
    "A level changes only where something has moved.",
}
_LOOKS_ON = "You may look on and read what its host lets you see; you write nothing."
_SAFE = (
    "Everybody in the room sees what you write, with your name; a question can go without it. It is safe to say what "
    "is not working. Name no pupil or student."
)
_SAFE_ALONE = (
    "Nobody sees how you rate alone until all of you compare, and then it stands there without your name unless you "
    "choose otherwise. All else is seen with names. Name no pupil or student."
)
LASTS = "From preparation to follow-up the whole course takes 15 to 18 weeks."


LATE: Mapping[str, str] = {
    "prepared": "The meeting was not opened.",
    "open": "The meeting has not been closed yet.",
    "closed": "The minutes are not confirmed yet.",
}


class StageShown(msgspec.Struct, frozen=True, kw_only=True):
    """A stage as a page shows it; `asks` are the sentences for whoever looks."""

    name: str
    title: str
    what: str
    dates: str
    standing: str
    late: str
    asks: tuple[str, ...]


class CourseShown(msgspec.Struct, frozen=True, kw_only=True):
    """The course as a page shows it. `here` says where one is, in a sentence; `briefing` is read in a minute."""

    here: str
    lasts: str
    stages: tuple[StageShown, ...]
    part: str
    briefing: tuple[str, ...]


def course_shown(room: Room, now: datetime, part: Part, own_hour: str = "") -> CourseShown:
    """The course for somebody in this part. `own_hour` says when the hour of their institution is, if it has one."""
    found = course(room, now)
    return CourseShown(
        here=_here(room, found, now), lasts="" if found.sort == "follow_up" else LASTS,
        stages=tuple(_stage(room, found, stage, part, now) for stage in found.stages), part=CALLED[part],
        briefing=_briefing(room, found, part, own_hour),
    )  # fmt: skip


def title_of(sort: Sort, stage: StageName) -> str:
    """What a stage is called."""
    if stage == "meeting":
        return _MEETING[sort]
    return "What comes next" if (sort, stage) == ("follow_up", "follow_up") else TITLES[stage]


def _stage(room: Room, found: Course, stage: Stage, part: Part, now: datetime) -> StageShown:
    late = LATE[room.state] if stage.late else ""
    return StageShown(
        name=stage.name, title=title_of(found.sort, stage.name), what=WHAT[found.sort][stage.name],
        dates=_dates(room, found, stage, now), standing=stage.standing, late=late,
        asks=asks(found.sort, stage.name, part),
    )  # fmt: skip


def _dates(room: Room, found: Course, stage: Stage, now: datetime) -> str:
    today = today_in(room, now)
    begins, ends = (day_words(day, today) for day in (stage.begins, stage.ends))
    if stage.name == "follow_up":
        if found.next_date:
            return begins
        return "" if found.sort == "follow_up" else f"between {begins} and {ends}"
    if stage.begins == stage.ends:
        return begins
    return f"until {ends}" if stage.name == "record" else f"{begins} to {ends}"


def _here(room: Room, found: Course, now: datetime) -> str:
    here = found.here
    if here is None:
        return "The course is complete."
    title = title_of(found.sort, here.name)
    if here.name == "preparation":
        meeting = title_of(found.sort, "meeting").lower()
        return f"You are in the {title.lower()}. The {meeting} is {in_days(found.days)}."
    if here.name == "meeting":
        return _at_the_meeting(room, found, title.lower(), day_words(room.day, today_in(room, now)))
    if here.name == "record":
        return "The meeting is over. The minutes are being put right and confirmed."
    return f"The minutes are confirmed. {WHAT[found.sort]['follow_up']}"


def _at_the_meeting(room: Room, found: Course, title: str, day: str) -> str:
    if room.state == "open":
        return f"The {title} is under way." if room.runs else f"The room is open. The {title} begins in a moment."
    return f"The {title} was planned for {day}." if found.days < 0 else f"The {title} is today."


def in_days(days: int) -> str:
    """How long until a day: "tomorrow", "in 12 days", "in 5 weeks"."""
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days < 21 else f"in {days // 7} weeks"


def _briefing(room: Room, found: Course, part: Part, own_hour: str) -> tuple[str, ...]:
    hosts = [room.institutions[slot.host].name for slot in room.order]
    many = NUMBERS.get(len(hosts), str(len(hosts))) + (" institution" if len(hosts) == 1 else " institutions")
    whole = _WHOLE[found.sort].format(many=many, hosts=" and ".join(hosts))
    own = " ".join(asks(found.sort, "meeting", part))
    safe = _LOOKS_ON if part == "observer" else _SAFE_ALONE if found.sort == "internal" else _SAFE
    return tuple(line for line in (whole, own_hour, own, safe) if line)


NUMBERS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
