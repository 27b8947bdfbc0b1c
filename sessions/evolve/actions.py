"""Who does what by when: proposed, changed, agreed, withdrawn."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import add, author, put_right, typist
from sessions.room import Action, Room

OfActions = e.ActionProposed | e.ActionAmended | e.ActionAgreed | e.ActionWithdrawn


def evolve(room: Room, event: OfActions, recorded: e.Recorded) -> Room:
    match event:
        case e.ActionAgreed():
            was = room.actions[event.action]
            changed = replace(
                was, status="agreed", subject_to=event.subject_to, agreed_by=author(event), changed_since=False
            )
        case e.ActionWithdrawn():
            changed = replace(room.actions[event.action], status="withdrawn")
        case e.ActionProposed() | e.ActionAmended():
            known = room.actions.get(event.action)
            changed = Action(
                id=event.action, seq=known.seq if known else recorded.seq, slot=event.slot, text=event.text,
                owner=event.owner, due=event.due, at=recorded.at, statement=event.statement, priority=event.priority,
                by=known.by if known else author(event), late=event.late,
                entered_by=known.entered_by if known else typist(event),
                changed_since=known is not None and (known.changed_since or known.status == "agreed"),
            )  # fmt: skip
        case _:  # pragma: no cover
            assert_never(event)
    room = replace(room, actions=add(room.actions, changed.id, changed))
    return put_right(room, changed.slot, event.by)
