"""QR codes as paths for inline SVG, which needs no style of its own. `qr` in macros/charts.html draws them."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import segno


def qr_path(address: str) -> tuple[str, int]:
    """The path of the dark squares, and how many squares wide the code is with the quiet zone."""
    code = segno.make(address, error="m", micro=False)
    rows = list(code.matrix_iter(border=2))
    runs = ((y, *run) for y, row in enumerate(rows) for run in _dark_runs(row))
    return "".join(f"M{x} {y}h{wide}v1h-{wide}z" for y, x, wide in runs), len(rows)


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark squares begins, and how many it has."""
    x = 0
    for dark, squares in groupby(row, bool):
        wide = sum(1 for _ in squares)
        if dark:
            yield x, wide
        x += wide
