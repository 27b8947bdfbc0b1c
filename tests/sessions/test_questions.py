"""Questions from a peer's asking to their outcome, with a name and without."""

import hashlib
from typing import Any

import pytest

from sessions.commands import (
    AnswerQuestion,
    AskQuestion,
    CorrectQuestion,
    SettleQuestion,
    SupportQuestion,
    TakeUpQuestion,
    UnsupportQuestion,
    WithdrawQuestion,
)
from sessions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionCorrected,
    QuestionSettled,
    QuestionSupported,
    QuestionTakenUp,
    QuestionUnsupported,
    QuestionWithdrawn,
    RoomClosed,
    ScribeNamed,
    WentOffTheRecord,
)
from sessions.refusals import (
    AlreadyUsed,
    HostAsksItself,
    NotNow,
    OffTheRecord,
    RoleMayNot,
    RoomInAnotherState,
    StatementOutsideModel,
    TextUnfit,
    Unknown,
)
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    DOMINIC,
    GARETH,
    HELEN,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    Q1,
    ROSALIND,
    S1,
    SAM,
    SIOBHAN,
    TOMASZ,
    asked,
    at_step,
    given,
    log,
    opened,
    refused,
    room,
    then,
    then_unsigned,
    when,
)

WHY = {"question": Q1, "slot": S1, "type": "challenge", "text": "How do you know?"}
SECRET = "only this tablet knows"
SECRET_HASH = hashlib.sha256(SECRET.encode()).hexdigest()


def ask(actor: Actor, **change: Any) -> None:
    when(actor, AskQuestion, **{**WHY, **change})


@pytest.fixture(autouse=True)
def _in_the_challenge_round() -> None:
    given(opened(), at_step("slot-1.challenge"))


# Asking


def test_a_peer_asks_the_host() -> None:
    ask(SIOBHAN, statement="1.1")
    then(QuestionAsked(question=Q1, slot=S1, type="challenge", text="How do you know?", statement="1.1"))
    question = room().questions[Q1]
    assert (question.by, question.institution, question.status) == ("p_siobhan", LARKFIELD, "open")


def test_a_facilitator_asks_too() -> None:
    ask(JAMIE, type="clarifying")
    then(QuestionAsked(question=Q1, slot=S1, type="clarifying", text="How do you know?"))
    assert room().questions[Q1].institution is None


def test_a_host_does_not_ask_itself() -> None:
    ask(DOMINIC)
    refused(HostAsksItself, "This is your own institution's hour")


@pytest.mark.parametrize("actor", [ANNELIESE, SCREEN, SAM], ids=lambda actor: actor.role)
def test_nobody_without_a_part_asks(actor: Actor) -> None:
    ask(actor)
    refused(RoleMayNot, "Only the facilitator or the other institutions can do this.")


def test_a_question_is_asked_once() -> None:
    ask(SIOBHAN)
    ask(SIOBHAN)
    refused(AlreadyUsed)


def test_a_question_that_comes_after_the_hour_is_kept_and_marked_late() -> None:
    given(at_step("break-1.break"))
    ask(SIOBHAN)
    then(QuestionAsked(question=Q1, slot=S1, type="challenge", text="How do you know?", late=True))
    assert room().questions[Q1].late


def test_a_question_for_an_hour_to_come_is_not_late() -> None:
    when(IMOGEN, AskQuestion, question=Q1, slot="slot-3", type="challenge", text="Why?")
    then(QuestionAsked(question=Q1, slot="slot-3", type="challenge", text="Why?"))


def test_after_the_close_a_question_can_still_be_entered_but_not_taken_up() -> None:
    given(RoomClosed())
    ask(SIOBHAN)
    assert room().questions[Q1].late
    when(ROSALIND, TakeUpQuestion, question=Q1)
    refused(RoomInAnotherState)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_question_has_words_and_not_too_many(text: str) -> None:
    ask(SIOBHAN, text=text)
    refused(TextUnfit, "our question")


def test_a_statement_has_to_be_in_the_hosts_model() -> None:
    ask(SIOBHAN, statement="9.9")
    refused(StatementOutsideModel, "Schools model has no statement 9.9.")


def test_a_slot_has_to_be_in_the_room() -> None:
    ask(SIOBHAN, slot="slot-9")
    refused(Unknown, "slot-9")


def test_off_the_record_no_question_is_kept() -> None:
    given(WentOffTheRecord())
    ask(SIOBHAN)
    refused(OffTheRecord)


# Without a name


def test_an_anonymous_question_has_no_author_in_the_log() -> None:
    ask(SIOBHAN, anonymous=True)
    then_unsigned(QuestionAsked(question=Q1, slot=S1, type="challenge", text="How do you know?", anonymous=True))
    question = room().questions[Q1]
    assert (question.by, question.institution) == (None, None)
    assert "siobhan" not in repr([question, log()[-1], room().texts])
    assert "larkfield" not in repr([question, log()[-1]])


