"""The form of a plan: its fields, there and back.

Fields are named by the keys of their rows, whatever the order: `i` lists the institutions' keys, `i-KEY-name` is the
name of one, `i-KEY-p` lists the keys of its people, `p-KEY-name` is one of theirs, `g` lists guests. With a script
`typed` names the fields that were touched since they were last kept.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace
from starlette.datastructures import FormData

from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson

MOST_CHARACTERS = 2000
"""Of one field: more is cut, for no name and no address is as long."""
MOST_ROWS = 400
OF_THE_WHOLE = ("title", "format", "peer_views", "date", "time", "zone", "which", "mode", "place", "call_link")
OF_AN_INSTITUTION = ("name", "type", "urn", "local_authority", "minutes", "framework")
OF_A_PERSON = ("name", "email", "job_title")
OF_A_GUEST = (*OF_A_PERSON, "role", "organisation")
CHOSEN = ("format", "peer_views", "zone", "mode")  # never empty
LISTS = ("step", "break")  # what has a length, as the chosen format has it


def from_form(form: FormData, kept: Plan | None = None) -> Plan:
    """The plan that stands in a form, untouched but for spaces at the ends.

    Where the form says what was touched, the rest is taken from what is kept: so neither a page that was drawn too
    early nor a request that was overtaken undoes what a later one did.
    """
    touched = str(form.get("typed", "")).split()
    return _read(_upon(kept, form, {*touched, *LISTS}) if kept and touched else form)


def fields_of(plan: Plan) -> Iterator[tuple[str, str]]:
    """The fields of a form that holds the plan, in the order in which a page shows them."""
    yield from ((name, getattr(plan, name)) for name in OF_THE_WHOLE)
    yield from (("theme", theme) for theme in plan.themes)
    for row in plan.institutions:
        yield "i", row.key
        yield from ((f"i-{row.key}-{name}", getattr(row, name)) for name in OF_AN_INSTITUTION)
        for one in row.people:
            yield f"i-{row.key}-p", one.key
            yield from ((f"p-{one.key}-{name}", getattr(one, name)) for name in OF_A_PERSON)
    for guest in plan.guests:
        yield "g", guest.key
        yield from ((f"p-{guest.key}-{name}", getattr(guest, name)) for name in OF_A_GUEST)
    for kind, lengths in (("step", plan.steps), ("break", plan.breaks)):
        for name, minutes in lengths.items():
            yield kind, name
            yield f"{kind}-{name}", minutes


def shows_rows(form: FormData, plan: Plan) -> bool:
    """Whether a form was drawn for the format of a plan and has its rows, in their order."""
    lists: dict[str, Sequence[PlannedInstitution | PlannedPerson]] = {"i": plan.institutions, "g": plan.guests}
    lists |= {f"i-{row.key}-p": row.people for row in plan.institutions}
    return form.get("drawn", plan.format) == plan.format and all(
        form.getlist(name) == [one.key for one in rows] for name, rows in lists.items()
    )


def _upon(kept: Plan, form: FormData, taken: set[str]) -> FormData:
    return FormData(
        [field for field in fields_of(kept) if field[0] not in taken]
        + [field for field in form.multi_items() if field[0] in taken]
    )


def _read(form: FormData) -> Plan:
    def one(name: str, otherwise: str = "") -> str:
        value = form.get(name, otherwise)
        return value.strip()[:MOST_CHARACTERS] if isinstance(value, str) else otherwise

    def every(name: str) -> list[str]:
        listed = dict.fromkeys(str(value)[:40] for value in form.getlist(name) if value)
        return list(listed)[:MOST_ROWS]

    def person(key: str) -> PlannedPerson:
        return PlannedPerson(key=key, **{name: one(f"p-{key}-{name}") for name in OF_A_PERSON})

    def guest(key: str) -> PlannedGuest:
        own = {name: one(f"p-{key}-{name}", "observer" if name == "role" else "") for name in OF_A_GUEST}
        return PlannedGuest(key=key, **own)

    def institution(key: str) -> PlannedInstitution:
        own = {name: one(f"i-{key}-{name}") for name in OF_AN_INSTITUTION}
        return PlannedInstitution(key=key, **own, people=tuple(person(p) for p in every(f"i-{key}-p")))

    rows = tuple(institution(key) for key in every("i"))
    going = {p.key: one(f"p-{p.key}-with") for row in rows for p in row.people}
    usual = Plan()
    return Plan(
        **{name: one(name, getattr(usual, name) if name in CHOSEN else "") for name in OF_THE_WHOLE},
        themes=tuple(every("theme")), institutions=_moved(rows, going), guests=tuple(guest(key) for key in every("g")),
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
