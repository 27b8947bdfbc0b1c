"""What a host prepares of its hour: what it wants, its focus, and how far it has come."""

import pytest
from msgspec.structs import replace

from sessions.access import visible
from sessions.commands import (
    AdmitObservers,
    ChooseFocus,
    GoOffTheRecord,
    NoteContext,
    NoteStrength,
    NoteWants,
    SetPriorities,
    WithdrawEntry,
)
from sessions.decide.hosting import MOST_FOCUS
from sessions.events import ContextNoted, FocusChosen, InstitutionWithdrawn, RoomPrepared, WantsNoted, Withheld
from sessions.framework import OutlineStatement
from sessions.preparation import is_past, preparation
from sessions.programme import Format, FormatStep
from sessions.refusals import FocusUnfit, NotNow, OffTheRecord, RoleMayNot, StatementOutsideModel, TextUnfit
from sessions.room import Actor
from tests.sessions.cast import (
    ANNELIESE,
    COLLEGES,
    DOMINIC,
    HARROW_BECK,
    IMOGEN,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    SCHOOLS,
    SIOBHAN,
    a_room,
    at_step,
    given,
    log,
    opened,
    rated,
    refused,
    revealed,
    room,
    then,
    viewed,
    when,
)


def chosen(*statements: str, slot: str = S1) -> FocusChosen:
    return FocusChosen(slot=slot, statements=statements)


# Words


def test_a_host_notes_what_it_wants_before_the_room_is_open() -> None:
    when(IMOGEN, NoteWants, slot=S1, text=" Ask us how we know. ")
    then(WantsNoted(slot=S1, text="Ask us how we know."))
    assert room().slots[S1].wants == "Ask us how we know."


def test_a_peer_does_not_say_what_a_host_wants_and_a_facilitator_says_it_for_somebody() -> None:
    when(SIOBHAN, NoteWants, slot=S1, text="Be told.")
    refused(RoleMayNot, "Only the host of this slot")
    when(ROSALIND, NoteWants, slot=S1, text="Be asked.", on_behalf_of="p_imogen")
    then(WantsNoted(slot=S1, text="Be asked."))


def test_words_that_stand_there_are_taken_back_by_sending_none() -> None:
    when(IMOGEN, NoteWants, slot=S1, text=" ")
    refused(TextUnfit, "There is nothing in what you want from the hour yet.")
    given(WantsNoted(slot=S1, text="Be asked."), ContextNoted(slot=S1, text="1,180 learners."))
    when(DOMINIC, NoteWants, slot=S1, text=" ")
    then(WantsNoted(slot=S1, text=""))
    when(DOMINIC, NoteContext, slot=S1, text="")
    then(ContextNoted(slot=S1, text=""))
    assert (room().slots[S1].wants, room().slots[S1].context) == ("", "")


# The focus


@pytest.mark.parametrize("actor", [IMOGEN, ROSALIND])
def test_a_host_or_the_facilitator_chooses_what_the_hour_looks_at(actor: Actor) -> None:
    when(actor, ChooseFocus, slot=S1, statements=["2.3", "1.1", "2.3"])
    then(chosen("2.3", "1.1"))
    assert room().slots[S1].focus == ("2.3", "1.1")
    assert room().statements(S1) == ("2.3", "1.1")


def test_a_peer_does_not_choose_a_hosts_focus() -> None:
    when(SIOBHAN, ChooseFocus, slot=S1, statements=["1.1"])
    refused(RoleMayNot, "Only the facilitator or the host of this slot")


def test_the_statements_the_room_was_made_with_become_the_hosts_own_once() -> None:
    assert not room().slots[S1].focus_chosen
    when(IMOGEN, ChooseFocus, slot=S1, statements=["1.1", "1.3", "2.2"])
    then(chosen("1.1", "1.3", "2.2"))
    assert room().slots[S1].focus_chosen
    when(DOMINIC, ChooseFocus, slot=S1, statements=["1.1", "1.3", "2.2"])
    then()


def test_a_statement_that_was_rated_stays_when_the_focus_leaves_it() -> None:
    given(rated(3, "1.1"))
    when(IMOGEN, ChooseFocus, slot=S1, statements=["2.2"])
    assert room().statements(S1) == ("2.2", "1.1")
    assert room().rating(S1, "1.1").self_rating is not None


def test_an_hour_looks_at_one_statement_at_least() -> None:
    when(IMOGEN, ChooseFocus, slot=S1, statements=[])
    refused(FocusUnfit, "one statement at least")


def test_a_statement_that_the_model_does_not_have_is_named() -> None:
    when(IMOGEN, ChooseFocus, slot=S1, statements=["1.1", "9.9"])
    refused(StatementOutsideModel, "Schools model has no statement 9.9.")


MANY = tuple(f"1.{number}" for number in range(1, MOST_FOCUS + 3))


def a_room_with_many_statements(focus: tuple[str, ...]) -> None:
    prepared, *others = a_room()
    assert isinstance(prepared, RoomPrepared)
    model = replace(SCHOOLS, statements=tuple(OutlineStatement(one, f"Statement {one}", 1) for one in MANY))
    host = replace(prepared.institutions[0], focus_statements=focus)
    given([replace(prepared, institutions=(host, *prepared.institutions[1:]), frameworks=(model, COLLEGES)), *others])


