"""What people ask of a room, in the imperative. Shapes only: the rules stand in `sessions.decide`.

Every command carries `id` (made by the client, so that it may be sent twice and count once) and may carry
`on_behalf_of`, a person id, where the facilitator enters something for somebody without a device.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Union, get_args

import msgspec
from msgspec import Meta

from sessions.framework import FrameworkOutline
from sessions.programme import Break, Format

ClientId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}(?!\n)$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Level = Annotated[int, Meta(ge=-1000, le=1000)]  # which levels exist is the framework's word, so a rule, not a shape

TakeFrom = Literal["slot", "break", "later"]
QuestionType = Literal["clarifying", "challenge"]
Outcome = Literal["answered", "not_yet_satisfied", "parked"]
OfferType = Literal["help", "resource"]
InvitedRole = Literal["facilitator", "co_facilitator", "member", "observer"]
Mode = Literal["in_person", "online"]
PeerViews = Literal["institution", "person"]
Minutes = Annotated[int, Meta(ge=1, le=480)]  # of a step or of a slot
Seen = Annotated[int, Meta(ge=0)] | None  # the event of what one looked at, 0 where nothing stood; none: not said


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """The part all commands share."""

    id: ClientId
    on_behalf_of: str | None = None


# The plan


class PlannedInstitution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An institution of a plan, by the `id` that the room knows it by; any other id is that of a new one.

    `framework` by id; `minutes` of its slot where they are not the format's."""

    id: ClientId
    name: Name
    type: Name
    framework: Name
    minutes: Minutes | None = None
    urn: Name | None = None
    local_authority: Name | None = None


class ChangePlan(Asked, frozen=True, kw_only=True):
    """Plan the review otherwise, until its doors open. `institutions` in slot order: one that is not named drops out.

    `form` is the format, `step_minutes` are other lengths of its steps by part and step (`slot.challenge`);
    `frameworks` are those that the room does not know."""

    title: Name
    form: Format
    start: Annotated[datetime, Meta(tz=True)]
    time_zone: Name
    institutions: Annotated[tuple[PlannedInstitution, ...], Meta(max_length=40)]
    mode: Mode = "in_person"
    peer_views: PeerViews = "institution"
    focus_themes: tuple[int, ...] = ()
    step_minutes: Mapping[str, Minutes] = {}
    breaks: tuple[Break, ...] = ()
    frameworks: tuple[FrameworkOutline, ...] = ()
    place: Annotated[str, Meta(max_length=300)] | None = None
    call_link: Annotated[str, Meta(max_length=2000)] | None = None


class Length(msgspec.Struct, frozen=True):
    """How many programme minutes a step is to have."""

    step: str
    minutes: Minutes


class ChangeLengths(Asked, frozen=True, kw_only=True):
    """Give steps that are still to come other lengths, once the room is open."""

    lengths: Annotated[tuple[Length, ...], Meta(max_length=1000)]


# The room and its clock


class OpenRoom(Asked, frozen=True, kw_only=True):
    """Open the doors: the lobby is live, no step runs yet."""


class StartStep(Asked, frozen=True, kw_only=True):
    """Move the room: to a named `step`, or `move` next or back from `from_step`."""

    step: str | None = None
    move: Literal["next", "back"] | None = None
    from_step: str | None = None


class PauseClock(Asked, frozen=True, kw_only=True):
    """Stop the clock; the step keeps what it had left."""


class ResumeClock(Asked, frozen=True, kw_only=True):
    """Let the clock run again."""


class ExtendStep(Asked, frozen=True, kw_only=True):
    """Give the running step more `minutes` (programme minutes), taken from somewhere. `preview` only shows the cost."""

    minutes: Annotated[int, Meta(ge=1, le=120)]
    take_from: TakeFrom = "slot"
    preview: bool = False


class CorrectStepStart(Asked, frozen=True, kw_only=True):
    """Put a forgotten "next" right: the step really began at `at` (UTC)."""

    step: str
    at: Annotated[datetime, Meta(tz=True)]


