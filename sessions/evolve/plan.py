"""The plan of a room: the one it began with, another one before its doors open, other lengths once they are open."""

from datetime import datetime
from itertools import groupby

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import author
from sessions.room import Institution, Reallotment, Room, Slot

MINUTE = 60


def prepare(event: e.RoomPrepared, recorded: e.Recorded) -> Room:
    """The room that the first event makes."""
    return Room(
        seq=recorded.seq, at=recorded.at, title=event.title, format=event.format, format_title=event.format_title,
        purpose=event.purpose, start=event.start, time_zone=event.time_zone, time_scale=event.time_scale,
        mode=event.mode, peer_views=event.peer_views, focus_themes=event.focus_themes,
        ground_rules=event.ground_rules, hub=event.hub, place=event.place, call_link=event.call_link,
        step_minutes=_lengths(event), plan=event.programme, programme=event.programme,
        frameworks={framework.id: framework for framework in event.frameworks},
        institutions={one.id: _institution(one) for one in event.institutions},
        slots={one.slot: _slot(one) for one in event.institutions},
        people={},
        allotted={step.id: step.minutes * MINUTE for step in event.programme},
    )  # fmt: skip


def replan(room: Room, event: e.PlanChanged) -> Room:
    """The room by another plan: what its institutions have brought stays with them. They stand in the new order."""
    institutions = {one.id: _institution(one) for one in event.institutions}
    slots = {one.slot: _slot(one, room.slots.get(one.slot)) for one in event.institutions}
    for one in room.institutions.values():
        if one.id not in institutions:
            left_out = one.left_out or one.id in event.left_out
            institutions[one.id] = replace(one, withdrawn=True, left_out=left_out)
            slots[one.slot] = replace(room.slots[one.slot], withdrawn=True)
    frameworks = {**room.frameworks, **{framework.id: framework for framework in event.frameworks}}
    used = {one.framework for one in institutions.values()}
    return replace(
        room, title=event.title, format=event.format, format_title=event.format_title, purpose=event.purpose,
        start=event.start, time_zone=event.time_zone, mode=event.mode, peer_views=event.peer_views,
        focus_themes=event.focus_themes, ground_rules=event.ground_rules, place=event.place,
        call_link=event.call_link, step_minutes=_lengths(event), plan=event.programme, programme=event.programme,
        institutions=institutions, slots=slots,
        frameworks={name: framework for name, framework in frameworks.items() if name in used},
        allotted={step.id: step.minutes * MINUTE for step in event.programme},
    )  # fmt: skip


def relength(room: Room, event: e.LengthsChanged, at: datetime) -> Room:
    """Other lengths, and for the minutes each part of the programme that got another length by them."""
    allotted = {**room.allotted, **{one.step: one.minutes * MINUTE for one in event.lengths}}
    parts = [(section, list(steps)) for section, steps in groupby(room.programme, key=lambda step: step.section)]
    changed = tuple(
        Reallotment(section, before, after, author(event), at)
        for section, steps in parts
        if (before := sum(room.allotted[step.id] for step in steps))
        != (after := sum(allotted[step.id] for step in steps))
    )
    return replace(room, allotted=allotted, reallotments=(*room.reallotments, *changed))


def _lengths(event: e.Planned) -> dict[str, int]:
    return {one.step: one.minutes for one in event.step_minutes}


def _institution(one: e.PreparedInstitution) -> Institution:
    return Institution(
        id=one.id, name=one.name, type=one.type, slot=one.slot, framework=one.framework, urn=one.urn,
        local_authority=one.local_authority,
    )  # fmt: skip


def _slot(one: e.PreparedInstitution, was: Slot | None = None) -> Slot:
    slot = was or Slot(id=one.slot, host=one.id, promised=one.minutes, focus=one.focus_statements)
    chosen = slot.focus_chosen and slot.focus == one.focus_statements
    return replace(
        slot, promised=one.minutes, focus=one.focus_statements, focus_chosen=chosen, presenter=one.presenter,
        withdrawn=False,
    )  # fmt: skip
