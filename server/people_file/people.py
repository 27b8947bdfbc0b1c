"""Rows about people: name, e-mail, institution, job, role in the room; and what is the matter with each."""

from collections.abc import Mapping, Sequence

import msgspec

from server.people_file.cells import Known, cut, email_of, is_email, is_yes, listed, same, too_long, unless_nothing
from server.people_file.decoding import text_of
from server.people_file.headings import Columns, Laid, columns, lay_out
from server.people_file.roles import MARKERS, ROOM_ROLES, Marker, job_title_of, markers_of, room_role_of
from server.people_file.sheet import Fault, Sheet
from server.people_file.splitting import Record

TITLES = {
    "name": "Name", "institution": "Institution", "email": "E-mail", "job_title": "Job title", "room_role": "Room role",
    "first": "First name", "last": "Surname", "role": "Role", "senior_leader": "Senior leader", "sendco": "SENDCo",
    "title": "Title",
}  # fmt: skip
_HEADINGS = {
    "name": "name, person, people, participant, participant name, attendee, attendee name, delegate, delegate name, "
    "staff name, staff member, staff, contact, contact name, member, who, colleague, teacher, teacher name, "
    "display name",
    "first": "first name, forename, given name, first, christian name, preferred name, known as",
    "last": "surname, last name, family name, last, second name",
    "email": "email, email address, mail, work email, school email, contact email, email contact, email adress, "
    "work email address, school email address",
    "institution": "institution, institution name, school, school name, college, college name, school college, "
    "college school, school college name, organisation, organisation name, organization, organization name, provider, "
    "setting, establishment, establishment name, academy, academy name, name of school, name of college, "
    "name of institution, name of organisation, name of school college, employer, company, place of work, workplace, "
    "from",
    "job_title": "job title, job, position, post, job role, role in school, role in college, role in institution, "
    "role at school, school role, designation, title of post, post title, job title role, role title, job position, "
    "position held",
    "title": "title",
    "role": "role",
    "room_role": "room role, role in room, role in review, role in meeting, meeting role, review role, role on day",
    "senior_leader": "senior leader, slt, is senior leader, member of slt, slt member",
    "sendco": "sendco, senco, is sendco, is senco, send coordinator, sen coordinator",
}
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "fr", "sr", "sir"})
_SHOWN = ("name", "institution", "email", "job_title", "room_role")
_WITH_INSTITUTION = columns(
    {field: TITLES[field] for field in _SHOWN}, (("name", "first", "last"), ("institution",)), **_HEADINGS
)
_OF_ONE = Columns(_WITH_INSTITUTION.known, _WITH_INSTITUTION.titles, (("name", "first", "last"),))


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person as a row has them. `institution` is spelt as it is known, where it is."""

    number: int
    name: str
    email: str
    institution: str
    job_title: str
    room_role: str
    markers: frozenset[Marker]
    faults: tuple[Fault, ...] = ()


def read_people(content: bytes | str, institutions: Sequence[str] | None = None) -> Sheet[PersonRow]:
    """The people of a file or a paste. Where `institutions` are given, each member has to belong to one of them; where
    it is a single one, the column may be absent. Raises Unreadable.
    """
    one = len(institutions) == 1 if institutions is not None else False
    laid = lay_out(text_of(content), _OF_ONE if one else _WITH_INSTITUTION)
    known = Known(institutions) if institutions is not None else None
    found, seen = [], _Seen()
    for record in laid.rows:
        row = _person(laid, record, known, institutions[0] if one and institutions else "")
        found.append(seen.marked(row))
    return Sheet(rows=tuple(found), columns=laid.headings, left_out=laid.left_out)


def _person(laid: Laid, record: Record, known: Known | None, only: str) -> PersonRow:
    row, whole = record.number, {field: laid.cell(record, field) for field in TITLES}
    cells = {field: cut(cell) for field, cell in whole.items()}
    name = cut(cells["name"] or " ".join(filter(None, (cells["first"], cells["last"]))))
    email = email_of(unless_nothing(cells["email"]))
    institution = cells["institution"] or only
    if known is not None:
        institution = known.spelt(institution) or institution
    job, room_role, role_faults = _roles(row, cells)
    shown = {"name": name, "institution": institution, "email": email, "job_title": job}
    faults = [*too_long(row, whole, TITLES), *_name_faults(row, shown), *_email_faults(row, email, name), *role_faults]
    if room_role == "member":
        faults += _institution_faults(row, institution, name, known)
    ticked: set[Marker] = {marker for marker in MARKERS if is_yes(cells[marker])}
    return PersonRow(number=row, **shown, room_role=room_role, markers=markers_of(job) | ticked, faults=tuple(faults))


def _roles(row: int, cells: Mapping[str, str]) -> tuple[str, str, list[Fault]]:
    """Job title, role in the room, and what is the matter with them. "Role" alone may mean either."""
    job, said, role = cells["job_title"], cells["room_role"], cells["role"]
    if role and (in_room := room_role_of(role)) and not said:
        return job_title_of(job), in_room, []
    job = job_title_of(job or role or ("" if cells["title"].casefold().strip(".") in _HONORIFICS else cells["title"]))
    if not unless_nothing(said):
        return job, "member", []
    in_room = room_role_of(said)
    if in_room:
        return job, in_room, []
    if not job and (job_title_of(said) != said or markers_of(said)):
        return job_title_of(said), "member", []  # a job, in the wrong column
    offers = tuple(ROOM_ROLES)
    sentence = f"Row {row}: “{said[:40]}” is no role in the room. Write {listed(list(ROOM_ROLES.values()))}."
    return job, "member", [Fault(row, "room_role", sentence, offers)]


def _name_faults(row: int, shown: Mapping[str, str]) -> list[Fault]:
    name = shown["name"]
    if any(letter.isalpha() for letter in unless_nothing(name)):
        return []
    rest = (shown[field][:60] for field in ("email", "job_title", "institution") if shown[field])
    about = next((f" (it has {one})" for one in rest), "")
    says = f"“{name[:40]}” is not a name" if name else "the name is missing"
    return [Fault(row, "name", f"Row {row}: {says}{about}. Write first name and surname.")]


def _email_faults(row: int, email: str, name: str) -> list[Fault]:
    if not email or is_email(email):
        return []
    of = f" of {name[:60]}" if name else ""
    if email.count("@") > 1:
        return [Fault(row, "email", f"Row {row}: the e-mail{of} holds more than one address. Keep one.")]
    sentence = f"Row {row}: the e-mail{of}, “{email[:60]}”, is not an address. Write it such as name@school.example."
    return [Fault(row, "email", sentence)]


def _institution_faults(row: int, institution: str, name: str, known: Known | None) -> list[Fault]:
    of = f" of {name[:60]}" if name else ""
    if not unless_nothing(institution):
        return [Fault(row, "institution", f"Row {row}: the institution{of} is missing. Write the school or college.")]
    if known is None or known.spelt(institution):
        return []
    offers = known.likely(institution)
    ask = f"Is it {listed(offers)}?" if offers else "Add it to the institutions, or put the name right."
    return [Fault(row, "institution", f"Row {row}: “{institution[:60]}” is not among the institutions. {ask}", offers)]


class _Seen:
    """Who stood in the rows before."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], int] = {}
        self._addresses: dict[tuple[str, str], PersonRow] = {}

    def marked(self, row: PersonRow) -> PersonRow:
        """The row, marked where its person was there before."""
        institution = same(row.institution)
        fault = self._twice(row, institution)
        if row.name:
            self._names.setdefault((institution, same(row.name) or row.name), row.number)
        if row.email:
            self._addresses.setdefault((institution, row.email.casefold()), row)
        return msgspec.structs.replace(row, faults=(*row.faults, fault)) if fault else row

    def _twice(self, row: PersonRow, institution: str) -> Fault | None:
        before = self._names.get((institution, same(row.name) or row.name)) if row.name else None
        if before is not None:
            from_there = f" from {row.institution}" if row.institution else ""
            sentence = (
                f"Row {row.number}: {row.name}{from_there} is in row {before} already. Remove one of them; if they are "
                "two people, write something behind the name that tells them apart."
            )
            return Fault(row.number, "name", sentence)
        other = self._addresses.get((institution, row.email.casefold())) if row.email else None
        if other is None:
            return None
        sentence = f"Row {row.number}: {row.email} is in row {other.number} already, for {other.name or 'somebody'}."
        return Fault(row.number, "email", f"{sentence} Each person needs an address of their own, or none.")