class GoOffTheRecord(Asked, frozen=True, kw_only=True):
    """Nothing is captured until the room is on the record again."""


class GoOnTheRecord(Asked, frozen=True, kw_only=True):
    """Capture again."""


class CloseRoom(Asked, frozen=True, kw_only=True):
    """End the meeting. Facts may still be added until the minutes are confirmed."""


class ReopenRoom(Asked, frozen=True, kw_only=True):
    """Undo a close."""


class ConfirmPart(Asked, frozen=True, kw_only=True):
    """The host says that its part of the minutes is right."""

    slot: str


class ConfirmMinutes(Asked, frozen=True, kw_only=True):
    """The facilitator confirms the minutes: nothing changes after that."""


# People


class JoinRoom(Asked, frozen=True, kw_only=True):
    """I am here."""


class LeaveRoom(Asked, frozen=True, kw_only=True):
    """I am going."""


class InvitePerson(Asked, frozen=True, kw_only=True):
    """Give somebody a place in the room. `person` is made by the server; the name stays out of the log."""

    name: Annotated[str, Meta(max_length=200)]
    role: InvitedRole
    institution: str | None = None
    email: Annotated[str, Meta(max_length=300)] = ""
    job_title: Annotated[str, Meta(max_length=300)] = ""
    organisation: Annotated[str, Meta(max_length=300)] = ""
    person: str | None = None


class PlacePerson(Asked, frozen=True, kw_only=True):
    """Put right as what, or for which institution, somebody comes."""

    person: str
    role: InvitedRole
    institution: str | None = None


class AdmitJoiner(Asked, frozen=True, kw_only=True):
    """The facilitator's nod to somebody who came by code: a member of an institution, or an observer."""

    person: str
    institution: str | None = None
    role: Literal["member", "observer"] = "member"


class RemovePerson(Asked, frozen=True, kw_only=True):
    """Shut somebody out: their links stop working at once. What they said stays."""

    person: str


class NameScribe(Asked, frozen=True, kw_only=True):
    """Ask a member to note answers in a slot."""

    slot: str
    person: str


class RecordApology(Asked, frozen=True, kw_only=True):
    """Somebody cannot come."""

    person: str


class SetNextDate(Asked, frozen=True, kw_only=True):
    """Fix the next meeting."""

    date: date
    start: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d(?!\n)$")] | None = None
    format: Name | None = None
    purpose: str | None = None
    place: str | None = None


class WithdrawInstitution(Asked, frozen=True, kw_only=True):
    """An institution drops out: its slot leaves the programme and times are worked out again."""

    institution: str


class ReorderSlots(Asked, frozen=True, kw_only=True):
    """Change the order of slots not yet begun. `order` names every remaining slot once."""

    order: tuple[str, ...]


class RemoveText(Asked, frozen=True, kw_only=True):
    """Remove a text for good, such as one that names a pupil. `seq` and `field` say where it stands."""

    seq: Annotated[int, Meta(ge=1)]
    field: Name
    reason: str


class GiveFloor(Asked, frozen=True, kw_only=True):
    """Measure talk: this institution has the floor from now on; none: nobody has."""

    institution: str | None = None


# A host's slot


class NoteWants(Asked, frozen=True, kw_only=True):
    """What the host wants from its hour. Without words it takes back what stands there."""

    slot: str
    text: str


class NoteContext(Asked, frozen=True, kw_only=True):
    """Who the host's learners are and what matters this year. Without words it takes back what stands there."""

    slot: str
    text: str


class SetPriorities(Asked, frozen=True, kw_only=True):
    """The host's improvement priorities, most important first."""

    slot: str
    priorities: Annotated[tuple[str, ...], Meta(max_length=12)]


class ChooseFocus(Asked, frozen=True, kw_only=True):
    """The statements that the host's hour looks at, in this order. Those rated already stay with them."""

    slot: str
    statements: tuple[Name, ...]


