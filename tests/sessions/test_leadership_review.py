"""Colleagues of one institution rate alone in the room, compare before everybody, and agree what they stand by."""

import pytest

from sessions import events as e
from sessions.access import visible
from sessions.commands import (
    AgreeRating,
    AskQuestion,
    ChooseFocus,
    CompareRatings,
    RateAlone,
    RemoveText,
    ShareSelfRating,
    TakeUpDifference,
)
from sessions.events import ColleagueRatingsCompared, DifferenceTakenUp, SelfRatingShared, Withheld
from sessions.minutes import ColleaguesSaid, InstitutionPart, LevelTally, Minutes
from sessions.minuting import PersonName, write_minutes
from sessions.programme import Format, FormatStep
from sessions.reading import read_room
from sessions.refusals import (
    AlreadyRevealed,
    FocusUnfit,
    HostAsksItself,
    NotComparedYet,
    NotNow,
    RoleMayNot,
    RoomInAnotherState,
    StatementOutsideModel,
)
from sessions.room import REMOVED, SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    EVERYONE,
    HARROW_BECK,
    HOUR,
    IMOGEN,
    ROSALIND,
    RUTH,
    S1,
    a_room,
    at_step,
    given,
    log,
    now,
    opened,
    refused,
    room,
    then,
    when,
)

LINE = {"slot": S1, "statement": "1.1"}
TOGETHER = Format(
    id="internal", title="Internal leadership review", kind="internal", description="Colleagues compare in the room.",
    slot=(
        FormatStep(id="alone", kind="rate_alone", title="Rate alone", minutes=16),
        FormatStep(id="compare", kind="compare", title="Reveal together", minutes=6),
        FormatStep(id="agree", kind="agree", title="Agree", minutes=12),
    ),
)  # fmt: skip
NAMES = {"p_ruth": PersonName("Ruth Adeyemi"), "p_rosalind": PersonName("Rosalind Achterley")}


@pytest.fixture(autouse=True)
def a_leadership_review() -> None:
    given(*a_room(plan=TOGETHER))


def alone(who: Actor, level: int, statement: str = "1.1", **more: object) -> None:
    when(who, RateAlone, slot=S1, statement=statement, level=level, **more)


def compared() -> None:
    given(opened())
    alone(RUTH, 1, note="canary", named=True)
    alone(IMOGEN, 3)
    when(ROSALIND, CompareRatings, slot=S1)


def minutes() -> Minutes:
    return write_minutes(room(), "r_1", NAMES, now(), ROSALIND)


def part() -> InstitutionPart:
    return minutes().institutions[0]


def test_the_facilitator_reveals_and_the_wall_shows_levels_alone() -> None:
    compared()
    assert room().compares
    assert TOGETHER.compares
    assert not HOUR.compares
    readers = {one.person for one in EVERYONE if not isinstance(visible(room(), log()[-1], one), Withheld)}
    assert {"p_rosalind", "p_ruth"} <= readers
    assert "p_anneliese" not in readers
    seen = visible(room(), log()[-1], SCREEN)
    assert isinstance(seen, e.Recorded)
    assert isinstance(seen.event, ColleagueRatingsCompared)
    assert seen.event.statements == (e.Compared("1.1", (e.ComparedRating(1), e.ComparedRating(3))),)
    read = read_room(room(), "r_1", {}, now(), ROSALIND).institutions[0]
    assert [one.note for one in read.colleague_ratings or ()] == ["canary", None]


def test_nobody_compares_before_the_meeting() -> None:
    alone(RUTH, 1)
    when(IMOGEN, CompareRatings, slot=S1)
    refused(RoomInAnotherState, "together, in the meeting")


def test_a_position_waits_for_the_reveal_where_somebody_has_rated_alone() -> None:
    given(opened())
    when(IMOGEN, ShareSelfRating, **LINE, level=2, evidence="")
    then(SelfRatingShared(slot=S1, statement="1.1", level=2, evidence=""))
    alone(RUTH, 1)
    when(IMOGEN, ShareSelfRating, **LINE, level=2, evidence="")
    refused(NotComparedYet, "Compare first")
    when(IMOGEN, AgreeRating, **LINE, level=2)
    refused(NotComparedYet, "Compare first")


def test_a_position_keeps_its_doubt_and_the_wall_has_its_level_alone() -> None:
    compared()
    when(IMOGEN, ShareSelfRating, **LINE, level=2, evidence=" Minutes ", doubt=" Year 9? ")
    then(SelfRatingShared(slot=S1, statement="1.1", level=2, evidence="Minutes", doubt="Year 9?"))
    seen = visible(room(), log()[-1], SCREEN)
    assert isinstance(seen, e.Recorded)
    assert seen.event == SelfRatingShared(slot=S1, statement="1.1", level=2, evidence="", by="p_imogen")
    for reader, words in ((ROSALIND, ("Minutes", "Year 9?")), (SCREEN, (None, None))):
        own = next(one.self_ for one in read_room(room(), "r_1", {}, now(), reader).ratings if one.statement == "1.1")
        assert own is not None
        assert (own.level, own.words, own.doubt) == (2, *words)


