"""The plan: everything about a review until its doors open, and the lengths of steps still to come once they are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sessions import commands as c
from sessions import events as e
from sessions.evolve.plan import replan
from sessions.framework import FrameworkOutline, focus_from
from sessions.planning import check_plan
from sessions.programme import Format, lengths_apart, make_programme, with_lengths
from sessions.refusals import (
    AlreadyRated,
    AlreadyUsed,
    CannotBePrepared,
    NoSuchStep,
    NotNow,
    RoomInAnotherState,
    Unknown,
)
from sessions.room import Action, Actor, Entry, Institution, Question, Room, Slot
from sessions.spare import LEAST_BREAK, MINUTE

Models = Mapping[str, FrameworkOutline]


def change_plan(room: Room, _actor: Actor, command: c.ChangePlan, _at: datetime) -> list[e.Event]:
    """Another plan. Who is left out has no place in the room any more; what was brought stays, as withdrawn."""
    if room.state != "prepared":
        raise RoomInAnotherState(
            "The room has been opened, so its plan stays. People, the order of hours still to come and the minutes of "
            "steps still to come can be changed."
        )
    shares = [(one.name, one.minutes) for one in command.institutions]
    form = with_lengths(command.form, command.step_minutes)
    check_plan(form, command.start, command.time_zone, shares, command.breaks)
    _check_what_was_given(room, command)
    models = {**{one.id: one for one in command.frameworks}, **room.frameworks}  # a room keeps the version it has
    planned = tuple(_planned(room, command, form, models))
    _check_models(command, {one.framework: models[one.framework] for one in planned})
    gone = [one for one in room.institutions.values() if not one.withdrawn and one.id not in {p.id for p in planned}]
    left_out = tuple(one.id for one in gone if not _has_brought(room, one))
    event = _plan_changed(
        command, form, planned, models, tuple(one.id for one in gone if one.id not in left_out), left_out
    )
    if replan(room, event) == room:
        return []
    people = [one for one in room.people.values() if one.institution in left_out and not one.removed]
    return [event, *(e.PersonRemoved(person=one.id) for one in people)]


def _plan_changed(
    command: c.ChangePlan, form: Format, planned: tuple[e.PreparedInstitution, ...], models: Models,
    withdrawn: tuple[str, ...], left_out: tuple[str, ...],
) -> e.PlanChanged:  # fmt: skip
    minutes, slots = [one.minutes for one in command.institutions], [one.slot for one in planned]
    return e.PlanChanged(
        title=command.title.strip(), format=form.id, format_title=form.title, purpose=form.description,
        start=command.start, time_zone=command.time_zone, mode=command.mode, peer_views=command.peer_views,
        focus_themes=command.focus_themes, ground_rules=form.ground_rules, place=command.place,
        call_link=command.call_link, institutions=planned,
        programme=make_programme(form, minutes, command.breaks, slots),
        frameworks=tuple(models[name] for name in dict.fromkeys(one.framework for one in planned)),
        step_minutes=_lengths(command.form, form), withdrawn=withdrawn, left_out=left_out,
    )  # fmt: skip


def _lengths(plan: Format, form: Format) -> tuple[e.NewLength, ...]:
    return tuple(e.NewLength(step, minutes) for step, minutes in lengths_apart(plan, form).items())


def _check_what_was_given(room: Room, command: c.ChangePlan) -> None:
    """What was said already has to stay true."""
    if not command.title.strip():
        raise CannotBePrepared("The review has no name. Give it one, such as “Spring review”.")
    if len({one.id for one in command.institutions}) < len(command.institutions):
        raise CannotBePrepared("An institution stands twice in the plan. Name each once.")
    given = any(room.blind.values()) or any(one.revealed for slot in room.ratings.values() for one in slot.values())
    if command.peer_views != room.peer_views and given:
        raise NotNow("Peers have given views already, so it stays as it is whether they are by institution or person.")
    rated_at_home = room.colleagues or room.compared or room.positions
    if command.form.compares and not room.compares and rated_at_home:
        raise NotNow(
            "Colleagues have rated beforehand already, for their own eyes. In this format everybody would see it, so "
            "choose one in which they compare among themselves."
        )
    day = command.start.astimezone(ZoneInfo(command.time_zone)).date()
    if room.next_meeting and room.next_meeting.date <= day:
        raise NotNow(f"The next meeting is on {room.next_meeting.date:%-d %B %Y}. Move that one first.")


def _planned(room: Room, command: c.ChangePlan, form: Format, models: Models) -> Iterator[e.PreparedInstitution]:
    free = max((int(slot.partition("-")[2]) for slot in room.slots), default=0)
    for asked in command.institutions:
        if asked.framework not in models:
            raise Unknown(f"{asked.name}: there is no framework “{asked.framework[:60]}” here.")
        if asked.id in room.people:  # what is one person's alone would be a whole institution's
            raise AlreadyUsed(f"{asked.name}: somebody in this room has that id. Give the institution another one.")
        known = room.institutions.get(asked.id)
        slot = room.slots[known.slot] if known else None
        if known and slot and known.framework != asked.framework and _uses_its_model(room, known):
            title = models[known.framework].title
            raise AlreadyRated(
                f"{known.name} has rated itself by “{title}”, so that framework stays. Leave it as it was."
            )
        if slot is None:
            free += 1
        yield e.PreparedInstitution(
            id=asked.id, name=asked.name.strip(), type=asked.type, slot=slot.id if slot else f"slot-{free}",
            framework=asked.framework, urn=asked.urn, local_authority=asked.local_authority,
            minutes=asked.minutes or form.slot_minutes, presenter=slot.presenter if slot else None,
            focus_statements=_focus(room, command, slot, models[asked.framework]),
        )  # fmt: skip


def _focus(room: Room, command: c.ChangePlan, slot: Slot | None, model: FrameworkOutline) -> tuple[str, ...]:
    """What a slot looks at: as its host chose, as long as the model has it; where nobody chose, as the themes say."""
    if slot is not None:
        old = room.framework_of(slot.id)
        chosen = slot.focus_chosen or slot.focus != focus_from(old, room.focus_themes, whole=room.compares)
        same = command.focus_themes == room.focus_themes and command.form.compares == room.compares
        if old == model and (chosen or same):
            return slot.focus
    return focus_from(model, command.focus_themes, whole=command.form.compares)


def _check_models(command: c.ChangePlan, models: Models) -> None:
    for model in models.values():
        if len(model.levels) < 2 or not model.statements:
            raise CannotBePrepared(f"{model.title or 'A framework'} needs two levels and one statement at least.")
    known = {theme.number for model in models.values() for theme in model.themes}
    for theme in command.focus_themes:
        if theme not in known:
            raise Unknown(f"There is no theme {theme} in the frameworks of this room.")


def _uses_its_model(room: Room, one: Institution) -> bool:
    """Whether a level or a statement of its model has been said of an institution."""
    by_slot = (room.ratings, room.blind, room.positions, room.compared)
    return bool(
        any(said.get(one.slot) for said in by_slot)
        or room.colleagues.get(one.id)
        or any(thing.slot == one.slot and thing.statement for thing in _said(room))
    )


def _has_brought(room: Room, one: Institution) -> bool:
    """Whether anything in the record is an institution's: its people were here, or something was said of or by it."""
    slot = room.slots[one.slot]
    bare = Slot(id=slot.id, host=slot.host, promised=slot.promised, focus=slot.focus, presenter=slot.presenter)
    theirs = [who for who in room.people.values() if who.institution == one.id]
    return (
        slot != bare
        or _uses_its_model(room, one)
        or bool(room.benchmarks.get(one.id))
        or any(who.arrived_at for who in theirs)
        or any(thing.slot == one.slot or thing.by in {who.id for who in theirs} for thing in _said(room))
    )


