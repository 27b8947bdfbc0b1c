"""What samples come to: medians, tails and ratios, and the lines of the table. All times are milliseconds."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table: the product's ratio, what it should be, the same of others, and the numbers behind it.

    `at_least` says that more is better.
    """

    name: str
    ratio: float
    aim: float | None = None
    at_least: bool = False
    others: Mapping[str, float] = {}
    numbers: Mapping[str, Any] = {}


def summary(samples: Sequence[float]) -> dict[str, Any]:
    """The middle, the tail, and how many there were."""
    ordered = sorted(samples)
    return {
        "median": round(statistics.median(ordered), 3),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 3),
        "least": round(ordered[0], 3),
        "count": len(ordered),
    }


def ratio(samples: Sequence[float], *yardsticks: Sequence[float]) -> float:
    """Median over the sum of the yardsticks' medians."""
    return round(statistics.median(samples) / sum(statistics.median(yardstick) for yardstick in yardsticks), 3)


def table(figures: Sequence[Figure]) -> str:
    """All figures for a person, as Markdown has tables."""
    others = list(dict.fromkeys(name for figure in figures for name in figure.others))
    lines = [["figure", "ratio", "aim", *others]]
    for one in figures:
        aim = f"{'≥' if one.at_least else '≤'} {one.aim}" if one.aim else ""
        beside = [f"{one.others[name]:.2f}" if name in one.others else "" for name in others]
        lines.append([one.name, f"{one.ratio:.2f}", aim, *beside])
    lines.insert(1, ["---", *["---:"] * (len(lines[0]) - 1)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
