"""A model is read from every kind of file that people have, and what is wrong is told with its place, all at once."""

import csv
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from server.framework_files.faults import Unusable
from server.framework_files.notes import TEMPLATE
from server.framework_files.reading import read_framework
from server.framework_files.writing import framework_csv, framework_xlsx, framework_yaml
from sessions.framework import Framework

Rows = list[list[Any]]

ROWS: Rows = [
    ["Title", "Our model, with a comma"],
    ["Id", "our-model"],
    ["Institution types", "secondary; Further education college"],
    ["Level 1", "Low", "Little"],
    ["Level 2", "High", "Much"],
    [],
    ["Theme", "Theme title", "Benchmarks", "Statement", "Title", "Level 1", "Level 2", "Challenge questions"],
    ["1", "Leadership", "1", "1.1", "A plan", "None yet", "A plan\nthat lasts", "Who knows it?\nWho wrote it?"],
    ["", "", "1, 3", "1.2", "Ünder “quotes”", "a", "b", ""],
    ["2", "Learners", "", "2.1", "Needs", "c", "d"],
]


def changed(row: int, column: int, value: Any) -> Rows:
    """The rows with one cell other than it was; counted as a spreadsheet does."""
    rows = [list(one) for one in ROWS]
    line = rows[row - 1]
    line += [""] * (column - len(line))
    line[column - 1] = value
    return rows


def as_csv(rows: Sequence[Sequence[Any]], mark: str = ",", encoding: str = "utf-8") -> bytes:
    written = StringIO(newline="")
    csv.writer(written, delimiter=mark).writerows(rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Model"
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    change(sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def faults(name: str, data: bytes) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        read_framework(name, data)
    return [fault.sentence for fault in unusable.value.faults]


def looks_right(found: Framework) -> None:
    assert (found.id, found.title, found.applies_to) == ("our-model", "Our model, with a comma", ("secondary", "fe"))
    assert [(one.number, one.name, one.meaning) for one in found.levels] == [(1, "Low", "Little"), (2, "High", "Much")]
    assert [(one.number, one.title, one.benchmarks) for one in found.themes] == [
        (1, "Leadership", (1, 3)), (2, "Learners", ()),
    ]  # fmt: skip
    first, second = found.themes[0].statements
    assert first.levels == ("None yet", "A plan\nthat lasts")
    assert first.challenge == ("Who knows it?", "Who wrote it?")
    assert (second.id, second.title) == ("1.2", "Ünder “quotes”")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_file_is_read_whatever_program_saved_it(encoding: str, mark: str) -> None:
    looks_right(read_framework("model.csv", as_csv(ROWS, mark, encoding)))


def test_what_excel_says_of_the_separator_is_believed() -> None:
    data = as_csv([["sep=;"]]).replace(b"\r\n", b"\n") + as_csv(ROWS, ";")
    looks_right(read_framework("MODEL.CSV", data))
    assert faults("m.csv", b"sep=;\n" + as_csv(changed(8, 5, ""), ";"))[0].startswith("row 8, ")


def test_a_workbook_is_read_from_the_sheet_that_holds_the_table() -> None:
    def beside(sheet: Any) -> None:
        notes = sheet.parent.create_sheet("Ideas", 0)
        notes["A1"] = "Theme"

    looks_right(read_framework("model.xlsx", as_xlsx(ROWS, beside)))


def test_numbers_are_read_as_the_cell_shows_them() -> None:
    def numbers(sheet: Any) -> None:
        sheet["A8"], sheet["D8"], sheet["D9"], sheet["C8"] = 1, 1.1, 1.1, 1
        sheet["D9"].number_format = "0.00"
        sheet["F8"] = True

    found = read_framework("model.xlsx", as_xlsx(ROWS, numbers))
    assert [line.id for line in found.themes[0].statements] == ["1.1", "1.10"]
    assert found.themes[0].statements[0].levels[0] == "TRUE"


def test_a_formula_is_text_and_never_calculated() -> None:
    rows = changed(8, 6, "=1+1")
    for row, column, text in ((8, 7, "+44 and more"), (9, 6, "@home"), (9, 7, '=HYPERLINK("http://x.example","y")')):
        rows[row - 1][column - 1] = text
    for found in (read_framework("m.xlsx", as_xlsx(rows)), read_framework("m.csv", as_csv(rows))):
        first, second = found.themes[0].statements
        assert first.levels == ("=1+1", "+44 and more")
        assert second.levels == ("@home", '=HYPERLINK("http://x.example","y")')


def test_a_date_that_the_spreadsheet_made_is_told() -> None:
    from datetime import datetime

    (fault,) = faults("m.xlsx", as_xlsx(changed(10, 4, datetime(2026, 1, 2))))[:1]  # noqa: DTZ001
    assert fault.startswith("sheet “Model”, row 10, column D: The spreadsheet has made a date")


def test_every_fault_is_told_at_once_with_sheet_row_and_column() -> None:
    rows = changed(2, 2, "Our Model")
    rows[7][4] = ""  # no title
    rows[8][2] = "one"  # no benchmark
    rows[8][6] = ""  # no description
    rows[9][3] = "1.1"  # twice
    rows.append(["first", "", "", "3.1", "T", "a", "b"])
    found = faults("m.xlsx", as_xlsx(rows))
    assert [one.partition(": ")[0] for one in found] == [
        "sheet “Model”, row 2, column B", "sheet “Model”, row 8, column E (Title)",
        "sheet “Model”, row 9, column C (Benchmarks)", "sheet “Model”, row 9, column G (Level 2)",
        "sheet “Model”, row 10, column D (Statement)", "sheet “Model”, row 11, column A (Theme)",
    ]  # fmt: skip
    assert [one.partition(": ")[0] for one in faults("m.csv", as_csv(rows))] == [
        one.partition(": ")[0].removeprefix("sheet “Model”, ") for one in found
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ROWS[:6], "No row of headings"),
        ([], "This file is empty"),
        (changed(7, 8, "Ideas"), "The heading “Ideas” is not known"),
        (changed(7, 5, "Statement"), "means a column that stands further left"),
        (changed(7, 7, ""), "The column “Level 2” is missing"),
        (changed(5, 1, "Level 3"), "Level 3 has a name, but there is no column"),
        (changed(5, 1, "Colour"), "“Colour” is not known above the headings"),
        (changed(2, 1, ""), "The id “” cannot be used"),
        (changed(8, 1, ""), "It is not said which theme"),
        (changed(8, 2, ""), "The title of theme 1 is empty"),
        (changed(9, 2, "Planning"), "Theme 1 is called “Leadership”"),
        (changed(9, 3, "9"), "There is no Gatsby Benchmark 9"),
        (changed(9, 4, "1/2"), "“1/2” cannot be a statement’s number"),
    ],
)
def test_what_a_table_lacks_is_said_in_a_sentence(rows: Rows, says: str) -> None:
    for found in (faults("m.csv", as_csv(rows)), faults("m.xlsx", as_xlsx(rows)) if rows else [says]):
        assert any(says in one for one in found), found
        assert len(found) <= 2, found


