"""A room read out through the machine's door: the same rule as for events, applied to the room as it stands."""

import json

import msgspec
import pytest

from sessions.commands import (
    AgreeAction,
    AgreeRating,
    AnswerQuestion,
    AskQuestion,
    JoinRoom,
    MakeOffer,
    NoteContext,
    RecordApology,
    RevealPeerViews,
    SetNextDate,
    SupportQuestion,
    TakeUpQuestion,
    WithdrawAction,
    WithdrawEntry,
    WithdrawQuestion,
    WriteNote,
)
from sessions.events import BenchmarkBrought, ColleagueRatingGiven, ObserversAdmitted, PersonRemoved
from sessions.minuting import PersonName
from sessions.reading import owner_on_screen, read_room, views_in
from sessions.readout import RatingRead, RoomRead
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    EVERYONE,
    GARETH,
    HARROW_BECK,
    HELEN,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    PEOPLE,
    Q1,
    ROSALIND,
    RUTH,
    S1,
    SAM,
    SIOBHAN,
    START,
    TOMASZ,
    a_room,
    after,
    asked,
    at_step,
    given,
    knocked,
    now,
    opened,
    proposed,
    rated,
    room,
    viewed,
    when,
)

NAMES = {"p_siobhan": PersonName("Siobhan Merrick", "Deputy Headteacher")}


def read(reader: Actor = ROSALIND) -> RoomRead:
    return read_room(room(), "r_wexmoor", NAMES, now(), reader, digest="abc", code="WEX-123")


def words(reader: Actor) -> str:
    return json.dumps(msgspec.to_builtins(read(reader)), ensure_ascii=False)


def rating(reader: Actor = ROSALIND) -> RatingRead:
    return next(one for one in read(reader).ratings if (one.slot, one.statement) == (S1, "1.1"))


def test_the_lobby_has_no_position_but_a_programme() -> None:
    given(opened())
    found = read()
    assert (found.room, found.seq, found.digest, found.state) == ("r_wexmoor", room().seq, "abc", "open")
    assert found.position.step is None
    assert found.programme[0].planned_start == START
    assert found.next_meeting is None
    assert found.you.person == "p_rosalind"


def test_the_position_says_what_is_left() -> None:
    given(opened(), at_step("slot-1.context"))
    after(minutes=3)
    at = read(SCREEN).position
    assert (at.slot, at.step, at.left, at.paused, at.off_record) == (S1, "slot-1.context", 240, False, False)
    assert next(line for line in read().programme if line.step == "slot-1.context").actual_minutes == 3


def test_the_code_is_for_facilitators_and_the_screen() -> None:
    given(knocked())
    assert {actor.role for actor in EVERYONE if read(actor).code} == {"facilitator", "co_facilitator", "screen"}


def test_the_list_of_people_is_never_shown_to_somebody_outside() -> None:
    given(opened(), knocked(), PersonRemoved(person="p_neil"))
    when(SIOBHAN, JoinRoom)
    everybody = {actor.person for actor in PEOPLE} - {"p_neil"}
    assert {one.id for one in read(ROSALIND).people} == {*everybody, "p_sam"}
    assert {one.id for one in read(IMOGEN).people} == everybody
    assert [one.id for one in read(SAM).people] == []
    assert read(SCREEN).people == ()
    siobhan = next(one for one in read(IMOGEN).people if one.id == "p_siobhan")
    assert (siobhan.name, siobhan.job_title, siobhan.here) == ("Siobhan Merrick", "Deputy Headteacher", True)


def test_counts_are_of_those_who_come() -> None:
    given(opened(), knocked())
    when(SIOBHAN, JoinRoom)
    when(ROSALIND, RecordApology, person="p_aisha")
    present = read().present
    assert (present.here, present.of) == (1, len(PEOPLE) - 1)


@pytest.mark.parametrize(("mode", "expected"), [("institution", (1, 2)), ("person", (1, 3))])
def test_views_are_counted_among_peers_who_are_here(mode: str, expected: tuple[int, int]) -> None:
    given(a_room(peer_views=mode), opened(), at_step("slot-1.peer-view"))
    for actor in (IMOGEN, SIOBHAN, TOMASZ, GARETH, ANNELIESE, ROSALIND):
        when(actor, JoinRoom)
    given(viewed(SIOBHAN, 2))
    assert views_in(room(), S1, "1.1") == expected


def test_before_the_reveal_there_is_a_count_and_a_view_of_ones_own() -> None:
    given(opened(), at_step("slot-1.peer-view"), rated(3), viewed(SIOBHAN, 2, reason="canary"))
    for reader in EVERYONE:
        if reader.institution != LARKFIELD:
            assert "canary" not in words(reader)
    own = rating(TOMASZ).own_view
    assert own is not None
    assert (own.level, own.words, own.by) == (2, "canary", "p_siobhan")
    assert rating(GARETH).own_view is None
    assert rating(Actor(None, "member", LARKFIELD)).own_view is None  # a whole audience has no view of its own
    views = rating(IMOGEN).views
    assert (views.in_, views.of, views.revealed, views.middle) == (1, 1, False, None)
    assert [one for one in read(SCREEN).ratings if one.slot == S1] == []


