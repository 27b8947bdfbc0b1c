"""The minutes as one object: what every page and every export is made from. Written by `sessions.minuting`.

Plain facts in reading order, names already joined, words of the framework already looked up. Not verbatim: withdrawn
things are left out. Blind views never revealed and authors of anonymous questions are not in the data at all.
Levels are ordinal: `middle` is a level's name, or says between which two.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

Attended = Literal["present", "apology", "absent"]
Move = Literal["up", "down", "kept"]
QuestionStatus = Literal["open", "not_reached", "taken_up", "answered", "not_yet_satisfied", "parked"]
TakenFrom = Literal["slot", "break", "later"]


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """Who was there, or sent apologies. Times in UTC, none where somebody never came."""

    name: str
    role: Literal["facilitator", "co_facilitator", "member", "observer"]
    status: Attended
    job_title: str = ""
    institution: str = ""
    arrived: datetime | None = None
    left: datetime | None = None


class ProgrammeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A step with what was planned and what it took; minutes are programme minutes, to a tenth."""

    step: str
    title: str
    section: str  # "Opening", an institution's name, "Break", "Closing"
    planned_start: datetime
    planned_minutes: float
    actual_start: datetime | None = None
    actual_minutes: float | None = None


class Airtime(msgspec.Struct, frozen=True):
    """An institution's slot in programme minutes, as promised and as it was; not `held` where it never began."""

    institution: str
    planned: float
    actual: float
    held: bool = True


class LevelSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A level with its name; `words` are the evidence or the reason, `doubt` what was not sure. Where somebody typed it
    for somebody, both."""

    level: int
    name: str
    words: str = ""
    doubt: str = ""
    entered_by: str = ""
    entered_for: str = ""


class LevelChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A self-rating that the host changed during the meeting; `by` says who, and who typed it for them."""

    at: datetime
    before: int
    before_name: str
    after: int
    after_name: str
    by: str = ""


class PeerViewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One revealed view; no institution where views are by person."""

    level: int
    name: str
    reason: str = ""
    institution: str = ""


class PeersSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a reveal showed."""

    count: int
    lowest: int
    highest: int
    middle: str  # "2 Building", or "between 2 Building and 3 Embedded"
    middle_levels: tuple[int, int]
    views: tuple[PeerViewLine, ...] = ()


class LevelTally(msgspec.Struct, frozen=True):
    """How many statements, or how many colleagues, stand at a level, which is one of so many."""

    level: int
    name: str
    highest: int
    count: int


class ColleaguesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """How colleagues rated alone, without names; `levels` has every level of the model, lowest first."""

    count: int
    lowest: int
    highest: int
    levels: tuple[LevelTally, ...]


class RatingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with all that was said about it. `scale` is (number, name), lowest first."""

    statement: str
    title: str
    scale: tuple[tuple[int, str], ...]
    self_rating: LevelSaid | None = None
    self_changes: tuple[LevelChanged, ...] = ()
    peers: PeersSaid | None = None
    agreed: LevelSaid | None = None
    moved: Move | None = None  # agreed beside self
    colleagues: ColleaguesSaid | None = None  # where they compare in the meeting


class QuestionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A question; `asked_by` is "A peer" where it was asked without a name, and then there is no institution."""

    text: str
    type: Literal["clarifying", "challenge"]
    asked_by: str
    status: QuestionStatus
    institution: str = ""
    statement: str = ""
    supporters: int = 0
    answer: str = ""
    late: bool = False


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A strength, idea, offer, note or insight. `kind` of an offer is help or resource."""

    text: str
    by: str = ""
    institution: str = ""
    statement: str = ""
    kind: str = ""
    themes: tuple[int, ...] = ()
    late: bool = False


class ActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action; nothing that is still `proposed` is minuted as agreed."""

    id: str
    text: str
    owner: str
    due: date
    status: Literal["proposed", "agreed"]
    institution: str = ""  # "" is the hub's own
    statement: str = ""
    statement_title: str = ""
    priority: str = ""
    subject_to: str = ""
    late: bool = False


