"""One run: a meeting that begins, goes wrong in all ways at once, calms down, and is looked at."""

from collections.abc import Callable
from typing import NamedTuple

from sessions.access import visible
from sessions.room import SCREEN
from tests.sessions.cast import ANNELIESE, GARETH, HELEN, IMOGEN, JAMIE, ROSALIND, SAM, SIOBHAN, TOMASZ
from tests.simulation.findings import findings
from tests.simulation.readers import Reader
from tests.simulation.servers import Bus, Projection, Server
from tests.simulation.shared_log import SharedLog
from tests.simulation.world import World

PEOPLE = (ROSALIND, JAMIE, IMOGEN, SIOBHAN, TOMASZ, GARETH, HELEN, ANNELIESE, SAM, SCREEN)
SERVERS = 3
LIVELY = 60.0  # seconds in which people act and things go wrong
CALM = 60.0  # seconds at most until everybody has everything, once nothing goes wrong any more


class Parts(NamedTuple):
    """What a run is made of; a test puts a broken one in its place."""

    log: Callable[[], SharedLog] = SharedLog
    server: type[Server] = Server
    reader: type[Reader] = Reader
    projection: Projection = visible


SOUND = Parts()


class Played(NamedTuple):
    """A run that is over: what was found wrong with it, its log, and its story."""

    seed: int
    findings: list[str]
    log: SharedLog
    world: World

    @property
    def report(self) -> str:
        """For a person: what was wrong, what happened, and how to see it again."""
        wrong = "\n".join(f"- {finding}" for finding in self.findings) or "- nothing"
        again = f"python -m tests.simulation --seed {self.seed}"
        return f"Seed {self.seed}. Wrong:\n{wrong}\n\nWhat happened:\n{self.world.story}\n\nAgain: {again}"


def play(seed: int, parts: Parts = SOUND) -> Played:
    """Play one meeting and look at what it left."""
    world, log = World(seed), parts.log()
    bus = Bus(world)
    servers = [parts.server(world, log, bus, f"server {number}", parts.projection) for number in range(1, SERVERS + 1)]
    readers = [parts.reader(world, servers, actor) for actor in PEOPLE]
    for reader in readers:
        world.later(world.dice.uniform(0, 4), reader.act, LIVELY)
    world.run(LIVELY)
    world.calm = True
    world.tell("From here on nothing goes wrong any more.")

    def settled() -> bool:
        waiting = any(reader.waiting or len(reader.told) != log.head for reader in readers)
        return not waiting and all(server.up and server.room.seq == log.head for server in servers)

    world.run(LIVELY + CALM, settled)
    return Played(seed, findings(world, log, servers, readers), log, world)
