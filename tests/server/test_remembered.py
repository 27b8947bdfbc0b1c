"""A piece of HTML is made once for the same values, and anew for others."""

from collections.abc import Callable

from markupsafe import Markup

from server.remembered import Known, Remembered


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


def test_of_a_list_only_what_is_new_is_made() -> None:
    once, (calls, macro) = Remembered(), made()
    first = once.each("item", macro, ["a", "b"], "/rooms/r_1")
    assert once.each("item", macro, ["a", "b", "c"], "/rooms/r_1") == first + Markup("<li>3</li>")
    assert calls == [(item, "/rooms/r_1") for item in "abc"]
    once.each("item", macro, ["a"], "/rooms/r_2")
    assert len(calls) == 4


def test_what_is_known_of_an_object_is_not_told_of_an_equal_one() -> None:
    known: Known[str] = Known(most=2)
    one, equal = ["a"], ["a"]
    assert known(lambda: "first", one, True) == known(lambda: "again", one, True) == "first"
    assert known(lambda: "other", equal, True) == "other"
    assert known(lambda: "third", one, False) == "third"
    assert known(lambda: "anew", one, True) == "anew"  # forgotten with the rest, when there were too many
