"""The minutes: one object, made from the log, as each reader may have it."""

import json
from typing import Any

import msgspec
import pytest

from sessions.commands import (
    AdmitJoiner,
    AgreeAction,
    AgreePosition,
    AgreeRating,
    AnswerQuestion,
    AskQuestion,
    CloseRoom,
    CompareRatings,
    ConfirmMinutes,
    ConfirmPart,
    ExtendStep,
    GoOffTheRecord,
    GoOnTheRecord,
    JoinRoom,
    LeaveRoom,
    MakeOffer,
    NameScribe,
    NoteContext,
    NoteInsight,
    NoteStrength,
    ProposeAction,
    RateAlone,
    RecordApology,
    RemovePerson,
    RemoveText,
    ReopenRoom,
    RevealPeerViews,
    SetNextDate,
    SetPriorities,
    SettleQuestion,
    ShareSelfRating,
    TakeIdea,
    TakeUpQuestion,
    WithdrawAction,
    WithdrawEntry,
    WithdrawInstitution,
    WithdrawQuestion,
    WriteNote,
)
from sessions.events import (
    BenchmarkBrought,
    NoteWritten,
    ObserversAdmitted,
    PartConfirmed,
    PersonJoined,
    PersonLeft,
    RatingAgreed,
    RoomClosed,
    StepExtended,
    WantsNoted,
)
from sessions.minutes import (
    ActionLine,
    Airtime,
    BenchmarkLine,
    InstitutionPart,
    LevelChanged,
    LevelSaid,
    Minutes,
    NextMeetingLine,
    OffTheRecord,
    PeersSaid,
    PeerViewLine,
    QuestionLine,
    RatedBefore,
    RatingLine,
    Remark,
    TimeDecision,
)
from sessions.minuting import PersonName, middle_words, write_minutes
from sessions.refusals import RoomInAnotherState
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    AISHA,
    ANNELIESE,
    CAUSEWAY,
    ESTUARY_GATE,
    GARETH,
    HARROW_BECK,
    HELEN,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    PEOPLE,
    Q1,
    Q2,
    ROSALIND,
    RUTH,
    S1,
    S2,
    SCHOOLS,
    SIOBHAN,
    START,
    TOMASZ,
    a_room,
    after,
    asked,
    at_step,
    clock_shows,
    given,
    knocked,
    log,
    now,
    opened,
    proposed,
    rated,
    refused,
    room,
    then,
    viewed,
    when,
)

NAMES = {actor.person: PersonName(actor.person[2:].capitalize(), "Teacher") for actor in PEOPLE if actor.person}
NAMES["p_anneliese"] = PersonName("Anneliese", "Works Manager", "Sandling Reach Boatworks")


def minutes(reader: Actor = ROSALIND) -> Minutes:
    return write_minutes(room(), "r_wexmoor", NAMES, now(), reader, digest="abc")


def part(institution: str = HARROW_BECK, reader: Actor = ROSALIND) -> InstitutionPart:
    return next(one for one in minutes(reader).institutions if one.id == institution)


def words(reader: Actor = ROSALIND) -> str:
    return json.dumps(msgspec.to_builtins(minutes(reader)), ensure_ascii=False)


def test_minutes_exist_from_the_first_minute_on() -> None:
    found = minutes()
    assert (found.room, found.state, found.seq, found.digest) == ("r_wexmoor", "draft", room().seq, "abc")
    assert [one.name for one in found.institutions] == [
        "Harrow Beck Academy", "Larkfield School", "The Causeway PRU", "Estuary Gate College",
    ]  # fmt: skip
    assert found.ground_rules == ("Name no pupil.",)
    assert {one.status for one in found.attendance} == {"absent"}


def test_a_room_has_its_hub_place_and_purpose_in_the_minutes() -> None:
    given(a_room(hub="Wexmoor Vale", place="Long Barn Room", purpose="Leadership", time_zone="Europe/London"))
    found = minutes()
    assert (found.hub, found.place, found.purpose, found.start) == (
        "Wexmoor Vale",
        "Long Barn Room",
        "Leadership",
        START,
    )


