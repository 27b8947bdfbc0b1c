"""The room as its log makes it: what is folded from the events, and the questions one asks of it.

Everything is frozen, and a part that an event does not touch stays the very same object, so that `a.questions is
b.questions` tells whether anything has to be shown again. Views not yet revealed stand apart from the ratings, so that
nothing which may be shown holds them. What grows with the log is kept in maps of `sessions.growing`, and packed as
arrays when a room is put by; being many and never in a circle, they are no work for the garbage collector.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from sessions.commands import Mode, OfferType, Outcome, PeerViews, QuestionType, TakeFrom
from sessions.events import Compared, RevealedView
from sessions.framework import FrameworkOutline
from sessions.programme import Step

REMOVED = "(words removed)"

Role = Literal["facilitator", "co_facilitator", "member", "observer", "screen", "waiting"]
RoomState = Literal["prepared", "open", "closed", "confirmed"]
EntryKind = Literal["strength", "idea", "offer", "note", "insight"]


class Actor(msgspec.Struct, frozen=True):
    """Who acts or reads: a person of the room in a role, or the screen."""

    person: str | None
    role: Role
    institution: str | None = None

    @property
    def facilitates(self) -> bool:
        """Whether this is a facilitator or co-facilitator: they have the same powers."""
        return self.role in ("facilitator", "co_facilitator")


SCREEN = Actor(None, "screen")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the room, by id. Times are those of the first arrival and the last leaving, up to the close: whoever
    comes later is a reader. `here` is at the meeting."""

    id: str
    role: Role
    institution: str | None = None
    looks_on: bool = False  # as they said at the door
    here: bool = False
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    apology: bool = False
    removed: bool = False
    removed_late: bool = False  # once the minutes were confirmed, which go on saying that they were waited for
    invited_after: bool = False  # once the meeting was over, so that nobody waited for them


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """A school or college of the room."""

    id: str
    name: str
    type: str
    slot: str
    framework: str
    urn: str | None = None
    local_authority: str | None = None
    withdrawn: bool = False
    left_out: bool = False  # of the plan, before it brought anything: withdrawn too, and named nowhere


class Consent(msgspec.Struct, frozen=True):
    """From event `seq` on, observers may or may not see a slot."""

    seq: int
    admitted: bool


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One institution's share: the host, what it brings, and who may look on. `promised` is in programme minutes."""

    id: str
    host: str
    promised: int
    focus: tuple[str, ...]
    focus_chosen: bool = False  # by the host, or for it; before that they are those the room was made with
    presenter: str | None = None
    wants: str = ""
    context: str = ""
    priorities: tuple[str, ...] = ()
    scribe: str | None = None
    observers: tuple[Consent, ...] = ()
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    withdrawn: bool = False

    def observers_at(self, seq: int | None = None) -> bool:
        """Whether observers were admitted when event `seq` happened (none: now)."""
        past = [consent.admitted for consent in self.observers if seq is None or consent.seq <= seq]
        return bool(past) and past[-1]


class Run(msgspec.Struct, frozen=True):
    """A stretch of time in which a step ran; none while it still does."""

    step: str
    start: datetime
    end: datetime | None = None


class Pause(msgspec.Struct, frozen=True):
    """A stretch of time in which the clock stood."""

    start: datetime
    end: datetime | None = None


class Extension(msgspec.Struct, frozen=True):
    """A decision on time, for the minutes."""

    step: str
    minutes: int
    take_from: TakeFrom
    by: str | None
    at: datetime


class Reallotment(msgspec.Struct, frozen=True):
    """A part of the programme was given another length, for the minutes. Programme seconds."""

    section: str
    before: int
    after: int
    by: str | None
    at: datetime


class SelfRating(msgspec.Struct, frozen=True):
    """The host's level and its evidence."""

    level: int
    evidence: str
    by: str | None
    at: datetime
    entered_by: str | None = None  # who typed it for them
    doubt: str | None = None  # what its people were not sure of
    seq: int = 0  # the event it came with


class Reveal(msgspec.Struct, frozen=True, kw_only=True):
    """What a reveal showed; see `PeerViewsRevealed`."""

    count: int
    lowest: int
    highest: int
    middle: tuple[int, int]
    views: tuple[RevealedView, ...]
    at: datetime


class Agreed(msgspec.Struct, frozen=True):
    """The level the host settled on."""

    level: int
    reason: str | None
    by: str | None
    at: datetime
    entered_by: str | None = None  # who typed it for them
    seq: int = 0  # the event it came with


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """All that may be shown about a statement: self, revealed, agreed; all three are kept for good.

    `earlier` are self-ratings on another level, oldest first, that the host changed once the room was open.
    """

    self_rating: SelfRating | None = None
    earlier: tuple[SelfRating, ...] = ()
    revealed: Reveal | None = None
    agreed: Agreed | None = None


