"""What does not fit together yet in a plan, each by the field it stands in; and the request once nothing is left."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import msgspec

from server.content import Content
from server.people_file.cells import is_email
from server.room_request import AskedFacilitator, AskedGuest, AskedInstitution, AskedPerson, MakeRoom
from server.setting_up.plan import Plan, PlannedInstitution, PlannedPerson
from server.when import NoSuchMoment, Which, moment
from sessions.planning import ONE_ALONE
from sessions.programme import Break, Format

LONGEST_SLOT = 480
LONGEST_NAME = 200
TOO_LONG = f"That is too long. Write it in up to {LONGEST_NAME} characters."


class PlanFault(msgspec.Struct, frozen=True):
    """A sentence, and the id of the field that it is about."""

    field: str
    sentence: str


def start_of(plan: Plan) -> datetime:
    """When the meeting begins, in its zone. Raises NoSuchMoment."""
    which: Which | None = "second" if plan.which == "second" else "first" if plan.which == "first" else None
    return moment(plan.date, plan.time, plan.zone, which)


def faults_of(plan: Plan, content: Content, known: Collection[str] = ()) -> list[PlanFault]:
    """Everything that stands against making the room, in the order of the page. `known` are frameworks by id that the
    room has, though nothing new can be made from them. A room that is there leaves nobody out unsaid."""
    return list(_faults(plan, content, {*content.frameworks, *known}, changes=bool(known)))


def _faults(plan: Plan, content: Content, frameworks: Collection[str], *, changes: bool) -> Iterator[PlanFault]:
    form = content.formats.get(plan.format)
    if form is None:
        yield PlanFault("format", "Choose a format.")
    if not plan.title:
        yield PlanFault("title", "Give the review a name, such as “Spring review”.")
    if len(plan.title) > LONGEST_NAME:
        yield PlanFault("title", TOO_LONG)
    if len(plan.place) > LONGEST_NAME:
        yield PlanFault("place", TOO_LONG)
    try:
        start_of(plan)
    except NoSuchMoment as error:
        yield PlanFault("zone" if error.field == "time_zone" else error.field, error.sentence)
    if plan.call_link and not re.match(r"https?://\S+$", plan.call_link):
        yield PlanFault("call_link", "A link to a call begins with https:// and has no spaces.")
    if plan.mode == "online" and not plan.call_link:
        yield PlanFault("call_link", "Give the link to the call, for nobody meets in a place.")
    yield from _lengths(plan, form)
    rows = named(plan) if changes else reviewed(plan, form)
    yield from _institutions(plan, rows, content, frameworks)
    if form is not None and form.compares and len(rows) > 1:
        yield PlanFault(f"i-{rows[1].key}-name", ONE_ALONE)
    yield from _guests(plan)


def _lengths(plan: Plan, form: Format | None) -> Iterator[PlanFault]:
    for name, minutes in plan.steps.items():
        if whole_minutes(minutes, 1) is None:
            yield PlanFault(f"step-{name}", f"A step lasts from 1 to {LONGEST_SLOT} whole minutes.")
    alone = form is not None and form.compares
    for number, minutes in plan.breaks.items():
        if whole_minutes(minutes, 0) is None and not alone:
            yield PlanFault(f"break-{number}", f"A break lasts from 0 to {LONGEST_SLOT} whole minutes.")
    steps = len(form.slot) if form else 1
    for row in reviewed(plan, form) if alone else plan.institutions:
        if row.minutes and whole_minutes(row.minutes, steps) is None:
            yield PlanFault(f"i-{row.key}-minutes", f"{steps} steps need from {steps} to {LONGEST_SLOT} whole minutes.")


def whole_minutes(typed: str, least: int) -> int | None:
    """The minutes that were typed, where they are so many that a step, slot or break can have them."""
    found = int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else -1
    return found if least <= found <= LONGEST_SLOT else None


def _institutions(
    plan: Plan, rows: Sequence[PlannedInstitution], content: Content, frameworks: Collection[str]
) -> Iterator[PlanFault]:
    if not rows:
        first = plan.institutions[0].key if plan.institutions else "none"
        yield PlanFault(f"i-{first}-name", "Name at least one school or college.")
    times = Counter(row.name.casefold() for row in rows)
    for row in rows:
        if not row.name:
            yield PlanFault(f"i-{row.key}-name", "Somebody is listed here, but the institution has no name.")
        elif len(row.name) > LONGEST_NAME:
            yield PlanFault(f"i-{row.key}-name", TOO_LONG)
        elif times[row.name.casefold()] > 1:
            yield PlanFault(f"i-{row.key}-name", f"There are two of the name {row.name}. Give each its own.")
        if not row.type or (not row.framework and content.framework_for(row.type) is None):
            yield PlanFault(f"i-{row.key}-type", f"Choose what kind of institution {row.name or 'this'} is.")
        if row.framework and row.framework not in frameworks:
            yield PlanFault(f"i-{row.key}-framework", "That framework is not used any more. Choose another.")
        yield from _people(row.people, f" of {row.name}")


def people_faults(plan: Plan) -> Iterator[PlanFault]:
    """What stands against the people of a plan alone."""
    for row in plan.institutions:
        yield from _people(row.people, f" of {row.name}")
    yield from _guests(plan)


def _people(people: tuple[PlannedPerson, ...], of: str) -> Iterator[PlanFault]:
    seen: set[str] = set()
    for one in people:
        if one.is_empty:
            continue
        if len(one.name) > LONGEST_NAME:
            yield PlanFault(f"p-{one.key}-name", TOO_LONG)
        if not one.name:
            yield PlanFault(f"p-{one.key}-name", f"Somebody{of} has no name. Write it, or empty the line.")
        if one.email and not is_email(one.email):
            yield PlanFault(
                f"p-{one.key}-email", f"“{one.email[:60]}” is no e-mail address: it needs an @ and an ending."
            )
        if one.email and one.email.casefold() in seen:
            yield PlanFault(
                f"p-{one.key}-email", f"{one.email[:60]} is there twice. Everybody gets a link of their own."
            )
        seen.add(one.email.casefold())


def _guests(plan: Plan) -> Iterator[PlanFault]:
    guests = tuple(guest for guest in plan.guests if not guest.is_empty)
    if not any(guest.role == "facilitator" and guest.name for guest in guests):
        first = plan.guests[0].key if plan.guests else "none"
        yield PlanFault(f"p-{first}-name", "Say who runs the room: at least one facilitator.")
    yield from _people(guests, " beside the institutions")


def named(plan: Plan) -> list[PlannedInstitution]:
    """The institutions in which something was typed."""
    return [row for row in plan.institutions if not row.is_empty]


def reviewed(plan: Plan, form: Format | None) -> list[PlannedInstitution]:
    """Those that the review is of: the first one alone where colleagues compare among themselves. What was typed for
    others stays in the plan, for another format."""
    return named(plan)[:1] if form is not None and form.compares else named(plan)


def breaks_of(plan: Plan, slots: int) -> tuple[Break, ...]:
    """The breaks whose length was changed, as far as there are slots on both sides."""
    typed = {int(number): whole_minutes(minutes, 0) for number, minutes in plan.breaks.items() if number.isdecimal()}
    return tuple(Break(n, minutes) for n, minutes in typed.items() if minutes is not None and 1 <= n < slots)


def slot_minutes(row: PlannedInstitution, least: int = 1) -> int | None:
    """How long its slot is to be; none where the format says it."""
    return whole_minutes(row.minutes, least) if row.minutes else None


def lengths_of(plan: Plan) -> dict[str, int]:
    """Lengths of steps other than the format's."""
    found = {name: whole_minutes(minutes, 1) for name, minutes in plan.steps.items()}
    return {name: minutes for name, minutes in found.items() if minutes is not None}


