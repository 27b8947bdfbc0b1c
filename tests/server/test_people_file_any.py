"""Any table, written in any of the encodings and forms that spreadsheets write, reads back the same."""

import csv
import io
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from server.one_line import clean
from server.people_file import Unreadable, read_institutions, read_people
from server.people_file.cells import cut
from server.people_file.roles import job_title_of

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
HEADINGS = ("Name", "Institution", "Job title", "Notes", "E-mail")

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1f\ufeff")
latin = st.sampled_from([*map(chr, range(0x20, 0x7F)), *"\n\t,;\"'éüñßÆ€’–"])
cells = st.text(letters, max_size=30) | st.text(latin, max_size=40)
filled = cells.filter(clean)
rows = st.tuples(filled, filled, cells, cells, st.just(""))


def written(table: list[list[str]], delimiter: str, line: str, quoting: Any) -> str:
    """The table as a spreadsheet writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line, quoting=quoting).writerows(table)
    return out.getvalue()


def survives(text: str, encoding: str) -> bool:
    """Whether an encoding can hold the text, and what is written could not be taken for another."""
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        return False
    if encoding != "cp1252" or text.isascii():
        return True
    try:
        content.decode()
    except UnicodeDecodeError:
        return True
    return False


@given(
    rows=st.lists(rows, min_size=1, max_size=8), order=st.permutations(range(len(HEADINGS))),
    delimiter=st.sampled_from(",;\t"), line=st.sampled_from(["\n", "\r\n"]), trailing=st.integers(0, 3),
    encoding=st.sampled_from(ENCODINGS), told=st.booleans(), everything=st.booleans(),
)  # fmt: skip
@example(
    rows=[("Ann", "X", "Line\r\nbreak", 'a "b"; c, d\te', "")], order=[3, 2, 1, 0, 4], delimiter="\t", line="\r\n",
    trailing=2, encoding="utf-16", told=True, everything=False,
)  # fmt: skip
def test_any_table_reads_back_the_same(
    rows: list[tuple[str, ...]], order: list[int], delimiter: str, line: str, trailing: int, encoding: str, told: bool,
    everything: bool,
) -> None:  # fmt: skip
    table = [[row[place] for place in order] + [""] * trailing for row in [HEADINGS, *rows]]
    bare_break = any("\r" in cell or "\n" in cell for row in rows for cell in row)
    text = written(table, delimiter, line, csv.QUOTE_ALL if everything or bare_break else csv.QUOTE_MINIMAL)
    text = f"sep={delimiter}{line}{text}" if told else text
    content: bytes | str = text.encode(encoding) if survives(text, encoding) else text
    found = read_people(content)
    assert [row.number for row in found.rows] == list(range(2, len(rows) + 2))
    assert [(row.name, row.institution) for row in found.rows] == [(cut(clean(r[0])), cut(clean(r[1]))) for r in rows]
    assert [row.job_title for row in found.rows] == [job_title_of(clean(row[2])) for row in rows]


@given(st.binary(max_size=300) | st.text(max_size=300))
@example(b'name,institution\n"')
@example('name\tinstitution\n"a" b\tc')
def test_anything_at_all_is_read_or_refused(content: bytes | str) -> None:
    for read in (read_people, read_institutions):
        with suppress(Unreadable):
            assert read(content).rows


@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_under_good_headings_no_row_can_stop_the_others(table: list[list[str]]) -> None:
    text = written(
        [["Name", "School", "E-mail", "Role", "Room role", "SLT"], *table, ["Ann Lee", "Larkfield"]],
        ",",
        "\n",
        csv.QUOTE_ALL,
    )
    found = read_people(text, ["Larkfield", "Harrow Beck"])
    assert found.rows[-1].name == "Ann Lee"
    assert all(
        fault.row == row.number and fault.sentence.startswith(f"Row {row.number}: ")
        for row in found.rows
        for fault in row.faults
    )
    assert all(
        len(value) <= 200 for row in found.rows for value in (row.name, row.institution, row.email, row.job_title)
    )
