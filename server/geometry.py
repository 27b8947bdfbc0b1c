"""Geometry of the table clock, its seats, level glyphs and bars. Numbers in, SVG attributes out.

No colours and no state of a room; the dumbbell has a module of its own. Templates call these functions through the
macros in templates/macros/. Angles are degrees clockwise from twelve o'clock; the table and its seats are drawn in a
box of 400 by 400.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, cos, radians, sin
from typing import NamedTuple

CENTRE = 200.0
TABLE_RADIUS = 185
RIM = (172.0, 157.0)  # outer and inner radius of the arcs that stand for steps
LEFT = (177.0, 152.0)  # the arc of the time left is a little wider than the rim
SEAT_ORBIT = 229.0  # puts one seat into each corner of the box
CROWDED_ORBIT = 207.0
GAP = 1.1  # degrees kept free on either side of an arc


class Arc(NamedTuple):
    """One step on the rim. `state` is "past", "now" or "next"."""

    path: str
    state: str


class Seat(NamedTuple):
    """A place at the table. `state` is "", "host" or "floor"."""

    x: str
    y: str
    text_y: str
    radius: str
    halo: str
    initials: str
    state: str


class Table(NamedTuple):
    """Everything to draw the table clock once; the page's script redraws `left_path` and the hand from the angles."""

    arcs: list[Arc]
    seats: list[Seat]
    start: str
    end: str
    left_path: str
    over_path: str
    hand_x: str
    hand_y: str
    crowded: bool


def number(value: float) -> str:
    """A coordinate with at most one decimal place: "203.3", "28"."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def point(angle: float, radius: float) -> tuple[float, float]:
    """The point `radius` away from the centre of the box at `angle`."""
    return CENTRE + radius * sin(radians(angle)), CENTRE - radius * cos(radians(angle))


def band(start: float, end: float, radii: tuple[float, float]) -> str:
    """A closed path between two radii from one angle to another, clockwise. Empty when there is nothing to draw."""
    if end - start < 0.05:
        return ""
    outer, inner = radii
    large = 1 if end - start > 180 else 0
    (ax, ay), (bx, by) = point(start, outer), point(end, outer)
    (cx, cy), (dx, dy) = point(end, inner), point(start, inner)
    corners = [f"{number(x)} {number(y)}" for x, y in ((ax, ay), (bx, by), (cx, cy), (dx, dy))]
    there = f"M{corners[0]}A{number(outer)} {number(outer)} 0 {large} 1 {corners[1]}"
    return f"{there}L{corners[2]}A{number(inner)} {number(inner)} 0 {large} 0 {corners[3]}z"


def angles(minutes: Sequence[float]) -> list[tuple[float, float]]:
    """Start and end of each step on the rim, sized by its minutes, with a gap between neighbours."""
    total = sum(minutes) or 1.0
    turns = [360 * reached / total for reached in accumulate(minutes, initial=0.0)]
    return [(a + min(GAP, (b - a) / 4), b - min(GAP, (b - a) / 4)) for a, b in pairwise(turns)]


def table(minutes: Sequence[float], now: int, gone: float, seats: Sequence[tuple[str, str]]) -> Table:
    """The table for a part of the programme.

    `minutes` of each step, `now` the index of the current one (-1 before the first), `gone` the share of its time that
    has passed, from 0 to 1; `seats` are (initials, state) in the order of the slots.
    """
    spans = angles(minutes)
    arcs = [Arc(band(a, b, RIM), _state(index, now)) for index, (a, b) in enumerate(spans)]
    start, end = spans[now] if 0 <= now < len(spans) else (0.0, 0.0)
    hand = start + (end - start) * min(max(gone, 0.0), 1.0)
    hand_x, hand_y = point(hand, (RIM[0] + RIM[1]) / 2)
    return Table(
        arcs=arcs,
        seats=around(seats),
        start=f"{start:.3f}",
        end=f"{end:.3f}",
        left_path=band(hand, end, LEFT),
        over_path=band(start, end, LEFT),
        hand_x=number(hand_x),
        hand_y=number(hand_y),
        crowded=len(seats) > 4,
    )


def _state(index: int, now: int) -> str:
    return "past" if index < now else "now" if index == now else "next"


def around(seats: Sequence[tuple[str, str]]) -> list[Seat]:
    """Seats in the corners of the box, clockwise from the upper left; two or more share a corner when there are many.

    The rim stays free: a seat never covers an arc.
    """
    if len(seats) == 2:
        return [_seat(315.0, SEAT_ORBIT, 24.0, *seats[0]), _seat(135.0, SEAT_ORBIT, 24.0, *seats[1])]
    if len(seats) <= 4:
        return [_seat(315.0 + 90 * k, SEAT_ORBIT, 24.0, *seat) for k, seat in enumerate(seats)]
    placed: list[Seat] = []
    most = ceil(len(seats) / 4)
    radius = 19.0 if most < 4 else 30.0 / most + 4
    shares = [len(seats) // 4 + (1 if corner < len(seats) % 4 else 0) for corner in range(4)]
    waiting = iter(seats)
    for corner, share in enumerate(shares):
        for k in range(share):
            offset = 0.0 if share == 1 else -16 + 32 * k / (share - 1)
            placed.append(_seat(315.0 + 90 * corner + offset, CROWDED_ORBIT, radius, *next(waiting)))
    return placed


def _seat(angle: float, orbit: float, radius: float, initials: str, state: str) -> Seat:
    x, y = point(angle, orbit)
    text_y = y + radius / 4
    return Seat(number(x), number(y), number(text_y), number(radius), number(radius + 6 * radius / 24), initials, state)


DAYS_FROM = 48 * 60  # minutes


def clock_text(seconds: float) -> str:
    """Time left as people read it: "8:42", "+1:20" when over time, "2 h 05" for two hours and more, "115 days"."""
    whole = ceil(seconds)
    sign = "+" if whole < 0 else ""
    minutes, rest = divmod(abs(whole), 60)
    if minutes >= DAYS_FROM:
        return f"{sign}{minutes // 1440} days"
    return f"{sign}{minutes // 60} h {minutes % 60:02}" if minutes >= 120 else f"{sign}{minutes}:{rest:02}"


def clock_label(seconds: float, step: str) -> str:
    """The accessible name of the clock: "8:42 left in Challenge round", "1:20 over time in Challenge round"."""
    figure = clock_text(seconds).removeprefix("+")
    return f"{figure} {'over time' if ceil(seconds) < 0 else 'left'} in {step}"


def pie(level: int, of: int) -> str:
    """The filled part of a level glyph in a box of 32: `level` of `of` parts of the hour. Empty for none or all."""
    if level <= 0 or level >= of:
        return ""
    turn = radians(360 * level / of)
    x, y = 16 + 13 * sin(turn), 16 - 13 * cos(turn)
    return f"M16 16V3A13 13 0 {1 if level * 2 > of else 0} 1 {number(x)} {number(y)}z"


def share(value: float, most: float, width: float = 200.0) -> str:
    """Length of a bar: `value` as a part of `most`, in units of `width`. Never longer than the box."""
    return number(width * min(max(value, 0.0) / most, 1.0)) if most > 0 else "0"
