"""Rows of a spreadsheet that are put right on the page: what stands in their fields goes before what the table has.

A form names them by row and column, `mend-4-percent`. Nothing is taken that was not shown: `shown` says what was.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from starlette.datastructures import FormData

from server.self_evaluation.compass_file import TITLES, Mended, Result

_FIELD = re.compile(rf"mend-(\d{{1,6}})-({'|'.join(TITLES)})", re.ASCII)
LONGEST = 1000  # characters of one field; what is longer is cut, for no cell is as long


def mended_in(form: FormData) -> Mended:
    """The cells that a form puts right, by row and column."""
    found: dict[int, dict[str, str]] = {}
    for name, value in form.multi_items():
        if (field := _FIELD.fullmatch(name)) and isinstance(value, str):
            found.setdefault(int(field[1]), {})[field[2]] = value.strip()[:LONGEST]
    return found


def mark_of(results: Sequence[Result]) -> str:
    """What tells these results from any others."""
    return hashlib.sha256(repr(results).encode()).hexdigest()[:16]


def is_shown(form: Mapping[str, object], results: Sequence[Result]) -> bool:
    """Whether these are what the page showed; a program that shows nothing is taken at its word."""
    return form.get("shown", mark_of(results)) == mark_of(results)
