"""Words that name a pupil are removed for good, and the room goes on as if they had never been known."""

from datetime import date

import pytest
from msgspec.structs import replace

from sessions import codec
from sessions.commands import (
    AgreeAction,
    AnswerQuestion,
    ConfirmMinutes,
    CorrectQuestion,
    NoteContext,
    RemoveText,
    SetPriorities,
    WriteNote,
)
from sessions.events import (
    ColleagueRatingGiven,
    PeerViewsRevealed,
    PositionAgreed,
    RatingAgreed,
    RevealedView,
    RoomClosed,
    TextRemoved,
    WantsNoted,
)
from sessions.growing import plainly
from sessions.refusals import RoleMayNot, TextUnfit, Unknown
from sessions.room import REMOVED
from tests.sessions.cast import (
    HARROW_BECK,
    IMOGEN,
    LARKFIELD,
    Q1,
    ROSALIND,
    S1,
    S2,
    SIOBHAN,
    asked,
    at_step,
    given,
    kept,
    log,
    opened,
    proposed,
    rated,
    refolded,
    refused,
    room,
    then,
    viewed,
    when,
)

NAMED = "Ask Kayleigh in 9B"
WHY = "A pupil was named"


def removed(
    field: str = "text", seq: int | None = None, slot: str | None = S1, holder: str | None = None
) -> TextRemoved:
    return TextRemoved(removed=seq or len(log()), field=field, reason=WHY, slot=slot, holder=holder)


def test_a_text_that_is_removed_is_gone_from_the_room() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(text=NAMED))
    expected = removed()
    when(ROSALIND, RemoveText, seq=len(log()), field="text", reason=WHY)
    then(expected)
    assert room().questions[Q1].text == REMOVED
    assert NAMED not in repr(room())


def test_only_the_facilitator_removes_words() -> None:
    given(opened(), asked(text=NAMED))
    when(SIOBHAN, RemoveText, seq=len(log()), field="text", reason=WHY)
    refused(RoleMayNot)


def test_the_same_words_go_wherever_they_stand() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(text=NAMED))
    when(SIOBHAN, WriteNote, entry="n-1", slot=S1, text=NAMED)
    when(IMOGEN, AnswerQuestion, question=Q1, answer=NAMED)
    last = len(log())
    when(ROSALIND, RemoveText, seq=last, field="answer", reason=WHY)
    then(removed("text", last - 2), removed("text", last - 1), removed("answer", last))
    assert NAMED not in repr(room())


def test_other_words_stay() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(text=NAMED), asked("q-2"))
    before = room()
    when(ROSALIND, RemoveText, seq=len(log()) - 1, field="text", reason=WHY)
    assert room().questions["q-2"] is before.questions["q-2"]
    assert room().entries is before.entries
    assert room().slots is before.slots


def test_a_word_that_is_also_an_id_or_a_kind_is_removed_as_a_text_alone() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(text="challenge"))
    for number, word in enumerate(("slot-1", "open", "p_siobhan", "institution", "1.1", Q1)):
        when(SIOBHAN, WriteNote, entry=f"n-{number}", slot=S1, text=word, statement="1.1")
        when(ROSALIND, RemoveText, seq=len(log()), field="text", reason=WHY)
    when(ROSALIND, RemoveText, seq=len(log()) - 12, field="text", reason=WHY)
    assert room().questions[Q1].text == REMOVED
    assert room().questions[Q1].type == "challenge"
    assert room().slots[S1].id == S1
    assert room().state == "open"
    assert {entry.statement for entry in room().entries.values()} == {"1.1"}
    assert {entry.text for entry in room().entries.values()} == {REMOVED}


def test_no_evidence_is_not_a_text_that_could_be_removed() -> None:
    given(opened(), rated(2, evidence=""))
    when(ROSALIND, RemoveText, seq=len(log()), field="evidence", reason=WHY)
    refused(Unknown)


@pytest.mark.parametrize(("seq", "field"), [(9999, "text"), (2, "text"), (1, "title")])
def test_where_no_words_stand_none_are_removed(seq: int, field: str) -> None:
    given(opened(), asked(text=NAMED))
    when(ROSALIND, RemoveText, seq=seq, field=field, reason=WHY)
    refused(Unknown, "no words at that place")


