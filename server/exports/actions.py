"""The actions as a table for spreadsheets: CSV and XLSX. What looks like a formula stays text in both."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import NamedTuple

from server.exports.glyphs import sound
from sessions.minutes import ActionLine, Minutes

HEADINGS = ("Action", "Institution", "Who", "Due", "Status", "Subject to", "Statement", "Priority", "Id")
WIDTHS = (60, 26, 24, 12, 12, 26, 34, 40, 14)
THE_HUB = "The hub"
# Excel, LibreOffice and Sheets read a cell that begins with one of these as a formula, in full width too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # characters, by Excel's own limit


class ActionRow(NamedTuple):
    """An action, a value a column."""

    action: str
    institution: str
    who: str
    due: date
    status: str
    subject_to: str
    statement: str
    priority: str
    id: str


def action_rows(minutes: Minutes) -> Iterator[ActionRow]:
    """Every action in the minutes, in their order; the hub's own last."""
    minutes = sound(minutes)
    for part in minutes.institutions:
        yield from (_row(action, part.name) for action in part.actions)
    yield from (_row(action, THE_HUB) for action in minutes.hub_actions)


def _row(action: ActionLine, institution: str) -> ActionRow:
    return ActionRow(
        action=action.text,
        institution=institution,
        who=action.owner,
        due=action.due,
        status=action.status.capitalize(),
        subject_to=action.subject_to,
        statement=f"{action.statement} {action.statement_title}".strip(),
        priority=action.priority,
        id=action.id,
    )


def actions_csv(minutes: Minutes) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8; dates as 2026-05-22."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(HEADINGS)
    for row in action_rows(minutes):
        writer.writerow([value.isoformat() if isinstance(value, date) else defused(value) for value in row])
    return written.getvalue().encode("utf-8-sig")


def defused(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def actions_xlsx(minutes: Minutes) -> bytes:
    """One sheet with headings that stay in sight, filters, and dates that sort as dates."""
    import xlsxwriter

    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": f"Actions: {minutes.title}"[:255], "company": minutes.hub[:255]})
        sheet = book.add_worksheet("Actions")
        heading = book.add_format({"bold": True, "bg_color": "#EFE8ED", "bottom": 1, "valign": "top"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"})
        for column, (title, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, heading)
        last = 0
        for last, row in enumerate(action_rows(minutes), start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(last, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                else:
                    sheet.write_string(last, column, str(value)[:LONGEST_CELL], words)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return written.getvalue()
