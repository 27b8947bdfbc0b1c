"""Everything about a review can be changed until its doors open; the minutes of steps still to come even afterwards."""

from datetime import date
from typing import Any

import msgspec
import pytest

from sessions.commands import ChangeLengths, ChangePlan
from sessions.events import (
    ColleagueRatingGiven,
    ColleagueRatingsCompared,
    Compared,
    ComparedRating,
    ContextNoted,
    Event,
    FocusChosen,
    LengthsChanged,
    NewLength,
    NextDateSet,
    PersonJoined,
    PersonRemoved,
    PlanChanged,
    PositionAgreed,
    RoomClosed,
)
from sessions.framework import focus_from
from sessions.minuting import write_minutes
from sessions.reading import read_room
from sessions.refusals import (
    AlreadyRated,
    AlreadyUsed,
    CannotBePrepared,
    NoSuchStep,
    NotNow,
    Refused,
    RoleMayNot,
    RoomInAnotherState,
    Unknown,
)
from sessions.room import Actor
from tests.sessions.cast import (
    CAUSEWAY,
    COLLEGES,
    ESTUARY_GATE,
    HARROW_BECK,
    HOUR,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    S3,
    S4,
    SCHOOLS,
    SIOBHAN,
    START,
    asked,
    at_step,
    clock_shows,
    given,
    now,
    opened,
    rated,
    refused,
    revealed,
    room,
    story,
    then,
    viewed,
    when,
)
from tests.sessions.test_leadership_review import TOGETHER

NAMES = {
    HARROW_BECK: ("Harrow Beck Academy", "secondary", "schools"),
    LARKFIELD: ("Larkfield School", "special", "schools"),
    CAUSEWAY: ("The Causeway PRU", "pru", "schools"),
    ESTUARY_GATE: ("Estuary Gate College", "fe", "colleges"),
    "i_harbour": ("Harbour High", "secondary", "schools"),
}


def an_institution(one: str, **changed: Any) -> dict[str, Any]:
    """An institution of a plan, as a facilitator sends it."""
    name, kind, framework = NAMES[one]
    return {"id": one, "name": name, "type": kind, "framework": framework, **changed}


def planned(*institutions: str, **changed: Any) -> None:
    """The facilitator changes the plan: these institutions in this order, and what else is not as it was."""
    wanted = institutions or (HARROW_BECK, LARKFIELD, CAUSEWAY, ESTUARY_GATE)
    fields: dict[str, Any] = {
        "title": room().title, "form": msgspec.to_builtins(HOUR), "start": START.isoformat(),
        "time_zone": "Europe/London", "focus_themes": [1, 2], "institutions": [an_institution(one) for one in wanted],
    }  # fmt: skip
    when(ROSALIND, ChangePlan, **{**fields, **changed})


def changed() -> PlanChanged:
    """What followed."""
    assert story().refusal is None, story().refusal
    event = story().events[0]
    assert isinstance(event, PlanChanged)
    return event


# What may be changed


def test_the_same_plan_again_changes_nothing() -> None:
    planned()
    changed()  # the test's format has a purpose, which the room did not
    planned()
    then()


def test_title_day_place_and_call_are_other_ones_and_people_and_ratings_stay() -> None:
    given(rated(3), ContextNoted(slot=S1, text="1,180 learners."))
    before = room()
    planned(
        title=" Autumn review ", start="2026-12-01T13:00:00+01:00", time_zone="Europe/Paris", place="The library",
        call_link="https://call.example/r", mode="online",
    )  # fmt: skip
    after = room()
    assert (after.title, after.place, after.call_link) == ("Autumn review", "The library", "https://call.example/r")
    assert (after.mode, after.day, after.time_zone) == ("online", date(2026, 12, 1), "Europe/Paris")
    assert after.people is before.people
    assert after.ratings is before.ratings
    assert after.slots[S1].context == "1,180 learners."


def test_another_order_is_the_order_of_the_programme_and_slots_keep_their_ids() -> None:
    planned(ESTUARY_GATE, CAUSEWAY, HARROW_BECK, LARKFIELD)
    assert [slot.id for slot in room().order] == [S4, S3, S1, S2]
    assert list(room().slots) == [S4, S3, S1, S2]
    assert list(dict.fromkeys(step.section for step in room().programme)) == [
        "opening", S4, "break-1", S3, "break-2", S1, "break-3", S2, "closing",
    ]  # fmt: skip


