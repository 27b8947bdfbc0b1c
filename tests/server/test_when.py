"""Dates, times and zones as people type them; days that do not exist, and the hours of a clock change."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.when import DAYS, MONTHS, NoSuchMoment, Which, at_place, date_words, moment, read_date, read_time, read_zone

LONDON = "Europe/London"
on_clocks = datetime.fromisoformat
times = st.datetimes(on_clocks("2000-01-02"), on_clocks("2037-12-30"))
ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix", "right", "Etc")))


def refusal(day: str = "12/11/2026", at: str = "9:30", zone: str = LONDON, which: Which | None = None) -> NoSuchMoment:
    """Why it is no moment."""
    with pytest.raises(NoSuchMoment) as refused:
        moment(day, at, zone, which)
    return refused.value


def refused_at(local: datetime, tz: ZoneInfo, which: Which | None = None) -> NoSuchMoment | None:
    """What is said of a time on the clocks of a place; none where it is a moment."""
    try:
        at_place(local, tz, which)
    except NoSuchMoment as refused:
        return refused
    return None


# Dates


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-12", "12/11/2026", "12/11/26", "12.11.2026", "12-11-2026", "12 11 2026", "12 November 2026",
        "12 Nov 26",
        "12th November 2026", "the 12th of November, 2026", "Thursday 12 November 2026", "Thu, 12 nov. 2026",
        "November 12, 2026", "  12  NOVEMBER  2026 ", "12-Nov-2026", "１２/１１/２０２６",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_type_it(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write the date"),
        ("31/02/2026", "There is no 31 February 2026: that month has 28 days."),
        ("29 February 2027", "There is no 29 February 2027: that month has 28 days."),
        ("31 June 2026", "There is no 31 June 2026: that month has 30 days."),
        ("0/12/2026", "There is no 0 December 2026: that month has 31 days."),
        ("12/2026", "“12/2026” is not a date."),
        ("12 November", "“12 November” has no year. Add it."),
        ("12 Brumaire 2026", "no month is called brumaire"),
        ("next Thursday", "is not a date"),
        ("46338", "“46338” is how a spreadsheet stores a date."),
        ("12/11/1926", "lies in the year 1926"),
        ("Someday 12 November 2026", "No day of the week is called someday."),
        ("9" * 500, "is too long to be read"),
    ],
)
def test_a_date_that_is_none_is_refused_by_name(typed: str, says: str) -> None:
    refused = refusal(typed)
    assert says in refused.sentence
    assert refused.field == "date"


def test_a_month_before_the_day_is_asked_about() -> None:
    refused = refusal("11/25/2026")
    assert refused.sentence == "There is no month 25. The day comes first, then the month."
    assert [(offer.value, offer.words) for offer in refused.offers] == [("2026-11-25", "Wednesday 25 November 2026")]


def test_a_weekday_that_does_not_fit_is_asked_about() -> None:
    refused = refusal("Friday 12 November 2026")
    assert refused.sentence == "12 November 2026 is a Thursday, not a Friday. Which day is meant?"
    assert [offer.value for offer in refused.offers] == ["2026-11-12", "2026-11-13"]


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "words", "short"]),
)
def test_every_date_reads_back(day: date, form: str) -> None:
    short = f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
    typed = {"words": date_words(day), "short": short}.get(form) or day.strftime(form)
    assert read_date(typed) == day


# Times


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9:30", 9, 30), ("09:30", 9, 30), ("09.30", 9, 30), ("0930", 9, 30), ("9.30am", 9, 30), ("9:30 a.m.", 9, 30),
        ("9", 9, 0), ("9am", 9, 0), ("9 AM", 9, 0), ("2.30 pm", 14, 30), ("14h30", 14, 30), ("14:30:00", 14, 30),
        ("12 pm", 12, 0), ("12 am", 0, 0), ("noon", 12, 0), ("midday", 12, 0), ("00:00", 0, 0), ("1430 hrs", 14, 30),
        ("9 o'clock", 9, 0),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_type_it(typed: str, hour: int, minute: int) -> None:
    assert read_time(typed) == time(hour, minute)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write the time"), ("25:00", "a day has 24 hours"), ("9:75", "an hour has 60 minutes"),
        ("24:00", "is the start of the next day"), ("midnight", "belongs to two days"),
        ("13 pm", "Write 13:00 without am or pm"),
        ("soon", "is not a time"), ("9:5", "is not a time"), ("-1:00", "is not a time"), ("9:30 <b>", "is not a time"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(typed: str, says: str) -> None:
    refused = refusal(at=typed)
    assert says in refused.sentence
    assert refused.field == "time"


# Zones


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Europe/London", LONDON), ("europe/london", LONDON), ("London", LONDON), ("UK", LONDON), ("Wales", LONDON),
        ("Dublin", "Europe/Dublin"), ("New York", "America/New_York"), ("UTC", "UTC"),
    ],
)  # fmt: skip
def test_a_zone_is_found_by_name_or_place(typed: str, key: str) -> None:
    assert read_zone(typed).key == key


@pytest.mark.parametrize("typed", ["Europe/Londn", "londen"])
def test_a_zone_that_is_nearly_right_is_asked_about(typed: str) -> None:
    refused = refusal(zone=typed)
    assert "Is it Europe/London?" in refused.sentence
    assert LONDON in [offer.value for offer in refused.offers]


@pytest.mark.parametrize("typed", ["GMT", "BST"])
def test_half_of_a_zone_is_asked_about(typed: str) -> None:
    refused = refusal(zone=typed)
    assert "holds for a part of the year" in refused.sentence
    assert refused.offers[0].value == LONDON


@pytest.mark.parametrize("typed", ["", "../../etc/passwd", "/etc/localtime", "Europe", "Mars/Olympus", "x" * 900, "\0"])
def test_a_zone_that_is_none_is_refused(typed: str) -> None:
    assert refusal(zone=typed).field == "time_zone"


# The hours of a clock change


def test_an_hour_that_the_clocks_leave_out_is_refused_by_name() -> None:
    refused = refusal("28/03/2027", "1:30")
    assert refused.sentence == (
        "On Sunday 28 March 2027 the clocks in London go forward from 01:00 to 02:00, so there is no 01:30. Choose a "
        "time before 01:00, or 02:00 or later."
    )
    assert (refused.field, [offer.value for offer in refused.offers]) == ("time", ["02:30"])


@pytest.mark.parametrize(("at", "utc"), [("0:59", 0), ("2:00", 1)])
def test_the_minutes_beside_it_are_there(at: str, utc: int) -> None:
    assert moment("28 March 2027", at, LONDON).astimezone(UTC).hour == utc


def test_an_hour_that_comes_twice_is_asked_about_by_name() -> None:
    refused = refusal("25/10/2026", "1:30")
    assert refused.sentence == (
        "On Sunday 25 October 2026 the clocks in London go back from 02:00 to 01:00, so 01:30 comes twice. Which one "
        "is meant?"
    )
    assert refused.field == "which"
    words = [(offer.value, offer.words) for offer in refused.offers]
    assert words == [("first", "the first 01:30 (BST)"), ("second", "the second 01:30 (GMT)")]


def test_the_answer_says_which() -> None:
    first, second = (moment("25/10/2026", "1:30", LONDON, which) for which in ("first", "second"))
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


def test_an_answer_that_nobody_asked_for_changes_nothing() -> None:
    assert moment("12/11/2026", "9:30", LONDON, "second") == moment("12/11/2026", "9:30", LONDON)


def test_a_change_of_half_an_hour_is_told_as_it_is() -> None:
    assert "go forward from 02:00 to 02:30" in refusal("4/10/2026", "2:15", "Australia/Lord_Howe").sentence


@given(times, st.sampled_from(ZONES))
@example(on_clocks("2026-10-25T00:30"), LONDON)
@example(on_clocks("2026-10-25T01:30"), LONDON)
def test_every_moment_that_there_is_can_be_typed(utc: datetime, zone: str) -> None:
    tz = ZoneInfo(zone)
    there = utc.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(tz)
    shown = there.replace(tzinfo=None, fold=0)
    asked = refused_at(shown, tz)
    assert asked is None or asked.field == "which"
    found = at_place(shown, tz, None if asked is None else "second" if there.fold else "first")
    assert found.astimezone(UTC) == there.astimezone(UTC)


@given(times, st.sampled_from(ZONES))
@example(on_clocks("2027-03-28T01:30"), LONDON)
@example(on_clocks("2011-12-30T12:00"), "Pacific/Apia")
def test_what_is_read_shows_what_was_typed(local: datetime, zone: str) -> None:
    local = local.replace(second=0, microsecond=0)
    tz = ZoneInfo(zone)
    exists = local.replace(tzinfo=tz).astimezone(UTC).astimezone(tz).replace(tzinfo=None, fold=0) == local
    refused = refused_at(local, tz, "first")
    assert exists == (refused is None)
    if refused is None:
        assert at_place(local, tz, "first").replace(tzinfo=None) == local
    else:
        assert refused.field == "time"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=30))
def test_anything_typed_is_read_or_refused(day: str, at: str, zone: str) -> None:
    for read, typed in ((read_date, day), (read_time, at), (read_zone, zone)):
        with suppress(NoSuchMoment):
            assert read(typed) is not None
