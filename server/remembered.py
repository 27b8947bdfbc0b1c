"""HTML that a macro has made before of the same values.

When one question of twenty changes, nineteen are as they were, and the peers of three schools see the same ones. So a
template asks for an item by name and values, `once("waiting", waiting, url, question)`, and only what is new is made.
The macro may use nothing but what it is given.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

MOST = 5000
"""Pieces that are remembered, a few hundred bytes each."""


class Remembered:
    """One for a process, for all rooms."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: dict[tuple[str, str], Markup] = {}

    def __call__(self, name: str, macro: Callable[..., Markup], *given: Any) -> Markup:
        """What the macro makes of these values: texts, numbers, lists, dicts: whatever shows in full when printed."""
        key = (name, repr(given))  # quicker than anything that walks through them
        made = self._made.get(key)
        if made is None:
            made = macro(*given)
            if len(self._made) >= self._most:
                for oldest in list(self._made)[: self._most // 4]:
                    del self._made[oldest]
            self._made[key] = made
        return made
