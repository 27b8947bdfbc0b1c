"""The projector: what the room looks at together, and nothing private."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import segno

from server.eye import Eye
from server.parts.asks import HOST_HAS_THE_FLOOR, asked
from server.parts.now import section_steps, table
from server.parts.questions import on_table
from server.parts.ratings import reveal, views, whose_views
from server.parts.record import actions, kept
from sessions.minuting import section_of
from sessions.programme import Step
from sessions.reading import owner_on_screen

OPENING = frozenset({"welcome", "context"})
"""Steps of the room as a whole in which people hear how they will work together."""


def projection(eye: Eye) -> dict[str, Any]:
    """The projector: the clock, the question on the table or the counts or the reveal, what comes next, how to join."""
    room, step = eye.room, eye.room.step if eye.room.run else None
    order = [other.id for other in room.programme]
    place = order.index(step.id) if step and step.id in order else -1
    following = room.programme[place + 1] if place + 1 < len(order) and eye.kind != "after" else None
    ask, more = asked(eye)
    host_leads = eye.slot is not None and eye.kind in HOST_HAS_THE_FLOOR
    question = on_table(eye)["question"]
    told = {
        "table": table(eye),
        "place_words": _place_words(eye, step),
        "more": more,
        "off_record": room.off_record,
        "head": f"{eye.host.name} has the floor" if host_leads else ask,
        "question": question,
        "reveals": [],
        "over": eye.position is not None and eye.position.left < 0,
        "next_step": following,
        "next_section": section_of(room, following)
        if following and (not step or following.section != step.section)
        else "",
        "code": eye.scene.code,
        "host_name": eye.scene.base.partition("://")[2],
        "lobby": eye.kind == "lobby",
        "join_qr": qr_path(f"{eye.scene.base}/join?code={eye.scene.code}"),
        "counting": False,
        "rules": room.ground_rules if eye.kind in OPENING and eye.slot is None else (),
        "here": sum(1 for p in room.people.values() if p.role == "member" and p.id in eye.scene.present),
    }
    told |= _read_back(eye) if eye.slot and eye.kind == "read_back" and not question else {"agreed": [], "offers": []}
    if eye.slot and eye.kind == "peer_view" and not question:
        told |= _counts(eye)
    if eye.slot and eye.kind in ("peer_view", "reflect") and not question:
        told |= {"reveals": [s for s in reveal(eye)["statements"] if s["revealed"]][:4], "names": eye.level_names}
    return told


def _read_back(eye: Eye) -> dict[str, Any]:
    """What is read aloud, large enough to be followed: the agreed actions and the offers, and how many are open."""
    assert eye.slot is not None, "an hour is read back"
    found = actions(eye)["actions"]
    return {
        "agreed": [
            {**one, "owner": owner_on_screen(eye.room, eye.room.actions[one["id"]])}
            for one in found
            if one["status"] == "agreed"
        ],
        "proposed": sum(one["status"] == "proposed" for one in found),
        "offers": [one for group in kept(eye)["groups"] if group["kind"] == "offer" for one in group["entries"]],
    }


def _counts(eye: Eye) -> dict[str, Any]:
    """How many have given every view that is asked for; nothing once a view is revealed."""
    shown, finished = views(eye)["statements"], whose_views(eye)
    return {
        "counting": not any(one["revealed"] for one in shown),
        "views_in": sum(not one.missing for one in finished.values()),
        "views_of": len(finished),
        "by_person": eye.room.peer_views == "person",
    }


def _place_words(eye: Eye, step: Step | None) -> str:
    if step is None:
        return eye.room.title
    steps = [other.id for other in section_steps(eye, step)]
    slots = [slot.id for slot in eye.room.order]
    where = f"Slot {slots.index(step.slot) + 1} of {len(slots)} · " if step.slot in slots else ""
    of = f"Step {steps.index(step.id) + 1} of {len(steps)} · " if step.id in steps and len(steps) > 1 else ""
    return f"{where}{of}{step.title}"


@lru_cache(maxsize=256)
def qr_path(address: str) -> tuple[str, int]:
    """A QR code as the path of its dark squares, and how many squares wide it is with the quiet zone."""
    code = segno.make(address, error="m", micro=False)
    rows = list(code.matrix_iter(border=2))
    runs = ((y, *run) for y, row in enumerate(rows) for run in _dark_runs(row))
    return "".join(f"M{x} {y}h{wide}v1h-{wide}z" for y, x, wide in runs), len(rows)


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark squares begins, and how many it has."""
    x = 0
    for dark, squares in groupby(row, bool):
        wide = sum(1 for _ in squares)
        if dark:
            yield x, wide
        x += wide
