"""Levels: the self-rating, blind views and their reveal, what was agreed."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.evolve.ground import author, change_rating, put, put_right, typist
from sessions.room import Agreed, Rating, Reveal, Room, SelfRating, View

OfRatings = e.SelfRatingShared | e.PeerViewGiven | e.PeerViewsRevealed | e.RatingAgreed


def evolve(room: Room, event: OfRatings, recorded: e.Recorded) -> Room:
    match event:
        case e.PeerViewGiven():
            views = room.blind.get(event.slot, {})
            view = View(event.holder, event.level, event.reason, event.by)
            mine = put(views.get(event.statement, {}), event.holder, view)
            return replace(room, blind=put(room.blind, event.slot, put(views, event.statement, mine)))
        case e.PeerViewsRevealed():
            revealed = Reveal(
                count=event.count, lowest=event.lowest, highest=event.highest, middle=event.middle, views=event.views,
                at=recorded.at,
            )  # fmt: skip
            return change_rating(room, event.slot, event.statement, revealed=revealed)
        case e.SelfRatingShared():
            shared = SelfRating(
                event.level, event.evidence, author(event), recorded.at, typist(event), event.doubt, recorded.seq
            )
            was = room.rating(event.slot, event.statement)
            room = change_rating(
                room, event.slot, event.statement, self_rating=shared, earlier=_earlier(room, was, shared)
            )
        case e.RatingAgreed():
            agreed = Agreed(event.level, event.reason, author(event), recorded.at, typist(event), recorded.seq)
            room = change_rating(room, event.slot, event.statement, agreed=agreed)
        case _:  # pragma: no cover
            assert_never(event)
    return put_right(room, event.slot, event.by)


def _earlier(room: Room, was: Rating, shared: SelfRating) -> tuple[SelfRating, ...]:
    """What the host changed before everybody's eyes. Before the room is open it may change its mind in peace."""
    if room.state == "prepared" or was.self_rating is None or was.self_rating.level == shared.level:
        return was.earlier
    return (*was.earlier, was.self_rating)
