"""Actions: proposed by anybody at the table, agreed by the host alone."""

from datetime import date
from typing import Any

import pytest

from sessions.commands import AgreeAction, AmendAction, ProposeAction, WithdrawAction
from sessions.events import (
    ActionAgreed,
    ActionAmended,
    ActionProposed,
    ActionWithdrawn,
    RoomClosed,
    WentOffTheRecord,
)
from sessions.refusals import (
    AlreadyUsed,
    DueTooEarly,
    NotNow,
    OffTheRecord,
    RoleMayNot,
    StatementOutsideModel,
    TextUnfit,
    Unknown,
)
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    DOMINIC,
    IMOGEN,
    JAMIE,
    ROSALIND,
    S1,
    S2,
    SAM,
    SIOBHAN,
    TOMASZ,
    at_step,
    given,
    opened,
    proposed,
    refused,
    room,
    then,
    when,
)

JANUARY = date(2027, 1, 8)
WORDS: dict[str, Any] = {
    "action": "a-1",
    "slot": S1,
    "text": "Survey the leavers",
    "owner": "p_imogen",
    "due": "2027-01-08",
}


@pytest.fixture(autouse=True)
def _in_the_first_hour() -> None:
    given(opened(), at_step("slot-1.actions"))


def written(kind: Any, **change: Any) -> Any:
    return kind(**{**WORDS, "due": JANUARY, **change})


@pytest.mark.parametrize("actor", [IMOGEN, SIOBHAN, ROSALIND, JAMIE], ids=lambda actor: actor.person)
def test_anybody_at_the_table_proposes(actor: Actor) -> None:
    when(actor, ProposeAction, **WORDS, statement="1.1", priority=" Attendance ")
    then(written(ActionProposed, statement="1.1", priority="Attendance"))
    assert room().actions["a-1"].status == "proposed"


@pytest.mark.parametrize("actor", [ANNELIESE, SAM, SCREEN], ids=lambda actor: actor.role)
def test_nobody_else_does(actor: Actor) -> None:
    when(actor, ProposeAction, **WORDS)
    refused(RoleMayNot)


def test_only_the_hosts_word_makes_it_agreed() -> None:
    given(proposed())
    for actor in (SIOBHAN, ROSALIND, JAMIE):
        when(actor, AgreeAction, action="a-1")
        refused(RoleMayNot, "Only the host of this slot can do this.")
    when(DOMINIC, AgreeAction, action="a-1")
    then(ActionAgreed(action="a-1"))
    assert (room().actions["a-1"].status, room().actions["a-1"].agreed_by) == ("agreed", "p_dominic")


def test_the_facilitator_enters_the_hosts_word_on_its_behalf() -> None:
    given(proposed())
    when(ROSALIND, AgreeAction, action="a-1", on_behalf_of="p_imogen")
    then(ActionAgreed(action="a-1"))
    assert room().actions["a-1"].agreed_by == "p_imogen"
    when(ROSALIND, AgreeAction, action="a-1", on_behalf_of="p_siobhan", subject_to="x")
    refused(RoleMayNot)


def test_an_action_is_agreed_subject_to_the_heads_word() -> None:
    given(proposed())
    when(IMOGEN, AgreeAction, action="a-1", subject_to=" the head's word ")
    then(ActionAgreed(action="a-1", subject_to="the head's word"))
    when(IMOGEN, AgreeAction, action="a-1", subject_to="the head's word")
    then()
    when(IMOGEN, AgreeAction, action="a-1")
    then(ActionAgreed(action="a-1"))
    assert room().actions["a-1"].subject_to is None


def test_amending_an_agreed_action_makes_it_proposed_again() -> None:
    given(proposed(), ActionAgreed(action="a-1", subject_to="the head", by="p_imogen"))
    when(TOMASZ, AmendAction, **{**WORDS, "text": "Survey all leavers"})
    then(written(ActionAmended, text="Survey all leavers"))
    action = room().actions["a-1"]
    assert (action.status, action.subject_to, action.agreed_by, action.by) == ("proposed", None, None, "p_siobhan")
    assert action.seq < room().seq


def test_an_action_stays_with_the_institution_it_was_proposed_for() -> None:
    given(proposed())
    for slot in (S2, None):
        when(SIOBHAN, AmendAction, **{**WORDS, "slot": slot})
        refused(Unknown, "stays with the institution")


def test_the_hubs_own_actions_are_agreed_and_withdrawn_by_the_facilitator() -> None:
    given(proposed(slot=None))
    for kind in (AgreeAction, WithdrawAction):
        when(IMOGEN, kind, action="a-1")
        refused(RoleMayNot, "Only the facilitator can do this.")
    when(ROSALIND, AgreeAction, action="a-1")
    then(ActionAgreed(action="a-1"))
    when(JAMIE, WithdrawAction, action="a-1")
    then(ActionWithdrawn(action="a-1"))


def test_a_withdrawn_action_is_off_the_list() -> None:
    given(proposed())
    when(SIOBHAN, WithdrawAction, action="a-1")
    refused(RoleMayNot)
    when(IMOGEN, WithdrawAction, action="a-1")
    then(ActionWithdrawn(action="a-1"))
    for kind, fields in ((AmendAction, WORDS), (AgreeAction, {"action": "a-1"}), (WithdrawAction, {"action": "a-1"})):
        when(IMOGEN, kind, **fields)
        refused(NotNow, "That action was withdrawn.")


def test_an_action_is_not_due_before_the_meeting() -> None:
    when(IMOGEN, ProposeAction, **{**WORDS, "due": "2026-11-11"})
    refused(DueTooEarly, "before the meeting on 12 November 2026")
    when(IMOGEN, ProposeAction, **{**WORDS, "due": "2026-11-12"})
    then(written(ActionProposed, due=date(2026, 11, 12)))
    when(IMOGEN, AmendAction, **{**WORDS, "due": "2026-11-11"})
    refused(DueTooEarly)


def test_an_action_is_proposed_once() -> None:
    given(proposed())
    when(IMOGEN, ProposeAction, **WORDS)
    refused(AlreadyUsed)


def test_an_action_has_words_and_a_statement_of_the_model() -> None:
    when(IMOGEN, ProposeAction, **{**WORDS, "text": " "})
    refused(TextUnfit, "There is nothing in the action yet.")
    when(IMOGEN, ProposeAction, **WORDS, statement="9.9")
    refused(StatementOutsideModel)
    when(IMOGEN, ProposeAction, **{**WORDS, "slot": "slot-9"})
    refused(Unknown)
    when(IMOGEN, AgreeAction, action="a-9")
    refused(Unknown, "That action is not in this room.")


def test_off_the_record_no_action_is_kept() -> None:
    given(proposed(), WentOffTheRecord())
    for kind, fields in (
        (ProposeAction, {**WORDS, "action": "a-2"}),
        (AmendAction, WORDS),
        (AgreeAction, {"action": "a-1"}),
    ):
        when(IMOGEN, kind, **fields)
        refused(OffTheRecord)


def test_an_action_that_comes_after_the_hour_is_marked_late() -> None:
    given(at_step("break-1.break"))
    when(IMOGEN, ProposeAction, **WORDS)
    then(written(ActionProposed, late=True))
    given(RoomClosed())
    when(ROSALIND, ProposeAction, **{**WORDS, "action": "a-2", "slot": None})
    assert room().actions["a-2"].late
