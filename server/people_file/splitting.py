"""Text as rows of cells. What stands between the cells is found out by trying: a comma, a semicolon or a tab."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from server.people_file.sheet import Unreadable

DELIMITERS = (",", ";", "\t")
HEADINGS_WITHIN = 10
"""Rows in which the headings have to stand: a title and empty rows may come before them."""
_END = "\x1f:end:\x1f"  # a row of our own behind the last: where it is not found, a quotation mark was left open
_SEP = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)


class Record(msgspec.Struct, frozen=True):
    """A row as it stands there; `number` is what the spreadsheet shows, whatever line breaks its cells hold."""

    number: int
    cells: tuple[str, ...]


def split(text: str, knows: Callable[[Sequence[str]], int]) -> list[Record]:
    """The rows that hold anything. `knows` says how many headings it recognises in a row. Raises Unreadable."""
    told, text = told_by_excel(text)
    return _all(text, told or _delimiter(text, knows))


def told_by_excel(text: str) -> tuple[str, str]:
    """What a table's own line `sep=;` says, empty without one; and the rest. Excel counts that line as no row."""
    told = _SEP.match(text)
    return (told[1], text[told.end() :]) if told else ("", text)


def _delimiter(text: str, knows: Callable[[Sequence[str]], int]) -> str:
    """The one by which most headings are recognised; where none are, the one that makes most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            first = list(islice(_records(text, delimiter), HEADINGS_WITHIN))
        except csv.Error:
            return (0, 0)
        return max(map(knows, first), default=0), max(map(len, first), default=0)

    return max(DELIMITERS, key=worth)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t")


def _all(text: str, delimiter: str) -> list[Record]:
    found: list[Record] = []
    number = 0
    try:
        for number, cells in enumerate(_records(f"{text}\n{_END}", delimiter), 1):
            if cells == [_END]:
                return found
            if any(cell.strip() for cell in cells):
                found.append(Record(number, tuple(cells)))
    except csv.Error as error:
        raise Unreadable(_open(number + 1, text)) from error
    raise Unreadable(_open(number, text))


def _open(row: int, text: str) -> str:
    if '"' not in text:
        return f"Row {row} is one very long cell, so this is not a table. Choose another file."
    return (
        f"A quotation mark that opens in row {row} is never closed, so that all that follows would be one cell. Close "
        "it, or take it away."
    )
