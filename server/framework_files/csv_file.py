"""Reads a CSV file, whatever program saved it: its encoding, and what parts its columns, are found out.

UTF-8 with or without a byte order mark, UTF-16, Windows-1252; comma, semicolon or tab; line breaks inside quotation
marks.
"""

import csv
from io import StringIO

from server.exports.actions import FORMULA
from server.framework_files.faults import unusable
from server.framework_files.grid import MOST_COLUMNS, MOST_ROWS, Grid
from server.framework_files.headings import score
from server.people_file.decoding import text_of
from server.people_file.sheet import LARGEST, Unreadable
from server.people_file.splitting import DELIMITERS, told_by_excel

LONGEST_CELL = 40_000
NEVER_CLOSED = "A cell is far too long. Look for a quotation mark that nobody closed."
NOT_TEXT = (
    "This is not a CSV file: it holds signs that no text has. Save the table as “CSV UTF-8” and choose that file."
)


def read_csv(data: bytes) -> Grid:
    """The table of a CSV file. Raises Unusable."""
    told, text = told_by_excel(_text(data))
    tries = [_rows(text, mark) for mark in ([told] if told else DELIMITERS)]
    readable = [rows for rows in tries if rows is not None]
    if not readable:
        raise unusable(NEVER_CLOSED)
    rows = max(readable, key=lambda rows: max(map(score, rows), default=0))
    if len(rows) > MOST_ROWS:
        raise unusable(f"The table has more than {MOST_ROWS:,} rows. Keep to one model in a file.")
    grid = Grid("", tuple(tuple(map(undefused, row)) for row in rows))
    for number, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise unusable(
                f"This row has more than {MOST_COLUMNS} columns. Remove what is too much.", grid.where(number)
            )
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise unusable(NEVER_CLOSED, grid.where(number))
    return grid


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise unusable("A CSV file may have up to 1 MB. Keep to one model in a file.")
    try:
        return text_of(data)
    except Unreadable as error:
        raise unusable(NOT_TEXT) from error


def _rows(text: str, mark: str) -> list[list[str]] | None:
    """The rows as one separator makes them, empty cells at their ends left out; one more than may be at most.

    None where that separator makes a cell longer than Python reads.
    """
    found: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            while row and not row[-1].strip():
                row.pop()
            found.append(row)
            if len(found) > MOST_ROWS:
                return found
    except csv.Error:
        return None
    while found and not found[-1]:
        found.pop()
    return found


def undefused(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from calculating it; see `defused`."""
    return text[1:] if text.startswith("'") and _would_be_calculated(text) else text


def defused(text: str) -> str:
    """The text, with one apostrophe more where a spreadsheet would calculate it, so that reading it gives it back."""
    return f"'{text}" if _would_be_calculated(text) else text


def _would_be_calculated(text: str) -> bool:
    return text.lstrip("'").lstrip().startswith(FORMULA)
