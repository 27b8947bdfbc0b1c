"""Maturity models: every file that is shipped holds together, and a broken one says where and how to mend it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

import sessions
from sessions.aids import check_crosswalk, check_prompts, check_survey
from sessions.faults import ContentFaulty
from sessions.framework import check_framework, outline

CONTENT = Path(sessions.__file__).parent / "content"
MODEL: dict[str, Any] = {
    "id": "small",
    "title": "A small model",
    "version": "1",
    "applies_to": ["secondary"],
    "source": "ours",
    "levels": [{"number": 1, "name": "Low", "meaning": "-"}, {"number": 2, "name": "High", "meaning": "-"}],
    "themes": [
        {
            "id": "t",
            "number": 1,
            "title": "Theme",
            "benchmarks": [1],
            "statements": [{"id": "1.1", "title": "One", "focus": "?", "levels": ["a", "b"]}],
        }
    ],
}


def faults(model: Any) -> list[tuple[Any, str, str]]:
    with pytest.raises(ContentFaulty) as faulty:
        check_framework(model)
    assert str(faulty.value)
    return [(fault.path, fault.says, fault.fix) for fault in faulty.value.faults]


def changed(*path: Any, value: Any) -> Any:
    model = deepcopy(MODEL)
    inner = model
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return model


@pytest.mark.parametrize("file", sorted((CONTENT / "frameworks").glob("*.yaml")), ids=lambda file: file.stem)
def test_every_framework_holds_together(file: Path) -> None:
    model = check_framework(yaml.safe_load(file.read_text(encoding="utf-8")))
    kept = outline(model)
    assert kept.id == file.stem
    assert len(kept.statements) == sum(len(theme.statements) for theme in model.themes)
    first = model.themes[0].statements[0]
    assert model.statement(first.id) is first
    assert model.statement("99.9") is None


@pytest.mark.parametrize(
    ("file", "check"),
    [("prompts.yaml", check_prompts), ("crosswalk.yaml", check_crosswalk), ("evaluation.yaml", check_survey)],
)
def test_every_aid_holds_together_and_a_broken_one_does_not(file: str, check: Any) -> None:
    raw = yaml.safe_load((CONTENT / file).read_text(encoding="utf-8"))
    assert check(raw) is raw
    with pytest.raises(ContentFaulty):
        check({})


def test_levels_are_named_by_the_framework_and_by_their_number_where_it_has_none() -> None:
    kept = outline(check_framework(MODEL))
    assert [kept.level_name(number) for number in (1, 2, 3)] == ["Low", "High", "3"]
    assert [kept.has_level(number) for number in (0, 1, 2, 3)] == [False, True, True, False]
    assert kept.statement("1.2") is None


def test_a_missing_field_is_named() -> None:
    model = deepcopy(MODEL)
    del model["themes"][0]["statements"][0]["focus"]
    path = ("themes", 0, "statements", 0)
    assert faults(model) == [(path, "“focus” is missing.", "Add a line “focus: …”.")]


def test_a_field_nobody_knows_is_named() -> None:
    assert faults({**MODEL, "colour": "red"}) == [
        (("colour",), "“colour” is not a word this file knows.", "Remove it or mend its spelling.")
    ]


def test_a_value_of_another_kind_is_named() -> None:
    ((path, says, fix),) = faults(changed("themes", 0, "number", value="one"))
    assert (path, fix) == (("themes", 0, "number"), "Write a value of that kind.")
    assert says == "Expected int, got str."


def test_a_file_that_is_no_model_at_all_is_said_to_be_none() -> None:
    ((path, says, _),) = faults(["a", "list"])
    assert (path, says) == ((), "Expected object, got array.")


@pytest.mark.parametrize(
    ("model", "path", "says"),
    [
        (changed("levels", value=MODEL["levels"][:1]), ("levels",), "A model needs two levels or more."),
        (changed("levels", 1, "number", value=3), ("levels", 1, "number"), "Level number 3 stands in place 2."),
        (changed("themes", value=[]), ("themes",), "There are no themes."),
        (changed("themes", value=MODEL["themes"] * 2), ("themes", 1, "number"), "Theme number 1 is used twice."),
        (
            changed("themes", 0, "statements", value=MODEL["themes"][0]["statements"] * 2),
            ("themes", 0, "statements", 1, "id"),
            "Statement 1.1 is used twice.",
        ),
        (
            changed("themes", 0, "statements", 0, "levels", value=["a"]),
            ("themes", 0, "statements", 0, "levels"),
            "Statement 1.1 describes 1 levels, the model has 2.",
        ),
    ],
)
def test_what_does_not_hold_together_is_told_with_its_place(model: Any, path: Any, says: str) -> None:
    assert (path, says) in [(where, words) for where, words, _ in faults(model)]
    assert all(fix.endswith(".") for _, _, fix in faults(model))
