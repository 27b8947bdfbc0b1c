"""Geometry of a spread: how colleagues rated one statement, a dot for each over its level, and the same in words.

Levels are ordinal: dots that share a level stand on top of each other, and nothing is drawn between two levels. The
box is 240 by 92.
"""

from collections.abc import Sequence
from typing import NamedTuple

from server.geometry import number

LEFT, RIGHT, BASE = 20.0, 220.0, 62.0
HIGH = 50.0  # the highest that a stack may grow
STEP = 14.0  # from one dot to the next, where there is room


class Column(NamedTuple):
    """A level: where it stands, its number, the heights of its dots."""

    x: str
    number: int
    dots: list[str]


class Spread(NamedTuple):
    """What to draw. `start` and `end` are the lowest and the highest level given; empty where nobody rated."""

    columns: list[Column]
    start: str
    end: str
    radius: str
    text: str


def spread(counts: Sequence[int], names: Sequence[str]) -> Spread:
    """`counts` says how many gave each level, from level 1 up."""
    gap = (RIGHT - LEFT) / max(len(counts) - 1, 1)
    step = min(STEP, HIGH / max(*counts, 1))
    columns = [
        Column(number(LEFT + index * gap), index + 1, [number(BASE - k * step) for k in range(count)])
        for index, count in enumerate(counts)
    ]
    given = [column.x for column, count in zip(columns, counts, strict=True) if count]
    return Spread(
        columns, given[0] if given else "", given[-1] if given else "", number(min(6.0, max(step / 2, 1.5))),
        in_words(counts, names),
    )  # fmt: skip


def in_words(counts: Sequence[int], names: Sequence[str]) -> str:
    """ "2 Developing by 2 colleagues, 3 Embedded by 1"."""
    said = [f"{at} {name} by {count}" for at, (count, name) in enumerate(zip(counts, names, strict=True), 1) if count]
    return ", ".join(said) or "Nobody rated it"
