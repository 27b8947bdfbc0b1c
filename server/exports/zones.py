"""A time zone as calendar files write it: rules that repeat every year, which every calendar program understands.

Outlook reads no lists of single dates, so those are written only for a zone whose clocks follow no yearly rule.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

HOUR = timedelta(hours=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Rule = tuple[int, int, int]
"""Month, which one of that weekday in the month (-1: the last), weekday from Monday as 0."""


def zone(name: str, year: int) -> Timezone:
    """The zone as it is around a year."""
    changes = [list(_changes(name, one)) for one in (year - 1, year, year + 1)]
    if not any(changes):
        return _with(name, [_part(name, datetime(1970, 1, 1), datetime(year, 1, 1, tzinfo=UTC), None)])  # noqa: DTZ001
    parts = []
    for first, second, third in zip(*changes, strict=False):
        rule = _rule([_wall(name, one).date() for one in (first, second, third)])
        if rule is None:
            break
        parts.append(_part(name, _wall(name, first), first, rule))
    if len(parts) == 2 == max(map(len, changes)):
        return _with(name, parts)
    return Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 1, 12, 31))


def _changes(name: str, year: int) -> Iterator[datetime]:
    """The moments of a year, to the hour, in UTC, from which the clocks there show another offset."""
    moment, here = datetime(year, 1, 1, tzinfo=UTC), ZoneInfo(name)
    while moment.year == year:
        if moment.astimezone(here).utcoffset() != (moment - HOUR).astimezone(here).utcoffset():
            yield moment
        moment += HOUR


def _wall(name: str, change: datetime) -> datetime:
    """What the clocks showed when they were changed, without a zone, as RFC 5545 wants it."""
    before = (change - HOUR).astimezone(ZoneInfo(name)).utcoffset() or timedelta()
    return (change + before).replace(tzinfo=None)


def _rule(days: list[date]) -> Rule | None:
    """The one rule that gives all of these days; none where there is none."""
    rules = [{(day.month, which, day.weekday()) for which in _which(day)} for day in days]
    common = set.intersection(*rules)
    return min(common) if common else None  # the last of a month rather than the fourth


def _which(day: date) -> Iterator[int]:
    yield (day.day - 1) // 7 + 1
    if (day + timedelta(days=7)).month != day.month:
        yield -1


def _part(name: str, begins: datetime, change: datetime, rule: Rule | None) -> TimezoneStandard | TimezoneDaylight:
    now = change.astimezone(ZoneInfo(name))
    before = (change - HOUR).astimezone(ZoneInfo(name))
    part = TimezoneDaylight() if now.dst() and rule else TimezoneStandard()
    part.add("dtstart", begins)
    part.add("tzoffsetfrom", before.utcoffset() if rule else now.utcoffset())
    part.add("tzoffsetto", now.utcoffset())
    part.add("tzname", now.tzname())
    if rule:
        month, which, weekday = rule
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": f"{which}{WEEKDAYS[weekday]}"})
    return part


def _with(name: str, parts: list[TimezoneStandard | TimezoneDaylight]) -> Timezone:
    made = Timezone()
    made.add("tzid", name)
    for part in parts:
        made.add_component(part)
    return made
