"""What is one person's own on a room's page: whom they support, what they wrote, their own blind views.

Never pushed: its owner fetches it. It is a handful of partials that are put inside elements which pushes leave alone.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from server.eye import Eye
from server.parts import alone
from server.parts.record import KIND_WORDS
from server.parts.removable import earlier_place, open_texts
from sessions.room import Actor, Entry, Question


def own_parts(templates: Environment, eye: Eye, actor: Actor, rated_for: str | None = None) -> str:
    """The own partials of one person; `rated_for` is the colleague whose cards that one has just typed on."""
    own = _own(eye, actor)
    if rated_for:
        own |= {"cards": alone.cards(eye, rated_for, actor.person), "told": eye.first_name(rated_for)}
    return templates.get_template("own.html").render(eye=eye, **own).strip()


OWN_CARDS = "<!--own cards-->"  # nothing that anybody typed, for that is escaped


def with_own(templates: Environment, eye: Eye, actor: Actor, fragment: str) -> str:
    """A fragment of a whole page with what is its reader's own in its place, so that it needs no script to fetch it."""
    if OWN_CARDS not in fragment:
        return fragment
    own = alone.cards(eye, actor.person)
    drawn = templates.get_template("own-cards.html").render(url=eye.url, own=own) if own else ""
    return fragment.replace(OWN_CARDS, drawn)


def _own(eye: Eye, actor: Actor) -> dict[str, Any]:
    slot = eye.slot.id if eye.slot else None
    ended = eye.kind == "after" and not eye.facilitates  # then all that is one's own stands together
    open_questions = [q for q in eye.room.questions.values() if (ended or q.slot == slot) and not q.withdrawn]
    nameless = eye.audience.role == "member" if ended else eye.is_peer
    removable = {text: place for text, (place, _) in open_texts(eye.room).items()} if eye.facilitates else None
    return {
        "supports": [_support(q, actor) for q in open_questions if not q.outcome] if eye.is_peer else [],
        "questions": [_question(eye, q, removable) for q in open_questions if q.by == actor.person or eye.facilitates],
        "unnamed": [{"id": q.id, "text": q.text} for q in open_questions if q.anonymous and nameless],
        "entries": [
            _entry(eye, e, removable) for e in _entries(eye, slot, ended) if e.by == actor.person or eye.facilitates
        ],
        "views": _views(eye, actor),
        "cards": alone.cards(eye, actor.person) if actor.role == "member" else None,
    }


def _support(question: Question, actor: Actor) -> dict[str, Any]:
    return {
        "id": question.id, "text": question.text, "own": question.by == actor.person,
        "pressed": actor.person in question.supporters, "anonymous": question.anonymous,
    }  # fmt: skip


Removable = Mapping[str, str] | None
"""By text: where it stands, to be removed there; none for those who may not."""


def _question(eye: Eye, question: Question, removable: Removable) -> dict[str, Any]:
    return {"id": question.id, "text": question.text, **_removed_at(eye, question, removable)}


def _entry(eye: Eye, entry: Entry, removable: Removable) -> dict[str, Any]:
    kind = KIND_WORDS[entry.kind][0]
    return {"id": entry.id, "text": entry.text, "kind": kind, **_removed_at(eye, entry, removable)}


def _removed_at(eye: Eye, one: Question | Entry, removable: Removable) -> dict[str, str]:
    """Where its words stand, and the first ones where they were put right since."""
    if removable is None:
        return {}
    return {"place": removable.get(one.text, ""), "earlier": earlier_place(eye.room, one.seq, one.text)}


def _entries(eye: Eye, slot: str | None, ended: bool) -> list[Entry]:
    kept = (entry for entry in eye.room.entries.values() if not entry.withdrawn)
    found = (entry for entry in kept if ended or entry.slot in (slot, None))
    return sorted(found, key=lambda entry: entry.seq)


def _views(eye: Eye, actor: Actor) -> list[dict[str, Any]]:
    """A person's own blind views, where views are by person."""
    if eye.room.peer_views != "person" or eye.slot is None or not eye.is_peer or actor.person is None:
        return []
    found = []
    for statement in eye.looked_at:
        own = eye.room.views(eye.slot.id, statement).get(actor.person)
        found.append({"id": f"{eye.slot.id}-{statement.replace('.', '-')}", "view": own, "names": eye.level_names})
    return found