def _said(room: Room) -> Iterator[Question | Entry | Action]:
    yield from room.questions.values()
    yield from room.entries.values()
    yield from room.actions.values()


def change_lengths(room: Room, _actor: Actor, command: c.ChangeLengths, _at: datetime) -> list[e.Event]:
    """Other lengths for steps that are still to come. What an hour gets less than it was promised is minuted."""
    steps = {step.id: place for place, step in enumerate(room.programme)}
    now = steps[room.run.step] if room.run else -1
    begun = {run.step for run in room.runs}
    for one in command.lengths:
        if one.step not in steps:
            raise NoSuchStep(f"The programme has no step “{one.step[:60]}”.")
        step = room.step_of(one.step)
        if one.step in begun or steps[one.step] < now:
            raise NotNow(f"“{step.title}” has begun or lies behind, so its minutes stay.")
        if step.kind == "break" and one.minutes * MINUTE < LEAST_BREAK:
            raise NotNow(f"A break needs {LEAST_BREAK // MINUTE} minutes at least.")
    wanted = {one.step: one.minutes for one in command.lengths}
    changed = tuple(
        e.NewLength(step, minutes) for step, minutes in wanted.items() if room.allotted[step] != minutes * MINUTE
    )
    return [e.LengthsChanged(lengths=changed)] if changed else []
