"""An institution rates itself: colleagues alone, then compared, then one position a statement, then shared."""

from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.evaluation import lowest_first, to_share
from sessions.refusals import (
    AlreadyRevealed,
    NotComparedYet,
    NothingToReveal,
    NotNow,
    RoleMayNot,
    RoomInAnotherState,
    Unknown,
)
from sessions.room import Actor, Room

BENCHMARKS = range(1, 9)
"""The Gatsby Benchmarks."""


def rate_alone(room: Room, actor: Actor, command: c.RateAlone, _at: datetime) -> list[e.Event]:
    """One colleague's level, for nobody else's eyes; it may be changed until they compare, and twice is once."""
    _not_closed(room)
    if command.slot in room.compared:
        raise AlreadyRevealed("Your colleagues have compared their levels. Agree a position together now.")
    assert actor.person is not None, "the access table lets in members only"
    assert actor.institution is not None, "the access table lets in members only"
    statement = _known(room, command.slot, command.statement)
    level, note = ground.level(room, command.slot, command.level), ground.words_if_any(command.note, "the note")
    given = room.colleagues.get(actor.institution, {}).get(statement, ())
    if (actor.person, level, note, command.named) in {(one.person, one.level, one.note, one.named) for one in given}:
        return []
    return [
        e.ColleagueRatingGiven(
            institution=actor.institution, person=actor.person, statement=statement, level=level, note=note,
            named=command.named,
        )
    ]  # fmt: skip


def compare_ratings(room: Room, actor: Actor, command: c.CompareRatings, _at: datetime) -> list[e.Event]:
    """Show how colleagues rated. At home that is theirs to choose; in the meeting the facilitator may too."""
    if (actor.facilitates or command.on_behalf_of) and not room.compares:
        raise RoleMayNot("When to compare is for the colleagues to choose. You see how far they are.")
    if command.slot in room.compared:
        raise AlreadyRevealed("The levels are on the table already.")
    if room.compares and room.state != "open":
        when = "is over" if room.state == "closed" else "has not begun"
        raise RoomInAnotherState(f"The meeting {when}. Colleagues compare together, in the meeting.")
    given = room.colleagues.get(room.slots[command.slot].host, {})
    if not given:
        raise NothingToReveal("Nobody has rated alone yet, so there is nothing to compare.")
    order = [line.id for line in room.framework_of(command.slot).statements if line.id in given]
    statements = tuple(e.Compared(statement, lowest_first(given[statement])) for statement in order)
    return [e.ColleagueRatingsCompared(slot=command.slot, statements=statements)]


def take_up_difference(room: Room, _actor: Actor, command: c.TakeUpDifference, _at: datetime) -> list[e.Event]:
    """One statement for everybody to look at, once colleagues have compared."""
    if command.slot not in room.compared:
        raise NotComparedYet("Colleagues have not compared yet, so there is no difference to look at.")
    if command.statement == room.taken_up.get(command.slot):
        return []
    statement = ground.statement(room, command.slot, command.statement)
    return [e.DifferenceTakenUp(slot=command.slot, statement=statement)]


def agree_position(room: Room, _actor: Actor, command: c.AgreePosition, _at: datetime) -> list[e.Event]:
    """One level for a statement, once those who rated alone have compared."""
    compared_first(room, command.slot)
    ground.not_meanwhile(room.positions.get(command.slot, {}).get(command.statement), command.seen)
    return [_position(room, command.slot, command.statement, command.level, command.evidence)]


def compared_first(room: Room, slot: str) -> None:
    """Raise where colleagues have rated alone and nobody knows yet what: a settled level would lead them."""
    if room.colleagues.get(room.slots[slot].host, {}) and slot not in room.compared:
        raise NotComparedYet("Colleagues have rated alone and not compared yet. Compare first, then agree.")


def bring_positions(room: Room, _actor: Actor, command: c.BringPositions, _at: datetime) -> list[e.Event]:
    """The levels of a review held elsewhere, each statement once."""
    named = [one.statement for one in command.positions]
    if twice := next((one for one in named if named.count(one) > 1), None):
        raise NotNow(f"Statement {twice} stands there twice. Leave one of them out.")
    return [
        _position(room, command.slot, one.statement, one.level, one.evidence, brought=True)
        for one in command.positions
    ]  # fmt: skip


def _position(
    room: Room, slot: str, statement: str, level: int, evidence: str, *, brought: bool = False
) -> e.PositionAgreed:
    _not_closed(room)
    return e.PositionAgreed(
        slot=slot, statement=_known(room, slot, statement), level=ground.level(room, slot, level),
        evidence=ground.words_if_any(evidence, "the evidence") or "", brought=brought,
    )  # fmt: skip


def share_positions(room: Room, _actor: Actor, command: c.SharePositions, _at: datetime) -> list[e.Event]:
    """The positions that everybody does not know yet, as self-ratings; those already revealed stay where they are."""
    if command.on_behalf_of:  # nobody who may not see them sends them round
        raise RoleMayNot("What is shared, and when, is for the institution's own people to choose.")
    _not_closed(room)
    late = room.is_over(command.slot)
    shared: list[e.Event] = [
        e.SelfRatingShared(slot=command.slot, statement=one, level=at.level, evidence=at.evidence, late=late)
        for one, at in to_share(room, command.slot).items()
    ]
    if not shared:
        raise NothingToReveal("There is no position that is not shared already.")
    return shared


def bring_benchmarks(room: Room, _actor: Actor, command: c.BringBenchmarks, _at: datetime) -> list[e.Event]:
    """Compass results; one on a day that has one already takes its place."""
    if unknown := next((one.benchmark for one in command.results if one.benchmark not in BENCHMARKS), None):
        raise Unknown(f"There is no Gatsby Benchmark {unknown}; they run from 1 to {BENCHMARKS[-1]}.")
    host = room.slots[command.slot].host
    return [
        e.BenchmarkBrought(institution=host, benchmark=one.benchmark, percent=one.percent, date=one.date)
        for one in command.results
    ]


def _not_closed(room: Room) -> None:
    if room.state == "closed":
        raise NotNow("The meeting is over, so nobody rates any more. What was rated stays in the minutes.")


def _known(room: Room, slot: str, statement: str) -> str:
    return ground.statement(room, slot, statement) or statement
