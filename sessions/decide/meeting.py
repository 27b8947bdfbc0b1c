"""The room and its clock: opening, steps, pauses, extensions, off the record, closing, confirming."""

from datetime import UTC, datetime, timedelta

from sessions import commands as c
from sessions import events as e
from sessions.clock import cost
from sessions.decide import ground
from sessions.refusals import AlreadyMoved, ClockSays, DueTooEarly, NoSuchStep, NotNow, RoomInAnotherState, Unknown
from sessions.room import Actor, Room, Words

LONGEST_DAY = timedelta(hours=24)


def open_room(room: Room, _actor: Actor, _command: c.OpenRoom, _at: datetime) -> list[e.Event]:
    """Open the doors."""
    if room.state != "prepared":
        raise RoomInAnotherState(
            "The room is open already." if room.state == "open" else "The room is closed. Reopen it instead."
        )
    return [e.RoomOpened()]


def start_step(room: Room, _actor: Actor, command: c.StartStep, _at: datetime) -> list[e.Event]:
    """Move the room. A mismatch of `from_step` means that somebody else has moved it: nobody skips a step."""
    current = room.run.step if room.run else ""
    if command.from_step is not None and command.from_step != current:
        raise AlreadyMoved(_where_now(room))
    target = _target(room, command, current)
    if target == current:
        raise AlreadyMoved(_where_now(room))
    return [e.StepStarted(step=target)]


def _where_now(room: Room) -> str:
    if room.step is None:
        return "The room has already moved: no step runs now."
    return f"The room has already moved: it is now at “{room.step.title}”."


def _target(room: Room, command: c.StartStep, current: str) -> str:
    steps = [step.id for step in room.programme]
    if (command.step is None) == (command.move is None):
        raise NoSuchStep("Say either which step to start, or whether to move on or back.")
    if command.step is not None:
        if command.step not in steps:
            raise NoSuchStep(f"The programme has no step “{command.step[:60]}”.")
        return command.step
    index = steps.index(current) if current else -1
    if command.move == "next":
        if index + 1 == len(steps):
            raise NoSuchStep("This is the last step. Close the room when you are done.")
        return steps[index + 1]
    if index <= 0:
        raise NoSuchStep("There is no step before this one.")
    return steps[index - 1]


def pause_clock(room: Room, _actor: Actor, _command: c.PauseClock, _at: datetime) -> list[e.Event]:
    """Stop the clock."""
    if room.run is None:
        raise ClockSays("No step is running, so there is nothing to pause.")
    if room.paused:
        raise ClockSays("The clock is paused already.")
    return [e.ClockPaused()]


def resume_clock(room: Room, _actor: Actor, _command: c.ResumeClock, _at: datetime) -> list[e.Event]:
    """Let it run again."""
    if not room.paused:
        raise ClockSays("The clock is running already.")
    return [e.ClockResumed()]


def extend_step(room: Room, _actor: Actor, command: c.ExtendStep, at: datetime) -> list[e.Event]:
    """Give the running step more time, taken from where the facilitator says. A preview decides nothing."""
    if room.run is None:
        raise ClockSays("No step is running, so there is nothing to extend.")
    price = cost(room, at, command.minutes, command.take_from)
    if command.preview:
        return []
    shrunk = tuple(e.Shrunk(step, seconds) for step, _, seconds in price.shrunk)
    return [e.StepExtended(step=room.run.step, minutes=command.minutes, take_from=command.take_from, shrunk=shrunk)]


