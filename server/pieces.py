"""A fragment as the pieces it is made of, so that a push carries only those that a page does not have.

A template asks for the items of a list by name and values, `pieces.each("waiting", waiting_one, questions, url)`. An
item is made once for the same values, as is a part of one by `pieces.once`. A macro may use nothing but what it is
given, and that of an item begins with an element that has an id. In a push, an item that stands on the page as it is
goes as that element alone, marked `data-same`: the page leaves its own as it is, and puts it in its place
(static/room/small.js).
"""

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import msgspec
from markupsafe import Markup

from server.remembered import Known, Lately, Remembered

_GAP = "<!--piece-->"  # nothing that anybody typed, for that is escaped
_OPENING = re.compile(r"<(\w+)[^>]*? id=\"[^\"]+\"")


class Made(msgspec.Struct, frozen=True):
    """A fragment: `texts` stand around the items, each a key and its HTML."""

    texts: tuple[str, ...]
    items: tuple[tuple[Hashable, str], ...] = ()

    @property
    def whole(self) -> str:
        """All of it."""
        return self._around([html for _, html in self.items])

    def beyond(self, before: "Made") -> str:
        """What a page needs that shows `before`."""
        known = {key for key, _ in before.items}
        return self._around([stub(html) if key in known else html for key, html in self.items])

    def _around(self, items: list[str]) -> str:
        return self.texts[0] + "".join(item + text for item, text in zip(items, self.texts[1:], strict=True))


class Ready:
    """What was made for the pages of one room, for as long as somebody looks at it."""

    def __init__(self) -> None:
        self.known: Known[Any] = Known()
        self.items: Remembered[str] = Remembered()
        self.fragments: Lately[Made] = Lately()


class Pieces:
    """The items of one rendering, in the order in which the template asks for them."""

    def __init__(self, remembered: Remembered[str]) -> None:
        self._remembered = remembered
        self._items: list[tuple[Hashable, str]] = []

    def each(self, name: str, macro: Callable[..., Markup], items: Iterable[Hashable], *given: Any) -> Markup:
        """What the macro makes of each item, given first, and these values; items are compared as they are."""
        others, before = repr(given), len(self._items)
        for item in items:
            key = (name, item, others)
            self._items.append((key, self._remembered(key, lambda one: str(macro(one, *given)), item)))
        return Markup(_GAP * (len(self._items) - before))  # noqa: S704 — no text of anybody's

    def once(self, name: str, macro: Callable[..., Markup], *given: Hashable) -> Markup:
        """What the macro makes of these values: a part of an item that stays while others change."""
        return Markup(self._remembered((name, *given), lambda: str(macro(*given))))  # noqa: S704 — escaped by the macro

    def made(self, html: str) -> Made:
        """The rendering as text, with its items in their places."""
        return Made(tuple(html.split(_GAP)), tuple(self._items))


def stub(html: str) -> str:
    """The element that HTML begins with, by its id alone."""
    found = _OPENING.match(html)
    assert found, f"an item begins with an element that has an id, not with {html[:60]}"
    return f"{found[0]} data-same></{found[1]}>"
