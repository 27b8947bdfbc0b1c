"""The projector: what the room looks at together, and nothing private."""

from functools import lru_cache
from typing import Any

from server.eye import Eye
from server.parts.asks import HOST_HAS_THE_FLOOR, asked
from server.parts.now import section_steps, table
from server.parts.questions import on_table
from server.parts.ratings import reveal, views, whose_views
from server.parts.record import actions, kept
from server.parts.wall import on_the_wall
from server.qr import qr_path
from sessions.minuting import section_of
from sessions.programme import Step
from sessions.reading import owner_on_screen

OPENING = frozenset({"welcome", "context"})
"""Steps of the room as a whole in which people hear how they will work together."""
_kept_qr = lru_cache(maxsize=256)(qr_path)


def projection(eye: Eye) -> dict[str, Any]:
    """The projector: the clock, the question on the table or the counts or the reveal, what comes next, how to join."""
    room, step = eye.room, eye.room.step if eye.room.run else None
    order = [other.id for other in room.programme]
    place = order.index(step.id) if step and step.id in order else -1
    following = room.programme[place + 1] if place + 1 < len(order) and eye.kind != "after" else None
    ask, more = asked(eye)
    question = on_table(eye)["question"]
    head = _head(eye) or ask
    told = {
        "table": table(eye),
        "place_words": _place_words(eye, step, head),
        "more": more,
        "off_record": room.off_record,
        "head": head,
        "question": question,
        "reveals": [],
        "over": eye.position is not None and eye.position.left < 0,
        "over_words": "We start again now." if eye.kind == "break" else "Let us finish this thought.",
        "next_step": following,
        "next_section": section_of(room, following)
        if following and (not step or following.section != step.section)
        else "",
        "code": eye.scene.code,
        "host_name": eye.scene.base.partition("://")[2],
        "lobby": eye.kind == "lobby",
        "finished": eye.kind == "after",
        "join_qr": _kept_qr(f"{eye.scene.base}/join?code={eye.scene.code}"),
        "counting": False,
        "spreads": [],
        "rules": room.ground_rules if eye.kind in OPENING and eye.slot is None else (),
        "here": sum(1 for p in room.people.values() if p.role == "member" and p.id in eye.scene.present),
    }
    reads = eye.slot and eye.kind in ("actions", "read_back") and not question
    told |= _read_back(eye) if reads else {"agreed": [], "offers": [], "suggested": []}
    if eye.among_colleagues and eye.slot:
        return told | on_the_wall(eye)
    if eye.slot and eye.kind == "peer_view" and not question:
        told |= _counts(eye)
    if eye.slot and eye.kind in ("peer_view", "reflect") and not question:
        statements = reveal(eye)["statements"]
        shown = [s for s in statements if s["revealed"]][:4]
        whole = shown and len(statements) <= 4  # then those without a view leave no gap
        told |= {
            "reveals": statements if whole else shown,
            "names": eye.level_names,
            "by_person": eye.room.peer_views == "person",
            "split": any(len(set(s["revealed"]["middle"])) > 1 for s in shown),
        }
    return told


def _read_back(eye: Eye) -> dict[str, Any]:
    """The agreed actions, large enough to be followed: beside the proposed ones, and read back beside the offers."""
    assert eye.slot is not None, "an hour is read back"
    found = [
        {**one, "owner": owner_on_screen(eye.room, eye.room.actions[one["id"]])} for one in actions(eye)["actions"]
    ]
    proposed = [one for one in found if one["status"] == "proposed"]
    deciding = eye.kind == "actions"
    offers = [one for group in kept(eye)["groups"] if group["kind"] == "offer" for one in group["entries"]]
    return {
        "agreed": [one for one in found if one["status"] == "agreed"],
        "proposed": 0 if deciding else len(proposed),
        "suggested": proposed if deciding else [],
        "offers": [] if deciding else offers,
    }


def _counts(eye: Eye) -> dict[str, Any]:
    """How many have given every view that is asked for; nothing once a view is revealed."""
    shown, finished = views(eye)["statements"], whose_views(eye)
    return {
        "counting": not any(one["revealed"] for one in shown),
        "views_in": sum(not one.missing for one in finished.values()),
        "views_of": len(finished),
        "statements": max((one.of for one in finished.values()), default=len(shown)),
        "begun": _begun(sum(one.count > 0 for one in finished.values()), len(finished)),
        "by_person": eye.room.peer_views == "person",
    }


def _begun(count: int, of: int) -> str:
    if count == of > 1:
        return "Both have begun." if of == 2 else "All have begun."
    return "None has begun yet." if not count else "One has begun." if count == 1 else f"{count} have begun."


def _head(eye: Eye) -> str:
    """Whose hour it is or who has the floor; empty where what is asked stands there instead."""
    if eye.slot is None or eye.among_colleagues:
        return ""
    if eye.kind == "welcome":
        return f"The hour of {eye.host.name}"
    return f"{eye.host.name} has the floor" if eye.kind in HOST_HAS_THE_FLOOR else ""


def _place_words(eye: Eye, step: Step | None, head: str) -> str:
    if step is None:
        return eye.room.title
    steps = [other.id for other in section_steps(eye, step)]
    slots = [slot.id for slot in eye.room.order]
    where = f"Slot {slots.index(step.slot) + 1} of {len(slots)}" if step.slot in slots and len(slots) > 1 else ""
    of = f"Step {steps.index(step.id) + 1} of {len(steps)}" if step.id in steps and len(steps) > 1 else ""
    title = step.title if step.title != head else ""
    return " · ".join(words for words in (where, of, title) if words)
