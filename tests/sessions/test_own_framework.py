"""A hub's own model: all its faults are told at once, and what may be left out is filled in."""

from copy import deepcopy
from typing import Any

import pytest

from sessions.faults import ContentFaulty
from sessions.framework import Framework
from sessions.own_framework import check_own_framework

STATEMENT: dict[str, Any] = {"id": "1.1", "title": "One", "levels": ["a", "b"]}
MODEL: dict[str, Any] = {
    "id": "our-model",
    "title": "Ours",
    "applies_to": ["secondary"],
    "levels": [{"number": 1, "name": "Low"}, {"number": 2, "name": "High"}],
    "themes": [{"number": 1, "title": "Theme", "statements": [STATEMENT]}],
}


def changed(*path: Any, value: Any) -> Any:
    model = deepcopy(MODEL)
    inner = model
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return model


def faults(model: Any) -> list[tuple[Any, str]]:
    with pytest.raises(ContentFaulty) as faulty:
        check_own_framework(model)
    return [(fault.path, fault.says) for fault in faulty.value.faults]


def test_what_may_be_left_out_is_filled_in() -> None:
    found = check_own_framework(MODEL)
    assert isinstance(found, Framework)
    assert (found.version, found.source) == ("", "")
    assert found.levels[0].meaning == ""
    assert (found.themes[0].id, found.themes[0].benchmarks) == ("theme-1", ())
    assert found.themes[0].statements[0].focus == ""


@pytest.mark.parametrize(
    ("path", "value", "place", "says"),
    [
        (("id",), "Our Model", ("id",), "cannot be used"),
        (("id",), "x" * 41, ("id",), "cannot be used"),
        (("title",), " ", ("title",), "The title is empty"),
        (("title",), "x" * 301, ("title",), "301 characters"),
        (("source",), "x" * 4001, ("source",), "4,001 characters"),
        (("applies_to",), [], ("applies_to",), "No type"),
        (("applies_to",), ["secondary", "Big School"], ("applies_to", 1), "“Big School” cannot be used"),
        (("levels", 0, "name"), "", ("levels", 0, "name"), "The name of level 1 is empty"),
        (("levels", 1, "number"), 3, ("levels", 1, "number"), "stands in place 2"),
        (("levels",), [{"number": n, "name": "x"} for n in range(1, 11)], ("levels",), "10 levels"),
        (("themes", 0, "number"), 0, ("themes", 0, "number"), "0 cannot be a theme’s number"),
        (("themes", 0, "benchmarks"), [1, 9], ("themes", 0, "benchmarks"), "no Gatsby Benchmark 9"),
        (("themes", 0, "statements"), [], ("themes", 0), "has no statements"),
        (("themes", 0, "statements", 0, "id"), "1/1", ("themes", 0, "statements", 0, "id"), "“1/1” cannot be"),
        (("themes", 0, "statements", 0, "qic"), ["a b"], ("themes", 0, "statements", 0, "qic", 0), "“a b” cannot be"),
        (
            ("themes", 0, "statements", 0, "levels"),
            ["a", ""],
            ("themes", 0, "statements", 0, "levels", 1),
            "level 2 is",
        ),
        (
            ("themes", 0, "statements", 0, "challenge"),
            ["?"] * 21,
            ("themes", 0, "statements", 0, "challenge"),
            "21 challenge",
        ),
        (
            ("themes", 0, "statements", 0, "challenge"),
            ["?", ""],
            ("themes", 0, "statements", 0, "challenge", 1),
            "empty",
        ),
    ],
)
def test_what_does_not_hold_together_is_named_with_its_place(path: Any, value: Any, place: Any, says: str) -> None:
    found = faults(changed(*path, value=value))
    assert any(at == place and says in sentence for at, sentence in found), found


@pytest.mark.parametrize(
    ("path", "value", "place", "says"),
    [
        ((), "a text", (), "another kind"),
        (("colour",), "red", ("colour",), "“colour” is not a word"),
        (("title",), 7, ("title",), "another kind"),
        (("themes",), "all", ("themes",), "another kind"),
        (("levels", 0), "Low", ("levels", 0), "another kind"),
        (("themes", 0, "statements", 0, "id"), 1.1, ("themes", 0, "statements", 0, "id"), "another kind"),
        (("themes", 0, "number"), "one", ("themes", 0, "number"), "another kind"),
        (("themes", 0, "statements", 0), "One", ("themes", 0, "statements", 0), "another kind"),
        (("themes", 0, "statements"), 7, ("themes", 0, "statements"), "another kind"),
    ],
)
def test_a_value_of_another_kind_is_named_with_its_place(path: Any, value: Any, place: Any, says: str) -> None:
    found = faults(changed(*path, value=value) if path else value)
    assert [at for at, _ in found] == [place]
    assert says in found[0][1]


def test_every_misfit_is_told_at_once() -> None:
    model = changed("themes", 0, "statements", 0, "id", value=1.1)
    model["levels"][0]["number"] = "one"
    del model["levels"][1]["name"]
    del model["title"]
    assert {path for path, _ in faults(model)} == {
        (), ("levels", 0, "number"), ("levels", 1), ("themes", 0, "statements", 0, "id"),
    }  # fmt: skip


def test_there_are_bounds_to_themes_and_statements() -> None:
    many = [STATEMENT | {"id": f"1.{n}"} for n in range(301)]
    assert faults(changed("themes", 0, "statements", value=many)) == [(("themes",), "There are 301 statements.")]
    themes = [{"number": n, "title": "T", "statements": [STATEMENT | {"id": f"{n}"}]} for n in range(1, 32)]
    assert faults(changed("themes", value=themes)) == [(("themes",), "There are 31 themes.")]


def test_an_id_of_a_framework_that_comes_with_the_product_is_taken() -> None:
    with pytest.raises(ContentFaulty) as faulty:
        check_own_framework(MODEL, {"our-model"})
    (fault,) = faulty.value.faults
    assert (fault.path, fault.fix) == (("id",), "Choose another, such as our-our-model.")