def test_attendance_names_who_came_who_apologised_and_who_did_not_come() -> None:
    given(opened(), knocked())
    for actor in (SIOBHAN, ROSALIND, ANNELIESE, HELEN):
        when(actor, JoinRoom)
    when(ROSALIND, RecordApology, person="p_aisha")
    after(minutes=60)
    when(SIOBHAN, LeaveRoom)
    when(ROSALIND, RemovePerson, person="p_helen")
    when(ROSALIND, RemovePerson, person="p_neil")
    found = {one.name: one for one in minutes().attendance}
    assert (found["Siobhan"].status, found["Siobhan"].institution) == ("present", "Larkfield School")
    assert found["Siobhan"].left == now()
    assert (found["Aisha"].status, found["Marcus"].status) == ("apology", "absent")
    assert found["Helen"].status == "present"  # she was there before she was removed
    assert "Neil" not in found
    assert "somebody" not in found  # whoever waits at the door was not at the meeting
    assert (found["Anneliese"].institution, found["Anneliese"].role) == ("Sandling Reach Boatworks", "observer")
    assert [one.role for one in minutes().attendance][:2] == ["facilitator", "co_facilitator"]


def test_a_person_whose_name_was_erased_is_somebody() -> None:
    given(opened(), asked())
    found = write_minutes(room(), "r", {"p_siobhan": PersonName("")}, now(), ROSALIND)
    assert found.institutions[0].questions[0].asked_by == "somebody"


def test_the_programme_stands_with_planned_and_actual_minutes() -> None:
    clock_shows("09:35")
    given(opened(), at_step("opening.welcome"))
    clock_shows("09:41")
    given(at_step("slot-1.purpose"))
    clock_shows("10:42")
    given(at_step("break-1.break"))
    found = minutes()
    lines = {line.step: line for line in found.programme}
    assert (lines["opening.welcome"].planned_minutes, lines["opening.welcome"].actual_minutes) == (5, 6)
    assert lines["slot-1.purpose"].actual_minutes == 61
    assert lines["slot-1.context"].actual_minutes is None
    assert {line.section for line in found.programme} == {
        "Opening", "Harrow Beck Academy", "Break", "Larkfield School", "The Causeway PRU", "Estuary Gate College",
        "Closing",
    }  # fmt: skip
    first = found.airtime[0]
    assert (first.institution, first.planned, first.actual) == ("Harrow Beck Academy", 60, 61)


def test_the_steps_of_an_hour_add_up_to_its_airtime() -> None:
    given(opened())
    for step in ("purpose", "context", "ratings", "clarify"):
        given(at_step(f"slot-1.{step}"))
        after(seconds=63.5)  # each a little more than a minute, all together more than the sum of what is rounded
    when(ROSALIND, CloseRoom)
    lines = [line.actual_minutes for line in minutes().programme if line.actual_minutes is not None]
    assert lines == [1.1, 1.1, 1.0, 1.0]
    assert minutes().airtime[0].actual == round(sum(lines), 1) == 4.2


def test_decisions_on_time_are_minuted_with_their_maker() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(JAMIE, ExtendStep, minutes=3, take_from="break")
    assert minutes().time_decisions == (
        TimeDecision(
            at=now(), step="Challenge", section="Harrow Beck Academy", minutes=3, taken_from="break", by="Jamie"
        ),
    )


def test_a_decision_nobody_signed_has_no_maker() -> None:
    given(opened(), at_step("slot-1.challenge"), StepExtended(step="slot-1.challenge", minutes=1, take_from="later"))
    assert minutes().time_decisions[0].by == ""


