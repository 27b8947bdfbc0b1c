"""Who may do what, and who may see what: two tables, and nothing else decides it.

Doing: `MAY` names for every command the capacities it needs. Seeing: `visible` says what a reader gets of an event, and
takes no account of who asks in what way: pages, pushes, exports and the JSON door follow the same rule, and so do
facilitators.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.refusals import HostAsksItself, RoleMayNot, Unknown
from sessions.room import Actor, Room, Slot

Capacity = Literal["F", "H", "P", "S", "O", "X", "all", "author", "askers"]
"""F facilitator or co-facilitator · H the slot's host · P a peer's member · S the slot's scribe · O observer · X screen
· author: whoever wrote the thing · askers: members of the institution that asked."""

_F: frozenset[Capacity] = frozenset({"F"})
_H: frozenset[Capacity] = frozenset({"H"})
_P: frozenset[Capacity] = frozenset({"P"})
_HS: frozenset[Capacity] = frozenset({"H", "S"})
_HPSF: frozenset[Capacity] = frozenset({"H", "P", "S", "F"})
_AUTHOR: frozenset[Capacity] = frozenset({"author", "F"})

MAY: Mapping[type[c.Asked], frozenset[Capacity]] = {
    c.ChangePlan: _F,
    c.ChangeLengths: _F,
    c.OpenRoom: _F,
    c.StartStep: _F,
    c.PauseClock: _F,
    c.ResumeClock: _F,
    c.ExtendStep: _F,
    c.CorrectStepStart: _F,
    c.GoOffTheRecord: _F,
    c.GoOnTheRecord: _F,
    c.CloseRoom: _F,
    c.ReopenRoom: _F,
    c.ConfirmPart: _H,
    c.ConfirmMinutes: _F,
    c.JoinRoom: frozenset({"all"}),
    c.LeaveRoom: frozenset({"all"}),
    c.InvitePerson: _F,
    c.PlacePerson: _F,
    c.AdmitJoiner: _F,
    c.RemovePerson: _F,
    c.NameScribe: _F,
    c.RecordApology: _F,
    c.SetNextDate: _F,
    c.WithdrawInstitution: _F,
    c.ReorderSlots: _F,
    c.RemoveText: _F,
    c.GiveFloor: _F,
    c.NoteWants: _HS,
    c.NoteContext: _HS,
    c.SetPriorities: _HS,
    c.ChooseFocus: frozenset({"H", "F"}),
    c.AdmitObservers: _H,
    c.ExcludeObservers: _H,
    c.RateAlone: _H,
    c.CompareRatings: frozenset({"H", "F"}),
    c.TakeUpDifference: _F,
    c.AgreePosition: _H,
    c.BringPositions: _H,
    c.SharePositions: _H,
    c.BringBenchmarks: frozenset({"H", "F"}),
    c.ShareSelfRating: _H,
    c.GivePeerView: _P,
    c.RevealPeerViews: _F,
    c.AgreeRating: _H,
    c.AskQuestion: frozenset({"P", "F"}),
    c.SupportQuestion: _P,
    c.UnsupportQuestion: _P,
    c.TakeUpQuestion: _F,
    c.AnswerQuestion: frozenset({"H", "S", "F"}),
    c.SettleQuestion: frozenset({"askers", "F"}),
    c.CorrectQuestion: _AUTHOR,
    c.WithdrawQuestion: _AUTHOR,
    c.NoteStrength: _HPSF,
    c.TakeIdea: _HPSF,
    c.MakeOffer: _HPSF,
    c.WriteNote: _HPSF,
    c.NoteInsight: _HPSF,
    c.CorrectEntry: _AUTHOR,
    c.WithdrawEntry: _AUTHOR,
    c.ProposeAction: _HPSF,
    c.AmendAction: _HPSF,
    c.AgreeAction: _H,
    c.WithdrawAction: _H,
}

WHO: Mapping[Capacity, str] = {
    "all": "somebody who has a place in the room",
    "F": "the facilitator",
    "H": "the host of this slot",
    "P": "the other institutions",
    "S": "the scribe of this slot",
    "author": "whoever wrote it",
    "askers": "the institution that asked",
}


def capacities(room: Room, actor: Actor, slot: str | None) -> frozenset[Capacity]:
    """In which capacities somebody acts in a slot, or (none) in the room as a whole."""
    found: set[Capacity] = {"all"}
    if actor.facilitates:
        found.add("F")
    elif actor.role == "member":
        found.add("H" if slot and room.slots[slot].host == actor.institution else "P")
    elif actor.role == "observer":
        found.add("O")
    elif actor.role == "screen":
        found = {"X"}
    if slot and actor.person and room.slots[slot].scribe == actor.person:
        found.add("S")
    return frozenset(found)


def slot_of(room: Room, command: c.Command) -> str | None:
    """The slot a command is about. Raises Unknown where it names something that this room does not have."""
    if isinstance(command, c.AskQuestion | c.Captured | c.ProposeAction):
        return known_slot(room, command.slot)
    if question := getattr(command, "question", None):
        if question not in room.questions:
            raise Unknown("That question is not in this room.")
        return room.questions[question].slot
    if entry := getattr(command, "entry", None):
        if entry not in room.entries:
            raise Unknown("That entry is not in this room.")
        return room.entries[entry].slot
    if action := getattr(command, "action", None):
        if action not in room.actions:
            raise Unknown("That action is not in this room.")
        return room.actions[action].slot
    return known_slot(room, getattr(command, "slot", None))


def known_slot(room: Room, slot: str | None) -> str | None:
    """The slot, if this room has it. Raises Unknown."""
    if slot is not None and slot not in room.slots:
        raise Unknown(f"This room has no “{slot[:40]}”.")
    return slot


def allow(room: Room, actor: Actor, command: c.Command) -> None:
    """Raise RoleMayNot unless the table lets this actor do it."""
    slot = slot_of(room, command)
    own = capacities(room, actor, slot)
    needed = set(MAY[type(command)])
    if isinstance(command, c.AgreeAction | c.WithdrawAction) and slot is None:
        needed = {"F"}
    if (
        own & needed
        or ("author" in needed and _wrote(room, actor, command))
        or ("askers" in needed and _asked(room, actor, command))
    ):
        return
    if isinstance(command, c.AskQuestion | c.GivePeerView) and "H" in own:
        raise HostAsksItself(_asks_itself(room, command))
    who = " or ".join(text for capacity, text in WHO.items() if capacity in needed)
    raise RoleMayNot(f"Only {who} can do this.")


def _asks_itself(room: Room, command: c.AskQuestion | c.GivePeerView) -> str:
    if room.compares:
        return "You are among colleagues: say it, or keep it as a note. Questions in turn are for reviews with peers."
    verb = "ask its own institution" if isinstance(command, c.AskQuestion) else "give a peer view of itself"
    return f"This is your own institution's hour: a host does not {verb}. Your peers do that."


def _wrote(room: Room, actor: Actor, command: c.Command) -> bool:
    if isinstance(command, c.CorrectQuestion | c.WithdrawQuestion):
        question = room.questions[command.question]
        return question.anonymous or question.by == actor.person  # `decide` asks for the secret of an anonymous one
    entry = getattr(command, "entry", None)
    return entry is not None and actor.person is not None and room.entries[entry].by == actor.person


def _asked(room: Room, actor: Actor, command: c.Command) -> bool:
    question = room.questions[getattr(command, "question", "")]
    return question.institution is not None and question.institution == actor.institution


FOR_THE_SCREEN = (
    e.RoomOpened, e.StepStarted, e.ClockPaused, e.ClockResumed, e.StepExtended, e.StepStartCorrected,
    e.WentOffTheRecord, e.WentOnTheRecord, e.RoomClosed, e.RoomReopened, e.QuestionTakenUp, e.PeerViewsRevealed,
    e.RatingAgreed, e.DifferenceTakenUp, e.InstitutionWithdrawn, e.SlotsReordered, e.LengthsChanged,
)  # fmt: skip
_WORDS_ON_SCREEN = ("views.", "reason")  # the removable fields that those events have
_ON_THE_WALL = (e.ColleagueRatingsCompared, e.SelfRatingShared)  # levels alone, where colleagues compare in the meeting
_FOR_FACILITATORS = (e.FloorGiven, e.JoinerKnocked)


def visible(room: Room, recorded: e.Recorded, reader: Actor) -> e.Recorded | e.Withheld:
    """What a reader gets of an event. `room` may be folded further than the event."""
    if not _may_see(room, recorded, reader):
        return e.Withheld(recorded.seq)
    if reader.role == "screen":
        return e.Recorded(recorded.seq, recorded.at, _for_the_wall(recorded.event))
    return recorded


def _for_the_wall(event: e.Event) -> e.Event:
    if isinstance(event, e.TextRemoved):
        return replace(event, reason="")
    if isinstance(event, e.SelfRatingShared):
        return replace(event, evidence="", doubt=None)
    if isinstance(event, e.ColleagueRatingsCompared):
        bare = [replace(one, ratings=tuple(e.ComparedRating(r.level) for r in one.ratings)) for one in event.statements]
        return replace(event, statements=tuple(bare))
    return event


def _may_see(room: Room, recorded: e.Recorded, reader: Actor) -> bool:
    event = recorded.event
    if reader.role == "screen":
        shown = isinstance(event, FOR_THE_SCREEN) or (isinstance(event, _ON_THE_WALL) and room.compares)
        return shown or _was_on_screen(event)
    if reader.role == "waiting":
        return isinstance(event, e.JoinerKnocked) and event.person == reader.person
    if isinstance(event, _FOR_FACILITATORS):
        return reader.facilitates
    if holder := holder_of_event(room, event):
        return holds_view(reader, holder, _typist_of(event))
    if reader.role == "observer":
        slot = slot_of_event(room, event)
        seq = first_seen(event) if isinstance(event, e.TextRemoved) else recorded.seq
        return slot is None or room.slots[slot].observers_at(seq)
    return True


def _typist_of(event: e.Event) -> str | None:
    """Whoever typed what somebody alone holds. Who had colleagues compare has typed none of what they rated."""
    if isinstance(event, e.TextRemoved):
        return event.typist
    return None if isinstance(event, e.ColleagueRatingsCompared) else event.by


def _was_on_screen(event: e.Event) -> bool:
    """Whether words were removed that the screen had. A removal's own reason it never has."""
    if not isinstance(event, e.TextRemoved) or event.holder or event.first:
        return False
    return event.field.startswith(_WORDS_ON_SCREEN)


