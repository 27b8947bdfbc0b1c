"""The clock: a function of the room and now. Nothing ticks, no step ends by itself, running over is shown.

Allotments and what is left are programme seconds (60 to a programme minute); instants are real time. The room's
`time_scale`, real seconds per programme minute, lies between the two.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from sessions.commands import TakeFrom
from sessions.programme import Step
from sessions.room import Pause, Room, Run, Slot
from sessions.spare import MINUTE, taken

Standing = Literal["past", "now", "to_come"]


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where the room is. `left` is negative once the step runs over; `ends_at` moves while the clock stands."""

    step: Step
    started_at: datetime
    ends_at: datetime
    left: float
    allotted: int
    paused: bool

    @property
    def over(self) -> float:
        """How far the step has run over, in programme seconds."""
        return max(0.0, -self.left)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A step as planned, as it was, and as it looks now. Programme seconds; `expected` covers past and future."""

    step: Step
    standing: Standing
    planned_start: datetime
    planned: int
    allotted: int
    actual_start: datetime | None
    actual: float | None
    expected_start: datetime
    expected: float

    @property
    def skipped(self) -> bool:
        """Whether the room has passed it over; `expected_start` is when it did."""
        return self.standing == "past" and self.actual_start is None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's slot: promised, used so far, and what it will have come to. Programme seconds."""

    slot: str
    institution: str
    promised: int
    actual: float
    expected: float
    expected_start: datetime
    expected_end: datetime
    standing: Standing


class Later(msgspec.Struct, frozen=True):
    """A slot that would start at another time."""

    institution: str
    was: datetime
    becomes: datetime


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What an extension would cost: which steps shrink to what, who starts later, when the step and the room end.

    Nobody starts later by what the slot had left over: that was its own to use up.
    """

    minutes: int
    take_from: TakeFrom
    ends_at: datetime
    room_ends_at: datetime
    shrunk: tuple[tuple[str, int, int], ...]  # step, programme seconds before and after
    later: tuple[Later, ...]


def _standing_time(pauses: tuple[Pause, ...], start: datetime, end: datetime) -> timedelta:
    spans = (min(pause.end or end, end) - max(pause.start, start) for pause in pauses)
    return sum((span for span in spans if span > timedelta()), timedelta())


def lasted(room: Room, run: Run, now: datetime) -> float:
    """How long a run has lasted without its pauses, in programme seconds."""
    end = run.end or max(now, run.start)
    return room.seconds(end - run.start - _standing_time(room.pauses, run.start, end))


def used(room: Room, now: datetime) -> Mapping[str, float]:
    """Programme seconds used by every step that ever ran."""
    spent: dict[str, float] = {}
    for run in room.runs:
        spent[run.step] = spent.get(run.step, 0.0) + lasted(room, run, now)
    return spent


def position(room: Room, now: datetime) -> Position | None:
    """Where the room is; none before the first step and after the close."""
    if room.run is None:
        return None
    step = room.step_of(room.run.step)
    left = room.allotted[step.id] - used(room, now)[step.id]
    return Position(
        step=step, started_at=room.run.start, ends_at=now + room.span(left), left=left,
        allotted=room.allotted[step.id], paused=room.paused,
    )  # fmt: skip


def forecast(room: Room, now: datetime) -> tuple[Line, ...]:
    """Every step of today's programme, planned beside actual and expected."""
    spent, firsts = used(room, now), _first_starts(room)
    planned = _planned_starts(room)
    at = max(now, room.start) if not room.runs else now
    reached, running = _reached(room), room.run.step if room.run else None
    ends = {run.step: run.end or now for run in room.runs}
    passed = room.runs[0].start if room.runs else room.closed_at or now
    lines = []
    for index, step in enumerate(room.programme):
        allotted, was = room.allotted[step.id], spent.get(step.id)
        standing: Standing = "now" if step.id == running else "past" if index < reached else "to_come"
        passed = ends.get(step.id, passed)
        begins = at if standing == "to_come" else firsts.get(step.id, passed)
        expected = (was or 0.0) if standing == "past" else max(float(allotted), was or 0.0)
        if standing != "past":
            at += room.span(expected - (was or 0.0))
        lines.append(
            Line(
                step=step,
                standing=standing,
                planned_start=planned[step.id],
                planned=step.minutes * MINUTE,
                allotted=allotted,
                actual_start=firsts.get(step.id),
                actual=was,
                expected_start=begins,
                expected=expected,
            )
        )
    return tuple(lines)