def test_a_hosts_part_has_what_it_brought() -> None:
    given(opened(), WantsNoted(slot=S1, text="Be candid"))
    given(BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=63, date=START.date()))
    when(ROSALIND, NameScribe, slot=S1, person="p_tomasz")
    when(IMOGEN, NoteContext, slot=S1, text="1,180 learners")
    when(IMOGEN, SetPriorities, slot=S1, priorities=["Attendance"])
    found = part()
    assert (found.wants, found.context, found.priorities) == ("Be candid", "1,180 learners", ("Attendance",))
    assert (found.presenter, found.scribe, found.framework) == ("Imogen", "Tomasz", "Schools model")
    assert found.benchmarks == (BenchmarkLine(4, 63, START.date()),)
    assert part(ESTUARY_GATE).presenter == ""


def test_who_presented_and_noted_stands_there_only_if_the_hour_was_held_and_they_were_in_it() -> None:
    given(opened(), at_step("slot-1.purpose"))
    when(IMOGEN, JoinRoom)
    when(ROSALIND, NameScribe, slot=S1, person="p_tomasz")
    when(ROSALIND, NameScribe, slot=S2, person="p_imogen")
    assert (part().presenter, part().scribe, part(LARKFIELD).presenter) == ("Imogen", "Tomasz", "Siobhan")  # so planned
    when(ROSALIND, CloseRoom)
    assert (part().presenter, part().scribe) == ("Imogen", "")
    assert (part(LARKFIELD).presenter, part(LARKFIELD).scribe) == ("", "")  # its hour was not held


def test_ratings_stand_with_self_peers_and_agreed() -> None:
    given(opened(), at_step("slot-1.peer-view"), rated(3, evidence="Survey"), viewed(SIOBHAN, 2, reason="One office"))
    given(viewed(GARETH, 3))
    when(ROSALIND, RevealPeerViews, slot=S1)
    when(IMOGEN, AgreeRating, slot=S1, statement="1.1", level=2, reason="Staff, no")
    line = part().ratings[0]
    assert (line.statement, line.title, line.moved) == ("1.1", "Statement 1.1", "down")
    assert line.scale == ((1, "Starting"), (2, "Building"), (3, "Embedded"), (4, "Leading"))
    assert line.self_rating is not None
    assert line.agreed is not None
    assert (line.self_rating.name, line.self_rating.words) == ("Embedded", "Survey")
    assert (line.agreed.name, line.agreed.words) == ("Building", "Staff, no")
    assert line.peers == PeersSaid(
        count=2, lowest=2, highest=3, middle="between 2 Building and 3 Embedded", middle_levels=(2, 3),
        views=(
            PeerViewLine(level=2, name="Building", reason="One office", institution="Larkfield School"),
            PeerViewLine(level=3, name="Embedded", institution="The Causeway PRU"),
        ),
    )  # fmt: skip


def test_a_self_rating_changed_in_the_meeting_stands_before_and_after_with_who_and_when() -> None:
    given(rated(1), rated(2), opened(), at_step("slot-1.ratings"))
    assert part().ratings[0].self_changes == ()  # before the doors are open a host may change its mind in peace
    after(minutes=3)
    when(IMOGEN, ShareSelfRating, slot=S1, statement="1.1", level=2, evidence="More of it")
    when(IMOGEN, ShareSelfRating, slot=S1, statement="1.1", level=3, evidence="A survey")
    first = now()
    after(minutes=1)
    given(RoomClosed())
    when(ROSALIND, ShareSelfRating, slot=S1, statement="1.1", level=1, evidence="", on_behalf_of="p_ruth")
    line = part().ratings[0]
    assert line.self_changes == (
        LevelChanged(at=first, before=2, before_name="Building", after=3, after_name="Embedded", by="Imogen"),
        LevelChanged(
            at=now(), before=3, before_name="Embedded", after=1, after_name="Starting",
            by="Ruth (entered by Rosalind)",
        ),
    )  # fmt: skip
    assert line.self_rating == LevelSaid(level=1, name="Starting", entered_by="Rosalind", entered_for="Ruth")


