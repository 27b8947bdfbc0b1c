"""An institution rates itself: colleagues alone, compared, agreed, shared; and what others learn of it meanwhile."""

from datetime import date
from typing import Any

import pytest

from sessions import events as e
from sessions.access import visible
from sessions.commands import (
    AgreePosition,
    BringBenchmarks,
    BringPositions,
    CompareRatings,
    RateAlone,
    RemoveText,
    SharePositions,
)
from sessions.evaluation import differences, progress, settled, to_share
from sessions.events import BenchmarkBrought, ColleagueRatingsCompared, PositionAgreed, SelfRatingShared, Withheld
from sessions.reading import read_room
from sessions.readout import InstitutionRead
from sessions.refusals import (
    AlreadyRevealed,
    LevelOutsideModel,
    NotComparedYet,
    NothingToReveal,
    NotNow,
    OffTheRecord,
    RoleMayNot,
    SettledMeanwhile,
    StatementOutsideModel,
    Unknown,
)
from sessions.room import REMOVED, SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    BASHIR,
    DOMINIC,
    EVERYONE,
    HARROW_BECK,
    IMOGEN,
    ROSALIND,
    RUTH,
    S1,
    SIOBHAN,
    given,
    log,
    now,
    opened,
    rated,
    refused,
    revealed,
    room,
    then,
    when,
)

LINE = {"slot": S1, "statement": "1.1"}


def alone(who: Actor, level: int, statement: str = "1.1", **more: Any) -> None:
    """A colleague rates."""
    when(who, RateAlone, slot=S1, statement=statement, level=level, **more)


def compared() -> None:
    """Two colleagues have rated and compared."""
    alone(IMOGEN, 3)
    alone(RUTH, 1)
    when(IMOGEN, CompareRatings, slot=S1)


def read(reader: Actor) -> InstitutionRead:
    """What a reader learns of Harrow Beck."""
    return read_room(room(), "r_1", {}, now(), reader).institutions[0]


def readers_of(recorded: e.Recorded) -> set[str | None]:
    return {one.person for one in EVERYONE if not isinstance(visible(room(), recorded, one), Withheld)}


# Alone


def test_a_colleague_rates_alone_before_the_room_is_open_and_may_change_it() -> None:
    alone(RUTH, 2, note=" What I see in Year 9 ")
    then(e.ColleagueRatingGiven(
        institution=HARROW_BECK, person="p_ruth", statement="1.1", level=2, note="What I see in Year 9",
    ))  # fmt: skip
    alone(RUTH, 3, note=" ")
    alone(RUTH, 3)
    then()
    assert [(one.level, one.note) for one in room().colleagues[HARROW_BECK]["1.1"]] == [(3, None)]


def test_nobody_else_sees_what_somebody_thought_alone_not_even_who_facilitates() -> None:
    alone(RUTH, 2, note="canary")
    assert readers_of(log()[-1]) == {"p_ruth"}
    assert [one.note for one in read(RUTH).colleague_ratings or ()] == ["canary"]
    assert read(IMOGEN).colleague_ratings == ()
    for other in (ROSALIND, SIOBHAN, ANNELIESE, SCREEN):
        assert read(other).colleague_ratings is None
        assert read(other).positions is None


def test_a_facilitator_who_types_it_for_a_colleague_has_seen_it() -> None:
    when(ROSALIND, RateAlone, **LINE, level=2, on_behalf_of="p_ruth")
    assert readers_of(log()[-1]) == {"p_ruth", "p_rosalind"}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"level": 9}, LevelOutsideModel), ({"statement": "9.9"}, StatementOutsideModel)],
)
def test_the_model_says_what_can_be_rated(fields: dict[str, Any], refusal: type[Exception]) -> None:
    for kind in (RateAlone, AgreePosition):
        when(IMOGEN, kind, **{**LINE, "level": 2, **fields})
        refused(refusal)  # type: ignore[arg-type]


def test_only_the_own_people_rate() -> None:
    for other in (SIOBHAN, ROSALIND, ANNELIESE):
        alone(other, 2)
        refused(RoleMayNot, "the host of this slot")


def test_nothing_is_rated_off_the_record_nor_after_the_meeting() -> None:
    when(IMOGEN, AgreePosition, slot=S1, statement="1.2", level=2)
    given(opened(), e.WentOffTheRecord())
    alone(RUTH, 2)
    refused(OffTheRecord)
    when(IMOGEN, SharePositions, slot=S1)
    refused(OffTheRecord)
    given(e.WentOnTheRecord(), e.RoomClosed())
    for kind, fields in ((RateAlone, LINE), (AgreePosition, LINE)):
        when(IMOGEN, kind, **fields, level=2)
        refused(NotNow, "stays in the minutes")
    when(IMOGEN, SharePositions, slot=S1)
    refused(NotNow)


