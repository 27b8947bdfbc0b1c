"""The levels of a review that was held elsewhere, pasted: a statement and its level on each line. Pure."""

import re

import msgspec

from server.one_line import clean
from sessions.decide.ground import MOST
from sessions.framework import FrameworkOutline

MOST_LINES, LONGEST = 200, 200_000
_BETWEEN = " \t,;:|–—-=>."
_UNSEEN_QUOTES = '"“”'
_FORMULA = re.compile(r"[=@＝＠]|[+-][A-Za-z]{2,}\s*\(")


class ReviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was read: `number` counts from 1; `fault` says what hinders, and then the rest may be missing."""

    number: int
    text: str
    statement: str = ""
    title: str = ""
    level: int = 0
    level_name: str = ""
    evidence: str = ""
    fault: str = ""


class TooMuchPasted(ValueError):
    """More than can be read at once, or nothing; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_review_lines(text: str, model: FrameworkOutline) -> list[ReviewLine]:
    """Every line that says anything. Raises TooMuchPasted."""
    if len(text) > LONGEST:
        raise TooMuchPasted(f"This is {len(text):,} characters. Up to {LONGEST:,} can be read at once.")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and _is_heading(lines[0][1], model):
        lines = lines[1:]
    if not lines:
        raise TooMuchPasted("There is nothing to read yet. Paste a statement and its level on each line.")
    if len(lines) > MOST_LINES:
        raise TooMuchPasted(f"There are {len(lines):,} lines. Up to {MOST_LINES} can be read: one for each statement.")
    found: dict[str, int] = {}
    read = []
    for number, line in lines:
        one = _read(number, line, model)
        if not one.fault and one.statement in found:
            says = f"{one.statement} stands in line {found[one.statement]} already. Keep one of them."
            one = msgspec.structs.replace(one, fault=f"Line {number}: {says}")
        found.setdefault(one.statement, number)
        read.append(one)
    return read


def _is_heading(line: str, model: FrameworkOutline) -> bool:
    first = re.split(r"[\t,;|]", line)[0].strip(_UNSEEN_QUOTES + " ").casefold()
    return first in ("statement", "statements", "id", "no", "number") and _statement(line, model) is None


def _read(number: int, line: str, model: FrameworkOutline) -> ReviewLine:
    shown = clean(line)[:200]

    def wrong(says: str, statement: str = "", title: str = "") -> ReviewLine:
        return ReviewLine(number=number, text=shown, statement=statement, title=title, fault=f"Line {number}: {says}")

    found = _statement(line, model)
    if found is None:
        first = clean(re.split(r"[\s,;:|]", line.strip(_UNSEEN_QUOTES + " \t"))[0])[:40]
        known = f"{model.statements[0].id} to {model.statements[-1].id}"
        return wrong(f"“{first}” is not a statement of {model.title}. Begin each line with one, from {known}.")
    statement, rest = found
    outline = model.statement(statement)
    title = outline.title if outline else ""
    given = _level(rest, model)
    if isinstance(given, str):
        return wrong(given, statement, title)
    level, evidence = given
    evidence = _unquoted(evidence)
    if _FORMULA.match(evidence):
        return wrong("what follows the level is a formula. Paste its words instead.", statement, title)
    if len(evidence) > MOST:
        return wrong(f"the evidence has {len(evidence):,} characters; {MOST:,} is the most.", statement, title)
    return ReviewLine(
        number=number, text=shown, statement=statement, title=title, level=level, level_name=model.level_name(level),
        evidence=evidence,
    )  # fmt: skip


def _statement(line: str, model: FrameworkOutline) -> tuple[str, str] | None:
    """The statement that a line begins with, and what follows: the longest that fits."""
    start = line.lstrip(_UNSEEN_QUOTES + " \t•*")
    for one in sorted(model.statements, key=lambda known: -len(known.id)):
        if start[: len(one.id)].casefold() == one.id.casefold():
            rest = start[len(one.id) :]
            if not rest or not (rest[0].isalnum() or (rest[0] == "." and rest[1:2].isdigit())):
                return one.id, rest.lstrip(_UNSEEN_QUOTES)
    return None


def _level(rest: str, model: FrameworkOutline) -> tuple[int, str] | str:
    """The level and what follows it, or what is wrong."""
    bare = rest.lstrip(_BETWEEN + _UNSEEN_QUOTES)
    bare = re.sub(r"^level\b[\s:]*", "", bare, flags=re.IGNORECASE)
    named = _named(bare, model)
    if named is not None:
        return named
    digits = re.match(r"(\d{1,3})(?![\d.]*\d)(?!\w)", bare, re.ASCII)
    known = ", ".join(f"{level.number} {level.name}" for level in model.levels)
    if digits is None:
        first = clean(re.split(r"[\t,;]", bare)[0])[:40]
        return (
            f"“{first}” is not a level. Write one of {known}."
            if first
            else f"the level is missing. Write one of {known}."
        )
    number, after = int(digits[1]), bare[digits.end() :]
    if not model.has_level(number):
        return f"there is no level {number}. Write one of {known}."
    beside = _named(after.lstrip(_BETWEEN + _UNSEEN_QUOTES), model)
    if beside is not None:
        if beside[0] != number:
            return f"it says {number} and {model.level_name(beside[0])}, which is {beside[0]}. Keep one of them."
        after = beside[1]
    return number, after


def _named(text: str, model: FrameworkOutline) -> tuple[int, str] | None:
    """A level called by its name, and what follows."""
    for level in sorted(model.levels, key=lambda one: -len(one.name)):
        after = text[len(level.name) :]
        if text[: len(level.name)].casefold() == level.name.casefold() and not after[:1].isalnum():
            return level.number, after
    return None


def _unquoted(text: str) -> str:
    """Evidence as it was meant: without what stands between cells, and without a spreadsheet's quotation marks."""
    bare = clean(re.sub(r'^"?[\s,;:|–—.]*(?:-\s+)?', "", text))
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1].replace('""', '"')
    return bare.strip()