def request_for(plan: Plan, form: Format | None = None) -> MakeRoom:
    """What is asked for when a plan without faults becomes a room."""
    rows = reviewed(plan, form)
    guests = [guest for guest in plan.guests if guest.name]
    return MakeRoom(
        title=plan.title, format=plan.format, start=start_of(plan), time_zone=plan.zone, place=plan.place or None,
        mode="online" if plan.mode == "online" else "in_person", call_link=plan.call_link or None,
        focus_themes=tuple(int(theme) for theme in plan.themes if theme.isdecimal()),
        peer_views="person" if plan.peer_views == "person" else "institution",
        institutions=tuple(
            AskedInstitution(
                name=row.name, type=row.type, urn=row.urn or None, local_authority=row.local_authority or None,
                minutes=slot_minutes(row), framework=row.framework or None,
                people=tuple(_asked(one) for one in row.people if one.name),
            )
            for row in rows
        ),
        facilitators=tuple(
            AskedFacilitator(
                name=guest.name, email=guest.email, job_title=guest.job_title, organisation=guest.organisation,
                room_role="co_facilitator" if guest.role == "co_facilitator" else "facilitator",
            )
            for guest in guests if guest.role != "observer"
        ),
        observers=tuple(
            AskedGuest(name=guest.name, email=guest.email, job_title=guest.job_title, organisation=guest.organisation)
            for guest in guests if guest.role == "observer"
        ),
        breaks=breaks_of(plan, len(rows)), step_minutes=lengths_of(plan),
    )  # fmt: skip


def _asked(one: PlannedPerson) -> AskedPerson:
    return AskedPerson(name=one.name, email=one.email, job_title=one.job_title)
