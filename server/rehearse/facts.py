"""What the minutes of a rehearsed room hold, beside what the file says was said. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from server.meeting_file import Review
from server.meeting_shapes import Hour
from sessions.minutes import InstitutionPart, Minutes


def missing(review: Review, minutes: Minutes) -> list[str]:
    """Everything the file holds that the minutes do not, each with file and line."""
    found = []
    for (index, hour), part in zip(review.meeting.hours, minutes.institutions, strict=False):
        for name, wanted, kept in _of_slot(hour, part):
            found += _lacking(review, ("slots", index, name), wanted, kept)
    for name, wanted, kept in _of_room(review, minutes):
        found += _lacking(review, ("closing", name), wanted, kept)
    if len(minutes.institutions) != len(review.meeting.slots):
        found.append(f"{review.line(('slots',))}: {len(minutes.institutions)} institutions have a part in the minutes.")
    return found


Compared = tuple[str, Sequence[Any], Sequence[Any]]


def _of_slot(hour: Hour, part: InstitutionPart) -> Iterator[Compared]:
    agreed = [(line.statement, line.agreed.level) for line in part.ratings if line.agreed]
    views = [
        (line.statement, view.institution, view.level)
        for line in part.ratings
        if line.peers
        for view in line.peers.views
    ]
    yield "context", [hour.context] if hour.context else [], [part.context]
    yield "improvement_priorities", hour.improvement_priorities, part.priorities
    yield "strengths", hour.strengths, [one.text for one in part.strengths]
    for name, asked in (("clarifying", hour.clarifying), ("challenge", hour.challenge)):
        yield (
            name,
            [(one.question, one.answer or "", one.outcome or "answered") for one in asked if one.answer],
            [(one.text, one.answer, one.status) for one in part.questions],
        )
    if any(view[1] for view in views):
        yield "peer_views", [(one.statement, one.institution, one.level) for one in hour.peer_views], views
    yield "reratings", [(one.statement, one.to) for one in hour.reratings], agreed
    if hour.rated_alone:
        yield "rated_alone", _counted(hour), _counts(part)
    said = [(line.statement, line.self_rating) for line in part.ratings]
    yield (
        "positions",
        [(one.statement, one.level, one.evidence, one.doubt or "") for one in hour.positions],
        [(statement, own.level, own.words, own.doubt) for statement, own in said if own],
    )
    yield "ideas_taken", [one.idea for one in hour.ideas_taken], [one.text for one in part.ideas]
    yield "offers", [one.offer for one in hour.offers], [one.text for one in part.offers]
    yield (
        "actions",
        [(one.text, one.owner, one.due, "agreed") for one in hour.actions],
        [(one.text, one.owner, one.due, one.status) for one in part.actions],
    )


def _counted(hour: Hour) -> list[tuple[str, int, int]]:
    """How many gave each level, by the file."""
    given = Counter((statement, level) for one in hour.rated_alone for statement, level in one.levels.items())
    return [(statement, level, count) for (statement, level), count in given.items()]


def _counts(part: InstitutionPart) -> list[tuple[str, int, int]]:
    """The same by the minutes."""
    return [
        (line.statement, one.level, one.count)
        for line in part.ratings
        for one in (line.colleagues.levels if line.colleagues else ())
    ]


def _of_room(review: Review, minutes: Minutes) -> Iterator[Compared]:
    closing, following = review.meeting.closing, minutes.next_meeting
    yield "insights", [one.text for one in closing.insights], [one.text for one in minutes.insights]
    yield (
        "hub_actions",
        [(one.text, one.owner, one.due) for one in closing.hub_actions],
        [(one.text, one.owner, one.due) for one in minutes.hub_actions],
    )
    wanted = [closing.next_meeting.date] if closing.next_meeting else []
    yield "next_meeting", wanted, [following.date] if following else []


def _lacking(review: Review, place: tuple[str | int, ...], wanted: Sequence[Any], kept: Sequence[Any]) -> list[str]:
    known = {_plain(one) for one in kept}
    return [
        f"{review.line((*place, index))}: the minutes do not hold {_said(one)}"
        for index, one in enumerate(wanted)
        if _plain(one) not in known
    ]


def _plain(one: Any) -> Any:
    """The same without space around its words, as the room keeps them."""
    if isinstance(one, str):
        return one.strip()
    return tuple(_plain(part) for part in one) if isinstance(one, tuple) else one


def _said(one: Any) -> str:
    words = ", ".join(str(part) for part in one) if isinstance(one, tuple) else str(one)
    return f"“{words[:80]}”"
