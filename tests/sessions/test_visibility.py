"""Who gets what of an event: for pages, pushes, exports and the JSON door alike, facilitators included."""

import json
from datetime import date

import pytest

from sessions.access import FOR_THE_SCREEN, holds_view, visible
from sessions.codec import shown
from sessions.commands import AskQuestion, GivePeerView, RemoveText, RevealPeerViews, SupportQuestion, WriteNote
from sessions.events import (
    EVENTS,
    BenchmarkBrought,
    ColleagueRatingGiven,
    FloorGiven,
    ObserversAdmitted,
    ObserversExcluded,
    PeerViewGiven,
    PersonJoined,
    QuestionTakenUp,
    Recorded,
    RoomClosed,
    TextRemoved,
    Withheld,
)
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
    MEMBERS,
    PEOPLE,
    Q1,
    ROSALIND,
    RUTH,
    S1,
    S2,
    SAM,
    SIOBHAN,
    TOMASZ,
    a_room,
    asked,
    at_step,
    given,
    knocked,
    log,
    opened,
    proposed,
    rated,
    room,
    viewed,
    when,
)

LINE = {"slot": S1, "statement": "1.1"}


def sees(reader: Actor, recorded: Recorded | None = None) -> bool:
    """Whether a reader gets an event (the last one)."""
    return not isinstance(visible(room(), recorded or log()[-1], reader), Withheld)


def readers_of(recorded: Recorded | None = None) -> set[str]:
    """The ids of all who get an event (the last one); the screen is "screen"."""
    return {reader.person or "screen" for reader in EVERYONE if sees(reader, recorded)}


def told(reader: Actor) -> str:
    """All that a reader ever gets, as the door writes it."""
    return json.dumps([shown(visible(room(), recorded, reader)) for recorded in log()], ensure_ascii=False)


def ids(*actors: Actor) -> set[str]:
    return {actor.person or "screen" for actor in actors}


AT_THE_TABLE = ids(ROSALIND, JAMIE, *MEMBERS)


# Blind views


def test_before_the_reveal_only_its_own_institution_sees_a_view() -> None:
    given(opened(), at_step("slot-1.peer-view"), viewed(SIOBHAN, 2, reason="canary"))
    assert readers_of() == {"p_siobhan", "p_tomasz", "p_aisha"}
    assert all("canary" not in told(reader) for reader in EVERYONE if reader.institution != LARKFIELD)


def test_by_person_not_even_a_colleague_sees_a_view() -> None:
    given(a_room(peer_views="person"), opened(), at_step("slot-1.peer-view"))
    given(viewed(SIOBHAN, 2, reason="canary"))
    assert readers_of() == {"p_siobhan"}


@pytest.mark.parametrize(
    ("mode", "more"), [("institution", {"p_gareth", "p_priya", "p_colette"}), ("person", {"p_priya"})]
)
def test_whoever_typed_a_view_for_a_peer_has_seen_it(mode: str, more: set[str]) -> None:
    given(a_room(peer_views=mode), opened(), at_step("slot-1.peer-view"))
    when(ROSALIND, GivePeerView, **LINE, level=2, reason="canary", on_behalf_of="p_priya")
    assert readers_of() == {"p_rosalind", *more}
    assert "canary" not in told(JAMIE)


def test_after_the_reveal_the_reveal_says_it_and_the_view_stays_withheld() -> None:
    given(opened(), at_step("slot-1.peer-view"), viewed(SIOBHAN, 2, reason="canary"))
    given_at = log()[-1]
    when(ROSALIND, RevealPeerViews, **LINE)
    assert readers_of() == {*AT_THE_TABLE, "screen"}
    assert readers_of(given_at) == {"p_siobhan", "p_tomasz", "p_aisha"}
    for reader in (ROSALIND, IMOGEN, HELEN):
        assert told(reader).count("canary") == 1


def test_a_view_that_changed_is_revealed_as_it_was_last() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="first thought"), viewed(SIOBHAN, 3, reason="second thought"))
    when(ROSALIND, RevealPeerViews, **LINE)
    assert "second thought" in told(IMOGEN)
    assert "first thought" not in told(IMOGEN)


def test_what_was_never_revealed_is_never_told() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="canary"), RoomClosed())
    assert all("canary" not in told(reader) for reader in EVERYONE if reader.institution != LARKFIELD)


