"""Days, times and lengths as pages and letters write them in a line of words."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sessions.room import Room


def day_words(day: date, today: date, *, weekday: bool = False) -> str:
    """ "18 June", with the year where it is not this one's; "Thu 18 June" with `weekday`."""
    words = f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B %Y}"
    return f"{day:%a} {words}" if weekday else words


def lasting(minutes: int) -> str:
    """5 h 5 min, 3 h, 50 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours))


def today_in(room: Room, now: datetime) -> date:
    """The day it is now where the room meets."""
    return now.astimezone(ZoneInfo(room.time_zone)).date()


def times(room: Room) -> str:
    """When the programme begins and ends: "09:15–14:45"."""
    zone = ZoneInfo(room.time_zone)
    planned = timedelta(seconds=sum(step.minutes for step in room.programme) * room.time_scale)
    return f"{room.start.astimezone(zone):%H:%M}–{(room.start + planned).astimezone(zone):%H:%M}"


def clock(at: datetime, now: datetime, room: Room) -> str:
    """The hour and minute, where the room meets; the day too, unless it is today."""
    there = at.astimezone(ZoneInfo(room.time_zone))
    return f"{there:%H:%M}" if there.date() == today_in(room, now) else f"{there.day} {there:%B}, {there:%H:%M}"
