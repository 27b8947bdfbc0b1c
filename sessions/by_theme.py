"""Levels theme by theme, for institutions that are rated by different models: statements differ, themes can be set side
by side. Levels are counted, each by its own model's name, and never averaged or put in an order of institutions.

Themes of two models belong together by their title, or by the Gatsby Benchmarks they map to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from sessions.access import may_have, sees_slot
from sessions.framework import FrameworkOutline, OutlineTheme
from sessions.minutes import LevelTally
from sessions.room import Actor, Room, Slot


class ThemeStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where an institution (by id) stands in a theme: levels agreed in its hour, and others as it rated itself."""

    institution: str
    agreed: tuple[LevelTally, ...]
    own: tuple[LevelTally, ...]


class ThemeAcross(msgspec.Struct, frozen=True):
    """A theme, by its title in the first model that has it, with all who have a level in it."""

    title: str
    standings: tuple[ThemeStanding, ...]


Row = dict[str, OutlineTheme]  # model → its theme
Alike = Callable[[OutlineTheme, OutlineTheme], bool]


def models_differ(room: Room) -> bool:
    """Whether institutions of this room are rated by different models."""
    return len({room.framework_of(slot.id).id for slot in room.known_slots}) > 1


def comparable(room: Room, reader: Actor) -> list[Slot]:
    """The slots whose levels a reader may set side by side: those that had their hour before this reader's eyes.

    Once the room is closed, another institution's part belongs to the minutes, and to its host until that confirms it.
    """
    begun = {room.step_of(run.step).slot for run in room.runs}
    return [
        slot
        for slot in room.slots.values()
        if slot.id in begun and sees_slot(room, reader, slot.id) and (not room.ended or may_have(room, reader, slot))
    ]


def by_theme(room: Room, slots: Sequence[Slot]) -> tuple[ThemeAcross, ...]:
    """The themes in which anybody of these has a level; nothing where all of them are rated by one model."""
    models = {model.id: model for model in (room.framework_of(slot.id) for slot in slots)}
    if len(models) < 2:
        return ()
    rows = themes_together(tuple(models.values()))
    found = (ThemeAcross(next(iter(row.values())).title, tuple(_standings(room, slots, row))) for row in rows)
    return tuple(theme for theme in found if theme.standings)


def _standings(room: Room, slots: Iterable[Slot], row: Row) -> Iterable[ThemeStanding]:
    for slot in slots:
        model = room.framework_of(slot.id)
        theme = row.get(model.id)
        if theme is None:
            continue
        ratings = [room.rating(slot.id, line.id) for line in model.statements if line.theme == theme.number]
        agreed = Counter(one.agreed.level for one in ratings if one.agreed)
        own = Counter(one.self_rating.level for one in ratings if one.self_rating and not one.agreed)
        if agreed or own:
            yield ThemeStanding(institution=slot.host, agreed=_tallied(model, agreed), own=_tallied(model, own))


def _tallied(model: FrameworkOutline, counts: Mapping[int, int]) -> tuple[LevelTally, ...]:
    highest = len(model.levels)
    return tuple(LevelTally(level, model.level_name(level), highest, counts[level]) for level in sorted(counts))


def themes_together(models: Sequence[FrameworkOutline]) -> list[Row]:
    """Which themes of several models are one and the same. A theme that has no like in another stands alone."""
    rows: list[Row] = []
    for model in models:
        before = list(rows)
        left = list(model.themes)
        for alike in _WAYS:
            for theme in list(left):
                like = next((row for row in before if model.id not in row and _any_like(alike, theme, row)), None)
                if like is not None:
                    like[model.id] = theme
                    left.remove(theme)
        rows += [{model.id: theme} for theme in left]
    return rows


def _any_like(alike: Alike, theme: OutlineTheme, row: Row) -> bool:
    return any(alike(theme, other) for other in row.values())


def _same_title(one: OutlineTheme, other: OutlineTheme) -> bool:
    return one.title.casefold() == other.title.casefold()


def _same_benchmarks(one: OutlineTheme, other: OutlineTheme) -> bool:
    return bool(one.benchmarks) and {*one.benchmarks} == {*other.benchmarks}


def _shared_benchmark(one: OutlineTheme, other: OutlineTheme) -> bool:
    return one.number == other.number and not {*one.benchmarks}.isdisjoint(other.benchmarks)


_WAYS: tuple[Alike, ...] = (_same_title, _same_benchmarks, _shared_benchmark)
"""From the surest likeness to the least; the last asks for the same number and a benchmark in common."""
