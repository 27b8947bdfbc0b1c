"""The check of a maturity model that a hub brings along: all its faults at once.

The files that come with the product are checked by `framework.check_framework` alone. A hub's own file was written by
somebody who may never have seen another, so words that can be left out are filled in here.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec

from sessions.faults import ContentFaulty, Fault, Path, misfits
from sessions.framework import Framework, Statement, Theme, check_framework

FEWEST_LEVELS, MOST_LEVELS = 2, 9
MOST_THEMES = 30
MOST_STATEMENTS = 300
MOST_QUESTIONS = 20  # to challenge one statement with
BENCHMARKS = 8
LONGEST_TITLE = 300
LONGEST_TEXT = 4000
HIGHEST_THEME = 99

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")  # stands in addresses and in names of elements
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_OPTIONAL = {"version": "", "source": ""}


def check_own_framework(raw: Any, taken: Collection[str] = ()) -> Framework:
    """A hub's framework from plain data. Raises ContentFaulty naming every place that does not hold together.

    `taken` are the ids of the frameworks that come with the product.
    """
    raw = _filled(raw)
    faults = list(misfits(raw, Framework))
    if faults:
        raise ContentFaulty(faults)
    framework = msgspec.convert(raw, Framework)
    faults = [*_size_faults(framework), *_name_faults(framework), *_text_faults(framework)]
    if framework.id in taken:
        says = f"The id “{framework.id}” belongs to a framework that comes with Review Rooms."
        faults.append(Fault(("id",), says, f"Choose another, such as our-{framework.id}."))
    try:
        check_framework(raw)
    except ContentFaulty as error:
        faults += error.faults
    if faults:
        raise ContentFaulty(faults)
    return framework


def _filled(raw: Any) -> Any:
    """The same with everything that may be left out."""
    if not isinstance(raw, dict):
        return raw
    return {
        **_OPTIONAL,
        **raw,
        "levels": _each(raw.get("levels", []), lambda level: {"meaning": "", **level}),
        "themes": _each(raw.get("themes", []), _filled_theme),
    }


def _filled_theme(theme: Mapping[str, Any]) -> dict[str, Any]:
    statements = _each(theme.get("statements", []), lambda line: {"focus": "", **line})
    return {"id": f"theme-{theme.get('number', 0)}", "benchmarks": [], **theme, "statements": statements}


def _each(many: Any, fill: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Any:
    if not isinstance(many, list):
        return many
    return [fill(one) if isinstance(one, dict) else one for one in many]


def _size_faults(framework: Framework) -> Iterator[Fault]:
    statements = sum(len(theme.statements) for theme in framework.themes)
    for place, many, most, what in (
        ("levels", len(framework.levels), MOST_LEVELS, "levels"),
        ("themes", len(framework.themes), MOST_THEMES, "themes"),
        ("themes", statements, MOST_STATEMENTS, "statements"),
    ):
        if many > most:
            yield Fault((place,), f"There are {many} {what}.", f"Keep to {most} at most.")
    if not framework.applies_to:
        yield Fault(("applies_to",), "No type of institution is named.", "Name one or more, such as secondary.")


def _name_faults(framework: Framework) -> Iterator[Fault]:
    """What stands in addresses and in a log has to be short and plain."""
    if not _ID.fullmatch(framework.id):
        fix = "Use 2 to 40 small letters, digits and hyphens, such as our-model."
        yield Fault(("id",), f"The id “{framework.id[:60]}” cannot be used.", fix)
    for place, kind in enumerate(framework.applies_to):
        if not _TYPE.fullmatch(kind):
            fix = "Use small letters and underscores, such as secondary or sixth_form."
            yield Fault(("applies_to", place), f"The type “{kind[:60]}” cannot be used.", fix)
    for t, theme in enumerate(framework.themes):
        yield from _theme_name_faults(theme, ("themes", t))


def _theme_name_faults(theme: Theme, path: Path) -> Iterator[Fault]:
    if not 1 <= theme.number <= HIGHEST_THEME:
        fix = f"Number the themes from 1 to {HIGHEST_THEME}."
        yield Fault((*path, "number"), f"{theme.number} cannot be a theme’s number.", fix)
    for number in sorted({*theme.benchmarks}):
        if not 1 <= number <= BENCHMARKS:
            fix = f"They run from 1 to {BENCHMARKS}."
            yield Fault((*path, "benchmarks"), f"There is no Gatsby Benchmark {number}.", fix)
    if not theme.statements:
        yield Fault(path, f"Theme {theme.number} has no statements.", "Add one, or remove the theme.")
    for s, line in enumerate(theme.statements):
        yield from _number((*path, "statements", s, "id"), line.id, "a statement’s number")
        for place, criterion in enumerate(line.qic):
            yield from _number((*path, "statements", s, "qic", place), criterion, "a criterion’s number")


def _number(path: Path, number: str, what: str) -> Iterator[Fault]:
    if not _NUMBER.fullmatch(number):
        fix = "Use up to 20 letters, digits, dots, hyphens and underscores, such as 1.1."
        yield Fault(path, f"“{number[:60]}” cannot be {what}.", fix)


def _text_faults(framework: Framework) -> Iterator[Fault]:
    yield from _text(("title",), framework.title, "The title", LONGEST_TITLE)
    yield from _text(("source",), framework.source, "The source", empty=True)
    for place, level in enumerate(framework.levels):
        named = f"level {level.number}"
        yield from _text(("levels", place, "name"), level.name, f"The name of {named}", 60)
        yield from _text(("levels", place, "meaning"), level.meaning, f"What {named} means", empty=True)
    for t, theme in enumerate(framework.themes):
        yield from _text(("themes", t, "title"), theme.title, f"The title of theme {theme.number}", LONGEST_TITLE)
        for s, line in enumerate(theme.statements):
            yield from _statement_texts(line, ("themes", t, "statements", s))


def _statement_texts(line: Statement, path: Path) -> Iterator[Fault]:
    of = f"of statement {line.id[:20]}"
    yield from _text((*path, "title"), line.title, f"The title {of}", LONGEST_TITLE)
    yield from _text((*path, "focus"), line.focus, f"The focus {of}", empty=True)
    for place, text in enumerate(line.levels):
        yield from _text((*path, "levels", place), text, f"The description {of} at level {place + 1}")
    for place, text in enumerate(line.challenge):
        yield from _text((*path, "challenge", place), text, f"A challenge question {of}")
    if len(line.challenge) > MOST_QUESTIONS:
        says = f"Statement {line.id[:20]} has {len(line.challenge)} challenge questions."
        yield Fault((*path, "challenge"), says, f"Keep to {MOST_QUESTIONS} at most.")


def _text(path: Path, text: str, what: str, longest: int = LONGEST_TEXT, *, empty: bool = False) -> Iterator[Fault]:
    if not text.strip() and not empty:
        yield Fault(path, f"{what} is empty.", "Write it.")
    if len(text) > longest:
        yield Fault(path, f"{what} has {len(text):,} characters.", f"Shorten it to {longest:,} at most.")
