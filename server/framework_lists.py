"""What the pages of a hub's frameworks show, in plain values: versions, who imported them, where they are used."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from server.directory.frameworks import FrameworkVersion, UsedIn
from server.house import House
from server.tables import Hub
from sessions.framework import Framework

Used = Mapping[tuple[str, str], Sequence[UsedIn]]


async def own_frameworks(house: House, hub: Hub, used: Used) -> list[dict[str, Any]]:
    """The hub's own, each with its versions, newest first; the one that new rooms begin with is marked."""
    versions = await house.directory.framework_versions(hub.id)
    names = {who.id: who.name for who in await house.directory.facilitators(hub.id)}
    found: dict[str, dict[str, Any]] = {}
    for one in versions:
        model = found.setdefault(one.id, {"id": one.id, "title": one.title, "versions": [], "current": None})
        if model["current"] is None and one.retired_at is None:
            model["current"] = one.version
        model["versions"].append(_version(one, names, used) | {"current": model["current"] == one.version})
    return list(found.values())


def _version(one: FrameworkVersion, names: Mapping[str, str], used: Used) -> dict[str, Any]:
    return {
        "version": one.version, "at": day(one.at), "by": names.get(one.by, ""), "retired": one.retired_at is not None,
        "rooms": len(used.get((one.id, str(one.version)), ())),
    }  # fmt: skip


def shipped_frameworks(house: House, used: Used) -> list[dict[str, Any]]:
    """Those that come with the product."""
    return [
        {"id": one.id, "title": one.title, "version": one.version, "types": types_of(one),
         "rooms": len(used.get((one.id, one.version), ()))}
        for one in house.content.frameworks.values()
    ]  # fmt: skip


def types_of(model: Framework) -> str:
    """For whom a framework is, in words."""
    from server.exports.wording import institution_type

    return ", ".join(institution_type(kind) for kind in model.applies_to)


def formulas_in(model: Framework) -> list[str]:
    """The statements with a text that looks like a formula: whoever copied them may have meant its result."""
    return [
        line.id
        for theme in model.themes
        for line in theme.statements
        if any(text.startswith("=") for text in (line.title, line.focus, *line.levels, *line.challenge))
    ]


def day(at: datetime) -> str:
    """23 November 2026."""
    return f"{at.day} {at:%B %Y}"
