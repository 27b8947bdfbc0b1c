"""What a newer version of a model changes is said statement by statement."""

from copy import deepcopy
from typing import Any

from sessions.framework import Framework
from sessions.framework_changes import FrameworkChanges, framework_changes
from sessions.own_framework import check_own_framework

MODEL: dict[str, Any] = {
    "id": "ours",
    "title": "Ours",
    "applies_to": ["secondary"],
    "levels": [{"number": 1, "name": "Low"}, {"number": 2, "name": "High"}],
    "themes": [
        {
            "number": 1, "title": "First", "benchmarks": [1],
            "statements": [{"id": i, "title": f"Title {i}", "levels": ["a", "b"]} for i in ("1.1", "1.2")],
        },
        {"number": 2, "title": "Second", "statements": [{"id": "2.1", "title": "Title 2.1", "levels": ["a", "b"]}]},
    ],
}  # fmt: skip


def after(change: Any) -> FrameworkChanges:
    raw = deepcopy(MODEL)
    change(raw)
    return framework_changes(ours(), check_own_framework(raw))


def ours() -> Framework:
    return check_own_framework(MODEL)


def test_the_same_model_has_no_changes() -> None:
    assert not framework_changes(ours(), ours()).any


def test_added_and_removed_statements_are_listed() -> None:
    def change(raw: Any) -> None:
        raw["themes"][0]["statements"][1] = {"id": "1.3", "title": "New", "levels": ["a", "b"]}

    found = after(change)
    assert [line.id for line in found.added] == ["1.3"]
    assert [line.id for line in found.removed] == ["1.2"]
    assert not found.reworded


def test_each_text_that_reads_otherwise_is_named_with_both_wordings() -> None:
    def change(raw: Any) -> None:
        raw["themes"][0]["statements"][0] |= {
            "title": "Another", "focus": "Why?", "levels": ["a", "B"], "qic": ["1.1"], "challenge": ["How?"],
        }  # fmt: skip

    (found,) = after(change).reworded
    assert (found.id, found.title) == ("1.1", "Another")
    assert [(one.what, one.before, one.after) for one in found.texts] == [
        ("Title", "Title 1.1", "Another"), ("Focus", "", "Why?"), ("Level 2", "b", "B"), ("Criteria", "", "1.1"),
        ("Challenge questions", "", "How?"),
    ]  # fmt: skip


def test_a_statement_that_moved_to_another_theme_says_so() -> None:
    def change(raw: Any) -> None:
        raw["themes"][1]["statements"].append(raw["themes"][0]["statements"].pop())

    (found,) = after(change).reworded
    assert [(one.what, one.before, one.after) for one in found.texts] == [("Theme", "1 First", "2 Second")]


def test_another_order_is_a_change() -> None:
    found = after(lambda raw: raw["themes"][0]["statements"].reverse())
    assert found.reordered
    assert not found.reworded


def test_levels_themes_and_the_title_are_told_for_the_whole() -> None:
    def change(raw: Any) -> None:
        raw |= {"title": "Better", "source": "us", "applies_to": ["secondary", "fe"]}
        raw["levels"][0]["name"] = "Lowest"
        raw["levels"].append({"number": 3, "name": "Top", "meaning": "All of it"})
        for theme in raw["themes"]:
            for line in theme["statements"]:
                line["levels"].append("c")
        raw["themes"][1]["title"] = "Other"
        raw["themes"].append(
            {"number": 3, "title": "Third", "benchmarks": [2], "statements": [raw["themes"][0]["statements"].pop()]}
        )

    found = {one.what: (one.before, one.after) for one in after(change).whole}
    assert found == {
        "Title": ("Ours", "Better"), "Source": ("", "us"), "Institution types": ("secondary", "secondary, fe"),
        "Name of level 1": ("Low", "Lowest"), "Name of level 3": ("", "Top"), "What level 3 means": ("", "All of it"),
        "Title of theme 2": ("Second", "Other"), "Title of theme 3": ("", "Third"),
        "Benchmarks of theme 3": ("", "2"),
    }  # fmt: skip


def test_what_is_gone_is_told_with_an_empty_place() -> None:
    def change(raw: Any) -> None:
        raw["themes"].pop()
        raw["levels"].append({"number": 3, "name": "Top"})
        for line in raw["themes"][0]["statements"]:
            line["levels"].append("c")

    raw = deepcopy(MODEL)
    change(raw)
    found = framework_changes(check_own_framework(raw), ours())
    assert ("Name of level 3", "Top", "") in [(one.what, one.before, one.after) for one in found.whole]
    assert [line.id for line in found.added] == ["2.1"]
