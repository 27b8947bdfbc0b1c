"""`make bench`: measures, prints ratios, and writes the raw numbers to build/bench.json.

The aims are those of docs/performance.md. Absolute times are this machine's; ratios are what counts.
"""

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from tests.bench.fan_out import fan_out
from tests.bench.memory import memory

AIMS = {"20 clients": 1.4, "200 clients": 1.1, "memory": 1.6}


async def main(asked: argparse.Namespace) -> dict[str, Any]:
    """All that was asked for."""
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    with tempfile.TemporaryDirectory(dir=asked.disk, prefix="bench-") as made:

        def folder(name: str) -> Path:
            (Path(made) / name).mkdir()
            return Path(made) / name

        if "fan-out" in asked.only:
            for clients in (20, 200):
                name = f"{clients} clients"
                found[name] = await fan_out(folder(name), clients, asked.blocks, asked.each)
                tell(name, found[name])
        if "memory" in asked.only:
            found["memory"] = await memory(folder("memory"), asked.connections)
            tell("memory", found["memory"])
    return found


def tell(name: str, figure: dict[str, Any]) -> None:
    """One line for a person."""
    print(f"{name:12} {figure['ratio']:6.2f}  (aim ≤ {AIMS[name]})  {json.dumps(figure)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("only", nargs="*", default=["fan-out", "memory"], help="fan-out, memory (both)")
    parser.add_argument("--blocks", type=int, default=8, help="turns of each kind (8)")
    parser.add_argument("--each", type=int, default=25, help="samples in a turn (25)")
    parser.add_argument("--connections", type=int, default=1500, help="idle connections (1500)")
    parser.add_argument("--disk", type=Path, default=Path("var"), help="where the databases lie while measured (var)")
    asked = parser.parse_args()
    asked.disk.mkdir(exist_ok=True)
    results = uvloop.run(main(asked))
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps(results, indent=1) + "\n")