def test_more_statements_than_an_hour_can_look_at_are_refused() -> None:
    a_room_with_many_statements(focus=MANY[:3])
    when(IMOGEN, ChooseFocus, slot=S1, statements=MANY[: MOST_FOCUS + 1])
    refused(FocusUnfit, "These are 13 statements; 12 is the most for an hour.")
    when(IMOGEN, ChooseFocus, slot=S1, statements=MANY[:MOST_FOCUS])
    then(chosen(*MANY[:MOST_FOCUS]))


def test_a_room_that_was_made_with_more_keeps_as_many() -> None:
    a_room_with_many_statements(focus=MANY)
    when(IMOGEN, ChooseFocus, slot=S1, statements=MANY[:-1])
    then(chosen(*MANY[:-1]))


def test_the_focus_stays_once_a_view_was_given() -> None:
    given(opened(), at_step("slot-1.peer-view"), viewed(SIOBHAN, 2))
    when(IMOGEN, ChooseFocus, slot=S1, statements=["2.2"])
    refused(NotNow, "Peers have given views in this hour")
    given(revealed(2))
    when(ROSALIND, ChooseFocus, slot=S1, statements=["2.2"])
    refused(NotNow, "Peers have given views in this hour")
    when(SIOBHAN, ChooseFocus, slot=S2, statements=["2.2"])
    then(chosen("2.2", slot=S2))


def test_the_focus_of_an_hour_that_is_over_stays() -> None:
    given(opened(), at_step("slot-1.context"))
    when(IMOGEN, ChooseFocus, slot=S1, statements=["2.2"])
    then(chosen("2.2"))
    given(at_step("break-1.break"))
    when(IMOGEN, ChooseFocus, slot=S1, statements=["1.1"])
    refused(NotNow, "This hour is over")


def test_off_the_record_nothing_of_it_is_kept() -> None:
    given(opened(), at_step("slot-1.context"))
    when(ROSALIND, GoOffTheRecord)
    for kind, fields in ((NoteWants, {"text": "Words"}), (ChooseFocus, {"statements": ["1.1"]})):
        when(IMOGEN, kind, slot=S1, **fields)
        refused(OffTheRecord)


def test_observers_learn_of_a_focus_where_the_host_lets_them_in() -> None:
    when(IMOGEN, ChooseFocus, slot=S1, statements=["2.2"])
    when(IMOGEN, AdmitObservers, slot=S1)
    when(IMOGEN, ChooseFocus, slot=S1, statements=["2.3"])
    before, _, after = log()[-3:]
    assert isinstance(visible(room(), before, ANNELIESE), Withheld)
    assert visible(room(), after, ANNELIESE) == after
    assert visible(room(), before, SIOBHAN) == before


# How far a host has come


def test_nothing_is_prepared_at_first() -> None:
    found = preparation(room(), S1)
    assert found.asked == found.missing == ("wants", "context", "priorities", "strengths", "focus")
    assert (found.done, found.rated, found.of) == ((), 0, 3)


def test_every_part_counts_once_it_is_there() -> None:
    when(IMOGEN, NoteWants, slot=S1, text="Be asked.")
    when(IMOGEN, NoteContext, slot=S1, text="1,180 learners.")
    assert preparation(room(), S1).done == ("wants", "context")
    when(DOMINIC, SetPriorities, slot=S1, priorities=["Attendance"])
    when(DOMINIC, ChooseFocus, slot=S1, statements=["1.1", "2.1"])
    when(DOMINIC, NoteStrength, slot=S1, entry="n-1", text="Job coaches")
    given(rated(3, "1.1"), rated(3, "1.3"))
    found = preparation(room(), S1)
    assert (found.missing, found.rated, found.of) == ((), 1, 2)
    assert preparation(room(), S2).done == ()


def test_a_strength_counts_that_the_host_names_and_keeps() -> None:
    when(SIOBHAN, NoteStrength, slot=S1, entry="n-1", text="We liked it")
    when(IMOGEN, NoteStrength, slot=S1, entry="n-2", text="Job coaches")
    when(IMOGEN, WithdrawEntry, entry="n-2")
    assert "strengths" in preparation(room(), S1).missing
    when(ROSALIND, NoteStrength, slot=S1, entry="n-3", text="Job coaches", on_behalf_of="p_imogen")
    assert "strengths" in preparation(room(), S1).done


def test_a_follow_up_asks_for_less() -> None:
    steps = (FormatStep(id="review", kind="action_review", title="Action by action", minutes=20),)
    given(a_room(plan=Format(id="follow-up", title="Follow-up", kind="follow_up", description="", slot=steps)))
    assert preparation(room(), S1).asked == ("wants", "context")


def test_there_is_nothing_to_prepare_once_the_hour_is_over_or_its_host_dropped_out() -> None:
    given(opened(), at_step("slot-1.context"))
    assert not is_past(room(), S1)
    given(at_step("slot-2.context"))
    assert (is_past(room(), S1), is_past(room(), S2)) == (True, False)
    given(InstitutionWithdrawn(institution=LARKFIELD, dropped=()))
    assert is_past(room(), S2)
    assert room().slots[S1].host == HARROW_BECK
