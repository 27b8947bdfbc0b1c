"""The fragments of a room's pages: which there are, for whom, and what of the room each depends on.

One fragment, one template (templates/fragments/NAME.html), one root element with one id. The page, the push and the
catch-up all render it here. `watches` names the parts of the scene that a fragment is made from: as a room's parts stay
the same object until an event touches them, identity tells whether it has to be shown again. A fragment `inside`
another is part of that one's template and is pushed alone only while the outer one stays.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from server.content import Content
from server.eye import Audience, AudienceRole, Eye, Scene, audience_of
from server.parts import PARTS, questions
from server.pieces import Made, Pieces
from sessions.room import Question, Room

__all__ = ["FRAGMENTS", "Audience", "Fragment", "Fragments", "Scene", "audience_of"]

Watch = Callable[[Scene], tuple[Any, ...]]

_SEATED: frozenset[AudienceRole] = frozenset({"facilitator", "member", "observer"})
_FACILITATOR: frozenset[AudienceRole] = frozenset({"facilitator"})
_SCREEN: frozenset[AudienceRole] = frozenset({"screen"})


class Fragment(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a page. `name` is its template, its part and the id of its root element."""

    name: str
    audiences: frozenset[AudienceRole]
    watches: Watch
    inside: str | None = None


def _timing(room: Room) -> tuple[Any, ...]:
    return (room.runs, room.pauses, room.allotted, room.programme, room.state, room.off_record)


def _plan(room: Room) -> tuple[Any, ...]:
    """When and where it is to be, which may change until the doors open."""
    return (room.title, room.start.isoformat(), room.time_zone, room.place or "", room.call_link or "")


def _standing(room: Room) -> tuple[Any, ...]:
    """What decides which parts a page puts forward."""
    return (room.run and room.run.step, room.state, room.off_record, room.programme, _consents(room), _on_show(room))


def _on_show(room: Room) -> tuple[str, ...]:
    """The slots in which views are on the table, or what colleagues rated."""
    revealed = (slot for slot, ratings in room.ratings.items() if any(one.revealed for one in ratings.values()))
    return (*revealed, *room.compared)


def _consents(room: Room) -> tuple[Any, ...]:
    return tuple(slot.observers_at() for slot in room.slots.values())


def _on_table(room: Room) -> Question | None:
    """The question that everybody looks at; those that wait change nothing for it."""
    return room.questions.get(room.on_table or "")


def _read_aloud(room: Room) -> tuple[Any, ...]:
    """What the projector shows while actions are agreed and read back; at other times it is nothing to it."""
    reading = room.run is not None and room.step is not None and room.step.kind in ("actions", "read_back")
    return (room.actions, room.entries) if reading else (None, None)


def _focus(room: Room) -> tuple[tuple[str, ...], ...]:
    """What each hour looks at."""
    return tuple(slot.focus for slot in room.slots.values())


def _prepared(room: Room) -> tuple[Any, ...]:
    """What hosts have prepared, for as long as no step runs; from then on it is nothing to the course."""
    return (None, None, None) if room.runs else (room.slots, room.entries, room.ratings)


def _before(room: Room) -> tuple[Any, ...]:
    """What institutions have prepared and settled among themselves, until the doors open."""
    return (*_prepared(room), room.positions) if room.state == "prepared" else (None,) * 4


def _counted(scene: Scene) -> tuple[Any, ...]:
    return (scene.room.people, scene.present)