class AdmitObservers(Asked, frozen=True, kw_only=True):
    """The host lets observers see its slot."""

    slot: str


class ExcludeObservers(Asked, frozen=True, kw_only=True):
    """The host takes that back."""

    slot: str


class ShareSelfRating(Asked, frozen=True, kw_only=True):
    """The level a host gives itself on a statement, on what evidence, and what doubt remains. `seen` as in
    `AgreePosition`."""

    slot: str
    statement: Name
    level: Level
    evidence: str
    doubt: str | None = None
    seen: Seen = None


class RateAlone(Asked, frozen=True, kw_only=True):
    """The level that one of the host's people would give, unseen by the others until they compare. With `named` the
    name stands beside it then."""

    slot: str
    statement: Name
    level: Level
    note: str | None = None
    named: bool = False


class CompareRatings(Asked, frozen=True, kw_only=True):
    """The host's people show each other how they rated alone; nobody rates alone after that."""

    slot: str


class TakeUpDifference(Asked, frozen=True, kw_only=True):
    """Put one statement before everybody, with how colleagues rated it; without a statement, put it back."""

    slot: str
    statement: Name | None = None


class AgreePosition(Asked, frozen=True, kw_only=True):
    """The level that the host's people settle on before the meeting, and on what evidence. Theirs until shared.
    `seen` is the event of the position that one looked at, 0 where there was none: so nobody overwrites a colleague
    unawares."""

    slot: str
    statement: Name
    level: Level
    evidence: str = ""
    seen: Seen = None


class BroughtPosition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level from a review that was held elsewhere."""

    statement: Name
    level: Level
    evidence: str = ""


class BringPositions(Asked, frozen=True, kw_only=True):
    """Take over the levels of an internal leadership review that was held elsewhere: all of them or none."""

    slot: str
    positions: Annotated[tuple[BroughtPosition, ...], Meta(min_length=1, max_length=200)]


class SharePositions(Asked, frozen=True, kw_only=True):
    """Show everybody the host's positions as its self-ratings."""

    slot: str


class BroughtBenchmark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Compass result in percent."""

    benchmark: int
    percent: Annotated[int, Meta(ge=0, le=100)]
    date: date


class BringBenchmarks(Asked, frozen=True, kw_only=True):
    """Bring the host's Compass results: all of them or none."""

    slot: str
    results: Annotated[tuple[BroughtBenchmark, ...], Meta(min_length=1, max_length=200)]


class GivePeerView(Asked, frozen=True, kw_only=True):
    """The level a peer would give; unseen outside its institution until the facilitator reveals."""

    slot: str
    statement: Name
    level: Level
    reason: str | None = None


class RevealPeerViews(Asked, frozen=True, kw_only=True):
    """Show the views on one statement, or on every statement of the slot that has some."""

    slot: str
    statement: Name | None = None


class AgreeRating(Asked, frozen=True, kw_only=True):
    """The level the host settles on, with a reason. `seen` as in `AgreePosition`."""

    slot: str
    statement: Name
    level: Level
    reason: str | None = None
    seen: Seen = None


# Questions


class AskQuestion(Asked, frozen=True, kw_only=True):
    """A peer asks the host. With `anonymous` no record holds the author; whoever knows the secret may correct it."""

    question: ClientId
    slot: str
    text: str
    type: QuestionType
    statement: Name | None = None
    anonymous: bool = False
    secret_hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")] | None = None


class SupportQuestion(Asked, frozen=True, kw_only=True):
    """I would like this one asked too."""

    question: ClientId


class UnsupportQuestion(Asked, frozen=True, kw_only=True):
    """Not so much, after all."""

    question: ClientId


class TakeUpQuestion(Asked, frozen=True, kw_only=True):
    """Put a question on the table."""

    question: ClientId


