"""A host's slot: context, priorities, observers; and what becomes of slots when the day changes."""

import pytest

from sessions.commands import (
    AdmitObservers,
    ExcludeObservers,
    NoteContext,
    ReorderSlots,
    SetPriorities,
    StartStep,
    WithdrawInstitution,
)
from sessions.events import (
    BenchmarkBrought,
    ContextNoted,
    InstitutionWithdrawn,
    ObserversAdmitted,
    ObserversExcluded,
    PrioritiesSet,
    ScribeNamed,
    SlotsReordered,
    StepStarted,
    WantsNoted,
)
from sessions.programme import Break
from sessions.refusals import NotNow, RoleMayNot, TextUnfit, Unknown
from tests.sessions.cast import (
    CAUSEWAY,
    ESTUARY_GATE,
    HARROW_BECK,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    S3,
    S4,
    SIOBHAN,
    START,
    TOMASZ,
    a_room,
    at_step,
    given,
    opened,
    refused,
    room,
    then,
    when,
)


def sections() -> list[str]:
    """The parts of the programme in order."""
    return list(dict.fromkeys(step.section for step in room().programme))


def dropped() -> list[str]:
    """The parts that left the programme."""
    return [part for part in dict.fromkeys(step.section for step in room().plan) if part not in sections()]


# Context and priorities


def test_a_host_notes_its_context_and_a_later_one_replaces_it() -> None:
    given(opened())
    when(IMOGEN, NoteContext, slot=S1, text="  1,180 learners.  ")
    then(ContextNoted(slot=S1, text="1,180 learners."))
    when(IMOGEN, NoteContext, slot=S1, text="1,190 learners.")
    assert room().slots[S1].context == "1,190 learners."


def test_the_scribe_notes_the_context_for_the_host() -> None:
    given(opened(), ScribeNamed(slot=S1, person="p_tomasz"))
    when(TOMASZ, NoteContext, slot=S1, text="Said aloud.")
    then(ContextNoted(slot=S1, text="Said aloud."))


def test_a_peer_does_not_write_the_hosts_context() -> None:
    given(opened())
    when(SIOBHAN, NoteContext, slot=S1, text="They are fine.")
    refused(RoleMayNot, "Only the host of this slot or the scribe of this slot")


def test_the_facilitator_notes_the_context_on_behalf_of_the_host() -> None:
    given(opened())
    when(JAMIE, NoteContext, slot=S1, text="Said aloud.", on_behalf_of="p_imogen")
    then(ContextNoted(slot=S1, text="Said aloud."))


@pytest.mark.parametrize("text", ["", " \n\t", "\0"])
def test_an_empty_text_says_so(text: str) -> None:
    given(opened())
    when(IMOGEN, NoteContext, slot=S1, text=text)
    refused(TextUnfit, "There is nothing in the context yet.")


def test_a_text_of_twenty_thousand_characters_is_too_long_and_nothing_is_lost() -> None:
    given(opened())
    when(IMOGEN, NoteContext, slot=S1, text="x" * 20_000)
    refused(TextUnfit, "The context has 20,000 characters; 4,000 is the most. Nothing is lost")
    when(IMOGEN, NoteContext, slot=S1, text="x" * 4_000)
    then(ContextNoted(slot=S1, text="x" * 4_000))


def test_priorities_keep_their_order_and_empty_lines_are_left_out() -> None:
    when(IMOGEN, SetPriorities, slot=S1, priorities=["Attendance", "  ", " Reading "])
    then(PrioritiesSet(slot=S1, priorities=("Attendance", "Reading")))
    assert room().slots[S1].priorities == ("Attendance", "Reading")


def test_what_a_host_wants_and_its_compass_results_are_brought_with_it() -> None:
    given(WantsNoted(slot=S1, text="Tell us what changes anything."))
    for number, (percent, year) in enumerate([(70, 2026), (63, 2025)]):
        day = START.date().replace(year=year)
        given(BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=percent, date=day))
        assert len(room().benchmarks[HARROW_BECK]["4"]) == number + 1
    assert [one.percent for one in room().benchmarks[HARROW_BECK]["4"]] == [63, 70]
    assert room().slots[S1].wants == "Tell us what changes anything."


def test_a_slot_that_does_not_exist_is_named() -> None:
    given(opened())
    when(IMOGEN, NoteContext, slot="slot-7", text="Hello.")
    refused(Unknown, "This room has no “slot-7”.")


# Observers


def test_observers_are_admitted_by_the_host_and_excluded_again() -> None:
    when(IMOGEN, AdmitObservers, slot=S1)
    then(ObserversAdmitted(slot=S1))
    when(IMOGEN, AdmitObservers, slot=S1)
    then()
    assert room().slots[S1].observers_at()
    when(IMOGEN, ExcludeObservers, slot=S1)
    then(ObserversExcluded(slot=S1))
    when(IMOGEN, ExcludeObservers, slot=S1)
    then()
    assert not room().slots[S1].observers_at()


def test_nobody_else_admits_observers() -> None:
    when(SIOBHAN, AdmitObservers, slot=S1)
    refused(RoleMayNot)
    when(ROSALIND, AdmitObservers, slot=S1)
    refused(RoleMayNot)