def test_a_view_held_by_nobody_known_is_nobodys() -> None:
    assert not holds_view(SCREEN, LARKFIELD, None)
    assert not holds_view(Actor(None, "member", HARROW_BECK), LARKFIELD, None)


def test_that_blind_words_were_removed_is_told_to_their_holder_alone() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="Ask Kayleigh"))
    when(HELEN, WriteNote, entry="n", slot=S1, text="Ask Kayleigh")
    place = len(log())
    when(ROSALIND, RemoveText, seq=place, field="text", reason="A pupil was named")
    of_the_view, of_the_note = log()[-2], log()[-1]
    assert readers_of(of_the_view) == {"p_siobhan", "p_tomasz", "p_aisha"}
    assert readers_of(of_the_note) == AT_THE_TABLE


def test_whoever_typed_blind_words_for_somebody_is_told_too() -> None:
    given(opened())
    view = {"slot": S1, "statement": "1.1", "level": 2, "reason": "Ask Kayleigh"}
    when(JAMIE, GivePeerView, **view, on_behalf_of="p_siobhan")
    when(ROSALIND, RemoveText, seq=len(log()), field="reason", reason="A pupil was named")
    assert readers_of() == {"p_siobhan", "p_tomasz", "p_aisha", "p_jamie"}
    when(ROSALIND, RemoveText, seq=len(log()), field="reason", reason="The reason named her too")
    assert readers_of() == {"p_siobhan", "p_tomasz", "p_aisha", "p_jamie"}


def test_an_observer_who_saw_words_learns_that_they_are_gone() -> None:
    given(opened(), ObserversAdmitted(slot=S1))
    when(HELEN, WriteNote, entry="n", slot=S1, text="Ask Kayleigh")
    place = len(log())
    given(ObserversExcluded(slot=S1))
    when(ROSALIND, RemoveText, seq=place, field="text", reason="A pupil was named")
    assert sees(ANNELIESE)
    when(ROSALIND, RemoveText, seq=len(log()), field="reason", reason="The reason named her too")
    assert sees(ANNELIESE)
    when(ROSALIND, RemoveText, seq=len(log()), field="reason", reason="Once more")
    assert sees(ANNELIESE)
    when(HELEN, WriteNote, entry="m", slot=S1, text="Ask Kayleigh")
    when(ROSALIND, RemoveText, seq=len(log()), field="text", reason="A pupil was named")
    given(ObserversAdmitted(slot=S1))
    assert not sees(ANNELIESE, log()[-2])


# Colleagues, floor, door


def test_what_a_colleague_thought_alone_is_for_that_colleague() -> None:
    given(ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=2, note="canary"))
    assert readers_of() == {"p_ruth"}


def test_who_has_the_floor_is_for_facilitators() -> None:
    given(opened(), FloorGiven(institution=HARROW_BECK))
    assert readers_of() == ids(ROSALIND, JAMIE)


def test_who_waits_at_the_door_is_for_facilitators_and_for_whoever_waits() -> None:
    given(opened(), knocked())
    assert readers_of() == ids(ROSALIND, JAMIE, SAM)


def test_whoever_waits_learns_nothing_else() -> None:
    given(opened(), knocked(), at_step("slot-1.challenge"), asked(), PersonJoined(person="p_imogen"))
    assert [recorded.seq for recorded in log() if sees(SAM, recorded)] == [len(log()) - 3]


# Without a name


def test_an_anonymous_author_is_nowhere() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(TOMASZ, AskQuestion, question=Q1, slot=S1, type="challenge", text="Why?", anonymous=True)
    when(SIOBHAN, SupportQuestion, question=Q1)
    before = len([recorded for recorded in log() if "p_tomasz" in repr(recorded)])
    assert before == 1  # his invitation
    assert all("p_tomasz" not in json.dumps(shown(recorded)) for recorded in log()[len(PEOPLE) + 1 :])
    assert "p_tomasz" not in repr((room().questions, room().texts, room().corrected, room().on_table))


# The screen


def test_the_screen_gets_clock_steps_questions_taken_up_and_ratings_on_the_table() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(), rated(3), QuestionTakenUp(question=Q1), proposed())
    kinds = [type(recorded.event).__name__ for recorded in log() if sees(SCREEN, recorded)]
    assert kinds == ["RoomOpened", "StepStarted", "QuestionTakenUp"]