# Compared


def test_colleagues_compare_when_they_choose_and_without_names() -> None:
    alone(RUTH, 1, note="Nobody asked us")
    alone(IMOGEN, 3, named=True)
    alone(BASHIR, 2, "1.3")
    when(DOMINIC, CompareRatings, slot=S1)
    then(ColleagueRatingsCompared(slot=S1, statements=(
        e.Compared("1.1", (e.ComparedRating(1, "Nobody asked us"), e.ComparedRating(3, person="p_imogen"))),
        e.Compared("1.3", (e.ComparedRating(2),)),
    )))  # fmt: skip
    assert readers_of(log()[-1]) == {"p_imogen", "p_dominic", "p_ruth", "p_bashir"}
    own = [(one.statement, one.person, one.level) for one in read(BASHIR).colleague_ratings or ()]
    assert own == [("1.1", None, 1), ("1.1", "p_imogen", 3), ("1.3", None, 2)]
    assert read(ROSALIND).colleague_ratings is None


def test_who_had_colleagues_compare_sees_it_as_one_of_them_alone() -> None:
    compared()
    given(e.PersonPlaced(person="p_imogen", role="observer"))
    event = next(one for one in log() if isinstance(one.event, ColleagueRatingsCompared))
    assert isinstance(visible(room(), event, room().actor("p_imogen")), Withheld)


def test_the_widest_differences_come_first_and_nothing_before_they_have_compared() -> None:
    for who, level in ((IMOGEN, 3), (RUTH, 3), (BASHIR, 2)):
        alone(who, level)
        alone(who, level if who is not RUTH else 1, "1.3")
    assert differences(room(), S1) == ()
    when(IMOGEN, CompareRatings, slot=S1)
    widest, other = differences(room(), S1)
    assert (widest.statement, widest.levels, widest.width, widest.middle) == ("1.3", (1, 2, 3), 2, (2, 2))
    assert (other.statement, other.width, other.middle) == ("1.1", 1, (3, 3))


def test_after_comparing_nobody_rates_alone_nor_compares_again() -> None:
    compared()
    alone(BASHIR, 2)
    refused(AlreadyRevealed, "Agree a position together")
    when(IMOGEN, CompareRatings, slot=S1)
    refused(AlreadyRevealed, "on the table already")


def test_there_must_be_something_to_compare_and_the_choice_is_theirs() -> None:
    when(IMOGEN, CompareRatings, slot=S1)
    refused(NothingToReveal, "Nobody has rated alone yet")
    alone(RUTH, 2)
    when(ROSALIND, CompareRatings, slot=S1)
    refused(RoleMayNot, "for the colleagues to choose")
    when(ROSALIND, CompareRatings, slot=S1, on_behalf_of="p_imogen")
    refused(RoleMayNot, "for the colleagues to choose")
    when(SIOBHAN, CompareRatings, slot=S1)
    refused(RoleMayNot)


def test_a_pupils_name_in_a_note_is_gone_alone_and_compared() -> None:
    alone(RUTH, 2, note="Ask Kayleigh")
    place = len(log())
    when(IMOGEN, CompareRatings, slot=S1)
    when(ROSALIND, RemoveText, seq=place, field="note", reason="A pupil was named")
    assert room().colleagues[HARROW_BECK]["1.1"][0].note == REMOVED
    assert differences(room(), S1)[0].ratings[0].note == REMOVED
    assert not any("Kayleigh" in words.text for words in room().texts.values())


# Agreed


def test_a_position_is_agreed_after_comparing_and_is_theirs_until_it_is_shared() -> None:
    alone(RUTH, 2)
    when(IMOGEN, AgreePosition, **LINE, level=2)
    refused(NotComparedYet, "Compare first")
    when(IMOGEN, CompareRatings, slot=S1)
    when(IMOGEN, AgreePosition, **LINE, level=2, evidence=" Governors' minutes ")
    then(PositionAgreed(slot=S1, statement="1.1", level=2, evidence="Governors' minutes"))
    assert readers_of(log()[-1]) == {"p_imogen", "p_dominic", "p_ruth", "p_bashir"}
    assert [one.evidence for one in read(DOMINIC).positions or ()] == ["Governors' minutes"]
    assert read(ROSALIND).positions is None


def test_one_who_rates_for_all_agrees_at_once() -> None:
    when(IMOGEN, AgreePosition, **LINE, level=2)
    then(PositionAgreed(slot=S1, statement="1.1", level=2))


