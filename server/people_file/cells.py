"""What one cell says: e-mail addresses, yes and no, names of institutions that are written in more than one way."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from server.addresses import is_address
from server.people_file.sheet import LONGEST_CELL, Fault

NOTHING = frozenset({"-", "–", "—", "n/a", "none", "nil", "tbc", "tba", "?", "."})
"""What people write into a cell that they have to leave empty."""
_LOCAL = re.compile(r"(?!\.)[^\[\]]{1,64}(?<!\.)")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")
MOST_LOOKED_FOR, LONGEST_LOOKED_FOR = 50, 60  # names, and characters
_KINDS_OF_PLACE = frozenset({"school", "college", "academy", "high", "community", "sixth", "form", "secondary", "pru"})
_ACCENTS = re.compile("['’.\u0300-\u036f]")  # of our own letters: in other scripts such marks are vowels
_YES = frozenset({"y", "yes", "true", "x", "1", "✓", "✔", "ja", "slt"})


def unless_nothing(cell: str) -> str:
    """The cell, or nothing where it says that there is nothing."""
    return "" if cell.casefold() in NOTHING else cell


def email_of(cell: str) -> str:
    """The address alone, out of "Ann Lee <ann@x.example>" or "mailto:ann@x.example;"."""
    inside = re.search(r"<([^<>]+)>\s*[;,]?\Z", cell)
    return (inside[1] if inside else cell).strip().removeprefix("mailto:").rstrip(";,. ")


def is_email(address: str) -> bool:
    """Whether mail could be sent there from anywhere: an address whose domain has a dot, and none too many."""
    local, _, domain = address.partition("@")
    return (
        is_address(address)
        and ".." not in address
        and _LOCAL.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
    )


def is_yes(cell: str) -> bool:
    """Whether a cell ticks something."""
    return cell.casefold() in _YES


def same(name: str) -> str:
    """A name without what is written now one way, now another: letters' case and accents, "The", "&", punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    bare = (letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in _ACCENTS.sub("", plain))
    words = "".join(bare).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


class Known:
    """The institutions that there are, found by any way of writing them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._spelt = {same(name): name for name in names}
        self._bare = {_bare(one)[:LONGEST_LOOKED_FOR]: name for one, name in self._spelt.items()}
        self._likely: dict[str, tuple[str, ...]] = {}

    def spelt(self, name: str) -> str | None:
        """The institution's own spelling; none where there is no such institution."""
        return self._spelt.get(same(name))

    def likely(self, name: str) -> tuple[str, ...]:
        """Those that a name may mean, best first. Not for every name of a long file: looking takes its time."""
        meant = same(name)[:LONGEST_LOOKED_FOR]
        if meant not in self._likely and len(self._likely) < MOST_LOOKED_FOR:
            near = [self._spelt[one] for one in get_close_matches(meant, self._spelt, n=2, cutoff=0.8)]
            near += [self._bare[one] for one in get_close_matches(_bare(meant), self._bare, n=2, cutoff=0.75)]
            near += [whole for one, whole in self._spelt.items() if f" {meant} " in f" {one} "] if meant else []
            self._likely[meant] = tuple(dict.fromkeys(near))[:3]
        return self._likely.get(meant, ())


def _bare(name: str) -> str:
    """What tells institutions apart."""
    return " ".join(word for word in name.split() if word not in _KINDS_OF_PLACE) or name


def cut(cell: str) -> str:
    """As much of it as can be kept: enough to see which cell is meant."""
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def too_long(row: int, cells: Mapping[str, str], titles: Mapping[str, str]) -> list[Fault]:
    """A fault for each cell that holds more than can be kept."""
    return [
        Fault(row, field, f"Row {row}: {titles[field]} has {len(cell):,} characters. Up to {LONGEST_CELL} can be kept.")
        for field, cell in cells.items()
        if len(cell) > LONGEST_CELL
    ]


def listed(names: Sequence[str]) -> str:
    """ "A, B or C"."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
