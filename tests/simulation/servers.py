"""The servers: each folds the shared log, decides commands on it, and tells its readers what is new.

A server may stop dead at any of three points of a command. What it held in memory is lost then, and so are the lines to
its readers. Between servers runs a bus that says "the log has come this far", when it says anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sessions.access import visible
from sessions.codec import decode_command
from sessions.decide import decide
from sessions.events import Recorded, Withheld
from sessions.evolve import evolve
from sessions.refusals import Refused
from sessions.room import SCREEN, Actor, Room
from tests.simulation.shared_log import PREPARED, Reply, SharedLog, in_json
from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.readers import Reader

DIES, LOST = 0.012, 0.1
LOOKS_AGAIN = 4.0  # seconds: a server that heard nothing looks at the log by itself

Projection = Callable[[Room, Recorded, Actor], Recorded | Withheld]


class Bus:
    """Announcements from each server to the others."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.servers: list[Server] = []

    def announce(self, server: Server, seq: int) -> None:
        """Say that the log has come this far."""
        for other in self.servers:
            if other is not server:
                self._world.carry(0.25, other.hear, seq)


class Server:
    """One process."""

    def __init__(self, world: World, log: SharedLog, bus: Bus, name: str, projection: Projection = visible) -> None:
        self.world, self.log, self.bus, self.name, self.projection = world, log, bus, name, projection
        self.up = True
        self.room: Room = PREPARED
        self.readers: list[Reader] = []
        self._skew = world.dice.uniform(-2, 2)
        bus.servers.append(self)
        world.later(world.dice.uniform(0, LOOKS_AGAIN), self._look)

    # Commands

    def receive(self, reader: Reader, body: bytes) -> None:
        """A command comes in."""
        if not self.up or self._dies("before it wrote what {} sent", reader.name):
            return
        reply = self.answer(reader, body)
        if self._dies("after it wrote what {} sent", reader.name):
            return
        self.catch_up()
        self.bus.announce(self, self.log.head)
        if not self._dies("before it answered {}", reader.name):
            self.world.carry(LOST, reader.answered, decode_command(body).id, reply)

    def answer(self, reader: Reader, body: bytes) -> Reply:
        """Decide and append within one transaction, or give the reply that was given before."""
        self.catch_up()
        command = decode_command(body)
        if (before := self.log.answered(command.id)) is not None:
            assert before[0] == body, "the simulated people never use an id twice"
            return before[1]
        try:
            actor = self.actor(reader)
            events = decide(self.room, actor, command, at := self._now())
        except Refused as refusal:
            self.world.tell("{} refuses {}: {}", self.name, command.id, refusal.sentence)
            return Reply(0, 0, refusal.sentence)
        reply = self.log.append(command.id, actor, body, events, at)
        if events:
            kinds = ", ".join(type(event).__name__ for event in events)
            self.world.tell("{} writes {} as {} from {} on", self.name, command.id, kinds, reply.first)
        else:
            self.world.tell("{} finds that {} changes nothing", self.name, command.id)
        return reply

    def actor(self, reader: Reader) -> Actor:
        """Who somebody is here by now."""
        return self.room.actor(reader.person) if reader.person else SCREEN

    def _now(self) -> datetime:
        return max(self.world.instant(self._skew), self.room.at)

    # What is new

    def hear(self, seq: int) -> None:
        """Another server says that the log has come this far."""
        if self.up and seq > self.room.seq:
            self.catch_up()

    def catch_up(self) -> None:
        """Fold what is new in the log, and tell the readers."""
        news = self.log.since(self.room.seq)
        if news:
            self.take_in(news)

    def take_in(self, news: Sequence[Recorded]) -> None:
        """Fold these and tell the readers."""
        for one in news:
            self.room = evolve(self.room, one)
        for reader in self.readers:
            self.push(reader, news)

    def push(self, reader: Reader, news: Sequence[Recorded]) -> None:
        """Tell a reader what it may see of some events."""
        actor = self.actor(reader)
        frame = tuple((one.seq, self._shown(one, actor)) for one in news)
        self.world.carry(LOST, reader.get, self, actor, frame)

    def tell_since(self, reader: Reader, seq: int) -> None:
        """A reader found a gap, or begins."""
        if self.up:
            self.catch_up()
            self.push(reader, self.log.since(seq))

    def _shown(self, one: Recorded, actor: Actor) -> str:
        seen = self.projection(self.room, one, actor)
        return in_json({"seq": one.seq, "kind": "Withheld"}) if isinstance(seen, Withheld) else self.log.text(one.seq)

    def _look(self) -> None:
        if self.up:
            self.catch_up()
        self.world.later(LOOKS_AGAIN, self._look)

    # Death

    def _dies(self, when: str, about: str) -> bool:
        if not self.world.unlucky(DIES):
            return False
        self.world.tell("{} dies " + when, self.name, about)
        self.up, self.room = False, PREPARED
        for reader in self.readers:
            self.world.later(0.1, reader.cut_off, self)
        self.readers = []
        self.world.later(self.world.dice.uniform(1, 6), self.rise)
        return True

    def rise(self) -> None:
        """Start again, with an empty memory."""
        self.up = True
        self.world.tell("{} is back", self.name)
