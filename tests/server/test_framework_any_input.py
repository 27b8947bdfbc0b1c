"""Whatever comes in, a model or a list of faults comes out, and nothing else ever."""

import csv
from contextlib import suppress
from io import StringIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.framework_files.faults import Unusable
from server.framework_files.notes import TEMPLATE
from server.framework_files.reading import read_framework
from server.framework_files.writing import framework_csv, framework_yaml
from sessions.framework import Framework

CELLS = st.sampled_from(
    ["", "Theme", "Theme title", "Statement", "Title", "Level 1", "Level 2", "Level 3: Top", "level 99", "Benchmarks",
     "Challenge question 2", "Challenge questions", "Id", "Institution types", "Source", "our-model", "1", "2", "1.1",
     "1 Leadership", "1, 2", "9", "x", "a\nb", "'=1", " ", "level", "Level 1 2 3", "٣"]
)  # fmt: skip
HEADINGS = ["Theme", "Theme title", "Statement", "Title", "Level 1", "Level 2"]
PLAIN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_a_model_or_faults(name: str, data: bytes) -> None:
    with suppress(Unusable):
        found = read_framework(name, data)
        assert isinstance(found, Framework)
        assert found.themes


@PLAIN
@given(st.lists(st.lists(CELLS, max_size=9), max_size=12), st.booleans())
def test_any_table(rows: list[list[str]], with_headings: bool) -> None:
    written = StringIO(newline="")
    csv.writer(written).writerows([*rows[:4], *([HEADINGS] if with_headings else []), *rows[4:]])
    is_a_model_or_faults("m.csv", written.getvalue().encode())


@PLAIN
@given(st.binary(max_size=300), st.sampled_from(["m.csv", "m.yaml", "m.xlsx", "m.txt"]))
def test_any_bytes(data: bytes, name: str) -> None:
    is_a_model_or_faults(name, data)
    is_a_model_or_faults("m.xlsx", b"PK\x03\x04" + data)


@PLAIN
@given(st.integers(0, 1200), st.integers(0, 40), st.text(max_size=12))
def test_any_piece_of_a_good_file_replaced(at: int, length: int, text: str) -> None:
    for name, data in (("m.yaml", framework_yaml(TEMPLATE)), ("m.csv", framework_csv(TEMPLATE))):
        is_a_model_or_faults(name, data[:at] + text.encode() + data[at + length :])