def test_a_new_institution_gets_the_next_free_slot() -> None:
    planned(HARROW_BECK, "i_harbour", LARKFIELD, CAUSEWAY, ESTUARY_GATE)
    slot = room().slots[room().institutions["i_harbour"].slot]
    assert (slot.id, slot.host, slot.promised, slot.focus) == ("slot-5", "i_harbour", 60, ("1.1", "1.2", "2.1"))
    assert [one.id for one in room().order] == [S1, "slot-5", S2, S3, S4]
    assert room().allotted["slot-5.challenge"] == 15 * 60


def test_lengths_minutes_and_breaks_are_what_is_promised_from_here_on() -> None:
    planned(
        step_minutes={"opening.welcome": 20, "slot.challenge": 15, "slot.tea": 9},
        breaks=[{"after_slot": 2, "minutes": 40, "note": "Lunch"}],
        institutions=[an_institution(HARROW_BECK, minutes=45), *map(an_institution, (LARKFIELD, CAUSEWAY))],
    )  # fmt: skip
    assert [slot.promised for slot in room().order] == [45, 60, 60]
    assert room().step_minutes == {"opening.welcome": 20}  # what is not the format's
    steps = {step.id: step.minutes for step in room().programme}
    assert (steps["opening.welcome"], steps["break-1.break"], steps["break-2.break"]) == (20, 7, 40)
    assert sum(room().allotted[step] for step in steps if step.startswith(S1)) == 45 * 60


def test_a_framework_that_nobody_used_yet_can_be_another_one_and_the_focus_follows() -> None:
    model = msgspec.structs.replace(COLLEGES, id="own", statements=COLLEGES.statements[3:])
    planned(
        frameworks=[msgspec.to_builtins(model)],
        institutions=[an_institution(HARROW_BECK, framework="own"), an_institution(LARKFIELD)],
    )
    assert room().slots[S1].focus == ("2.1", "2.2", "2.3")
    assert room().framework_of(S1).title == "Colleges model"
    assert set(room().frameworks) == {"own", "schools", "colleges"}  # a college that is left out goes on to be known


def test_a_room_keeps_the_version_of_a_framework_that_it_has() -> None:
    newer = msgspec.structs.replace(SCHOOLS, title="Newer", version="2")
    planned(HARROW_BECK, LARKFIELD, frameworks=[msgspec.to_builtins(newer)])
    assert room().frameworks["schools"] == SCHOOLS


def test_focus_statements_that_a_host_chose_stay_and_those_of_the_themes_follow_them() -> None:
    assert room().slots[S1].focus == ("1.1", "1.3", "2.2")  # not what the themes alone give
    planned(HARROW_BECK, LARKFIELD, "i_harbour")
    planned(HARROW_BECK, LARKFIELD, "i_harbour", focus_themes=[2])
    assert room().slots[S1].focus == ("1.1", "1.3", "2.2")
    assert room().slots["slot-5"].focus == focus_from(SCHOOLS, [2]) == ("2.1", "2.2", "2.3")


def test_a_host_that_chose_what_the_themes_gave_keeps_it_and_has_chosen_it() -> None:
    given(FocusChosen(slot=S1, statements=("1.1", "1.2", "2.1")))
    planned(focus_themes=[2])
    assert (room().slots[S1].focus, room().slots[S1].focus_chosen) == (("1.1", "1.2", "2.1"), True)
    planned(
        institutions=[an_institution(HARROW_BECK, framework="colleges"), an_institution(LARKFIELD)], focus_themes=[2]
    )
    assert (room().slots[S1].focus, room().slots[S1].focus_chosen) == (("2.1", "2.2", "2.3"), False)


# What was said stays true


def test_who_has_rated_itself_keeps_its_framework() -> None:
    other = {"institutions": [an_institution(HARROW_BECK, framework="colleges"), an_institution(LARKFIELD)]}
    for said in (
        rated(3),
        viewed(SIOBHAN, 2),
        ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=2),
        asked(statement="1.1"),
    ):
        story().log.clear()
        given(said)
        planned(**other)
        refused(AlreadyRated, "Harrow Beck Academy has rated itself by “Schools model”")


def test_how_views_are_given_stays_once_one_was_given() -> None:
    planned(peer_views="person")
    assert room().peer_views == "person"
    given(viewed(SIOBHAN, 2))
    planned(peer_views="institution")
    refused(NotNow, "Peers have given views already")


def test_how_views_are_given_stays_once_they_are_on_the_table() -> None:
    given(revealed(2))
    planned(peer_views="person")
    refused(NotNow, "Peers have given views already")


def test_the_day_stays_before_the_next_meeting() -> None:
    given(NextDateSet(date=date(2027, 1, 8)))
    planned(start="2027-01-07T09:30:00Z")
    assert room().day == date(2027, 1, 7)
    planned(start="2027-01-08T09:30:00Z")
    refused(NotNow, "The next meeting is on 8 January 2027. Move that one first.")


