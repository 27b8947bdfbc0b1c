"""Compass results from a spreadsheet, and what is the matter with each row. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from server.people_file.cells import Known, cut, listed, too_long
from server.people_file.decoding import text_of
from server.people_file.headings import Laid, columns, lay_out
from server.people_file.sheet import Fault, Sheet
from server.people_file.splitting import Record
from sessions.decide.evaluation import BENCHMARKS

TITLES = {"institution": "Institution", "benchmark": "Benchmark", "percent": "Percent", "date": "Date"}
_HEADINGS = {
    "institution": "institution, institution name, school, school name, college, college name, establishment, "
    "provider, name, organisation",
    "benchmark": "benchmark, gatsby benchmark, gatsby, benchmark number, gb, bm, benchmark no",
    "percent": "percent, percentage, %, per cent, score, result, achieved, compass, compass result, "
    "compass score, value",
    "date": "date, date completed, completed, completed on, compass date, evaluation date, date of evaluation, "
    "submitted, date submitted, assessed on",
}
_ONE = columns(TITLES, (("benchmark",), ("percent",), ("date",)), **_HEADINGS)
_MANY = columns(TITLES, (("institution",), ("benchmark",), ("percent",), ("date",)), **_HEADINGS)
_BENCHMARK = re.compile(
    r"(?:gatsby\s*)?(?:benchmark|gbm?|bm|b)?[\s.:#]*(\d{1,4})(?:\.0+)?(?:[\s.:–-].*)?", re.IGNORECASE
)
_DATES = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%y",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
)


Mended = Mapping[int, Mapping[str, str]]
"""Cells that go before those of the table: row → field → words."""


class CompassRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result as a row has it, each cell as it was typed. Where it can be taken, `result` says what it means."""

    number: int
    institution: str
    benchmark: str
    percent: str
    date: str
    result: "Result | None" = None
    faults: tuple[Fault, ...] = ()
    mended: bool = False  # some of its cells are not those of the table

    def at_fault(self, field: str) -> bool:
        """Whether something is the matter with one of its cells."""
        return any(fault.field == field for fault in self.faults)


class Result(msgspec.Struct, frozen=True):
    """A result that can be taken; `institution` is an id."""

    institution: str
    benchmark: int
    percent: int
    date: date


def read_compass(
    content: bytes | str,
    institutions: Mapping[str, str],
    today: date,
    others: Sequence[str] = (),
    mended: Mended | None = None,
) -> Sheet[CompassRow]:
    """The results of a file or a paste, in its order. `institutions` (id → name) are those whose results may be
    brought; where it is one alone, no column has to name it. `others` are those of the room that are not. What is
    `mended` goes before what the table has.

    Raises Unreadable.
    """
    laid = lay_out(text_of(content), _ONE if len(institutions) == 1 else _MANY)
    reading = _Reading(laid, institutions, others, today, mended or {})
    return Sheet(rows=tuple(map(reading.row, laid.rows)), columns=laid.headings, left_out=laid.left_out)


