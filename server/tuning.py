"""What a process that serves asks of Python itself. Measured, not guessed: see docs/performance.md."""

import gc
import sys

from server.house import House

SWITCH = 0.0002
"""Seconds until a thread that waits gets its turn. Python's own five milliseconds are an age for the writer, which only
wants to start its commit while the loop renders."""
YOUNG = 20_000
"""Objects made until the young ones are looked through for cycles: one push makes thousands, and no cycles."""


def tune(house: House) -> None:
    """Once, before the first request: what is loaded by now stays, and is never looked through again."""
    house.fragments.load()
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
