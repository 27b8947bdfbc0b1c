"""What happened in a room, in the past tense. The log is a numbered list of these; nothing else is the truth.

Events hold ids, never names of people. `beside` names the fields that the store keeps next to the event with a salt,
so that they can be removed for good (texts) or cannot be guessed from the digest (levels not yet revealed); the event
itself then holds their hash. A `*` in a path stands for every item of a list.
"""

from datetime import date, datetime
from typing import ClassVar, Union, get_args

import msgspec

from sessions.commands import InvitedRole, Mode, OfferType, Outcome, PeerViews, QuestionType, TakeFrom
from sessions.framework import FrameworkOutline
from sessions.programme import Step


class Happened(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """The part all events share: `by` is a person id, absent for anonymous events and for the system's own."""

    beside: ClassVar[tuple[str, ...]] = ()
    by: str | None = None
    on_behalf_of: str | None = None


class Recorded(msgspec.Struct, frozen=True):
    """An event in its place in the log: `seq` from 1 without gaps, `at` in UTC, never going back."""

    seq: int
    at: datetime
    event: "Event"


class Withheld(msgspec.Struct, frozen=True):
    """All that a reader learns of an event it may not see: that there is one."""

    seq: int


# The room and its clock


class PreparedInstitution(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An institution as it comes to the room; `slot` is its share of the programme."""

    id: str
    name: str
    type: str
    slot: str
    framework: str
    focus_statements: tuple[str, ...]
    minutes: int
    urn: str | None = None
    local_authority: str | None = None
    presenter: str | None = None


class NewLength(msgspec.Struct, frozen=True):
    """A step that has another length, in programme minutes."""

    step: str
    minutes: int


class Planned(Happened, frozen=True, kw_only=True):
    """What a plan says, the first time and whenever it changes. `step_minutes` are lengths other than the format's, by
    part and step, that the programme was made with."""

    title: str
    format: str
    format_title: str
    start: datetime
    time_zone: str
    mode: Mode
    peer_views: PeerViews
    focus_themes: tuple[int, ...]
    ground_rules: tuple[str, ...]
    institutions: tuple[PreparedInstitution, ...]
    programme: tuple[Step, ...]
    frameworks: tuple[FrameworkOutline, ...]
    purpose: str = ""
    place: str | None = None
    call_link: str | None = None
    step_minutes: tuple[NewLength, ...] = ()


class RoomPrepared(Planned, frozen=True, kw_only=True):
    """A room is set up: everything a reader of the log needs to understand what follows."""

    time_scale: float
    hub: str | None = None


class PlanChanged(Planned, frozen=True, kw_only=True):
    """The plan is another one from here on. Of the institutions that are not in it any more, `withdrawn` have brought
    something, which stays; `left_out` have brought nothing, and no record speaks of them."""

    withdrawn: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class LengthsChanged(Happened, frozen=True, kw_only=True):
    """Steps that were still to come have other lengths."""

    lengths: tuple[NewLength, ...]


class RoomOpened(Happened, frozen=True, kw_only=True):
    """The doors are open."""


class StepStarted(Happened, frozen=True, kw_only=True):
    """The room moved to this step; a step started again goes on with what it had left."""

    step: str


class ClockPaused(Happened, frozen=True, kw_only=True):
    """The clock stands."""


class ClockResumed(Happened, frozen=True, kw_only=True):
    """The clock runs."""


class Shrunk(msgspec.Struct, frozen=True):
    """A step that gave time: what it has now, in programme seconds."""

    step: str
    seconds: int


class StepExtended(Happened, frozen=True, kw_only=True):
    """The step got more programme minutes, and these steps gave them."""

    step: str
    minutes: int
    take_from: TakeFrom
    shrunk: tuple[Shrunk, ...] = ()


class StepStartCorrected(Happened, frozen=True, kw_only=True):
    """The step really began at `start`."""

    step: str
    start: datetime


class WentOffTheRecord(Happened, frozen=True, kw_only=True):
    """Capture is refused from here on."""


class WentOnTheRecord(Happened, frozen=True, kw_only=True):
    """Capture again."""


class RoomClosed(Happened, frozen=True, kw_only=True):
    """The meeting ended."""


class RoomReopened(Happened, frozen=True, kw_only=True):
    """The meeting goes on."""


class PartConfirmed(Happened, frozen=True, kw_only=True):
    """The host stands by its part of the minutes."""

    slot: str


class MinutesConfirmed(Happened, frozen=True, kw_only=True):
    """The minutes are final."""


# People


class PersonInvited(Happened, frozen=True, kw_only=True):
    """Somebody has a link to the room."""

    person: str
    role: InvitedRole
    institution: str | None = None


class PersonPlaced(Happened, frozen=True, kw_only=True):
    """Somebody comes in another role, or for another institution, than was written; or is let in as an observer."""

    person: str
    role: InvitedRole
    institution: str | None = None


class JoinerKnocked(Happened, frozen=True, kw_only=True):
    """Somebody came by code and waits for the facilitator's nod; perhaps only to look on."""

    person: str
    looks_on: bool = False


class JoinerAdmitted(Happened, frozen=True, kw_only=True):
    """The nod."""

    person: str
    institution: str


class PersonJoined(Happened, frozen=True, kw_only=True):
    """Somebody is here."""

    person: str


class PersonLeft(Happened, frozen=True, kw_only=True):
    """Somebody went."""

    person: str


class PersonRemoved(Happened, frozen=True, kw_only=True):
    """Somebody's links stopped working."""

    person: str


class ScribeNamed(Happened, frozen=True, kw_only=True):
    """This person notes answers in that slot."""

    slot: str
    person: str


class ApologyRecorded(Happened, frozen=True, kw_only=True):
    """Somebody could not come."""

    person: str


class NextDateSet(Happened, frozen=True, kw_only=True):
    """The next meeting."""

    beside = ("purpose", "place")
    date: date
    start: str | None = None
    format: str | None = None
    purpose: str | None = None
    place: str | None = None


class InstitutionWithdrawn(Happened, frozen=True, kw_only=True):
    """An institution dropped out; `dropped` are the steps that left the programme with it."""

    institution: str
    dropped: tuple[str, ...]


class SlotsReordered(Happened, frozen=True, kw_only=True):
    """The order of slots from now on."""

    order: tuple[str, ...]


class TextRemoved(Happened, frozen=True, kw_only=True):
    """The text at `field` of event `removed` is gone for good, from the store too.

    `slot` is where it stood; `holder` whose blind words they were, `typist` who typed them for the holder. Nobody else
    is told that they were there. `first`, where the reason of a removal is removed: the event that one began with.
    """

    beside = ("reason",)
    removed: int
    field: str
    reason: str
    slot: str | None = None
    holder: str | None = None
    typist: str | None = None
    first: int | None = None


class FloorGiven(Happened, frozen=True, kw_only=True):
    """Who talks, as the facilitator taps it; nobody else sees it."""

    institution: str | None = None


# A host's slot


class WantsNoted(Happened, frozen=True, kw_only=True):
    """What the host wants from its hour."""

    beside = ("text",)
    slot: str
    text: str


class ContextNoted(Happened, frozen=True, kw_only=True):
    """The host's setting."""

    beside = ("text",)
    slot: str
    text: str


class PrioritiesSet(Happened, frozen=True, kw_only=True):
    """The host's improvement priorities."""

    beside = ("priorities.*",)
    slot: str
    priorities: tuple[str, ...]


class FocusChosen(Happened, frozen=True, kw_only=True):
    """The statements that the hour looks at from here on."""

    slot: str
    statements: tuple[str, ...]


class ObserversAdmitted(Happened, frozen=True, kw_only=True):
    """Observers see this slot from here on."""

    slot: str


class ObserversExcluded(Happened, frozen=True, kw_only=True):
    """And no more from here on."""

    slot: str


class BenchmarkBrought(Happened, frozen=True, kw_only=True):
    """A Compass result: how much of a Gatsby Benchmark was met, in percent, on `date`."""

    institution: str
    benchmark: int
    percent: int
    date: date


class ColleagueRatingGiven(Happened, frozen=True, kw_only=True):
    """What one colleague thought before the institution agreed; nobody else sees it until they compare."""

    beside = ("level", "note")
    institution: str
    person: str
    statement: str
    level: int
    note: str | None = None
    named: bool = False


class ComparedRating(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one colleague thought, as the others see it: with a person only where that one chose to be named."""

    level: int
    note: str | None = None
    person: str | None = None


class Compared(msgspec.Struct, frozen=True):
    """How colleagues rated a statement, lowest level first."""

    statement: str
    ratings: tuple[ComparedRating, ...]


class ColleagueRatingsCompared(Happened, frozen=True, kw_only=True):
    """The host's people saw how each of them rated, in the framework's order of statements."""

    beside = ("statements.*.ratings.*.level", "statements.*.ratings.*.note")
    slot: str
    statements: tuple[Compared, ...]


class DifferenceTakenUp(Happened, frozen=True, kw_only=True):
    """Everybody looks at how colleagues rated one statement; at all of them where none is named."""

    slot: str
    statement: str | None = None


class PositionAgreed(Happened, frozen=True, kw_only=True):
    """What the host's people settled on; theirs alone until it is shared. `brought`: from a review held elsewhere."""

    beside = ("level", "evidence")
    slot: str
    statement: str
    level: int
    evidence: str = ""
    brought: bool = False


class SelfRatingShared(Happened, frozen=True, kw_only=True):
    """The host's level and evidence, for everybody to see, with the doubt that its people wrote down."""

    beside = ("evidence", "doubt")
    slot: str
    statement: str
    level: int
    evidence: str
    doubt: str | None = None
    late: bool = False


class PeerViewGiven(Happened, frozen=True, kw_only=True):
    """A blind view. `holder` is whose it is: an institution's id, or a person's where views are by person."""

    beside = ("level", "reason")
    slot: str
    statement: str
    holder: str
    level: int
    reason: str | None = None


class RevealedView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One view after the reveal; without institution where views are by person."""

    level: int
    reason: str | None = None
    institution: str | None = None


class PeerViewsRevealed(Happened, frozen=True, kw_only=True):
    """The views on a statement. `middle` holds the two middle levels of the ordered views (the same one twice where
    it is one level). `views` is empty where too few people gave one to show them apart."""

    beside = ("views.*.reason",)
    slot: str
    statement: str
    count: int
    lowest: int
    highest: int
    middle: tuple[int, int]
    views: tuple[RevealedView, ...] = ()


class RatingAgreed(Happened, frozen=True, kw_only=True):
    """The level the host settled on."""

    beside = ("reason",)
    slot: str
    statement: str
    level: int
    reason: str | None = None
    late: bool = False


# Questions


class QuestionAsked(Happened, frozen=True, kw_only=True):
    """A question waits. An anonymous one has neither author nor institution anywhere."""

    beside = ("text",)
    question: str
    slot: str
    text: str
    type: QuestionType
    statement: str | None = None
    anonymous: bool = False
    secret_hash: str | None = None
    late: bool = False


class QuestionSupported(Happened, frozen=True, kw_only=True):
    """Somebody else would like it asked."""

    question: str


class QuestionUnsupported(Happened, frozen=True, kw_only=True):
    """Not any more."""

    question: str


class QuestionTakenUp(Happened, frozen=True, kw_only=True):
    """The question is on the table."""

    question: str


class QuestionAnswered(Happened, frozen=True, kw_only=True):
    """What was answered; the latest counts."""

    beside = ("answer",)
    question: str
    answer: str
    late: bool = False


class QuestionSettled(Happened, frozen=True, kw_only=True):
    """What became of it."""

    question: str
    outcome: Outcome


class QuestionCorrected(Happened, frozen=True, kw_only=True):
    """Other words for the same question."""

    beside = ("text",)
    question: str
    text: str


class QuestionWithdrawn(Happened, frozen=True, kw_only=True):
    """Taken back."""

    question: str


# Strengths, ideas, offers, notes, insights


class Kept(Happened, frozen=True, kw_only=True):
    """The part all entries share."""

    beside = ("text",)
    entry: str
    slot: str | None
    text: str
    statement: str | None = None
    late: bool = False


class StrengthNoted(Kept, frozen=True, kw_only=True):
    """Something is good."""


class IdeaTaken(Kept, frozen=True, kw_only=True):
    """Somebody takes it home."""


class OfferMade(Kept, frozen=True, kw_only=True):
    """Somebody offers it."""

    offer_type: OfferType | None = None


class NoteWritten(Kept, frozen=True, kw_only=True):
    """A minute note."""


class InsightNoted(Kept, frozen=True, kw_only=True):
    """A pattern across institutions."""

    themes: tuple[int, ...] = ()


class EntryCorrected(Happened, frozen=True, kw_only=True):
    """Other words for the same entry."""

    beside = ("text",)
    entry: str
    text: str


class EntryWithdrawn(Happened, frozen=True, kw_only=True):
    """Taken back."""

    entry: str


# Actions


class ActionWritten(Happened, frozen=True, kw_only=True):
    """The words of an action; `owner` is a person id."""

    beside = ("text", "priority")
    action: str
    slot: str | None
    text: str
    owner: str
    due: date
    statement: str | None = None
    priority: str | None = None
    late: bool = False


class ActionProposed(ActionWritten, frozen=True, kw_only=True):
    """Not agreed yet."""


class ActionAmended(ActionWritten, frozen=True, kw_only=True):
    """Changed, and so not agreed yet."""


class ActionAgreed(Happened, frozen=True, kw_only=True):
    """The host's word, perhaps subject to somebody else's."""

    beside = ("subject_to",)
    action: str
    subject_to: str | None = None


class ActionWithdrawn(Happened, frozen=True, kw_only=True):
    """Off the list."""

    action: str


Event = Union[  # noqa: UP007 — one name a line would hide the list
    RoomPrepared, PlanChanged, LengthsChanged, RoomOpened, StepStarted, ClockPaused, ClockResumed, StepExtended,
    StepStartCorrected, WentOffTheRecord, WentOnTheRecord, RoomClosed, RoomReopened, PartConfirmed, MinutesConfirmed,
    PersonInvited, PersonPlaced, JoinerKnocked, JoinerAdmitted, PersonJoined, PersonLeft, PersonRemoved, ScribeNamed,
    ApologyRecorded, NextDateSet, InstitutionWithdrawn, SlotsReordered, TextRemoved, FloorGiven, WantsNoted,
    ContextNoted, PrioritiesSet, FocusChosen, ObserversAdmitted, ObserversExcluded, BenchmarkBrought,
    ColleagueRatingGiven, ColleagueRatingsCompared, DifferenceTakenUp, PositionAgreed, SelfRatingShared, PeerViewGiven,
    PeerViewsRevealed, RatingAgreed, QuestionAsked, QuestionSupported, QuestionUnsupported, QuestionTakenUp,
    QuestionAnswered, QuestionSettled, QuestionCorrected, QuestionWithdrawn, StrengthNoted, IdeaTaken, OfferMade,
    NoteWritten, InsightNoted, EntryCorrected, EntryWithdrawn, ActionProposed, ActionAmended, ActionAgreed,
    ActionWithdrawn,
]  # fmt: skip
EVENTS: tuple[type[Happened], ...] = get_args(Event)
