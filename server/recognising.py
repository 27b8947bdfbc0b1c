"""Somebody who was invited, lost the link and came by the code: recognised by a facilitator, in one place of the room.

The seat that waits becomes the invited person's. Without a facilitator's nod nobody gets a seat in this way.
"""

from server import auth
from server.alike import is_missed
from server.house import House
from server.submit import command_id, submit
from sessions import commands as c
from sessions.refusals import NotNow, RoleMayNot, Unknown


async def recognise(house: House, who: auth.Who, knocker: str, invited: str) -> None:
    """Who waits as `knocker` is `invited`: the seat changes hands, and of the two people one is left.

    Raises Refused where a facilitator does not ask, nobody waits, or nobody is missed under that name.
    """
    if not who.actor.facilitates:
        raise RoleMayNot("Only the facilitator can let somebody in.")
    waits, person = who.room.people.get(knocker), who.room.people.get(invited)
    if waits is None or waits.removed or waits.role != "waiting":
        raise NotNow("Nobody waits under that name any more.")
    if person is None or person.role != "member" or person.removed:
        raise Unknown("That person was not invited to this room.")
    present = (await house.live.look(who.room_id)).scene.present
    if not is_missed(person, present):
        raise NotNow("That person is here already. Let this one in as somebody else, or say no.")
    if not await house.directory.hand_over(who.room_id, knocker, invited):
        raise NotNow("The device that asked to come in has gone.")
    await submit(house, who.room_id, who.actor, c.RemovePerson(id=command_id(), person=knocker))
    await submit(house, who.room_id, who.room.actor(invited), c.JoinRoom(id=command_id()))
