"""A map that never changes and costs little to add to: what grows with a room's log is kept in such maps.

A copy of a plain dictionary costs as much as it holds, so that a log of n events would cost n². Here what is new stands
in a small dictionary of its own, beside a large one that many versions share; now and then the two are made one. Adding
then costs about the square root of what is held. Keys keep the order in which they came.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from math import isqrt
from typing import Any, Generic, Self, TypeVar, cast, overload

Value = TypeVar("Value")
Other = TypeVar("Other")

FEW = 16  # new ones that are always kept apart
MANY = 256  # new ones kept apart from a shelf that nobody has opened yet


class Shelf(Generic[Value]):
    """What many versions of a map share: a dictionary that nobody changes, perhaps one that is yet to be fetched."""

    __slots__ = ("_fetch", "_held")

    def __init__(self, held: dict[str, Value], fetch: Callable[[], dict[str, Value]] | None = None) -> None:
        self._held, self._fetch = held, fetch

    def open(self) -> dict[str, Value]:
        """The dictionary, fetched when somebody first looks; twice, where two threads look at once."""
        fetch = self._fetch
        if fetch is not None:
            self._held = fetch()
            self._fetch = None
        return self._held

    @property
    def room_beside(self) -> int:
        """How many new ones may stand beside it."""
        return FEW + isqrt(len(self._held)) if self._fetch is None else MANY


class Growing(Mapping[str, Value]):
    """A frozen map from ids. `put` gives another one; looking into this one may tidy it, and never changes it."""

    __slots__ = ("_parts",)

    def __init__(self, held: Mapping[str, Value] | None = None) -> None:
        self._parts: tuple[Shelf[Value], dict[str, Value]] = (Shelf(dict(held or {})), {})

    @classmethod
    def later(cls, fetch: Callable[[], dict[str, Value]]) -> Self:
        """A map whose content is fetched when somebody first looks into it; adding to it is no looking."""
        made = cls()
        made._parts = (Shelf({}, fetch), {})
        return made

    @classmethod
    def of(cls, held: Mapping[str, Value]) -> "Growing[Value]":
        """Such a map of any map."""
        return held if isinstance(held, Growing) else cls(held)

    def put(self, key: str, value: Value) -> "Growing[Value]":
        """The map with one more, or with another value in the same place."""
        shelf, new = self._parts
        made: Growing[Value] = Growing.__new__(Growing)
        made._parts = (shelf, {**new, key: value})
        if len(new) >= shelf.room_beside:
            made.whole()
        return made

    def whole(self) -> dict[str, Value]:
        """All of it as one dictionary, which nobody may change."""
        shelf, new = self._parts
        old = shelf.open()
        if new:
            old = {**old, **new}
            self._parts = (Shelf(old), {})
        return old

    def _both(self) -> tuple[dict[str, Value], dict[str, Value]]:
        shelf, new = self._parts
        return shelf.open(), new

    def __getitem__(self, key: str) -> Value:
        old, new = self._both()
        return new[key] if key in new else old[key]

    def __contains__(self, key: object) -> bool:
        old, new = self._both()
        return key in new or key in old

    @overload
    def get(self, key: str) -> Value | None: ...
    @overload
    def get(self, key: str, default: Value | Other) -> Value | Other: ...
    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        old, new = self._both()
        return new[key] if key in new else old.get(key, default)

    def __len__(self) -> int:
        old, new = self._both()
        return len(old) + sum(key not in old for key in new)

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def keys(self) -> KeysView[str]:
        """The keys in the order in which they came."""
        return self.whole().keys()

    def values(self) -> ValuesView[Value]:
        """The values in that order."""
        return self.whole().values()

    def items(self) -> ItemsView[str, Value]:
        """Both."""
        return self.whole().items()

    def __repr__(self) -> str:
        return f"Growing({self.whole()!r})"


def plainly(value: object) -> object:
    """For encoders that know plain dictionaries only."""
    if isinstance(value, Growing):
        return cast(object, value.whole())
    raise TypeError(f"expected a Growing map, got {type(value).__name__}")