def test_a_self_rating_outside_the_focus_that_was_changed_in_the_meeting_was_looked_at() -> None:
    given(rated(2, "2.3"), opened(), rated(3, "2.3"))
    assert [line.statement for line in part().ratings] == ["1.1", "1.3", "2.2", "2.3"]
    assert part().beforehand == ()


def test_an_agreed_rating_that_was_entered_for_the_host_names_both() -> None:
    given(opened())
    when(ROSALIND, AgreeRating, slot=S1, statement="1.1", level=2, reason="On paper", on_behalf_of="p_imogen")
    agreed = LevelSaid(level=2, name="Building", words="On paper", entered_by="Rosalind", entered_for="Imogen")
    assert part().ratings[0].agreed == agreed
    when(IMOGEN, AgreeRating, slot=S1, statement="1.1", level=2, reason="By hand")
    assert part().ratings[0].agreed == LevelSaid(level=2, name="Building", words="By hand")


def test_evidence_of_a_level_that_was_changed_is_removed_too() -> None:
    given(opened(), rated(2, evidence="Ask Kayleigh"))
    place = len(log())
    given(rated(3))
    when(ROSALIND, RemoveText, seq=place, field="evidence", reason="A pupil was named")
    assert "Kayleigh" not in repr(room())


def test_the_focus_themes_stand_with_their_titles() -> None:
    assert minutes().focus_themes == ("1 Leadership", "2 Every learner")


@pytest.mark.parametrize(("level", "moved"), [(1, "down"), (2, "kept"), (3, "up")])
def test_a_rating_moved_up_down_or_was_kept(level: int, moved: Any) -> None:
    given(opened(), rated(2), RatingAgreed(slot=S1, statement="1.1", level=level))
    line = part().ratings[0]
    assert line.moved == moved
    assert line.agreed is not None
    assert line.agreed.words == ""


def test_focus_statements_stand_in_the_minutes_rated_or_not() -> None:
    assert [line.statement for line in part().ratings] == ["1.1", "1.3", "2.2"]
    scale = tuple((level.number, level.name) for level in SCHOOLS.levels)
    assert part().ratings[0] == RatingLine(statement="1.1", title="Statement 1.1", scale=scale)


def test_what_was_rated_beforehand_and_not_looked_at_stands_apart() -> None:
    given(opened(), rated(3, "2.3"), rated(2, "2.1"), RatingAgreed(slot=S1, statement="2.1", level=2))
    assert [line.statement for line in part().ratings] == ["1.1", "1.3", "2.2", "2.1"]
    assert part().beforehand == (RatedBefore(statement="2.3", title="Statement 2.3", level=3, name="Embedded"),)


def test_the_middle_of_views_is_a_level_or_between_two() -> None:
    assert middle_words(SCHOOLS, (2, 2)) == "2 Building"
    assert middle_words(SCHOOLS, (1, 4)) == "between 1 Starting and 4 Leading"


def test_blind_views_never_revealed_appear_nowhere() -> None:
    given(opened(), viewed(SIOBHAN, 2, reason="canary"), viewed(SIOBHAN, 2, "2.3", reason="canary"))
    when(ROSALIND, CloseRoom)
    for reader in (*PEOPLE, SCREEN):
        assert "canary" not in words(reader)
        assert "2.3" not in words(reader)  # nor that somebody looked at it


def test_questions_stand_with_asker_answer_and_outcome() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(SIOBHAN, AskQuestion, question=Q1, slot=S1, type="challenge", text="Why?", statement="1.1")
    when(IMOGEN, AnswerQuestion, question=Q1, answer="Because")
    when(SIOBHAN, SettleQuestion, question=Q1, outcome="parked")
    when(GARETH, AskQuestion, question=Q2, slot=S1, type="clarifying", text="Who?", anonymous=True)
    when(GARETH, AskQuestion, question="q-3", slot=S1, type="clarifying", text="Oh no")
    when(GARETH, WithdrawQuestion, question="q-3")
    found = part()
    assert found.questions == (
        QuestionLine(
            text="Why?", type="challenge", asked_by="Siobhan", status="parked", institution="Larkfield School",
            statement="1.1", answer="Because",
        ),
        QuestionLine(text="Who?", type="clarifying", asked_by="A peer", status="open"),
    )  # fmt: skip
    assert found.parked == found.questions[:1]
    assert "Gareth" not in json.dumps(msgspec.to_builtins(found.questions))


