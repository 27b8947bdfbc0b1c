"""Ratings on a page: setting, self-ratings, blind views, the reveal, what was agreed.

A blind view gets into these values for one audience only: the members of the institution that holds it. Views by
person are not in here at all; their holders fetch them (server/own.py).
"""

import hashlib
from typing import Any

import msgspec

from server.eye import Eye
from server.several import several
from sessions.evaluation import to_share
from sessions.minuting import middle_words
from sessions.room import Agreed, Rating, Reveal, SelfRating, View

BEFORE_QUESTIONS = frozenset({"welcome", "context", "ratings"})
"""Steps in which a host chooses its own levels, with what each means before it."""


def setting(eye: Eye) -> dict[str, Any]:
    """What the host wants, its learners, its priorities, its Compass results and its strengths."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    strengths = [
        e for e in eye.room.entries.values() if e.kind == "strength" and e.slot == eye.slot.id and not e.withdrawn
    ]
    return {
        "host": eye.host,
        "slot": eye.slot,
        "presenter": eye.name(eye.slot.presenter) if eye.slot.presenter else "",
        "benchmarks": _benchmarks(eye),
        "strengths": [e.text for e in strengths],
        "writes": eye.notes_answers,
        "hosts": eye.members(eye.slot.host),
        "observers": not eye.is_final and any(p.role == "observer" and not p.removed for p in eye.room.people.values()),
        "observers_in": eye.slot.observers_at(),
        "scribe": eye.name(eye.slot.scribe) if eye.slot.scribe else "",
    }


def _benchmarks(eye: Eye) -> list[dict[str, Any]]:
    """The latest Compass result of each benchmark, with the one before."""
    assert eye.slot is not None
    results = eye.room.benchmarks.get(eye.slot.host, {})
    return [
        {
            "number": int(number),
            "title": eye.content.benchmarks.get(int(number), ""),
            "percent": own[-1].percent,
            "date": own[-1].date,
            "before": own[-2].percent if len(own) > 1 else None,
        }
        for number, own in sorted(results.items(), key=lambda item: int(item[0]))
    ]


def _statement(eye: Eye, statement: str) -> dict[str, Any]:
    """What may be shown to everybody about a statement."""
    assert eye.slot is not None
    rating = eye.room.rating(eye.slot.id, statement)
    return {
        "id": statement,
        "title": eye.title(statement),
        "levels": eye.descriptions(statement),
        "self": rating.self_rating,
        "agreed": rating.agreed,
        "self_typed": _typed(eye, rating.self_rating),
        "agreed_typed": _typed(eye, rating.agreed),
        "revealed": _revealed(eye, rating.revealed),
        "moved": _moved(rating),
        "benchmarks": _percent_of(eye, statement),
    }


def _typed(eye: Eye, said: SelfRating | Agreed | None) -> str:
    """Who entered a level for whom, where somebody did."""
    if said is None or said.entered_by is None:
        return ""
    return f"entered by {eye.first_name(said.entered_by)} for {eye.first_name(said.by)}"


def _moved(rating: Rating) -> str:
    if not rating.agreed or not rating.self_rating:
        return ""
    step = rating.agreed.level - rating.self_rating.level
    return "up" if step > 0 else "down" if step < 0 else "kept"


def _percent_of(eye: Eye, statement: str) -> list[tuple[int, int]]:
    """The Compass results of the benchmarks that the statement's theme maps to."""
    assert eye.slot is not None
    line = eye.model.statement(statement)
    theme = next((t for t in eye.model.themes if line and t.number == line.theme), None)
    results = eye.room.benchmarks.get(eye.slot.host, {})
    return [(n, results[str(n)][-1].percent) for n in (theme.benchmarks if theme else ()) if str(n) in results]


def _revealed(eye: Eye, reveal: Reveal | None) -> dict[str, Any] | None:
    if reveal is None:
        return None
    views = [
        {
            "level": view.level,
            "reason": view.reason or "",
            "initials": eye.initials.get(view.institution or "", ""),
            "institution": (found := eye.institution(view.institution)) and found.name,
        }
        for view in reveal.views
    ]
    return {
        "count": reveal.count,
        "middle": list(reveal.middle),
        "ranged": [reveal.lowest, reveal.highest],
        "views": views,
        "middle_words": middle_words(eye.model, reveal.middle),
    }