def test_words_are_removed_once() -> None:
    given(opened(), asked(text=NAMED))
    place = len(log())
    when(ROSALIND, RemoveText, seq=place, field="text", reason=WHY)
    when(ROSALIND, RemoveText, seq=place, field="text", reason=WHY)
    refused(Unknown, "removed already")


def test_a_removal_has_a_reason_that_can_be_removed_in_its_turn() -> None:
    given(opened(), asked(text=NAMED))
    place = len(log())
    when(ROSALIND, RemoveText, seq=place, field="text", reason=" ")
    refused(TextUnfit, "the reason")
    when(ROSALIND, RemoveText, seq=place, field="text", reason="Kayleigh was named")
    when(ROSALIND, RemoveText, seq=place + 1, field="reason", reason=WHY)
    then(replace(removed("reason", place + 1), first=place))
    assert "Kayleigh" not in repr(room())


def test_words_can_be_removed_after_the_minutes_are_confirmed() -> None:
    given(opened(), asked(text=NAMED), RoomClosed())
    when(ROSALIND, ConfirmMinutes)
    when(ROSALIND, RemoveText, seq=len(log()) - 2, field="text", reason=WHY)
    then(removed(seq=len(log()) - 3))


def test_an_older_wording_can_be_removed_too() -> None:
    given(opened(), asked(text=NAMED))
    place = len(log())
    when(SIOBHAN, CorrectQuestion, question=Q1, text="How do you know?")
    when(ROSALIND, RemoveText, seq=place, field="text", reason=WHY)
    then(removed(seq=place))
    assert room().questions[Q1].text == "How do you know?"


def test_every_kind_of_text_can_be_removed() -> None:
    given(opened(), at_step("slot-1.actions"), WantsNoted(slot=S1, text="wants", by="p_imogen"))
    given(viewed(SIOBHAN, 2, reason="reason"), rated(3, evidence="evidence"), proposed(text="action", priority="high"))
    given(ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=2, note="note"))
    given(PositionAgreed(slot=S1, statement="1.1", level=2, evidence="position"))
    shown = (RevealedView(2, "reason", LARKFIELD),)
    given(PeerViewsRevealed(slot=S1, statement="1.1", count=1, lowest=2, highest=2, middle=(2, 2), views=shown))
    given(RatingAgreed(slot=S1, statement="1.1", level=2, reason="agreed because"))
    when(IMOGEN, SetPriorities, slot=S1, priorities=["attendance", "reading"])
    when(IMOGEN, AgreeAction, action="a-1", subject_to="head")
    when(IMOGEN, NoteContext, slot=S1, text="context")
    for place in list(room().texts):
        if place in room().texts:
            seq, field = place.split("/")
            when(ROSALIND, RemoveText, seq=int(seq), field=field, reason=WHY)
    assert {words.text for words in room().texts.values()} == {WHY}
    for words in ("wants", "reason", "evidence", "action", "high", "note", "agreed because", "attendance", "context"):
        assert words not in _words_of(room())
    assert room().slots[S1].priorities == (REMOVED, REMOVED)
    assert room().slots[S2].priorities == ()


def _words_of(state: object) -> set[str]:
    import msgspec

    found: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    built = msgspec.to_builtins(state, enc_hook=plainly)
    for part in ("slots", "ratings", "blind", "colleagues", "questions", "entries", "actions"):
        look(built[part])
    return found


def test_the_digest_of_a_log_stands_after_words_were_removed() -> None:
    given(opened(), asked(text=NAMED))
    records, _ = kept(log())
    digests = []
    for rows in (records, kept(log())[0]):
        digest = codec.GENESIS
        for record in rows:
            digest = codec.chain(digest, record)
        digests.append(digest)
    when(ROSALIND, RemoveText, seq=len(log()), field="text", reason=WHY)
    after_removal, beside = kept(log())
    assert after_removal[: len(records)] == records
    assert digests[0] == digests[1]
    assert NAMED not in repr(beside)
    assert refolded(log()).questions[Q1].text == REMOVED


def test_a_date_beside_removed_words_stays() -> None:
    given(opened(), proposed(text=NAMED, due=date(2027, 1, 8)))
    when(ROSALIND, RemoveText, seq=len(log()), field="text", reason=WHY)
    assert room().actions["a-1"].due == date(2027, 1, 8)
