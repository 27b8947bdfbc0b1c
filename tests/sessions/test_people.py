"""Joining, the facilitator's nod, scribes, apologies, removing; and entering things for somebody else."""

from sessions.commands import (
    AdmitJoiner,
    AskQuestion,
    JoinRoom,
    LeaveRoom,
    NameScribe,
    NoteContext,
    RecordApology,
    RemovePerson,
    StartStep,
    WithdrawInstitution,
    WriteNote,
)
from sessions.events import (
    ApologyRecorded,
    JoinerAdmitted,
    JoinerKnocked,
    NoteWritten,
    PersonJoined,
    PersonLeft,
    PersonPlaced,
    PersonRemoved,
    QuestionAsked,
    RoomClosed,
    ScribeNamed,
)
from sessions.refusals import HostAsksItself, NotNow, RoleMayNot, Unknown
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    AISHA,
    ANNELIESE,
    HARROW_BECK,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    PRIYA,
    Q1,
    ROSALIND,
    S1,
    SAM,
    SIOBHAN,
    TOMASZ,
    after,
    at_step,
    given,
    knocked,
    now,
    opened,
    refused,
    room,
    then,
    when,
)


def test_somebody_joins_and_leaves() -> None:
    given(opened())
    when(SIOBHAN, JoinRoom)
    then(PersonJoined(person="p_siobhan"))
    joined_at = now()
    after(minutes=40)
    when(SIOBHAN, LeaveRoom)
    then(PersonLeft(person="p_siobhan"))
    siobhan = room().people["p_siobhan"]
    assert (siobhan.here, siobhan.arrived_at, siobhan.left_at) == (False, joined_at, now())


def test_one_person_on_three_devices_is_one_person() -> None:
    given(opened())
    when(SIOBHAN, JoinRoom)
    when(SIOBHAN, JoinRoom)
    then()


def test_whoever_comes_back_arrived_when_they_first_came() -> None:
    given(opened())
    when(SIOBHAN, JoinRoom)
    first = now()
    after(minutes=40)
    when(SIOBHAN, LeaveRoom)
    when(SIOBHAN, LeaveRoom)
    then()
    after(minutes=5)
    when(SIOBHAN, JoinRoom)
    siobhan = room().people["p_siobhan"]
    assert (siobhan.here, siobhan.arrived_at, siobhan.left_at) == (True, first, None)


def test_an_observer_joins_too_but_the_screen_has_no_place() -> None:
    given(opened())
    when(ANNELIESE, JoinRoom)
    then(PersonJoined(person="p_anneliese"))
    when(SCREEN, JoinRoom)
    refused(RoleMayNot, "Only somebody who has a place in the room can do this.")


def test_a_joiner_by_code_waits_for_the_nod() -> None:
    given(opened(), knocked())
    when(SAM, JoinRoom)
    then()
    assert not room().people["p_sam"].here
    when(SAM, WriteNote, entry="n", slot=S1, text="Hello")
    refused(RoleMayNot)
    when(ROSALIND, AdmitJoiner, person="p_sam", institution=LARKFIELD)
    then(JoinerAdmitted(person="p_sam", institution=LARKFIELD), PersonJoined(person="p_sam"))
    assert room().actor("p_sam") == Actor("p_sam", "member", LARKFIELD)
    assert room().people["p_sam"].here


def test_the_nod_is_given_once_and_for_an_institution_of_the_room() -> None:
    given(opened(), knocked())
    when(ROSALIND, AdmitJoiner, person="p_sam", institution="i_elsewhere")
    refused(Unknown, "That institution is not in this room.")
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    when(ROSALIND, AdmitJoiner, person="p_sam", institution=LARKFIELD)
    refused(Unknown)
    when(ROSALIND, AdmitJoiner, person="p_sam", institution=HARROW_BECK)
    when(JAMIE, AdmitJoiner, person="p_sam", institution=HARROW_BECK)
    refused(NotNow, "in the room already")
    when(JAMIE, AdmitJoiner, person="p_nobody", institution=HARROW_BECK)
    refused(Unknown, "That person is not in this room.")


def test_whoever_says_so_at_the_door_is_let_in_as_an_observer() -> None:
    given(opened(), JoinerKnocked(person="p_sam", looks_on=True))
    assert room().people["p_sam"].looks_on
    when(ROSALIND, AdmitJoiner, person="p_sam", role="observer")
    then(PersonPlaced(person="p_sam", role="observer"), PersonJoined(person="p_sam"))
    assert room().actor("p_sam") == Actor("p_sam", "observer")
    assert room().people["p_sam"].here
    when(room().actor("p_sam"), AskQuestion, question="q", slot=S1, text="May I?", type="challenge")
    refused(RoleMayNot)
    when(ROSALIND, AdmitJoiner, person="p_sam", institution=LARKFIELD)
    refused(NotNow, "in the room already")


def test_an_observer_who_is_let_in_after_the_close_reads_and_was_not_missed() -> None:
    given(opened(), JoinerKnocked(person="p_sam", looks_on=True), RoomClosed(by="p_rosalind"))
    when(ROSALIND, AdmitJoiner, person="p_sam", role="observer")
    then(PersonPlaced(person="p_sam", role="observer"))
    assert room().people["p_sam"].invited_after


