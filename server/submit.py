"""THE write path. Every change to a room, from a page or the machine's door, goes through `submit`, and only here."""

import secrets
from datetime import datetime
from typing import Any

import msgspec

from server.house import House
from server.limits import Rate, spare
from server.store import Reply
from server.tables import Person
from sessions import clock, codec
from sessions.access import visible
from sessions.commands import ActionWords, Command, ExtendStep, RemovePerson
from sessions.decide import decide, is_anonymous
from sessions.events import Event
from sessions.refusals import RoleMayNot, Unknown
from sessions.room import Actor, Room

COMMANDS = Rate(per_second=200, burst=2000)  # of one person: far above what a hand can type, below what hurts others


def command_id() -> str:
    """An id for a command that no page has named."""
    return f"c_{secrets.token_urlsafe(16)}"


async def submit(house: House, room_id: str, actor: Actor, command: Command) -> Reply:
    """Decide, append, announce. A repeated command gets its first reply. Raises Refused, TooMuch or a StoreFault."""
    await _within_rate(house, room_id, actor)
    body = codec.canonical(command)
    sender = None if is_anonymous(command) else actor.person
    command, people = await _owned(house, room_id, command)
    reply = await house.store.append(
        room_id, command.id, body, sender, lambda room, at: decided(room, actor, command, at), people
    )
    if reply.recorded:  # an old reply too: whoever got it first may have gone before the others were told
        if people:  # first, so that what the log's news shows has their names
            await house.bus.announce_people(room_id)
        await house.bus.announce(room_id, reply.last_seq)
        if isinstance(command, RemovePerson):
            await house.directory.revoke_links(room_id, command.person)
    return reply


async def _within_rate(house: House, room_id: str, actor: Actor) -> None:
    await spare(house.limiter, f"commands:{room_id}:{actor.person}", COMMANDS)


def decided(room: Room, actor: Actor, command: Command, at: datetime) -> list[Event]:
    """Decide for the actor as the room knows it now: somebody may have been removed or let in a moment ago."""
    if actor.person is not None:
        try:
            actor = room.actor(actor.person)
        except KeyError:
            raise RoleMayNot("You are not in this room any more.") from None
    return decide(room, actor, command, at)


async def _owned(house: House, room_id: str, command: Command) -> tuple[Command, list[Person]]:
    """An action's owner as a person id: somebody known by that id or name, else a new row, kept with the action."""
    if not isinstance(command, ActionWords):
        return command, []
    names = await house.directory.names(room_id)
    owner = " ".join(command.owner.split())
    if owner in names:
        return command, []
    if owner.startswith("p_"):
        raise Unknown("The person who is to do this is not known here. Choose somebody, or write a name.")
    if not owner:
        raise Unknown("Nobody is named to do this yet. Write who will.")
    known = [person for person, one in names.items() if one.name.casefold() == owner.casefold()]
    people = [] if known else [house.directory.new_person(room_id, owner)]
    return msgspec.structs.replace(command, owner=known[0] if known else people[0].id), people


async def preview(house: House, room_id: str, actor: Actor, command: ExtendStep) -> clock.Cost:
    """What an extension would cost, with nothing kept. Raises Refused as the extension itself would."""
    await _within_rate(house, room_id, actor)
    room, now = await house.store.room(room_id), house.now()
    decided(room, actor, command, now)
    return clock.cost(room, now, command.minutes, command.take_from)


def as_seen(room: Room, actor: Actor, reply: Reply) -> dict[str, Any]:
    """A reply as its sender may see it. `room` is folded at least as far as the reply."""
    events = [codec.shown(visible(room, recorded, actor)) for recorded in reply.recorded]
    return {"seq": reply.last_seq, "events": events}
