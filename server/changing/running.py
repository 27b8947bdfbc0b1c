"""A room that has been opened: its people, and the order and the minutes of what is still to come.

`steps` of a plan hold here the minutes of each step still to come, by the step's own id."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from server.parts.run_sheet import neat
from server.setting_up.faults import LONGEST_SLOT, PlanFault, whole_minutes
from server.setting_up.plan import Plan, pressed
from server.submit import command_id
from sessions import clock
from sessions import commands as c
from sessions import events as e
from sessions.decide import decide
from sessions.evolve import evolve
from sessions.minuting import in_minutes, section_of
from sessions.programme import Step
from sessions.room import Actor, Room


def to_come(room: Room) -> list[Step]:
    """The steps that lie ahead and have not begun; none once the meeting is over."""
    if room.state != "open":
        return []
    begun = {run.step for run in room.runs}
    places = [step.id for step in room.programme]
    ahead = room.programme[places.index(room.run.step) + 1 :] if room.run else room.programme
    return [step for step in ahead if step.id not in begun]


def has_begun(room: Room, institution: str) -> bool:
    """Whether an institution's hour has begun, so that it keeps its place."""
    slot = room.institutions[institution].slot
    return any(room.step_of(run.step).slot == slot for run in room.runs)


def as_running(room: Room, plan: Plan) -> Plan:
    """The plan of a room that was opened: the minutes of what is still to come are those of each step."""
    return replace(plan, steps={step.id: neat(in_minutes(room.allotted[step.id])) for step in to_come(room)}, breaks={})


def settled(plan: Plan, now: Plan) -> Plan:
    """A plan with everything as it stands but what may still be changed: people, order, minutes of steps to come."""
    rows = {row.key: row for row in now.institutions}
    return replace(
        now, guests=plan.guests, steps={name: plan.steps.get(name, minutes) for name, minutes in now.steps.items()},
        institutions=tuple(replace(rows[row.key], people=row.people) for row in plan.institutions if row.key in rows),
    )  # fmt: skip


def after_press(room: Room, plan: Plan, does: str) -> Plan:
    """The plan after a button; an hour that has begun keeps its place, and nobody joins as an institution any more."""
    if does == "add-institution":
        return plan
    other = pressed(plan, does)
    before = [row.key if has_begun(room, row.key) else "" for row in plan.institutions]
    now = [row.key if has_begun(room, row.key) else "" for row in other.institutions]
    begun = [(place, key) for place, key in enumerate(before) if key]
    return other if begun == [(place, key) for place, key in enumerate(now) if key] else plan


def length_faults(now: Plan, plan: Plan) -> Iterator[PlanFault]:
    """Minutes that are none."""
    for name, minutes in plan.steps.items():
        if minutes != now.steps.get(name) and whole_minutes(minutes, 1) is None:
            yield PlanFault(f"step-{name}", f"A step lasts from 1 to {LONGEST_SLOT} whole minutes.")


def running_commands(room: Room, now: Plan, plan: Plan) -> list[c.Command]:
    """What follows for the rest of the day: who withdraws, then the order, then the minutes."""
    if room.state != "open":
        return []
    stay = [row.key for row in plan.institutions]
    gone = [row.key for row in now.institutions if row.key not in stay]
    found: list[c.Command] = [c.WithdrawInstitution(id=command_id(), institution=one) for one in gone]
    if stay != [row.key for row in now.institutions if row.key in stay]:
        order = tuple(room.institutions[key].slot for key in stay)
        found.append(c.ReorderSlots(id=command_id(), order=order))
    slots_gone = {room.institutions[one].slot for one in gone}
    lengths = [
        c.Length(name, minutes)
        for name, typed in plan.steps.items()
        if typed != now.steps.get(name) and (minutes := whole_minutes(typed, 1)) is not None
        and room.step_of(name).slot not in slots_gone
    ]  # fmt: skip
    if lengths:
        found.append(c.ChangeLengths(id=command_id(), lengths=tuple(lengths)))
    return found


def foreseen(room: Room, commands: Sequence[c.Command], actor: Actor, now: datetime) -> Room:
    """The room as it would be. Raises Refused."""
    for command in commands:
        for event in decide(room, actor, command, now):
            room = evolve(room, e.Recorded(room.seq + 1, now, event))
    return room


def rest_of_the_day(room: Room, now: datetime, time: Callable[[datetime], str]) -> dict[str, Any]:
    """What is still to come, part by part, with how much less an institution gets than it was promised."""
    lines = [line for line in clock.forecast(room, now) if line.standing != "past"]
    parts = []
    for _, group in groupby(lines, key=lambda line: line.step.section):
        own = list(group)
        slot = room.slots[own[0].step.slot] if own[0].step.slot else None
        allotted = sum(room.allotted[step.id] for step in room.programme if slot and step.slot == slot.id)
        parts.append(
            {
                "kind": "slot" if slot else own[0].step.section.partition("-")[0],
                "name": own[0].step.title if own[0].step.kind == "break" else section_of(room, own[0].step),
                "begins": time(own[0].expected_start),
                "minutes": neat(in_minutes(sum(line.expected for line in own))),
                "short": neat(in_minutes(max(0, slot.promised * 60 - allotted))) if slot else "0",
            }
        )
    return {"parts": parts, "ends": time(clock.ends_at(room, now))}
