"""The map that grows: it says what a dictionary would say, and no version ever changes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.growing import FEW, MANY, Growing, plainly

KEYS = st.integers(0, 60).map(str)


@given(st.lists(st.tuples(KEYS, st.integers(), st.booleans()), max_size=150))
def test_it_is_a_dictionary_to_whoever_looks(puts: list[tuple[str, int, bool]]) -> None:
    plain: dict[str, int] = {}
    growing: Growing[int] = Growing()
    for key, value, look in puts:
        plain[key] = value
        growing = growing.put(key, value)
        assert growing[key] == value
        if look:
            assert list(growing.items()) == list(plain.items())
    assert growing == plain
    assert (list(growing), list(growing.keys()), list(growing.values())) == (
        list(plain),
        list(plain),
        list(plain.values()),
    )
    assert len(growing) == len(plain)
    assert bool(growing) == bool(plain)
    assert [growing.get(str(key)) for key in range(61)] == [plain.get(str(key)) for key in range(61)]
    assert [str(key) in growing for key in range(61)] == [str(key) in plain for key in range(61)]


@given(st.integers(0, 3 * FEW), st.integers(0, 3 * FEW))
def test_no_version_changes(first: int, more: int) -> None:
    before: Growing[int] = Growing()
    for n in range(first):
        before = before.put(str(n), n)
    one, other = before, before
    for n in range(more):
        one, other = one.put(str(n), -n), other.put(f"other-{n}", n)
    assert before == {str(n): n for n in range(first)}
    assert one == {**before, **{str(n): -n for n in range(more)}}
    assert other == {**before, **{f"other-{n}": n for n in range(more)}}


def test_what_is_not_there_is_said_as_a_dictionary_says_it() -> None:
    growing = Growing({"a": 1}).put("b", 2)
    assert growing.get("c", "none") == "none"
    with pytest.raises(KeyError):
        growing["c"]
    assert repr(growing) == "Growing({'a': 1, 'b': 2})"


def test_a_map_of_a_map_is_that_map() -> None:
    growing = Growing({"a": 1})
    assert Growing.of(growing) is growing
    assert Growing.of({"a": 1}) == growing


def test_content_is_fetched_once_and_only_when_somebody_looks() -> None:
    fetched: list[str] = []

    def fetch() -> dict[str, int]:
        fetched.append("fetched")
        return {"a": 1}

    growing = Growing.later(fetch)
    more = growing.put("b", 2).put("c", 3)
    assert not fetched
    assert more == {"a": 1, "b": 2, "c": 3}
    assert growing == {"a": 1}
    assert fetched == ["fetched"]


def test_so_much_is_added_and_no_more_before_it_is_fetched() -> None:
    growing = Growing.later(lambda: {"a": 0})
    for n in range(MANY + 2):
        growing = growing.put(str(n), n)
    assert growing == {"a": 0, **{str(n): n for n in range(MANY + 2)}}


def test_encoders_are_given_plain_dictionaries() -> None:
    assert msgspec.json.encode(Growing({"a": 1}).put("b", 2), enc_hook=plainly) == b'{"a":1,"b":2}'
    with pytest.raises(TypeError, match="expected a Growing map, got object"):
        plainly(object())
