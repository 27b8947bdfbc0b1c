"""Turns what an audience sees into plain values for the templates, one function a fragment."""

from collections.abc import Callable, Mapping
from typing import Any

from server.eye import Eye
from server.parts import (
    alone,
    course,
    desk,
    differences,
    loose_ends,
    now,
    projection,
    questions,
    ratings,
    record,
    run_sheet,
    side_by_side,
    work,
)

PARTS: Mapping[str, Callable[[Eye], dict[str, Any]]] = {
    "now": now.now,
    "loose-ends": loose_ends.loose_ends,
    "run": run_sheet.run,
    "projection": projection.projection,
    "work": work.work,
    "on-table": questions.on_table,
    "ask": questions.ask,
    "queue": questions.queue,
    "setting": ratings.setting,
    "ratings": ratings.ratings,
    "other-ratings": ratings.other_ratings,
    "views": ratings.views,
    "reveal": ratings.reveal,
    "alone": alone.alone,
    "differences": differences.differences,
    "actions": record.actions,
    "kept": record.kept,
    "insights": record.insights,
    "by-theme": side_by_side.by_theme,
    "course": course.course,
    "lobby": record.lobby,
    "after": record.after,
    "capture": desk.capture,
    "people": desk.people,
    "nudges": desk.nudges,
    "airtime": desk.airtime,
}
