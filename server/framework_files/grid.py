"""A table as its author sees it: rows of texts, with row numbers and column letters to point at."""

import msgspec

from server.framework_files.faults import FileFault

MOST_ROWS = 2000
MOST_COLUMNS = 60


class Grid(msgspec.Struct, frozen=True):
    """Rows of cells; what looks like a formula, a number or a date is text here too. `sheet` is empty for a CSV file.

    `odd` holds cells that a spreadsheet has changed into something else, by row and column, with a sentence about it.
    """

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    odd: dict[tuple[int, int], str] = {}

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; empty beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def where(self, row: int | None = None, column: int | None = None, heading: str = "") -> str:
        """The name of a place, rows counted from 1 as spreadsheets do: sheet “Model”, row 14, column H (Level 2)."""
        parts = [f"sheet “{self.sheet}”"] if self.sheet else []
        if row is not None:
            parts.append(f"row {row + 1}")
        if column is not None:
            parts.append(f"column {letters(column)}" + (f" ({heading})" if heading else ""))
        return ", ".join(parts)

    def fault(self, says: str, row: int, column: int | None = None, heading: str = "") -> FileFault:
        """Something wrong at a place."""
        return FileFault(self.where(row, column, heading), says, row + 1)


def letters(column: int) -> str:
    """A column’s name: A for 0, Z for 25, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number_of(name: str) -> int:
    """How many columns there are up to the one of that name: 1 for A, 27 for AA."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
