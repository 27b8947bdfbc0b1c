"""What somebody's link says once the review has finished: how it stands, and what they can do now."""

from typing import Any

from server.eye import Audience, Eye, audience_of
from server.fragments import Scene
from server.house import House
from server.parts.loose_ends import held
from sessions.minuting import name_of
from sessions.room import Action, Person


def ended(house: House, scene: Scene, person: Person) -> dict[str, Any]:
    """Who it is, when it ended, how the minutes stand for them, and the actions that are theirs."""
    actor = scene.room.actor(person.id)
    audience = Audience("observer") if actor.role == "waiting" else audience_of(actor)  # whom nobody let in
    eye = house.fragments.eye(scene, audience, house.now())
    institution = eye.institution(person.institution)
    return {
        "name": name_of(scene.names, person.id),
        "initials": eye.initials.get(person.institution or "", ""),
        "institution": institution.name if institution else "",
        "ended": eye.time(eye.room.closed_at),
        "stands": _stands(eye),
        "actions": [_action(eye, one) for one in _own_actions(eye, person)],
        "leads": eye.facilitates,
    }


def _stands(eye: Eye) -> str:
    if eye.room.state == "confirmed":
        return "The minutes are confirmed."
    if eye.facilitates:
        return "The minutes wait for you to confirm them, once each host has confirmed its part."
    if eye.is_host and eye.slot and eye.slot.id in held(eye.room) and eye.slot.confirmed_by is None:
        return "Your part of the minutes waits to be confirmed: read it, put it right, and confirm it in the room."
    return "The minutes are being put right and confirmed."


def _own_actions(eye: Eye, person: Person) -> list[Action]:
    own = (one for one in eye.room.actions.values() if one.owner == person.id and one.status != "withdrawn")
    return sorted(own, key=lambda one: (one.due, one.seq))


def _action(eye: Eye, action: Action) -> dict[str, Any]:
    host = eye.institution(eye.room.slots[action.slot].host) if action.slot else None
    return {
        "text": action.text,
        "due": action.due,
        "of": host.name if host else "the hub",
        "agreed": action.status == "agreed",
    }