def test_strengths_ideas_offers_and_notes_stand_where_they_were_kept() -> None:
    given(opened(), at_step("slot-1.context"))
    when(IMOGEN, NoteStrength, entry="s", slot=S1, text="Strength", statement="1.1")
    when(SIOBHAN, TakeIdea, entry="i", slot=S1, text="Idea")
    when(GARETH, MakeOffer, entry="o", slot=S1, text="Offer", offer_type="help")
    when(ROSALIND, WriteNote, entry="n", slot=S1, text="Note")
    when(ROSALIND, WriteNote, entry="m", slot=None, text="Matter arising")
    when(HELEN, TakeIdea, entry="j", slot=None, text="Idea for all")
    when(HELEN, WriteNote, entry="gone", slot=S1, text="Gone")
    when(HELEN, WithdrawEntry, entry="gone")
    found = part()
    assert found.strengths == (
        Remark(text="Strength", by="Imogen", institution="Harrow Beck Academy", statement="1.1"),
    )
    assert [one.text for one in (*found.ideas, *found.offers, *found.notes)] == ["Idea", "Offer", "Note"]
    assert found.offers[0].kind == "help"
    assert [one.text for one in minutes().matters_arising] == ["Matter arising"]
    assert [one.text for one in minutes().other_remarks] == ["Idea for all"]
    assert "Gone" not in words()


def test_insights_stand_together_wherever_a_reader_may_look() -> None:
    given(opened(), at_step("closing.insights"))
    when(HELEN, NoteInsight, entry="x", slot=None, text="For all", themes=[1])
    when(HELEN, NoteInsight, entry="y", slot=S1, text="In the first hour")
    assert [one.text for one in minutes().insights] == ["For all", "In the first hour"]
    assert [one.text for one in minutes(IMOGEN).insights] == ["For all", "In the first hour"]
    assert [one.text for one in minutes(SIOBHAN).insights] == ["For all"]
    assert minutes().insights[0].themes == (1,)


def test_nothing_unagreed_is_minuted_as_agreed() -> None:
    given(opened(), at_step("slot-1.actions"), proposed("a-1", statement="1.1", priority="Attendance"), proposed("a-2"))
    when(IMOGEN, AgreeAction, action="a-1", subject_to="the head's word")
    given(proposed("a-3"))
    when(IMOGEN, WithdrawAction, action="a-3")
    due = START.date().replace(2027, 1, 11)
    assert part().actions == (
        ActionLine(
            id="a-1", text="Survey the leavers", owner="Imogen", due=due, status="agreed", priority="Attendance",
            institution="Harrow Beck Academy", statement="1.1", statement_title="Statement 1.1",
            subject_to="the head's word",
        ),
        ActionLine(
            id="a-2", text="Survey the leavers", owner="Imogen", due=due, status="proposed",
            institution="Harrow Beck Academy",
        ),
    )  # fmt: skip


def test_the_hubs_own_actions_stand_apart() -> None:
    given(opened())
    when(ROSALIND, ProposeAction, action="a", slot=None, text="Share it", owner="p_jamie", due="2027-01-08")
    (line,) = minutes().hub_actions
    assert (line.text, line.owner, line.institution, line.status) == ("Share it", "Jamie", "", "proposed")


def test_the_next_meeting_is_minuted() -> None:
    assert minutes().next_meeting is None
    when(
        ROSALIND,
        SetNextDate,
        date="2027-03-04",
        start="09:30",
        format="follow-up",
        purpose="Actions",
        place="Larkfield",
    )
    assert minutes().next_meeting == NextMeetingLine(
        date=START.date().replace(2027, 3, 4), start="09:30", format="follow-up", purpose="Actions", place="Larkfield"
    )