def correct_step_start(room: Room, _actor: Actor, command: c.CorrectStepStart, at: datetime) -> list[e.Event]:
    """Put a forgotten "next" right: the start lies after that of the step before and before this one's own end."""
    index = max((i for i, run in enumerate(room.runs) if run.step == command.step), default=None)
    if index is None:
        raise NoSuchStep("That step has not begun, so its beginning cannot be put right.")
    latest = room.runs[index].end or at
    earliest = room.runs[index - 1].start if index else at - LONGEST_DAY
    if command.at > at:
        raise ClockSays("That time is still to come. A step cannot have begun in the future.")
    if not index and command.at <= earliest:
        raise ClockSays("That is more than a day ago. Choose a time on the day of the meeting.")
    if not earliest < command.at <= latest:
        raise ClockSays(
            "Another step was running then. Choose a time after the step before it began and before this one ended."
        )
    return [e.StepStartCorrected(step=command.step, start=command.at.astimezone(UTC))]


def go_off_the_record(room: Room, _actor: Actor, _command: c.GoOffTheRecord, _at: datetime) -> list[e.Event]:
    """Stop capturing."""
    if room.off_record:
        raise NotNow("The room is off the record already.")
    return [e.WentOffTheRecord()]


def go_on_the_record(room: Room, _actor: Actor, _command: c.GoOnTheRecord, _at: datetime) -> list[e.Event]:
    """Capture again."""
    if not room.off_record:
        raise NotNow("The room is on the record already.")
    return [e.WentOnTheRecord()]


def close_room(_room: Room, _actor: Actor, _command: c.CloseRoom, _at: datetime) -> list[e.Event]:
    """End the meeting."""
    return [e.RoomClosed()]


def reopen_room(room: Room, _actor: Actor, _command: c.ReopenRoom, _at: datetime) -> list[e.Event]:
    """Undo a close."""
    if room.state != "closed":
        raise RoomInAnotherState("The room is not closed, so it need not be reopened.")
    return [e.RoomReopened()]


def confirm_part(room: Room, _actor: Actor, command: c.ConfirmPart, _at: datetime) -> list[e.Event]:
    """A host stands by its part, once the meeting is over."""
    if room.state != "closed":
        raise RoomInAnotherState("Minutes are confirmed after the meeting. Close the room first.")
    if room.slots[command.slot].confirmed_by:
        raise NotNow("This part is confirmed already.")
    return [e.PartConfirmed(slot=command.slot)]


def confirm_minutes(room: Room, _actor: Actor, _command: c.ConfirmMinutes, _at: datetime) -> list[e.Event]:
    """The facilitator makes the minutes final."""
    if room.state != "closed":
        raise RoomInAnotherState("Minutes are confirmed after the meeting. Close the room first.")
    return [e.MinutesConfirmed()]


def set_next_date(room: Room, _actor: Actor, command: c.SetNextDate, _at: datetime) -> list[e.Event]:
    """Fix the next meeting, after this one."""
    if command.date <= room.day:
        raise DueTooEarly("The next meeting has to lie after this one.")
    purpose = ground.words_if_any(command.purpose, "the purpose")
    place = ground.words_if_any(command.place, "the place")
    return [e.NextDateSet(date=command.date, start=command.start, format=command.format, purpose=purpose, place=place)]


def remove_text(room: Room, _actor: Actor, command: c.RemoveText, _at: datetime) -> list[e.Event]:
    """Remove words for good, and the very same words wherever else they stand in this room."""
    found = room.texts.get(f"{command.seq}/{command.field}")
    if found is None:
        raise Unknown("There are no words at that place; they may have been removed already.")
    reason = ground.words(command.reason, "the reason")
    alike = {place: words for place, words in room.texts.items() if words.text == found.text}
    return [_removed(place, words, reason) for place, words in alike.items()]


def _removed(place: str, words: Words, reason: str) -> e.TextRemoved:
    seq, field = place.split("/", 1)
    return e.TextRemoved(
        removed=int(seq), field=field, reason=reason, slot=words.slot, holder=words.holder, typist=words.typist,
        first=words.first,
    )  # fmt: skip


def give_floor(room: Room, _actor: Actor, command: c.GiveFloor, _at: datetime) -> list[e.Event]:
    """Note who talks now."""
    if command.institution is not None and command.institution not in room.institutions:
        raise Unknown("That institution is not in this room.")
    return [e.FloorGiven(institution=command.institution)]