FRAGMENTS: tuple[Fragment, ...] = (
    Fragment(
        name="now",
        audiences=_SEATED,
        watches=lambda s: (*_timing(s.room), s.room.slots, s.names, _on_show(s.room), _plan(s.room), *_before(s.room)),
    ),
    Fragment(
        name="loose-ends",
        audiences=_FACILITATOR,
        inside="now",
        watches=lambda s: (s.room.actions, s.room.ratings, s.room.questions, s.room.blind, _focus(s.room)),
    ),
    Fragment(name="work", audiences=_SEATED, watches=lambda s: _standing(s.room)),
    Fragment(
        name="on-table",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (_on_table(s.room), s.room.slots, s.names),
    ),
    Fragment(name="ask", audiences=_SEATED, inside="work", watches=lambda s: (s.room.slots,)),
    Fragment(name="queue", audiences=_SEATED, inside="work", watches=lambda s: (s.room.questions, s.room.on_table)),
    Fragment(
        name="setting",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.slots, s.room.benchmarks, s.room.entries),
    ),
    Fragment(
        name="ratings",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.ratings, s.room.slots, s.room.benchmarks, s.room.positions, s.room.compared),
    ),
    Fragment(
        name="views",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.blind, s.room.ratings, s.room.slots, *_counted(s)),
    ),
    Fragment(
        name="alone",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.colleagues, s.room.compared, s.room.slots, *_counted(s)),
    ),
    Fragment(
        name="differences",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.compared, s.room.ratings, s.room.taken_up, s.room.entries, s.room.colleagues),
    ),
    Fragment(
        name="reveal",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.ratings, s.room.blind, _focus(s.room)),
    ),
    Fragment(
        name="actions", audiences=_SEATED, inside="work", watches=lambda s: (s.room.actions, s.room.slots, s.names)
    ),
    Fragment(name="kept", audiences=_SEATED, inside="work", watches=lambda s: (s.room.entries,)),
    Fragment(
        name="insights",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.entries, s.room.actions, s.room.next_meeting),
    ),
    Fragment(
        name="by-theme",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.ratings, s.room.slots, s.room.runs, s.room.state),
    ),
    Fragment(
        name="course",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.state, s.room.next_meeting, s.room.programme, _plan(s.room), *_prepared(s.room)),
    ),
    Fragment(
        name="lobby",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.programme, s.room.allotted, s.names, _plan(s.room), *_counted(s), *_before(s.room)),
    ),
    Fragment(
        name="after",
        audiences=_SEATED,
        inside="work",
        watches=lambda s: (s.room.slots, s.room.state, s.room.actions, s.room.ratings, s.room.questions),
    ),
    Fragment(name="capture", audiences=_SEATED, watches=lambda s: (*_standing(s.room), s.names, _focus(s.room))),
    Fragment(name="run", audiences=_FACILITATOR, watches=lambda s: (*_timing(s.room), s.room.slots, _plan(s.room))),
    Fragment(
        name="people",
        audiences=_FACILITATOR,
        watches=lambda s: (
            s.room.blind,
            s.names,
            s.room.slots,
            s.room.run,
            s.room.state,
            _on_show(s.room),
            *_counted(s),
        ),
    ),
    Fragment(
        name="nudges",
        audiences=_FACILITATOR,
        watches=lambda s: (s.room.questions, s.room.slots, s.room.run, s.room.ratings),
    ),
    Fragment(name="airtime", audiences=_FACILITATOR, watches=lambda s: (s.room.floor, s.room.run, s.room.state)),
    Fragment(
        name="projection",
        audiences=_SCREEN,
        watches=lambda s: (
            *_timing(s.room),
            _plan(s.room),
            _on_table(s.room),
            s.room.ratings,
            s.room.blind,
            s.room.colleagues,
            s.room.compared,
            s.room.taken_up,
            s.room.slots,
            *_read_aloud(s.room),
            *_counted(s),
        ),
    ),
)


class Glance(NamedTuple):
    """All that the fragments of `ALIKE` may depend on of who looks."""

    facilitates: bool
    is_peer: bool
    answers: bool
    settles: bool
    sees: bool
    is_screen: bool
    slot: str | None
    hour: str | None

    @classmethod
    def of(cls, eye: Eye) -> "Glance":
        """What it is for an audience."""
        return cls(
            facilitates=eye.facilitates,
            is_peer=eye.is_peer,
            answers=eye.notes_answers,
            settles=questions.settles(eye),
            sees=eye.sees,
            is_screen=eye.is_screen,
            slot=eye.slot.id if eye.slot else None,
            hour=eye.audience.hour,
        )


ALIKE = frozenset({"on-table", "queue", "nudges", "loose-ends", "kept"})
"""Fragments that are made once for all who see the same, at whatever time: three schools' peers see one queue."""