# Who may have which part


def test_until_a_host_has_confirmed_its_part_others_have_only_their_own() -> None:
    given(opened())
    when(ROSALIND, CloseRoom)
    assert [one.id for one in minutes(SIOBHAN).institutions] == [LARKFIELD]
    assert minutes(SIOBHAN).withheld == ("Harrow Beck Academy", "The Causeway PRU", "Estuary Gate College")
    when(IMOGEN, ConfirmPart, slot=S1)
    assert [one.id for one in minutes(SIOBHAN).institutions] == [HARROW_BECK, LARKFIELD]
    assert (part().confirmed_by, part().confirmed_at) == ("Imogen", now())
    assert len(minutes(JAMIE).institutions) == 4


def test_what_is_changed_after_the_meeting_is_minuted_with_its_corrector() -> None:
    given(opened())
    when(ROSALIND, CloseRoom)
    when(IMOGEN, NoteContext, slot=S1, text="1,180 learners")
    assert part().corrected_by == ("Imogen",)


def test_confirmed_minutes_are_everybodys() -> None:
    given(opened())
    when(ROSALIND, CloseRoom)
    when(ROSALIND, ConfirmMinutes)
    found = minutes(SIOBHAN)
    assert (found.state, found.confirmed_by, found.withheld) == ("confirmed", "Rosalind", ())
    assert len(found.institutions) == 4
    when(IMOGEN, ShareSelfRating, slot=S1, statement="1.1", level=2, evidence="")
    refused(RoomInAnotherState)


def test_observers_have_a_confirmed_part_where_the_host_agreed() -> None:
    given(opened(), ObserversAdmitted(slot=S1))
    when(ROSALIND, CloseRoom)
    given(PartConfirmed(slot=S1, by="p_imogen"), PartConfirmed(slot=S2, by="p_siobhan"))
    assert [one.id for one in minutes(ANNELIESE).institutions] == [HARROW_BECK]
    assert minutes(SCREEN).institutions == ()


def test_an_observer_is_not_promised_what_a_host_does_not_open_to_observers() -> None:
    given(opened(), ObserversAdmitted(slot=S1))
    when(ROSALIND, CloseRoom)
    found = minutes(ANNELIESE)
    assert found.withheld == ("Harrow Beck Academy",)
    assert found.not_for_observers == ("Larkfield School", "The Causeway PRU", "Estuary Gate College")
    when(ROSALIND, ConfirmMinutes)
    found = minutes(ANNELIESE)
    assert (found.withheld, len(found.institutions), len(found.not_for_observers)) == ((), 1, 3)


def test_an_institution_that_dropped_out_is_marked_and_its_hour_was_not_held() -> None:
    given(opened())
    when(ROSALIND, WithdrawInstitution, institution=CAUSEWAY)
    assert part(CAUSEWAY).withdrawn
    assert [one.institution for one in minutes().airtime if one.held] == [
        "Harrow Beck Academy", "Larkfield School", "Estuary Gate College",
    ]  # fmt: skip
    assert minutes().airtime[-1] == Airtime("The Causeway PRU", 60.0, 0.0, held=False)


def test_an_hour_that_never_began_was_not_held_once_the_room_is_closed() -> None:
    given(opened(), at_step("slot-1.purpose"))
    after(minutes=2)
    assert all(line.held for line in minutes().airtime)  # the others may still have theirs
    when(ROSALIND, CloseRoom)
    assert [line.held for line in minutes().airtime] == [True, False, False, False]