def test_after_the_reveal_everybody_at_the_table_and_the_screen_see_it() -> None:
    given(opened(), at_step("slot-1.peer-view"), rated(3, evidence="Survey"), viewed(SIOBHAN, 2, reason="canary"))
    when(ROSALIND, RevealPeerViews, slot=S1)
    when(IMOGEN, AgreeRating, slot=S1, statement="1.1", level=2, reason="Yes")
    for reader in (HELEN, JAMIE, SCREEN):
        views = rating(reader).views
        assert views.views is not None
        assert (views.middle, views.views[0].reason) == ((2, 2), "canary")
    own = rating(SCREEN).self_
    assert own is not None
    assert own.words is None  # evidence is not for the wall
    agreed = rating(HELEN).agreed
    assert agreed is not None
    assert (agreed.level, agreed.name, agreed.words) == (2, "Building", "Yes")


def test_what_a_host_brought_is_for_those_who_see_its_slot() -> None:
    given(opened(), BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=63, date=START.date()))
    given(ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=2, note="alone"))
    when(IMOGEN, NoteContext, slot=S1, text="1,180 learners")
    host = read(SIOBHAN).institutions[0]
    assert (host.context, host.presenter, host.colleague_ratings) == ("1,180 learners", "p_imogen", None)
    assert host.benchmarks is not None
    assert host.benchmarks[0].percent == 63
    own = read(RUTH).institutions[0].colleague_ratings
    assert own is not None
    assert own[0].note == "alone"
    for outside in (ANNELIESE, SCREEN):
        host = read(outside).institutions[0]
        assert (host.context, host.priorities, host.benchmarks, host.presenter) == (None, None, None, None)
    given(ObserversAdmitted(slot=S1))
    assert read(ANNELIESE).institutions[0].context == "1,180 learners"


def test_questions_entries_and_actions_are_for_those_who_see_the_slot() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(), asked("q-2", text="Gone"), proposed(), proposed("a-2"))
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Note")
    when(SIOBHAN, WriteNote, entry="m", slot=None, text="For all")
    when(SIOBHAN, WriteNote, entry="gone", slot=None, text="Gone")
    when(SIOBHAN, WithdrawEntry, entry="gone")
    when(SIOBHAN, WithdrawQuestion, question="q-2")
    when(IMOGEN, WithdrawAction, action="a-2")
    when(GARETH, SupportQuestion, question=Q1)
    found = read(GARETH)
    assert [(one.id, one.supporters, one.supported) for one in found.questions] == [(Q1, 1, True)]
    assert [one.id for one in found.entries] == ["n", "m"]
    assert [(one.id, one.owner_name) for one in found.actions] == [("a-1", "somebody")]
    observer = read(ANNELIESE)
    assert (observer.questions, [one.id for one in observer.entries], observer.actions) == ((), ["m"], ())


def test_the_screen_has_the_question_taken_up_without_its_author_and_answer() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(), asked("q-2"))
    when(IMOGEN, AnswerQuestion, question=Q1, answer="Because")
    when(ROSALIND, TakeUpQuestion, question=Q1)
    (question,) = read(SCREEN).questions
    assert (question.id, question.on_table, question.by, question.answer) == (Q1, True, None, None)
    assert read(HELEN).questions[0].answer == "Because"


def test_from_the_read_back_on_the_screen_has_what_was_agreed_and_offered_without_names() -> None:
    given(opened(), at_step("slot-1.actions"), proposed(), proposed("a-2"), proposed("a-3", slot=None))
    when(IMOGEN, AgreeAction, action="a-1")
    when(ROSALIND, AgreeAction, action="a-3")
    when(GARETH, MakeOffer, entry="o", slot=S1, text="A morning")
    when(GARETH, WriteNote, entry="n", slot=S1, text="Note")
    assert (read(SCREEN).actions, read(SCREEN).entries) == ((), ())
    given(at_step("slot-1.read-back"))
    (action,), (offer,) = read(SCREEN).actions, read(SCREEN).entries
    assert (action.id, action.owner, action.owner_name) == ("a-1", None, room().institutions[HARROW_BECK].name)
    assert (offer.id, offer.by, offer.institution) == ("o", None, "i_causeway")
    given(at_step("closing.close"))
    assert [one.id for one in read(SCREEN).actions] == ["a-1", "a-3"]


def test_an_action_of_nobody_known_is_the_hosts_and_one_of_the_facilitator_the_hubs() -> None:
    given(opened(), proposed(owner="p_rosalind"), proposed("a-2", owner="p_new"), proposed("a-3", None, owner="p_new"))
    owners = [owner_on_screen(room(), action) for action in room().actions.values()]
    hub = room().hub or "The facilitator"
    assert owners == [hub, room().institutions[HARROW_BECK].name, hub]


def test_an_anonymous_question_has_no_author_for_anybody() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(SIOBHAN, AskQuestion, question=Q1, slot=S1, type="challenge", text="Why?", anonymous=True)
    for reader in PEOPLE:
        for question in read(reader).questions:
            assert (question.by, question.institution, question.anonymous) == (None, None, True)


def test_the_next_meeting_is_for_those_inside() -> None:
    given(opened(), knocked())
    when(ROSALIND, SetNextDate, date="2027-03-04", place="Larkfield School")
    found = read(HELEN).next_meeting
    assert found is not None
    assert found.place == "Larkfield School"
    assert read(SCREEN).next_meeting is None
    assert read(SAM).next_meeting is None
