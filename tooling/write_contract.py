"""Writes the tables of docs/contract.md from the code: `python -m tooling.write_contract`. A test compares them.

A table stands between `<!-- generated: name -->` and `<!-- end -->`; everything else in the page is written by hand.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin, get_type_hints

import msgspec

import sessions.refusals
from server import room_request
from sessions.access import MAY, Capacity
from sessions.commands import COMMANDS, AgreeAction, Asked, WithdrawAction
from sessions.decide.ground import AFTER_CONFIRMATION, CAPTURES, WHILE_OPEN
from sessions.events import EVENTS, Happened
from sessions.refusals import Refused, RoleMayNot

CONTRACT = Path(__file__).parent.parent / "docs" / "contract.md"
LETTERS: Mapping[Capacity, str] = {
    "all": "everybody but X",
    "H": "H",
    "P": "P",
    "S": "S",
    "F": "F",
    "author": "its author",
    "askers": "the asker's institution",
}
MARKED = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(page: str) -> str:
    """The page with every table as the code has it now. Raises KeyError for a table nobody knows."""
    return MARKED.sub(lambda mark: mark[1] + "\n".join(TABLES[mark[2]]()) + "\n" + mark[3], page)


def commands() -> Iterator[str]:
    """Every command: its fields, who may, what it asks."""
    yield from _row("command", "fields", "who", "what it asks")
    yield from _row(*["---"] * 4)
    for kind in COMMANDS:
        who = " · ".join(word for capacity, word in LETTERS.items() if capacity in MAY.get(kind, ()))
        who += "; of the hub's own: F" if kind in (AgreeAction, WithdrawAction) else ""
        yield from _row(f"`{kind.__name__}`", _fields(kind, Asked), who, _first(kind))


def events() -> Iterator[str]:
    """Every event: its fields, and which of them stand beside it."""
    yield from _row("event", "fields", "beside", "what happened")
    yield from _row(*["---"] * 4)
    for kind in EVENTS:
        beside = ", ".join(f"`{field}`" for field in kind.beside)
        yield from _row(f"`{kind.__name__}`", _fields(kind, Happened), beside, _first(kind))


def refusals() -> Iterator[str]:
    """Every refusal: its code and status."""
    yield from _row("code", "status", "why")
    yield from _row(*["---"] * 3)
    for kind in dict.fromkeys(kind for kind in vars(sessions.refusals).values() if _is_refusal(kind)):
        yield from _row(f"`{kind.code}`", "403" if kind is RoleMayNot else "422", _first(kind))


def times() -> Iterator[str]:
    """Which commands the state of the room refuses, whatever they say."""
    yield from _row("the room", "refuses")
    yield from _row(*["---"] * 2)
    yield from _row("is confirmed", f"all but {_named(AFTER_CONFIRMATION)}")
    yield from _row("is not open", _named(WHILE_OPEN))
    yield from _row("is off the record", f"what captures: {_named(CAPTURES)}")


def _named(shapes: tuple[type[Asked], ...]) -> str:
    return ", ".join(f"`{kind.__name__}`" for kind in COMMANDS if issubclass(kind, shapes))


def _is_refusal(value: object) -> TypeGuard[type[Refused]]:
    return isinstance(value, type) and issubclass(value, Refused) and value is not Refused


def request() -> Iterator[str]:
    """What a room is made from, part by part."""
    yield from _row("part", "fields", "what it is")
    yield from _row(*["---"] * 3)
    shapes = [shape for shape in vars(room_request).values() if _is_part(shape)]
    for shape in sorted(shapes, key=lambda shape: shape is not room_request.MakeRoom):
        name = "the room" if shape is room_request.MakeRoom else f"`{shape.__name__.removeprefix('Asked')}`"
        yield from _row(name, _fields(shape, room_request.Asked), _first(shape))


def _is_part(shape: Any) -> bool:
    base = room_request.Asked
    return isinstance(shape, type) and issubclass(shape, base) and shape is not base


TABLES: Mapping[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "events": events,
    "refusals": refusals,
    "times": times,
    "request": request,
}


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cell.replace('|', '·') or '–' for cell in cells)} |"


def _first(kind: type) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((kind.__doc__ or "").strip().split("\n\n")[0].split())


def _fields(kind: type[msgspec.Struct], shared: type[msgspec.Struct]) -> str:
    """The fields of a shape but those that all of its sort share; `?` = may be absent."""
    known = {field.name for field in msgspec.structs.fields(shared)}
    hints = get_type_hints(kind, include_extras=True)
    named = (
        f"`{field.encode_name}{'' if field.required else '?'}`{_choices(hints[field.name])}"
        f"{' (or null)' if field.required and type(None) in get_args(hints[field.name]) else ''}"
        for field in msgspec.structs.fields(kind)
        if field.name not in known
    )
    return ", ".join(named)


def _choices(shape: Any) -> str:
    """What a field may be, where it is one of a few words, or null, or a list of parts."""
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _choices(parts[0])
    if origin is Literal:
        return f" ({', '.join(map(str, parts))})"
    if origin in (Union, types.UnionType):
        return "".join(dict.fromkeys(_choices(part) for part in parts if part is not type(None)))
    if origin is tuple and _is_part(parts[0]):
        return f" [{parts[0].__name__.removeprefix('Asked')} …]"
    return " […]" if origin is tuple else ""


if __name__ == "__main__":
    CONTRACT.write_text(written(CONTRACT.read_text(encoding="utf-8")), encoding="utf-8")