def test_what_was_brought_to_an_hour_that_was_not_held_stays_with_its_institution() -> None:
    given(BenchmarkBrought(institution=HARROW_BECK, benchmark=4, percent=63, date=START.date()))
    given(rated(3, evidence="canary"), rated(2, "2.3"), opened(), rated(1, "2.2"), rated(2, "2.2"))
    assert part().held
    when(ROSALIND, CloseRoom)
    assert not part().held
    assert "canary" not in words()
    assert [line.statement for line in part().ratings] == ["2.2"]  # changed in the meeting
    assert (part().beforehand, part().benchmarks) == ((), ())
    own = part(reader=IMOGEN)
    assert [line.statement for line in own.beforehand] == ["1.1", "2.3"]
    assert len(own.benchmarks) == 1


def test_who_took_part_in_the_self_evaluation_stands_there_once_it_was_compared_or_shared() -> None:
    when(RUTH, RateAlone, slot=S1, statement="1.1", level=2)
    assert part().took_part == ()
    when(IMOGEN, CompareRatings, slot=S1)
    when(IMOGEN, AgreePosition, slot=S1, statement="1.1", level=2)
    assert part().took_part == ("Ruth", "Imogen")


def test_a_question_put_back_for_another_was_not_reached() -> None:
    given(opened(), at_step("slot-1.challenge"), asked(Q1), asked(Q2), asked("q-3"), asked("q-4"))
    when(ROSALIND, TakeUpQuestion, question="q-4")
    when(IMOGEN, AnswerQuestion, question="q-4", answer="Because")
    after(minutes=1)
    when(ROSALIND, TakeUpQuestion, question=Q1)
    assert [line.status for line in part().questions] == ["taken_up", "open", "open", "taken_up"]
    after(minutes=1)
    when(ROSALIND, TakeUpQuestion, question=Q2)
    assert [line.status for line in part().questions] == ["open", "taken_up", "open", "taken_up"]
    when(ROSALIND, CloseRoom)
    given(asked("q-5", late=True))
    found = [line.status for line in part().questions]
    assert found == ["not_reached", "taken_up", "not_reached", "taken_up", "open"]


def test_that_the_room_was_off_the_record_is_minuted_and_never_what_was_said() -> None:
    assert minutes().off_the_record == ()
    given(opened(), at_step("slot-1.challenge"))
    first = now()
    when(ROSALIND, GoOffTheRecord)
    after(minutes=4)
    when(ROSALIND, GoOnTheRecord)
    assert minutes().off_the_record == (OffTheRecord(first, now()),)
    after(minutes=4)
    when(ROSALIND, GoOffTheRecord)
    second = now()
    assert minutes().off_the_record[1] == OffTheRecord(second)
    after(minutes=4)
    when(ROSALIND, CloseRoom)
    assert minutes().off_the_record[1] == OffTheRecord(second, now())


def test_an_action_that_was_written_after_its_hour_was_added_later() -> None:
    given(opened(), at_step("slot-1.actions"), proposed("a-1"), at_step("break-1.break"))
    when(IMOGEN, ProposeAction, action="a-2", slot=S1, text="Ask them", owner="p_imogen", due="2027-01-08")
    assert [line.late for line in part().actions] == [False, True]


def test_what_a_peer_wrote_is_signed_and_what_nobody_signed_is_not() -> None:
    given(opened(), NoteWritten(entry="n", slot=S1, text="Brought along"))
    when(TOMASZ, WriteNote, entry="m", slot=S1, text="Said")
    assert [(one.text, one.by) for one in part().notes] == [("Brought along", ""), ("Said", "Tomasz")]


def test_what_was_entered_for_somebody_names_both() -> None:
    given(opened())
    when(ROSALIND, NoteStrength, entry="e-1", slot=S1, text="Warm transitions", on_behalf_of="p_siobhan")
    assert [remark.by for remark in part().strengths] == ["Siobhan (entered by Rosalind)"]


def test_whoever_leads_from_the_desk_was_there() -> None:
    given(opened(), at_step("slot-1.challenge"))
    assert [one.status for one in minutes().attendance if one.role == "facilitator"] == ["present"]


# Who was there is counted while the room is open; whoever opens a link after it is a reader.


def there(person: str) -> tuple[str, Any, Any]:
    found = next(one for one in minutes().attendance if one.name == person)
    return found.status, found.arrived, found.left


