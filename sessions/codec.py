"""The forms in which commands come in and events are kept: decoding, hashing, versions, the digest.

A record is an event as the log keeps it: a plain dictionary with `v` (the version it was written by), and with
`sha256:…` wherever a field stands beside the event. The digest of a log is
`sha256(previous digest + canonical JSON of the record)`, so it proves the log without holding a word of it.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from sessions.commands import Command
from sessions.events import EVENTS, Event, Happened, Recorded, Withheld
from sessions.room import REMOVED

VERSION = 1
GENESIS = "0" * 64

Upcasts = Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]
UPCASTS: Upcasts = {}
"""How a record of version n becomes one of version n + 1. Records are never rewritten, only read as newer ones."""

_LOST: Mapping[str, Any] = {"level": 0}
"""What stands for a field whose value beside is gone, where that is no text."""

_commands = msgspec.json.Decoder(Command)
_canonical = msgspec.json.Encoder(order="sorted")
_shapes: dict[str, type[Happened]] = {shape.__name__: shape for shape in EVENTS}


class Malformed(ValueError):
    """A command that is not of its form; `field` is where, `sentence` what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class RecordNewer(ValueError):
    """A record that only a newer version of this program can read."""


class Beside(msgspec.Struct, frozen=True):
    """A value kept beside its event: where it belongs, its salt, and the value as JSON."""

    field: str
    salt: str
    value: str


def decode_command(body: bytes) -> Command:
    """A command from JSON. Raises Malformed naming the field."""
    try:
        return cast(Command, _commands.decode(body))
    except msgspec.ValidationError as error:
        raise Malformed(*_place(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("", "This is not JSON.") from error
    except RecursionError as error:
        raise Malformed("", "This is nested too deeply for a command.") from error


def _place(message: str) -> tuple[str, str]:
    says, _, place = message.partition(" - at `$")
    says = says.replace("Object contains unknown field", "There is no field").replace(
        "Object missing required field", "There must be a field"
    )
    named = re.search(r"field `(.+)`", says)
    field = place.rstrip("`").lstrip(".") or (named[1] if named else "")
    return field, re.sub(r"`(.+?)`", r"“\1”", says) + "."


def canonical(value: Any) -> bytes:
    """The one JSON spelling of a value: keys sorted, no white space, UTF-8."""
    return _canonical.encode(value)


def chain(previous: str, record: Mapping[str, Any]) -> str:
    """The digest after a record, from the digest before it (GENESIS before the first)."""
    return hashlib.sha256(previous.encode() + canonical(record)).hexdigest()


def sealed(salt: str, value: str) -> str:
    """What the record holds in place of a value kept beside it."""
    return "sha256:" + hashlib.sha256((salt + value).encode()).hexdigest()


def to_record(recorded: Recorded, salt: Callable[[], str]) -> tuple[dict[str, Any], list[Beside]]:
    """An event as the log keeps it, and what is kept beside it. `salt` makes a new random text at each call."""
    record = {"seq": recorded.seq, "at": _time(recorded), "v": VERSION, **_plain(recorded.event)}
    kept = []
    for field, holder, key in _places(record, recorded.event.beside):
        beside = Beside(field, salt(), canonical(holder[key]).decode())
        holder[key] = sealed(beside.salt, beside.value)
        kept.append(beside)
    return record, kept


def from_record(record: Mapping[str, Any], beside: Mapping[str, str], upcasts: Upcasts = UPCASTS) -> Recorded:
    """The event of a record, with what stands beside it (`field` → JSON) put back. A removed text says so.

    What an event has that this program does not know is left out. Raises RecordNewer for a version, a kind or a value
    that it does not know: to go on without would show another room than the one there is.
    """
    event = _upcast(dict(record), upcasts)
    seq, at = event.pop("seq"), event.pop("at")
    event.pop("v")
    shape = _shape(event["kind"])
    event = _plain(event)
    for field, holder, key in _places(event, shape.beside):
        if isinstance(holder[key], str) and holder[key].startswith("sha256:"):
            kept = beside.get(field)
            holder[key] = _LOST.get(key, REMOVED) if kept is None else msgspec.json.decode(kept)
    try:
        happened = cast(Event, msgspec.convert(event, type=shape))
    except msgspec.ValidationError as error:
        raise RecordNewer(f"expected a {shape.__name__} as this program writes it: {error}") from error
    return Recorded(seq, msgspec.convert(at, type=datetime).astimezone(UTC), happened)


def holds(record: Mapping[str, Any], beside: Beside) -> bool:
    """Whether a value kept beside a record is the one that the record was written with. Raises RecordNewer."""
    for field, holder, key in _places(dict(record), _shape(record["kind"]).beside):
        if field == beside.field:
            return hmac.compare_digest(str(holder[key]), sealed(beside.salt, beside.value))
    return False


def texts(recorded: Recorded) -> Iterator[tuple[str, str]]:
    """The removable texts of an event as (field, words)."""
    for field, holder, key in _places(_plain(recorded.event), recorded.event.beside):
        if isinstance(holder[key], str):
            yield field, holder[key]


def shown(recorded: Recorded | Withheld) -> dict[str, Any]:
    """An event as the JSON door shows it. A withheld one has the same form whatever it hides."""
    if isinstance(recorded, Withheld):
        return {"seq": recorded.seq, "kind": "Withheld"}
    return {"seq": recorded.seq, "at": _time(recorded), **_plain(recorded.event)}


def _plain(value: Any) -> dict[str, Any]:
    """A fresh JSON tree of a value: dictionaries, lists, texts and numbers only."""
    return cast(dict[str, Any], msgspec.json.decode(msgspec.json.encode(value)))


def _time(recorded: Recorded) -> str:
    return recorded.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shape(kind: str) -> type[Happened]:
    if kind not in _shapes:
        raise RecordNewer(f"expected an event of a kind in sessions/events.py, got {kind}")
    return _shapes[kind]


def _upcast(record: dict[str, Any], upcasts: Upcasts) -> dict[str, Any]:
    if record["v"] > VERSION:
        raise RecordNewer(f"expected a record of version {VERSION} or older, got {record['v']}")
    for version in range(record["v"], VERSION):
        record = {**upcasts[version](record), "v": version + 1}
    return record


def _places(tree: dict[str, Any], patterns: tuple[str, ...]) -> Iterator[tuple[str, Any, Any]]:
    """Every place a pattern names as (field, holder, key): `views.*.reason` → ("views.0.reason", {…}, "reason")."""
    for pattern in patterns:
        found: list[tuple[tuple[str, ...], Any, Any]] = [((), {"": tree}, "")]
        for part in pattern.split("."):
            deeper: list[tuple[tuple[str, ...], Any, Any]] = []
            for path, holder, key in found:
                inner = holder[key]
                keys = range(len(inner)) if part == "*" else [part] if part in inner else []
                deeper += [((*path, str(step)), inner, step) for step in keys]
            found = deeper
        for path, holder, key in found:
            yield ".".join(path), holder, key
