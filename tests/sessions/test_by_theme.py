"""Levels of institutions that are rated by different models stand side by side by theme: counted, never averaged."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from sessions import events as e
from sessions.by_theme import by_theme, comparable, models_differ, themes_together
from sessions.evolve import fold
from sessions.framework import FrameworkOutline, OutlineLevel, OutlineTheme
from sessions.minutes import LevelTally, ThemeLine
from sessions.minuting import write_minutes
from sessions.room import Actor, Room
from tests.sessions.cast import (
    ANNELIESE,
    COLLEGES,
    ESTUARY_GATE,
    HARROW_BECK,
    IMOGEN,
    ROSALIND,
    S1,
    S2,
    SCHOOLS,
    SIOBHAN,
    START,
    a_room,
)

S4 = "slot-4"


def rated(slot: str, statement: str, level: int) -> e.SelfRatingShared:
    return e.SelfRatingShared(slot=slot, statement=statement, level=level, evidence="")


def agreed(slot: str, statement: str, level: int) -> e.RatingAgreed:
    return e.RatingAgreed(slot=slot, statement=statement, level=level)


EVENTS: list[e.Event] = [
    rated(S1, "1.1", 2), rated(S1, "1.2", 2), rated(S1, "2.1", 4), rated(S4, "1.1", 3), rated(S2, "1.1", 1),
    e.RoomOpened(), e.StepStarted(step=f"{S1}.challenge"), agreed(S1, "1.1", 3), agreed(S1, "1.3", 3),
    e.StepStarted(step=f"{S4}.challenge"), agreed(S4, "1.2", 1), e.StepStarted(step="closing.insights"),
]  # fmt: skip


def room(*more: e.Event, models: tuple[FrameworkOutline, ...] = (SCHOOLS, COLLEGES)) -> Room:
    return folded([*a_room(frameworks=models), *EVENTS, *more])


def folded(events: Sequence[e.Event]) -> Room:
    return fold([e.Recorded(seq, START + timedelta(minutes=seq), event) for seq, event in enumerate(events, 1)])


def model(name: str, *themes: OutlineTheme) -> FrameworkOutline:
    return FrameworkOutline(name, name, "1", (OutlineLevel(1, "Low"),), themes, ())


def together(*models: FrameworkOutline) -> list[dict[str, str]]:
    return [{name: theme.title for name, theme in row.items()} for row in themes_together(models)]


def test_each_theme_counts_the_levels_of_those_who_had_their_hour() -> None:
    here = room()
    assert models_differ(here)
    assert [slot.id for slot in comparable(here, ROSALIND)] == [S1, S4]
    leadership, learners = by_theme(here, comparable(here, ROSALIND))
    assert (leadership.title, learners.title) == ("Leadership", "Every learner")
    assert [(one.institution, one.agreed, one.own) for one in leadership.standings] == [
        (HARROW_BECK, (LevelTally(3, "Embedded", 4, 2),), (LevelTally(2, "Building", 4, 1),)),
        (ESTUARY_GATE, (LevelTally(1, "Early", 3, 1),), (LevelTally(3, "Strong", 3, 1),)),
    ]
    assert [one.institution for one in learners.standings] == [HARROW_BECK]


def test_levels_of_one_model_are_not_set_side_by_side() -> None:
    here = room()
    assert by_theme(here, [here.slots[S1], here.slots[S2]]) == ()
    first, *invited = a_room()
    assert isinstance(first, e.RoomPrepared)
    alike = tuple(replace(one, framework="schools") for one in first.institutions)
    assert not models_differ(folded([replace(first, institutions=alike), *invited]))


def test_a_theme_that_a_model_does_not_have_is_left_empty_for_it() -> None:
    own = replace(COLLEGES, themes=(replace(COLLEGES.themes[0], title="Strategy", benchmarks=(8,)),))
    here = room(models=(SCHOOLS, own))
    themes = by_theme(here, comparable(here, ROSALIND))
    assert [(one.title, [who.institution for who in one.standings]) for one in themes] == [
        ("Leadership", [HARROW_BECK]), ("Every learner", [HARROW_BECK]), ("Strategy", [ESTUARY_GATE]),
    ]  # fmt: skip


def test_an_observer_compares_only_hours_that_were_open_to_observers() -> None:
    assert comparable(room(), ANNELIESE) == []
    let_in = room(e.ObserversAdmitted(slot=S4))
    assert [slot.id for slot in comparable(let_in, ANNELIESE)] == [S4]


def test_after_the_close_a_part_is_its_hosts_until_it_is_confirmed() -> None:
    def seen(reader: Actor, *more: e.Event) -> list[str]:
        return [slot.id for slot in comparable(room(*more), reader)]

    assert seen(SIOBHAN) == [S1, S4]
    assert seen(SIOBHAN, e.RoomClosed()) == []
    assert seen(IMOGEN, e.RoomClosed()) == [S1]
    assert seen(ROSALIND, e.RoomClosed()) == [S1, S4]
    assert seen(SIOBHAN, e.RoomClosed(), e.PartConfirmed(slot=S4, by="p_helen")) == [S4]


def test_themes_belong_together_by_title_by_benchmarks_or_by_number_and_a_benchmark() -> None:
    one = model(
        "a", OutlineTheme(1, "Leadership", (1,)), OutlineTheme(2, "Learners", (1, 3)), OutlineTheme(3, "Work", (5, 6))
    )
    other = model(
        "b", OutlineTheme(9, "LEADERSHIP", ()), OutlineTheme(8, "Everybody", (3, 1)), OutlineTheme(3, "Jobs", (6,)),
        OutlineTheme(4, "Guidance", (8,)),
    )  # fmt: skip
    assert together(one, other) == [
        {"a": "Leadership", "b": "LEADERSHIP"}, {"a": "Learners", "b": "Everybody"}, {"a": "Work", "b": "Jobs"},
        {"b": "Guidance"},
    ]  # fmt: skip


def test_two_themes_of_one_model_never_share_a_place() -> None:
    one = model("a", OutlineTheme(1, "All", (1,)))
    other = model("b", OutlineTheme(1, "First", (1,)), OutlineTheme(2, "Second", (1,)))
    assert together(one, other) == [{"a": "All", "b": "First"}, {"b": "Second"}]
    third = model("c", OutlineTheme(5, "second", (7,)))
    assert together(one, other, third)[1] == {"b": "Second", "c": "second"}


def test_the_minutes_say_it_to_those_who_may_have_the_parts() -> None:
    def lines(reader: Actor, *more: e.Event) -> tuple[ThemeLine, ...]:
        return write_minutes(room(*more), "r_1", {}, START, reader).by_theme

    assert lines(ROSALIND, e.RoomClosed())[1] == ThemeLine(
        theme="Leadership", institution="Estuary Gate College", framework="Colleges model",
        agreed=(LevelTally(1, "Early", 3, 1),), own=(LevelTally(3, "Strong", 3, 1),),
    )  # fmt: skip
    assert lines(IMOGEN, e.RoomClosed()) == ()
    assert [one.institution for one in lines(IMOGEN, e.RoomClosed(), e.PartConfirmed(slot=S4, by="p_helen"))][:2] == [
        "Harrow Beck Academy", "Estuary Gate College",
    ]  # fmt: skip


def test_an_hour_that_was_not_held_is_set_beside_nothing() -> None:
    lines = write_minutes(room(e.RoomClosed()), "r_1", {}, START, ROSALIND).by_theme
    assert {one.institution for one in lines} == {"Harrow Beck Academy", "Estuary Gate College"}
