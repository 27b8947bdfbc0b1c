"""What samples come to: medians, tails and ratios. All times are milliseconds."""

import statistics
from collections.abc import Sequence
from typing import Any


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
