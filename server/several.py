"""Several names in one sentence."""

from collections.abc import Iterable


def several(names: Iterable[str]) -> str:
    """Ann, Ben and Cem; nothing for none."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last
