"""What reading a spreadsheet gives: rows with their faults, or a sentence why nothing could be read."""

from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

MOST_ROWS = 2000
LARGEST = 1024 * 1024  # bytes
LONGEST_CELL = 200  # characters


class Unreadable(ValueError):
    """Nothing of it can be read; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooManyRows(Unreadable):
    """It is a table of the kind that was asked for, and longer than can be read at once."""

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"There are {rows:,} rows; {MOST_ROWS:,} can be read at once. Nothing was taken. "
            "Keep the rows that you need, or bring them in parts."
        )


class Fault(msgspec.Struct, frozen=True):
    """What is the matter with one cell of a row. `offers` are values that may have been meant."""

    row: int
    field: str
    sentence: str
    offers: tuple[str, ...] = ()


class Numbered(Protocol):
    """A row of any kind. `number` is what the spreadsheet shows beside it."""

    @property
    def number(self) -> int:
        """Counted from 1, headings and empty rows included."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is the matter with it."""


Row = TypeVar("Row", bound=Numbered)


class Sheet(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """A table as it was read. `columns` is field → heading; `left_out` are headings that were not recognised."""

    rows: tuple[Row, ...]
    columns: Mapping[str, str]
    left_out: tuple[str, ...] = ()

    @property
    def good(self) -> Sequence[Row]:
        """The rows to take."""
        return [row for row in self.rows if not row.faults]

    @property
    def faulty(self) -> Sequence[Row]:
        """The rows to put right."""
        return [row for row in self.rows if row.faults]

    @property
    def faults(self) -> Sequence[Fault]:
        """Every fault, in the order of the rows."""
        return [fault for row in self.rows for fault in row.faults]
