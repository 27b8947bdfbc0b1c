"""The calendar file: what it says, right times across a change of the clocks, and the form that programs expect."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from icalendar import Calendar

from server.exports.appointment import Appointment, invitation_ics
from server.exports.zones import zone

MEETING = Appointment(
    room="r_1", seq=12, written_at=datetime(2026, 9, 1, tzinfo=UTC), title="Wexmoor Vale; spring, review",
    start=datetime(2026, 10, 24, 8, 30, tzinfo=UTC), end=datetime(2026, 10, 24, 13, 35, tzinfo=UTC),
    time_zone="Europe/London", place="Long Barn Room, Wexmoor", call_link="https://meet.example/abc",
    organiser="Rosalind Achterley", organiser_email="rosalind@hub.example", said=("An hour each.", "Bring evidence."),
)  # fmt: skip


def read(**changes: Any) -> tuple[Calendar, Any]:
    """The calendar that is written, and its event."""
    calendar = Calendar.from_ical(invitation_ics(msgspec.structs.replace(MEETING, **changes)))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_meeting_says_when_where_and_who_invites() -> None:
    calendar, event = read()
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert str(event["uid"]) == "r_1-meeting@review-rooms"
    assert event["sequence"] == 12
    assert (event["dtstart"].dt, event["dtend"].dt) == (MEETING.start, MEETING.end)
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert str(event["summary"]) == "Wexmoor Vale; spring, review"
    assert str(event["location"]) == "Long Barn Room, Wexmoor"
    assert str(event["url"]) == "https://meet.example/abc"
    assert "Bring evidence." in str(event["description"])
    assert str(event["organizer"]) == "mailto:rosalind@hub.example"
    assert event["organizer"].params["CN"] == "Rosalind Achterley"


def test_without_an_address_nobody_is_the_organiser() -> None:
    _, event = read(organiser_email="", call_link="", place="")
    for field in ("organizer", "url", "conference", "location"):
        assert field not in event


def test_a_call_is_the_place_where_there_is_no_other() -> None:
    assert str(read(place="")[1]["location"]) == "https://meet.example/abc"


@pytest.mark.parametrize("text", ["水" * 200, "🦉" * 90, 'a"b;c,d:e\\n\r\nBEGIN:VALARM\r\n', "é" * 500])
def test_lines_are_folded_and_end_as_programs_expect(text: str) -> None:
    written = invitation_ics(msgspec.structs.replace(MEETING, title=text, place=text, organiser=text, said=(text,)))
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", written)
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"BEGIN:VALARM" not in lines
    event = Calendar.from_ical(written).walk("VEVENT")[0]
    assert str(event["location"]).splitlines()[0].startswith(text[:5].splitlines()[0])


def by_its_own_rules(written: Any, at: datetime) -> timedelta:
    """How far a zone is from UTC at a local time, by what the file itself says."""
    found: list[tuple[datetime, timedelta]] = []
    for part in written.subcomponents:
        starts, rule, to = part["dtstart"].dt, part.get("rrule"), part["tzoffsetto"].td
        years = range(starts.year + 1, at.year + 1) if rule else ()
        found.append((starts, to))
        found += [(nth(year, rule["bymonth"][0], str(rule["byday"][0]), starts), to) for year in years]
    return max((one for one in found if one[0] <= at), key=lambda one: one[0])[1]


def nth(year: int, month: int, day: str, starts: datetime) -> datetime:
    """The moment that "-1SU" means in a month."""
    weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(day[-2:])
    days = [datetime(year, month, 1) + timedelta(days=n) for n in range(31)]  # noqa: DTZ001
    fitting = [one for one in days if one.month == month and one.weekday() == weekday]
    which = int(day[:-2])
    return fitting[which if which < 0 else which - 1].replace(hour=starts.hour, minute=starts.minute)


@pytest.mark.parametrize("name", ["Europe/London", "Europe/Dublin", "America/New_York", "Australia/Sydney",
                                  "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Auckland"])  # fmt: skip
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_rules_of_a_zone_give_every_day_its_offset(name: str, year: int) -> None:
    written = Calendar.from_ical(zone(name, year).to_ical())
    for day in range(0, 365, 1):
        at = datetime(year, 1, 1, 12) + timedelta(days=day)  # noqa: DTZ001
        assert by_its_own_rules(written, at) == at.replace(tzinfo=ZoneInfo(name)).utcoffset(), at


def test_a_zone_without_a_yearly_rule_is_written_as_dates() -> None:
    written = zone("Africa/Casablanca", 2026).to_ical().decode()
    assert "RDATE" in written
    assert "RRULE" not in written


@pytest.mark.parametrize(
    ("start", "day"),
    [("2026-10-24T08:30Z", "20261024"), ("2026-10-26T09:30Z", "20261026"), ("2027-03-27T09:30Z", "20270327"),
     ("2027-03-29T08:30Z", "20270329")],
)  # fmt: skip
def test_half_past_nine_is_half_past_nine_on_either_side_of_a_change_of_the_clocks(start: str, day: str) -> None:
    begins = datetime.fromisoformat(start)
    moved = msgspec.structs.replace(MEETING, start=begins, end=begins + timedelta(hours=5))
    assert f"DTSTART;TZID=Europe/London:{day}T093000\r\n".encode() in invitation_ics(moved)


def test_a_meeting_through_the_night_of_the_change_lasts_as_long_as_planned() -> None:
    _, event = read(start=datetime(2026, 10, 24, 22, tzinfo=UTC), end=datetime(2026, 10, 25, 3, tzinfo=UTC))
    assert event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) == timedelta(hours=5)
