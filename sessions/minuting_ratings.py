"""Writes what the minutes say of levels: self, peers, agreed, and what was changed on the way."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from sessions import minutes
from sessions.framework import FrameworkOutline
from sessions.names import Names, name_of, said_by
from sessions.room import Agreed, Rating, Reveal, Room, SelfRating, Slot


def middle_words(model: FrameworkOutline, middle: tuple[int, int]) -> str:
    """The middle of ordered levels in words: a level, or between which two. Never an average."""
    low, high = (f"{level} {model.level_name(level)}" for level in middle)
    return low if low == high else f"between {low} and {high}"


def looked_at(room: Room, slot: Slot, held: bool) -> tuple[str, ...]:
    """The focus of a slot, if it was held, and what else was settled; a blind view given elsewhere is not minuted."""
    ratings = room.ratings.get(slot.id, {}).items()
    settled = {s for s, rating in ratings if rating.revealed or rating.agreed or rating.earlier}
    if room.compares:  # everything that came up is the meeting's own
        settled |= {*room.ratings.get(slot.id, {}), *(one.statement for one in room.compared.get(slot.id, ()))}
        return tuple(line.id for line in room.framework_of(slot.id).statements if line.id in {*slot.focus, *settled})
    return tuple(s for s in room.statements(slot.id) if (held and s in slot.focus) or s in settled)


def beforehand(room: Room, slot: Slot, held: bool) -> Iterator[minutes.RatedBefore]:
    """The self-ratings that the meeting did not look at."""
    model = room.framework_of(slot.id)
    seen = looked_at(room, slot, held)
    for line in model.statements:
        own = room.rating(slot.id, line.id).self_rating
        if own is not None and line.id not in seen:
            yield minutes.RatedBefore(
                statement=line.id, title=line.title, level=own.level, name=model.level_name(own.level)
            )


def rating_line(room: Room, names: Names, slot: Slot, statement: str) -> minutes.RatingLine:
    model, rating = room.framework_of(slot.id), room.rating(slot.id, statement)
    line = model.statement(statement)
    return minutes.RatingLine(
        statement=statement, title=line.title if line else "",
        scale=tuple((level.number, level.name) for level in model.levels),
        self_rating=_self(model, names, rating.self_rating), self_changes=tuple(_changes(model, names, rating)),
        peers=_peers(room, model, rating.revealed), agreed=_agreed(model, names, rating.agreed), moved=_moved(rating),
        colleagues=_colleagues(room, model, slot.id, statement) if room.compares else None,
    )  # fmt: skip


def _colleagues(room: Room, model: FrameworkOutline, slot: str, statement: str) -> minutes.ColleaguesSaid | None:
    """Counts alone: what somebody noted was said to colleagues, and nobody is known by a level."""
    compared = next((one for one in room.compared.get(slot, ()) if one.statement == statement), None)
    if compared is None:
        return None
    levels = [one.level for one in compared.ratings]
    return minutes.ColleaguesSaid(
        count=len(levels), lowest=levels[0], highest=levels[-1],
        levels=tuple(
            minutes.LevelTally(level.number, level.name, model.levels[-1].number, levels.count(level.number))
            for level in model.levels
        ),
    )  # fmt: skip


def _self(model: FrameworkOutline, names: Names, one: SelfRating | None) -> minutes.LevelSaid | None:
    return None if one is None else replace(_level(model, names, one, one.evidence), doubt=one.doubt or "")


def _agreed(model: FrameworkOutline, names: Names, one: Agreed | None) -> minutes.LevelSaid | None:
    return None if one is None else _level(model, names, one, one.reason or "")


def _level(model: FrameworkOutline, names: Names, one: SelfRating | Agreed, words: str) -> minutes.LevelSaid:
    typed = one.entered_by is not None
    return minutes.LevelSaid(
        level=one.level, name=model.level_name(one.level), words=words,
        entered_by=name_of(names, one.entered_by) if typed else "", entered_for=name_of(names, one.by) if typed else "",
    )  # fmt: skip


def _changes(model: FrameworkOutline, names: Names, rating: Rating) -> Iterator[minutes.LevelChanged]:
    """Every change that the host made to its self-rating once the room was open."""
    if rating.self_rating is not None:
        for before, after in pairwise((*rating.earlier, rating.self_rating)):
            yield minutes.LevelChanged(
                at=after.at, before=before.level, before_name=model.level_name(before.level), after=after.level,
                after_name=model.level_name(after.level), by=said_by(names, after.by, after.entered_by),
            )  # fmt: skip


def _peers(room: Room, model: FrameworkOutline, reveal: Reveal | None) -> minutes.PeersSaid | None:
    if reveal is None:
        return None
    views = tuple(
        minutes.PeerViewLine(
            level=view.level,
            name=model.level_name(view.level),
            reason=view.reason or "",
            institution=room.institutions[view.institution].name if view.institution else "",
        )
        for view in reveal.views
    )
    return minutes.PeersSaid(
        count=reveal.count, lowest=reveal.lowest, highest=reveal.highest, middle=middle_words(model, reveal.middle),
        middle_levels=reveal.middle, views=views,
    )  # fmt: skip


def _moved(rating: Rating) -> minutes.Move | None:
    if rating.self_rating is None or rating.agreed is None:
        return None
    before, after = rating.self_rating.level, rating.agreed.level
    return "up" if after > before else "down" if after < before else "kept"
