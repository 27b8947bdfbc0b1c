"""Somebody who was invited, lost the link and came by the code: recognised by a facilitator, in one place of the room.

The seat that waits becomes the invited person's. Without a facilitator's nod nobody gets a seat in this way.
"""

from datetime import datetime

from server import auth
from server.alike import COME_BY_CODE, is_missed
from server.house import House
from server.store import HandOver
from server.submit import command_id, decided
from sessions import codec
from sessions import commands as c
from sessions.events import Event
from sessions.refusals import NotNow, RoleMayNot, Unknown
from sessions.room import Room


async def recognise(house: House, who: auth.Who, knocker: str, invited: str) -> None:
    """Who waits as `knocker` is `invited`: the seat changes hands, and of the two people one is left.

    Raises Refused where a facilitator does not ask, nobody waits, or nobody is missed under that name.
    """
    if not who.actor.facilitates:
        raise RoleMayNot("Only the facilitator can let somebody in.")
    waits, person = who.room.people.get(knocker), who.room.people.get(invited)
    if waits is None or waits.removed or waits.role != "waiting":
        raise NotNow("Nobody waits under that name any more.")
    if person is None or person.role not in COME_BY_CODE or person.removed:
        raise Unknown("That person was not invited to this room.")
    present = (await house.live.look(who.room_id)).scene.present
    if not is_missed(person, present):
        raise NotNow("That person is here already. Let this one in as somebody else, or say no.")
    if not await house.directory.has_seat(who.room_id, knocker):
        raise NotNow("The device that asked to come in has gone.")
    await _become(house, who, knocker, invited)


async def _become(house: House, who: auth.Who, knocker: str, invited: str) -> None:
    """In one transaction: a process that dies leaves nobody at the door whose device has another's seat."""
    command = command_id()

    def decide(room: Room, at: datetime) -> list[Event]:
        gone = decided(room, who.actor, c.RemovePerson(id=command, person=knocker), at)
        return [*gone, *decided(room, room.actor(invited), c.JoinRoom(id=command), at)]

    body = codec.canonical({"id": command, "kind": "Recognise", "person": knocker, "invited": invited})
    reply = await house.store.append(
        who.room_id, command, body, who.actor.person, decide, hand_over=HandOver(knocker, invited)
    )
    await house.bus.announce_people(who.room_id)
    await house.bus.announce(who.room_id, reply.last_seq)
