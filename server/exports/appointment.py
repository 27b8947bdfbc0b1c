"""A meeting as a calendar entry, for the invitation and for the record alike: the same entry, so that whoever takes in
one after the other has it once. Times stand in the zone of the room with its rules, and so stay right when the clocks
change. No personal link is ever in it: calendars are shared."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from icalendar import Calendar, Event, vCalAddress

from server.addresses import is_address
from server.exports.glyphs import sound
from server.exports.zones import zone

LONGEST_TITLE = 120


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting to be put into a calendar. `seq` grows with the room's log: a later file replaces an earlier one."""

    room: str
    seq: int
    written_at: datetime
    title: str
    start: datetime
    end: datetime
    time_zone: str
    place: str = ""
    call_link: str = ""
    organiser: str = ""
    organiser_email: str = ""
    said: tuple[str, ...] = ()


def invitation_ics(meeting: Appointment) -> bytes:
    """The meeting alone, as a file: CRLF, lines folded."""
    meeting = sound(meeting)
    calendar = new_calendar(meeting.title)
    add_meeting(calendar, meeting)
    return bytes(calendar.to_ical())


def new_calendar(name: str) -> Calendar:
    """An empty calendar that says where it comes from."""
    calendar = Calendar()
    calendar.add("prodid", "-//Review Rooms//Review Rooms//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", short(name))
    return calendar


def add_meeting(calendar: Calendar, meeting: Appointment) -> None:
    """The meeting, and the zone that its times are in."""
    event = new_event(f"{meeting.room}-meeting", meeting.title, meeting.written_at, meeting.seq)
    put_at(calendar, event, meeting.start, meeting.end, meeting.time_zone)
    describe(event, meeting.place or meeting.call_link, meeting.said)
    if meeting.call_link:
        event.add("url", meeting.call_link)
        event.add("conference", meeting.call_link, parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "The call"})
    if is_address(meeting.organiser_email):  # an organiser is an address or, by RFC 5545, is not there
        organiser = vCalAddress(f"mailto:{meeting.organiser_email}")
        organiser.params["CN"] = meeting.organiser.replace('"', "’")
        event.add("organizer", organiser)
    event.add("status", "CONFIRMED")
    calendar.add_component(event)


def new_event(uid: str, title: str, written_at: datetime, seq: int) -> Event:
    """An event with a name of its own for good: what is taken in again changes it and doubles nothing."""
    event = Event()
    event.add("uid", f"{uid}@review-rooms")
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("sequence", seq)
    event.add("summary", short(title))
    return event


def put_at(calendar: Calendar, event: Event, start: datetime, end: datetime, time_zone: str) -> None:
    """When it is, by the clocks of a zone; the calendar gets the rules of the zone once."""
    here = ZoneInfo(time_zone)
    event.start, event.end = start.astimezone(here), end.astimezone(here)
    if time_zone not in (str(known["tzid"]) for known in calendar.timezones):
        calendar.subcomponents.insert(0, zone(time_zone, event.start.year))


def describe(event: Event, place: str, facts: tuple[str, ...] | list[str]) -> None:
    """Where it is, and what else is to be known."""
    if place:
        event.add("location", place)
    if said := "\n".join(fact for fact in facts if fact):
        event.add("description", said)


def short(text: str) -> str:
    """A title on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 2]} …"
