"""The words that a framework's table is read by: its column headings, and the names of the rows above them."""

import re
from collections.abc import Mapping, Sequence

from server.exports.wording import institution_type
from server.people_file.kinds import TITLES, title_of

COLUMNS: Mapping[str, str] = {
    "theme": "theme", "theme number": "theme", "theme no": "theme",
    "theme title": "theme_title", "theme name": "theme_title",
    "benchmark": "benchmarks", "benchmarks": "benchmarks", "gatsby benchmark": "benchmarks",
    "gatsby benchmarks": "benchmarks",
    "statement": "statement", "statement number": "statement", "statement no": "statement", "statement id": "statement",
    "title": "title", "statement title": "title",
    "focus": "focus", "focus question": "focus",
    "criteria": "qic", "qic": "qic", "quality in careers": "qic", "quality in careers criteria": "qic",
    "challenge": "challenge", "challenge question": "challenge", "challenge questions": "challenge",
}  # fmt: skip
"""A heading as people write it → the column that is meant. `level 2` and `challenge 2` come from `column_named`."""

ABOVE: Mapping[str, str] = {
    "title": "title", "name": "title", "framework": "title",
    "id": "id",
    "institution types": "applies_to", "institution type": "applies_to", "types": "applies_to", "for": "applies_to",
    "source": "source",
    "version": "version",
}  # fmt: skip
"""The first cell of a row above the headings → what its second cell says."""

NEEDED = ("theme", "statement", "title")
_TYPES = {words.casefold(): kind for kind in TITLES for words in (title_of(kind), institution_type(kind))}


def normal(text: str) -> str:
    """A heading without what does not matter: case, spaces, full stops, colons, asterisks."""
    return " ".join(re.sub(r"[.:*_/]", " ", text).split()).casefold()


def column_named(heading: str) -> str | None:
    """The column that a heading means: `theme`, `level 3`, `challenge 2` …; none where nobody knows it."""
    words = normal(heading)
    if words in COLUMNS:
        return COLUMNS[words]
    if match := re.match(r"level (\d{1,2})\b", words):
        return f"level {int(match[1])}"
    if match := re.fullmatch(r"challenge questions? (\d{1,2})", words):
        return f"challenge {int(match[1])}"
    return None


def score(row: Sequence[str]) -> int:
    """How many headings a row holds; 0 unless it can be the row of headings."""
    known = {column_named(cell) for cell in row if len(cell) < 100}
    has_level = any(one and one.startswith("level ") for one in known)
    return len(known - {None}) if "statement" in known and ("theme" in known or has_level) else 0


def level_row(first: str) -> int | None:
    """The level whose name stands beside this cell."""
    match = re.fullmatch(r"level (\d{1,2})", normal(first))
    return int(match[1]) if match else None


def type_meant(word: str) -> str:
    """A type of institution by its key or its words."""
    said = " ".join(word.split()).casefold()
    return _TYPES.get(said, re.sub(r"[ -]", "_", said))
