"""Where a request about a plan works, and the values that its page is drawn from."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request

from server.content import Content
from server.house import House
from server.hub.desk import Desk, around
from server.people_file import lacking, markers_of
from server.people_file.kinds import title_of
from server.problems import Problem
from server.setting_up.faults import PlanFault, named
from server.setting_up.plan import Plan, PlannedInstitution
from server.setting_up.timeline import day_of, sketch
from server.tables import PlanRow
from sessions.programme import Format

ALONE = frozenset({"expert", "internal", "visit"})
"""Kinds of formats in which one institution is looked at on a day."""
ZONES = ("Europe/London", "Europe/Dublin", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "UTC")


class At(NamedTuple):
    """One plan at a hub's desk, as a request finds it. `content` has the hub's own frameworks."""

    house: House
    request: Request
    desk: Desk
    name: str
    content: Content

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/hub/plans/{self.name}"

    @property
    def kinds(self) -> list[str]:
        """The types of institutions that there is a framework for."""
        return kinds_of(self.content)

    async def row(self) -> PlanRow | None:
        """What is kept of it; none where nothing is yet. Another hub's plan is refused as if there were none."""
        row = await self.house.directory.plan(self.name)
        if row is not None and row.hub != self.desk.hub.id:
            raise Problem(404, "no_plan", "There is no such plan at this desk.")
        return row

    async def keep(self, plan: Plan, *, over: PlanRow | None) -> bool:
        """Keep it as it is now, unless something else is kept than `over`; whether it is."""
        body = msgspec.json.encode(plan).decode()
        return await self.house.directory.keep_plan(self.desk.hub.id, self.name, plan.title, body, over=over)


def kinds_of(content: Content) -> list[str]:
    """The types of institutions that there is a framework for."""
    return list(dict.fromkeys(kind for one in content.frameworks.values() for kind in one.applies_to))


def words_of(at: At, plan: Plan, faults: Sequence[PlanFault]) -> dict[str, Any]:
    """All of them, for the whole page and for each part of it."""
    return {**around(at.request, at.desk), **form_words(at.content, plan, faults), "action": at.address}


def form_words(content: Content, plan: Plan, faults: Sequence[PlanFault]) -> dict[str, Any]:
    """What the form is drawn from."""
    formats = content.formats
    chosen = formats.get(plan.format) or next(iter(formats.values()))
    slots = len(named(plan)) or len(plan.institutions) or 1
    themes = {theme.number: theme.title for one in [*content.frameworks.values()][::-1] for theme in one.themes}
    return {
        "plan": plan, "day": day_of(plan, chosen), "chosen": chosen, "changing": None,
        "frameworks": [(one.id, one.title) for one in content.frameworks.values()],
        "by_type": {kind: one.title for kind in kinds_of(content) if (one := content.framework_for(kind))},
        "formats": [(one, sketch(one, 1 if one.kind in ALONE else slots)) for one in _usual_first(formats.values())],
        "themes": sorted(themes.items()),
        "types": [(kind, title_of(kind)) for kind in kinds_of(content)], "zones": dict.fromkeys((plan.zone, *ZONES)),
        "lacking": _lacking(plan), "alone": _alone(plan) if chosen.compares else None,
        "faults": {fault.field: fault.sentence for fault in faults},
    }  # fmt: skip


class Alone(NamedTuple):
    """Of a format in which colleagues of one institution compare: the one that the review is of, those named beside it,
    which it leaves out, and those in which nothing stands."""

    one: PlannedInstitution
    left: Sequence[PlannedInstitution]
    empty: Sequence[PlannedInstitution]


def _alone(plan: Plan) -> Alone | None:
    rows = named(plan)
    if not plan.institutions:
        return None
    one = rows[0] if rows else plan.institutions[0]
    return Alone(one, rows[1:], [row for row in plan.institutions if row.is_empty and row != one])


def _lacking(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who is missing of each institution that has named anybody, by its key."""
    rows = [row for row in plan.institutions if any(one.name for one in row.people)]
    return lacking(
        [row.key for row in rows], [(row.key, markers_of(one.job_title)) for row in rows for one in row.people]
    )


def _usual_first(formats: Iterable[Format]) -> list[Format]:
    """Formats in which several institutions meet come before those of one."""
    return sorted(formats, key=lambda one: (one.id != Plan().format, one.kind in ALONE, one.title))