# Institutions that are left out


def test_an_institution_that_brought_nothing_is_gone_with_its_people() -> None:
    planned(HARROW_BECK, LARKFIELD, ESTUARY_GATE)
    assert changed().left_out == (CAUSEWAY,)
    assert story().events[1:] == [
        PersonRemoved(person=person, by="p_rosalind") for person in ("p_gareth", "p_priya", "p_colette")
    ]
    read = read_room(room(), "r", {}, now(), ROSALIND)
    assert "The Causeway PRU" not in {one.name for one in read.institutions}
    assert S3 not in {one.slot for one in read.ratings}
    minutes = write_minutes(room(), "r", {}, now(), ROSALIND)
    assert "The Causeway PRU" not in {one.name for one in minutes.institutions}
    assert "The Causeway PRU" not in {one.institution for one in minutes.airtime}
    planned(HARROW_BECK, LARKFIELD, ESTUARY_GATE, "i_harbour")
    assert room().institutions["i_harbour"].slot == "slot-5"  # the slot of another is never given again


@pytest.mark.parametrize(
    "brought",
    [
        rated(2, slot=S3),
        ContextNoted(slot=S3, text="Sixty learners."),
        PersonJoined(person="p_priya"),
        asked(slot=S3),
        asked(slot=S1, by=Actor("p_gareth", "member", CAUSEWAY)),
    ],
)
def test_an_institution_that_brought_something_withdraws_and_keeps_it(brought: Event) -> None:
    given(brought)
    planned(HARROW_BECK, LARKFIELD, ESTUARY_GATE)
    assert (changed().withdrawn, changed().left_out, len(story().events)) == ((CAUSEWAY,), (), 1)
    assert room().institutions[CAUSEWAY].withdrawn
    assert [slot.id for slot in room().order] == [S1, S2, S4]
    minutes = write_minutes(room(), "r", {}, now(), ROSALIND)
    assert "The Causeway PRU" in {one.name for one in minutes.institutions if one.withdrawn}
    planned(HARROW_BECK, LARKFIELD, CAUSEWAY, ESTUARY_GATE)
    assert [slot.id for slot in room().order] == [S1, S2, S3, S4]
    assert not room().slots[S3].withdrawn


# What does not make a plan


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"title": "  "}, CannotBePrepared, "The review has no name."),
        ({"institutions": []}, CannotBePrepared, "at least one institution"),
        ({"institutions": [an_institution(LARKFIELD, name=" ")]}, CannotBePrepared, "has no name"),
        ({"institutions": [an_institution(LARKFIELD, id="p_imogen")]}, AlreadyUsed, "has that id"),
        ({"institutions": [an_institution(LARKFIELD)] * 2}, CannotBePrepared, "the same name"),
        (
            {"institutions": [an_institution(LARKFIELD), an_institution(LARKFIELD, name="Other")]},
            CannotBePrepared,
            "stands twice",
        ),
        ({"institutions": [an_institution(LARKFIELD, minutes=9)]}, CannotBePrepared, "10 steps do not fit into 9"),
        ({"institutions": [an_institution(LARKFIELD, framework="none")]}, Unknown, "no framework “none”"),
        ({"form": {**msgspec.to_builtins(HOUR), "slot": []}}, CannotBePrepared, "at least one step"),
        ({"time_zone": "Europe/Nowhere"}, Unknown, "There is no time zone “Europe/Nowhere”."),
        ({"start": "0001-01-01T09:30:00Z"}, CannotBePrepared, "The year 1 "),
        ({"focus_themes": [9]}, Unknown, "There is no theme 9"),
        ({"breaks": [{"after_slot": 4, "minutes": 5}]}, CannotBePrepared, "no slots on both sides"),
        ({"breaks": [{"after_slot": 1, "minutes": 481}]}, CannotBePrepared, "A break of 481 minutes"),
        ({"breaks": [{"after_slot": 1, "minutes": 5}] * 2}, CannotBePrepared, "two breaks after slot 1"),
    ],
)
def test_what_does_not_fit_together_is_named(fields: dict[str, Any], kind: type[Refused], words: str) -> None:
    planned(**fields)
    refused(kind, words)


def test_a_framework_without_levels_is_none() -> None:
    empty = msgspec.to_builtins(msgspec.structs.replace(SCHOOLS, id="own", levels=SCHOOLS.levels[:1]))
    planned(frameworks=[empty], institutions=[an_institution(LARKFIELD, framework="own")])
    refused(CannotBePrepared, "Schools model needs two levels")


