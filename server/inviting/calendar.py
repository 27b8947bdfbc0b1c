"""The room as a calendar file: the course of the day in short, the call, who invites. The same file for everybody."""

from datetime import datetime

from server.inviting.facts import Gathering

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
FILE_NAME = "invitation.ics"


def calendar_file(meeting: Gathering, seq: int, base: str, now: datetime) -> bytes:
    """The file. `seq` is the end of the room's log."""
    from server.exports.appointment import Appointment, invitation_ics  # loads a large library

    return invitation_ics(
        Appointment(
            room=meeting.room, seq=seq, written_at=now, title=meeting.title, start=meeting.start, end=meeting.end,
            time_zone=meeting.zone, place=meeting.place, call_link=meeting.call_link,
            organiser=meeting.facilitator, organiser_email=meeting.facilitator_email, said=tuple(_said(meeting, base)),
        )
    )  # fmt: skip


def _said(meeting: Gathering, base: str) -> list[str]:
    hosts = [f"{hour.begins} {hour.name}, {hour.minutes} min" for hour in meeting.hours if not meeting.compares]
    by = ", ".join(one for one in (meeting.facilitator, meeting.hub) if one)
    return [
        f"{meeting.format}, {meeting.times}.",
        f"The call: {meeting.call_link}" if meeting.call_link else "",
        *hosts,
        f"Invited by {by}" if by else "",
        "You come in by the link in your invitation, which is yours alone and so is not written here.",
        f"Will it work on your network? {base}/check",
    ]
