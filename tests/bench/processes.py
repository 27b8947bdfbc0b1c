"""Command → last client where the command goes to one process and the clients look through another.

Both share PostgreSQL and Redis. The yardstick is that of `fan_out`: a bare broadcast and one fdatasync; beside it the
same with one process, on PostgreSQL alone.
"""

import asyncio

from tests.bench.asked import Asked
from tests.bench.door import Asking, a_house
from tests.bench.figures import Figure, ratio, summary
from tests.bench.servers import Disk, started
from tests.bench.spectators import Crowd

CLIENTS = 200
BLOCKS, EACH = 8, 20


async def processes(asked: Asked) -> None:
    """Two processes over Redis, and the first of them alone, in turns."""
    folder, database, redis = asked.folder(), asked.postgres.new_database(), asked.redis
    times: dict[str, list[float]] = {"over Redis": [], "alone": [], "bare": [], "fdatasync": []}
    async with (
        a_house(folder, database=database, redis=redis) as first,
        a_house(folder, rooms=0, database=database, redis=redis) as second,
        started("bare") as bare,
    ):
        elsewhere, here, nobody = Crowd(second.server.port), Crowd(first.server.port), Crowd(bare.port)
        asking, disk = Asking(first), Disk(folder)
        await nobody.enter([("/", "")] * CLIENTS)
        for _ in range(BLOCKS):
            for name, crowd in (("over Redis", elsewhere), ("alone", here)):
                await crowd.enter(first.everybody(CLIENTS))
                await asyncio.sleep(2)  # until everybody is shown as present, in both
                await asking.samples(crowd, 5)
                times[name] += (await asking.samples(crowd, EACH))[0]
                size = crowd.frame_bytes
                crowd.leave()
            times["bare"] += [await bare.broadcast(nobody, size) for _ in range(EACH)]
            times["fdatasync"] += [disk.sample() for _ in range(EACH)]
        disk.close()
    numbers = {"frame_bytes": size, **{name: summary(found) for name, found in times.items()}}
    for name, words, aim in (
        ("over Redis", f"command → last of {CLIENTS} in another process, over Redis", 1.2),
        ("alone", f"command → last of {CLIENTS}, PostgreSQL", 1.1),
    ):
        value = ratio(times[name], times["bare"], times["fdatasync"])
        asked.tell(Figure(name=f"{words} ÷ (bare broadcast + fdatasync)", ratio=value, aim=aim, numbers=numbers))