def test_a_pupils_name_in_a_doubt_is_gone() -> None:
    compared()
    when(IMOGEN, ShareSelfRating, **LINE, level=2, evidence="", doubt="Ask Kayleigh")
    when(ROSALIND, RemoveText, seq=len(log()), field="doubt", reason="A pupil was named")
    own = room().rating(S1, "1.1").self_rating
    assert own is not None
    assert own.doubt == REMOVED


def test_one_difference_at_a_time_is_put_before_everybody() -> None:
    when(ROSALIND, TakeUpDifference, **LINE)
    refused(NotComparedYet, "no difference to look at")
    compared()
    when(ROSALIND, TakeUpDifference, **LINE)
    then(DifferenceTakenUp(slot=S1, statement="1.1"))
    assert not isinstance(visible(room(), log()[-1], SCREEN), Withheld)
    assert isinstance(visible(room(), log()[-1], ANNELIESE), Withheld)
    when(ROSALIND, TakeUpDifference, **LINE)
    then()
    when(ROSALIND, TakeUpDifference, slot=S1, statement="2.2")
    assert room().taken_up == {S1: "2.2"}
    assert read_room(room(), "r_1", {}, now(), IMOGEN).institutions[0].taken_up == "2.2"
    when(ROSALIND, TakeUpDifference, slot=S1, statement="9.9")
    refused(StatementOutsideModel)
    when(IMOGEN, TakeUpDifference, **LINE)
    refused(RoleMayNot)
    when(ROSALIND, TakeUpDifference, slot=S1)
    then(DifferenceTakenUp(slot=S1))
    assert room().taken_up == {}


def test_colleagues_note_instead_of_asking_themselves() -> None:
    given(opened())
    when(RUTH, AskQuestion, question="q-1", slot=S1, type="challenge", text="How do we know?")
    refused(HostAsksItself, "keep it as a note")


def test_any_number_of_statements_is_in_focus_until_colleagues_have_compared() -> None:
    every = [line.id for line in room().framework_of(S1).statements]
    when(IMOGEN, ChooseFocus, slot=S1, statements=every)
    assert room().slots[S1].focus == tuple(every)
    when(IMOGEN, ChooseFocus, slot=S1, statements=[])
    refused(FocusUnfit, "A review looks at one statement at least")
    compared()
    when(IMOGEN, ChooseFocus, slot=S1, statements=["1.1"])
    refused(NotNow, "stays as it is")


# The minutes


def test_the_minutes_count_levels_and_name_who_took_part_but_not_how() -> None:
    given(opened(), at_step(f"{S1}.alone"))
    when(ROSALIND, RateAlone, **LINE, level=1, note="canary", on_behalf_of="p_ruth")
    alone(IMOGEN, 3)
    assert part().ratings[0].colleagues is None
    when(ROSALIND, CompareRatings, slot=S1)
    when(IMOGEN, ShareSelfRating, slot=S1, statement="2.1", level=2, evidence="Minutes", doubt="Year 9?")
    assert minutes().compares
    levels = (("Starting", 1), ("Building", 0), ("Embedded", 1), ("Leading", 0))
    first, *_, last = part().ratings
    assert first.colleagues == ColleaguesSaid(
        count=2,
        lowest=1,
        highest=3,
        levels=tuple(LevelTally(n, name, 4, count) for n, (name, count) in enumerate(levels, 1)),
    )
    assert [line.statement for line in part().ratings] == ["1.1", "1.3", "2.1", "2.2"]
    said = part().ratings[2].self_rating
    assert said is not None
    assert (said.level, said.words, said.doubt) == (2, "Minutes", "Year 9?")
    assert last.colleagues is None
    assert part().took_part == ("Ruth Adeyemi (entered by Rosalind Achterley)", "somebody")
    assert part().beforehand == ()
    assert "canary" not in str(part())


def test_what_was_rated_alone_and_never_revealed_is_in_no_minutes() -> None:
    given(opened(), at_step(f"{S1}.alone"))
    alone(RUTH, 2, "2.3")
    given(e.RoomClosed())
    when(ROSALIND, CompareRatings, slot=S1)
    refused(RoomInAnotherState, "The meeting is over")
    assert room().colleagues[HARROW_BECK]
    assert [line.statement for line in part().ratings] == ["1.1", "1.3", "2.2"]
    when(IMOGEN, ShareSelfRating, slot=S1, statement="2.3", level=2, evidence="")
    assert part().ratings[-1].statement == "2.3"
    assert part().ratings[-1].colleagues is None


def test_nobody_rates_after_the_reveal() -> None:
    compared()
    alone(IMOGEN, 2)
    refused(AlreadyRevealed)
