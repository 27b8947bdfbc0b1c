"""Questions, from a peer's asking to their outcome."""

import hashlib
import hmac
from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.refusals import AlreadyUsed, NotNow, RoleMayNot
from sessions.room import Actor, Question, Room


def ask_question(room: Room, _actor: Actor, command: c.AskQuestion, _at: datetime) -> list[e.Event]:
    """A peer asks the host of a slot. Late is accepted and marked."""
    if command.question in room.questions:
        raise AlreadyUsed("That question has been asked already.")
    return [
        e.QuestionAsked(
            question=command.question,
            slot=command.slot,
            text=ground.words(command.text, "your question"),
            type=command.type,
            statement=ground.statement(room, command.slot, command.statement),
            anonymous=command.anonymous,
            secret_hash=command.secret_hash if command.anonymous else None,
            late=room.is_over(command.slot),
        )
    ]


def _standing(room: Room, question: str) -> Question:
    found = room.questions[question]
    if found.withdrawn:
        raise NotNow("That question was withdrawn.")
    return found


def support_question(room: Room, actor: Actor, command: c.SupportQuestion, _at: datetime) -> list[e.Event]:
    """I would like it asked too; supporting twice is supporting once."""
    question = _standing(room, command.question)
    if question.by == actor.person:
        raise NotNow("This is your own question; others can support it.")
    return [] if actor.person in question.supporters else [e.QuestionSupported(question=question.id)]


def unsupport_question(room: Room, actor: Actor, command: c.UnsupportQuestion, _at: datetime) -> list[e.Event]:
    """Not any more."""
    question = _standing(room, command.question)
    return [e.QuestionUnsupported(question=question.id)] if actor.person in question.supporters else []


def take_up_question(room: Room, _actor: Actor, command: c.TakeUpQuestion, _at: datetime) -> list[e.Event]:
    """Put it on the table."""
    question = _standing(room, command.question)
    return [] if room.on_table == question.id else [e.QuestionTakenUp(question=question.id)]


def answer_question(room: Room, _actor: Actor, command: c.AnswerQuestion, _at: datetime) -> list[e.Event]:
    """Note the answer. It need not have been taken up; a later answer replaces this one."""
    question = _standing(room, command.question)
    answer = ground.words(command.answer, "the answer")
    return [e.QuestionAnswered(question=question.id, answer=answer, late=room.is_over(question.slot))]


def settle_question(room: Room, _actor: Actor, command: c.SettleQuestion, _at: datetime) -> list[e.Event]:
    """Say what became of it; one may think again."""
    question = _standing(room, command.question)
    if question.outcome == command.outcome and room.on_table != question.id:
        return []
    return [e.QuestionSettled(question=question.id, outcome=command.outcome)]


def correct_question(room: Room, actor: Actor, command: c.CorrectQuestion, _at: datetime) -> list[e.Event]:
    """Other words for it, by its author."""
    question = _standing(room, command.question)
    _prove(question, actor, command.secret)
    return [e.QuestionCorrected(question=question.id, text=ground.words(command.text, "your question"))]


def withdraw_question(room: Room, actor: Actor, command: c.WithdrawQuestion, _at: datetime) -> list[e.Event]:
    """Take it back."""
    question = _standing(room, command.question)
    _prove(question, actor, command.secret)
    return [e.QuestionWithdrawn(question=question.id)]


def _prove(question: Question, actor: Actor, secret: str | None) -> None:
    """Nobody knows who asked an anonymous question, so its author shows the secret instead. What comes with a secret
    goes unsigned, so a wrong one is refused from anybody."""
    if secret is None and (not question.anonymous or actor.facilitates):
        return
    shown = hashlib.sha256((secret or "").encode()).hexdigest()
    if question.secret_hash is None or not hmac.compare_digest(shown, question.secret_hash):
        raise RoleMayNot("Only the device that asked this question without a name, or the facilitator, can change it.")
