"""The course of a room: its stages and their dates, and where it is in them at any moment."""

from datetime import date, timedelta

import pytest

from sessions.course import Sort, course, sort_of
from sessions.events import MinutesConfirmed, NextDateSet, RoomClosed, RoomPrepared
from sessions.programme import Format, FormatStep, LedBy, StepKind
from tests.sessions.cast import HOUR, START, a_room, given, opened, room

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def standing(after: timedelta) -> list[str]:
    return [stage.standing for stage in course(room(), START + after).stages]


def is_late(after: timedelta) -> bool:
    here = course(room(), START + after).here
    assert here is not None
    return here.late


def a_format(*kinds: StepKind, led_by: LedBy = "facilitator") -> Format:
    steps = tuple(FormatStep(id=kind, kind=kind, title=kind, minutes=9, led_by=led_by) for kind in kinds)
    return Format(id="some", title="Some", kind="some", description="", slot=steps)


def test_the_dates_follow_from_the_start() -> None:
    found = course(room(), START - 40 * DAY)
    assert [(one.name, one.begins, one.ends) for one in found.stages] == [
        ("preparation", date(2026, 10, 15), date(2026, 11, 11)),
        ("meeting", date(2026, 11, 12), date(2026, 11, 12)),
        ("record", date(2026, 11, 12), date(2026, 11, 26)),
        ("follow_up", date(2027, 1, 28), date(2027, 2, 18)),
    ]
    assert (found.days, found.next_date, found.sort) == (40, None, "peer")


def test_the_whole_course_takes_fifteen_to_eighteen_weeks() -> None:
    first, *_, last = course(room(), START).stages
    assert (last.begins - first.begins, last.ends - first.begins) == (15 * WEEK, 18 * WEEK)


def test_the_day_is_the_one_where_the_room_meets() -> None:
    given(a_room(start=START.replace(hour=23), time_zone="Europe/Helsinki"))
    assert course(room(), START).stages[1].begins == date(2026, 11, 13)
    assert standing(timedelta()) == ["now", "to_come", "to_come", "to_come"]
    assert standing(timedelta(hours=13)) == ["past", "now", "to_come", "to_come"]


def test_a_room_is_prepared_until_its_day_and_then_it_meets() -> None:
    assert standing(-60 * DAY) == standing(-DAY) == ["now", "to_come", "to_come", "to_come"]
    assert standing(timedelta(hours=-2)) == ["past", "now", "to_come", "to_come"]
    assert (is_late(timedelta()), is_late(DAY)) == (False, True)  # nobody opened it


def test_whoever_opens_a_room_early_meets() -> None:
    given(opened())
    assert standing(-3 * DAY) == ["past", "now", "to_come", "to_come"]


def test_the_record_is_late_after_a_fortnight_and_never_over_by_itself() -> None:
    given(opened(), RoomClosed())
    assert standing(timedelta(hours=6)) == standing(200 * DAY) == ["past", "past", "now", "to_come"]
    assert (is_late(2 * WEEK), is_late(2 * WEEK + DAY)) == (False, True)


def test_confirmed_minutes_are_followed_up_until_the_last_date() -> None:
    given(opened(), RoomClosed(), MinutesConfirmed())
    assert standing(DAY) == standing(14 * WEEK) == ["past", "past", "past", "now"]
    over = course(room(), START + 14 * WEEK + DAY)
    assert ([one.standing for one in over.stages], over.here) == (["past"] * 4, None)


def test_the_date_that_the_room_agreed_takes_the_place_of_the_usual_weeks() -> None:
    given(opened(), NextDateSet(date=date(2027, 3, 4)), RoomClosed(), MinutesConfirmed())
    found = course(room(), START + 15 * WEEK)
    assert (found.stages[-1].begins, found.stages[-1].ends) == (date(2027, 3, 4), date(2027, 3, 4))
    assert (found.next_date, found.stages[-1].standing) == (date(2027, 3, 4), "now")


@pytest.mark.parametrize(
    ("plan", "sort"),
    [
        (HOUR, "peer"),
        (a_format("context", "challenge"), "peer"),
        (a_format("context", "tour", "challenge", "peer_view"), "visit"),
        (a_format("tour", "interview", "peer_view", led_by="experts"), "expert"),
        (a_format("action_review", "challenge", "reflect"), "follow_up"),
        (a_format("context", "ratings", "clarify", "reflect"), "internal"),
    ],
)
def test_the_sort_of_a_meeting_is_told_from_its_steps(plan: Format, sort: Sort) -> None:
    given(a_room(plan=plan))
    assert sort_of(room()) == sort


def test_one_institution_by_itself_has_no_peers() -> None:
    prepared, *_ = a_room()
    assert isinstance(prepared, RoomPrepared)
    given(a_room(institutions=prepared.institutions[:1])[:1])
    assert sort_of(room()) == "internal"
