"""What is worth a call: from folded rooms alone, at a moment of one's choosing."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from server.hub.calls import Call, lacks_people, lacks_ratings, overdue, worth_a_call
from sessions import events as e
from sessions.evolve import fold
from sessions.programme import Format, FormatStep
from sessions.room import Action, Room
from tests.sessions.cast import HARROW_BECK, LARKFIELD, S1, S2, START, a_room

DAY = timedelta(days=1)
STATEMENTS = ("1.1", "1.3", "2.2")


WHO = {S1: "p_imogen", S2: "p_siobhan", "slot-3": "p_gareth", "slot-4": "p_helen"}


def written(*slots: str) -> list[e.Event]:
    """Everything that these hosts prepare beside their ratings."""
    return [
        event
        for slot in slots
        for event in (
            e.WantsNoted(slot=slot, text="Be asked", by=WHO[slot]),
            e.ContextNoted(slot=slot, text="1,180 learners", by=WHO[slot]),
            e.PrioritiesSet(slot=slot, priorities=("Attendance",), by=WHO[slot]),
            e.StrengthNoted(entry=f"n-{slot}", slot=slot, text="Job coaches", by=WHO[slot]),
            e.FocusChosen(slot=slot, statements=STATEMENTS, by=WHO[slot]),
        )
    ]


def prepared(*more: e.Event, **change: Any) -> Room:
    return bare(*written(*WHO), *more, **change)


def bare(*more: e.Event, **change: Any) -> Room:
    """A room in which nobody has written anything beforehand."""
    events = [*a_room(**change), *more]
    return fold([e.Recorded(seq, START - 60 * DAY, one) for seq, one in enumerate(events, start=1)])


def rated(*slots: str, statements: tuple[str, ...] = STATEMENTS) -> list[e.Event]:
    return [e.SelfRatingShared(slot=slot, statement=one, level=1, evidence="") for slot in slots for one in statements]


def says(room: Room, after: timedelta = timedelta()) -> list[str]:
    return [f"{one.what} {one.rest}" for one in worth_a_call([("r_1", room)], START + after)]


ALL_RATED = rated("slot-1", "slot-2", "slot-3", "slot-4")
TITLE = "Wexmoor Vale peer review"


def test_a_room_where_all_is_there_gives_no_reason() -> None:
    assert says(prepared(*ALL_RATED), -3 * DAY) == []


def test_who_has_not_rated_itself_a_fortnight_before_is_worth_a_call() -> None:
    room = prepared(*rated("slot-3", "slot-4"), *rated("slot-2", statements=("1.1",)))
    assert says(room, -15 * DAY) == []
    assert says(room, -14 * DAY) == [
        f"Harrow Beck Academy has not rated itself yet; {TITLE} on 12 November is near.",
        f"Larkfield School has rated 1 of 3 statements; {TITLE} on 12 November is near.",
    ]
    assert [(one.id, rated, of) for one, rated, of in lacks_ratings(room)] == [(HARROW_BECK, 0, 3), (LARKFIELD, 1, 3)]


def test_who_has_begun_to_rate_itself_and_shared_nothing_is_told_apart() -> None:
    alone = e.ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=1)
    room = prepared(*rated("slot-2", "slot-3", "slot-4"), alone)
    assert says(room, -DAY) == [
        f"Harrow Beck Academy has begun to rate itself and shared nothing yet; {TITLE} on 12 November is near."
    ]


def test_an_institution_for_which_nobody_is_named_is_rung_about_that_first() -> None:
    members = ("p_siobhan", "p_tomasz", "p_aisha")
    room = prepared(*(e.PersonRemoved(person=one) for one in members), *rated("slot-1", "slot-3", "slot-4"))
    assert [one.id for one in lacks_people(room)] == [LARKFIELD]
    for before in (40 * DAY, 3 * DAY):
        assert says(room, -before) == [f"Larkfield School has named nobody yet for {TITLE} on 12 November."]


def test_who_has_rated_itself_and_not_written_what_it_wants_is_rung_about_that() -> None:
    room = bare(*ALL_RATED, *written("slot-3", "slot-4"), e.WantsNoted(slot=S2, text="Be asked"))
    assert says(room, -15 * DAY) == []
    near, all_five = f"{TITLE} on 12 November is near.", "what it wants, context, priorities, strengths, focus"
    assert says(room, -14 * DAY) == [
        f"Harrow Beck Academy has prepared 0 of 5 (missing: {all_five}); {near}",
        f"Larkfield School has prepared 1 of 5 (missing: context, priorities, strengths, focus); {near}",
    ]
    assert [one.way for one in worth_a_call([("r_1", room)], START - DAY)] == [
        "/rooms/r_1/preparation?slot=slot-1", "/rooms/r_1/preparation?slot=slot-2",
    ]  # fmt: skip


def test_one_reason_to_ring_is_enough() -> None:
    room = bare(*rated("slot-2", "slot-3", "slot-4"), *written("slot-2", "slot-3", "slot-4"))
    assert says(room, -DAY) == [f"Harrow Beck Academy has not rated itself yet; {TITLE} on 12 November is near."]


def test_an_institution_that_withdrew_is_not_rung() -> None:
    room = prepared(*rated("slot-2", "slot-3", "slot-4"), e.InstitutionWithdrawn(institution=HARROW_BECK, dropped=()))
    assert says(room, -DAY) == []


def test_no_self_ratings_are_waited_for_where_one_meets_alone_or_follows_up() -> None:
    follow_up = Format(
        id="follow-up", title="Follow-up", kind="follow_up", description="",
        slot=(FormatStep(id="review", kind="action_review", title="Action by action", minutes=20),),
    )  # fmt: skip
    assert lacks_ratings(prepared(plan=follow_up)) == []
    alone = prepared()
    others = {key: replace(one, withdrawn=key != HARROW_BECK) for key, one in alone.institutions.items()}
    assert lacks_ratings(replace(alone, institutions=others)) == []


def test_a_day_that_passed_without_the_room_being_opened_is_a_reason() -> None:
    room = prepared(*ALL_RATED)
    assert says(room, timedelta(hours=12)) == []
    assert says(room, DAY) == [f"{TITLE} was planned for 12 November and was not opened."]
    assert says(room, 126 * DAY) != []
    assert says(room, 127 * DAY) == []


def test_a_room_left_open_is_a_reason_the_next_day() -> None:
    room = replace(prepared(), state="open", opened_at=START)
    assert says(room, timedelta(hours=10)) == []
    assert says(room, timedelta(hours=19)) == [f"{TITLE} was opened on 12 November and never closed."]
    assert says(replace(room, opened_at=START + 30 * DAY), 30 * DAY) == []  # the meeting was put off


def test_minutes_not_confirmed_after_a_week_are_a_reason_with_whom_they_wait_for() -> None:
    room = replace(prepared(), state="closed", closed_at=START)
    assert says(room, 7 * DAY) == []
    everybody = "Harrow Beck Academy, Larkfield School, The Causeway PRU and Estuary Gate College"
    assert says(room, 8 * DAY) == [f"{TITLE} waits for {everybody} to confirm its minutes."]
    slots = {key: one if key == S2 else replace(one, confirmed_at=START) for key, one in room.slots.items()}
    assert says(replace(room, slots=slots), 8 * DAY) == [f"{TITLE} waits for Larkfield School to confirm its minutes."]
    slots = {key: replace(one, confirmed_at=START) for key, one in room.slots.items()}
    assert says(replace(room, slots=slots), 8 * DAY) == [f"{TITLE} has minutes for you to confirm."]
    assert says(replace(room, state="confirmed"), 8 * DAY) == []
    assert says(room, 127 * DAY) == []


def with_actions(*due: tuple[date, str]) -> Room:
    actions = {
        f"a-{i}": Action(id=f"a-{i}", seq=1, slot=S1, text="Do", owner="p_imogen", due=day, at=START, status=status)  # type: ignore[arg-type]
        for i, (day, status) in enumerate(due)
    }
    return replace(prepared(), state="confirmed", actions=actions)


def test_agreed_actions_past_their_date_are_a_reason() -> None:
    room = with_actions(
        (date(2026, 12, 1), "agreed"), (date(2026, 12, 1), "agreed"), (date(2026, 12, 1), "proposed"),
        (date(2026, 11, 30), "withdrawn"), (date(2027, 1, 10), "agreed"),
    )  # fmt: skip
    assert overdue(room, START + 19 * DAY) == 0  # on the day itself there is still time
    assert says(room, 20 * DAY) == [f"2 actions of {TITLE} on 12 November are past their dates."]
    assert says(with_actions((date(2026, 12, 1), "agreed")), 60 * DAY) == [
        f"1 action of {TITLE} on 12 November 2026 is past its date."
    ]


def test_what_presses_most_comes_first_and_of_the_same_kind_what_is_nearest() -> None:
    left_open = replace(prepared(), state="open", opened_at=START, title="Left open")
    soon = prepared(*rated("slot-1", "slot-2", "slot-3"), start=START + 3 * DAY, title="Soon")
    later = prepared(*rated("slot-1", "slot-2", "slot-3"), start=START + 9 * DAY, title="Later")
    found = worth_a_call([("r_3", later), ("r_2", soon), ("r_1", left_open)], START + DAY)
    assert [one.way for one in found] == [
        "/rooms/r_1", "/rooms/r_2/preparation?slot=slot-4", "/rooms/r_3/preparation?slot=slot-4",
    ]  # fmt: skip
    assert isinstance(found[0], Call)


@pytest.mark.parametrize("after", [-400 * DAY, 400 * DAY])
def test_far_from_the_meeting_nobody_is_rung(after: timedelta) -> None:
    assert says(prepared(), after) == []
