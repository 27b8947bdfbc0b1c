"""Dates, times and small phrases as the printed record says them: 19 March 2026, 09:15, 6.5."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.people_file.kinds import title_of


def institution_type(kind: str) -> str:
    """Special school, for special: as one chooses it, but for what is put shorter in a record."""
    return "Further education college" if kind == "fe" else title_of(kind)


def day(moment: date) -> str:
    """19 March 2026."""
    return f"{moment.day} {moment:%B %Y}"


def weekday(moment: date) -> str:
    """Thursday 19 March 2026."""
    return f"{moment:%A} {day(moment)}"


class Here:
    """Moments in UTC as the clock on the wall of the meeting showed them."""

    def __init__(self, time_zone: str) -> None:
        self._zone = ZoneInfo(time_zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def clock(self, moment: datetime | None) -> str:
        """09:15, or nothing."""
        return f"{self.local(moment):%H:%M}" if moment else ""

    def day(self, moment: datetime) -> str:
        return day(self.local(moment).date())

    def weekday(self, moment: datetime) -> str:
        return weekday(self.local(moment).date())

    def between(self, start: datetime | None, end: datetime | None) -> str:
        """09:15 to 14:43, or as much of it as is known."""
        if start and end:
            return f"{self.clock(start)} to {self.clock(end)}"
        return f"from {self.clock(start)}" if start else f"to {self.clock(end)}" if end else ""


def figure(minutes: float | None) -> str:
    """6.5, 60, or nothing: minutes to a tenth without an empty decimal."""
    return "" if minutes is None else f"{minutes:.1f}".removesuffix(".0")


def joined(*parts: str, between: str = ", ") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)


def counted(count: int, one: str, many: str = "") -> str:
    """1 question, 3 questions."""
    return f"{count} {one if count == 1 else many or one + 's'}"
