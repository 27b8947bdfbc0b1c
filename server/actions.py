"""Forms into commands: what a person sends from a page goes through the same door as everything else.

A form names its `kind` and carries the command's own fields. What is left empty is left out; new things take the
command's id as their own, so that a form sent twice counts once.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
from starlette.datastructures import FormData

from server.submit import command_id
from sessions import commands as c
from sessions.codec import Malformed
from sessions.room import Room

_BY_NAME: Mapping[str, type[c.Asked]] = {shape.__name__: shape for shape in c.COMMANDS} | {
    "question": c.AskQuestion, "strength": c.NoteStrength, "idea": c.TakeIdea, "offer": c.MakeOffer,
    "note": c.WriteNote, "insight": c.NoteInsight, "action": c.ProposeAction,
}  # fmt: skip
"""By the command's name, or by the kind that the capture bar sends."""

_MAKES = {c.AskQuestion: "question", c.ProposeAction: "action"} | dict.fromkeys(
    (c.NoteStrength, c.TakeIdea, c.MakeOffer, c.WriteNote, c.NoteInsight), "entry"
)
_LABELS = {
    "owner": "Write who owns it.",
    "due": "Choose a due date.",
    "level": "Choose a level.",
    "date": "Choose a date.",
}


def command_from(form: FormData, room: Room) -> c.Command:
    """The command that a form means. Raises Malformed with a sentence for the person who filled the form in."""
    shape = _BY_NAME.get(str(form.get("kind", "")))
    if shape is None:
        raise Malformed("kind", "This form is not known here. Load the page again.")
    values: dict[str, Any] = {"kind": shape.__name__}
    for field in msgspec.structs.fields(shape)[1:]:  # its id is called `command`: a form has an id of its own
        value = _value(field.name, [str(one) for one in form.getlist(field.name)], room, form)
        if value not in ("", ()) or (field.required and value == ""):
            values[field.name] = value
    values["id"] = str(form.get("command", "")) or command_id()
    if shape in _MAKES and not values.get(_MAKES[shape]):
        values[_MAKES[shape]] = values["id"]
    if "slot" in values and not values["slot"]:
        values["slot"] = None
    command = _shaped(values, shape)
    if isinstance(command, c.AgreeRating):
        _ask_why(command, room)
    return command


def _ask_why(command: c.AgreeRating, room: Room) -> None:
    """People are asked for the reason of a change; programs may leave it out, as paper does."""
    own = room.rating(command.slot, command.statement).self_rating
    if own is not None and command.level != own.level and not (command.reason or "").strip():
        raise Malformed("reason", "Say in one line why the level changes: the minutes give your reason.")


def _value(name: str, given: list[str], room: Room, form: FormData) -> Any:
    if name == "priorities":
        return tuple(line.strip() for text in given for line in text.splitlines() if line.strip())
    if name in ("themes", "order"):
        return tuple(given)
    if name == "at" and form.get("at_time"):
        return _today_at(str(form["at_time"]), room)
    return given[0] if given else ""


def _shaped(values: dict[str, Any], shape: type[c.Asked]) -> c.Command:
    for name, sentence in _LABELS.items():
        if values.get(name, ...) == "":
            raise Malformed(name, sentence)
    try:
        return cast(c.Command, msgspec.convert(values, shape, strict=False))
    except msgspec.ValidationError as error:
        field = str(error).partition(" - at `$.")[2].rstrip("`")
        raise Malformed(
            field, _LABELS.get(field, f"{field or 'Something'} is not filled in as it should be.")
        ) from error


def _today_at(time: str, room: Room) -> str:
    """A time of day as people say it, on the day on which the last step began."""
    zone = ZoneInfo(room.time_zone)
    day = (room.runs[-1].start if room.runs else room.start).astimezone(zone)
    try:
        hour, minute = (int(part) for part in time.split(":")[:2])
        at = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError as error:
        raise Malformed("at", "Write the time as hours and minutes, such as 10:41.") from error
    if at > day + timedelta(hours=12):  # a step that began before midnight
        at -= timedelta(days=1)
    return at.isoformat()
