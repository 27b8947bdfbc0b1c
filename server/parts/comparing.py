"""What colleagues thought alone, as plain values: the cards they rate on, and the comparison once they have compared.

The self-evaluation pages and a review that is held live are made from these. `cards` holds one person's own ratings:
it is for that person's page alone. `compared` is empty until the colleagues have compared.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from sessions.evaluation import Difference, differences
from sessions.framework import Framework, FrameworkOutline, OutlineStatement
from sessions.minuting import Names, name_of
from sessions.room import ColleagueRating, Room


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A statement to rate. `texts` say what each level means here; `level` and `note` are what stands there."""

    id: str
    title: str
    focus: str = ""
    texts: tuple[str, ...] = ()
    level: int | None = None
    note: str = ""
    named: bool = False
    fault: str = ""


class Said(msgspec.Struct, frozen=True):
    """A note, and whose it is where that one chose to be named."""

    note: str
    name: str = ""


class AtLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One level of a comparison: how many gave it, who of them is named, what they noted."""

    level: int
    name: str
    count: int
    who: tuple[str, ...] = ()
    notes: tuple[Said, ...] = ()


class ComparedStatement(msgspec.Struct, frozen=True, kw_only=True):
    """How colleagues rated a statement. `counts` go from level 1 up, as do `levels`."""

    id: str
    title: str
    theme: int
    lowest: int
    highest: int
    middle: tuple[int, int]
    counts: tuple[int, ...]
    levels: tuple[AtLevel, ...]

    @property
    def width(self) -> int:
        """How many levels lie between the lowest and the highest."""
        return self.highest - self.lowest

    @property
    def count(self) -> int:
        """How many colleagues rated it."""
        return sum(self.counts)


def level_names(model: FrameworkOutline) -> list[str]:
    """The names of the levels, from the first up."""
    return [level.name for level in model.levels]


def own_ratings(room: Room, institution: str, person: str | None) -> dict[str, ColleagueRating]:
    """What one colleague has rated alone, by statement. For that one's eyes."""
    given = room.colleagues.get(institution, {})
    return {statement: one for statement, all_ in given.items() for one in all_ if one.person == person}


def card(line: OutlineStatement, framework: Framework | None, **there: Any) -> Card:
    """A statement as a card; `framework` gives its words where it is at hand."""
    full = framework.statement(line.id) if framework else None
    return Card(
        id=line.id, title=line.title, focus=full.focus if full else "", texts=full.levels if full else (), **there
    )


def cards(
    room: Room, slot: str, person: str | None, framework: Framework | None, statements: Iterable[str] | None = None
) -> list[Card]:
    """The cards on which one colleague rates alone, with what stands on them. `statements` none: all of the model's."""
    own, wanted = own_ratings(room, room.slots[slot].host, person), None if statements is None else {*statements}
    found = []
    for line in room.framework_of(slot).statements:
        if wanted is None or line.id in wanted:
            there = own.get(line.id)
            kept = {"level": there.level, "note": there.note or "", "named": there.named} if there else {}
            found.append(card(line, framework, **kept))
    return found


def compared(room: Room, slot: str, names: Names) -> list[ComparedStatement]:
    """How colleagues rated, the widest difference first; empty until they have compared."""
    model = room.framework_of(slot)
    return [_compared(model, one, names) for one in differences(room, slot)]


def _compared(model: FrameworkOutline, one: Difference, names: Names) -> ComparedStatement:
    line, levels = (
        model.statement(one.statement),
        [_at_level(level.number, level.name, one, names) for level in model.levels],
    )
    return ComparedStatement(
        id=one.statement, title=line.title if line else "", theme=line.theme if line else 0, lowest=one.levels[0],
        highest=one.levels[-1], middle=one.middle, counts=tuple(level.count for level in levels), levels=tuple(levels),
    )  # fmt: skip


def _at_level(number: int, name: str, one: Difference, names: Names) -> AtLevel:
    here = [rating for rating in one.ratings if rating.level == number]
    return AtLevel(
        level=number, name=name, count=len(here),
        who=tuple(name_of(names, rating.person) for rating in here if rating.person),
        notes=tuple(
            Said(rating.note, name_of(names, rating.person) if rating.person else "") for rating in here if rating.note
        ),
    )  # fmt: skip
