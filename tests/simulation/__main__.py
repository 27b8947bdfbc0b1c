"""`python -m tests.simulation`: plays many seeds on all cores, or tells the story of one.

--seeds 10000 --from 0    so many runs, with progress and a count at the end
--seed 7                  one run, with its story
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from tests.simulation.meeting import play

AT_ONCE = 50
TOLD = 3  # stories of failing seeds at most


def stretch(first: int, past: int) -> tuple[int, int, list[str]]:
    """Play some seeds: how many, how many events, and the reports of those that failed."""
    played = [play(seed) for seed in range(first, past)]
    return len(played), sum(one.log.head for one in played), [one.report for one in played if one.findings]


def every(first: int, seeds: int) -> Iterator[tuple[int, int, list[str]]]:
    """The same for many, on all cores."""
    starts = range(first, first + seeds, AT_ONCE)
    ends = [min(start + AT_ONCE, first + seeds) for start in starts]
    with ProcessPoolExecutor(os.cpu_count()) as cores:
        yield from cores.map(stretch, starts, ends)


def main() -> int:
    """Zero where nothing was found wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="tell the story of this one")
    parser.add_argument("--seeds", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them (0)")
    asked = parser.parse_args()
    if asked.seed is not None:
        played = play(asked.seed)
        print(played.report)
        return bool(played.findings)
    began, done, events = time.monotonic(), 0, 0
    wrong: list[str] = []
    for runs, more, reports in every(asked.first, asked.seeds):
        done, events, wrong = done + runs, events + more, wrong + reports
        print(f"\r{done:,} of {asked.seeds:,} meetings, {len(wrong)} with findings", end="", flush=True)
    print()
    for report in islice(wrong, TOLD):
        print(f"\n{report}")
    print(f"{done:,} meetings, {events:,} events, {len(wrong)} with findings, {time.monotonic() - began:.0f} s.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
