"""A room as the plan that it would be made from: what the set-up page shows of it. Keys are the room's own ids."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from server.content import Content
from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson
from server.tables import Person
from server.when import NoSuchMoment, moment
from sessions.programme import Break, Format, with_lengths
from sessions.room import Person as InRoom
from sessions.room import Room


def plan_of(room: Room, people: Mapping[str, Person], content: Content) -> Plan:
    """The plan of a room as it stands. `people` by id; who was removed or erased is not in it."""
    local = room.start.astimezone(ZoneInfo(room.time_zone))
    day, time = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    form = content.formats.get(room.format)
    steps, minutes = _lengths(room, form) if form else ({}, {})
    return Plan(
        title=room.title, format=room.format, themes=tuple(str(theme) for theme in room.focus_themes),
        peer_views=room.peer_views, date=day, time=time, zone=room.time_zone,
        which=_which(day, time, room.time_zone, local.fold), mode=room.mode, place=room.place or "",
        call_link=room.call_link or "", guests=tuple(_guests(room, people)), steps=steps,
        breaks=_breaks(room, form) if form else {},
        institutions=tuple(
            _institution(room, slot.host, people, content, minutes.get(slot.id, "")) for slot in room.order
        ),
    )  # fmt: skip


def _which(day: str, time: str, zone: str, fold: int) -> str:
    try:
        moment(day, time, zone)
    except NoSuchMoment:
        return "second" if fold else "first"
    return ""


def _institution(
    room: Room, institution: str, people: Mapping[str, Person], content: Content, minutes: str
) -> PlannedInstitution:
    one = room.institutions[institution]
    usual = content.framework_for(one.type)
    members = (who for who in room.people.values() if who.role == "member" and who.institution == one.id)
    return PlannedInstitution(
        key=one.id, name=one.name, type=one.type, urn=one.urn or "", local_authority=one.local_authority or "",
        minutes=minutes, framework="" if usual and usual.id == one.framework else one.framework,
        people=tuple(
            PlannedPerson(key=row.id, name=row.name, email=row.email, job_title=row.job_title)
            for row in _named(members, people)
        ),
    )  # fmt: skip


def _guests(room: Room, people: Mapping[str, Person]) -> Iterator[PlannedGuest]:
    for role in ("facilitator", "co_facilitator", "observer"):
        for row in _named((who for who in room.people.values() if who.role == role), people):
            yield PlannedGuest(
                key=row.id, name=row.name, email=row.email, job_title=row.job_title, role=role,
                organisation=row.organisation,
            )  # fmt: skip


def _named(those: Iterable[InRoom], people: Mapping[str, Person]) -> list[Person]:
    rows = [people[one.id] for one in those if not one.removed and one.id in people]
    return sorted((row for row in rows if row.name), key=lambda row: row.name.casefold())


def breaks_between(room: Room) -> list[tuple[int, str]]:
    """Minutes and note of what lies between one slot and the next, in today's order; 0 where nothing does."""
    found: list[tuple[int, str]] = []
    slots = 0
    seen: set[str] = set()
    for step in room.programme:
        if step.slot and step.slot not in seen:
            seen.add(step.slot)
            slots += 1
            found.append((0, ""))
        elif not step.slot and slots and step.section.startswith("break"):
            minutes, note = found[-1]
            found[-1] = (minutes + step.minutes, note or step.note)
    return found[:-1]


def _breaks(room: Room, form: Format) -> dict[str, str]:
    usual = sum(step.minutes for step in form.between_slots)
    return {
        str(number): str(minutes)
        for number, (minutes, _) in enumerate(breaks_between(room), start=1)
        if minutes != usual
    }


def _lengths(room: Room, form: Format) -> tuple[dict[str, str], dict[str, str]]:
    """Lengths of steps that are not the format's, and minutes of slots that are not those of every slot."""
    usual = with_lengths(form, room.step_minutes).slot_minutes
    steps = {name: str(minutes) for name, minutes in room.step_minutes.items()}
    own = {slot.id: slot.promised for slot in room.order if slot.promised != usual}
    return steps, {slot: str(minutes) for slot, minutes in own.items()}


def breaks_for(room: Room, plan: Plan, typed: Iterable[Break], form: Format, slots: int) -> tuple[Break, ...]:
    """The breaks that a plan asks for; what was noted beside one stays beside it."""
    usual = sum(step.minutes for step in form.between_slots)
    wanted = {one.after_slot: one.minutes for one in typed}
    notes = [note for _, note in breaks_between(room)]
    found = []
    for number in range(1, slots):
        note = notes[number - 1] if number <= len(notes) else ""
        if number in wanted or (note and plan.format == room.format):
            found.append(Break(number, wanted.get(number, usual), note))
    return tuple(found)
