"""What the fault tests start: `python -m server serve` with at most one thing changed inside, named by the environment.

FAIL=point:number    the process kills itself when its writer reaches the point for that time (see server.store.writer)
BROKEN=name          a defect is built in, for a fault test to find (tests/faults/broken.py)
CLOCK=file           the seconds by which the process's clock is off stand in that file
QUICK=1              silent connections are given up after three seconds instead of seventy

Nothing of this is in the product: it has no such switches.
"""

import itertools
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from server import __main__ as program
from server import app, heads, running
from server.live import rooms
from server.store import Store


def killing(when: str) -> dict[str, Callable[[], None]]:
    """Fail points that kill the process at `point:number`."""
    point, _, number = when.partition(":")
    times = itertools.count(1)

    def reach() -> None:
        if next(times) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    return {point: reach}


def fail(when: str) -> None:
    """Give the store such fail points."""
    opened = Store.opened
    Store.opened = partial(opened, fail_points=killing(when))  # type: ignore[method-assign]


def set_clock(file: Path) -> None:
    """Put every clock of the process forward or back by what stands in the file."""
    real, real_ns = time.time, time.time_ns

    def off() -> float:
        return float(file.read_text() or 0)

    def now() -> datetime:
        return datetime.fromtimestamp(real(), UTC) + timedelta(seconds=off())

    time.time = lambda: real() + off()
    time.time_ns = lambda: real_ns() + int(off() * 1e9)
    opened: Any = app.opened
    app.opened = partial(opened, now=now)


def make_quick() -> None:
    """Look after silent connections often."""
    heads.WITHIN = 2.0
    module: Any = running
    usual = module.serving
    module.serving = lambda: {**usual(), "ws_ping_interval": 1.0, "ws_ping_timeout": 2.0}
    rooms.SWEEP, rooms.SILENT, rooms.DEAD = 0.5, 1.0, 3.0


def main(environ: dict[str, str]) -> int:
    """Serve."""
    if when := environ.get("FAIL"):
        fail(when)
    if file := environ.get("CLOCK"):
        set_clock(Path(file))
    if environ.get("QUICK"):
        make_quick()
    if name := environ.get("BROKEN"):
        from tests.faults.broken import BUILDS

        BUILDS[name]()
    return program.main(["serve"])


if __name__ == "__main__":
    sys.exit(main(dict(os.environ)))
