"""Writes a framework as YAML, XLSX or CSV, so that reading the file gives the same framework again.

The template is nothing else: a framework with one statement, written the same way, and a sheet of notes.
"""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

import msgspec
import yaml

from server.framework_files.csv_file import defused
from server.framework_files.notes import NOTES
from server.yaml_file import plain
from sessions.framework import Framework, Statement, Theme

FEWEST_QUESTIONS = 2
"""Columns for challenge questions that a table has even where nobody wrote one."""
WIDTHS = {"Theme": 8, "Benchmarks": 12, "Statement": 11, "Criteria": 12}
USUAL_WIDTH = 38


def framework_yaml(framework: Framework) -> bytes:
    """As the files that come with the product are written; a comment says which version it was."""
    raw = msgspec.to_builtins(framework)
    return yaml.dump(raw, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Puts quotation marks around a text that would be read as something else without."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(plain(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def framework_csv(framework: Framework) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    for row in table_rows(framework):
        writer.writerow([defused(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def framework_xlsx(framework: Framework) -> bytes:
    """A sheet with the table, every cell of it text, and a sheet of notes."""
    import xlsxwriter

    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": framework.title[:255]})
        _write_table(book, framework)
        _write_notes(book)
    return written.getvalue()


def table_rows(framework: Framework) -> Iterator[Sequence[str]]:
    """The whole table: names and values, an empty row, the headings, a row for each statement."""
    yield "Title", framework.title
    yield "Id", framework.id
    yield "Institution types", ", ".join(framework.applies_to)
    yield "Source", framework.source
    for level in framework.levels:
        yield f"Level {level.number}", level.name, level.meaning
    yield ()
    questions = _questions(framework)
    yield headings(framework)
    for theme in framework.themes:
        for line in theme.statements:
            yield _row(theme, line, questions)


def headings(framework: Framework) -> list[str]:
    """The column headings, left to right."""
    levels = [f"Level {level.number}" for level in framework.levels]
    asked = [f"Challenge question {number + 1}" for number in range(_questions(framework))]
    return ["Theme", "Theme title", "Benchmarks", "Statement", "Title", "Focus", *levels, "Criteria", *asked]


def _questions(framework: Framework) -> int:
    most = (len(line.challenge) for theme in framework.themes for line in theme.statements)
    return max(FEWEST_QUESTIONS, *most)


def _row(theme: Theme, line: Statement, questions: int) -> list[str]:
    asked = [*line.challenge, *[""] * (questions - len(line.challenge))]
    benchmarks = ", ".join(map(str, theme.benchmarks))
    return [
        str(theme.number), theme.title, benchmarks, line.id, line.title, line.focus, *line.levels, ", ".join(line.qic),
        *asked,
    ]  # fmt: skip


def _write_table(book: Any, framework: Framework) -> None:
    sheet = book.add_worksheet("Framework")
    words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    strong = book.add_format({"bold": True, "bg_color": "#EFE8ED", "bottom": 1, "valign": "top", "text_wrap": True})
    name = book.add_format({"bold": True, "valign": "top"})
    titles = headings(framework)
    for column, title in enumerate(titles):  # empty cells are text too: 1.10 typed into one stays 1.10
        sheet.set_column(column, column, WIDTHS.get(title, USUAL_WIDTH if column else 18), words)
    sheet.set_column(0, 0, 18, words)
    for number, row in enumerate(table_rows(framework)):
        is_head = list(row) == titles
        above = len(row) < len(titles)
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, strong if is_head else name if above and not column else words)
        if is_head:
            sheet.freeze_panes(number + 1, 0)
            sheet.repeat_rows(number)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_notes(book: Any) -> None:
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    words = book.add_format({"text_wrap": True, "valign": "top"})
    name = book.add_format({"bold": True, "valign": "top"})
    for number, (what, says) in enumerate(NOTES):
        sheet.write_string(number, 0, what, name)
        sheet.write_string(number, 1, says, words)
