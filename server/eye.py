"""What one audience sees of a room at one moment: names joined, times local, never a blind value of somebody else.

`Scene` is what shared fragments are made from, `Audience` whom they are made for, and `Eye` the two together with the
words that every part of a page needs. Parts (server/parts) turn an `Eye` into plain values for their templates.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from server.content import Content
from server.initials import initials
from server.pieces import Ready
from sessions import clock
from sessions.access import sees_slot
from sessions.framework import Framework, FrameworkOutline
from sessions.minuting import Names, name_of
from sessions.room import Actor, Institution, Room, Slot

AudienceRole = Literal["facilitator", "member", "observer", "screen"]


class Audience(msgspec.Struct, frozen=True):
    """Readers who see the same: facilitators, the members of one institution, observers, the screen."""

    role: AudienceRole
    institution: str | None = None
    hour: str | None = None
    """The slot that facilitators have before them on a page of its own, to put it right; else what the room has."""


def audience_of(actor: Actor, hour: str | None = None) -> Audience:
    """The audience somebody belongs to. Raises ValueError for somebody still waiting to be let in."""
    if actor.facilitates:
        return Audience("facilitator", hour=hour)
    if actor.role in ("member", "observer", "screen"):
        return Audience(actor.role, actor.institution)
    raise ValueError("somebody who waits has no view of the room yet")


class Scene(msgspec.Struct, frozen=True):
    """A room with what its pages need beside the log: names, who is connected, the join code, where links begin; what
    is ready of these pages; and `own`, the models of its hub by id, in the versions that the room began with."""

    room_id: str
    room: Room
    names: Names
    present: frozenset[str]
    code: str
    base: str
    ready: Ready = msgspec.field(default_factory=Ready)
    own: Mapping[str, Framework] = {}

    def framework_of(self, slot: str, content: Content) -> Framework | None:
        """A host's model with its level descriptions, in the version the room began with, where it is at hand: a hub's
        own goes before the product's."""
        model = self.room.framework_of(slot)
        found = self.own.get(model.id) or content.frameworks.get(model.id)
        return found if found and found.version == model.version else None


def looked_at(room: Room, slot: str) -> tuple[str, ...]:
    """The statements a slot is about: those in focus, and any other that has a view or was agreed."""
    focus, ratings = room.slots[slot].focus, room.ratings.get(slot, {})
    taken_in = {s for s, rating in ratings.items() if rating.revealed or rating.agreed} | {*room.blind.get(slot, {})}
    return tuple(s for s in room.statements(slot) if s in focus or s in taken_in)


class Choice(msgspec.Struct, frozen=True):
    """Something to choose in a form: the value sent and the words shown."""

    value: str
    words: str