def test_entered_by_the_facilitator_for_somebody_it_has_no_author_either() -> None:
    ask(ROSALIND, anonymous=True, on_behalf_of="p_priya")
    then_unsigned(QuestionAsked(question=Q1, slot=S1, type="challenge", text="How do you know?", anonymous=True))


def test_an_anonymous_question_is_still_not_the_hosts() -> None:
    ask(DOMINIC, anonymous=True)
    refused(HostAsksItself)


def test_a_late_anonymous_question_names_nobody_among_those_who_put_the_record_right() -> None:
    given(RoomClosed())
    ask(SIOBHAN, anonymous=True)
    assert room().corrected == {}


def test_the_secret_belongs_to_an_anonymous_question_alone() -> None:
    ask(SIOBHAN, secret_hash=SECRET_HASH)
    assert room().questions[Q1].secret_hash is None


@pytest.mark.parametrize("actor", [SIOBHAN, ANNELIESE, SCREEN], ids=lambda actor: actor.role)
def test_whoever_shows_the_secret_corrects_and_withdraws_unsigned(actor: Actor) -> None:
    ask(SIOBHAN, anonymous=True, secret_hash=SECRET_HASH)
    when(actor, CorrectQuestion, question=Q1, text="How could you know?", secret=SECRET)
    then_unsigned(QuestionCorrected(question=Q1, text="How could you know?"))
    when(actor, WithdrawQuestion, question=Q1, secret=SECRET)
    then_unsigned(QuestionWithdrawn(question=Q1))


@pytest.mark.parametrize("secret", [None, "", "guessed", SECRET_HASH])
def test_without_the_secret_not_even_its_author_changes_it(secret: str | None) -> None:
    ask(SIOBHAN, anonymous=True, secret_hash=SECRET_HASH)
    when(SIOBHAN, CorrectQuestion, question=Q1, text="Other words", secret=secret)
    refused(RoleMayNot, "Only the device that asked this question without a name")
    when(SIOBHAN, WithdrawQuestion, question=Q1, secret=secret)
    refused(RoleMayNot)


def test_an_anonymous_question_without_a_secret_is_the_facilitators_to_change() -> None:
    ask(SIOBHAN, anonymous=True)
    when(SIOBHAN, WithdrawQuestion, question=Q1, secret="")
    refused(RoleMayNot)
    when(JAMIE, WithdrawQuestion, question=Q1)
    then(QuestionWithdrawn(question=Q1))


@pytest.mark.parametrize("anonymous", [True, False])
def test_nobody_goes_unsigned_by_showing_a_secret_that_is_none(anonymous: bool) -> None:
    ask(SIOBHAN, anonymous=anonymous)
    when(JAMIE, CorrectQuestion, question=Q1, text="Other words", secret="anything")
    refused(RoleMayNot)
    if not anonymous:
        when(SIOBHAN, CorrectQuestion, question=Q1, text="Other words", secret="anything")
        refused(RoleMayNot)


# Supporting, taking up, answering, settling


def test_others_support_a_question_once_and_think_again() -> None:
    ask(SIOBHAN)
    when(GARETH, SupportQuestion, question=Q1)
    then(QuestionSupported(question=Q1))
    when(GARETH, SupportQuestion, question=Q1)
    then()
    when(HELEN, SupportQuestion, question=Q1)
    assert room().questions[Q1].supporters == ("p_gareth", "p_helen")
    when(GARETH, UnsupportQuestion, question=Q1)
    then(QuestionUnsupported(question=Q1))
    when(GARETH, UnsupportQuestion, question=Q1)
    then()
    assert room().questions[Q1].supporters == ("p_helen",)


def test_nobody_supports_their_own_question_nor_a_host_one_to_itself() -> None:
    ask(SIOBHAN)
    when(SIOBHAN, SupportQuestion, question=Q1)
    refused(NotNow, "your own question")
    when(TOMASZ, SupportQuestion, question=Q1)
    then(QuestionSupported(question=Q1))
    when(IMOGEN, SupportQuestion, question=Q1)
    refused(RoleMayNot)


def test_the_facilitator_takes_up_one_question_at_a_time() -> None:
    given(asked(Q1), asked("q-2"))
    when(ROSALIND, TakeUpQuestion, question=Q1)
    then(QuestionTakenUp(question=Q1))
    when(JAMIE, TakeUpQuestion, question=Q1)
    then()
    assert (room().on_table, room().questions[Q1].status) == (Q1, "taken_up")
    when(ROSALIND, TakeUpQuestion, question="q-2")
    assert room().on_table == "q-2"
    when(SIOBHAN, TakeUpQuestion, question=Q1)
    refused(RoleMayNot)


@pytest.mark.parametrize("actor", [IMOGEN, TOMASZ, JAMIE], ids=["host", "scribe", "facilitator"])
def test_host_scribe_and_facilitator_note_the_answer(actor: Actor) -> None:
    given(asked(), ScribeNamed(slot=S1, person="p_tomasz"))
    when(actor, AnswerQuestion, question=Q1, answer=" From the survey. ")
    then(QuestionAnswered(question=Q1, answer="From the survey."))


