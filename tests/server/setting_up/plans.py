"""Plans for tests: what somebody has typed."""

from msgspec.structs import replace

from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson

HARROW = PlannedInstitution(
    key="hb", name="Harrow Beck Academy", type="secondary",
    people=(PlannedPerson(key="imogen", name="Imogen Thackray", email="imogen.thackray@example.org"),),
)  # fmt: skip
LARKFIELD = PlannedInstitution(key="lf", name="Larkfield School", type="special")
COLLEGE = PlannedInstitution(key="eg", name="Estuary Gate College", type="fe", minutes="70")
LEAD = PlannedGuest(key="lead", name="Rosalind Achterley", role="facilitator")


def a_plan(**changed: object) -> Plan:
    """A plan from which a room can be made, with some of it changed."""
    plan = Plan(
        title="Spring review",
        date="2027-03-18",
        time="09:30",
        institutions=(HARROW, LARKFIELD, COLLEGE),
        guests=(LEAD,),
    )
    return replace(plan, **changed)


def as_form(plan: Plan) -> list[tuple[str, str]]:
    """The fields that the page sends for a plan."""
    found = [
        (name, getattr(plan, name))
        for name in ("title", "format", "peer_views", "date", "time", "zone", "mode", "place", "call_link")
    ]
    found += [("theme", theme) for theme in plan.themes]
    for one in plan.institutions:
        found.append(("i", one.key))
        found += [
            (f"i-{one.key}-{name}", getattr(one, name))
            for name in ("name", "type", "urn", "local_authority", "minutes", "framework")
        ]
        found += [(f"i-{one.key}-p", person.key) for person in one.people]
        found += [field for person in one.people for field in _person(person)]
    for guest in plan.guests:
        found += [("g", guest.key), *_person(guest)]
        found += [(f"p-{guest.key}-{name}", getattr(guest, name)) for name in ("role", "organisation")]
    for kind, lengths in (("step", plan.steps), ("break", plan.breaks)):
        found += [pair for name, typed in lengths.items() for pair in ((kind, name), (f"{kind}-{name}", typed))]
    return found


def _person(person: PlannedPerson) -> list[tuple[str, str]]:
    return [(f"p-{person.key}-{name}", getattr(person, name)) for name in ("name", "email", "job_title")]
