"""An institution's self-evaluation: how colleagues rated alone, what they settled on, what Compass says."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import author, put, typist
from sessions.room import Benchmark, ColleagueRating, Position, Room

OfEvaluation = (
    e.ColleagueRatingGiven | e.ColleagueRatingsCompared | e.DifferenceTakenUp | e.PositionAgreed | e.BenchmarkBrought
)


def evolve(room: Room, event: OfEvaluation, recorded: e.Recorded) -> Room:
    match event:
        case e.ColleagueRatingGiven():
            own = room.colleagues.get(event.institution, {})
            others = tuple(one for one in own.get(event.statement, ()) if one.person != event.person)
            given = (*others, ColleagueRating(event.person, event.level, event.note, event.named, typist(event)))
            return replace(room, colleagues=put(room.colleagues, event.institution, put(own, event.statement, given)))
        case e.ColleagueRatingsCompared():
            return replace(room, compared=put(room.compared, event.slot, event.statements))
        case e.DifferenceTakenUp():
            elsewhere = {slot: statement for slot, statement in room.taken_up.items() if slot != event.slot}
            return replace(room, taken_up=put(elsewhere, event.slot, event.statement) if event.statement else elsewhere)
        case e.PositionAgreed():
            there = room.positions.get(event.slot, {})
            position = Position(event.level, event.evidence, author(event), recorded.at, event.brought, recorded.seq)
            return replace(room, positions=put(room.positions, event.slot, put(there, event.statement, position)))
        case e.BenchmarkBrought():
            brought = room.benchmarks.get(event.institution, {})
            number = str(event.benchmark)
            earlier = [one for one in brought.get(number, ()) if one.date != event.date]
            results = sorted((*earlier, Benchmark(event.percent, event.date)), key=lambda one: one.date)
            return replace(
                room, benchmarks=put(room.benchmarks, event.institution, put(brought, number, tuple(results)))
            )
        case _:  # pragma: no cover
            assert_never(event)
