"""Which column holds what, by the names that people give their columns, in any order."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from server.one_line import clean
from server.people_file.sheet import MOST_ROWS, TooManyRows, Unreadable
from server.people_file.splitting import HEADINGS_WITHIN, Record, split

# Words that say nothing about what a column holds.
_FILLERS = frozenset(["a", "an", "and", "of", "or", "the", "their", "your", "full", "please", "enter"])


class Columns(msgspec.Struct, frozen=True):
    """What a kind of table may hold. Each of `needed` is a choice of fields, one of which must be there."""

    known: Mapping[str, str]  # heading as `key` has it → field
    titles: Mapping[str, str]  # field → how we call the column
    needed: tuple[tuple[str, ...], ...]


def columns(titles: Mapping[str, str], needed: tuple[tuple[str, ...], ...], **headings: str) -> Columns:
    """Columns from lists of headings ("name, person, contact")."""
    known = {key(heading): field for field, text in headings.items() for heading in text.split(",")}
    return Columns(known, titles, needed)


class Laid(msgspec.Struct, frozen=True):
    """Where the fields are: field → places of its columns. `rows` are those under the headings."""

    places: Mapping[str, tuple[int, ...]]
    headings: Mapping[str, str]
    left_out: tuple[str, ...]
    rows: Sequence[Record]

    def cell(self, record: Record, field: str) -> str:
        """What a row says there, for one line: from the first of the field's columns that says anything."""
        for place in self.places.get(field, ()):
            if place < len(record.cells) and (said := clean(record.cells[place])):
                return said
        return ""


def key(heading: str) -> str:
    """A heading without all that people write differently: "E-mail address (work) *" and "email address" are one."""
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]|['’]", "", unicodedata.normalize("NFKC", heading).casefold())
    words = re.findall(r"[^\W_]+", plain.replace("e-mail", "email").replace("e mail", "email"))
    return "".join(word.removesuffix("s") for word in words if word not in _FILLERS)


def lay_out(text: str, wanted: Columns) -> Laid:
    """The rows under the headings, and what is where. Raises Unreadable, naming the columns that are missing."""
    records = split(text, lambda cells: len(_fields(cells, wanted)))
    if not records:
        raise Unreadable("There is nothing in it. Choose another file, or paste the rows with their headings.")
    head = max(records[:HEADINGS_WITHIN], key=lambda record: len(_fields(record.cells, wanted)))
    places = _fields(head.cells, wanted)
    missing = [choice for choice in wanted.needed if not any(field in places for field in choice)]
    if missing:
        raise Unreadable(_missing(head, places, missing, wanted))
    rows = [record for record in records if record.number > head.number]
    if not rows:
        raise Unreadable("There are headings and no rows under them. Add a row for each.")
    if len(rows) > MOST_ROWS:
        raise TooManyRows(len(rows))
    taken = {place for found in places.values() for place in found}
    left = (clean(cell) for place, cell in enumerate(head.cells) if place not in taken)
    named = {field: clean(head.cells[found[0]]) for field, found in places.items()}
    return Laid(places, named, tuple(heading for heading in left if heading), rows)


def _fields(cells: Sequence[str], wanted: Columns) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, cell in enumerate(cells):
        field = wanted.known.get(key(cell)) if len(cell) <= 100 else None
        if field:
            found[field] = (*found.get(field, ()), place)
    return found


def _missing(
    head: Record, places: Mapping[str, tuple[int, ...]], missing: Sequence[tuple[str, ...]], wanted: Columns
) -> str:
    """Which columns are needed, and what stands there instead."""
    nothing_known = len(missing) == len(wanted.needed) and len(places) < 2  # a word among the rows may look like one
    lacking = [wanted.titles[choice[0]] for choice in (wanted.needed if nothing_known else missing)]
    listed, one = " and ".join(f"“{title}”" for title in lacking), len(lacking) == 1
    if nothing_known:
        needed = {field for choice in wanted.needed for field in choice}
        useful = [title for field, title in wanted.titles.items() if field not in needed]
        return (
            f"There are no headings. The first row has to say what each column holds: {listed} "
            f"{'is' if one else 'are'} needed; {', '.join(useful)} can be there too."
        )
    there = ", ".join(heading[:40] for cell in head.cells if (heading := clean(cell)))[:200]
    said = "The column {} is missing" if one else "The columns {} are missing"
    return f"{said.format(listed)}. Row {head.number} has: {there}."
