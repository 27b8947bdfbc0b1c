"""What was typed into a preparation becomes commands, one after the other: what is refused or has been changed by
somebody else stops nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from starlette.datastructures import FormData

from server.house import House
from server.preparation.typed import ENTRY, NEW_STRENGTH, Field, fields_of, plain
from server.submit import command_id, submit
from sessions import commands as c
from sessions import events as e
from sessions.preparation import is_past
from sessions.refusals import Refused
from sessions.room import Actor, Room

_EVENTS: Mapping[str, type[e.Happened]] = {
    "wants": e.WantsNoted, "context": e.ContextNoted, "priorities": e.PrioritiesSet, "focus": e.FocusChosen,
}  # fmt: skip
LOOKS_BACK = 1000  # events
OVER = "The hour is over, so nothing of its preparation changes any more. Your words stay here, to copy from."
TOO_MANY_PRIORITIES = "Twelve priorities are the most. Leave some out, and the rest is kept."


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else has written in a field meanwhile. `crossed`: so has whoever looks, and theirs is not kept."""

    by: str
    at: datetime | None
    text: str
    crossed: bool


class Outcome(msgspec.Struct, kw_only=True):
    """What became of a form, by name of field: `faults` are sentences."""

    faults: dict[str, str] = msgspec.field(default_factory=dict)
    theirs: dict[str, Theirs] = msgspec.field(default_factory=dict)
    was: dict[str, str] = msgspec.field(default_factory=dict)
    typed: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def not_kept(self) -> list[str]:
        """The fields whose words the device must go on keeping."""
        crossed = [name for name, one in self.theirs.items() if one.crossed]
        unsent = [NEW_STRENGTH] if self.typed.get(NEW_STRENGTH) else []
        return [*self.faults, *crossed, *unsent]


class Hand(NamedTuple):
    """Who writes in which slot; a facilitator does it for `behalf`."""

    house: House
    room_id: str
    actor: Actor
    slot: str
    behalf: str | None

    async def room(self) -> Room:
        """The room as it is."""
        return await self.house.store.room(self.room_id)

    async def send(self, kind: type[c.Asked], *, own_name: bool = False, **fields: Any) -> None:
        """One command. Raises Refused."""
        behalf = None if own_name else self.behalf
        command = msgspec.convert(
            {"id": command_id(), "kind": kind.__name__, "on_behalf_of": behalf, **fields}, c.Command
        )
        await submit(self.house, self.room_id, self.actor, command)


async def write(hand: Hand, form: FormData) -> Outcome:
    """Keep what was changed. `do` says which button was pressed: "mine FIELD" and "theirs FIELD" settle what both have
    changed, "take-back ENTRY" takes a strength away."""
    found, room = Outcome(), await hand.room()
    act, _, of = str(form.get("do", "keep")).partition(" ")
    for field in fields_of(form, room, hand.slot):
        if act == "theirs" and of == field.name:
            continue
        wanted = (act, of) == ("mine", field.name) or (act == "focus-right" and field.name == "focus")
        await _field(hand, room, field, found, wanted=wanted)
    if act == "take-back":
        await _trying(hand, found, f"{ENTRY}{of}", room, c.WithdrawEntry, own_name=True, entry=of)
    await _new_strength(hand, room, form, found, adds=act == "add-strength")
    return found


async def _field(hand: Hand, room: Room, field: Field, found: Outcome, *, wanted: bool) -> None:
    fate = field.fate
    if wanted and (fate != "same" or field.name == "focus"):
        fate = "changed"
    if fate in ("behind", "crossed"):
        by, at = await _writer(hand, room, field.name)
        if by != hand.actor.person:
            found.theirs[field.name] = Theirs(by=by, at=at, text=field.stands, crossed=fate == "crossed")
        elif fate == "crossed":  # the newer words of the same person, from another device
            fate = "changed"
        found.was[field.name], found.typed[field.name] = field.was, field.typed
    if fate == "changed":
        await _keep(hand, room, field, found)


async def _keep(hand: Hand, room: Room, field: Field, found: Outcome) -> None:
    kind, words = _command(hand, field)
    await _trying(hand, found, field.name, room, kind, own_name=field.name.startswith(ENTRY), **words)
    found.was.pop(field.name, None)
    found.typed.pop(field.name, None)
    if field.name in found.faults:
        found.typed[field.name] = field.typed


def _command(hand: Hand, field: Field) -> tuple[type[c.Asked], dict[str, Any]]:
    match field.name:
        case "wants":
            return c.NoteWants, {"slot": hand.slot, "text": field.typed}
        case "context":
            return c.NoteContext, {"slot": hand.slot, "text": field.typed}
        case "priorities":
            return c.SetPriorities, {"slot": hand.slot, "priorities": field.typed.splitlines()}
        case "focus":
            return c.ChooseFocus, {"slot": hand.slot, "statements": field.typed.splitlines()}
    return c.CorrectEntry, {"entry": field.name.removeprefix(ENTRY), "text": field.typed}


async def _trying(hand: Hand, found: Outcome, name: str, room: Room, kind: type[c.Asked], **fields: Any) -> None:
    if is_past(room, hand.slot):
        found.faults[name] = OVER
        return
    try:
        await hand.send(kind, **fields)
    except Refused as error:
        found.faults[name] = error.sentence
    except msgspec.ValidationError:
        found.faults[name] = TOO_MANY_PRIORITIES if name == "priorities" else "This is not filled in as it should be."


async def _new_strength(hand: Hand, room: Room, form: FormData, found: Outcome, *, adds: bool) -> None:
    """A strength is kept when its button is pressed, once: half a strength is none."""
    text, entry = plain(str(form.get(NEW_STRENGTH, ""))), str(form.get("strength.id", ""))
    if entry in room.entries or not (text or adds):
        return
    if adds:
        await _trying(hand, found, NEW_STRENGTH, room, c.NoteStrength, entry=entry, slot=hand.slot, text=text)
    if not adds or NEW_STRENGTH in found.faults:
        found.typed[NEW_STRENGTH] = text


async def _writer(hand: Hand, room: Room, name: str) -> tuple[str, datetime | None]:
    """Who wrote last what stands in a field, and when: by their own hand."""
    for recorded in reversed(await hand.house.store.events(hand.room_id, after=max(0, room.seq - LOOKS_BACK))):
        event = recorded.event
        if name.startswith(ENTRY):
            if getattr(event, "entry", None) == name.removeprefix(ENTRY):
                return event.by or "", recorded.at
        elif isinstance(event, _EVENTS[name]) and getattr(event, "slot", None) == hand.slot:
            return event.by or "", recorded.at
    return "", None
