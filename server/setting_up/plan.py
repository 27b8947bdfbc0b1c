"""A plan: what a facilitator has typed for a review, word for word, and the form that carries it there and back.

Rows have keys of their own, so that a form names its fields by them whatever the order: `i` lists the institutions'
keys, `i-KEY-name` is a name, `i-KEY-p` lists the keys of its people, `p-KEY-name` is one of theirs, `g` lists guests.
"""

import secrets
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace
from starlette.datastructures import FormData

MOST_CHARACTERS = 2000
"""Of one field: more is cut, for no name and no address is as long."""
MOST_ROWS = 400


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


def from_form(form: FormData) -> Plan:
    """The plan that stands in a form, untouched but for spaces at the ends."""

    def one(name: str, otherwise: str = "") -> str:
        value = form.get(name, otherwise)
        return value.strip()[:MOST_CHARACTERS] if isinstance(value, str) else otherwise

    def every(name: str) -> list[str]:
        listed = dict.fromkeys(str(value)[:40] for value in form.getlist(name) if value)
        return list(listed)[:MOST_ROWS]

    def person(key: str) -> PlannedPerson:
        return PlannedPerson(
            key=key, name=one(f"p-{key}-name"), email=one(f"p-{key}-email"), job_title=one(f"p-{key}-job_title")
        )

    def guest(key: str) -> PlannedGuest:
        plain = person(key)
        return PlannedGuest(
            key=key, name=plain.name, email=plain.email, job_title=plain.job_title,
            role=one(f"p-{key}-role", "observer"), organisation=one(f"p-{key}-organisation"),
        )  # fmt: skip

    def institution(key: str) -> PlannedInstitution:
        return PlannedInstitution(
            key=key, name=one(f"i-{key}-name"), type=one(f"i-{key}-type"), urn=one(f"i-{key}-urn"),
            local_authority=one(f"i-{key}-local_authority"), minutes=one(f"i-{key}-minutes"),
            framework=one(f"i-{key}-framework"), people=tuple(person(p) for p in every(f"i-{key}-p")),
        )  # fmt: skip

    usual = Plan()
    rows = tuple(institution(key) for key in every("i"))
    going = {p.key: one(f"p-{p.key}-with") for row in rows for p in row.people}
    return Plan(
        title=one("title"), format=one("format", usual.format), themes=tuple(every("theme")),
        peer_views=one("peer_views", usual.peer_views), date=one("date"), time=one("time"),
        zone=one("zone", usual.zone), which=one("which"), mode=one("mode", usual.mode), place=one("place"),
        call_link=one("call_link"), institutions=_moved(rows, going),
        guests=tuple(guest(key) for key in every("g")),
        steps={name: minutes for name in every("step") if (minutes := one(f"step-{name}"))},
        breaks={number: minutes for number in every("break") if (minutes := one(f"break-{number}"))},
    )  # fmt: skip


def _moved(rows: tuple[PlannedInstitution, ...], where: Mapping[str, str]) -> tuple[PlannedInstitution, ...]:
    """The rows with people under the institution that the form names for them, by their keys."""
    keys = {row.key for row in rows}
    going = {p: row for row in rows for p in row.people if where[p.key] in keys - {row.key}}
    return tuple(
        replace(
            row,
            people=(
                *(p for p in row.people if p not in going), *(p for p in going if where[p.key] == row.key),
            ),
        )
        for row in rows
    )  # fmt: skip


def pressed(plan: Plan, does: str) -> Plan:
    """The plan after a button: `add-institution`, `drop-institution KEY`, `earlier KEY`, `add-person KEY` … Anything
    else changes nothing."""
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
