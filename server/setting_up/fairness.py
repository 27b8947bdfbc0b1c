"""Who goes when, so that no institution is always last: the last of earlier reviews come first, the rest keep turns."""

from collections import Counter
from collections.abc import Sequence


def fair_order(names: Sequence[str], earlier: Sequence[Sequence[str]]) -> list[int]:
    """The order of these institutions, as places in `names`. `earlier` are the orders of past reviews, latest first.

    Whoever was last most often goes first; among those, whoever went latest the last time. New ones keep their places
    behind them.
    """
    known = [name.casefold() for name in names]
    orders = [[name.casefold() for name in order] for order in earlier]
    last = Counter(order[-1] for order in orders if order)
    latest = next((order for order in orders if set(order) & set(known)), [])

    def place(index: int) -> tuple[int, int, int]:
        name = known[index]
        went = latest.index(name) if name in latest else -1
        return (-last[name], -went, index)

    return sorted(range(len(names)), key=place)
