"""What Hypothesis draws from: any event of any kind, with any words, at any time."""

import types
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from sessions.events import EVENTS, Happened, Recorded

WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["(words removed)", "sha256:", "null", '"', "محمد الفاسي", "🙂", "\x00", "0"]
)
MOMENTS = st.integers(0, 10**11).map(lambda ms: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))


def any_of(shape: Any) -> st.SearchStrategy[Any]:
    """Values of a type, as far as events are made of such types."""
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return any_of(parts[0])
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in (Union, types.UnionType):
        return st.one_of(*(any_of(part) for part in parts))
    if origin is tuple:
        if parts[-1] is Ellipsis:
            return st.lists(any_of(parts[0]), max_size=3).map(tuple)
        return st.tuples(*(any_of(part) for part in parts))
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        hints = get_type_hints(shape, include_extras=True)
        fields = {field.name: any_of(hints[field.name]) for field in msgspec.structs.fields(shape)}
        return st.builds(shape, **fields)
    return {
        str: WORDS,
        int: st.integers(-(2**53), 2**53),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        type(None): st.none(),
        date: st.dates(),
        datetime: MOMENTS,
    }[shape]


def any_event(kind: type[Happened]) -> st.SearchStrategy[Recorded]:
    """An event of that kind somewhere in a log."""
    return st.builds(Recorded, st.integers(1, 10**6), MOMENTS, any_of(kind))


ANY_EVENT: st.SearchStrategy[Recorded] = st.sampled_from(EVENTS).flatmap(any_event)
