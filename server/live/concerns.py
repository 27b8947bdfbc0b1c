"""Whose own parts an event touches, so that their pages fetch them again. Says who, never what."""

from collections.abc import Iterable

from sessions import events as e
from sessions.room import Room

Concerned = frozenset[str] | None
"""Person ids; none means everybody."""

NOBODY: frozenset[str] = frozenset()

_EVERYBODY = (
    e.RoomOpened, e.RoomClosed, e.RoomReopened, e.StepStarted, e.WentOffTheRecord, e.WentOnTheRecord,
    e.PeerViewsRevealed, e.TextRemoved, e.InstitutionWithdrawn, e.SlotsReordered, e.MinutesConfirmed, e.FocusChosen,
)  # fmt: skip

_NEW_WORDS = (e.QuestionCorrected, e.QuestionWithdrawn)


def concerned(room: Room, happened: Iterable[e.Recorded]) -> Concerned:
    """Everybody where the meeting moves; else those who did it, for whom it was done, and who are named in it."""
    people: set[str | None] = set()
    for recorded in happened:
        event = recorded.event
        if isinstance(event, _EVERYBODY) or _could_be_anybodys(room, event):
            return None
        people |= {event.by, event.on_behalf_of, getattr(event, "person", None), getattr(event, "owner", None)}
        people |= _of_question(room, getattr(event, "question", None))
        people |= _of_others(room, event)
    return frozenset(person for person in people if person)


def _could_be_anybodys(room: Room, event: e.Event) -> bool:
    """Whether it puts an anonymous question right: only a device knows which are its own, so every page lists them."""
    return isinstance(event, _NEW_WORDS) and room.questions[event.question].anonymous


def _of_question(room: Room, question: str | None) -> set[str | None]:
    """Whoever asked it and supports it."""
    found = room.questions.get(question or "")
    return {found.by, *found.supporters} if found else set()


def _of_others(room: Room, event: e.Event) -> set[str | None]:
    entry = room.entries.get(getattr(event, "entry", ""))
    action = room.actions.get(getattr(event, "action", ""))
    return {entry.by if entry else None, action.by if action else None, action.owner if action else None}


def together(one: Concerned, other: Concerned) -> Concerned:
    """Both."""
    return None if one is None or other is None else one | other