def first_seen(removal: e.TextRemoved) -> int:
    """The event with which removed words came: whoever saw it learns that they are gone, and nobody else."""
    return removal.first or removal.removed


def holds_view(reader: Actor, holder: str, typed_by: str | None) -> bool:
    """Whether a blind view is this reader's to see: its institution's, its own, or typed by its own hand."""
    return holder in (reader.institution, reader.person) or (typed_by is not None and typed_by == reader.person)


def holder_of_event(room: Room, event: e.Event) -> str | None:
    """The institution or person whose alone an event is, where it is anybody's."""
    if isinstance(event, e.ColleagueRatingGiven):
        return event.person
    if isinstance(event, e.PositionAgreed) or (isinstance(event, e.ColleagueRatingsCompared) and not room.compares):
        return room.slots[event.slot].host
    return getattr(event, "holder", None)


def slot_of_event(room: Room, event: e.Event) -> str | None:
    """The slot that an event is about; none for the room as a whole."""
    if question := getattr(event, "question", None):
        return room.questions[question].slot
    if entry := getattr(event, "entry", None):
        return room.entries[entry].slot
    if action := getattr(event, "action", None):
        return room.actions[action].slot
    if isinstance(event, e.BenchmarkBrought):
        return room.institutions[event.institution].slot
    return getattr(event, "slot", None)


def is_read_back(room: Room, slot: str | None) -> bool:
    """Whether the room has come to the read-back of an hour, or to the closing: from then on the screen may read its
    agreed actions and its offers, for they are said aloud. What is the whole room's is read out at the closing."""
    steps = [room.step_of(run.step) for run in room.runs]
    return room.ended or any(
        step.section == "closing" or (step.kind == "read_back" and step.slot == slot) for step in steps
    )


def sees_slot(room: Room, reader: Actor, slot: str | None) -> bool:
    """Whether a reader may see what stands in a slot now."""
    if reader.role == "observer":
        return slot is None or room.slots[slot].observers_at()
    return reader.role not in ("screen", "waiting")


def may_have(room: Room, reader: Actor, slot: Slot) -> bool:
    """Whether a reader may have an institution's part: its own and facilitators always, others once it is confirmed."""
    if reader.facilitates or reader.institution == slot.host:
        return True
    confirmed = slot.confirmed_by is not None or room.state == "confirmed"
    return confirmed and sees_slot(room, reader, slot.id)