def test_after_the_doors_opened_the_plan_stays() -> None:
    given(opened())
    planned()
    refused(RoomInAnotherState, "The room has been opened", "minutes of steps still to come can be changed")


def test_nobody_else_changes_the_plan() -> None:
    given(opened())
    when(IMOGEN, ChangeLengths, lengths=[{"step": "slot-2.challenge", "minutes": 10}])
    refused(RoleMayNot)


# Lengths of steps still to come


def test_steps_still_to_come_get_other_lengths_and_less_than_promised_is_minuted() -> None:
    given(opened(), at_step("slot-1.context"))
    clock_shows("10:41")
    shorter = [{"step": "slot-2.challenge", "minutes": 5}, {"step": "break-1.break", "minutes": 10}]
    when(JAMIE, ChangeLengths, lengths=[*shorter, {"step": "slot-2.reflect", "minutes": 5}])
    then(LengthsChanged(lengths=(NewLength("slot-2.challenge", 5), NewLength("break-1.break", 10))))
    assert room().allotted["slot-2.challenge"] == 300
    minutes = write_minutes(room(), "r", {}, now(), ROSALIND)
    assert [(one.section, one.before, one.after, one.promised) for one in minutes.length_decisions] == [
        ("Break", 7, 10, 0), ("Larkfield School", 60, 50, 60),
    ]  # fmt: skip
    assert minutes.length_decisions[0].at == START.replace(hour=10, minute=41)
    when(JAMIE, ChangeLengths, lengths=shorter)
    then()


def test_minutes_moved_within_an_hour_are_no_decision_on_airtime() -> None:
    given(opened())
    moved = [{"step": "slot-2.challenge", "minutes": 17}, {"step": "slot-2.actions", "minutes": 3}]
    when(ROSALIND, ChangeLengths, lengths=moved)
    assert room().reallotments == ()
    assert room().allotted["slot-2.challenge"] == 17 * 60


def test_a_step_that_began_lies_behind_or_is_not_there_keeps_its_length() -> None:
    given(opened(), at_step("slot-1.context"), at_step("slot-1.clarify"), at_step("slot-1.ratings"))
    for step in ("slot-1.ratings", "slot-1.clarify", "slot-1.purpose"):
        when(ROSALIND, ChangeLengths, lengths=[{"step": step, "minutes": 9}])
        refused(NotNow, "has begun or lies behind")
    when(ROSALIND, ChangeLengths, lengths=[{"step": "slot-9.tea", "minutes": 9}])
    refused(NoSuchStep, "The programme has no step “slot-9.tea”.")
    when(ROSALIND, ChangeLengths, lengths=[{"step": "break-1.break", "minutes": 1}])
    refused(NotNow, "A break needs 2 minutes at least.")


def test_lengths_change_only_while_the_room_is_open() -> None:
    length = [{"step": "slot-2.challenge", "minutes": 9}]
    when(ROSALIND, ChangeLengths, lengths=length)
    refused(RoomInAnotherState, "has not been opened yet")
    given(opened(), RoomClosed())
    when(ROSALIND, ChangeLengths, lengths=length)
    refused(RoomInAnotherState, "is closed")


# Among colleagues


def test_a_review_becomes_one_among_colleagues_of_one_institution() -> None:
    together = msgspec.to_builtins(TOGETHER)
    planned(HARROW_BECK, LARKFIELD, form=together)
    refused(CannotBePrepared, "within one institution")
    planned("i_harbour", form=together, focus_themes=[2])
    assert room().compares
    (slot,) = room().order
    assert slot.focus == ("2.1", "2.2", "2.3")
    planned("i_harbour", form=together, focus_themes=[])
    assert room().slots[slot.id].focus == ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3")
    planned("i_harbour", focus_themes=[])
    assert len(room().slots[slot.id].focus) == 3


@pytest.mark.parametrize(
    "brought",
    [
        ColleagueRatingGiven(institution=LARKFIELD, person="p_siobhan", statement="1.1", level=2, note="Alone."),
        ColleagueRatingsCompared(slot=S2, statements=(Compared("1.1", (ComparedRating(2, "Alone."),)),)),
        PositionAgreed(slot=S2, statement="1.1", level=2, evidence="Among us."),
    ],
)
def test_what_colleagues_said_among_themselves_is_shown_to_nobody_by_another_format(brought: Event) -> None:
    given(brought)
    for only in (HARROW_BECK, LARKFIELD):  # what a withdrawn one said is its own as well
        planned(only, form=msgspec.to_builtins(TOGETHER))
        refused(NotNow, "for their own eyes")
    planned(HARROW_BECK)
    changed()