class Fragments:
    """Renders fragments; one for a process."""

    def __init__(self, templates: Environment, content: Content) -> None:
        self._templates, self._content = templates, content
        self._compared: tuple[Scene, Scene, list[Fragment]] | None = None

    def load(self) -> None:
        """Have every template ready, so that the first who look do not wait for that."""
        for fragment in FRAGMENTS:
            self._templates.get_template(f"fragments/{fragment.name}.html")

    def eye(self, scene: Scene, audience: Audience, now: datetime) -> Eye:
        """The scene as this audience sees it."""
        return Eye(scene, audience, now, self._content)

    def all(self, scene: Scene, audience: Audience, now: datetime) -> dict[str, str]:
        """Every outermost fragment of an audience's page, by element id."""
        eye = self.eye(scene, audience, now)
        return {f.name: self.render(f.name, eye) for f in self._of(audience) if f.inside not in self._names(audience)}

    def changed(self, before: Scene, after: Scene, audience: Audience, now: datetime) -> dict[str, str]:
        """The fragments made from something that is not the same object any more, for a page that shows `before`: of
        what it has already, only the ids."""
        was, eye = self.eye(before, audience, now), self.eye(after, audience, now)
        stale = [f for f in self._stale(before, after) if audience.role in f.audiences]
        outer = {f.name for f in stale}
        news = {f.name: self._beyond(f.name, was, eye) for f in stale if f.inside not in outer and _on_page(f, eye)}
        return {name: html for name, html in news.items() if html is not None}

    def _stale(self, before: Scene, after: Scene) -> list[Fragment]:
        """The fragments made from something else now, looked up once for all audiences that are shown it."""
        if self._compared is None or self._compared[0] is not before or self._compared[1] is not after:
            renamed = before.names is not after.names  # somebody came, or was erased: names stand nearly everywhere
            stale = [f for f in FRAGMENTS if renamed or not _same(f.watches(before), f.watches(after))]
            self._compared = (before, after, stale)
        return self._compared[2]

    def render(self, name: str, eye: Eye) -> str:
        """One fragment as HTML."""
        return self._made(name, eye).whole

    def _beyond(self, name: str, was: Eye, eye: Eye) -> str | None:
        if name not in ALIKE:
            return self._made(name, eye).whole
        before, made = self._made(name, was), self._made(name, eye)
        return None if made is before else made.beyond(before)

    def _made(self, name: str, eye: Eye) -> Made:
        if name not in ALIKE:
            return self._make(name, eye, PARTS[name](eye))
        key, scene = (name, Glance.of(eye)), eye.scene
        return scene.ready.fragments(
            key, (scene.room, scene.names), lambda: PARTS[name](eye), lambda values: self._make(name, eye, values)
        )

    def _make(self, name: str, eye: Eye, values: dict[str, Any]) -> Made:
        def part(inner: str) -> Markup:
            return Markup(self.render(inner, eye))  # noqa: S704 — rendered by an escaping template itself

        template, pieces = self._templates.get_template(f"fragments/{name}.html"), Pieces(eye.scene.ready.items)
        return pieces.made(template.render(eye=eye, part=part, pieces=pieces, **values).strip())

    @staticmethod
    def content(fragments: Mapping[str, str]) -> str:
        """Fragments as one text that the page swaps in by morphing, each by its id."""
        return "".join(
            f'<hx-partial id="{i}" hx-swap="outerMorph">{html}</hx-partial>' for i, html in fragments.items()
        )

    @staticmethod
    def _of(audience: Audience) -> list[Fragment]:
        return [f for f in FRAGMENTS if audience.role in f.audiences]

    def _names(self, audience: Audience) -> set[str | None]:
        return {f.name for f in self._of(audience)}


def _same(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    return all(
        a is b or (isinstance(a, str | bool | tuple | frozenset) and a == b) for a, b in zip(before, after, strict=True)
    )


def _on_page(fragment: Fragment, eye: Eye) -> bool:
    """Parts that the page does not put anywhere at this step need not be rendered."""
    from server.parts.work import layout

    return fragment.inside is None or fragment.inside != "work" or eye.is_screen or fragment.name in layout(eye).names
