"""THE write path. Every change to a room, from a page or the machine's door, goes through `submit`, and only here."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from server.house import House
from server.limits import Rate, spare
from server.store import Decide, Reply
from server.tables import Person
from sessions import clock, codec
from sessions.access import visible
from sessions.commands import ActionWords, Command, ExtendStep, InvitePerson
from sessions.decide import decide, is_anonymous
from sessions.events import Event, PersonRemoved, Recorded
from sessions.evolve import evolve
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
    command, people = await _with_people(house, room_id, command)

    def decide_it(room: Room, at: datetime) -> list[Event]:
        return decided(room, actor, command, at)

    return await _append(house, room_id, command.id, body, sender, decide_it, people)


async def submit_all(
    house: House, room_id: str, actor: Actor, save: str, commands: Sequence[Command], still: Callable[[Room], None]
) -> Reply:
    """Several commands as one: each is decided on the room as those before leave it, and all are kept or none. `still`
    is asked first whether the room is the one that they were made for, and raises Refused where it is not.

    `save` is the id of all of them together: what comes by the same one again gets the first reply, whatever it says.
    Raises as `submit` does. None of them may be anonymous."""
    await _within_rate(house, room_id, actor)
    body = codec.canonical({"id": save, "kind": "SaveAll"})
    named = [await _with_people(house, room_id, command) for command in commands]
    people = [person for _, added in named for person in added]

    def decide_them(room: Room, at: datetime) -> list[Event]:
        still(room)
        return _decided_all(room, actor, [command for command, _ in named], at)

    return await _append(house, room_id, save, body, actor.person, decide_them, people)


async def _append(
    house: House, room_id: str, command: str, body: bytes, sender: str | None, decide_it: Decide,
    people: Sequence[Person],
) -> Reply:  # fmt: skip
    """Append what follows, and tell everybody whom it concerns; whoever was removed is out at once."""
    reply = await house.store.append(room_id, command, body, sender, decide_it, people)
    if reply.recorded:  # an old reply too: whoever got it first may have gone before the others were told
        if people:  # first, so that what the log's news shows has their names
            await house.bus.announce_people(room_id)
        await house.bus.announce(room_id, reply.last_seq)
        for one in reply.recorded:
            if isinstance(one.event, PersonRemoved):
                await house.directory.revoke_links(room_id, one.event.person)
    return reply


async def _within_rate(house: House, room_id: str, actor: Actor) -> None:
    await spare(house.limiter, f"commands:{room_id}:{actor.person}", COMMANDS)


def _decided_all(room: Room, actor: Actor, commands: Sequence[Command], at: datetime) -> list[Event]:
    events: list[Event] = []
    for command in commands:
        new = decided(room, actor, command, at)
        for event in new:
            room = evolve(room, Recorded(room.seq + 1, at, event))
        events += new
    return events


def decided(room: Room, actor: Actor, command: Command, at: datetime) -> list[Event]:
    """Decide for the actor as the room knows it now: somebody may have been removed or let in a moment ago."""
    if actor.person is not None:
        try:
            actor = room.actor(actor.person)
        except KeyError:
            raise RoleMayNot("You are not in this room any more.") from None
    return decide(room, actor, command, at)


async def _with_people(house: House, room_id: str, command: Command) -> tuple[Command, list[Person]]:
    """The command with ids in place of names, and new rows for those whom it names, to be kept with it."""
    if isinstance(command, InvitePerson):
        names = (command.name, command.email, command.job_title, command.organisation)
        person = house.directory.new_person(room_id, *names)
        return msgspec.structs.replace(command, person=person.id), [person]
    return await _owned(house, room_id, command)


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
