"""Opening, moving, off the record, closing, confirming."""

import pytest

from sessions.commands import (
    CloseRoom,
    ConfirmMinutes,
    ConfirmPart,
    GiveFloor,
    GoOffTheRecord,
    GoOnTheRecord,
    NoteContext,
    OpenRoom,
    PauseClock,
    ReopenRoom,
    SetNextDate,
    StartStep,
    WriteNote,
)
from sessions.events import (
    ContextNoted,
    FloorGiven,
    MinutesConfirmed,
    NextDateSet,
    NoteWritten,
    PartConfirmed,
    QuestionTakenUp,
    RoomClosed,
    RoomOpened,
    RoomReopened,
    StepStarted,
    WentOffTheRecord,
    WentOnTheRecord,
)
from sessions.refusals import (
    AlreadyMoved,
    DueTooEarly,
    NoSuchStep,
    NotNow,
    OffTheRecord,
    RoleMayNot,
    RoomInAnotherState,
    TextUnfit,
    Unknown,
)
from tests.sessions.cast import (
    HARROW_BECK,
    IMOGEN,
    JAMIE,
    ROSALIND,
    S1,
    S2,
    SIOBHAN,
    START,
    TOMASZ,
    a_room,
    after,
    asked,
    at_step,
    given,
    now,
    opened,
    refused,
    room,
    then,
    when,
    where,
)


def test_a_facilitator_opens_the_room() -> None:
    when(ROSALIND, OpenRoom)
    then(RoomOpened())
    assert room().state == "open"
    assert room().opened_at == now()


def test_a_co_facilitator_has_the_same_powers() -> None:
    when(JAMIE, OpenRoom)
    then(RoomOpened())


def test_a_member_does_not_open_the_room() -> None:
    when(IMOGEN, OpenRoom)
    refused(RoleMayNot, "Only the facilitator can do this.")


def test_a_room_opens_once() -> None:
    given(opened())
    when(JAMIE, OpenRoom)
    refused(RoomInAnotherState, "open already")


def test_a_closed_room_is_reopened_and_not_opened() -> None:
    given(opened(), RoomClosed())
    when(ROSALIND, OpenRoom)
    refused(RoomInAnotherState, "Reopen it")
    when(ROSALIND, ReopenRoom)
    then(RoomReopened())


def test_only_a_closed_room_is_reopened() -> None:
    given(opened())
    when(ROSALIND, ReopenRoom)
    refused(RoomInAnotherState)


def test_nothing_moves_before_the_room_is_open() -> None:
    when(ROSALIND, StartStep, move="next")
    refused(RoomInAnotherState, "has not been opened yet")


def test_next_goes_through_the_programme_step_by_step() -> None:
    given(opened())
    when(ROSALIND, StartStep, move="next", from_step="")
    then(StepStarted(step="opening.welcome"))
    when(ROSALIND, StartStep, move="next", from_step="opening.welcome")
    then(StepStarted(step="opening.how-it-runs"))
    when(ROSALIND, StartStep, move="next")
    then(StepStarted(step="slot-1.purpose"))
    assert room().slot is room().slots[S1]


def test_two_presses_of_next_at_the_same_moment_move_the_room_once() -> None:
    given(opened(), at_step("slot-1.clarify"))
    when(ROSALIND, StartStep, move="next", from_step="slot-1.clarify")
    when(JAMIE, StartStep, move="next", from_step="slot-1.clarify")
    refused(AlreadyMoved, "“Write”")
    assert where() == "slot-1.write"


def test_two_presses_before_the_first_step_move_the_room_once() -> None:
    given(opened(), at_step("opening.welcome"))
    when(JAMIE, StartStep, move="next", from_step="")
    refused(AlreadyMoved, "“Welcome”")


def test_a_press_from_a_page_that_thinks_a_step_runs_is_refused_when_none_does() -> None:
    given(opened())
    when(JAMIE, StartStep, move="next", from_step="opening.welcome")
    refused(AlreadyMoved, "no step runs")


