"""The times that follow from a plan: what is drawn before one chooses a format, and the end of the day."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

import msgspec

from server.days import lasting
from server.setting_up.faults import breaks_of, lengths_of, reviewed, slot_minutes, start_of
from server.setting_up.plan import Plan
from server.when import NoSuchMoment
from sessions.programme import Format, Step, make_programme, with_lengths


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day: the opening, an institution's slot, a break, the closing. `kind` says which; `after` and
    `minutes` count from the beginning; `begins` is a time of day, empty while there is no date."""

    kind: str
    name: str
    after: int
    minutes: int
    steps: tuple[Step, ...]
    begins: str = ""
    key: str = ""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All stretches in order."""

    stretches: tuple[Stretch, ...]
    ends: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return sum(stretch.minutes for stretch in self.stretches)

    @property
    def lasts(self) -> str:
        """The same in words: "4 h 35 min"."""
        return lasting(self.minutes)


def day_of(plan: Plan, form: Format) -> Day:
    """The day as it would run if the room were made now."""
    rows = reviewed(plan, form) or plan.institutions[:1]
    names = [row.name or f"Institution {number}" for number, row in enumerate(rows, 1)]
    plain = with_lengths(form, lengths_of(plan))
    steps = make_programme(plain, [slot_minutes(row, len(form.slot)) for row in rows], breaks_of(plan, len(rows)))
    try:
        start = start_of(plan)
    except NoSuchMoment:
        start = None
    return _laid(steps, names, [row.key for row in rows], start)


def sketch(form: Format, slots: int) -> Day:
    """A format with so many institutions, to choose by."""
    names = [f"Institution {number}" for number in range(1, slots + 1)]
    return _laid(make_programme(form, [None] * slots), names, names, None)


def _laid(steps: Sequence[Step], names: list[str], keys: list[str], start: datetime | None) -> Day:
    found: list[Stretch] = []
    after = 0
    for section, own in groupby(steps, key=lambda step: step.section):
        part = tuple(own)
        kind, _, number = section.partition("-")
        slot = int(number) - 1 if kind == "slot" else None
        minutes = sum(step.minutes for step in part)
        found.append(
            Stretch(
                kind=kind, name=names[slot] if slot is not None else part[0].title if kind == "break" else kind.title(),
                key=keys[slot] if slot is not None else number, after=after, minutes=minutes, steps=part,
                begins=_time(start, after),
            )
        )  # fmt: skip
        after += minutes
    return Day(stretches=tuple(found), ends=_time(start, after))


def _time(start: datetime | None, after: int) -> str:
    """What the clocks there show so many minutes later, also on the night when they change."""
    if start is None:
        return ""
    later = start.astimezone(UTC) + timedelta(minutes=after)
    return f"{later.astimezone(start.tzinfo):%H:%M}"
