"""The joined stylesheet keeps the promises of the design language."""

import re
from pathlib import Path

import pytest

from server.stylesheet import joined, stylesheet

STATIC = Path(__file__).parents[2] / "static"
CSS = STATIC / "css"


def test_every_file_is_joined_once_and_none_is_left_to_import() -> None:
    text = joined(CSS)
    assert "@import" not in text
    for path in CSS.rglob("*.css"):
        if path.name != "app.css":
            assert text.count(path.read_text(encoding="utf-8")) == 1, path.name


def test_the_version_follows_the_text() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", stylesheet(CSS).version)
    assert stylesheet(CSS).text == joined(CSS)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_text('@import url("gone.css");\n')
    with pytest.raises(FileNotFoundError, match=r"gone\.css"):
        joined(tmp_path)


def test_nothing_is_forced_and_nothing_needs_has() -> None:
    rules = re.sub(r"/\*.*?\*/", "", joined(CSS), flags=re.DOTALL)
    assert "!important" not in rules
    assert ":has(" not in rules


def test_what_the_stylesheet_asks_for_is_there() -> None:
    for address in re.findall(r'url\("([^"]+)"\)', joined(CSS)):
        assert (STATIC.parent / address.lstrip("/")).is_file(), address


def test_raw_colours_stand_only_among_the_tokens() -> None:
    allowed = {"tokens.css", "print.css", "screen.css", "review-card.css", "capture.css"}
    for path in (CSS / "components").glob("*.css"):
        if path.name not in allowed:
            assert not re.search(r"#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8")), path.name


def test_dark_by_system_and_dark_by_force_are_the_same_and_never_printed() -> None:
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    lists = re.findall(r"@media screen[^{]*\{\s*:root[^{]*\{([^}]*)\}", tokens)
    assert len(lists) == 2
    assert lists[0] == lists[1]
    assert tokens.count("color-scheme: dark;") == 2