def test_a_jump_goes_anywhere() -> None:
    given(opened(), at_step("slot-1.clarify"))
    when(ROSALIND, StartStep, step="slot-3.challenge")
    then(StepStarted(step="slot-3.challenge"))


def test_a_jump_to_where_the_room_is_has_been_done_already() -> None:
    given(opened(), at_step("slot-1.clarify"))
    when(JAMIE, StartStep, step="slot-1.clarify")
    refused(AlreadyMoved)


def test_there_is_nothing_after_the_last_step() -> None:
    given(opened(), at_step("closing.close"))
    when(ROSALIND, StartStep, move="next")
    refused(NoSuchStep, "Close the room")


@pytest.mark.parametrize("where", [[], ["opening.welcome"]])
def test_there_is_nothing_before_the_first_step(where: list[str]) -> None:
    given(opened(), [at_step(step) for step in where])
    when(ROSALIND, StartStep, move="back")
    refused(NoSuchStep, "before this one")


def test_back_goes_to_the_step_before_across_a_break() -> None:
    given(opened(), at_step("slot-2.purpose"))
    when(ROSALIND, StartStep, move="back")
    then(StepStarted(step="break-1.break"))


def test_a_step_that_does_not_exist_is_named() -> None:
    given(opened())
    when(ROSALIND, StartStep, step="slot-9.tea")
    refused(NoSuchStep, "slot-9.tea")


@pytest.mark.parametrize("asks", [{}, {"step": "slot-1.context", "move": "next"}])
def test_a_move_says_where_to_and_only_once(asks: dict[str, str]) -> None:
    given(opened())
    when(ROSALIND, StartStep, **asks)
    refused(NoSuchStep)


def test_a_question_leaves_the_table_with_its_slot_and_not_before() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(), QuestionTakenUp(question="q-1"))
    given(at_step("slot-1.peer-view"))
    assert room().on_table == "q-1"
    given(at_step("break-1.break"))
    assert room().on_table is None


def test_off_the_record_nothing_is_captured_and_on_the_record_it_is_again() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(ROSALIND, GoOffTheRecord)
    then(WentOffTheRecord())
    when(ROSALIND, WriteNote, entry="n-1", slot=S1, text="A hard year.")
    refused(OffTheRecord, "Your words stay here")
    when(ROSALIND, GoOnTheRecord)
    then(WentOnTheRecord())
    when(ROSALIND, WriteNote, entry="n-1", slot=S1, text="A hard year.")
    then(NoteWritten(entry="n-1", slot=S1, text="A hard year."))


def test_going_on_or_off_the_record_happens_once() -> None:
    given(opened())
    when(ROSALIND, GoOnTheRecord)
    refused(NotNow, "on the record already")
    given(WentOffTheRecord())
    when(JAMIE, GoOffTheRecord)
    refused(NotNow, "off the record already")


def test_closing_ends_the_step_the_pause_and_the_privacy() -> None:
    given(opened(), at_step("closing.close"))
    when(ROSALIND, PauseClock)
    when(ROSALIND, GoOffTheRecord)
    after(minutes=2)
    when(ROSALIND, CloseRoom)
    then(RoomClosed())
    assert room().run is None
    assert not room().paused
    assert not room().off_record
    assert where() == "closing.close"


def test_a_reopened_room_goes_on_where_it_was() -> None:
    given(opened(), at_step("closing.insights"))
    after(minutes=3)
    given(RoomClosed())
    after(minutes=10)
    when(ROSALIND, ReopenRoom)
    then(RoomReopened())
    assert room().run is not None
    assert where() == "closing.insights"
    assert room().closed_at is None


def test_a_room_closed_before_its_first_step_reopens_in_the_lobby() -> None:
    given(opened(), RoomClosed())
    when(ROSALIND, ReopenRoom)
    then(RoomReopened())
    assert room().run is None
    assert room().step is None


