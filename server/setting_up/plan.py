"""A plan: what a facilitator has typed for a review, word for word. Its rows have keys of their own, so that they are
told apart whatever their names and their order."""

import secrets
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace


def new_key() -> str:
    """A key for a row."""
    return secrets.token_hex(4)


class PlannedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be given a link."""

    key: str = msgspec.field(default_factory=new_key)
    name: str = ""
    email: str = ""
    job_title: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.email or self.job_title)


class PlannedGuest(PlannedPerson, frozen=True, kw_only=True):
    """Somebody of no institution: who runs the room, or who only sees it."""

    role: str = "observer"
    organisation: str = ""


class PlannedInstitution(msgspec.Struct, frozen=True, kw_only=True):
    """A school or college with its people; `minutes` are those of its slot, empty where the format's serve; `framework`
    is the id of one, empty where it follows from the type."""

    key: str = msgspec.field(default_factory=new_key)
    name: str = ""
    type: str = ""
    urn: str = ""
    local_authority: str = ""
    minutes: str = ""
    framework: str = ""
    people: tuple[PlannedPerson, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.urn or self.local_authority or any(not one.is_empty for one in self.people))


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `which` tells the two hours of a clock going back apart. `steps` holds lengths other than the format's
    by part and step, such as `slot.challenge`; `breaks` by the number of the slot they follow."""

    title: str = ""
    format: str = "peer-review-hour"
    themes: tuple[str, ...] = ()
    peer_views: str = "institution"
    date: str = ""
    time: str = "09:30"
    zone: str = "Europe/London"
    which: str = ""
    mode: str = "in_person"
    place: str = ""
    call_link: str = ""
    institutions: tuple[PlannedInstitution, ...] = ()
    guests: tuple[PlannedGuest, ...] = ()
    steps: Mapping[str, str] = {}
    breaks: Mapping[str, str] = {}


def fresh(name: str = "", email: str = "", organisation: str = "") -> Plan:
    """A plan to begin with: three institutions to be named, and who runs the room."""
    lead = PlannedGuest(name=name, email=email, organisation=organisation, role="facilitator")
    rows = tuple(PlannedInstitution(people=(PlannedPerson(), PlannedPerson())) for _ in range(3))
    return Plan(institutions=rows, guests=(lead,))


def pressed(plan: Plan, does: str) -> Plan:
    """The plan after a button: `add-institution`, `drop-institution KEY`, `earlier KEY`, `order KEY KEY …`, `add-person
    KEY` … Anything else changes nothing."""
    act, _, key = does.partition(" ")
    rows = list(plan.institutions)
    place = next((n for n, row in enumerate(rows) if row.key == key), None)
    match act, place:
        case "add-institution", _:
            rows.append(PlannedInstitution(people=(PlannedPerson(), PlannedPerson())))
        case "drop-institution", int(n):
            del rows[n]
        case ("earlier" | "later") as way, int(n):
            rows.insert(max(0, n - 1 if way == "earlier" else n + 1), rows.pop(n))
        case "order", _:
            order = key.split()
            rows.sort(key=lambda row: order.index(row.key) if row.key in order else len(order))
        case "first", int(n):
            rows.insert(0, rows.pop(n))
        case "add-person", int(n):
            rows[n] = replace(rows[n], people=(*rows[n].people, PlannedPerson()))
        case "drop-person", _:
            rows = [replace(row, people=tuple(p for p in row.people if p.key != key)) for row in rows]
        case "add-guest", _:
            return replace(plan, guests=(*plan.guests, PlannedGuest()))
        case "drop-guest", _:
            return replace(plan, guests=tuple(guest for guest in plan.guests if guest.key != key))
        case _:
            return plan
    return replace(plan, institutions=tuple(rows))