def test_nobody_is_let_in_as_a_member_of_nothing() -> None:
    given(opened(), knocked())
    when(ROSALIND, AdmitJoiner, person="p_sam")
    refused(Unknown, "That institution is not in this room.")


def test_only_the_facilitator_nods() -> None:
    given(opened(), knocked())
    when(SIOBHAN, AdmitJoiner, person="p_sam", institution=LARKFIELD)
    refused(RoleMayNot)


def test_whoever_is_removed_is_out_at_once_and_what_they_said_stays() -> None:
    given(opened(), PersonJoined(person="p_siobhan"), at_step("slot-1.challenge"))
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Said before")
    when(ROSALIND, RemovePerson, person="p_siobhan")
    then(PersonRemoved(person="p_siobhan"))
    assert not room().people["p_siobhan"].here
    assert room().entries["n"].by == "p_siobhan"
    when(SIOBHAN, WriteNote, entry="m", slot=S1, text="Said after")  # it was on its way already
    refused(RoleMayNot, "You are no longer in this room.")
    when(ROSALIND, RemovePerson, person="p_siobhan")
    refused(Unknown)


def test_a_facilitator_removes_anybody_but_themselves() -> None:
    when(ROSALIND, RemovePerson, person="p_rosalind")
    refused(NotNow, "You cannot remove yourself.")
    when(JAMIE, RemovePerson, person="p_rosalind")
    then(PersonRemoved(person="p_rosalind"))
    when(SIOBHAN, RemovePerson, person="p_jamie")
    refused(RoleMayNot)


def test_a_scribe_is_named_for_a_slot() -> None:
    when(ROSALIND, NameScribe, slot=S1, person="p_tomasz")
    then(ScribeNamed(slot=S1, person="p_tomasz"))
    assert room().slots[S1].scribe == "p_tomasz"
    when(ROSALIND, NameScribe, slot=S1, person="p_priya")
    assert room().slots[S1].scribe == "p_priya"


def test_nobody_who_waits_or_is_not_there_is_a_scribe() -> None:
    given(knocked())
    when(ROSALIND, NameScribe, slot=S1, person="p_sam")
    refused(NotNow, "still waiting")
    when(ROSALIND, NameScribe, slot=S1, person="p_nobody")
    refused(Unknown)
    when(TOMASZ, NameScribe, slot=S1, person="p_tomasz")
    refused(RoleMayNot)


def test_an_apology_is_recorded_once_and_forgotten_when_they_come() -> None:
    given(opened())
    when(ROSALIND, RecordApology, person="p_aisha")
    then(ApologyRecorded(person="p_aisha"))
    when(JAMIE, RecordApology, person="p_aisha")
    then()
    when(AISHA, JoinRoom)
    assert not room().people["p_aisha"].apology
    when(ROSALIND, RecordApology, person="p_aisha")
    refused(NotNow, "That person is here.")
    when(ROSALIND, RecordApology, person="p_nobody")
    refused(Unknown)


# For somebody else


def test_the_facilitator_enters_something_for_somebody_without_a_device() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(ROSALIND, AskQuestion, question=Q1, slot=S1, type="challenge", text="Why?", on_behalf_of="p_priya")
    then(QuestionAsked(question=Q1, slot=S1, type="challenge", text="Why?"))
    question = room().questions[Q1]
    assert (question.by, question.institution) == ("p_priya", PRIYA.institution)


def test_what_is_entered_for_somebody_is_what_they_may_do() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(ROSALIND, AskQuestion, question=Q1, slot=S1, type="challenge", text="Why?", on_behalf_of="p_imogen")
    refused(HostAsksItself)
    when(ROSALIND, NoteContext, slot=S1, text="x", on_behalf_of="p_priya")
    refused(RoleMayNot)
    when(ROSALIND, StartStep, move="next", on_behalf_of="p_priya")
    refused(RoleMayNot)


def test_nobody_else_enters_something_for_somebody() -> None:
    given(opened())
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="x", on_behalf_of="p_tomasz")
    refused(RoleMayNot, "Only the facilitator can enter something for somebody else.")


def test_somebody_has_to_be_in_the_room_for_that() -> None:
    given(opened(), PersonRemoved(person="p_aisha"))
    for person in ("p_aisha", "p_nobody"):
        when(ROSALIND, WriteNote, entry="n", slot=S1, text="x", on_behalf_of=person)
        refused(Unknown, "not in this room")


def test_a_facilitator_notes_that_somebody_without_a_device_is_here() -> None:
    given(opened())
    when(ROSALIND, JoinRoom, on_behalf_of="p_aisha")
    then(PersonJoined(person="p_aisha"))
    assert room().people["p_aisha"].here
    assert not room().people["p_rosalind"].here


def test_a_host_writes_in_its_own_slot_and_in_others() -> None:
    given(opened())
    when(IMOGEN, WriteNote, entry="n", slot=S1, text="x")
    then(NoteWritten(entry="n", slot=S1, text="x"))
