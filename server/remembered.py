"""HTML that a macro has made before of the same values.

When one question of twenty changes, nineteen are as they were, and the peers of three schools see the same ones. So a
template asks for the items of a list by name and values, `once.each("waiting", waiting, questions, url)`, and only what
is new is made. The macro may use nothing but what it is given.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

from markupsafe import Markup

MOST = 5000
"""Pieces that are remembered, a few hundred bytes each."""

Thing = TypeVar("Thing")


class Remembered:
    """One for a process, for all rooms."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: dict[tuple[Hashable, ...], Markup] = {}

    def __call__(self, name: str, macro: Callable[..., Markup], *given: Any) -> Markup:
        """What the macro makes of these values: texts, numbers, lists, dicts: whatever shows in full when printed."""
        return self._kept((name, repr(given)), macro, *given)  # quicker than anything that walks through them

    def each(self, name: str, macro: Callable[..., Markup], items: Iterable[Hashable], *given: Any) -> Markup:
        """What the macro makes of each item, given first, and these values; items are compared as they are."""
        others = repr(given)
        return Markup().join(self._kept((name, item, others), macro, item, *given) for item in items)

    def _kept(self, key: tuple[Hashable, ...], macro: Callable[..., Markup], *given: Any) -> Markup:
        made = self._made.get(key)
        if made is None:
            made = macro(*given)
            if len(self._made) >= self._most:
                for oldest in list(self._made)[: self._most // 4]:
                    del self._made[oldest]
            self._made[key] = made
        return made


class Known(Generic[Thing]):
    """What was made of some objects before, as long as the very same ones are asked about. One for a process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: dict[tuple[int, ...], tuple[tuple[object, ...], Thing]] = {}

    def __call__(self, make: Callable[[], Thing], *made_from: object) -> Thing:
        """What `make` gives; it may use nothing but these objects, of which none ever changes."""
        key = tuple(map(id, made_from))
        kept = self._made.get(key)  # holds the objects too, so that no other one gets their ids
        if kept is None:
            if len(self._made) >= self._most:
                self._made.clear()
            kept = self._made[key] = (made_from, make())
        return kept[1]
