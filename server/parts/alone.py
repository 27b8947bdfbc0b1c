"""Rating alone in the room: how far everybody is, never what they chose. One's own cards are fetched by their owner."""

from collections.abc import Iterator
from typing import Any

import msgspec

from server.eye import Eye
from server.parts import comparing
from server.several import several
from sessions.room import Room


class Far(msgspec.Struct, frozen=True, kw_only=True):
    """How far a colleague is. `typed`: somebody enters it for them."""

    id: str
    name: str
    count: int
    of: int
    here: bool
    typed: bool

    @property
    def done(self) -> bool:
        """Whether every statement in focus is rated."""
        return self.count >= self.of

    @property
    def words(self) -> str:
        """The same to read."""
        return "done" if self.done else f"{self.count} of {self.of}" if self.count else "not begun"


def alone(eye: Eye) -> dict[str, Any]:
    """Who rates, how many are done; the cards themselves are each colleague's own."""
    if eye.slot is None or not eye.sees:
        return {"host": None}
    far = [*colleagues(eye)]
    return {
        "host": eye.host,
        "slot": eye.slot.id,
        "compared": eye.slot.id in eye.room.compared,
        "of": len(eye.slot.focus),
        "far": far,
        "done": sum(one.done for one in far),
        "begun": sum(one.count > 0 for one in far),
        "expected": len(far),
        "reveals": eye.facilitates and eye.room.state == "open" and any(one.count for one in far),
        "everybody": everybody(eye),
        "over": eye.kind == "after",
    }


def everybody(eye: Eye) -> list[Far]:
    """All of the institution's people, whether they are here or not."""
    assert eye.slot is not None
    return [_far(eye, one.value, one.words) for one in eye.members(eye.slot.host)]


def colleagues(eye: Eye) -> Iterator[Far]:
    """Those who are waited for: who is here, and who has begun all the same."""
    return (one for one in everybody(eye) if one.here or one.count)


def _far(eye: Eye, person: str, name: str) -> Far:
    assert eye.slot is not None
    own = comparing.own_ratings(eye.room, eye.slot.host, person)
    known = eye.room.people[person]
    return Far(
        id=person, name=name, count=sum(statement in own for statement in eye.slot.focus), of=len(eye.slot.focus),
        here=known.here or person in eye.scene.present, typed=any(one.entered_by for one in own.values()),
    )  # fmt: skip


def unfinished(eye: Eye) -> str:
    """Who has not finished, as a sentence for whoever is about to reveal; else empty."""
    waits = [one.name for one in colleagues(eye) if not one.done]
    return f"{several(waits)} {'has' if len(waits) == 1 else 'have'} not rated every statement. " if waits else ""


def cards(eye: Eye, person: str | None, typist: str | None = None) -> dict[str, Any] | None:
    """One colleague's own cards, for that one's page alone; or, for whoever enters them for somebody, what that one
    typed. None where there is nothing to rate on now."""
    if not _rates_now(eye, person):
        return None
    assert eye.slot is not None
    there = comparing.own_ratings(eye.room, eye.slot.host, person)
    found = comparing.cards(eye.room, eye.slot.id, person, eye.framework, eye.slot.focus)
    if typist:
        kept = {statement for statement, one in there.items() if one.entered_by == typist}
        found = [
            one if one.id in kept else msgspec.structs.replace(one, level=None, note="", named=False) for one in found
        ]
    return {
        "slot": eye.slot.id,
        "cards": found,
        "names": eye.level_names,
        "done": sum(one.id in there for one in found),
        "elsewhere": {one.id for one in found if one.id in there and one.level is None},
        "entered": {statement: eye.first_name(one.entered_by) for statement, one in there.items() if one.entered_by},
        "person": person,
        "behalf": person if typist else "",
    }


def _rates_now(eye: Eye, person: str | None) -> bool:
    known = eye.room.people.get(person or "")
    open_to_rate = eye.slot is not None and eye.among_colleagues and eye.slot.id not in eye.room.compared
    mine = known is not None and known.role == "member" and eye.slot is not None and known.institution == eye.slot.host
    return open_to_rate and mine and rates(eye.room)


def rates(room: Room) -> bool:
    """Whether what is rated is still kept."""
    return room.state in ("prepared", "open") and not room.off_record
