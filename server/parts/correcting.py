"""Where somebody puts right a text of the minutes, by the same table of who may do what as everything else."""

from collections.abc import Iterator
from typing import NamedTuple

from sessions import commands as c
from sessions.access import MAY, capacities
from sessions.room import Actor, Room

OWN = "mine"
"""The fold in which everybody finds what they wrote themselves."""


class Standing(NamedTuple):
    """A text: the slot it stands in, the command that changes it, the place of its form, whoever wrote it."""

    text: str
    slot: str | None
    changed_by: type[c.Asked]
    anchor: str
    author: str | None = None


def places(room: Room, actor: Actor) -> dict[str, str]:
    """By text: where, from their seat, this reader can put it right: members once the room is closed, for until then
    their page is about another step; nobody once the minutes are confirmed."""
    if room.state == "confirmed" or (room.state != "closed" and not actor.facilitates):
        return {}
    found = ((one.text, _place(room, actor, one)) for one in _standing(room) if one.text)
    return {text: place for text, place in found if place}


def _place(room: Room, actor: Actor, one: Standing) -> str:
    """A facilitator finds it on the page of its hour, a member on their own page: their part, and what they wrote."""
    able = capacities(room, actor, one.slot)
    if "F" in able:
        return f"/hours/{one.slot}#{one.anchor}" if one.slot else f"#{one.anchor}"
    if "author" in MAY[one.changed_by]:
        return f"#{OWN}" if one.author is not None and one.author == actor.person else ""
    return f"#{one.anchor}" if "H" in able & MAY[one.changed_by] else ""


def _standing(room: Room) -> Iterator[Standing]:
    for slot in room.slots.values():
        fold = f"edit-setting-{slot.id}"
        yield Standing(slot.context, slot.id, c.NoteContext, fold)
        yield from (Standing(one, slot.id, c.SetPriorities, fold) for one in slot.priorities)
        for statement, rating in room.ratings.get(slot.id, {}).items():
            place = f"{slot.id}-{statement.replace('.', '-')}"
            if rating.agreed:
                yield Standing(rating.agreed.reason or "", slot.id, c.AgreeRating, f"reveal-{place}")
            if room.compares and rating.self_rating:
                own = rating.self_rating
                for text in (own.evidence, own.doubt or ""):
                    yield Standing(text, slot.id, c.ShareSelfRating, f"difference-{place}")
    for question in room.questions.values():
        yield Standing(question.text, question.slot, c.CorrectQuestion, OWN, question.by)
        answer = question.answer.text if question.answer else ""
        yield Standing(answer, question.slot, c.AnswerQuestion, f"q-{question.id}")
    for entry in room.entries.values():
        yield Standing(entry.text, entry.slot, c.CorrectEntry, OWN, entry.by)
    for action in room.actions.values():
        for text in (action.text, action.priority or "", action.subject_to or ""):
            yield Standing(text, action.slot, c.AmendAction, f"action-{action.id}")
    if room.next_meeting:
        for text in (room.next_meeting.purpose or "", room.next_meeting.place or ""):
            yield Standing(text, None, c.SetNextDate, "next-form")
