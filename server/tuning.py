"""What a process that serves asks of Python itself. Measured, not guessed: see docs/performance.md."""

import ctypes
import gc
import sys

from server.house import House

SWITCH = 0.0002
"""Seconds until a thread that waits gets its turn. Python's own five milliseconds are an age for the writer, which only
wants to start its commit while the loop renders."""
YOUNG = 20_000
"""Objects made until the young ones are looked through for cycles: one push makes thousands, and no cycles."""

ARENAS = 2
"""Places that the C library takes memory from. By its own choice, eight for each core, what threads used for the files
of many meetings stays behind in pieces: fifty megabytes in half an hour."""
LARGE = 128 * 1024
"""Bytes from which a piece of memory is a mapping of its own, given back when it is done with: minutes are larger."""
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3  # malloc.h


def tune(house: House) -> None:
    """Once, before the first request: what is loaded by now stays, and is never looked through again."""
    house.fragments.load()
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def keep_memory_together() -> None:
    """Before threads start: say to the C library how to lay memory out, where it can be told."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries than glibc have none
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, LARGE)
