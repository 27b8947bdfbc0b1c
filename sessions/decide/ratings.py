"""Self-ratings, blind peer views, the reveal, and what the host settles on. Levels are ordinal: nothing is averaged."""

from collections.abc import Mapping
from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.decide.evaluation import compared_first
from sessions.refusals import AlreadyRevealed, NothingToReveal, NotYetRevealed, RoomInAnotherState
from sessions.room import Actor, Room, View

ENOUGH_TO_SHOW_APART = 6
"""With fewer views by person than this, only middle and range are shown, so that nobody is known by a level."""


def share_self_rating(room: Room, _actor: Actor, command: c.ShareSelfRating, _at: datetime) -> list[e.Event]:
    """The host's level, until the views on that statement are on the table."""
    statement = _known(room, command.slot, command.statement)
    if room.rating(command.slot, statement).revealed:
        raise AlreadyRevealed(
            "Your peers' views on this statement are on the table. Agree your rating now; where you began stays."
        )
    _leads_nobody(room, command.slot)
    ground.not_meanwhile(room.rating(command.slot, statement).self_rating, command.seen)
    return [
        e.SelfRatingShared(
            slot=command.slot,
            statement=statement,
            level=ground.level(room, command.slot, command.level),
            evidence=ground.words_if_any(command.evidence, "the evidence") or "",
            doubt=ground.words_if_any(command.doubt, "the doubt"),
            late=room.is_over(command.slot),
        )
    ]


def give_peer_view(room: Room, actor: Actor, command: c.GivePeerView, _at: datetime) -> list[e.Event]:
    """A peer's level, blind; it may be changed until the reveal."""
    statement = _known(room, command.slot, command.statement)
    if room.state == "closed":
        raise RoomInAnotherState("The room is closed, so views can no longer be given.")
    if room.rating(command.slot, statement).revealed:
        raise AlreadyRevealed("The views on this statement are on the table already.")
    holder = actor.institution if room.peer_views == "institution" else actor.person
    assert holder is not None, "the access table lets in members only"
    return [
        e.PeerViewGiven(
            slot=command.slot,
            statement=statement,
            holder=holder,
            level=ground.level(room, command.slot, command.level),
            reason=ground.words_if_any(command.reason, "the reason"),
        )
    ]


def reveal_peer_views(room: Room, _actor: Actor, command: c.RevealPeerViews, _at: datetime) -> list[e.Event]:
    """Show the views on one statement, or on all of the slot that have some and are not shown yet."""
    if command.statement is None:
        wanted = [s for s in room.statements(command.slot) if not room.rating(command.slot, s).revealed]
    else:
        wanted = [_known(room, command.slot, command.statement)]
        if room.rating(command.slot, wanted[0]).revealed:
            raise AlreadyRevealed("The views on this statement are on the table already.")
    given = [statement for statement in wanted if room.views(command.slot, statement)]
    if not given:
        raise NothingToReveal("Nobody has given a view yet, so there is nothing to show.")
    return [_reveal(room, command.slot, statement) for statement in given]


def _reveal(room: Room, slot: str, statement: str) -> e.PeerViewsRevealed:
    views = room.views(slot, statement)
    levels = sorted(view.level for view in views.values())
    return e.PeerViewsRevealed(
        slot=slot, statement=statement, count=len(levels), lowest=levels[0], highest=levels[-1],
        middle=(levels[(len(levels) - 1) // 2], levels[len(levels) // 2]), views=_shown(room, views),
    )  # fmt: skip


def _shown(room: Room, views: Mapping[str, View]) -> tuple[e.RevealedView, ...]:
    if room.peer_views == "institution":
        in_order = [views[slot.host] for slot in room.slots.values() if slot.host in views]
        return tuple(e.RevealedView(view.level, view.reason, view.holder) for view in in_order)
    if len(views) < ENOUGH_TO_SHOW_APART:
        return ()
    unnamed = sorted(views.values(), key=lambda view: (view.level, view.reason or ""))
    return tuple(e.RevealedView(view.level, view.reason) for view in unnamed)


def agree_rating(room: Room, _actor: Actor, command: c.AgreeRating, _at: datetime) -> list[e.Event]:
    """What the host settles on, once it has seen what its peers think. Views that were not revealed while the room was
    open never will be, so after the close nothing is waited for."""
    statement = _known(room, command.slot, command.statement)
    _leads_nobody(room, command.slot)
    unseen = room.views(command.slot, statement) and not room.rating(command.slot, statement).revealed
    if unseen and room.state != "closed":
        raise NotYetRevealed(
            "Your peers have given views that you have not seen yet. Ask the facilitator to reveal them first."
        )
    ground.not_meanwhile(room.rating(command.slot, statement).agreed, command.seen)
    return [
        e.RatingAgreed(
            slot=command.slot,
            statement=statement,
            level=ground.level(room, command.slot, command.level),
            reason=ground.words_if_any(command.reason, "the reason"),
            late=room.is_over(command.slot),
        )
    ]


def _leads_nobody(room: Room, slot: str) -> None:
    """Raise where colleagues still rate alone in the meeting. Once it is closed nothing is waited for."""
    if room.compares and room.state != "closed":
        compared_first(room, slot)


def _known(room: Room, slot: str, statement: str) -> str:
    return ground.statement(room, slot, statement) or statement
