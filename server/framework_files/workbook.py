"""Reads an Excel workbook as texts: nothing is calculated, and what a cell shows is what counts."""

import re
import warnings
from datetime import date, datetime, time, timedelta
from typing import Any

from server.framework_files.faults import unusable
from server.framework_files.grid import MOST_COLUMNS, MOST_ROWS, Grid
from server.framework_files.headings import score
from server.framework_files.unpacking import DAMAGED, unpacked

IS_A_DATE = (
    "The spreadsheet has made a date of what stands here. Format the column as text and write it again, such as 1.1."
)
_DECIMALS = re.compile(r"0\.(0+)")


def read_workbook(data: bytes) -> Grid:
    """The sheet that holds a model: the first one with its headings. Raises Unusable."""
    import openpyxl

    bare = unpacked(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which say nothing here
            book = openpyxl.load_workbook(bare, read_only=True, keep_links=False)
            grids = [_grid(sheet) for sheet in book.worksheets]
    except Exception as error:  # a damaged workbook makes the library raise nearly anything
        raise unusable(DAMAGED) from error
    grids = [grid for grid in grids if grid.rows]
    if not grids:
        raise unusable("This workbook is empty. Fill in the template and choose that.")
    return max(grids, key=lambda grid: max(map(score, grid.rows)))


def _grid(sheet: Any) -> Grid:
    """A sheet as texts. What stands beyond the bounds was refused while the workbook was unpacked."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows: list[tuple[str, ...]] = []
    odd: dict[tuple[int, int], str] = {}
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)):
        read = [_text(cell) for cell in cells]
        odd |= {(number, column): says for column, (_, says) in enumerate(read) if says}
        while read and not read[-1][0].strip():
            read.pop()
        rows.append(tuple(text for text, _ in read))
    while rows and not rows[-1]:
        rows.pop()
    return Grid(str(sheet.title), tuple(rows), odd)


def _text(cell: Any) -> tuple[str, str]:
    """What a cell shows, and what is odd about it."""
    value = cell.value
    match value:
        case None:
            return "", ""
        case str():
            return value, ""
        case bool():
            return str(value).upper(), ""
        case int() | float():
            return _number(value, str(cell.number_format)), ""
        case datetime() | date() | time() | timedelta():
            return str(value), IS_A_DATE
    return str(getattr(value, "text", "") or ""), ""  # a formula over several cells: its own words


def _number(value: float, shown_as: str) -> str:
    """A number as the cell shows it: 1.10 in a column with two decimals, 3 and not 3.0."""
    if match := _DECIMALS.fullmatch(shown_as):
        return f"{value:.{len(match[1])}f}"
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(round(value, 10))
