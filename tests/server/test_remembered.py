"""A piece of HTML is made once for the same values, and anew for others."""

from collections.abc import Callable

from markupsafe import Markup

from server.remembered import Remembered


def made() -> tuple[list[object], Callable[..., Markup]]:
    """A macro that remembers what it was called with."""
    calls: list[object] = []

    def macro(*given: object) -> Markup:
        calls.append(given)
        return Markup("<li>{}</li>").format(len(calls))

    return calls, macro


def test_the_same_values_are_made_once() -> None:
    once, (calls, macro) = Remembered(), made()
    first = once("item", macro, "/rooms/r_1", {"id": "q-1", "themes": [1, 2]}, True)
    assert once("item", macro, "/rooms/r_1", {"id": "q-1", "themes": [1, 2]}, True) is first
    assert len(calls) == 1


def test_other_values_names_and_rooms_are_made_anew() -> None:
    once, (calls, macro) = Remembered(), made()
    for name, *given in (("a", 1), ("a", 2), ("b", 1), ("a", {"x": 1}), ("a", {"x": 2}), ("a", [1])):
        once(str(name), macro, *given)
    assert len(calls) == 6


def test_the_oldest_are_forgotten() -> None:
    once, (calls, macro) = Remembered(most=8), made()
    for n in range(9):
        once("item", macro, n)
    once("item", macro, 8)
    assert len(calls) == 9
    once("item", macro, 0)
    assert len(calls) == 10
