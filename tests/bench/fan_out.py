"""Command → last client, against one bare broadcast and one fdatasync, side by side."""

import asyncio
import itertools
from pathlib import Path
from typing import Any

from tests.bench.figures import ratio, summary
from tests.bench.servers import Bare, Disk, Product, started
from tests.bench.spectators import Crowd

WARM = 20


async def fan_out(folder: Path, clients: int, blocks: int, each: int) -> dict[str, Any]:
    """The figure for so many clients: `blocks` times `each` samples of each kind, in turns."""
    async with started("tests.bench.house", str(folder)) as (_, told), started("tests.bench.bare") as (yard, at):
        product, bare, disk = Product(told, Crowd(told["port"])), Bare(yard, Crowd(at["port"])), Disk(folder)
        await product.connect()
        await product.crowd.enter(list(itertools.islice(itertools.cycle(map(tuple, told["seats"])), clients)))
        await bare.crowd.enter([("/", "")] * clients)
        await asyncio.sleep(1)  # until everybody is shown as present
        times: dict[str, list[float]] = {"command": [], "answer": [], "broadcast": [], "fdatasync": []}
        for block in range(-1, blocks):
            await _block(product, bare, disk, times, each if block >= 0 else WARM)
            if block < 0:
                for samples in times.values():
                    samples.clear()
        size = product.crowd.frame_bytes
        product.crowd.leave()
        bare.crowd.leave()
        disk.close()
    return {
        "clients": clients,
        "frame_bytes": size,
        "ratio": ratio(times["command"], times["broadcast"], times["fdatasync"]),
        **{name: summary(samples) for name, samples in times.items()},
    }


async def _block(product: Product, bare: Bare, disk: Disk, times: dict[str, list[float]], each: int) -> None:
    for _ in range(each):
        command, answer = await product.sample()
        times["command"].append(command)
        times["answer"].append(answer)
    size = product.crowd.frame_bytes
    for _ in range(each):
        times["broadcast"].append(await bare.sample(size))
    times["fdatasync"] += [disk.sample() for _ in range(each)]