def test_level_names_may_stand_in_the_headings_and_theme_titles_beside_their_number() -> None:
    rows = [
        *ROWS[:3],
        ["Theme", "Statement", "Title", "Level 1: Low", "Level 2 High"],
        ["1 Leadership", "1.1", "A", "a", "b"],
    ]
    found = read_framework("m.csv", as_csv(rows))
    assert [one.name for one in found.levels] == ["Low", "High"]
    assert found.themes[0].title == "Leadership"


def test_yaml_faults_name_their_lines_all_at_once() -> None:
    text = framework_yaml(TEMPLATE).decode()
    text = (
        text.replace("id: '1.1'", "id: 1.1")
        .replace("number: 2\n", "number: two\n")
        .replace("title: A plan", "titel: A plan")
    )
    found = faults("model.yml", text.encode())
    lines = text.splitlines()
    for said, where in (("quotation marks", "id: 1.1"), ("whole number", "number: two"), ("“titel”", "titel:")):
        line = next(number for number, one in enumerate(lines, start=1) if where in one)
        assert any(one.startswith(f"line {line}: ") and said in one for one in found), found


def test_the_template_is_read_as_it_is() -> None:
    for name, data in (
        ("t.xlsx", framework_xlsx(TEMPLATE)), ("t.csv", framework_csv(TEMPLATE)), ("t.yaml", framework_yaml(TEMPLATE)),
    ):  # fmt: skip
        assert read_framework(name, data) == TEMPLATE
    sheets = openpyxl.load_workbook(BytesIO(framework_xlsx(TEMPLATE))).sheetnames
    assert sheets == ["Framework", "Notes"]
