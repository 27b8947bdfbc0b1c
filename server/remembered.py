"""What was made before of the same values, and need not be made again.

When one question of twenty changes, nineteen are as they were, and the peers of three schools see the same ones.
"""

from collections.abc import Callable, Hashable
from operator import is_
from typing import Any, Generic, TypeVar

MOST = 500
"""Things that are remembered of each sort, some hundred bytes each: enough for all that a room shows at one time."""

Thing = TypeVar("Thing")


class Remembered(Generic[Thing]):
    """What was made for a key."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: dict[Hashable, Thing] = {}

    def __call__(self, key: Hashable, make: Callable[..., Thing], *given: Any) -> Thing:
        """What `make` makes of these values, which the key stands for."""
        made = self._made.get(key)
        if made is None:
            made = make(*given)
            if len(self._made) >= self._most:
                for oldest in list(self._made)[: self._most // 4]:
                    del self._made[oldest]
            self._made[key] = made
        return made


class Known(Generic[Thing]):
    """What was made of some objects, as long as the very same ones are asked about."""

    def __init__(self, most: int = MOST) -> None:
        self._made: Remembered[tuple[tuple[object, ...], Thing]] = Remembered(most)

    def __call__(self, make: Callable[[], Thing], *made_from: object) -> Thing:
        """What `make` gives; it may use nothing but these objects, of which none ever changes."""
        key = tuple(map(id, made_from))  # kept with the objects, so that no other one gets their ids
        return self._made(key, lambda: (made_from, make()))[1]


class Lately(Generic[Thing]):
    """The last things made for a key: for the objects asked about, and for the values found in them."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[tuple[tuple[object, ...], Any, Thing], ...]] = {}

    def __call__(
        self, key: Hashable, made_from: tuple[object, ...], values: Callable[[], Any], make: Callable[[Any], Thing]
    ) -> Thing:
        """What `make` gives of the values of these objects, of which none ever changes; equal values give the very same
        thing. Neither may use anything but the key and the objects."""
        kept = self._made.get(key, ())
        for objects, _, thing in kept:
            if all(map(is_, objects, made_from)):
                return thing
        found = values()
        thing = next((thing for _, others, thing in kept if others == found), None) or make(found)
        self._made[key] = (*kept[-2:], (made_from, found, thing))
        return thing
