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
