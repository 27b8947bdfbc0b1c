"""How far an institution is: by theme for its own people, in a line for facilitators. Never a level."""

from typing import Any

import msgspec

from server.parts.comparing import own_ratings
from server.self_evaluation.here import Here
from sessions.evaluation import Progress, progress
from sessions.framework import OutlineTheme
from sessions.room import Room, Slot


class ThemeStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One theme: of how many statements, how many I have rated, how many are agreed."""

    number: int
    title: str
    of: int
    mine: int
    agreed: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A whole self-evaluation, for the institution's own people."""

    far: Progress
    themes: tuple[ThemeStanding, ...]
    mine: int
    rated: tuple[str, ...]  # who has rated; how many statements would name who rated one that nobody else did
    not_yet: tuple[str, ...]  # colleagues who have not rated
    took_part: tuple[str, ...]
    seen: dict[str, int]  # statement → the event of the position that stands there
    locked: bool  # whether somebody rated alone and nobody has compared

    @property
    def first(self) -> int:
        """The theme to begin or to go on with: the first that I have not rated whole."""
        return next((one.number for one in self.themes if one.mine < one.of), self.themes[0].number)

    @property
    def first_open(self) -> int:
        """The first theme in which a statement has no position; else the first of all."""
        return next((one.number for one in self.themes if one.agreed < one.of), self.themes[0].number)


def standing(here: Here) -> Standing:
    """Where one's own institution stands."""
    room, slot, far = here.room, here.slot, here.progress
    mine, agreed = _mine(here), {*room.positions.get(slot.id, {}), *_shared(room, slot)}
    people = [one for one in room.people.values() if one.institution == slot.host and not one.removed]
    return Standing(
        far=far, themes=tuple(_theme(here, theme, mine, agreed) for theme in here.model.themes), mine=len(mine),
        rated=tuple(sorted(here.name(person) for person in far.rated_by)),
        not_yet=tuple(here.name(one.id) for one in people if one.id not in far.rated_by),
        took_part=tuple(here.name(person) for person in far.took_part),
        seen={statement: one.seq for statement, one in room.positions.get(slot.id, {}).items()},
        locked=bool(far.rated_by) and not far.compared,
    )  # fmt: skip


def _mine(here: Here) -> set[str]:
    """Those of the model: a plan may have got another since."""
    given = own_ratings(here.room, here.slot.host, here.actor.person)
    return {line.id for line in here.model.statements if line.id in given}


def _shared(room: Room, slot: Slot) -> set[str]:
    return {line for line, one in room.ratings.get(slot.id, {}).items() if one.self_rating}


def _theme(here: Here, theme: OutlineTheme, mine: set[str], agreed: set[str]) -> ThemeStanding:
    lines = {line.id for line in here.model.statements if line.theme == theme.number}
    return ThemeStanding(
        number=theme.number, title=theme.title, of=len(lines), mine=len(lines & mine), agreed=len(lines & agreed)
    )


def how_far(room: Room) -> list[dict[str, Any]]:
    """Every institution of a room, for facilitators: how far, and nothing of what it says."""
    found = []
    for slot in room.slots.values():
        if not slot.withdrawn:
            far = progress(room, slot.id)
            found.append(
                {"name": room.institutions[slot.host].name, "far": far, "said": in_words(far),
                 "state": _state(far),
                 "compass": len(room.benchmarks.get(slot.host, {}))}
            )  # fmt: skip
    return found


def _state(far: Progress) -> str:
    if not far.begun:
        return "none"
    return "begun" if not far.shared else "partly" if far.to_share or far.shared < far.of else "shared"


def in_words(far: Progress) -> str:
    """ "2 colleagues have rated alone. 12 of 22 agreed, 0 shared." """
    if not far.begun:
        return "Not begun"
    alone = len(far.rated_by)
    said = [f"{alone} {'colleague has' if alone == 1 else 'colleagues have'} rated alone"] if alone else []
    if alone:
        said[0] += " and compared" if far.compared else ", not compared yet"
    return ". ".join((*said, f"{far.agreed} of {far.of} agreed, {far.shared} shared"))