def _reached(room: Room) -> int:
    """How many steps of the programme lie behind: those before the current one, or all once the room is closed."""
    if room.ended:
        return len(room.programme)
    if room.run is None:
        return 0
    return next((i for i, step in enumerate(room.programme) if room.run.step == step.id), 0)


def _first_starts(room: Room) -> dict[str, datetime]:
    starts: dict[str, datetime] = {}
    for run in room.runs:
        starts.setdefault(run.step, run.start)
    return starts


def _planned_starts(room: Room) -> dict[str, datetime]:
    """Planned times follow today's order of slots, with the lengths that were promised."""
    at, starts = room.start, {}
    for step in room.programme:
        starts[step.id] = at
        at += room.span(step.minutes * MINUTE)
    return starts


def shares(room: Room, now: datetime) -> tuple[Share, ...]:
    """Planned and actual time of every institution still in the programme."""
    lines = forecast(room, now)
    return tuple(_share(room, slot, [line for line in lines if line.step.slot == slot.id], now) for slot in room.order)


def _share(room: Room, slot: Slot, own: list[Line], now: datetime) -> Share:
    standings = {line.standing for line in own}
    standing: Standing = "past" if standings == {"past"} else "to_come" if standings == {"to_come"} else "now"
    ran = [run for run in room.runs if any(run.step == line.step.id for line in own)]
    return Share(
        slot=slot.id,
        institution=slot.host,
        promised=slot.promised * MINUTE,
        actual=sum(line.actual or 0.0 for line in own),
        expected=sum(line.expected for line in own),
        expected_start=ran[0].start if ran and standing != "to_come" else own[0].expected_start,
        expected_end=_end(room, own[-1], now)
        if standing != "past"
        else (ran[-1].end if ran else own[-1].expected_start) or now,
        standing=standing,
    )


def _end(room: Room, line: Line, now: datetime) -> datetime:
    begins = now if line.standing == "now" else line.expected_start
    return begins + room.span(line.expected - (line.actual or 0.0))


def ends_at(room: Room, now: datetime) -> datetime:
    """When the room will end, as it looks now; when it did, once it is closed."""
    return room.closed_at or _end(room, forecast(room, now)[-1], now)


def cost(room: Room, now: datetime, minutes: int, take_from: TakeFrom) -> Cost:
    """What giving the running step more time would cost. Raises NoTimeThere with what could be had instead."""
    at = position(room, now)
    assert at is not None, "an extension needs a running step; `decide` has looked"
    shrunk = taken(room, used(room, now), at.step, minutes * MINUTE, take_from)
    given = {**room.allotted, at.step.id: at.allotted + minutes * MINUTE, **dict(shrunk)}
    after = msgspec.structs.replace(room, allotted=given)
    return Cost(
        minutes=minutes,
        take_from=take_from,
        ends_at=now + room.span(at.left + minutes * MINUTE),
        room_ends_at=ends_at(after, now),
        shrunk=tuple((step, room.allotted[step], seconds) for step, seconds in shrunk),
        later=_later(room, after, now, _left_over(room, at.step, shrunk)),
    )


def _left_over(room: Room, step: Step, shrunk: list[tuple[str, int]]) -> int:
    """How much of what is given was left over by steps before the running one."""
    order = [other.id for other in room.programme]
    behind = order[: order.index(step.id)]
    return sum(room.allotted[giver] - seconds for giver, seconds in shrunk if giver in behind)


def _later(room: Room, after: Room, now: datetime, left_over: int) -> tuple[Later, ...]:
    """Slots that start noticeably later (by a programme second or more) than if what was left over is used up."""
    pairs = zip(shares(room, now), shares(after, now), strict=True)
    return tuple(
        Later(was.institution, was.expected_start, becomes.expected_start)
        for was, becomes in pairs
        if was.standing == "to_come" and room.seconds(becomes.expected_start - was.expected_start) >= left_over + 1
    )
