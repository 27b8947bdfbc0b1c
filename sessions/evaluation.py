"""How far an institution is with rating itself, and where its colleagues differ. Levels are never averaged."""

from collections.abc import Iterable, Mapping

import msgspec

from sessions.events import ComparedRating
from sessions.room import ColleagueRating, Position, Room


class Difference(msgspec.Struct, frozen=True):
    """How colleagues rated one statement, lowest level first."""

    statement: str
    ratings: tuple[ComparedRating, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """Every level that was given, lowest first."""
        return tuple(one.level for one in self.ratings)

    @property
    def width(self) -> int:
        """How many levels lie between the lowest and the highest."""
        return self.ratings[-1].level - self.ratings[0].level

    @property
    def middle(self) -> tuple[int, int]:
        """The two middle levels; the same one twice where it is one."""
        levels = self.levels
        return levels[(len(levels) - 1) // 2], levels[len(levels) // 2]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a self-evaluation is, without a word of what it says. Numbers count statements of the model."""

    of: int
    rated_by: Mapping[str, int]  # person → how many that one rated alone
    compared: bool
    agreed: int
    shared: int
    to_share: int
    took_part: tuple[str, ...]  # who rated alone or settled a position, in the order in which they first did

    @property
    def begun(self) -> bool:
        """Whether anything is there at all."""
        return bool(self.rated_by or self.agreed or self.shared)

    @property
    def finished(self) -> int:
        """How many have rated every statement alone."""
        return sum(count >= self.of for count in self.rated_by.values())


def lowest_first(given: Iterable[ColleagueRating]) -> tuple[ComparedRating, ...]:
    """What colleagues thought of a statement, in an order that names nobody who did not choose to be named."""
    in_order = sorted(given, key=lambda one: (one.level, one.note or "", one.person))
    return tuple(ComparedRating(one.level, one.note, one.person if one.named else None) for one in in_order)


def differences(room: Room, slot: str) -> tuple[Difference, ...]:
    """Where colleagues differ, widest first, then in the model's order; empty until they have compared."""
    compared = (Difference(one.statement, one.ratings) for one in room.compared.get(slot, ()))
    return tuple(sorted(compared, key=lambda one: -one.width))


def settled(room: Room, slot: str) -> dict[str, Position]:
    """What the host has settled, in the model's order: its positions, and where it has none the level that it shared
    in another way."""
    positions, found = room.positions.get(slot, {}), {}
    for line in room.framework_of(slot).statements:
        own = room.rating(slot, line.id).self_rating
        if line.id in positions:
            found[line.id] = positions[line.id]
        elif own is not None:
            found[line.id] = Position(own.level, own.evidence, own.by, own.at)
    return found


def to_share(room: Room, slot: str) -> dict[str, Position]:
    """The positions that differ from what everybody knows, in the model's order. What peers' views were revealed on is
    agreed in the room and stays."""
    return {
        line.id: there
        for line in room.framework_of(slot).statements
        if (there := room.positions.get(slot, {}).get(line.id)) and _differs(room, slot, line.id, there)
    }


def _differs(room: Room, slot: str, statement: str, there: Position) -> bool:
    known = room.rating(slot, statement)
    own = known.self_rating
    return known.revealed is None and (own is None or (own.level, own.evidence) != (there.level, there.evidence))


def progress(room: Room, slot: str) -> Progress:
    """How far the host of a slot is."""
    given = room.colleagues.get(room.slots[slot].host, {})
    rated_by: dict[str, int] = {}
    for ratings in given.values():
        for one in ratings:
            rated_by[one.person] = rated_by.get(one.person, 0) + 1
    positions = room.positions.get(slot, {})
    shared = {one: rating for one, rating in room.ratings.get(slot, {}).items() if rating.self_rating}
    by = [one.by for one in positions.values()] + [one.self_rating.by for one in shared.values() if one.self_rating]
    return Progress(
        of=len(room.framework_of(slot).statements), rated_by=rated_by, compared=slot in room.compared,
        agreed=len({*positions, *shared}), shared=len(shared), to_share=len(to_share(room, slot)),
        took_part=tuple(dict.fromkeys([*rated_by, *(one for one in by if one)])),
    )  # fmt: skip
