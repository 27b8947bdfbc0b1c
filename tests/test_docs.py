"""The documentation says what is so: links lead somewhere, commands exist, tables are those of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.__main__ import _parser
from sessions.commands import COMMANDS
from sessions.events import EVENTS
from tooling.write_contract import CONTRACT, MARKED, TABLES, written

TOP = Path(__file__).parent.parent
PAGES = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").glob("**/*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MAKE = re.compile(r"`make ([a-z]+)[^`]*`|^make ([a-z]+)", re.MULTILINE)
SERVER = re.compile(r"python -m server ([a-z]+)")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can name, as GitHub spells them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def broken(page: Path, text: str) -> Iterator[str]:
    """Relative links of a page that lead nowhere."""
    for link in LINK.findall(text):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (place and target.suffix == ".md" and place not in anchors(target)):
            yield link


def outdated(page: str) -> list[str]:
    """The tables of the contract that are not those of the code, by name: the tables themselves are long."""
    pairs = zip(MARKED.finditer(page), MARKED.finditer(written(page)), strict=True)
    return [was[2] for was, becomes in pairs if was[0] != becomes[0]]


@pages
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page, page.read_text(encoding="utf-8"))) == []


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    text = "[a](gone.md) [b](README.md#nowhere) [c](README.md#further) [d](https://example.org/gone)"
    assert list(broken(TOP / "README.md", text)) == ["gone.md", "README.md#nowhere"]


@pages
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {one or other for one, other in MAKE.findall(page.read_text(encoding="utf-8"))}
    assert named <= targets


@pages
def test_every_server_command_that_is_named_exists(page: Path) -> None:
    known = set(re.findall(r"[a-z]+", _parser().format_usage()))
    assert set(SERVER.findall(page.read_text(encoding="utf-8"))) <= known


def test_the_contracts_tables_are_those_of_the_code() -> None:
    page = CONTRACT.read_text(encoding="utf-8")
    assert sorted(name for _, name, _ in MARKED.findall(page)) == sorted(TABLES)
    assert not outdated(page), f"docs/contract.md: {', '.join(outdated(page))}: run `python -m tooling.write_contract`"


def test_a_table_that_differs_is_noticed() -> None:
    page = written(CONTRACT.read_text(encoding="utf-8"))
    assert outdated(page) == []
    assert outdated(page.replace("| `PauseClock` |", "| `StopClock` |")) == ["commands"]


def test_every_command_and_event_stands_in_the_contract() -> None:
    page = written("".join(f"<!-- generated: {name} -->\n<!-- end -->\n" for name in TABLES))
    missing = [kind.__name__ for kind in (*COMMANDS, *EVENTS) if f"| `{kind.__name__}` |" not in page]
    assert not missing, f"tooling/write_contract.py writes no row for {', '.join(missing)}"
