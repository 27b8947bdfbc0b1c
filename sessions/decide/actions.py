"""Actions: proposed by anybody at the table, agreed by the host alone."""

from datetime import datetime
from typing import Any

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.refusals import AlreadyUsed, DueTooEarly, NotNow, Unknown
from sessions.room import Action, Actor, Room


def propose_action(room: Room, _actor: Actor, command: c.ProposeAction, _at: datetime) -> list[e.Event]:
    """Propose it. The hub's own actions belong to no slot."""
    if command.action in room.actions:
        raise AlreadyUsed("That action has been proposed already.")
    return [e.ActionProposed(**_words(room, command))]


def amend_action(room: Room, _actor: Actor, command: c.AmendAction, _at: datetime) -> list[e.Event]:
    """Change it; agreement has to be given anew. It stays where it is: in its slot, or the hub's."""
    action = _standing(room, command.action)
    if command.slot != action.slot:
        raise Unknown("An action stays with the institution it was proposed for. Propose a new one instead.")
    return [e.ActionAmended(**_words(room, command))]


def _words(room: Room, command: c.ActionWords) -> dict[str, Any]:
    if command.due < room.day:
        raise DueTooEarly(f"That date lies before the meeting on {room.day:%-d %B %Y}. Choose a later one.")
    return {
        "action": command.action,
        "slot": command.slot,
        "text": ground.words(command.text, "the action"),
        "owner": command.owner,
        "due": command.due,
        "statement": ground.statement(room, command.slot, command.statement),
        "priority": ground.words_if_any(command.priority, "the priority"),
        "late": room.is_over(command.slot),
    }


def _standing(room: Room, action: str) -> Action:
    found = room.actions[action]
    if found.status == "withdrawn":
        raise NotNow("That action was withdrawn.")
    return found


def agree_action(room: Room, _actor: Actor, command: c.AgreeAction, _at: datetime) -> list[e.Event]:
    """The host's word, perhaps subject to somebody else's."""
    action = _standing(room, command.action)
    subject_to = ground.words_if_any(command.subject_to, "what it is subject to")
    if action.status == "agreed" and action.subject_to == subject_to:
        return []
    return [e.ActionAgreed(action=action.id, subject_to=subject_to)]


def withdraw_action(room: Room, _actor: Actor, command: c.WithdrawAction, _at: datetime) -> list[e.Event]:
    """Off the list."""
    return [e.ActionWithdrawn(action=_standing(room, command.action).id)]
