"""The ground that the rules stand on: words fit to keep, statements and levels of the model, times and states."""

from sessions import commands as c
from sessions.access import slot_of
from sessions.refusals import (
    LevelOutsideModel,
    OffTheRecord,
    RoomInAnotherState,
    SettledMeanwhile,
    StatementOutsideModel,
    TextUnfit,
)
from sessions.room import Agreed, Position, Room, SelfRating

MOST = 4000
"""Characters in a text: about a page and a half."""

CAPTURES = (
    c.AskQuestion, c.AnswerQuestion, c.CorrectQuestion, c.GivePeerView, c.ShareSelfRating, c.AgreeRating, c.Captured,
    c.CorrectEntry, c.ActionWords, c.AgreeAction, c.NoteWants, c.NoteContext, c.SetPriorities, c.ChooseFocus,
    c.RateAlone, c.AgreePosition, c.BringPositions, c.SharePositions,
)  # fmt: skip
WHILE_OPEN = (
    c.ChangeLengths, c.StartStep, c.PauseClock, c.ResumeClock, c.ExtendStep, c.CorrectStepStart, c.GoOffTheRecord,
    c.GoOnTheRecord, c.CloseRoom, c.RevealPeerViews, c.TakeUpQuestion, c.GiveFloor,
)  # fmt: skip
AFTER_CONFIRMATION = (c.RemoveText, c.RemovePerson, c.JoinRoom, c.LeaveRoom)


def in_time(room: Room, command: c.Command) -> None:
    """Raise where the state of the room does not allow such a command at all."""
    if room.state == "confirmed" and not isinstance(command, AFTER_CONFIRMATION):
        raise RoomInAnotherState("The minutes are confirmed, so nothing can be changed any more.")
    if isinstance(command, WHILE_OPEN) and room.state != "open":
        when = "has not been opened yet" if room.state == "prepared" else "is closed"
        raise RoomInAnotherState(f"The room {when}.")
    if isinstance(command, CAPTURES) and room.off_record:
        slot = slot_of(room, command)
        raise OffTheRecord(late=slot is not None and room.is_over(slot))


def words(text: str, what: str) -> str:
    """The text without space around it. Raises TextUnfit where nothing is left, or too much."""
    text = text.replace("\0", "").strip()
    if not text:
        raise TextUnfit(f"There is nothing in {what} yet. Write a few words first.")
    if len(text) > MOST:
        length = f"{what[0].upper()}{what[1:]} has {len(text):,} characters; {MOST:,} is the most."
        raise TextUnfit(f"{length} Nothing is lost: shorten it and send again.")
    return text


def words_if_any(text: str | None, what: str) -> str | None:
    """The same, where nothing is an answer too."""
    return words(text, what) if text is not None and text.replace("\0", "").strip() else None


def not_meanwhile(there: SelfRating | Agreed | Position | None, seen: int | None) -> None:
    """Raise where something newer stands there than what one looked at. Whoever does not say what they saw is taken at
    their word."""
    if there is not None and seen not in (None, there.seq):
        raise SettledMeanwhile("A colleague has settled this meanwhile. What you chose and wrote is not lost.")


def statement(room: Room, slot: str | None, statement: str | None) -> str | None:
    """A statement of the host's model. Raises StatementOutsideModel."""
    if statement is None or slot is None:
        return None
    if room.framework_of(slot).statement(statement) is None:
        raise StatementOutsideModel(f"{room.framework_of(slot).title} has no statement {statement[:20]}.")
    return statement


def level(room: Room, slot: str, number: int) -> int:
    """A level of the host's model. Raises LevelOutsideModel naming those that exist."""
    model = room.framework_of(slot)
    if not model.has_level(number):
        known = f"{model.levels[0].number} to {model.levels[-1].number}"
        raise LevelOutsideModel(f"There is no level {number}; {model.title} has levels {known}.")
    return number
