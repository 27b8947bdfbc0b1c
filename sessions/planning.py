"""What holds of every plan, whether a room is made from it or changed by it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sessions.programme import Break, Format, format_faults
from sessions.refusals import CannotBePrepared, Unknown

LONGEST_BREAK = 480
YEARS = range(2000, 2200)
ONE_ALONE = "Colleagues compare within one institution. Keep one, or choose a format in which several meet."

Share = tuple[str, int | None]
"""An institution's name, and the minutes of its slot where they are not the format's."""


def check_plan(form: Format, start: datetime, time_zone: str, shares: Sequence[Share], breaks: Sequence[Break]) -> None:
    """Raises Refused with the first thing that does not fit together."""
    if not shares:
        raise CannotBePrepared("A room needs at least one institution. Add the schools or colleges that meet.")
    if form.compares and len(shares) > 1:
        raise CannotBePrepared(ONE_ALONE)
    if not all(name.strip() for name, _ in shares):
        raise CannotBePrepared("An institution has no name. Write it, or take the line out.")
    if len({name.strip().casefold() for name, _ in shares}) < len(shares):
        raise CannotBePrepared("Two institutions have the same name. Give each its own, so that nobody mixes them up.")
    if faults := format_faults(form):
        raise CannotBePrepared(f"{faults[0].says} {faults[0].fix}")
    for name, minutes in shares:
        if minutes is not None and minutes < len(form.slot):
            raise CannotBePrepared(f"{name}: {len(form.slot)} steps do not fit into {minutes} minutes.")
    _check_day(start, time_zone)
    _check_breaks(breaks, len(shares))


def _check_day(start: datetime, time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise Unknown(f"There is no time zone “{time_zone[:60]}”. Write one such as Europe/London.") from None
    if start.year not in YEARS:
        raise CannotBePrepared(f"The year {start.year} is none to plan for. Check the date.")


def _check_breaks(breaks: Sequence[Break], slots: int) -> None:
    seen: set[int] = set()
    for own in breaks:
        if not 1 <= own.after_slot < slots:
            raise CannotBePrepared(f"A break after slot {own.after_slot} has no slots on both sides.")
        if not 0 <= own.minutes <= LONGEST_BREAK:
            raise CannotBePrepared(
                f"A break of {own.minutes} minutes cannot be planned. Choose from 0 to {LONGEST_BREAK}."
            )
        if own.after_slot in seen:
            raise CannotBePrepared(f"There are two breaks after slot {own.after_slot}. Keep one of them.")
        seen.add(own.after_slot)
