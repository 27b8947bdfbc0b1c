"""Which rooms a process keeps in memory."""

from datetime import timedelta

from server.store.kept import FEW, LONG, KeptRooms
from sessions.events import Recorded
from sessions.evolve import fold
from tests.sessions.cast import START, a_room

ROOM = fold(Recorded(seq, START - timedelta(days=1), event) for seq, event in enumerate(a_room(), start=1))


class Shelf:
    """A shelf for many rooms, and a clock that is set by hand."""

    def __init__(self, rooms: int = 1000) -> None:
        self.now = 0.0
        self.kept = KeptRooms(rooms, 10, lambda: self.now)

    def put(self, *numbers: int) -> None:
        for number in numbers:
            self.kept.put(f"r-{number}", ROOM, ())

    def holds(self, number: int) -> bool:
        return self.kept.get(f"r-{number}") is not None


def test_rooms_that_nobody_asks_for_are_kept_no_longer() -> None:
    shelf = Shelf()
    shelf.put(*range(FEW + 2))
    shelf.now = LONG / 2
    assert shelf.holds(0)
    shelf.now = LONG + 1
    shelf.put(999)
    assert [shelf.holds(number) for number in (0, 1, 2, 3, 4, 999)] == [True, False, False, False, True, True]


def test_a_few_are_kept_however_long_nobody_asks() -> None:
    shelf = Shelf()
    shelf.put(*range(FEW - 1))
    shelf.now = 10 * LONG
    shelf.put(999)
    assert shelf.holds(0)


def test_never_more_than_there_is_place_for() -> None:
    shelf = Shelf(rooms=3)
    shelf.put(1, 2, 3)
    assert shelf.holds(1)
    shelf.put(4)
    assert [shelf.holds(number) for number in (1, 2, 3, 4)] == [True, False, True, True]