class Eye:
    """A scene as an audience sees it at `now`."""

    def __init__(self, scene: Scene, audience: Audience, now: datetime, content: Content) -> None:
        self.scene, self.audience, self.now, self.content = scene, audience, now, content
        self.room = scene.room
        self.url = f"/rooms/{scene.room_id}"

    # Who looks

    @property
    def facilitates(self) -> bool:
        """Whether the facilitators look."""
        return self.audience.role == "facilitator"

    @property
    def is_screen(self) -> bool:
        """Whether the projector shows it."""
        return self.audience.role == "screen"

    @property
    def may_write(self) -> bool:
        """Whether this audience takes part at all, and there is still something to write."""
        return self.audience.role in ("facilitator", "member") and not self.is_final

    @property
    def is_final(self) -> bool:
        """Whether the minutes are confirmed: what stands in them stands."""
        return self.room.state == "confirmed"

    @property
    def speaks_for_host(self) -> bool:
        """Whether this audience may still say what the host of the slot in view says: its own, or who facilitates."""
        return (self.is_host or self.facilitates) and not self.is_final

    @property
    def notes_answers(self) -> bool:
        """Whether this audience may still write down what the host of the slot in view answers."""
        return (self.is_host or self.facilitates or self.is_scribe) and not self.is_final

    @cached_property
    def is_host(self) -> bool:
        """Whether the slot in view is this audience's own."""
        return self.slot is not None and self.slot.host == self.audience.institution

    @property
    def is_peer(self) -> bool:
        """Whether this audience is a peer in the slot in view."""
        return self.audience.role == "member" and not self.is_host and self.slot is not None

    @property
    def is_scribe(self) -> bool:
        """Whether the scribe of the slot in view is one of this audience's people."""
        scribe = self.room.people.get(self.slot.scribe or "") if self.slot else None
        return scribe is not None and self.audience.role == "member" and scribe.institution == self.audience.institution

    @property
    def among_colleagues(self) -> bool:
        """Whether one institution's colleagues compare in this room: nobody is a peer in it."""
        return self.room.compares

    @property
    def actor(self) -> Actor:
        """The audience as a reader without a person, for the access table."""
        return Actor(None, self.audience.role, self.audience.institution)

    # What is looked at

    @cached_property
    def slot(self) -> Slot | None:
        """The slot in view: the one the room is in; after the meeting an institution's own; on an hour's page that."""
        if self.audience.hour:
            return self.room.slots.get(self.audience.hour)
        if self.room.ended:
            own = self.room.institutions.get(self.audience.institution or "")
            if own is None and self.among_colleagues:
                return self.room.order[0]
            return self.room.slots[own.slot] if own else None
        return self.room.slot

    @cached_property
    def sees(self) -> bool:
        """Whether this audience may see what stands in the slot in view (observers: where the host agreed)."""
        return self.is_screen or sees_slot(self.room, self.actor, self.slot.id if self.slot else None)

    @cached_property
    def position(self) -> clock.Position | None:
        """Where the clock is."""
        return clock.position(self.room, self.now)

    @cached_property
    def kind(self) -> str:
        """What the page puts forward: the kind of the running step; `lobby` before the first, `after` at the end, and
        where an hour that is over is put right."""
        if self.audience.hour or self.room.ended:
            return "after"
        return self.room.step.kind if self.room.run and self.room.step else "lobby"

    @property
    def model(self) -> FrameworkOutline:
        """The model of the slot in view."""
        assert self.slot is not None, "a model belongs to a slot"
        return self.room.framework_of(self.slot.id)

    @property
    def framework(self) -> Framework | None:
        """The model with its level descriptions, in the version the room began with, where it is at hand."""
        assert self.slot is not None, "a model belongs to a slot"
        return self.scene.framework_of(self.slot.id, self.content)

    @property
    def level_names(self) -> list[str]:
        """The names of the levels, from the first up."""
        return [level.name for level in self.model.levels]

    def descriptions(self, statement: str) -> list[str]:
        """What each level means for a statement; empty where the file is not at hand."""
        line = self.framework.statement(statement) if self.framework else None
        return list(line.levels) if line else []

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The statements that the slot in view is about."""
        assert self.slot is not None, "statements belong to a slot"
        return looked_at(self.room, self.slot.id)

    @property
    def any_revealed(self) -> bool:
        """Whether views in the slot in view are on the table."""
        return self.slot is not None and any(one.revealed for one in self.room.ratings.get(self.slot.id, {}).values())

    @property
    def peers_speak(self) -> bool:
        """Whether the silent part of the peers' view is over: views are on the table, and the host listens."""
        return self.kind == "peer_view" and self.any_revealed

    def title(self, statement: str | None) -> str:
        """A statement's title."""
        line = self.model.statement(statement) if statement and self.slot else None
        return line.title if line else ""

    # Names

    def name(self, person: str | None) -> str:
        """A person's name."""
        return name_of(self.scene.names, person)

    def first_name(self, person: str | None) -> str:
        """What people in the room call somebody."""
        return self.name(person).split(" ")[0]

    def institution(self, institution: str | None) -> Institution | None:
        """An institution of the room, where there is one of that id."""
        return self.room.institutions.get(institution or "")

    @property
    def host(self) -> Institution:
        """The host of the slot in view."""
        assert self.slot is not None, "a host belongs to a slot"
        return self.room.institutions[self.slot.host]

    @cached_property
    def initials(self) -> Mapping[str, str]:
        """Two letters for every institution, no two alike."""
        institutions = self.room.institutions
        return dict(zip(institutions, initials([one.name for one in institutions.values()]), strict=True))

    def members(self, institution: str | None) -> list[Choice]:
        """The people of an institution, those who are here first."""
        people = [
            p
            for p in self.room.people.values()
            if p.institution == institution and p.role == "member" and not p.removed
        ]
        return [Choice(p.id, self.name(p.id)) for p in sorted(people, key=lambda p: (not p.here, self.name(p.id)))]

    def facilitators(self) -> list[Choice]:
        """Those who facilitate."""
        return [
            Choice(p.id, self.name(p.id))
            for p in self.room.people.values()
            if p.role in ("facilitator", "co_facilitator") and not p.removed
        ]

    @property
    def facilitator(self) -> str:
        """What the facilitator is called, for sentences such as "Priya calls on one person at a time"."""
        leads = [p.id for p in self.room.people.values() if p.role == "facilitator" and not p.removed]
        return self.first_name(leads[0]) if leads else "The facilitator"

    # Times

    def time(self, at: datetime | None) -> str:
        """A time of day in the room's zone: "11:45"."""
        return f"{at.astimezone(ZoneInfo(self.room.time_zone)):%H:%M}" if at else ""

    @property
    def date(self) -> str:
        """The day of the meeting: "Thursday 12 November 2026"."""
        start = self.room.start.astimezone(ZoneInfo(self.room.time_zone))
        return f"{start:%A} {start.day} {start:%B %Y}"
