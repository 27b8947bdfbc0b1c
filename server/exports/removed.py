"""Words that were removed for good, left out for readers who were not in the room and cannot miss them.

The record itself goes on saying that words were removed. So does an agreed action: it binds, and what it is subject to
still has to happen.
"""

from msgspec.structs import replace

from sessions.minutes import InstitutionPart, LevelSaid, Minutes, NextMeetingLine, RatingLine
from sessions.room import REMOVED


def without_removed(minutes: Minutes, institution: str) -> Minutes:
    """The minutes with one institution's part as if the removed words had never been written."""
    parts = tuple(_part(part) if part.id == institution else part for part in minutes.institutions)
    following = _meeting(minutes.next_meeting) if minutes.next_meeting else None
    return replace(minutes, institutions=parts, next_meeting=following)


def _part(part: InstitutionPart) -> InstitutionPart:
    return replace(
        part,
        wants=_kept(part.wants),
        ratings=tuple(map(_rating, part.ratings)),
        strengths=tuple(one for one in part.strengths if one.text != REMOVED),
        offers=tuple(one for one in part.offers if one.text != REMOVED),
        questions=tuple(one for one in part.questions if one.text != REMOVED),
    )


def _rating(line: RatingLine) -> RatingLine:
    return replace(line, self_rating=_level(line.self_rating), agreed=_level(line.agreed))


def _level(said: LevelSaid | None) -> LevelSaid | None:
    return None if said is None else replace(said, words=_kept(said.words), doubt=_kept(said.doubt))


def _meeting(line: NextMeetingLine) -> NextMeetingLine:
    return replace(line, purpose=_kept(line.purpose), place=_kept(line.place))


def _kept(text: str) -> str:
    return "" if text == REMOVED else text
