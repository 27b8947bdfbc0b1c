"""A review from files as the request that makes its room: what everybody brings, in the form of `room_request`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.meeting_file import Review, ReviewBroken, Row
from server.meeting_shapes import Hour

FACILITATES = ("facilitator", "co_facilitator")


def room_request(review: Review, *, time_scale: float = 60.0, start: datetime | None = None) -> Any:
    """The body for POST /api/rooms. `start` where it is not to be the meeting's own. Raises ReviewBroken."""
    meeting = review.meeting
    request = {
        "title": meeting.title, "format": meeting.format, "start": (start or _start(review)).isoformat(),
        "time_zone": meeting.time_zone, "place": meeting.venue, "mode": meeting.mode, "call_link": meeting.call_link,
        "focus_themes": list(meeting.focus_themes), "peer_views": meeting.peer_views, "time_scale": time_scale,
        "hub": review.hub, "institutions": [_institution(review, hour) for _, hour in meeting.hours],
        "facilitators": _facilitators(review), "observers": _observers(review),
        "breaks": [{"after_slot": one.after_slot, "minutes": one.minutes, "note": one.note} for one in meeting.breaks],
    }  # fmt: skip
    return _without_nothing(request)


def _start(review: Review) -> datetime:
    meeting = review.meeting
    try:
        return datetime.fromisoformat(f"{meeting.date.isoformat()}T{meeting.start.zfill(5)}").replace(
            tzinfo=ZoneInfo(meeting.time_zone)
        )
    except (ValueError, KeyError) as error:
        says = f"{meeting.start} in {meeting.time_zone} is no time. Write one such as '09:30'."
        raise ReviewBroken([f"{review.line(('start',))}: {says}"]) from error


def _role(review: Review, row: Row) -> str:
    """The role in the room: as people.csv has it, else as the meeting has it, else a member."""
    if row.get("room_role"):
        return row["room_role"]
    if row["name"] == review.meeting.facilitator:
        return "facilitator"
    return "co_facilitator" if row["name"] == review.meeting.co_facilitator else "member"


def _person(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "email": row.get("email"), "job_title": row.get("job_title")}


def _facilitators(review: Review) -> list[dict[str, Any]]:
    return [
        {**_person(row), "organisation": row["institution"], "room_role": _role(review, row)}
        for row in sorted(review.people, key=lambda row: row["name"] != review.meeting.facilitator)
        if _role(review, row) in FACILITATES
    ]


def _observers(review: Review) -> list[dict[str, Any]]:
    return [
        {**_person(row), "organisation": row["institution"]}
        for row in review.people
        if _role(review, row) == "observer"
    ]


def _institution(review: Review, hour: Hour) -> dict[str, Any]:
    row = next(one for one in review.institutions if one["name"] == hour.institution)
    people = [
        _person(one)
        for one in review.people
        if one["institution"] == hour.institution and _role(review, one) == "member"
    ]
    return {
        "name": hour.institution, "type": row["type"], "urn": row.get("urn"),
        "local_authority": row.get("local_authority"), "presenter": hour.presenter,
        "framework": hour.framework or review.frameworks.get(row["type"]), "minutes": hour.minutes,
        "focus_statements": list(hour.focus_statements) if hour.focus_statements else None,
        "wants": hour.wants_from_hour, "priorities": list(hour.improvement_priorities), "people": people,
        "self_ratings": [
            {"statement": r["statement"], "level": _whole(review, "self_ratings", r, "level"),
             "evidence": r.get("evidence"), "rated_by": r.get("rated_by")}
            for r in review.self_ratings if r["institution"] == hour.institution
        ],
        "colleague_ratings": [
            {"statement": r["statement"], "person": r["person"], "note": r.get("note"),
             "level": _whole(review, "colleague_ratings", r, "level")}
            for r in review.colleague_ratings if r["institution"] == hour.institution
        ],
        "compass": [
            {"benchmark": _whole(review, "compass", r, "benchmark"),
             "percent": _whole(review, "compass", r, "percent"), "date": r["date"]}
            for r in review.compass if r["institution"] == hour.institution
        ],
    }  # fmt: skip


def _whole(review: Review, file: str, row: Row, column: str) -> int:
    try:
        return int(row[column])
    except ValueError:
        path = review.document.file.parent / f"{file}.csv"
        says = f"{path}:{row['line']}: The {column} is “{row[column]}”. Write a whole number."
        raise ReviewBroken([says]) from None


def _without_nothing(tree: Any) -> Any:
    """The same without what is absent or empty, so that the request says only what the files say."""
    if isinstance(tree, Mapping):
        return {key: _without_nothing(part) for key, part in tree.items() if part not in (None, "")}
    if isinstance(tree, list):
        return [_without_nothing(part) for part in tree]
    return tree
