"""The shape of a `meeting.yaml`: a meeting from its plan to its end, as its file has it. Unknown words are left."""

import datetime as dt

import msgspec

from sessions.commands import Outcome, QuestionType


class Attendance(msgspec.Struct, frozen=True):
    """Whether somebody came."""

    name: str
    status: str = "present"

    @property
    def came(self) -> bool:
        """Whether they were there at all."""
        return self.status not in ("apology", "apologies", "absent")


class PlannedBreak(msgspec.Struct, frozen=True):
    """A break as it was."""

    after_slot: int
    minutes: int
    note: str = ""


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question with what came of it."""

    asked_by: str
    question: str
    kind: QuestionType | None = None
    statement: str | None = None
    answer: str | None = None
    outcome: Outcome | None = None
    anonymous: bool = False


class GivenView(msgspec.Struct, frozen=True, kw_only=True):
    """What a peer institution would give."""

    institution: str
    statement: str
    level: int
    reason: str | None = None


class RatedAlone(msgspec.Struct, frozen=True, kw_only=True):
    """What one colleague rated alone in the room, by statement."""

    person: str
    levels: dict[str, int]
    notes: dict[str, str] = {}


class AgreedPosition(msgspec.Struct, frozen=True, kw_only=True):
    """What colleagues agreed on a statement once they had compared."""

    statement: str
    level: int
    evidence: str = ""
    doubt: str | None = None


class Rerating(msgspec.Struct, frozen=True, kw_only=True):
    """What the host settled on."""

    statement: str
    to: int
    reason: str | None = None


class TakenIdea(msgspec.Struct, frozen=True):
    """Who takes what home."""

    taken_by: str
    idea: str


class MadeOffer(msgspec.Struct, frozen=True, kw_only=True):
    """Who offers what."""

    offered_by: str
    offer: str
    kind: str | None = None


class PlannedAction(msgspec.Struct, frozen=True, kw_only=True):
    """Who does what by when."""

    id: str
    text: str
    owner: str
    due: dt.date
    statement: str | None = None
    improvement_priority: str | None = None
    subject_to: str | None = None


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's slot, as it went."""

    institution: str
    order: int = 0
    framework: str | None = None
    minutes: int | None = None
    presenter: str | None = None
    focus_statements: tuple[str, ...] | None = None
    wants_from_hour: str | None = None
    improvement_priorities: tuple[str, ...] = ()
    context: str | None = None
    strengths: tuple[str, ...] = ()
    ratings_summary: str | None = None
    notes: tuple[str, ...] = ()
    clarifying: tuple[AskedQuestion, ...] = ()
    challenge: tuple[AskedQuestion, ...] = ()
    peer_views: tuple[GivenView, ...] = ()
    reratings: tuple[Rerating, ...] = ()
    rated_alone: tuple[RatedAlone, ...] = ()
    positions: tuple[AgreedPosition, ...] = ()
    ideas_taken: tuple[TakenIdea, ...] = ()
    offers: tuple[MadeOffer, ...] = ()
    actions: tuple[PlannedAction, ...] = ()


class Opening(msgspec.Struct, frozen=True):
    """What was said before the first slot."""

    notes: tuple[str, ...] = ()


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """An insight across institutions."""

    text: str
    themes: tuple[int, ...] = ()
    raised_by: str | None = None


class NextTime(msgspec.Struct, frozen=True, kw_only=True):
    """When they meet again."""

    date: dt.date
    start: str | None = None
    format: str | None = None
    purpose: str | None = None
    venue: str | None = None


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What was said after the last slot."""

    insights: tuple[Pattern, ...] = ()
    notes: tuple[str, ...] = ()
    hub_actions: tuple[PlannedAction, ...] = ()
    next_meeting: NextTime | None = None
    feedback: str | None = None


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting from its plan to its end. `slot_step_for` says in which step of a slot each part was played."""

    title: str
    format: str
    date: dt.date
    start: str
    facilitator: str
    slots: tuple[Hour, ...]
    focus_themes: tuple[int, ...] = ()
    co_facilitator: str | None = None
    minute_taker: str | None = None
    hub: str | None = None
    mode: str = "in_person"
    venue: str | None = None
    call_link: str | None = None
    time_zone: str = "Europe/London"
    peer_views: str = "institution"
    slot_step_for: dict[str, str] = {}
    attendance: tuple[Attendance, ...] = ()
    opening: Opening = Opening()
    breaks: tuple[PlannedBreak, ...] = ()
    closing: Closing = Closing()

    @property
    def hours(self) -> list[tuple[int, Hour]]:
        """The slots in the order in which they are played, each with its place in the file."""
        return sorted(enumerate(self.slots), key=lambda one: (one[1].order or one[0] + 1, one[0]))