def test_the_screen_gets_no_name_of_an_author() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(by=SIOBHAN), QuestionTakenUp(question=Q1, by="p_rosalind"))
    assert "p_siobhan" not in told(SCREEN)


def test_the_screen_is_told_that_words_it_had_are_gone_and_not_why() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="Kayleigh said so"))
    when(ROSALIND, RevealPeerViews, **LINE)
    when(ROSALIND, RemoveText, seq=len(log()), field="views.0.reason", reason="Kayleigh is a pupil")
    removals = [recorded for recorded in log() if isinstance(recorded.event, TextRemoved)]
    assert [sees(SCREEN, recorded) for recorded in removals] == [
        recorded.event.field.startswith("views.") for recorded in removals if isinstance(recorded.event, TextRemoved)
    ]
    assert any(sees(SCREEN, recorded) for recorded in removals)
    assert "is a pupil" not in told(SCREEN)
    when(ROSALIND, RemoveText, seq=removals[-1].seq, field="reason", reason="The reason named her too")
    assert not sees(SCREEN)
    when(HELEN, WriteNote, entry="n", slot=S1, text="Ask Kayleigh")
    when(ROSALIND, RemoveText, seq=len(log()), field="text", reason="A pupil was named")
    assert not sees(SCREEN)


def test_the_screen_is_told_of_all_words_it_can_have_had() -> None:
    assert {field for kind in FOR_THE_SCREEN for field in kind.beside} == {"views.*.reason", "reason"}
    # The removals of all others are told apart by their holder, or by the event that they began with.
    others = {kind for kind in EVENTS if "reason" in kind.beside} - {*FOR_THE_SCREEN}
    assert others == {PeerViewGiven, TextRemoved}


# Observers


def test_observers_get_the_room_but_no_slot_whose_host_has_not_agreed() -> None:
    given(opened(), at_step("slot-1.challenge"))
    assert sees(ANNELIESE)
    for event in (
        asked(),
        asked("q-2", slot=S2),
        rated(3),
        proposed(),
        BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=63, date=date(2026, 9, 1)),
        QuestionTakenUp(question=Q1),
    ):
        given(event)
        assert not sees(ANNELIESE)
    when(HELEN, WriteNote, entry="n", slot=S1, text="canary")
    assert "canary" not in told(ANNELIESE)
    when(HELEN, WriteNote, entry="m", slot=None, text="for everybody")
    assert sees(ANNELIESE)


def test_consent_counts_as_it_was_when_something_happened() -> None:
    given(opened(), at_step("slot-1.challenge"))
    given(asked("q-1", text="too early"), ObserversAdmitted(slot=S1))
    assert sees(ANNELIESE)
    given(asked("q-2", text="in time"), asked("q-3", slot=S2, text="elsewhere"), ObserversExcluded(slot=S1))
    assert not sees(ANNELIESE)
    given(QuestionTakenUp(question="q-2"), asked("q-4", text="too late"))
    words = told(ANNELIESE)
    assert "in time" in words
    for hidden in ("too early", "elsewhere", "too late"):
        assert hidden not in words


def test_an_admitted_observer_still_gets_no_blind_view() -> None:
    given(opened(), ObserversAdmitted(slot=S1), viewed(GARETH, 2, reason="canary"))
    assert "canary" not in told(ANNELIESE)
    when(ROSALIND, RevealPeerViews, **LINE)
    assert "canary" in told(ANNELIESE)


# The form of what is withheld


def test_seq_has_no_holes_for_anybody() -> None:
    given(opened(), viewed(SIOBHAN, 2), knocked(), asked(), FloorGiven())
    for reader in EVERYONE:
        assert [visible(room(), recorded, reader).seq for recorded in log()] == list(range(1, len(log()) + 1))


def test_withheld_events_differ_in_nothing_but_their_number() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="x"), viewed(SIOBHAN, 4, reason="y" * 999), viewed(GARETH, 1))
    hidden = [shown(visible(room(), recorded, RUTH)) for recorded in log()[-3:]]
    assert [{**one, "seq": 0} for one in hidden] == [{"seq": 0, "kind": "Withheld"}] * 3
    assert isinstance(log()[-1].event, PeerViewGiven)
