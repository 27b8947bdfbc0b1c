"""Compass results out of any spreadsheet: what is taken, and what is said about the rest."""

from datetime import date

import pytest

from server.content import SAMPLE
from server.people_file.sheet import Unreadable
from server.self_evaluation.compass_file import Result, benchmark_of, day_of, percent_of, read_compass

ONE = {"i_1": "Harrow Beck Academy"}
FOUR = {**ONE, "i_2": "Larkfield School", "i_3": "The Causeway PRU", "i_4": "Estuary Gate College"}
TODAY = date(2026, 11, 23)
ROW = "institution,benchmark,percent,date\n"


def fault(line: str, institutions: dict[str, str] = ONE, others: tuple[str, ...] = ()) -> str:
    rows = read_compass(ROW + line, institutions, TODAY, others).rows
    assert rows[0].result is None
    return " ".join(one.sentence for one in rows[0].faults)


def test_the_sample_is_read_whole() -> None:
    found = read_compass((SAMPLE / "compass.csv").read_bytes(), FOUR, TODAY)
    assert found.faults == []
    assert found.rows[0].result == Result("i_1", 1, 65, date(2025, 10, 16))
    assert {row.result.institution for row in found.rows if row.result} == set(FOUR)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_whatever_wrote_it(encoding: str, between: str) -> None:
    lines = ["School;Gatsby benchmark;Score;Date completed", '"Harrow Beck Académy";GB4;82 %;08/10/2026']
    content = "\r\n".join(lines).replace(";", between).encode(encoding)
    found = read_compass(content, {"i_1": "Harrow Beck Académy"}, TODAY)
    assert [row.result for row in found.rows] == [Result("i_1", 4, 82, date(2026, 10, 8))]


def test_one_institution_need_not_be_named() -> None:
    found = read_compass("benchmark,percent,date\n1,82,2026-10-08\n", ONE, TODAY)
    assert found.rows[0].result == Result("i_1", 1, 82, date(2026, 10, 8))
    with pytest.raises(Unreadable, match="Institution"):
        read_compass("benchmark,percent,date\n1,82,2026-10-08\n", FOUR, TODAY)


def test_what_is_the_matter_stands_beside_the_row() -> None:
    others = ("Larkfield School",)
    assert "Larkfield School brings its own results" in fault("LARKFIELD SCHOOL,1,82,2026-10-08\n", others=others)
    assert "Is it Harrow Beck Academy?" in fault("Harrow Beck Acadamy,1,82,2026-10-08\n", others=others)
    assert "“Elsewhere” is not in this room" in fault("Elsewhere,1,82,2026-10-08\n")
    assert "the institution is missing" in fault(",1,82,2026-10-08\n", FOUR)
    assert "“9” is not a Gatsby Benchmark" in fault("Harrow Beck Academy,9,82,2026-10-08\n")
    assert "the benchmark is missing" in fault("Harrow Beck Academy,,82,2026-10-08\n")
    assert "“101” is not a percentage" in fault("Harrow Beck Academy,1,101,2026-10-08\n")
    assert "“=1+1” is a formula" in fault("Harrow Beck Academy,1,=1+1,2026-10-08\n")
    assert "“31/02/2026” is not a date" in fault("Harrow Beck Academy,1,82,31/02/2026\n")
    assert "still to come" in fault("Harrow Beck Academy,1,82,2026-12-24\n")
    assert "too long ago" in fault("Harrow Beck Academy,1,82,0202-12-24\n")
    assert "201 characters" in fault(f"Harrow Beck Academy,1,{'8' * 201},2026-10-08\n")


def test_the_same_result_twice_is_marked_and_the_first_taken() -> None:
    line = "Harrow Beck Academy,1,82,2026-10-08\n"
    rows = read_compass(ROW + line + line + line.replace("82", "83"), ONE, TODAY).rows
    assert [bool(row.result) for row in rows] == [True, False, False]
    assert "in row 2 already, with the same" in rows[1].faults[0].sentence
    assert "with 82%" in rows[2].faults[0].sentence


@pytest.mark.parametrize(
    "content", ["", "\n\n", "a,b\n1,2\n", b"PK\x03\x04....", b"%PDF-1.4", "x" * 1_100_000, b"\0\0\0"]
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes | str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_compass(content, ONE, TODAY)
    assert refused.value.sentence.endswith((".", "them.", "it."))


def test_cells_as_people_write_them() -> None:
    assert [benchmark_of(cell) for cell in ("4", "GB 4", "Benchmark 4: Linking", "b4", "4.0", "44", "x", "")] == [
        4, 4, 4, 4, 4, None, None, None,
    ]  # fmt: skip
    assert [percent_of(cell) for cell in ("0", "100%", "82.0", "82.5", "-1", "٤", "")] == [0, 100, 82, *[None] * 4]
    assert {
        day_of(cell) for cell in ("2026-10-08", "08/10/2026", "8.10.2026", "8 October 2026", "8 Oct 2026", "8/10/26")
    } == {date(2026, 10, 8)}
