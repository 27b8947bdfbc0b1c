"""Questions on a page: the one on the table, the box to ask in, the queue."""

import re
from functools import lru_cache
from typing import Any

import msgspec

from server.eye import Choice, Eye
from server.parts.removable import place_of
from sessions.room import Question

A_PEER = "A peer"
MINDS_ELSEWHERE = frozenset({"write_questions", "peer_view", "reflect", "actions", "read_back", "break"})
"""Steps in which a question left on the table would only distract; the facilitator still sees it, to settle it."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A question as everybody may see it."""

    id: str
    text: str
    type: str
    status: str
    statement: str
    title: str
    asked_by: str
    institution: str
    entered_by: str
    supporters: int
    supported_by: str
    answer: str
    late: bool
    anonymous: bool


def shown(eye: Eye, question: Question) -> Shown:
    """A question for those who look; made once for all to whom it is the same."""
    made_from = (question, eye.scene.names, eye.room.institutions, eye.slot)
    known: Shown = eye.scene.ready.known(lambda: _shown(eye, question), *made_from)
    return known


def settles(eye: Eye) -> bool:
    """Whether those who look may say what became of the question on the table: the asker's institution, and who
    facilitates."""
    question = eye.room.questions.get(eye.room.on_table or "")
    institution = question.institution if question else None
    return eye.facilitates or (institution is not None and institution == eye.audience.institution)


def _shown(eye: Eye, question: Question) -> Shown:
    """An anonymous one comes from "A peer", without institution."""
    institution = eye.institution(question.institution)
    return Shown(
        id=question.id,
        text=question.text,
        type=question.type,
        status=question.status,
        statement=question.statement or "",
        title=eye.title(question.statement),
        asked_by=A_PEER if question.anonymous else eye.name(question.by),
        institution=institution.name if institution else "",
        entered_by=eye.first_name(question.entered_by) if question.entered_by else "",
        supporters=len(question.supporters),
        supported_by=", ".join(eye.first_name(person) for person in question.supporters),
        answer=question.answer.text if question.answer else "",
        late=question.late,
        anonymous=question.anonymous,
    )


def _of_slot(eye: Eye) -> list[Question]:
    if eye.slot is None:
        return []
    return [q for q in eye.room.questions.values() if q.slot == eye.slot.id and not q.withdrawn]


def on_table(eye: Eye) -> dict[str, Any]:
    """The question that everybody looks at; not on the projector while the room pauses or is off the record."""
    question = eye.room.questions.get(eye.room.on_table or "")
    hidden = eye.is_screen and (eye.room.off_record or eye.room.paused)
    elsewhere = eye.kind in MINDS_ELSEWHERE and not eye.facilitates
    if question is None or hidden or elsewhere or not eye.sees or (eye.slot and question.slot != eye.slot.id):
        return {"question": None}
    return {
        "question": shown(eye, question),
        "settles": settles(eye),
        "answers_here": eye.notes_answers,
        "hosts": eye.members(eye.slot.host) if eye.slot else [],
        "removes": _removes(eye, question) if eye.facilitates else [],
    }


def _removes(eye: Eye, question: Question) -> list[tuple[str, str, str]]:
    """What of the question on the table can be removed for good: an id, what it is, where it stands."""
    answer = question.answer.text if question.answer else ""
    found = (
        (f"table-{question.id}", "the question", place_of(eye.room, question.text)),
        (f"answer-{question.id}", "the answer", place_of(eye.room, answer)),
    )
    return [one for one in found if one[2]]


def ask(eye: Eye) -> dict[str, Any]:
    """The box to ask in, with stems at hand and the signs of advice in disguise."""
    if eye.slot is None:
        return {"host": None}
    prompts = eye.content.prompts
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "type": "clarifying" if eye.kind in ("clarify", "context", "ratings") else "challenge",
        "silent": eye.kind == "write_questions",
        "statements": [Choice(s, eye.title(s)) for s in eye.room.statements(eye.slot.id)],
        "groups": [{"title": g["title"], "stems": [blank(p["text"]) for p in g["prompts"]]} for g in prompts["groups"]],
        "own_stems": _own_stems(eye),
        "flag": prompts["advice_in_disguise"]["flag"],
        "advice": [
            {"starts": start_of(p["pattern"]), "try": p["try_instead"], "why": p["why"]}
            for p in prompts["advice_in_disguise"]["patterns"]
        ],
        "peers": [c for slot in eye.room.order if slot.id != eye.slot.id for c in eye.members(slot.host)],
    }


def _own_stems(eye: Eye) -> list[str]:
    """The framework's own questions on the statements in focus."""
    assert eye.slot is not None, "only asked within a slot"
    lines = [eye.framework.statement(s) for s in eye.slot.focus] if eye.framework else []
    return [text for line in lines if line for text in line.challenge[:1]]


def blank(stem: str) -> str:
    """A stem with its blanks as dots to write over: "How do you know that {claim} …" has no braces for people."""
    return re.sub(r"\{\w+\}", "…", stem)


@lru_cache
def start_of(pattern: str) -> str:
    """The words a piece of advice in disguise begins with: "Don't you think you should ..." → "don't you think"."""
    words = re.sub(r"[^\w' ]", "", pattern.lower()).split()
    return " ".join(words[:3])


def _heard(question: Question) -> bool:
    """Whether a question of fact has its answer: it stays in view, but waits for nothing."""
    return question.type == "clarifying" and question.answer is not None


def _acts_as(eye: Eye) -> str:
    """Which buttons a question has: "leads" for who takes it up, "settles" once nothing is taken up, "peer"."""
    if eye.facilitates and not eye.is_final:
        return "leads" if eye.kind != "after" else "settles"
    return "peer" if eye.is_peer else ""


def queue(eye: Eye) -> dict[str, Any]:
    """Questions that wait, most supported first, and those settled. In the silent writing peers see only how many."""
    waiting = [q for q in _of_slot(eye) if q.status == "open" or (q.status == "taken_up" and q.id != eye.room.on_table)]
    waiting.sort(key=lambda q: (_heard(q), -len(q.supporters), q.seq))
    settled = [q for q in _of_slot(eye) if q.outcome]
    counts = {
        status: sum(q.outcome == status for q in settled) for status in ("answered", "not_yet_satisfied", "parked")
    }
    silent = eye.kind == "write_questions" and not eye.facilitates
    return {
        "waiting": [] if silent else [shown(eye, q) for q in waiting],
        "count": sum(not _heard(q) for q in waiting),
        "silent": silent,
        "ended": eye.kind == "after",
        "settled": [shown(eye, q) for q in sorted(settled, key=lambda q: q.seq)],
        "counts": counts,
        "answers_here": eye.notes_answers,
        "acts_as": _acts_as(eye),
        "hosts": eye.members(eye.slot.host) if eye.slot else [],
    }
