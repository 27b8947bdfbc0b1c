"""Whatever a model says, it is the same after it was written to a file and read again: YAML, XLSX and CSV."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.content import read_content
from server.exports.glyphs import writable
from server.framework_files.reading import read_framework
from server.framework_files.writing import framework_csv, framework_xlsx, framework_yaml
from sessions.framework import Framework
from sessions.own_framework import check_own_framework

pytestmark = pytest.mark.slow  # many examples

LIKE_A_FORMULA = st.sampled_from(["=1+1", "'=1", "''+2", "@x", "-3", "＝1", "' =4", "\t=5", "+", "'"])
LIKE_SOMETHING_ELSE = st.sampled_from(
    ["true", "tRUE", "null", "~", "7", "1.10", "1e3", "0x1f", "2026-01-02", "10:40", "yes", "# no", "- x", "a: b",
     "'a'", '"', "a\n\nb", "a \n b", "sep=;", "_x0041_", "<b>&amp;</b>", "{{7*7}}", "Theme", "Statement"]
)  # fmt: skip
WORDS = st.one_of(st.text(max_size=60), LIKE_A_FORMULA, LIKE_SOMETHING_ELSE).map(lambda text: writable(text).strip())
SAID = WORDS.filter(bool)
NUMBER = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)


@st.composite
def frameworks(draw: Any) -> Framework:
    """Any model that may be kept."""
    levels = draw(st.integers(2, 5))
    ids = draw(st.lists(NUMBER, min_size=1, max_size=5, unique=True))
    themes = draw(st.lists(st.integers(1, 99), min_size=1, max_size=len(ids), unique=True))

    def statement(number: str) -> dict[str, Any]:
        return {
            "id": number, "title": draw(SAID), "focus": draw(WORDS),
            "levels": [draw(SAID) for _ in range(levels)], "qic": draw(st.lists(NUMBER, max_size=2)),
            "challenge": draw(st.lists(SAID, max_size=3)),
        }  # fmt: skip

    raw = {
        "id": draw(st.from_regex(r"[a-z0-9][a-z0-9-]{1,9}", fullmatch=True)), "title": draw(SAID),
        "applies_to": draw(st.lists(st.sampled_from(["secondary", "fe", "sixth_form", "zoo"]), min_size=1, max_size=3)),
        "source": draw(WORDS),
        "levels": [{"number": n + 1, "name": draw(SAID), "meaning": draw(WORDS)} for n in range(levels)],
        "themes": [
            {
                "number": number, "title": draw(SAID),
                "benchmarks": draw(st.lists(st.integers(1, 8), max_size=3, unique=True)),
                "statements": [statement(one) for one in ids[place :: len(themes)]],
            }
            for place, number in enumerate(themes)
        ],
    }  # fmt: skip
    return check_own_framework(raw)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_any_text_survives_yaml(framework: Framework) -> None:
    assert read_framework("m.yaml", framework_yaml(framework)) == framework


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_any_text_survives_csv(framework: Framework) -> None:
    assert read_framework("m.csv", framework_csv(framework)) == framework


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_any_text_survives_xlsx(framework: Framework) -> None:
    assert read_framework("m.xlsx", framework_xlsx(framework)) == framework


def test_the_frameworks_that_come_with_the_product_can_be_taken_out_changed_and_brought_back() -> None:
    for shipped in read_content().frameworks.values():
        for name, data in (
            ("m.yaml", framework_yaml(shipped)), ("m.csv", framework_csv(shipped)), ("m.xlsx", framework_xlsx(shipped)),
        ):  # fmt: skip
            back = read_framework(name, data)
            assert [(one.number, one.title, one.benchmarks, one.statements) for one in back.themes] == [
                (one.number, one.title, one.benchmarks, one.statements) for one in shipped.themes
            ]
            assert (back.title, back.levels, back.applies_to) == (shipped.title, shipped.levels, shipped.applies_to)
