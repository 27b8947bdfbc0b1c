"""Calendar files: a day for each agreed action, and the meeting itself. Importing one again changes, never doubles."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from server.exports.appointment import Appointment, add_meeting, describe, new_calendar, new_event, put_at, short
from server.exports.glyphs import sound
from sessions.minutes import ActionLine, Minutes, NextMeetingLine

UNKNOWN_LENGTH = timedelta(hours=2)


def actions_ics(minutes: Minutes) -> bytes:
    """Every agreed action on the day it is due, all day and without blocking it. Proposals are left out."""
    minutes = sound(minutes)
    calendar = new_calendar(f"Actions: {minutes.title}")
    for part in minutes.institutions:
        for action in part.actions:
            _add_action(calendar, minutes, action, part.name)
    for action in minutes.hub_actions:
        _add_action(calendar, minutes, action, minutes.hub)
    return bytes(calendar.to_ical())


def meeting_ics(minutes: Minutes) -> bytes:
    """The meeting, and the next one where its date is known."""
    minutes = sound(minutes)
    calendar = new_calendar(minutes.title)
    last = minutes.programme[-1] if minutes.programme else None
    end = last.planned_start + timedelta(minutes=last.planned_minutes) if last else minutes.start + UNKNOWN_LENGTH
    meeting = Appointment(
        room=minutes.room, seq=minutes.seq, written_at=minutes.written_at, title=minutes.title, start=minutes.start,
        end=end, time_zone=minutes.time_zone, place=minutes.place, said=(minutes.format, minutes.purpose),
    )  # fmt: skip
    add_meeting(calendar, meeting)
    if minutes.next_meeting:
        _add_next(calendar, minutes, minutes.next_meeting)
    return bytes(calendar.to_ical())


def _add_action(calendar: Calendar, minutes: Minutes, action: ActionLine, institution: str) -> None:
    if action.status != "agreed":
        return
    due = f"Due: {short(action.text)}"
    event = new_event(f"{minutes.room}-{action.id}", due, minutes.written_at, minutes.seq)
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
    describe(event, "", facts)
    calendar.add_component(event)


def _add_next(calendar: Calendar, minutes: Minutes, line: NextMeetingLine) -> None:
    title = f"{minutes.title}: {line.format or 'next meeting'}"
    event = new_event(f"{minutes.room}-next-meeting", title, minutes.written_at, minutes.seq)
    if begins := _clock(line.start):
        start = datetime.combine(line.date, begins, ZoneInfo(minutes.time_zone))
        put_at(calendar, event, start, start.astimezone(UTC) + UNKNOWN_LENGTH, minutes.time_zone)
    else:
        event.start, event.end = line.date, line.date + timedelta(days=1)
    describe(event, line.place, [line.purpose])
    calendar.add_component(event)


def _clock(text: str) -> time | None:
    """15:45, or none where the words say something else; the day then stands for itself."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
