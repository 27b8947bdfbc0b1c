"""Whose network will do: what the check page found, institution by institution, and what to do where it will not."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.check_result import Verdict, verdict
from server.eye import Eye
from server.it_desk import network_of
from server.tables import CheckRow

WRONG_CLOCK = 60
"""Seconds from which on a clock is worth a word, although the room corrects every clock."""

FOUND: dict[tuple[Verdict, str], str] = {
    ("ready", "works"): "Ready",
    ("slower", "cut"): "Works, a little slower: its network ends live connections after a moment",
    ("slower", "silent"): "Works, a little slower: its network swallows live updates",
    ("slower", "blocked"): "Works, a little slower: its network blocks live updates",
}


def checks(eye: Eye, rows: Sequence[CheckRow]) -> dict[str, Any]:
    """For the facilitator: each institution's latest result. `rows` the latest first."""
    found = [
        _institution(eye, slot.host, [row for row in rows if row.institution == slot.host]) for slot in eye.room.order
    ]
    return {
        "rows": found,
        "checked": sum(one["state"] != "none" for one in found),
        "of": len(found),
        "trouble": [one["name"] for one in found if one["state"] == "not_yet"],
    }


def _institution(eye: Eye, institution: str, rows: Sequence[CheckRow]) -> dict[str, Any]:
    named = {"name": eye.room.institutions[institution].name, "initials": eye.initials[institution]}
    if not rows:
        people = [eye.first_name(one.value) for one in eye.members(institution)]
        return named | {"state": "none", "found": "Not checked yet", "when": "", "notes": [], "do": _ask(people)}
    latest = rows[0]
    state = _verdict(latest)
    return named | {
        "state": state,
        "found": _found(latest, state),
        "when": f"{_when(eye, latest.at)}, {latest.browser}{_devices(rows)}",
        "notes": [*_notes(latest)],
        "do": _do(eye, latest, state),
    }


def _verdict(row: CheckRow) -> Verdict:
    return verdict(row.live, row.fallback, cookies=row.cookies)


def _found(row: CheckRow, state: Verdict) -> str:
    if not row.cookies:
        return "Will not work yet: that browser refuses the cookie that holds a place in the room"
    return FOUND.get((state, row.live), "Will not work yet: its network lets neither live updates nor asking through")


def _devices(rows: Sequence[CheckRow]) -> str:
    """From how many devices, and on how many of them something is the matter."""
    if len(rows) == 1:
        return ""
    ready = sum(_verdict(row) == "ready" for row in rows)
    return f"; {len(rows)} devices, {'all' if ready == len(rows) else ready} ready"


def _notes(row: CheckRow) -> Iterable[str]:
    if row.fallback == "cut" and row.live == "works":
        yield "Its network ends answers that take their time. That matters only if live updates stop."
    if not row.words:
        yield "That browser forgets what is typed when the page is loaded again."
    if row.clock is not None and abs(row.clock) >= WRONG_CLOCK:
        off = f"{span(abs(row.clock))} {'ahead' if row.clock > 0 else 'behind'}"
        yield f"The device’s clock is {off}; the room corrects it."


def span(seconds: int) -> str:
    """A length of time, roughly."""
    for size, word in ((2 * 86400, "days"), (2 * 3600, "hours"), (2 * 60, "min")):
        if seconds >= size:
            return f"{round(seconds / (size / 2))} {word}"
    return f"{seconds} s"


def _do(eye: Eye, row: CheckRow, state: Verdict) -> str:
    network = network_of(eye.scene.base)
    if state == "ready":
        return ""
    if not row.cookies:
        return f"Use another browser there, or allow cookies for {network.host}."
    if state == "slower":
        return f"Nothing has to change. For live updates its IT desk can allow {network.live}"
    return f"Its IT desk has to allow {network.host}, port {network.port}. Until then a phone’s hotspot helps."


def _ask(people: Sequence[str]) -> str:
    if not people:
        return "Nobody is named for it yet."
    who = (
        people[0]
        if len(people) == 1
        else f"{', '.join(people[:2])} or a colleague"
        if len(people) > 2
        else " or ".join(people)
    )
    return f"Ask {who} to open their link where they will sit on the day and to choose “Check this device”."


def _when(eye: Eye, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(eye.room.time_zone))
    return f"{local.day} {local:%B} at {local:%H:%M}"
