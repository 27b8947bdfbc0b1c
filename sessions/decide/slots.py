"""What becomes of slots when the day changes: an institution drops out, hours change places."""

from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.refusals import NotNow, Unknown
from sessions.room import Actor, Room


def _begun(room: Room, slot: str) -> bool:
    return any(room.step_of(run.step).slot == slot for run in room.runs)


def withdraw_institution(room: Room, _actor: Actor, command: c.WithdrawInstitution, _at: datetime) -> list[e.Event]:
    """An institution drops out before its slot: its steps go, and one break beside them."""
    institution = room.institutions.get(command.institution)
    if institution is None or institution.withdrawn:
        raise Unknown("That institution is not in this room.")
    if _begun(room, institution.slot):
        raise NotNow(f"{institution.name}'s hour has begun. Move on to the next step instead; what was said is kept.")
    if len(room.order) == 1:
        raise NotNow("This is the only institution left. Close the room instead.")
    return [e.InstitutionWithdrawn(institution=institution.id, dropped=_dropped(room, institution.slot))]


def _dropped(room: Room, slot: str) -> tuple[str, ...]:
    """The steps of a slot and of one break beside it: the shorter one (lunch stays), none that has begun."""
    sections = list(dict.fromkeys(step.section for step in room.programme))
    begun = {room.step_of(run.step).section for run in room.runs}
    at = sections.index(slot)
    breaks = [
        section
        for section in sections[max(at - 1, 0) : at] + sections[at + 1 : at + 2]
        if section.startswith("break-") and section not in begun
    ]
    breaks.sort(key=lambda section: sum(step.minutes for step in room.programme if step.section == section))
    gone = {slot, *breaks[:1]}
    return tuple(step.id for step in room.programme if step.section in gone)


def reorder_slots(room: Room, _actor: Actor, command: c.ReorderSlots, _at: datetime) -> list[e.Event]:
    """Another order for the slots still to come; those begun keep their place."""
    now = [slot.id for slot in room.order]
    if sorted(command.order) != sorted(now):
        raise Unknown("The new order has to name every institution's slot once.")
    moved_too_late = [
        slot for slot, other in zip(now, command.order, strict=True) if slot != other and _begun(room, slot)
    ]
    if moved_too_late:
        raise NotNow("An hour that has begun keeps its place. Change the order of those still to come.")
    return [e.SlotsReordered(order=command.order)]
