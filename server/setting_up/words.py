"""The values that the page to set a review up is drawn from."""

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.requests import Request

from server.house import House
from server.hub.desk import Desk, around
from server.people_file import lacking, markers_of
from server.people_file.kinds import title_of
from server.setting_up.faults import PlanFault, named
from server.setting_up.plan import Plan
from server.setting_up.timeline import day_of, sketch
from sessions.programme import Format

ALONE = frozenset({"expert", "internal", "visit"})
"""Kinds of formats in which one institution is looked at on a day."""
ZONES = ("Europe/London", "Europe/Dublin", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "UTC")


def words_of(
    house: House, request: Request, desk: Desk, plan: Plan, name: str, faults: Sequence[PlanFault]
) -> dict[str, Any]:
    """All of them, for the whole page and for each part of it."""
    formats, frameworks = house.content.formats, house.content.frameworks.values()
    chosen = formats.get(plan.format) or next(iter(formats.values()))
    slots = len(named(plan)) or len(plan.institutions) or 1
    themes = {theme.number: theme.title for one in frameworks for theme in one.themes}
    types = dict.fromkeys(kind for one in frameworks for kind in one.applies_to)
    return {
        **around(request, desk), "plan": plan, "action": f"/hub/plans/{name}", "day": day_of(plan, chosen),
        "chosen": chosen,
        "formats": [(one, sketch(one, 1 if one.kind in ALONE else slots)) for one in _usual_first(formats.values())],
        "themes": sorted(themes.items()),
        "types": [(kind, title_of(kind)) for kind in types], "zones": dict.fromkeys((plan.zone, *ZONES)),
        "lacking": _lacking(plan),
        "faults": {fault.field: fault.sentence for fault in faults},
    }  # fmt: skip


def _lacking(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who is missing of each institution that has named anybody, by its key."""
    rows = [row for row in plan.institutions if any(one.name for one in row.people)]
    return lacking(
        [row.key for row in rows], [(row.key, markers_of(one.job_title)) for row in rows for one in row.people]
    )


def _usual_first(formats: Iterable[Format]) -> list[Format]:
    """Formats in which several institutions meet come before those of one."""
    return sorted(formats, key=lambda one: (one.id != Plan().format, one.kind in ALONE, one.title))
