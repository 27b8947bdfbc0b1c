"""Geometry of the dumbbell: self-rating, peer views and agreed rating of one statement on one line, and in words.

Levels are ordinal: nothing here averages them or draws a mark between two of them. The box is 480 wide and as high as
the highest stack of markers needs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from server.geometry import number

WIDTH = 480.0
MARGIN = 58.0
MARKER_STEP = 27.0  # height of a marker in a stack
NAMED_STEP = 24.0  # a view under its institution's initials
DOT_STEP = 11.5  # a view without a name


class Mark(NamedTuple):
    """Where a marker stands; `label` is an institution's initials, or empty."""

    x: str
    y: str
    label: str


class Tick(NamedTuple):
    """A level on the axis."""

    x: str
    number: str
    name: str


class Line(NamedTuple):
    """A horizontal stroke."""

    start: str
    end: str
    y: str


class Dumbbell(NamedTuple):
    """What to draw. `middle` holds two marks, joined by `between`, when the middle falls between two levels."""

    height: str
    base: str
    ticks: list[Tick]
    bar: Line | None
    between: Line | None
    ranged: Line | None
    own: Mark | None
    middle: list[Mark]
    agreed: Mark | None
    dots: list[Mark]
    text: str


class _Stacks:
    """Places marks on levels, each on top of what is there. Heights count upwards from the base line."""

    def __init__(self, names: Sequence[str]) -> None:
        apart = (WIDTH - 2 * MARGIN) / max(len(names) - 1, 1)
        self.x = {level: MARGIN + apart * (level - 1) for level in range(1, len(names) + 1)}
        self.tops = dict.fromkeys(self.x, -MARKER_STEP)  # nothing yet: what comes first is centred on the line

    def put(self, height: float, *levels: int) -> float:
        """Reserve `height` on top of all these levels; answers the middle of what was reserved."""
        top = max(-height / 2, *(self.tops[level] for level in levels))
        for level in levels:
            self.tops[level] = top + height
        return top + height / 2

    def base(self) -> float:
        """Where the base line lies so that the highest stack fits into the box."""
        return max(MARKER_STEP / 2, *self.tops.values()) + 10

    def mark(self, level: int, up: float, label: str = "") -> Mark:
        return Mark(number(self.x[level]), number(self.base() - up), label)

    def line(self, start: int, end: int, up: float = 0.0) -> Line:
        return Line(number(self.x[start]), number(self.x[end]), number(self.base() - up))


def dumbbell(
    names: Sequence[str],
    own: int | None,
    views: Sequence[tuple[int, str]] = (),
    middle: tuple[int, int] | None = None,
    ranged: tuple[int, int] | None = None,
    agreed: int | None = None,
) -> Dumbbell:
    """Marks that share a level are stacked, never shifted.

    `names` are the framework's level names from level 1 up; `views` are (level, initials or ""); `middle` is the lower
    and upper middle, equal unless it falls between two levels; `ranged` is lowest and highest where views are too few
    to be shown one by one.
    """
    stacks = _Stacks(names)
    own_up = stacks.put(MARKER_STEP, own) if own else 0.0
    middle_up = stacks.put(MARKER_STEP, *middle) if middle else 0.0
    agreed_up = stacks.put(MARKER_STEP, agreed) if agreed else 0.0
    step = NAMED_STEP if any(label for _, label in views) else DOT_STEP
    dots = [(level, stacks.put(step, level), label) for level, label in sorted(views)]
    split = middle is not None and middle[0] != middle[1]
    return Dumbbell(
        height=number(stacks.base() + 58),
        base=number(stacks.base()),
        ticks=[Tick(number(stacks.x[level]), str(level), name) for level, name in enumerate(names, start=1)],
        bar=stacks.line(own, middle[0]) if own and middle and not split and own != middle[0] else None,
        between=stacks.line(*middle, up=middle_up) if middle and split else None,
        ranged=stacks.line(*ranged) if ranged and not views else None,
        own=stacks.mark(own, own_up) if own else None,
        middle=[stacks.mark(level, middle_up) for level in sorted(set(middle or ()))],
        agreed=stacks.mark(agreed, agreed_up) if agreed else None,
        dots=[stacks.mark(level, up, label) for level, up, label in dots],
        text=said(own, ranged or _range(views), middle, agreed),
    )


def _range(views: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    levels = [level for level, _ in views]
    return (min(levels), max(levels)) if levels else None


def said(own: int | None, ranged: tuple[int, int] | None, middle: tuple[int, int] | None, agreed: int | None) -> str:
    """The same facts in words: "Self-rating 3. Peer views: middle 2, from 1 to 3. Agreed 2." """
    words = [f"Self-rating {own}." if own else "No self-rating."]
    if middle:
        centre = f"middle {middle[0]}" if middle[0] == middle[1] else f"middle between {middle[0]} and {middle[1]}"
        ends = f", from {ranged[0]} to {ranged[1]}" if ranged and ranged[0] != ranged[1] else ""
        words.append(f"Peer views: {centre}{ends}.")
    if agreed:
        words.append(f"Agreed {agreed}.")
    return " ".join(words)
