"""A meeting as a script: who sends which command in which step. Pure; nothing is sent here.

Where the file says in which step of a slot a part was played (`slot_step_for`), that holds; else the part is played in
a step whose kind suits it, else in the last step of the slot.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from server.meeting_file import Review
from server.meeting_shapes import AskedQuestion, Hour, PlannedAction
from server.yaml_file import Place

KINDS_FOR = {
    "improvement_priorities": ("context",), "context": ("context", "action_review"),
    "strengths": ("strengths", "context"),
    "ratings_summary": ("ratings", "evidence", "context"), "notes": ("context", "action_review"),
    "clarifying": ("clarify", "ratings", "challenge"), "challenge": ("challenge", "interview"),
    "peer_views": ("peer_view", "challenge"), "reratings": ("reflect", "actions"),
    "rated_alone": ("rate_alone",), "compared": ("compare",), "positions": ("agree",),
    "actions": ("actions", "read_back"),
    "offers": ("actions", "read_back"), "ideas_taken": ("actions", "read_back"),
}  # fmt: skip
PARTS = tuple(KINDS_FOR)


class Act(NamedTuple):
    """One command: whose it is, what it says, and where it stands in the file. `kind` and fields as in CONTRACT."""

    who: str
    kind: str
    fields: Mapping[str, Any]
    place: Place = ()


class Step(NamedTuple):
    """A step of the room's programme, as the room told it."""

    id: str
    kind: str
    slot: str | None
    title: str
    minutes: float


def script(review: Review, steps: Sequence[Step]) -> dict[str, list[Act]]:
    """For every step the acts that are played in it, in order."""
    acts: dict[str, list[Act]] = {step.id: [] for step in steps}
    sections = {"opening": [s for s in steps if s.id.startswith("opening.")]}
    sections["closing"] = [s for s in steps if s.id.startswith("closing.")]
    first, last = (sections["opening"] or list(steps))[0], (sections["closing"] or list(steps))[-1]
    acts[first.id] += _Opening(review).acts()
    for number, (index, hour) in enumerate(review.meeting.hours, start=1):
        slot = f"slot-{number}"
        own = [step for step in steps if step.slot == slot]
        played = _Slot(review, slot, index, hour)
        for part in PARTS:
            acts[_step_for(review, own, part).id] += played.part(part)
    insights = next((s for s in sections["closing"] if s.kind == "insights"), last)
    closing = _Closing(review)
    acts[insights.id] += closing.insights()
    acts[last.id] += closing.rest()
    return acts


def _step_for(review: Review, own: Sequence[Step], part: str) -> Step:
    named = review.meeting.slot_step_for.get(part)
    for step in own:
        if step.id.split(".", 1)[1] == named:
            return step
    suits = (step for kind in KINDS_FOR[part] for step in own if step.kind == kind)
    return next(suits, own[-1])


class _Part:
    """What opening, slots and closing share: who speaks for whom."""

    def __init__(self, review: Review) -> None:
        self.review, self.meeting = review, review.meeting
        self.scribe = self.meeting.minute_taker or self.meeting.co_facilitator or self.meeting.facilitator

    def note(self, entry: str, slot: str | None, text: str, place: Place, who: str | None = None) -> Act:
        return Act(who or self.scribe, "WriteNote", {"entry": entry, "slot": slot, "text": text}, place)

    def action(self, who: str, slot: str | None, one: PlannedAction, place: Place) -> list[Act]:
        words = {
            "action": one.id, "slot": slot, "text": one.text, "owner": one.owner, "due": one.due.isoformat(),
            "statement": one.statement if slot else None, "priority": one.improvement_priority,
        }  # fmt: skip
        agree = {"action": one.id, "subject_to": one.subject_to}
        return [Act(who, "ProposeAction", words, place), Act(who, "AgreeAction", agree, place)]


class _Opening(_Part):
    """Before the first slot."""

    def acts(self) -> list[Act]:
        notes = self.meeting.opening.notes
        return [self.note(f"opening-note-{i}", None, text, ("opening", "notes", i)) for i, text in enumerate(notes)]


class _Closing(_Part):
    """After the last slot."""

    def insights(self) -> list[Act]:
        return [
            Act(
                one.raised_by or self.scribe, "NoteInsight",
                {"entry": f"insight-{i}", "slot": None, "text": one.text, "themes": list(one.themes)},
                ("closing", "insights", i),
            )
            for i, one in enumerate(self.meeting.closing.insights)
        ]  # fmt: skip

    def rest(self) -> list[Act]:
        closing, facilitator = self.meeting.closing, self.meeting.facilitator
        acts = [
            self.note(f"closing-note-{i}", None, text, ("closing", "notes", i)) for i, text in enumerate(closing.notes)
        ]
        for i, one in enumerate(closing.hub_actions):
            acts += self.action(facilitator, None, one, ("closing", "hub_actions", i))
        if when := closing.next_meeting:
            fields = {
                "date": when.date.isoformat(), "start": when.start, "format": when.format, "purpose": when.purpose,
                "place": when.venue,
            }  # fmt: skip
            acts.append(Act(facilitator, "SetNextDate", fields, ("closing", "next_meeting")))
        if closing.feedback:
            acts.append(self.note("closing-feedback", None, closing.feedback, ("closing", "feedback")))
        return acts


