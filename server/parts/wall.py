"""What the projector shows where colleagues of one institution compare: counts, then levels, and never a note."""

from typing import Any

from server.eye import Eye
from server.parts.alone import colleagues
from server.parts.differences import statements

MOST = 4  # statements side by side


def on_the_wall(eye: Eye) -> dict[str, Any]:
    """How many are done while they rate; then how they rated, the statement taken up or the widest differences."""
    assert eye.slot is not None
    if eye.slot.id not in eye.room.compared:
        return _counts(eye) if eye.kind in ("rate_alone", "compare") else {}
    if eye.kind not in ("compare", "agree"):
        return {}
    found = [one for one in statements(eye) if one["spread"] or one["position"]]
    up = eye.room.taken_up.get(eye.slot.id)
    place = next((place for place, one in enumerate(found, 1) if one["id"] == up), 0)
    settled = sum(one["position"] is not None for one in found)
    said = [f"Difference {place} of {len(found)}, widest first." if place else _rest(len(found))]
    if eye.kind == "agree":
        said.append(f"{settled} of {len(found)} positions agreed.")
    return {
        "spreads": [found[place - 1]] if place else found[:MOST],
        "names": eye.level_names,
        "spreads_say": " ".join(one for one in said if one),
    }


def _rest(count: int) -> str:
    """What is not on the wall."""
    return (
        f"The widest {MOST} of {count}; all of them are on your devices."
        if count > MOST
        else "Widest difference first."
    )


def _counts(eye: Eye) -> dict[str, Any]:
    assert eye.slot is not None
    far = [*colleagues(eye)]
    return {
        "counting": True,
        "views_in": sum(one.done for one in far),
        "views_of": len(far),
        "statements": len(eye.slot.focus),
    }