class View(msgspec.Struct, frozen=True):
    """A blind view, for its holder's eyes only until the reveal."""

    holder: str
    level: int
    reason: str | None
    by: str | None


class ColleagueRating(msgspec.Struct, frozen=True):
    """What one colleague thought alone; for that one's eyes until they compare."""

    person: str
    level: int
    note: str | None
    named: bool = False
    entered_by: str | None = None  # who typed it for them


class Position(msgspec.Struct, frozen=True):
    """What the institution's people settled on among themselves."""

    level: int
    evidence: str
    by: str | None
    at: datetime
    brought: bool = False  # from a review that was held elsewhere
    seq: int = 0  # the event it came with


class Benchmark(msgspec.Struct, frozen=True):
    """A Compass result in percent."""

    percent: int
    date: date


class Answer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the host said, as somebody noted it."""

    text: str
    by: str | None
    at: datetime


class Question(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A question from its asking to its outcome. An anonymous one has neither `by` nor `institution`."""

    id: str
    seq: int
    slot: str
    type: QuestionType
    text: str
    asked_at: datetime
    statement: str | None = None
    by: str | None = None
    entered_by: str | None = None  # who typed it for them
    institution: str | None = None
    anonymous: bool = False
    secret_hash: str | None = None
    late: bool = False
    supporters: tuple[str, ...] = ()
    taken_up_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    outcome: Outcome | None = None
    withdrawn: bool = False

    @property
    def answer(self) -> Answer | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def status(self) -> Literal["open", "taken_up", "answered", "not_yet_satisfied", "parked", "withdrawn"]:
        """Where the question stands."""
        if self.withdrawn:
            return "withdrawn"
        return self.outcome or ("taken_up" if self.taken_up_at else "open")


