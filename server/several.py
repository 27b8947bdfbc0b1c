"""Several names in one sentence."""

from collections.abc import Sequence


def several(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"; nothing for none."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