def test_nobody_overwrites_a_colleague_unawares() -> None:
    when(IMOGEN, AgreePosition, **LINE, level=2, seen=0)
    seen = room().positions[S1]["1.1"].seq
    assert seen == log()[-1].seq
    when(RUTH, AgreePosition, **LINE, level=3, seen=0)
    refused(SettledMeanwhile, "not lost")
    when(RUTH, AgreePosition, **LINE, level=3, seen=seen)
    then(PositionAgreed(slot=S1, statement="1.1", level=3))


def test_where_nothing_stands_nobody_is_overwritten_whatever_was_seen() -> None:
    when(IMOGEN, AgreePosition, **LINE, level=2, seen=5)
    then(PositionAgreed(slot=S1, statement="1.1", level=2))


def test_sharing_shows_everybody_what_they_do_not_know_yet() -> None:
    given(rated(3), rated(1, "2.2"), revealed(2, statement="2.2"))
    for statement, level, evidence in (("1.3", 2, "A survey"), ("1.1", 3, "Our survey"), ("2.2", 4, "")):
        when(IMOGEN, AgreePosition, slot=S1, statement=statement, level=level, evidence=evidence)
    assert [*to_share(room(), S1)] == ["1.3"]
    when(IMOGEN, SharePositions, slot=S1)
    then(SelfRatingShared(slot=S1, statement="1.3", level=2, evidence="A survey"))
    when(IMOGEN, SharePositions, slot=S1)
    refused(NothingToReveal, "not shared already")


def test_what_was_shared_in_the_room_is_settled_where_there_is_no_position() -> None:
    given(rated(3, "1.3"), rated(2))
    when(IMOGEN, AgreePosition, **LINE, level=4, evidence="A survey")
    there = settled(room(), S1)
    assert [(name, one.level, one.evidence) for name, one in there.items()] == [
        ("1.1", 4, "A survey"), ("1.3", 3, "Our survey"),
    ]  # fmt: skip


def test_nobody_shares_in_anothers_name() -> None:
    when(IMOGEN, AgreePosition, **LINE, level=2)
    when(ROSALIND, SharePositions, slot=S1, on_behalf_of="p_imogen")
    refused(RoleMayNot, "for the institution's own people")


# From elsewhere


def test_a_review_held_elsewhere_is_taken_over_whole_or_not_at_all() -> None:
    brought = [{"statement": "1.1", "level": 3}, {"statement": "1.3", "level": 2, "evidence": "June"}]
    when(IMOGEN, BringPositions, slot=S1, positions=brought)
    then(
        PositionAgreed(slot=S1, statement="1.1", level=3, brought=True),
        PositionAgreed(slot=S1, statement="1.3", level=2, evidence="June", brought=True),
    )
    assert [one.brought for one in read(RUTH).positions or ()] == [True, True]
    when(IMOGEN, BringPositions, slot=S1, positions=[*brought, {"statement": "9.9", "level": 1}])
    refused(StatementOutsideModel)
    when(IMOGEN, BringPositions, slot=S1, positions=[*brought, brought[0]])
    refused(NotNow, "1.1 stands there twice")


def test_compass_results_are_brought_and_one_of_the_same_day_takes_the_others_place() -> None:
    results = [
        {"benchmark": 4, "percent": 50, "date": "2026-06-01"},
        {"benchmark": 4, "percent": 63, "date": "2026-10-01"},
    ]
    when(IMOGEN, BringBenchmarks, slot=S1, results=results)
    when(ROSALIND, BringBenchmarks, slot=S1, results=[{**results[0], "percent": 55}])
    then(BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=55, date=date(2026, 6, 1)))
    assert [one.percent for one in room().benchmarks[HARROW_BECK]["4"]] == [55, 63]
    when(IMOGEN, BringBenchmarks, slot=S1, results=[*results, {**results[0], "benchmark": 9}])
    refused(Unknown, "no Gatsby Benchmark 9")


# How far they are


def test_progress_says_who_took_part_and_how_far_they_are_and_nothing_else() -> None:
    assert not progress(room(), S1).begun
    compared()
    alone(IMOGEN, 2, "1.3")
    when(DOMINIC, AgreePosition, slot=S1, statement="1.3", level=2)
    given(rated(3))
    far = progress(room(), S1)
    assert far.begun
    assert (far.of, far.rated_by, far.compared) == (6, {"p_imogen": 1, "p_ruth": 1}, True)
    assert (far.agreed, far.shared, far.to_share) == (2, 1, 1)
    assert far.took_part == ("p_imogen", "p_ruth", "p_dominic")
    for reader in (ROSALIND, BASHIR):
        seen = read(reader).self_evaluation
        assert seen is not None
        assert (seen.agreed, seen.took_part) == (2, far.took_part)
        assert (seen.begun, seen.finished) == (2, 0)
        assert seen.rated_by == (far.rated_by if reader == ROSALIND else None)
    assert read(SIOBHAN).self_evaluation is None