class _Slot(_Part):
    """One institution's hour."""

    def __init__(self, review: Review, slot: str, index: int, hour: Hour) -> None:
        super().__init__(review)
        self.slot, self.hour, self.at = slot, hour, ("slots", index)
        self.host = hour.presenter or self.member(hour.institution)

    def member(self, institution: str) -> str:
        """Somebody of an institution who came; the facilitator enters things for one of whom nobody did."""
        away = {one.name for one in self.meeting.attendance if not one.came}
        own = [row["name"] for row in self.review.people if row["institution"] == institution]
        return next((name for name in own if name not in away), own[0] if own else self.meeting.facilitator)

    def part(self, part: str) -> list[Act]:
        """The acts of one part, such as `challenge`."""
        acts: Iterator[Act] = getattr(self, f"_{part}")()
        return list(acts)

    def _improvement_priorities(self) -> Iterator[Act]:
        if self.hour.improvement_priorities:
            fields = {"slot": self.slot, "priorities": list(self.hour.improvement_priorities)}
            yield Act(self.host, "SetPriorities", fields, (*self.at, "improvement_priorities"))

    def _context(self) -> Iterator[Act]:
        if self.hour.context:
            yield Act(self.host, "NoteContext", {"slot": self.slot, "text": self.hour.context}, (*self.at, "context"))

    def _strengths(self) -> Iterator[Act]:
        for i, text in enumerate(self.hour.strengths):
            fields = {"entry": f"{self.slot}-strength-{i}", "slot": self.slot, "text": text}
            yield Act(self.host, "NoteStrength", fields, (*self.at, "strengths", i))

    def _notes(self) -> Iterator[Act]:
        for i, text in enumerate(self.hour.notes):
            yield self.note(f"{self.slot}-note-{i}", self.slot, text, (*self.at, "notes", i))

    def _ratings_summary(self) -> Iterator[Act]:
        if text := self.hour.ratings_summary:
            yield self.note(f"{self.slot}-ratings", self.slot, text, (*self.at, "ratings_summary"), self.host)

    def _clarifying(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.clarifying):
            yield from self._question(f"{self.slot}-clarifying-{i}", one, "clarifying", (*self.at, "clarifying", i))

    def _challenge(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.challenge):
            yield from self._question(f"{self.slot}-challenge-{i}", one, "challenge", (*self.at, "challenge", i))

    def _question(self, question: str, one: AskedQuestion, usual: str, place: Place) -> Iterator[Act]:
        kind = one.kind or usual
        asked = {
            "question": question, "slot": self.slot, "text": one.question, "type": kind, "statement": one.statement,
            "anonymous": one.anonymous or None,
        }  # fmt: skip
        yield Act(one.asked_by, "AskQuestion", asked, place)
        if kind == "challenge":
            yield Act(self.meeting.facilitator, "TakeUpQuestion", {"question": question}, place)
        if one.answer:
            yield Act(self.host, "AnswerQuestion", {"question": question, "answer": one.answer}, (*place, "answer"))
        if outcome := one.outcome or ("answered" if one.answer else None):
            settler = self.meeting.facilitator if one.anonymous else one.asked_by
            yield Act(settler, "SettleQuestion", {"question": question, "outcome": outcome}, place)

    def _peer_views(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.peer_views):
            fields = {"slot": self.slot, "statement": one.statement, "level": one.level, "reason": one.reason}
            yield Act(self.member(one.institution), "GivePeerView", fields, (*self.at, "peer_views", i))

    def _reratings(self) -> Iterator[Act]:
        if self.hour.peer_views:
            yield Act(self.meeting.facilitator, "RevealPeerViews", {"slot": self.slot}, (*self.at, "peer_views"))
        for i, one in enumerate(self.hour.reratings):
            fields = {"slot": self.slot, "statement": one.statement, "level": one.to, "reason": one.reason}
            yield Act(self.host, "AgreeRating", fields, (*self.at, "reratings", i))

    def _rated_alone(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.rated_alone):
            for statement, level in one.levels.items():
                fields = {"slot": self.slot, "statement": statement, "level": level, "note": one.notes.get(statement)}
                yield Act(one.person, "RateAlone", fields, (*self.at, "rated_alone", i))

    def _compared(self) -> Iterator[Act]:
        if self.hour.rated_alone:
            place = (*self.at, "rated_alone")
            yield Act(self.meeting.facilitator, "CompareRatings", {"slot": self.slot}, place)
            first = next(iter(self.hour.rated_alone[0].levels), None)
            yield Act(self.meeting.facilitator, "TakeUpDifference", {"slot": self.slot, "statement": first}, place)

    def _positions(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.positions):
            fields = {
                "slot": self.slot, "statement": one.statement, "level": one.level, "evidence": one.evidence,
                "doubt": one.doubt,
            }  # fmt: skip
            yield Act(self.host, "ShareSelfRating", fields, (*self.at, "positions", i))

    def _actions(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.actions):
            yield from self.action(self.host, self.slot, one, (*self.at, "actions", i))

    def _offers(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.offers):
            fields = {
                "entry": f"{self.slot}-offer-{i}", "slot": self.slot, "text": one.offer, "offer_type": one.kind,
            }  # fmt: skip
            yield Act(one.offered_by, "MakeOffer", fields, (*self.at, "offers", i))

    def _ideas_taken(self) -> Iterator[Act]:
        for i, one in enumerate(self.hour.ideas_taken):
            fields = {"entry": f"{self.slot}-idea-{i}", "slot": self.slot, "text": one.idea}
            yield Act(one.taken_by, "TakeIdea", fields, (*self.at, "ideas_taken", i))