class BenchmarkLine(msgspec.Struct, frozen=True):
    """A Compass result."""

    benchmark: int
    percent: int
    date: date


class RatedBefore(msgspec.Struct, frozen=True, kw_only=True):
    """A self-rating that came to the meeting and was not looked at in it."""

    statement: str
    title: str
    level: int
    name: str


class InstitutionPart(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's part of the minutes."""

    id: str
    slot: str
    name: str
    type: str
    framework: str
    presenter: str = ""
    scribe: str = ""
    wants: str = ""
    context: str = ""
    priorities: tuple[str, ...] = ()
    benchmarks: tuple[BenchmarkLine, ...] = ()
    took_part: tuple[str, ...] = ()  # in its self-evaluation: who rated alone or settled a position
    strengths: tuple[Remark, ...] = ()
    ratings: tuple[RatingLine, ...] = ()
    beforehand: tuple[RatedBefore, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    ideas: tuple[Remark, ...] = ()
    offers: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    held: bool = True  # once the room is closed: whether its hour began
    withdrawn: bool = False
    corrected_by: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def parked(self) -> tuple[QuestionLine, ...]:
        """The questions to come back to."""
        return tuple(line for line in self.questions if line.status == "parked")


class ThemeLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where an institution stands in a theme: levels agreed in its hour, and the others as it rated itself."""

    theme: str
    institution: str
    framework: str
    agreed: tuple[LevelTally, ...] = ()
    own: tuple[LevelTally, ...] = ()


class TimeDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision on time: which step got how many minutes, from where, by whose word."""

    at: datetime
    step: str
    section: str
    minutes: int
    taken_from: TakenFrom
    by: str = ""


class LengthDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the programme that was given another length; `promised` where it is an institution's hour, else 0."""

    at: datetime
    section: str
    before: float
    after: float
    promised: float = 0.0
    by: str = ""


class OffTheRecord(msgspec.Struct, frozen=True):
    """When the room was off the record: from when to when, never what was said. No end: it still is."""

    start: datetime
    end: datetime | None = None


class NextMeetingLine(msgspec.Struct, frozen=True, kw_only=True):
    """When the room meets again."""

    date: date
    start: str = ""
    format: str = ""
    purpose: str = ""
    place: str = ""


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """The minutes of a room, as one reader may have them. Times in UTC; show them in `time_zone`."""

    room: str
    title: str
    state: Literal["draft", "confirmed"]
    start: datetime
    time_zone: str
    mode: Literal["in_person", "online"]
    format: str
    written_at: datetime
    seq: int  # the last event they know of
    digest: str = ""  # of the log up to there
    compares: bool = False  # colleagues of one institution rate alone and compare; there are no peers
    hub: str = ""
    place: str = ""
    purpose: str = ""
    focus_themes: tuple[str, ...] = ()  # number and title
    ground_rules: tuple[str, ...] = ()
    attendance: tuple[Attendee, ...] = ()
    programme: tuple[ProgrammeLine, ...] = ()
    airtime: tuple[Airtime, ...] = ()
    institutions: tuple[InstitutionPart, ...] = ()
    withheld: tuple[str, ...] = ()  # institutions whose part this reader cannot have until its host confirms it
    not_for_observers: tuple[str, ...] = ()  # institutions that let no observer in, where an observer reads
    insights: tuple[Remark, ...] = ()
    matters_arising: tuple[Remark, ...] = ()  # notes on the room as a whole
    other_remarks: tuple[Remark, ...] = ()  # strengths, ideas and offers kept for the room as a whole
    by_theme: tuple[ThemeLine, ...] = ()  # where institutions are rated by different models
    hub_actions: tuple[ActionLine, ...] = ()
    time_decisions: tuple[TimeDecision, ...] = ()
    length_decisions: tuple[LengthDecision, ...] = ()
    off_the_record: tuple[OffTheRecord, ...] = ()
    next_meeting: NextMeetingLine | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
