"""The room as a whole and its clock: opened and closed, steps, pauses, time given, the order of the slots."""

from datetime import datetime
from typing import TypeVar, assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve import plan
from sessions.evolve.ground import author, change_slot, put
from sessions.programme import Step
from sessions.room import Extension, NextMeeting, Pause, Room, Run

OfTheMeeting = (
    e.RoomOpened | e.StepStarted | e.ClockPaused | e.ClockResumed | e.StepExtended | e.StepStartCorrected
    | e.WentOffTheRecord | e.WentOnTheRecord | e.RoomClosed | e.RoomReopened | e.MinutesConfirmed
    | e.InstitutionWithdrawn | e.SlotsReordered | e.FloorGiven | e.NextDateSet | e.PlanChanged | e.LengthsChanged
)  # fmt: skip

Time = TypeVar("Time", bound=Run | Pause)


def evolve(room: Room, event: OfTheMeeting, recorded: e.Recorded) -> Room:
    at = recorded.at
    match event:
        case e.RoomOpened():
            return replace(room, state="open", opened_at=at)
        case e.PlanChanged():
            return plan.replan(room, event)
        case e.LengthsChanged():
            return plan.relength(room, event, at)
        case e.StepStarted():
            before = room.slot
            room = replace(room, runs=(*_ended(room.runs, at), Run(event.step, at)), pauses=_ended(room.pauses, at))
            return room if before is room.slot else replace(room, on_table=None)
        case e.ClockPaused():
            return replace(room, pauses=(*room.pauses, Pause(at)))
        case e.ClockResumed():
            return replace(room, pauses=_ended(room.pauses, at))
        case e.StepExtended():
            more = {event.step: room.allotted[event.step] + event.minutes * 60}
            given = {one.step: one.seconds for one in event.shrunk}
            extension = Extension(event.step, event.minutes, event.take_from, author(event), at)
            return replace(room, allotted={**room.allotted, **more, **given}, extensions=(*room.extensions, extension))
        case e.StepStartCorrected():
            return replace(room, runs=_corrected(room.runs, event))
        case e.WentOffTheRecord():
            return replace(room, off_record=True, times_off_record=(*_ended(room.times_off_record, at), Pause(at)))
        case e.WentOnTheRecord():
            return replace(room, off_record=False, times_off_record=_ended(room.times_off_record, at))
        case e.RoomClosed():
            return replace(
                room, state="closed", closed_at=at, off_record=False, on_table=None,
                runs=_ended(room.runs, at), pauses=_ended(room.pauses, at),
                times_off_record=_ended(room.times_off_record, at),
            )  # fmt: skip
        case e.RoomReopened():
            last = (*room.runs, Run(room.runs[-1].step, at)) if room.runs else room.runs
            return replace(room, state="open", closed_at=None, runs=last)
        case e.MinutesConfirmed():
            return replace(room, state="confirmed", confirmed_at=at, confirmed_by=event.by)
        case e.InstitutionWithdrawn():
            gone = replace(room.institutions[event.institution], withdrawn=True)
            room = replace(room, institutions=put(room.institutions, event.institution, gone))
            room = replace(room, programme=tuple(s for s in room.programme if s.id not in event.dropped))
            return change_slot(room, gone.slot, withdrawn=True)
        case e.SlotsReordered():
            return replace(room, programme=_reordered(room, event.order))
        case e.FloorGiven():
            return replace(room, floor=(*room.floor, (at, event.institution)))
        case e.NextDateSet():
            return replace(
                room,
                next_meeting=NextMeeting(
                    date=event.date, start=event.start, format=event.format, purpose=event.purpose, place=event.place
                ),
            )
        case _:  # pragma: no cover
            assert_never(event)


def _ended(times: tuple[Time, ...], at: datetime) -> tuple[Time, ...]:
    """The same with the last one ended, where it goes on."""
    if not times or times[-1].end is not None:
        return times
    return (*times[:-1], replace(times[-1], end=at))


def _corrected(runs: tuple[Run, ...], event: e.StepStartCorrected) -> tuple[Run, ...]:
    index = max(i for i, run in enumerate(runs) if run.step == event.step)
    changed = list(runs)
    changed[index] = replace(runs[index], start=event.start)
    before = runs[index - 1] if index else None
    if before and before.end and (before.end == runs[index].start or before.end > event.start):
        changed[index - 1] = replace(before, end=event.start)
    return tuple(changed)


def _reordered(room: Room, order: tuple[str, ...]) -> tuple[Step, ...]:
    """Slots change places; opening, breaks and closing keep theirs."""
    places = iter(order)
    steps: list[Step] = []
    seen: set[str] = set()
    for step in room.programme:
        if step.slot is None:
            steps.append(step)
        elif step.section not in seen:
            seen.add(step.section)
            moved = next(places)
            steps += [other for other in room.programme if other.slot == moved]
    return tuple(steps)
