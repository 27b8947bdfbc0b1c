"""What an hour leaves open: actions not agreed, levels undecided, questions without an answer. Said, and no more."""

from collections.abc import Sequence
from typing import Any

import msgspec

from server.eye import Eye, looked_at
from server.several import several
from sessions.room import Room

LAST_STEPS = frozenset({"reflect", "agree", "actions", "read_back"})


class LooseEnd(msgspec.Struct, frozen=True):
    """How many of one sort are open, in words, and where the first of them stands."""

    words: str
    href: str

    @property
    def at_desk(self) -> bool:
        """Whether it stands on the desk only, so that the remote has to lead there."""
        return self.href.startswith(("#action-", "#reveal-", "#view-", "#difference-"))


def loose_ends(eye: Eye) -> dict[str, Any]:
    """For whoever leads: what this hour leaves open before it is left, and what all of them do before the close."""
    if eye.room.state != "open" or eye.room.run is None:
        return {"hours": []}
    if eye.kind == "break":
        return {"hours": _hours(eye, _last_hour(eye.room))}
    if eye.slot is not None:
        ends = of_slot(eye.room, eye.slot.id) if _is_leaving(eye.room) else _unseen_here(eye)
        return {"hours": [{"name": "", "ends": ends}] if ends else []}
    return {"hours": _everywhere(eye) if eye.room.run.step.startswith("closing.") else []}


def _is_leaving(room: Room) -> bool:
    """Whether the room stands where an hour is decided on, or at the last step of one."""
    step = room.step
    own = [other.id for other in room.programme if step and other.section == step.section]
    return step is not None and (step.kind in LAST_STEPS or own[-1:] == [step.id])


def _unseen_here(eye: Eye) -> list[LooseEnd]:
    """In the step for views: those that nobody has been shown."""
    return _ends([_unseen(eye.room, eye.slot.id)]) if eye.slot and eye.kind == "peer_view" else []


def _everywhere(eye: Eye) -> list[dict[str, Any]]:
    """What every hour that was held leaves open, and the hub's own actions."""
    hub = {"name": "The hub", "ends": of_hub(eye.room)}
    return [*_hours(eye, [slot.id for slot in eye.room.order]), *([hub] if hub["ends"] else [])]


def _hours(eye: Eye, slots: Sequence[str]) -> list[dict[str, Any]]:
    """What these hours leave open, where they were held, each end where it can be tied up."""
    hours = [
        {
            "name": eye.room.institutions[eye.room.slots[slot].host].name,
            "ends": [LooseEnd(end.words, at_hour(eye, slot, end.href)) for end in of_slot(eye.room, slot)],
        }
        for slot in slots
        if slot in held(eye.room)
    ]
    return [hour for hour in hours if hour["ends"]]


def _last_hour(room: Room) -> list[str]:
    """The slot that the room was in before the break."""
    return [slot for run in room.runs if (slot := room.step_of(run.step).slot)][-1:]


def held(room: Room) -> set[str | None]:
    """The slots that have begun."""
    return {room.step_of(run.step).slot for run in room.runs}


def not_held(room: Room) -> str:
    """Which institutions have had no hour, as a sentence for whoever is about to close the room; else empty."""
    names = _without(room, len(room.programme))
    return f"{several(names)} {'has' if len(names) == 1 else 'have'} had no hour. " if names else ""


def passed_over(room: Room, step: str) -> str:
    """Which institutions a jump to a step leaves without an hour, as a sentence for whoever is about to; else empty."""
    order = [other.id for other in room.programme]
    behind = _without(room, order.index(room.run.step)) if room.run and room.run.step in order else []
    names = [name for name in _without(room, order.index(step)) if name not in behind]
    return f"{several(names)} would have no hour. " if names else ""


def _without(room: Room, place: int) -> list[str]:
    """The institutions whose hour was not held and would lie behind at a place in the programme, by name; none where
    there is but one institution and no hours to share out."""
    if room.compares:
        return []
    had_or_ahead = held(room) | {step.slot for step in room.programme[place:]}
    return [room.institutions[slot.host].name for slot in room.order if slot.id not in had_or_ahead]


def of_slot(room: Room, slot: str) -> list[LooseEnd]:
    """What is open in a slot, each with its place on the slot's own page."""
    undecided = [s for s in looked_at(room, slot) if not _settled(room, slot, s)]
    unanswered = [
        question.id
        for question in room.questions.values()
        if question.slot == slot and not (question.withdrawn or question.answer or question.outcome == "parked")
    ]
    return _ends(
        [
            _unseen(room, slot),
            _not_agreed(room, slot),
            _levels(room, slot, undecided),
            ([f"q-{question}" for question in unanswered], "question has", "questions have", "no answer"),
        ]
    )


def of_hub(room: Room) -> list[LooseEnd]:
    """What is open of the hub's own."""
    return _ends([_not_agreed(room, None)])


def at_hour(eye: Eye, slot: str, anchor: str) -> str:
    """Where whoever facilitates finds something of an hour that is over."""
    return f"{eye.url}/hours/{slot}{anchor}"


def _settled(room: Room, slot: str, statement: str) -> bool:
    """Whether a level was decided on in the meeting."""
    rating = room.rating(slot, statement)
    return (rating.self_rating if room.compares else rating.agreed) is not None


Found = tuple[Sequence[str], str, str, str]
"""Where they stand, and the words for one and for more."""


def _unseen(room: Room, slot: str) -> Found:
    """The statements with views that can still be revealed; once the room is closed they stay unseen."""
    hidden = [s for s in looked_at(room, slot) if room.views(slot, s) and not room.rating(slot, s).revealed]
    part = "view" if room.step and room.step.kind == "peer_view" else "reveal"
    places = [f"{part}-{slot}-{statement.replace('.', '-')}" for statement in hidden if room.state == "open"]
    return places, "statement has", "statements have", "views that are not revealed"


def _levels(room: Room, slot: str, statements: Sequence[str]) -> Found:
    part = "difference" if room.compares else "reveal"
    places = [f"{part}-{slot}-{statement.replace('.', '-')}" for statement in statements]
    if room.compares:
        return places, "position is", "positions are", "not agreed"
    return places, "level is", "levels are", "undecided"


def _not_agreed(room: Room, slot: str | None) -> Found:
    proposed = [f"action-{a.id}" for a in room.actions.values() if a.slot == slot and a.status == "proposed"]
    return proposed, "action is", "actions are", "not agreed"


def _ends(found: Sequence[Found]) -> list[LooseEnd]:
    return [
        LooseEnd(f"{len(places)} {one if len(places) == 1 else more} {what}", f"#{places[0]}")
        for places, one, more, what in found
        if places
    ]
