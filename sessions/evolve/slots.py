"""What a host brings to its hour, who may look on, and its word on the minutes."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import author, change_slot, put, put_right
from sessions.room import Benchmark, Consent, Room

OfASlot = (
    e.WantsNoted | e.ContextNoted | e.PrioritiesSet | e.ObserversAdmitted | e.ObserversExcluded | e.BenchmarkBrought
    | e.ScribeNamed | e.PartConfirmed
)  # fmt: skip


def evolve(room: Room, event: OfASlot, recorded: e.Recorded) -> Room:
    match event:
        case e.BenchmarkBrought():
            own = room.benchmarks.get(event.institution, {})
            number = str(event.benchmark)
            results = sorted((*own.get(number, ()), Benchmark(event.percent, event.date)), key=lambda one: one.date)
            return replace(room, benchmarks=put(room.benchmarks, event.institution, put(own, number, tuple(results))))
        case e.WantsNoted():
            room = change_slot(room, event.slot, wants=event.text)
        case e.ContextNoted():
            room = change_slot(room, event.slot, context=event.text)
        case e.PrioritiesSet():
            room = change_slot(room, event.slot, priorities=event.priorities)
        case e.ScribeNamed():
            return change_slot(room, event.slot, scribe=event.person)
        case e.PartConfirmed():
            return change_slot(room, event.slot, confirmed_by=author(event), confirmed_at=recorded.at)
        case e.ObserversAdmitted() | e.ObserversExcluded():
            consent = Consent(recorded.seq, isinstance(event, e.ObserversAdmitted))
            return change_slot(room, event.slot, observers=(*room.slots[event.slot].observers, consent))
        case _:  # pragma: no cover
            assert_never(event)
    return put_right(room, event.slot, event.by)
