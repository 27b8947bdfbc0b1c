"""The shapes of a room as one reader may read it through the machine's door; filled by `sessions.reading`.

Minutes are programme minutes, to a tenth; times are in UTC, the room's `start` in its own offset. What a reader may not
see is absent or null, never empty by accident: a peer's view before the reveal is in no field of these at all.
"""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from msgspec import field

from sessions.clock import Standing
from sessions.commands import Mode, OfferType, Outcome, PeerViews, QuestionType
from sessions.programme import StepKind
from sessions.room import EntryKind, Role, RoomState


class You(msgspec.Struct, frozen=True):
    """Who reads."""

    person: str | None
    role: Role
    institution: str | None


class PositionNow(msgspec.Struct, frozen=True, kw_only=True):
    """Where the room is; nothing but the flags before the first step and after the close. `left`: programme seconds."""

    slot: str | None = None
    step: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    ends_at: datetime | None = None
    left: float | None = None
    paused: bool = False
    off_record: bool = False


class ProgrammeStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step as planned, as it has now, and as it was."""

    step: str
    slot: str | None
    kind: StepKind
    title: str
    standing: Standing
    planned_start: datetime
    planned_minutes: float
    allotted_minutes: float
    expected_start: datetime
    actual_start: datetime | None
    actual_minutes: float | None
    note: str = ""


class BenchmarkRead(msgspec.Struct, frozen=True):
    """A Compass result."""

    benchmark: int
    percent: int
    date: date


class ColleagueRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a colleague thought alone: one's own, and once they have compared everybody's, named where they chose so."""

    statement: str
    person: str | None
    level: int
    note: str | None


class PositionRead(msgspec.Struct, frozen=True, kw_only=True):
    """What the institution's people settled on; for their own eyes."""

    statement: str
    level: int
    evidence: str
    by: str | None
    brought: bool


class EvaluationRead(msgspec.Struct, frozen=True, kw_only=True):
    """How far an institution is with rating itself; numbers count statements, `begun` and `finished` people. `rated_by`
    is for facilitators: where one colleague alone has rated a statement, how many each has rated would name them."""

    of: int
    begun: int
    finished: int
    rated_by: Mapping[str, int] | None
    compared: bool
    agreed: int
    shared: int
    took_part: tuple[str, ...]


class InstitutionRead(msgspec.Struct, frozen=True, kw_only=True):
    """An institution with its slot. `colleague_ratings` and `positions` are null for all but its own people,
    `self_evaluation` for all but them and facilitators."""

    id: str
    name: str
    type: str
    slot: str
    framework: str
    urn: str | None
    local_authority: str | None
    withdrawn: bool
    planned_minutes: float
    actual_minutes: float
    focus_statements: tuple[str, ...]
    presenter: str | None
    scribe: str | None
    observers_admitted: bool
    confirmed: bool
    wants: str | None = None
    context: str | None = None
    priorities: tuple[str, ...] | None = None
    benchmarks: tuple[BenchmarkRead, ...] | None = None
    colleague_ratings: tuple[ColleagueRead, ...] | None = None
    positions: tuple[PositionRead, ...] | None = None
    self_evaluation: EvaluationRead | None = None
    taken_up: str | None = None  # the statement whose ratings by colleagues everybody looks at


class PersonRead(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the room."""

    id: str
    name: str
    role: Role
    institution: str | None
    job_title: str
    here: bool
    arrived_at: datetime | None
    left_at: datetime | None
    apology: bool


class Counts(msgspec.Struct, frozen=True):
    """How many are here, of how many who were invited and did not send apologies."""

    here: int
    of: int


class LevelRead(msgspec.Struct, frozen=True, kw_only=True):
    """A level with the framework's word for it; `words` are evidence or reason."""

    level: int
    name: str
    words: str | None = None
    by: str | None = None
    doubt: str | None = None


class ViewRead(msgspec.Struct, frozen=True, kw_only=True):
    """One revealed view; no institution where views are by person."""

    level: int
    name: str
    reason: str | None
    institution: str | None


class ViewsRead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Before the reveal how many views are in, of how many expected; after it, what it showed."""

    in_: int = field(name="in")
    of: int
    revealed: bool
    lowest: int | None = None
    highest: int | None = None
    middle: tuple[int, int] | None = None
    views: tuple[ViewRead, ...] | None = None


class RatingRead(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with what may be shown of it. `own_view` is the reader's (or its institution's) before the reveal."""

    slot: str
    statement: str
    title: str
    self_: LevelRead | None = field(name="self", default=None)
    views: ViewsRead
    agreed: LevelRead | None = None
    own_view: LevelRead | None = None


class QuestionRead(msgspec.Struct, frozen=True, kw_only=True):
    """A question; an anonymous one has neither `by` nor `institution`."""

    id: str
    slot: str
    type: QuestionType
    text: str
    statement: str | None
    by: str | None
    institution: str | None
    anonymous: bool
    asked_at: datetime
    status: str
    on_table: bool
    supporters: int
    supported: bool
    answer: str | None
    outcome: Outcome | None
    late: bool


class EntryRead(msgspec.Struct, frozen=True, kw_only=True):
    """A strength, idea, offer, note or insight."""

    id: str
    kind: EntryKind
    slot: str | None
    text: str
    statement: str | None
    by: str | None
    institution: str | None
    at: datetime
    offer_type: OfferType | None
    themes: tuple[int, ...]
    late: bool


class ActionRead(msgspec.Struct, frozen=True, kw_only=True):
    """An action; `owner` is a person id, `owner_name` who that is. The screen reads the institution alone."""

    id: str
    slot: str | None
    text: str
    owner: str | None
    owner_name: str
    due: date
    statement: str | None
    priority: str | None
    status: str
    subject_to: str | None
    late: bool


class NextRead(msgspec.Struct, frozen=True, kw_only=True):
    """When the room meets again."""

    date: date
    start: str | None
    format: str | None
    purpose: str | None
    place: str | None


class RoomRead(msgspec.Struct, frozen=True, kw_only=True):
    """A room as one reader may read it."""

    room: str
    seq: int
    digest: str
    state: RoomState
    now: datetime
    title: str
    format: str
    hub: str | None
    place: str | None
    mode: Mode
    start: datetime
    time_zone: str
    time_scale: float
    peer_views: PeerViews
    you: You
    code: str | None
    position: PositionNow
    programme: tuple[ProgrammeStep, ...]
    institutions: tuple[InstitutionRead, ...]
    present: Counts
    people: tuple[PersonRead, ...]
    ratings: tuple[RatingRead, ...]
    questions: tuple[QuestionRead, ...]
    entries: tuple[EntryRead, ...]
    actions: tuple[ActionRead, ...]
    next_meeting: NextRead | None
