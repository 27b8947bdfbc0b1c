"""Questions, from the asking to the outcome."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import add, author, change_question, institution, put_right, typist
from sessions.room import Answer, Question, Room

OfQuestions = (
    e.QuestionAsked | e.QuestionSupported | e.QuestionUnsupported | e.QuestionTakenUp | e.QuestionAnswered
    | e.QuestionSettled | e.QuestionCorrected | e.QuestionWithdrawn
)  # fmt: skip


def evolve(room: Room, event: OfQuestions, recorded: e.Recorded) -> Room:
    if isinstance(event, e.QuestionAsked):
        return _asked(room, event, recorded)
    was = room.questions[event.question]
    on_table = None if room.on_table == was.id else room.on_table
    match event:
        case e.QuestionSupported():
            return change_question(room, was.id, supporters=(*was.supporters, author(event)))
        case e.QuestionUnsupported():
            return change_question(room, was.id, supporters=tuple(p for p in was.supporters if p != author(event)))
        case e.QuestionTakenUp():
            room = change_question(room, was.id, taken_up_at=recorded.at, outcome=None)
            return replace(room, on_table=was.id)
        case e.QuestionAnswered():
            answer = Answer(event.answer, author(event), recorded.at)
            room = change_question(room, was.id, answers=(*was.answers, answer))
        case e.QuestionSettled():
            room = replace(change_question(room, was.id, outcome=event.outcome), on_table=on_table)
        case e.QuestionCorrected():
            room = change_question(room, was.id, text=event.text)
        case e.QuestionWithdrawn():
            room = replace(change_question(room, was.id, withdrawn=True), on_table=on_table)
        case _:  # pragma: no cover
            assert_never(event)
    return put_right(room, was.slot, event.by)


def _asked(room: Room, event: e.QuestionAsked, recorded: e.Recorded) -> Room:
    by = author(event)
    asked = Question(
        id=event.question, seq=recorded.seq, slot=event.slot, type=event.type, text=event.text,
        asked_at=recorded.at, statement=event.statement, by=by, entered_by=typist(event),
        institution=institution(room, by), anonymous=event.anonymous,
        secret_hash=event.secret_hash, late=event.late,
    )  # fmt: skip
    room = replace(room, questions=add(room.questions, asked.id, asked))
    return put_right(room, event.slot, event.by)
