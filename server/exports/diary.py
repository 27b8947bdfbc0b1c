"""Calendar files: a day for each agreed action, and the meeting itself. Importing one again changes, never doubles."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from server.exports.glyphs import sound
from sessions.minutes import ActionLine, Minutes, NextMeetingLine

LONGEST_TITLE = 120
UNKNOWN_LENGTH = timedelta(hours=2)


def actions_ics(minutes: Minutes) -> bytes:
    """Every agreed action on the day it is due, all day and without blocking it. Proposals are left out."""
    minutes = sound(minutes)
    calendar = _calendar(f"Actions: {minutes.title}")
    for part in minutes.institutions:
        for action in part.actions:
            _add_action(calendar, minutes, action, part.name)
    for action in minutes.hub_actions:
        _add_action(calendar, minutes, action, minutes.hub)
    return bytes(calendar.to_ical())


def meeting_ics(minutes: Minutes) -> bytes:
    """The meeting, and the next one where its date is known."""
    minutes = sound(minutes)
    calendar = _calendar(minutes.title)
    last = minutes.programme[-1] if minutes.programme else None
    end = last.planned_start + timedelta(minutes=last.planned_minutes) if last else minutes.start + UNKNOWN_LENGTH
    meeting = _event(minutes, f"{minutes.room}-meeting", minutes.title)
    meeting.start, meeting.end = minutes.start.astimezone(UTC), end.astimezone(UTC)
    _describe(meeting, minutes.place, [minutes.format, minutes.purpose])
    calendar.add_component(meeting)
    if minutes.next_meeting:
        calendar.add_component(_next(minutes, minutes.next_meeting))
    return bytes(calendar.to_ical())


def _add_action(calendar: Calendar, minutes: Minutes, action: ActionLine, institution: str) -> None:
    if action.status != "agreed":
        return
    event = _event(minutes, f"{minutes.room}-{action.id}", f"Due: {_short(action.text)}")
    event.start, event.end = action.due, action.due + timedelta(days=1)
    event.add("transp", "TRANSPARENT")
    statement = f"{action.statement} {action.statement_title}".strip()
    facts = [
        action.text,
        f"Who: {action.owner}",
        f"Institution: {institution}" if institution else "",
        f"Statement: {statement}" if statement else "",
        f"Priority: {action.priority}" if action.priority else "",
        f"Subject to: {action.subject_to}" if action.subject_to else "",
        f"Agreed at: {minutes.title}",
    ]
    _describe(event, "", facts)
    calendar.add_component(event)


def _next(minutes: Minutes, line: NextMeetingLine) -> Event:
    event = _event(minutes, f"{minutes.room}-next-meeting", f"{minutes.title}: {line.format or 'next meeting'}")
    if begins := _clock(line.start):
        start = datetime.combine(line.date, begins, ZoneInfo(minutes.time_zone)).astimezone(UTC)
        event.start, event.end = start, start + UNKNOWN_LENGTH
    else:
        event.start, event.end = line.date, line.date + timedelta(days=1)
    _describe(event, line.place, [line.purpose])
    return event


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Review Rooms//Review Rooms//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _short(name))
    return calendar


def _event(minutes: Minutes, uid: str, title: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@review-rooms")
    event.add("dtstamp", minutes.written_at.astimezone(UTC))
    event.add("sequence", minutes.seq)
    event.add("summary", _short(title))
    return event


def _describe(event: Event, place: str, facts: list[str]) -> None:
    if place:
        event.add("location", place)
    if said := "\n".join(fact for fact in facts if fact):
        event.add("description", said)


def _clock(text: str) -> time | None:
    """15:45, or none where the words say something else; the day then stands for itself."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 2]} …"
