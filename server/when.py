"""Dates, times and time zones as people type them, into a moment that there is. Pure: nobody is asked for today.

Days are read before months, as in Britain. What could be meant in two ways is asked about, never guessed: a weekday
that does not fit its date, and the hour that comes twice when the clocks go back.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

EARLIEST, LATEST = 2000, 2099
"""Years that a meeting may be in."""
LONGEST = 80  # characters of what is typed
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Which = Literal["first", "second"]
"""Of an hour that comes twice."""


class Offer(msgspec.Struct, frozen=True):
    """What may have been meant: what to send in place of what was typed, and the words to show."""

    value: str
    words: str


class NoSuchMoment(ValueError):
    """What was typed is no moment, or two. `field` is date, time, time_zone or which; `offers` may be empty."""

    def __init__(self, field: str, sentence: str, offers: tuple[Offer, ...] = ()) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.offers = field, sentence, offers


def moment(day: str, at: str, zone: str, which: Which | None = None) -> datetime:
    """The moment that a date, a time and a time zone mean, in that zone. Raises NoSuchMoment."""
    tz = read_zone(zone)
    return at_place(datetime.combine(read_date(day), read_time(at)), tz, which)


def at_place(local: datetime, tz: ZoneInfo, which: Which | None = None) -> datetime:
    """A time on the clocks of a place, as a moment.

    Raises NoSuchMoment where the clocks leave it out, and where they show it twice and `which` does not say which.
    """
    first, second = local.replace(tzinfo=tz, fold=0), local.replace(tzinfo=tz, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    before, after = _change(first, second)
    place, when = tz.key.rpartition("/")[2].replace("_", " "), f"{local:%H:%M}"
    from_to = f"from {before:%H:%M} to {after:%H:%M}"
    if after > before:
        later = f"{local + (after - before):%H:%M}"
        raise NoSuchMoment(
            "time",
            f"On {date_words(local.date())} the clocks in {place} go forward {from_to}, so there is no {when}. Choose "
            f"a time before {before:%H:%M}, or {after:%H:%M} or later.",
            (Offer(later, later),),
        )
    if which is None:
        raise NoSuchMoment(
            "which",
            f"On {date_words(local.date())} the clocks in {place} go back {from_to}, so {when} comes twice. Which one "
            "is meant?",
            (Offer("first", f"the first {when} ({first:%Z})"), Offer("second", f"the second {when} ({second:%Z})")),
        )
    return first if which == "first" else second


def _change(first: datetime, second: datetime) -> tuple[datetime, datetime]:
    """What the clocks show at the change that lies between: before it, and after it."""
    low, high = sorted((first.astimezone(UTC), second.astimezone(UTC)))
    tz, old = first.tzinfo, low.astimezone(first.tzinfo).utcoffset()
    while high - low > timedelta(milliseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(tz).utcoffset() == old else (low, middle)
    changed = (high + timedelta(milliseconds=500)).replace(microsecond=0)
    new = high.astimezone(tz).utcoffset()
    assert old is not None, "a zone always knows how far it is from UTC"
    assert new is not None, "the same"
    return changed.replace(tzinfo=None) + old, changed.replace(tzinfo=None) + new


# Dates

_WEEKDAY = r"(?:(?P<weekday>mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|[a-z]+day)\.?,?\s+)?"
_TAIL = r"(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(f"{_WEEKDAY}{form}", re.ASCII)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\s*[-/. ]\s*(?P<month>\d{1,2})\s*[-/. ]\s*(?P<year>\d{4}|\d{2})",
        rf"(?:the\s+)?(?P<day>\d{{1,2}}){_TAIL}[\s-]*(?:of\s+)?(?P<month>[a-z]{{3,}})\.?,?(?:[\s-]*(?P<year>\d{{4}}|\d{{2}}))?",
        rf"(?P<month>[a-z]{{3,}})\.?\s+(?P<day>\d{{1,2}}){_TAIL}(?:,?\s+(?P<year>\d{{4}}))?",
    )
)


def read_date(text: str) -> date:
    """A date: "12/11/2026", "2026-11-12", "Thursday 12th November 2026". Raises NoSuchMoment."""
    typed = _plain(text, "date", "Write the date, such as 12 November 2026.")
    if re.fullmatch(r"[34567]\d{4}(\.0+)?", typed, re.ASCII):
        raise _no("date", text, "is how a spreadsheet stores a date. Write it such as 12 November 2026.")
    found = next((match for form in _DATES if (match := form.fullmatch(typed))), None)
    if found is None:
        raise _no("date", text, "is not a date. Write it such as 12 November 2026 or 12/11/2026.")
    month = _month(found["month"])
    if month is None:
        raise _no("date", text, f"is not a date: no month is called {found['month']}.")
    if not found["year"]:
        raise _no("date", text, "has no year. Add it.")
    year = int(found["year"]) + (EARLIEST if len(found["year"]) == 2 else 0)
    if not EARLIEST <= year <= LATEST:
        raise _no("date", text, f"lies in the year {year}. Meetings are between {EARLIEST} and {LATEST}.")
    return _fitting(found["weekday"], _that_there_is(year, month, int(found["day"])))


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return next((number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(text)), None)


def _that_there_is(year: int, month: int, day: int) -> date:
    found = _day(year, month, day)
    if found:
        return found
    if not 1 <= month <= 12:
        turned = _day(year, day, month)
        offers = (Offer(turned.isoformat(), date_words(turned)),) if turned else ()
        raise NoSuchMoment("date", f"There is no month {month}. The day comes first, then the month.", offers)
    days = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    raise NoSuchMoment("date", f"There is no {day} {MONTHS[month - 1]} {year}: that month has {days} days.")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _fitting(weekday: str | None, day: date) -> date:
    """The day, if the weekday that was typed with it is its own."""
    if not weekday:
        return day
    meant = [number for number, name in enumerate(DAYS) if name.lower().startswith(weekday)]
    if len(meant) != 1:
        raise NoSuchMoment("date", f"No day of the week is called {weekday}.")
    if meant[0] == day.weekday():
        return day
    near = day + timedelta(days=(meant[0] - day.weekday() + 3) % 7 - 3)
    offers = tuple(Offer(one.isoformat(), date_words(one)) for one in (day, near))
    said, meant_day = date_words(day).partition(" "), DAYS[meant[0]]
    sentence = f"{said[2]} is a {said[0]}, not a {meant_day}. Which day is meant?"
    raise NoSuchMoment("date", sentence, offers)


def date_words(day: date) -> str:
    """ "Thursday 12 November 2026"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