class AnswerQuestion(Asked, frozen=True, kw_only=True):
    """Note what the host answered; a later answer replaces, both stay in the log."""

    question: ClientId
    answer: str


class SettleQuestion(Asked, frozen=True, kw_only=True):
    """Say what became of a question."""

    question: ClientId
    outcome: Outcome


class CorrectQuestion(Asked, frozen=True, kw_only=True):
    """Put the words of a question right."""

    question: ClientId
    text: str
    secret: str | None = None


class WithdrawQuestion(Asked, frozen=True, kw_only=True):
    """Take a question back."""

    question: ClientId
    secret: str | None = None


# Strengths, ideas, offers, notes, insights


class Captured(Asked, frozen=True, kw_only=True):
    """What can be captured at any time; `slot` none means the room as a whole."""

    entry: ClientId
    slot: str | None
    text: str
    statement: Name | None = None


class NoteStrength(Captured, frozen=True, kw_only=True):
    """What is good."""


class TakeIdea(Captured, frozen=True, kw_only=True):
    """What somebody takes home."""


class MakeOffer(Captured, frozen=True, kw_only=True):
    """Help or a resource that somebody offers."""

    offer_type: OfferType | None = None


class WriteNote(Captured, frozen=True, kw_only=True):
    """A minute note."""


class NoteInsight(Captured, frozen=True, kw_only=True):
    """A pattern across institutions; `themes` are theme numbers."""

    themes: tuple[int, ...] = ()


class CorrectEntry(Asked, frozen=True, kw_only=True):
    """Put the words of an entry right."""

    entry: ClientId
    text: str


class WithdrawEntry(Asked, frozen=True, kw_only=True):
    """Take an entry back."""

    entry: ClientId


# Actions


class ActionWords(Asked, frozen=True, kw_only=True):
    """Who does what by when; `slot` none is the hub's own. `owner` is a person id or a name."""

    action: ClientId
    slot: str | None
    text: str
    owner: Name
    due: date
    statement: Name | None = None
    priority: str | None = None


class ProposeAction(ActionWords, frozen=True, kw_only=True):
    """Propose it; only the host's word makes it agreed."""


class AmendAction(ActionWords, frozen=True, kw_only=True):
    """Change it; an agreed action is proposed again by that."""


class AgreeAction(Asked, frozen=True, kw_only=True):
    """The host agrees, perhaps subject to somebody's word."""

    action: ClientId
    subject_to: str | None = None


class WithdrawAction(Asked, frozen=True, kw_only=True):
    """Take it off the list."""

    action: ClientId


Command = Union[  # noqa: UP007 — one name a line would hide the list
    ChangePlan, ChangeLengths, OpenRoom, StartStep, PauseClock, ResumeClock, ExtendStep, CorrectStepStart,
    GoOffTheRecord, GoOnTheRecord, CloseRoom, ReopenRoom, ConfirmPart, ConfirmMinutes, JoinRoom, LeaveRoom,
    InvitePerson, PlacePerson, AdmitJoiner, RemovePerson, NameScribe, RecordApology, SetNextDate, WithdrawInstitution,
    ReorderSlots, RemoveText, GiveFloor, NoteWants, NoteContext, SetPriorities, ChooseFocus, AdmitObservers,
    ExcludeObservers, RateAlone, CompareRatings, TakeUpDifference, AgreePosition, BringPositions, SharePositions,
    BringBenchmarks, ShareSelfRating, GivePeerView, RevealPeerViews, AgreeRating, AskQuestion, SupportQuestion,
    UnsupportQuestion, TakeUpQuestion, AnswerQuestion, SettleQuestion, CorrectQuestion, WithdrawQuestion,
    NoteStrength, TakeIdea, MakeOffer, WriteNote, NoteInsight, CorrectEntry, WithdrawEntry, ProposeAction,
    AmendAction, AgreeAction, WithdrawAction,
]  # fmt: skip
COMMANDS: tuple[type[Asked], ...] = get_args(Command)
