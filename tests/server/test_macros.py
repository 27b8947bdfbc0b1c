"""The macros: plain values in, escaped and named markup out, under a policy that forbids inline style and script."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError

from server.look import environment

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"


def render(source: str) -> str:
    return environment(TEMPLATES, "v1").from_string(source).render()


def test_the_clock_names_itself_and_carries_what_the_script_needs() -> None:
    html = render(
        '{% from "macros/clock.html" import table_clock %}'
        '{{ table_clock("Challenge round", 522, 900, [3, 7, 15], 2, [["HB", ""], ["LF", "floor"]], ends_at=1000) }}'
    )
    assert 'role="timer" aria-label="8:42 left in Challenge round"' in html
    assert 'data-ends-at="1000"' in html
    assert "data-clock-left" in html
    assert html.count("tseat-halo") == 1


def test_a_paused_clock_says_so_and_does_not_run() -> None:
    html = render(
        '{% from "macros/clock.html" import table_clock %}'
        '{{ table_clock("Peer view", 90, 360, [6], ends_at=1, paused=true) }}'
    )
    assert ">Paused<" in html
    assert "data-ends-at" not in html


def test_a_dumbbell_says_in_words_what_it_shows() -> None:
    html = render(
        '{% from "macros/charts.html" import dumbbell %}'
        '{{ dumbbell(["A", "B", "C"], 3, [[2, "HB"]], [2, 2], agreed=3) }}'
    )
    assert 'aria-label="Self-rating 3. Peer views: middle 2. Agreed 3."' in html


def test_what_people_type_stays_text() -> None:
    html = render(
        '{% from "macros/room.html" import question, support_button %}'
        '{{ question("<script>{{7*7}}", "<b>") }}{{ support_button(\'"><img>\', 1) }}'
    )
    assert "<script>" not in html
    assert "<img>" not in html
    assert "{{7*7}}" in html


def test_the_capture_bar_offers_only_the_kinds_it_is_given() -> None:
    html = render(
        '{% from "macros/forms.html" import capture_bar %}{{ capture_bar("/x", "slot-1", ["strength", "note"]) }}'
    )
    assert re.findall(r'name="kind" value="(\w+)"', html) == ["strength", "note"]
    assert 'name="owner"' not in html
    assert ": strength or note</span>" in html


def test_nudges_are_folded_to_a_count() -> None:
    html = render('{% from "macros/room.html" import nudges %}{{ nudges([["n1", "No one has asked.", "hand"]]) }}')
    assert "<details" in html
    assert " open" not in html.split("<summary>")[0]
    assert '<span class="nudges__count">1</span>' in html


def test_a_name_that_nobody_passed_stops_the_page() -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        render("{{ nobody }}")


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)', text), path.name


def test_a_line_of_a_template_can_be_reviewed() -> None:
    for path in TEMPLATES.rglob("*.html"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [number for number, line in enumerate(lines, 1) if len(line) > 160] == [], path.name


def test_a_template_may_be_indented_without_sending_it() -> None:
    look = environment(TEMPLATES, "v1")
    look.loader = DictLoader({"one.html": '<ul>\n  <li\n      class="a">x</li>\n</ul>', "one.md": "- a\n    - b"})
    assert look.get_template("one.html").render() == '<ul>\n<li\n class="a">x</li>\n</ul>'
    assert look.get_template("one.md").render() == "- a\n    - b"


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="i-([a-z]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")))
    for path in TEMPLATES.rglob("*.html"):
        named = set(re.findall(r'\bicon\("([a-z]+)"', path.read_text(encoding="utf-8")))
        assert named <= sprite, f"{path.name}: {named - sprite}"