# Dropping out


def test_an_institution_that_drops_out_takes_its_hour_and_the_break_before_it() -> None:
    when(ROSALIND, WithdrawInstitution, institution=CAUSEWAY)
    own = tuple(step.id for step in room().plan if step.slot == S3)
    then(InstitutionWithdrawn(institution=CAUSEWAY, dropped=("break-2.break", *own)))
    assert sections() == ["opening", S1, "break-1", S2, "break-3", S4, "closing"]
    assert room().institutions[CAUSEWAY].withdrawn
    assert room().slots[S3].withdrawn
    assert [slot.id for slot in room().order] == [S1, S2, S4]


def test_without_the_first_institution_the_break_after_it_goes_too() -> None:
    when(ROSALIND, WithdrawInstitution, institution=HARROW_BECK)
    assert dropped() == [S1, "break-1"]


def test_without_the_last_institution_the_meeting_goes_from_its_hour_to_the_closing() -> None:
    when(ROSALIND, WithdrawInstitution, institution=ESTUARY_GATE)
    assert dropped() == ["break-3", S4]


def test_a_break_that_is_being_taken_stays_and_the_next_one_goes() -> None:
    given(opened(), at_step("break-1.break"))
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    assert dropped() == [S2, "break-2"]
    when(ROSALIND, StartStep, move="next", from_step="break-1.break")
    then(StepStarted(step="slot-3.purpose"))


def test_the_last_break_stays_when_it_was_taken_already() -> None:
    given(opened(), at_step("break-3.break"))
    when(ROSALIND, WithdrawInstitution, institution=ESTUARY_GATE)
    assert dropped() == [S4]
    when(ROSALIND, StartStep, move="next", from_step="break-3.break")
    then(StepStarted(step="closing.insights"))


def test_of_two_breaks_the_shorter_one_goes_so_lunch_stays() -> None:
    given(a_room(breaks=(Break(2, 30, "Lunch"),)))
    when(ROSALIND, WithdrawInstitution, institution=CAUSEWAY)
    assert dropped() == [S3, "break-3"]


def test_where_there_is_no_break_the_hour_alone_goes() -> None:
    given(a_room(breaks=(Break(1, 0), Break(2, 0))))
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    assert dropped() == [S2]


def test_all_but_one_can_drop_out() -> None:
    for institution in (LARKFIELD, HARROW_BECK, CAUSEWAY):
        when(ROSALIND, WithdrawInstitution, institution=institution)
    assert sections() == ["opening", S4, "closing"]
    when(ROSALIND, WithdrawInstitution, institution=ESTUARY_GATE)
    refused(NotNow, "the only institution left")


def test_an_institution_drops_out_once_and_has_to_be_in_the_room() -> None:
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    refused(Unknown)
    when(ROSALIND, WithdrawInstitution, institution="i_elsewhere")
    refused(Unknown)


def test_an_hour_that_has_begun_is_not_withdrawn() -> None:
    given(opened(), at_step("slot-2.purpose"), at_step("break-2.break"))
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    refused(NotNow, "Larkfield School's hour has begun.")


def test_only_the_facilitator_withdraws_an_institution() -> None:
    when(SIOBHAN, WithdrawInstitution, institution=LARKFIELD)
    refused(RoleMayNot)


# Another order


def test_hours_change_places_and_breaks_keep_theirs() -> None:
    given(a_room(breaks=(Break(2, 30, "Lunch"),)))
    when(ROSALIND, ReorderSlots, order=[S3, S1, S4, S2])
    then(SlotsReordered(order=(S3, S1, S4, S2)))
    assert sections() == ["opening", S3, "break-1", S1, "break-2", S4, "break-3", S2, "closing"]
    assert [slot.host for slot in room().order] == [CAUSEWAY, HARROW_BECK, ESTUARY_GATE, LARKFIELD]
    assert len(room().programme) == len(room().plan)


def test_an_hour_that_has_begun_keeps_its_place() -> None:
    given(opened(), at_step("slot-1.context"))
    when(ROSALIND, ReorderSlots, order=[S2, S1, S3, S4])
    refused(NotNow, "An hour that has begun keeps its place.")
    when(ROSALIND, ReorderSlots, order=[S1, S4, S3, S2])
    then(SlotsReordered(order=(S1, S4, S3, S2)))


@pytest.mark.parametrize("order", [[], [S1, S2, S3], [S1, S2, S3, S4, S4], [S1, S2, S3, "slot-9"]])
def test_an_order_names_every_hour_once(order: list[str]) -> None:
    when(ROSALIND, ReorderSlots, order=order)
    refused(Unknown, "every institution's slot once")


def test_a_withdrawn_hour_has_no_place_in_the_order() -> None:
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    when(ROSALIND, ReorderSlots, order=[S4, S1, S3])
    assert sections() == ["opening", S4, "break-2", S1, "break-3", S3, "closing"]


def test_a_step_of_a_withdrawn_hour_cannot_be_started() -> None:
    given(opened())
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    when(ROSALIND, StartStep, step="slot-2.context")
    assert room().run is None
