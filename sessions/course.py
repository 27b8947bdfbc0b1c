"""The course of a room from the invitation to the follow-up: its stages, their dates, and where it is in them now.

A function of the log and the clock, as everything is: nothing of it is kept. From four weeks before the meeting to the
follow-up eleven to fourteen weeks after it, the whole course takes 15 to 18 weeks.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from sessions.clock import Standing
from sessions.room import Room

StageName = Literal["preparation", "meeting", "record", "follow_up"]
Sort = Literal["peer", "visit", "expert", "internal", "follow_up"]

TO_PREPARE = timedelta(weeks=4)
TO_CONFIRM = timedelta(weeks=2)
FOLLOW_UP = (timedelta(weeks=11), timedelta(weeks=14))


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the course, first and last day included. `late`: its last day is past and it is not done."""

    name: StageName
    begins: date
    ends: date
    standing: Standing
    late: bool = False


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The stages in order. `here` is the one the room is in, none once all are over; `next_date` was agreed in the
    room; `days` are those until the meeting, below 0 after it."""

    sort: Sort
    stages: tuple[Stage, ...]
    days: int
    next_date: date | None

    @property
    def here(self) -> Stage | None:
        """Where the room is."""
        return next((stage for stage in self.stages if stage.standing == "now"), None)


def sort_of(room: Room) -> Sort:
    """What sort of meeting it is, told from its steps: formats have names of their own."""
    kinds = {step.kind for step in room.plan}
    if "action_review" in kinds:
        return "follow_up"
    if any(step.led_by == "experts" for step in room.plan):
        return "expert"
    if "tour" in kinds:
        return "visit"
    challenged = kinds & {"challenge", "peer_view"}
    return "peer" if challenged and len(room.institutions) > 1 else "internal"


def course(room: Room, now: datetime) -> Course:
    """The course as it stands. After a follow-up, the last stage is what comes next."""
    today, day = now.astimezone(ZoneInfo(room.time_zone)).date(), room.day
    next_date = room.next_meeting.date if room.next_meeting else None
    recorded = day + TO_CONFIRM
    spans: tuple[tuple[StageName, date, date], ...] = (
        ("preparation", day - TO_PREPARE, day - timedelta(days=1)),
        ("meeting", day, day),
        ("record", day, recorded),
        ("follow_up", *_followed_up(day, next_date)),
    )
    at = _place(room, today, spans[-1][2])
    stages = tuple(
        Stage(
            name=name, begins=begins, ends=ends, standing="past" if n < at else "now" if n == at else "to_come",
            late=n == at and today > ends,
        )
        for n, (name, begins, ends) in enumerate(spans)
    )  # fmt: skip
    return Course(sort=sort_of(room), stages=stages, days=(day - today).days, next_date=next_date)


def _followed_up(day: date, next_date: date | None) -> tuple[date, date]:
    """When one meets again: on the date that the room agreed, else in the weeks that are usual."""
    return (next_date, next_date) if next_date else (day + FOLLOW_UP[0], day + FOLLOW_UP[1])


def _place(room: Room, today: date, last: date) -> int:
    """The number of the stage that the room is in; one past the last once its follow-up is over."""
    if room.state in ("prepared", "open"):
        return 0 if room.state == "prepared" and today < room.day else 1
    if room.state == "closed":
        return 2
    return 3 if today <= last else 4
