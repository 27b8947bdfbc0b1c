"""What colleagues thought alone, side by side: plain values, a shape, a table."""

from pathlib import Path

import pytest

from server.look import environment
from server.parts.comparing import AtLevel, Card, ComparedStatement, Said
from server.spread import spread

NAMES = ["Starting", "Developing", "Embedded", "Leading"]
TEMPLATES = Path(__file__).parents[2] / "templates"


def compared() -> ComparedStatement:
    """One colleague at 1, who is named, two at 3."""
    return ComparedStatement(
        id="1.1", title="A <b>plan</b>", theme=1, lowest=1, highest=3, middle=(3, 3), counts=(1, 0, 2, 0),
        levels=(
            AtLevel(level=1, name="Starting", count=1, who=("Ruth",), notes=(Said("<i>Why</i>", "Ruth"),)),
            AtLevel(level=2, name="Developing", count=0),
            AtLevel(level=3, name="Embedded", count=2, notes=(Said("All of it"),)),
            AtLevel(level=4, name="Leading", count=0),
        ),
    )  # fmt: skip


def render(macro: str, **values: object) -> str:
    source = f'{{% from "macros/rating-alone.html" import {macro} %}}{{{{ {macro}({", ".join(values)}) }}}}'
    return environment(TEMPLATES, "v1").from_string(source).render(**values)


def test_dots_stand_on_their_levels_and_none_between_two() -> None:
    drawn = spread([1, 0, 2, 0], NAMES)
    assert [len(column.dots) for column in drawn.columns] == [1, 0, 2, 0]
    assert (drawn.start, drawn.end) == (drawn.columns[0].x, drawn.columns[2].x)
    assert drawn.text == "1 Starting by 1, 3 Embedded by 2"


@pytest.mark.parametrize("counts", [[200, 0, 1, 0], [0, 0, 0, 0], [3]])
def test_any_number_of_colleagues_fits_the_box(counts: list[int]) -> None:
    drawn = spread(counts, NAMES[: len(counts)])
    assert all(0 <= float(y) <= 92 for column in drawn.columns for y in column.dots)


def test_a_comparison_says_in_words_and_numbers_what_it_draws() -> None:
    html = render("comparison", one=compared(), names=NAMES)
    assert 'aria-label="1 Starting by 1, 3 Embedded by 2"' in html
    assert html.count("spread__dot") == 3
    assert "&lt;i&gt;Why" in html
    assert ">Ruth<" in html
    assert "Developing" not in html.partition("<table")[2]  # nobody gave it


def test_a_card_names_its_level_and_its_note_by_the_statement() -> None:
    card = Card(id="1.1", title="A <b>plan</b>", texts=("a", "b", "c", "d"), level=2, note="<script>", fault="Too long")
    html = render("rating_card", card=card, names=NAMES)
    assert '<input type="radio" name="level-1.1" value="2" checked>' in html
    assert 'name="note-1.1"' in html
    assert 'aria-describedby=" f-1.1"' in html
    assert "<script>" not in html
    assert "<b>plan" not in html
