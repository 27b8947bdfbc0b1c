"""The people and their devices: they send commands until each is answered, and keep what they are told in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sessions.room import REMOVED, Actor
from tests.simulation.servers import LOST, Server
from tests.simulation.shared_log import PREPARED, Reply, in_json
from tests.simulation.wishes import wish
from tests.simulation.world import World

AGAIN = 3.0  # seconds until a command without an answer is sent again
ASKS = 5.0  # seconds until a device asks whether it missed something


class Reader:
    """One device. `told` is the log as this reader has it, from the first event; `seen` is all that ever arrived."""

    def __init__(self, world: World, servers: Sequence[Server], actor: Actor) -> None:
        self.world, self.person, self.actor = world, actor.person, actor
        self.name = (actor.person or "the screen").removeprefix("p_")
        self.told: list[str] = []
        self.seen: list[str] = []
        self.waiting: dict[str, bytes] = {}
        self.sent: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, Reply] = {}
        self._servers, self._server = servers, world.dice.choice(servers)
        self._connect()
        world.later(world.dice.uniform(0, ASKS), self._look)

    # The line

    def _connect(self) -> None:
        self._server = self.world.dice.choice(self._servers)
        if not self._server.up:
            self.world.later(1.0, self._connect)
            return
        self._server.readers.append(self)
        self.ask()

    def cut_off(self, server: Server) -> None:
        """The line is dead; another server may take it."""
        if server is self._server:
            self.world.later(self.world.dice.uniform(0.2, 2), self._connect)

    def ask(self) -> None:
        """Ask for what comes after what is known."""
        self.world.carry(LOST, self._server.tell_since, self, len(self.told))

    def get(self, server: Server, actor: Actor, frame: Sequence[tuple[int, str]]) -> None:
        """Take in what comes next, and nothing else: what is known already is left, and a gap is asked about."""
        if server is not self._server:
            return
        if actor != self.actor:  # let in, or sent out: everything is read anew
            self.actor, self.told = actor, []
        self.take_in(frame)

    def take_in(self, frame: Sequence[tuple[int, str]]) -> None:
        """The same, once it is clear that it is meant for this reader."""
        for seq, text in frame:
            if seq == len(self.told) + 1:
                self.keep(text)
            elif seq > len(self.told):
                self.ask()
                return

    def keep(self, text: str) -> None:
        """Fold one more event. Removed words go from what was told before."""
        self.told.append(text)
        self.seen.append(text)
        if '"kind":"TextRemoved"' in text:
            event = msgspec.json.decode(text)
            self.told[event["removed"] - 1] = without(self.told[event["removed"] - 1], event["field"])

    def _look(self) -> None:
        if self.world.unlucky(0.01):
            self.world.tell("{} reloads", self.name)
            self.told = []
        self.ask()
        self.world.later(ASKS, self._look)

    # Commands

    def act(self, until: float) -> None:
        """Do something, and something else a while later."""
        if self.world.now > until:
            return
        body = wish(self.world.dice, self._server.room if self._server.up else PREPARED, self.actor)
        if body is not None:
            self._send(body)
        self.world.later(self.world.dice.expovariate(1 / (4 if self.actor.facilitates else 7)), self.act, until)

    def _send(self, wished: dict[str, Any]) -> None:
        command = f"{self.name.replace(' ', '-')}-{len(self.sent) + 1}"
        self.sent[command] = wished
        marked = {key: f"{words} [{command}]" if key in _WORDS else words for key, words in wished.items()}
        self.waiting[command] = in_json({"id": command, **marked}).encode()
        about = ", ".join(str(words) for key, words in wished.items() if key != "kind")
        self.world.tell("{} sends {}: {} {}", self.name, command, wished["kind"], about)
        self._try(command)

    def _try(self, command: str) -> None:
        if command in self.waiting:
            self.world.carry(LOST, self._server.receive, self, self.waiting[command])
            self.world.later(AGAIN, self._try, command)

    def answered(self, command: str, reply: Reply) -> None:
        """The room has it, or says why not."""
        if self.waiting.pop(command, None) is not None:
            self.acknowledged[command] = reply
            self.world.tell("{} knows what became of {}", self.name, command)


_WORDS = ("text", "answer", "evidence", "reason", "subject_to")


def without(text: str, field: str) -> str:
    """An event without the words of a field, such as `views.0.reason`."""
    event = msgspec.json.decode(text)
    if event["kind"] == "Withheld":
        return text
    *path, last = (int(step) if step.isdigit() else step for step in field.split("."))
    holder = event
    for step in path:
        holder = holder[step]
    holder[last] = REMOVED
    return in_json(event)