class _Reading:
    """The rows of one table, each read in the light of those before it."""

    def __init__(
        self, laid: Laid, institutions: Mapping[str, str], others: Sequence[str], today: date, mended: Mended
    ) -> None:
        self._laid, self._today, self._mended = laid, today, mended
        self._ids = {name: id_ for id_, name in institutions.items()}
        self._known, self._others = Known([*institutions.values()]), Known(others)
        self._before: dict[tuple[str, int, date], tuple[int, int]] = {}

    def row(self, record: Record) -> CompassRow:
        """A row, marked with all that is the matter with it."""
        read = {field: self._laid.cell(record, field) for field in TITLES}
        whole = {**read, **self._mended.get(record.number, {})}
        cells, number = {field: cut(cell) for field, cell in whole.items()}, record.number
        faults = too_long(number, whole, TITLES)
        host = self._institution(number, cells["institution"], faults)
        benchmark, percent = benchmark_of(cells["benchmark"]), percent_of(cells["percent"])
        if benchmark is None:
            faults.append(
                _fault(number, "benchmark", cells["benchmark"], "a Gatsby Benchmark", "Write a number from 1 to 8.")
            )
        if percent is None:
            faults.append(
                _fault(number, "percent", cells["percent"], "a percentage", "Write a whole number from 0 to 100.")
            )
        day = self._day(number, cells["date"], faults)
        result = None
        if host and benchmark and percent is not None and day and not faults:
            result = self._first(number, Result(host, benchmark, percent, day), faults)
        mended = whole != read
        return CompassRow(number=number, **cells, result=result, faults=tuple(faults), mended=mended)

    def _institution(self, row: int, cell: str, faults: list[Fault]) -> str:
        if not cell and len(self._ids) == 1:
            return next(iter(self._ids.values()))
        if name := self._known.spelt(cell):
            return self._ids[name]
        meant: tuple[str, ...] = ()
        if other := self._others.spelt(cell):
            faults.append(
                Fault(row, "institution", f"Row {row}: {other} brings its own results. This row is left out.")
            )
        elif not cell:
            faults.append(
                Fault(row, "institution", f"Row {row}: the institution is missing. Write the school or college.")
            )
        else:
            meant = self._known.likely(cell)
            ask = f"Is it {listed(meant)}?" if meant else "Put the name right, or take the row out."
            faults.append(Fault(row, "institution", f"Row {row}: “{cell[:60]}” is not in this room. {ask}", meant))
        return ""

    def _day(self, row: int, cell: str, faults: list[Fault]) -> date | None:
        day = day_of(cell)
        if day is None:
            faults.append(_fault(row, "date", cell, "a date", "Write it such as 2026-10-08 or 08/10/2026."))
        elif day > self._today:
            faults.append(
                Fault(row, "date", f"Row {row}: {cell} is still to come. Write the day of the Compass result.")
            )
        elif day.year < 2000:
            faults.append(Fault(row, "date", f"Row {row}: {cell} is too long ago to be meant."))
        return day

    def _first(self, row: int, result: Result, faults: list[Fault]) -> Result | None:
        key = (result.institution, result.benchmark, result.date)
        before = self._before.setdefault(key, (row, result.percent))
        if before[0] == row:
            return result
        says = "the same" if before[1] == result.percent else f"{before[1]}%"
        sentence = f"Row {row}: benchmark {result.benchmark} of that day is in row {before[0]} already, with {says}."
        faults.append(Fault(row, "benchmark", f"{sentence} Keep one of them."))
        return None


def _fault(row: int, field: str, cell: str, what: str, do: str) -> Fault:
    title = TITLES[field].casefold()
    says = f"“{cell[:40]}” is not {what}" if cell else f"the {title} is missing"
    if cell[:1] in ("=", "@", "+") or (cell[:1] == "-" and len(cell) > 1 and not cell[1].isdigit()):
        says = f"“{cell[:40]}” is a formula, and nothing is calculated here"
    return Fault(row, field, f"Row {row}: {says}. {do}")


def benchmark_of(cell: str) -> int | None:
    """The number of a benchmark, out of "4", "Benchmark 4" or "GB4: Linking curriculum learning"."""
    found = _BENCHMARK.fullmatch(cell.strip())
    number = int(found[1]) if found else 0
    return number if number in BENCHMARKS else None


def percent_of(cell: str) -> int | None:
    """Whole percent, out of "82", "82%" or "82.0"."""
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*%?", cell.strip(), re.ASCII)
    return int(found[1]) if found and int(found[1]) <= 100 else None


def day_of(cell: str) -> date | None:
    """The day that a cell means, as it is written in Britain or by programs."""
    for form in _DATES:
        try:
            return datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007 — a day has no zone
        except ValueError:
            continue
    return None
