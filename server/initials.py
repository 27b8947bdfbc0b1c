"""Two letters for each institution of a room, for its seat. The letters stand beside the name, never instead of it."""

import re
from collections.abc import Iterator, Sequence

PASSED_OVER = {"of", "and", "for", "at", "in", "on", "upon", "&"}
KINDS = {"school", "college", "academy", "primary", "centre", "trust", "university"}


def initials(names: Sequence[str]) -> list[str]:
    """Two capital letters for each name, no two alike as long as the names allow it: "Larkfield School" is LS or LA."""
    taken: set[str] = set()
    found = []
    for name in names:
        letters = next((pair for pair in _candidates(name) if pair not in taken), f"{len(taken) + 1:02}")
        taken.add(letters)
        found.append(letters)
    return found


def _candidates(name: str) -> Iterator[str]:
    words = [word for word in re.findall(r"\w+", name.upper()) if word.lower() not in PASSED_OVER] or ["?"]
    own = [word for word in words if word.lower() not in KINDS] or words
    for part in (own, words):
        if len(part) > 1:
            yield part[0][0] + part[1][0]
    long = own[0] if len(own) == 1 else "".join(own)
    yield from (long[0] + letter for letter in long[1:])
    yield from (words[-1][0] + letter for letter in words[-1][1:])
