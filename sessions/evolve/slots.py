"""What a host brings to its hour, who may look on, and its word on the minutes."""

from typing import assert_never

from sessions import events as e
from sessions.evolve.ground import author, change_slot, put_right
from sessions.room import Consent, Room

OfASlot = (
    e.WantsNoted | e.ContextNoted | e.PrioritiesSet | e.FocusChosen | e.ObserversAdmitted | e.ObserversExcluded
    | e.ScribeNamed | e.PartConfirmed
)  # fmt: skip


def evolve(room: Room, event: OfASlot, recorded: e.Recorded) -> Room:
    match event:
        case e.WantsNoted():
            room = change_slot(room, event.slot, wants=event.text)
        case e.ContextNoted():
            room = change_slot(room, event.slot, context=event.text)
        case e.PrioritiesSet():
            room = change_slot(room, event.slot, priorities=event.priorities)
        case e.FocusChosen():
            room = change_slot(room, event.slot, focus=event.statements, focus_chosen=True)
        case e.ScribeNamed():
            return change_slot(room, event.slot, scribe=event.person)
        case e.PartConfirmed():
            return change_slot(room, event.slot, confirmed_by=author(event), confirmed_at=recorded.at)
        case e.ObserversAdmitted() | e.ObserversExcluded():
            consent = Consent(recorded.seq, isinstance(event, e.ObserversAdmitted))
            return change_slot(room, event.slot, observers=(*room.slots[event.slot].observers, consent))
        case _:  # pragma: no cover
            assert_never(event)
    return put_right(room, event.slot, event.by)