def ratings(eye: Eye) -> dict[str, Any]:
    """The host's levels and evidence. Its own people, and a facilitator for them, can set and change them."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "names": eye.level_names,
        "writes": eye.speaks_for_host,
        "statements": [_statement(eye, s) for s in eye.looked_at],
        "others": (others := other_ratings(eye)["statements"]),
        "others_seen": hashlib.sha256(repr(others).encode()).hexdigest()[:8],
        "means": eye.is_host and eye.kind in BEFORE_QUESTIONS,
        "hosts": eye.members(eye.slot.host),
        "colleagues": _colleagues(eye),
        "to_share": len(to_share(eye.room, eye.slot.id)) if eye.is_host else 0,
    }


def other_ratings(eye: Eye) -> dict[str, Any]:
    """The levels and evidence that the hour is not about: a page fetches them when somebody unfolds them."""
    if eye.slot is None or not eye.sees:
        return {"statements": []}
    rest = [s for s in eye.room.statements(eye.slot.id) if s not in eye.looked_at]
    return {"statements": [_statement(eye, s) for s in rest], "names": eye.level_names, "slot": eye.slot.id}


def _colleagues(eye: Eye) -> dict[str, list[int]]:
    """How the host's colleagues rated alone, lowest first and unnamed; for the host's own people only."""
    if not eye.is_host or eye.slot is None:
        return {}
    compared = eye.room.compared.get(eye.slot.id, ())
    return {one.statement: [rating.level for rating in one.ratings] for one in compared}


def views(eye: Eye) -> dict[str, Any]:
    """Blind views: the pickers for a peer, how many are in for everybody, the reveal for the facilitator."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    statements = eye.looked_at
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "names": eye.level_names,
        "by_person": eye.room.peer_views == "person",
        "means": eye.is_peer and eye.kind == "peer_view",
        "statements": [_statement(eye, s) | _in(eye, s) for s in statements],
        "mine": _own_views(eye),
        "open": [s for s in statements if _to_reveal(eye, s)],
        "without": without_views(eye),
        "peers": [c for slot in eye.room.order if slot.id != eye.slot.id for c in eye.members(slot.host)],
        "closed": eye.kind == "after",
    }


def _to_reveal(eye: Eye, statement: str) -> bool:
    """Whether views wait to be shown; once the room is closed they no longer do."""
    assert eye.slot is not None
    if eye.room.state != "open":
        return False
    return bool(eye.room.views(eye.slot.id, statement)) and not eye.room.rating(eye.slot.id, statement).revealed


def without_views(eye: Eye) -> str:
    """Which statements nobody has given a view on, as a sentence for whoever is about to reveal; else empty."""
    assert eye.slot is not None
    none = [s for s in eye.looked_at if not eye.room.views(eye.slot.id, s)]
    none = [s for s in none if not eye.room.rating(eye.slot.id, s).revealed]
    return f"Nobody has given a view on {several(none)} yet. " if none else ""


def expected_views(eye: Eye) -> set[str]:
    """Who could give a view and is here: peer institutions with somebody present, or the people themselves."""
    assert eye.slot is not None
    here = [
        p
        for p in eye.room.people.values()
        if p.role == "member"
        and not p.removed
        and p.institution != eye.slot.host
        and (p.here or p.id in eye.scene.present)
    ]
    return {p.id if eye.room.peer_views == "person" else p.institution or "" for p in here}


class Given(msgspec.Struct, frozen=True):
    """How many views somebody has given of those that are asked for, and the statements that are missing."""

    count: int
    of: int
    missing: tuple[str, ...]


def whose_views(eye: Eye) -> dict[str, Given]:
    """Who has given which views, by holder, those who have given none included: never what they are."""
    assert eye.slot is not None
    asked = tuple(s for s in eye.looked_at if not eye.room.rating(eye.slot.id, s).revealed) or eye.looked_at
    by_statement = {s: set(eye.room.views(eye.slot.id, s)) for s in asked}
    holders = set().union(expected_views(eye), *by_statement.values())
    missing = {holder: tuple(s for s, given in by_statement.items() if holder not in given) for holder in holders}
    return {holder: Given(len(asked) - len(lacks), len(asked), lacks) for holder, lacks in missing.items()}


def _in(eye: Eye, statement: str) -> dict[str, int]:
    """How many views are in, of how many that could be: never what they are."""
    assert eye.slot is not None
    holders = set(eye.room.views(eye.slot.id, statement))
    return {"in": len(holders), "of": len(holders | expected_views(eye))}


def _own_views(eye: Eye) -> dict[str, dict[str, Any]]:
    """The blind views of this audience's own institution, by statement."""
    if eye.audience.role != "member" or eye.room.peer_views == "person" or eye.slot is None:
        return {}
    found: dict[str, View] = {}
    for statement in eye.looked_at:
        own = eye.room.views(eye.slot.id, statement).get(eye.audience.institution or "")
        if own is not None:
            found[statement] = own
    return {s: {"level": v.level, "reason": v.reason or "", "by": eye.first_name(v.by)} for s, v in found.items()}


def reveal(eye: Eye) -> dict[str, Any]:
    """Self, peers and agreed side by side; the host settles each."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    told = [_statement(eye, s) | {"waiting": _to_reveal(eye, s)} for s in eye.looked_at]
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "names": eye.level_names,
        "statements": told,
        "writes": eye.speaks_for_host,
        "hosts": eye.members(eye.slot.host),
        "early": eye.is_host and eye.kind == "peer_view",
        "without": without_views(eye),
        "waiting": [one["id"] for one in told if one["waiting"]],
        "any_revealed": any(one["revealed"] for one in told),
        "any_ranged": eye.room.peer_views == "person",
    }