def test_a_peer_does_not_answer() -> None:
    given(asked())
    when(SIOBHAN, AnswerQuestion, question=Q1, answer="They do not know.")
    refused(RoleMayNot, "Only the facilitator or the host of this slot or the scribe of this slot can do this.")


def test_a_later_answer_replaces_and_both_stay() -> None:
    given(asked())
    when(IMOGEN, AnswerQuestion, question=Q1, answer="One")
    given(at_step("break-1.break"))
    when(IMOGEN, AnswerQuestion, question=Q1, answer="Two")
    then(QuestionAnswered(question=Q1, answer="Two", late=True))
    question = room().questions[Q1]
    assert question.answer is not None
    assert question.answer.text == "Two"
    assert [answer.text for answer in question.answers] == ["One", "Two"]


def test_a_question_not_yet_answered_has_no_answer() -> None:
    given(asked())
    assert room().questions[Q1].answer is None


@pytest.mark.parametrize("outcome", ["answered", "not_yet_satisfied", "parked"])
def test_anybody_of_the_askers_institution_says_what_became_of_it(outcome: Any) -> None:
    given(asked(), QuestionTakenUp(question=Q1))
    when(TOMASZ, SettleQuestion, question=Q1, outcome=outcome)
    then(QuestionSettled(question=Q1, outcome=outcome))
    assert (room().questions[Q1].status, room().on_table) == (outcome, None)


def test_settling_twice_alike_is_settling_once_and_one_may_think_again() -> None:
    given(asked())
    when(SIOBHAN, SettleQuestion, question=Q1, outcome="parked")
    when(TOMASZ, SettleQuestion, question=Q1, outcome="parked")
    then()
    when(ROSALIND, SettleQuestion, question=Q1, outcome="answered")
    then(QuestionSettled(question=Q1, outcome="answered"))


def test_a_question_taken_up_again_waits_for_its_outcome_again() -> None:
    given(asked(), QuestionSettled(question=Q1, outcome="parked"))
    when(ROSALIND, TakeUpQuestion, question=Q1)
    assert room().questions[Q1].status == "taken_up"


def test_settling_one_question_leaves_another_on_the_table() -> None:
    given(asked(), asked("q-2"), QuestionTakenUp(question="q-2"))
    when(SIOBHAN, SettleQuestion, question=Q1, outcome="parked")
    assert room().on_table == "q-2"


@pytest.mark.parametrize("actor", [GARETH, IMOGEN], ids=["another peer", "host"])
def test_nobody_else_settles_it(actor: Actor) -> None:
    given(asked())
    when(actor, SettleQuestion, question=Q1, outcome="answered")
    refused(RoleMayNot, "Only the facilitator or the institution that asked can do this.")


@pytest.mark.parametrize("asker", [None, JAMIE], ids=["anonymous", "facilitator"])
def test_a_question_of_no_institution_is_settled_by_the_facilitator_alone(asker: Actor | None) -> None:
    given(asked(by=asker))
    for actor in (SIOBHAN, ANNELIESE, SCREEN):
        when(actor, SettleQuestion, question=Q1, outcome="answered")
        refused(RoleMayNot)
    when(ROSALIND, SettleQuestion, question=Q1, outcome="answered")
    then(QuestionSettled(question=Q1, outcome="answered"))


# Correcting and withdrawing


def test_its_author_and_the_facilitator_correct_a_question() -> None:
    given(asked())
    when(SIOBHAN, CorrectQuestion, question=Q1, text=" Where is it written? ")
    then(QuestionCorrected(question=Q1, text="Where is it written?"))
    when(JAMIE, CorrectQuestion, question=Q1, text="Where?")
    then(QuestionCorrected(question=Q1, text="Where?"))
    assert room().questions[Q1].text == "Where?"
    when(TOMASZ, CorrectQuestion, question=Q1, text="Mine")
    refused(RoleMayNot, "Only the facilitator or whoever wrote it can do this.")


def test_a_withdrawn_question_leaves_the_table_and_stays_withdrawn() -> None:
    given(asked(), QuestionTakenUp(question=Q1))
    when(SIOBHAN, WithdrawQuestion, question=Q1)
    then(QuestionWithdrawn(question=Q1))
    assert (room().questions[Q1].status, room().on_table) == ("withdrawn", None)
    for kind, more in (
        (TakeUpQuestion, {}),
        (AnswerQuestion, {"answer": "x"}),
        (SettleQuestion, {"outcome": "parked"}),
        (CorrectQuestion, {"text": "x"}),
        (WithdrawQuestion, {}),
    ):
        when(ROSALIND, kind, question=Q1, **more)
        refused(NotNow, "That question was withdrawn.")
    when(GARETH, SupportQuestion, question=Q1)
    refused(NotNow)


def test_a_question_that_is_not_there_is_said_not_to_be() -> None:
    when(ROSALIND, TakeUpQuestion, question="q-9")
    refused(Unknown, "That question is not in this room.")