def test_a_closed_room_does_not_move() -> None:
    given(opened(), RoomClosed())
    when(ROSALIND, StartStep, move="next")
    refused(RoomInAnotherState, "The room is closed.")


def test_a_host_confirms_its_part_once_the_meeting_is_over() -> None:
    given(opened())
    when(IMOGEN, ConfirmPart, slot=S1)
    refused(RoomInAnotherState, "Close the room first")
    given(RoomClosed())
    when(IMOGEN, ConfirmPart, slot=S1)
    then(PartConfirmed(slot=S1))
    assert room().slots[S1].confirmed_by == "p_imogen"
    when(IMOGEN, ConfirmPart, slot=S1)
    refused(NotNow, "confirmed already")


def test_no_other_institution_confirms_a_hosts_part() -> None:
    given(opened(), RoomClosed())
    when(SIOBHAN, ConfirmPart, slot=S1)
    refused(RoleMayNot, "Only the host of this slot can do this.")


def test_a_part_that_changes_has_to_be_confirmed_again() -> None:
    given(opened(), RoomClosed(), PartConfirmed(slot=S1, by="p_imogen"), PartConfirmed(slot=S2, by="p_siobhan"))
    when(IMOGEN, NoteContext, slot=S1, text="We have 1,180 learners.")
    then(ContextNoted(slot=S1, text="We have 1,180 learners."))
    assert room().slots[S1].confirmed_by is None
    assert room().slots[S2].confirmed_by == "p_siobhan"
    assert room().corrected == {S1: ("p_imogen",)}


def test_whoever_puts_something_right_twice_is_named_once() -> None:
    given(opened(), RoomClosed())
    when(IMOGEN, NoteContext, slot=S1, text="One.")
    when(IMOGEN, NoteContext, slot=S1, text="Two.")
    when(TOMASZ, WriteNote, entry="n", slot=None, text="For the hub.")
    assert room().corrected == {S1: ("p_imogen",), "": ("p_tomasz",)}


def test_confirmed_minutes_are_final() -> None:
    given(opened())
    when(ROSALIND, ConfirmMinutes)
    refused(RoomInAnotherState, "Close the room first")
    given(RoomClosed())
    when(ROSALIND, ConfirmMinutes)
    then(MinutesConfirmed())
    assert room().state == "confirmed"
    assert room().confirmed_by == "p_rosalind"
    for kind, fields in ((ReopenRoom, {}), (NoteContext, {"slot": S1, "text": "More."}), (ConfirmMinutes, {})):
        when(IMOGEN if fields else ROSALIND, kind, **fields)
        refused(RoomInAnotherState, "The minutes are confirmed")


def test_the_next_meeting_lies_after_this_one() -> None:
    when(ROSALIND, SetNextDate, date="2026-11-12")
    refused(DueTooEarly)
    when(ROSALIND, SetNextDate, date="2027-03-04", start="09:30", purpose=" Look at actions ", place=" ")
    then(NextDateSet(date=START.date().replace(2027, 3, 4), start="09:30", purpose="Look at actions"))
    when(ROSALIND, SetNextDate, date="2027-03-04", purpose="x" * 4001)
    refused(TextUnfit, "4,001 characters")


def test_the_meetings_date_is_that_of_its_own_time_zone() -> None:
    given(a_room(time_zone="Pacific/Auckland", start=START.replace(hour=20)))  # the morning of the 13th over there
    when(ROSALIND, SetNextDate, date="2026-11-13")
    refused(DueTooEarly)


def test_the_facilitator_measures_who_talks() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(ROSALIND, GiveFloor, institution=HARROW_BECK)
    then(FloorGiven(institution=HARROW_BECK))
    after(minutes=1)
    when(ROSALIND, GiveFloor)
    then(FloorGiven())
    assert [institution for _, institution in room().floor] == [HARROW_BECK, None]
    when(ROSALIND, GiveFloor, institution="i_elsewhere")
    refused(Unknown)