class Entry(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A strength, idea, offer, note or insight."""

    id: str
    seq: int
    kind: EntryKind
    slot: str | None
    text: str
    at: datetime
    statement: str | None = None
    by: str | None = None
    entered_by: str | None = None  # who typed it for them
    institution: str | None = None
    offer_type: OfferType | None = None
    themes: tuple[int, ...] = ()
    late: bool = False
    withdrawn: bool = False


class Action(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Who does what by when. `owner` is a person id, perhaps of somebody not in the room."""

    id: str
    seq: int
    slot: str | None
    text: str
    owner: str
    due: date
    at: datetime
    statement: str | None = None
    priority: str | None = None
    by: str | None = None
    entered_by: str | None = None  # who typed it for them
    late: bool = False
    status: Literal["proposed", "agreed", "withdrawn"] = "proposed"
    subject_to: str | None = None
    agreed_by: str | None = None
    changed_since: bool = False  # it was agreed once, and its words are others now


class Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Removable words: the slot they stand in; where they are blind, whose they are and who typed them for them.

    The reason of a removal is seen by whoever saw the words that it removed; `first` is the event which held those.
    """

    text: str
    slot: str | None = None
    holder: str | None = None
    typist: str | None = None
    first: int | None = None


class NextMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """When the room meets again."""

    date: date
    start: str | None = None
    format: str | None = None
    purpose: str | None = None
    place: str | None = None


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """One review meeting, folded up to event `seq`. Allotments are programme seconds: 60 to a programme minute."""

    seq: int
    at: datetime
    title: str
    format: str
    format_title: str
    purpose: str
    start: datetime
    time_zone: str
    time_scale: float
    mode: Mode
    peer_views: PeerViews
    focus_themes: tuple[int, ...]
    ground_rules: tuple[str, ...]
    hub: str | None
    place: str | None
    call_link: str | None
    step_minutes: Mapping[str, int] = {}  # lengths other than the format's, by part and step
    plan: tuple[Step, ...]  # as it was prepared, so that what was promised stays known
    programme: tuple[Step, ...]  # as it stands: in today's order, without what was dropped
    frameworks: Mapping[str, FrameworkOutline]
    institutions: Mapping[str, Institution]
    slots: Mapping[str, Slot]
    people: Mapping[str, Person]
    state: RoomState = "prepared"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    allotted: Mapping[str, int] = {}
    runs: tuple[Run, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    reallotments: tuple[Reallotment, ...] = ()
    off_record: bool = False
    times_off_record: tuple[Pause, ...] = ()
    floor: tuple[tuple[datetime, str | None], ...] = ()
    ratings: Mapping[str, Mapping[str, Rating]] = {}  # slot → statement
    blind: Mapping[str, Mapping[str, Mapping[str, View]]] = {}  # slot → statement → holder
    colleagues: Mapping[str, Mapping[str, tuple[ColleagueRating, ...]]] = {}  # institution → statement
    compared: Mapping[str, tuple[Compared, ...]] = {}  # slot → how colleagues rated, once they have compared
    taken_up: Mapping[str, str] = {}  # slot → the statement whose ratings everybody looks at
    positions: Mapping[str, Mapping[str, Position]] = {}  # slot → statement
    benchmarks: Mapping[str, Mapping[str, tuple[Benchmark, ...]]] = {}  # institution → benchmark number as text
    questions: Mapping[str, Question] = {}
    on_table: str | None = None
    entries: Mapping[str, Entry] = {}
    actions: Mapping[str, Action] = {}
    next_meeting: NextMeeting | None = None
    corrected: Mapping[str, tuple[str, ...]] = {}  # slot ("" for the room) → who put something right after the meeting
    texts: Mapping[str, Words] = {}  # "seq/field" → the words that stand there

    @property
    def day(self) -> date:
        """The day of the meeting, where it is held."""
        return self.start.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def order(self) -> tuple[Slot, ...]:
        """The slots in today's order, those that were withdrawn left out."""
        return tuple(self.slots[slot] for slot in dict.fromkeys(step.slot for step in self.programme) if slot)

    @property
    def known_slots(self) -> tuple[Slot, ...]:
        """All slots that a record speaks of: today's and those that were withdrawn."""
        return tuple(slot for slot in self.slots.values() if not self.institutions[slot.host].left_out)

    @property
    def run(self) -> Run | None:
        """The step that runs now, if one does."""
        return self.runs[-1] if self.runs and self.runs[-1].end is None else None

    @property
    def step(self) -> Step | None:
        """The step the room stands at: the one that runs, or the last one once it is closed."""
        return self.step_of(self.runs[-1].step) if self.runs else None

    @property
    def slot(self) -> Slot | None:
        """The slot the room is in, if it is in one."""
        return self.slots[self.step.slot] if self.step and self.step.slot else None

    @property
    def compares(self) -> bool:
        """Whether colleagues compare in the meeting itself, before everybody's eyes."""
        return any(step.kind == "compare" for step in self.plan)

    @property
    def ended(self) -> bool:
        """Whether the meeting is over, its minutes confirmed or not."""
        return self.state in ("closed", "confirmed")

    @property
    def paused(self) -> bool:
        """Whether the clock stands."""
        return bool(self.pauses) and self.pauses[-1].end is None

    def step_of(self, step: str) -> Step:
        """The step of that id, dropped ones included. Raises KeyError."""
        for candidate in (*self.programme, *self.plan):
            if candidate.id == step:
                return candidate
        raise KeyError(step)

    def framework_of(self, slot: str) -> FrameworkOutline:
        """The model that the host of a slot is rated by."""
        return self.frameworks[self.institutions[self.slots[slot].host].framework]

    def rating(self, slot: str, statement: str) -> Rating:
        """What is known about a statement; an empty rating where nothing is."""
        return self.ratings.get(slot, {}).get(statement, Rating())

    def views(self, slot: str, statement: str) -> Mapping[str, View]:
        """The blind views on a statement by holder. Only for rules and for their holders."""
        return self.blind.get(slot, {}).get(statement, {})

    def statements(self, slot: str) -> tuple[str, ...]:
        """The statements a slot looks at: its focus, then any other that was rated, in the framework's order."""
        focus = self.slots[slot].focus
        other = {*self.ratings.get(slot, {}), *self.blind.get(slot, {})} - {*focus}
        return (*focus, *(line.id for line in self.framework_of(slot).statements if line.id in other))

    def is_over(self, slot: str | None) -> bool:
        """Whether the room has moved past a slot (or, for the room as a whole, is closed)."""
        if self.ended:
            return True
        if slot is None or not any(self.step_of(run.step).slot == slot for run in self.runs):
            return False
        return self.slot is None or self.slot.id != slot

    def actor(self, person: str) -> Actor:
        """A person of the room as one who acts. Raises KeyError for somebody unknown or removed."""
        who = self.people[person]
        if who.removed:
            raise KeyError(person)
        return Actor(person, who.role, who.institution)

    def seconds(self, span: timedelta) -> float:
        """Real time as programme seconds."""
        return span.total_seconds() * 60 / self.time_scale

    def span(self, seconds: float) -> timedelta:
        """Programme seconds as real time."""
        return timedelta(seconds=seconds * self.time_scale / 60)