def test_whoever_comes_after_the_close_reads_and_was_not_there() -> None:
    given(opened())
    when(SIOBHAN, JoinRoom)
    came = now()
    after(minutes=60)
    when(SIOBHAN, LeaveRoom)
    left = now()
    when(ROSALIND, RecordApology, person="p_aisha")
    when(ROSALIND, CloseRoom)
    after(minutes=5)
    for actor in (SIOBHAN, AISHA, HELEN):
        when(actor, JoinRoom)
        then()
    assert there("Siobhan") == ("present", came, left)
    assert (there("Aisha"), there("Helen")) == (("apology", None, None), ("absent", None, None))


def test_confirmed_minutes_are_the_same_whoever_reads_leaves_or_is_shut_out_later() -> None:
    given(opened(), at_step("slot-1.context"), asked(), proposed())
    when(SIOBHAN, JoinRoom)
    after(minutes=5)
    when(ROSALIND, CloseRoom)
    when(ROSALIND, ConfirmMinutes)

    def record(reader: Actor) -> Minutes:
        return msgspec.structs.replace(minutes(reader), seq=0, written_at=START)

    before = [record(reader) for reader in PEOPLE]
    after(minutes=5)
    when(SIOBHAN, LeaveRoom)
    then()
    when(HELEN, JoinRoom)
    then()
    given(knocked())
    when(ROSALIND, RemovePerson, person="p_neil")
    assert [record(reader) for reader in PEOPLE] == before


def test_a_log_in_which_somebody_joined_and_left_after_the_close_tells_the_same() -> None:
    given(opened(), PersonJoined(person="p_siobhan", by="p_siobhan"), RoomClosed())
    before = minutes().attendance
    after(minutes=5)
    given(PersonJoined(person="p_helen", by="p_helen"), PersonLeft(person="p_siobhan", by="p_siobhan"))
    assert minutes().attendance == before


def test_an_apology_is_taken_from_whoever_only_read_the_minutes() -> None:
    given(opened())
    when(ROSALIND, CloseRoom)
    when(HELEN, JoinRoom)
    when(ROSALIND, RecordApology, person="p_helen")
    assert there("Helen")[0] == "apology"


def test_somebody_let_in_after_the_close_was_not_waited_for() -> None:
    given(opened(), knocked())
    when(ROSALIND, CloseRoom)
    when(ROSALIND, AdmitJoiner, person="p_sam", institution=LARKFIELD)
    assert "somebody" not in {one.name for one in minutes().attendance}


def test_whoever_comes_once_the_room_is_reopened_was_there_from_then_on() -> None:
    given(opened(), at_step("closing.close"))
    when(ROSALIND, CloseRoom)
    for actor in (HELEN, GARETH, TOMASZ):
        when(actor, JoinRoom)
    after(minutes=5)
    when(ROSALIND, ReopenRoom)
    assert there("Helen") == ("absent", None, None)
    after(minutes=1)
    when(HELEN, JoinRoom)
    when(GARETH, WriteNote, entry="n", slot=S1, text="I am still here")  # on a page that was open all the time
    assert there("Helen") == there("Gareth") == ("present", now(), None)
    assert there("Tomasz") == ("absent", None, None)


def test_whoever_reopens_the_room_to_put_something_right_was_not_there_by_that() -> None:
    given(opened())
    when(ROSALIND, CloseRoom)
    when(JAMIE, ReopenRoom)
    when(ROSALIND, CloseRoom)
    assert there("Jamie")[0] == "absent"


def test_nobody_was_at_the_meeting_before_its_doors_opened() -> None:
    when(SIOBHAN, JoinRoom)
    when(HELEN, JoinRoom)
    when(HELEN, LeaveRoom)
    assert there("Siobhan")[0] == "present"  # in the lobby
    after(minutes=30)
    given(opened())
    assert there("Siobhan") == ("present", now(), None)
    assert there("Helen") == ("absent", None, None)
