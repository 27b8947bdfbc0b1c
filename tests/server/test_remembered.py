"""What was made is not made again for the same values, and anew for others."""

from collections.abc import Callable

from server.remembered import Known, Lately, Remembered


def counted() -> tuple[list[object], Callable[..., str]]:
    """Something that remembers what it was called with."""
    calls: list[object] = []

    def make(*given: object) -> str:
        calls.append(given)
        return f"thing {len(calls)}"

    return calls, make


def test_the_same_key_is_made_once() -> None:
    remembered, (calls, make) = Remembered[str](), counted()
    first = remembered(("item", 1), make, 1)
    assert remembered(("item", 1), make, 1) is first
    remembered(("item", 2), make, 2)
    assert calls == [(1,), (2,)]


def test_the_oldest_are_forgotten() -> None:
    remembered, (calls, make) = Remembered[str](most=8), counted()
    for n in range(9):
        remembered(n, make)
    remembered(8, make)
    assert len(calls) == 9
    remembered(0, make)
    assert len(calls) == 10


def test_what_is_known_of_an_object_is_not_told_of_an_equal_one() -> None:
    known = Known[str](most=4)
    one, equal = ["a"], ["a"]
    assert known(lambda: "first", one, True) == known(lambda: "again", one, True) == "first"
    assert known(lambda: "other", equal, True) == "other"
    assert known(lambda: "third", one, False) == "third"
    for n in range(4):
        known(lambda: "more", [n])
    assert known(lambda: "anew", one, True) == "anew"  # forgotten, when there were too many


def test_the_last_things_are_at_hand_and_equal_values_make_the_same() -> None:
    lately, (_, make), rooms = Lately[str](), counted(), [[1], [2], [2], [3]]

    def of(room: list[int], key: str = "queue") -> str:
        return lately(key, (room,), lambda: list(room), make)

    assert [of(room) for room in rooms] == ["thing 1", "thing 2", "thing 2", "thing 3"]
    assert [of(room) for room in rooms[1:]] == ["thing 2", "thing 2", "thing 3"]
    assert of(rooms[3], "table") == "thing 4"
    assert of([3]) == "thing 3"
    assert of(rooms[0]) == "thing 5"
