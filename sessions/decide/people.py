"""Who is in the room: joining, the nod, scribes, apologies, removing."""

from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.refusals import AlreadyUsed, NotNow, TextUnfit, Unknown
from sessions.room import Actor, Person, Room


def _person(room: Room, person: str) -> Person:
    found = room.people.get(person)
    if found is None or found.removed:
        raise Unknown("That person is not in this room.")
    return found


def join_room(room: Room, actor: Actor, _command: c.JoinRoom, _at: datetime) -> list[e.Event]:
    """I am here. Joining twice is joining once; once the meeting is over, whoever comes is a reader."""
    assert actor.person is not None, "the screen has no place in the room"
    if actor.role == "waiting" or room.ended or room.people[actor.person].here:
        return []
    return [e.PersonJoined(person=actor.person)]


def leave_room(room: Room, actor: Actor, _command: c.LeaveRoom, _at: datetime) -> list[e.Event]:
    """I am going."""
    assert actor.person is not None, "the screen has no place in the room"
    if room.ended or not room.people[actor.person].here:
        return []
    return [e.PersonLeft(person=actor.person)]


def invite_person(room: Room, _actor: Actor, command: c.InvitePerson, _at: datetime) -> list[e.Event]:
    """A place in the room, for somebody whom the server has given an id."""
    if not command.name.strip():
        raise TextUnfit("Somebody has no name. Write one, or leave the line out.")
    if command.person is None or command.person in room.people:
        raise AlreadyUsed("That person has a place in this room already.")
    institution = _place(room, command.role, command.institution)
    return [e.PersonInvited(person=command.person, role=command.role, institution=institution)]


def place_person(room: Room, _actor: Actor, command: c.PlacePerson, _at: datetime) -> list[e.Event]:
    """Another role, or another institution. Somebody has to go on facilitating."""
    found = _person(room, command.person)
    if found.role == "waiting":
        raise NotNow("That person is still waiting to be let in.")
    institution = _place(room, command.role, command.institution)
    others = [one for one in room.people.values() if one.role == "facilitator" and not one.removed and one != found]
    if found.role == "facilitator" and command.role != "facilitator" and not others:
        raise NotNow("Somebody has to facilitate. Name another facilitator first.")
    if (found.role, found.institution) == (command.role, institution):
        return []
    return [e.PersonPlaced(person=found.id, role=command.role, institution=institution)]


def _place(room: Room, role: c.InvitedRole, institution: str | None) -> str | None:
    """The institution that goes with a role: one of the room's for a member, none for anybody else."""
    if role != "member":
        return None
    known = room.institutions.get(institution or "")
    if known is None or known.withdrawn:
        raise Unknown("That institution is not in this room.")
    return known.id


def admit_joiner(room: Room, _actor: Actor, command: c.AdmitJoiner, _at: datetime) -> list[e.Event]:
    """The nod to somebody who waits: for an institution of the room, or as an observer."""
    if _person(room, command.person).role != "waiting":
        raise NotNow("That person is in the room already.")
    institution = _place(room, command.role, command.institution)
    admitted = (
        e.PersonPlaced(person=command.person, role="observer")
        if institution is None
        else e.JoinerAdmitted(person=command.person, institution=institution)
    )
    return [admitted] if room.ended else [admitted, e.PersonJoined(person=command.person)]


def remove_person(room: Room, actor: Actor, command: c.RemovePerson, _at: datetime) -> list[e.Event]:
    """Shut somebody out; a facilitator cannot shut out the one who acts."""
    found = _person(room, command.person)
    if found.id == actor.person:
        raise NotNow("You cannot remove yourself. Ask another facilitator to do it.")
    return [e.PersonRemoved(person=command.person)]


def name_scribe(room: Room, _actor: Actor, command: c.NameScribe, _at: datetime) -> list[e.Event]:
    """Ask somebody to note answers in a slot."""
    if _person(room, command.person).role == "waiting":
        raise NotNow("That person is still waiting to be let in.")
    return [e.ScribeNamed(slot=command.slot, person=command.person)]


def record_apology(room: Room, _actor: Actor, command: c.RecordApology, _at: datetime) -> list[e.Event]:
    """Somebody cannot come."""
    found = _person(room, command.person)
    if found.here:
        raise NotNow("That person is here.")
    return [] if found.apology else [e.ApologyRecorded(person=command.person)]