# Times

_HALF = r"\s*(?:(?P<half>[ap])\.?\s?m\.?)?(?:\s*(?:h|hrs?|hours|o'clock))?"
_TIME = re.compile(rf"(?P<hour>\d{{1,2}})(?:\s*[:.h]\s*(?P<minute>\d{{2}})(?::00)?)?{_HALF}", re.ASCII)
_FOUR = re.compile(rf"(?P<hour>\d{{2}})(?P<minute>\d{{2}}){_HALF}", re.ASCII)


def read_time(text: str) -> time:
    """A time of day: "9:15", "09.15", "0915", "9am", "2:30 pm", "noon". Raises NoSuchMoment."""
    typed = _plain(text, "time", "Write the time, such as 09:30.").replace("’", "'")
    if typed in ("noon", "midday", "12 noon", "12noon"):
        return time(12)
    if typed == "midnight":
        raise _no("time", text, "belongs to two days. Write 00:00 with the day that begins then.")
    found = _FOUR.fullmatch(typed) or _TIME.fullmatch(typed)
    if found is None:
        raise _no("time", text, "is not a time. Write it such as 09:30 or 2.30 pm.")
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if minute > 59:
        raise _no("time", text, "is not a time: an hour has 60 minutes.")
    if half and not 1 <= hour <= 12:
        raise _no(
            "time", text, f"is not a time. Write {hour:02}:{minute:02} without am or pm, or an hour from 1 to 12."
        )
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and minute == 0:
        raise _no("time", text, "is the start of the next day. Write 00:00 with the day after.")
    if hour > 23:
        raise _no("time", text, "is not a time: a day has 24 hours.")
    return time(hour, minute)


# Time zones

_PLACES = {
    **dict.fromkeys(
        ("uk", "gb", "united kingdom", "great britain", "britain", "england", "wales", "scotland", "northern ireland"),
        "Europe/London",
    ),
    **dict.fromkeys(("ireland", "republic of ireland", "eire"), "Europe/Dublin"),
    "utc": "UTC",
}
_HALF_OF_THE_YEAR = ("gmt", "bst", "wet", "west", "ist")


def read_zone(text: str) -> ZoneInfo:
    """A time zone by its own name ("Europe/London"), or by a place ("London", "UK"). Raises NoSuchMoment."""
    typed = _plain(text, "time_zone", "Choose the time zone, such as Europe/London.")
    if typed in _HALF_OF_THE_YEAR:
        offers = tuple(Offer(key, key) for key in ("Europe/London", "UTC"))
        raise _no(
            "time_zone", text, "holds for a part of the year. Choose the place: Europe/London has both times.", offers
        )
    named = _PLACES.get(typed) or _zones().get(typed.replace(" ", "_"))
    if named:
        try:
            return ZoneInfo(named)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # listed, and not there: an incomplete installation
            pass
    near = get_close_matches(typed.replace(" ", "_"), _zones(), n=3, cutoff=0.75)
    offers = tuple(Offer(key, key) for key in dict.fromkeys(_zones()[one] for one in near))
    more = f" Is it {offers[0].words}?" if offers else " Write one such as Europe/London."
    raise _no("time_zone", text, f"is not a time zone that is known.{more}", offers)


@cache
def _zones() -> dict[str, str]:
    """Every zone by its name in small letters, and by its town where only one has that town."""
    names = sorted(name for name in available_timezones() if not name.startswith(("posix", "right", "Etc/", "SystemV")))
    towns: dict[str, list[str]] = {}
    for name in names:
        if name.count("/") == 1:
            towns.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    by_town = {town: found[0] for town, found in towns.items() if len(found) == 1}
    return by_town | {name.lower(): name for name in names}


def _plain(text: str, field: str, empty: str) -> str:
    """What was typed, in small letters and with single spaces; refuses nothing and a page full."""
    if len(text) > LONGEST:
        raise _no(field, text, "is too long to be read.")
    typed = " ".join(unicodedata.normalize("NFKC", text).split()).lower()
    if not typed:
        raise NoSuchMoment(field, empty)
    return typed


def _no(field: str, text: str, why: str, offers: tuple[Offer, ...] = ()) -> NoSuchMoment:
    shown = " ".join(text.split())
    return NoSuchMoment(field, f"“{shown[:40]}{'…' if len(shown) > 40 else ''}” {why}", offers)
