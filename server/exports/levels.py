"""A level as the printed record says it, and who typed it for whom."""

from server.exports.document import Span, Words, quiet
from sessions.minutes import LevelSaid


def typed(said: LevelSaid | None) -> Words:
    """Who typed it for whom, where somebody did."""
    if said is None or not said.entered_by:
        return ()
    return (quiet(f"\nEntered by {said.entered_by} for {said.entered_for}."),)


def undecided(*, final: bool) -> str:
    """What stands where no level was decided on; `final`: in confirmed minutes, which will not change any more."""
    return "Not decided" if final else "Not decided yet"


def level_words(said: LevelSaid | None, highest: int) -> Words:
    return (Span(f"{said.level} {said.name}", level=(said.level, highest)),) if said else ()
