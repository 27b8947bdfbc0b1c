"""`make bench`: measures, prints ratios, and writes the numbers behind them to build/bench.json.

Absolute times are this machine's; ratios are what counts. docs/performance.md explains the figures.
"""

import argparse
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uvloop

from tests.bench.asked import Asked
from tests.bench.bringing import bringing
from tests.bench.fan_out import fan_out
from tests.bench.figures import Figure, table
from tests.bench.memory import memory
from tests.bench.minutes import minutes
from tests.bench.opening import LONG, SHORT, opening
from tests.bench.processes import processes
from tests.bench.returning import returning, stalled
from tests.bench.rooms import rooms
from tests.bench.servers import allow_many
from tests.bench.throughput import group_commit, throughput


async def long_log(asked: Asked) -> None:
    """Opening a room with a long log."""
    found = await opening(asked.folder(), 20 if asked.whole else 5)
    name = f"opening a room with {LONG:,} events ÷ with {SHORT}"
    for each, ratio in ((name, "ratio"), (f"{name}, at worst", "ratio_at_worst")):
        asked.tell(Figure(name=each, ratio=found[ratio], aim=3, numbers=found))


FIGURES: dict[str, Callable[[Asked], Awaitable[None]]] = {
    "fan-out": fan_out,
    "processes": processes,
    "stalled": stalled,
    "throughput": throughput,
    "group-commit": group_commit,
    "memory": memory,
    "returning": returning,
    "minutes": minutes,
    "opening": long_log,
    "rooms": rooms,
    "bringing": bringing,
}


async def main(wanted: argparse.Namespace) -> list[Figure]:
    """All that was asked for, told one by one and in a table at the end."""
    found: list[Figure] = []

    def tell(figure: Figure) -> None:
        found.append(figure)
        print(table([figure]).splitlines()[-1], flush=True)

    with tempfile.TemporaryDirectory(dir=wanted.disk, prefix="bench-") as place, ExitStack() as stack:
        asked = Asked(Path(place), stack, whole=wanted.whole, tell=tell)
        for name in wanted.only or FIGURES:
            began = time.monotonic()
            await FIGURES[name](asked)
            print(f"({name}: {time.monotonic() - began:.0f} s)", flush=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *FIGURES], help="which; all where none is named")
    parser.add_argument("--whole", action="store_true", help="the long ones too: many connections, many rooms")
    parser.add_argument("--disk", type=Path, default=Path("var"), help="where the databases lie while measured (var)")
    wanted = parser.parse_args()
    wanted.disk.mkdir(exist_ok=True)
    allow_many()
    figures = uvloop.run(main(wanted))
    Path("build").mkdir(exist_ok=True)
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "figures": figures}
    Path("build/bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    print(f"\n{table(figures)}")
