"""What the page to change a review is drawn from, in plain values."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from server.changing.asking import asked_for
from server.changing.here import At, Draft
from server.changing.running import foreseen, has_begun, rest_of_the_day, to_come
from server.changing.saying import changes, consequences
from server.preparing import new_id
from server.setting_up.faults import PlanFault, faults_of
from server.setting_up.plan import Plan
from server.setting_up.words import form_words
from sessions import commands as c
from sessions.minuting import section_of
from sessions.refusals import Refused
from sessions.room import Room

LASTING = (c.ChangePlan, c.WithdrawInstitution, c.ReorderSlots, c.ChangeLengths)
"""What changes the day."""


def page_words(at: At, draft: Draft, faults: Sequence[PlanFault], news: Sequence[str] = ()) -> dict[str, Any]:
    """All of them. `news` is what somebody else changed meanwhile."""
    said, after, why_not = _foreseen(at, draft.plan)
    changing = {
        "state": at.state, "said": said, "why_not": why_not, "news": news, "save": new_id("sv"),
        "was": msgspec.json.encode(draft.was).decode(), "can_draft": at.hub is not None,
    }  # fmt: skip
    around: dict[str, Any] = {
        **at.place.around(), "day_words": at.place.meeting.day, "action": at.address, "plan": draft.plan,
        "faults": {one.field: one.sentence for one in faults},
    }  # fmt: skip
    if at.state == "prepared":
        kept = [(one.id, one.title) for one in at.place.room.frameworks.values() if one.id not in at.content.frameworks]
        words = form_words(at.content, draft.plan, faults)
        return {**around, **words, "changing": changing, "frameworks": [*words["frameworks"], *kept]}
    return {**around, "changing": changing, **_rest(at, draft.plan, after)}


def _foreseen(at: At, plan: Plan) -> tuple[list[str], Room, str]:
    """What saving changes in sentences, the room as it would be, and why it cannot be saved; empty where it can."""
    room, said = at.place.room, changes(at.now, plan, at.words)
    if at.state == "prepared" and faults_of(plan, at.content, room.frameworks):
        return said, room, ""
    try:
        asked = asked_for(room, at.now, plan, at.content, at.place.by)
        lasting = [one for one in asked.commands if isinstance(one, LASTING)]
        after = foreseen(room, lasting, at.actor, at.place.house.now())
    except Refused as error:
        return said, room, error.sentence
    return [*said, *consequences(room, after)], after, ""


def _rest(at: At, plan: Plan, after: Room) -> dict[str, Any]:
    """What is still to come of a room that was opened, as it would be after saving."""
    room, zone = at.place.room, ZoneInfo(at.place.room.time_zone)
    rest = rest_of_the_day(after, at.place.house.now(), lambda moment: f"{moment.astimezone(zone):%H:%M}")
    return {"rest": rest, "hours": _hours(room, plan), "others": _others(room)}


def _hours(room: Room, plan: Plan) -> list[dict[str, Any]]:
    """The institutions in order: which have begun, and the steps of each that are still to come."""
    ahead = to_come(room)
    rows = []
    for place, row in enumerate(plan.institutions):
        slot, begun = room.institutions[row.key].slot, has_begun(room, row.key)
        before = plan.institutions[place - 1].key if place else ""
        rows.append(
            {
                "row": row, "begun": begun, "steps": [step for step in ahead if step.slot == slot],
                "earlier": bool(before) and not begun and not has_begun(room, before),
                "later": not begun and place + 1 < len(plan.institutions),
                "goes": not begun and len(plan.institutions) > 1,
            }
        )  # fmt: skip
    return rows


def _others(room: Room) -> list[tuple[str, str]]:
    """The steps to come of opening, breaks and closing: id, and words that tell them apart."""
    found = []
    for step in to_come(room):
        if step.slot is None:
            part = "" if step.kind == "break" else f"{section_of(room, step)}: "
            number = step.section.partition("-")[2]
            found.append((step.id, f"{part}{step.title}{' ' + number if step.kind == 'break' and number else ''}"))
    return found
