"""Institutions and people brought in from a spreadsheet: looked at first, then taken into the plan, the good rows only.

Which of the two a table holds follows from its columns. Nobody is brought in twice: an institution is known by its
name, a person by the address, or by the name where there is none.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace
from starlette.datastructures import FormData, UploadFile

from server.people_file import Fault, InstitutionRow, PersonRow, TooManyRows, Unreadable, read_institutions, read_people
from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson

GUESTS = frozenset({"facilitator", "co_facilitator", "observer"})


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row as the preview shows it: its number in the spreadsheet, its words, what is the matter with it."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a table holds, and the plan with its good rows. `what` is "people" or "institutions"."""

    what: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]
    plan: Plan

    @property
    def good(self) -> int:
        """How many rows can be taken."""
        return sum(not line.faults for line in self.lines)


async def table_of(form: FormData) -> bytes | str:
    """The spreadsheet that a form brings: its file, else what was pasted."""
    file, pasted = form.get("table"), form.get("pasted")
    return await file.read() if isinstance(file, UploadFile) and file.size else str(pasted or "")


def look_at(table: bytes | str, plan: Plan, kinds: Iterable[str]) -> Found:
    """What a table would bring into a plan. Raises Unreadable where it holds neither people nor institutions."""
    try:
        people = read_people(table)
    except TooManyRows:
        raise
    except Unreadable as no_people:
        try:
            institutions = read_institutions(table, list(kinds))
        except TooManyRows:
            raise
        except Unreadable as neither:
            raise (no_people if str(no_people) == str(neither) else Unreadable(_both(no_people, neither))) from None
        return Found(
            what="institutions", headings=("Name", "Kind", "URN", "Local authority"),
            lines=tuple(_institution_line(row) for row in institutions.rows), left_out=institutions.left_out,
            plan=with_institutions(plan, institutions.good),
        )  # fmt: skip
    return Found(
        what="people", headings=("Name", "E-mail", "From", "Role"), left_out=people.left_out,
        lines=tuple(_person_line(row) for row in people.rows), plan=with_people(plan, people.good),
    )  # fmt: skip


def _both(no_people: Unreadable, no_institutions: Unreadable) -> str:
    return f"For people: {no_people.sentence} For institutions: {no_institutions.sentence}"


def _institution_line(row: InstitutionRow) -> Line:
    return Line(number=row.number, cells=(row.name, row.typed, row.urn, row.local_authority), faults=row.faults)


def _person_line(row: PersonRow) -> Line:
    return Line(number=row.number, cells=(row.name, row.email, row.institution, row.job_title), faults=row.faults)


def with_institutions(plan: Plan, rows: Iterable[InstitutionRow]) -> Plan:
    """The plan with these institutions, in their order behind those that are named already."""
    known = {row.name.casefold(): row for row in plan.institutions if not row.is_empty}
    for row in rows:
        was = known.get(row.name.casefold(), PlannedInstitution(name=row.name))
        known[row.name.casefold()] = replace(
            was, type=row.type or was.type, urn=row.urn or was.urn,
            local_authority=row.local_authority or was.local_authority,
        )  # fmt: skip
    return replace(plan, institutions=tuple(known.values()))


def with_people(plan: Plan, rows: Iterable[PersonRow]) -> Plan:
    """The plan with these people, each under their institution; one that is not there yet is added, its kind to be
    chosen. Who facilitates or observes belongs to none."""
    known = {row.name.casefold(): row for row in plan.institutions if not row.is_empty}
    guests = [guest for guest in plan.guests if guest.name or guest.email]
    for row in rows:
        if row.room_role in GUESTS:
            if not _is_there(row, guests):
                guests.append(
                    PlannedGuest(
                        name=row.name, email=row.email, job_title=row.job_title, role=row.room_role,
                        organisation=row.institution,
                    )
                )  # fmt: skip
            continue
        was = known.get(row.institution.casefold(), PlannedInstitution(name=row.institution))
        if not _is_there(row, was.people):
            person = PlannedPerson(name=row.name, email=row.email, job_title=row.job_title)
            was = replace(was, people=(*(one for one in was.people if not one.is_empty), person))
        known[row.institution.casefold()] = was
    return replace(plan, institutions=tuple(known.values()), guests=tuple(guests) or plan.guests)


def _is_there(row: PersonRow, people: Iterable[PlannedPerson]) -> bool:
    if row.email:
        return any(one.email.casefold() == row.email.casefold() for one in people)
    return any(one.name.casefold() == row.name.casefold() for one in people)
