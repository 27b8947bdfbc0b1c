"""How each event changes the room. Total: it never refuses, for what is in the log has happened.

By subject, as in `sessions.decide`: `plan`, `meeting` (room and clock), `people`, `slots`, `evaluation`, `ratings`,
`questions`, `entries`, `actions`, and `words` (those that can be removed); what they share is in `ground`. Each says
which events are its own, and mypy notices one that is nobody's, or that its subject forgot.
"""

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve import actions, entries, evaluation, meeting, people, plan, questions, ratings, slots, words
from sessions.room import Room


def evolve(room: Room | None, recorded: e.Recorded) -> Room:
    """The room after one more event; the first event of a log makes it."""
    before = room.state if room else None
    room = _apply(room, recorded.event, recorded)
    if before == room.state == "open":
        room = people.at_work(room, recorded.event, recorded.at)
    texts = room.texts if not recorded.event.beside else words.noted(room, recorded)
    return replace(room, seq=recorded.seq, at=recorded.at, texts=texts)


def fold(recorded: Iterable[e.Recorded], room: Room | None = None) -> Room:
    """The room that a list of events makes."""
    for one in recorded:
        room = evolve(room, one)
    assert room is not None, "a log is never empty"
    return room


def _apply(room: Room | None, event: e.Event, recorded: e.Recorded) -> Room:
    if isinstance(event, e.RoomPrepared):
        return plan.prepare(event, recorded)
    assert room is not None, "a log begins with RoomPrepared"
    if isinstance(event, questions.OfQuestions):
        return questions.evolve(room, event, recorded)
    if isinstance(event, entries.OfEntries):
        return entries.evolve(room, event, recorded)
    if isinstance(event, actions.OfActions):
        return actions.evolve(room, event, recorded)
    if isinstance(event, people.OfPeople):
        return people.evolve(room, event, recorded)
    if isinstance(event, ratings.OfRatings):
        return ratings.evolve(room, event, recorded)
    if isinstance(event, evaluation.OfEvaluation):
        return evaluation.evolve(room, event, recorded)
    if isinstance(event, slots.OfASlot):
        return slots.evolve(room, event, recorded)
    if isinstance(event, meeting.OfTheMeeting):
        return meeting.evolve(room, event, recorded)
    if isinstance(event, e.TextRemoved):
        return words.removed(room, event)
    assert_never(event)  # pragma: no cover
