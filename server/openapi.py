"""What the machine's door offers, as OpenAPI 3.1, made from the very shapes that the door reads and writes."""

from collections.abc import Mapping
from typing import Any

import msgspec

from server.making import MadeRoom
from server.room_request import MakeRoom
from sessions.clock import Cost
from sessions.commands import COMMANDS, Command
from sessions.events import EVENTS, Event
from sessions.minutes import Minutes
from sessions.readout import RoomRead

Described = dict[str, Any]


class WithheldEvent(msgspec.Struct, tag="Withheld", tag_field="kind"):
    """An event that this reader may not see: only that it happened."""

    seq: int


class PreviewAnswer(msgspec.Struct):
    """What an extension would cost; nothing was kept."""

    preview: Cost


class ProblemDetails(msgspec.Struct):
    """Why not: `detail` is one plain sentence, `code` is for programs, `field` names what was malformed."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None


class Health(msgspec.Struct):
    """How the process is: ok, slower (without Redis), unreachable (without database) or leaving (about to stop)."""

    status: str
    database: bool | None = None
    redis: bool | None = None


_SHAPES = (
    Command, Event, WithheldEvent, PreviewAnswer, ProblemDetails, Health, MakeRoom, MadeRoom, RoomRead, Minutes,
    *COMMANDS, *EVENTS,
)  # fmt: skip

PROBLEMS: Mapping[int, str] = {
    400: "Malformed JSON or field; `field` names it.",
    401: "No bearer, an unknown one, or somebody who was removed.",
    403: "The role may not do this.",
    404: "No such room, or the bearer of another room.",
    409: "The command id was used before with another body, or by somebody else.",
    413: "Too large.",
    422: "Refused by a rule of the meeting; nothing was kept, and it may succeed later.",
    429: "Too many at once; see Retry-After (seconds).",
    503: "Not at the moment; see Retry-After (seconds).",
}
EXPORTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "/rooms/{room}/minutes.{ending}": (
        "The minutes as the reader may have them",
        ("html", "md", "pdf", "docx", "json"),
    ),
    "/rooms/{room}/summary/{institution}.{ending}": ("One page about an institution", ("html", "pdf", "docx")),
    "/rooms/{room}/actions.{ending}": ("The actions", ("csv", "xlsx", "ics")),
}


def document(base_url: str) -> Described:
    """The whole description. `base_url` is where this house stands."""
    schemas = msgspec.json.schema_components(_SHAPES, ref_template="#/components/schemas/{name}")[1]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Review Rooms",
            "version": "1",
            "description": "The machine’s door: the same commands and the same log as the pages. "
            "The bearer is the token at the end of a person’s link.",
        },
        "servers": [{"url": base_url}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas | {"Command": _one_of(COMMANDS), "Event": _one_of(EVENTS)},
        },
    }


def _one_of(shapes: tuple[type, ...]) -> Described:
    """Any of several shapes, told apart by `kind`."""
    names = [shape.__name__ for shape in shapes]
    return {
        "oneOf": [_ref(name) for name in names],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {name: f"#/components/schemas/{name}" for name in names},
        },
    }


def _ref(name: str) -> Described:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Described, says: str) -> Described:
    return {"description": says, "content": {"application/json": {"schema": schema}}}


def _answers(status: int, answer: Described, *problems: int) -> Described:
    told = {
        str(code): {
            "description": PROBLEMS[code],
            "content": {"application/problem+json": {"schema": _ref("ProblemDetails")}},
        }
        for code in problems
    }
    return {str(status): answer, **told}


def _takes(schema: Described) -> Described:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _in_path(*names: str) -> list[Described]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _in_query(name: str, says: str, schema: Described) -> Described:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}


def _get(summary: str, responses: Described, parameters: list[Described] | None = None) -> Described:
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": responses}}


_AFTER = _in_query("after", "The last seq that is known already.", {"type": "integer", "minimum": 0, "default": 0})
_WAIT = _in_query(
    "wait", "Seconds to wait for the first event, at most 25.", {"type": "number", "minimum": 0, "default": 0}
)
_SEEN = {"anyOf": [_ref("Event"), _ref("WithheldEvent")]}
_EVENTS = {
    "type": "array",
    "items": {
        "allOf": [_SEEN, {"type": "object", "properties": {"seq": {"type": "integer"}, "at": {"type": "string"}}}]
    },
}
_REPLY = {
    "type": "object",
    "required": ["seq", "events"],
    "properties": {"seq": {"type": "integer"}, "events": _EVENTS},
}


def _paths() -> Described:
    room, query = _in_path("room"), [_AFTER, _WAIT]
    return {
        "/healthz": _open(_get("Whether the process answers", _answers(200, _json(_ref("Health"), "It does.")))),
        "/readyz": _open(_get("Whether the process should be given work", _health())),
        "/api/openapi.json": _open(
            _get("This description", _answers(200, _json({"type": "object"}, "OpenAPI 3.1.")))
        ),
        "/api/rooms": {"post": _make_room()},
        "/api/rooms/{room}": _get(
            "The room as the bearer may see it",
            _answers(200, _json(_ref("RoomRead"), "The room."), 401, 404, 503), room,
        ),
        "/api/rooms/{room}/commands": {"post": _command(room)},
        "/api/rooms/{room}/events": _get(
            "What happened after a seq, waiting for the first",
            _answers(200, _json(_EVENTS, "Events in order, without gaps."), 400, 401, 404, 503), [*room, *query],
        ),
        "/api/rooms/{room}/live": _get(
            "A WebSocket: one JSON event in each message, first what was missed",
            _answers(101, {"description": "Events follow, in order, without gaps."}, 400, 401, 404), [*room, _AFTER],
        ),
        "/rooms/{room}/log.json": _get(
            "The whole log as the reader may see it",
            _answers(200, _json(_EVENTS, "All events in order."), 401, 404), room,
        ),
        "/rooms/{room}/calendar.ics": _get(
            "The meeting for a calendar", _answers(200, {"description": "text/calendar"}, 401, 403, 404), room
        ),
        **{path: _export(path, says, endings) for path, (says, endings) in EXPORTS.items()},
    }  # fmt: skip


def _open(operations: Described) -> Described:
    for operation in operations.values():
        operation["security"] = []
    return operations


def _health() -> Described:
    return {"200": _json(_ref("Health"), "It does."), "503": _json(_ref("Health"), "It does not.")}


def _make_room() -> Described:
    return {
        "summary": "Make a room; for a facilitator’s own token",
        "requestBody": _takes(_ref("MakeRoom")),
        "responses": _answers(
            201, _json(_ref("MadeRoom"), "The room with all ways in."), 400, 401, 403, 413, 422, 429, 503
        ),
    }


def _command(room: list[Described]) -> Described:
    answer = {"anyOf": [_REPLY, _ref("PreviewAnswer")]}
    return {
        "summary": "Ask something of the room",
        "parameters": room,
        "requestBody": _takes(_ref("Command")),
        "responses": _answers(
            200, _json(answer, "Accepted, or the stored reply again."), 400, 401, 403, 404, 409, 413, 422, 429, 503
        ),
    }


def _export(path: str, says: str, endings: tuple[str, ...]) -> Described:
    names = ["room", "institution"] if "{institution}" in path else ["room"]
    ending = {"name": "ending", "in": "path", "required": True, "schema": {"type": "string", "enum": list(endings)}}
    content = _answers(200, {"description": "The file."}, 401, 403, 404, 503)
    if "json" in endings:
        content["200"] = {"description": "The file.", "content": {"application/json": {"schema": _ref("Minutes")}}}
    return _get(says, content, [*_in_path(*names), ending])
