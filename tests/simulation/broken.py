"""Parts that are broken on purpose, to show that the simulation notices. Each is what somebody could have written."""

from collections.abc import Sequence
from typing import NamedTuple

from sessions.access import visible
from sessions.codec import decode_command
from sessions.events import PeerViewGiven, Recorded, Withheld
from sessions.evolve import evolve
from sessions.room import Actor, Room
from tests.simulation.meeting import SOUND, Parts
from tests.simulation.readers import Reader
from tests.simulation.servers import LOST, Server
from tests.simulation.shared_log import Reply, SharedLog


class AnswersBeforeItWrites(Server):
    """Acknowledges what it means to append in a moment."""

    def receive(self, reader: Reader, body: bytes) -> None:
        """Answer with what will surely be."""
        if self.up and self.log.answered(command := decode_command(body).id) is None:
            seq = self.log.head + 1
            self.world.carry(LOST, reader.answered, command, Reply(seq, seq))
        super().receive(reader, body)


class DecidesWithoutCatchingUp(Server):
    """Decides on the room as it happens to remember it, and counts on from there."""

    def answer(self, reader: Reader, body: bytes) -> Reply:
        """Skip the news where there is any."""
        behind, self.catch_up = self.catch_up, lambda: None  # type: ignore[method-assign]
        try:
            return super().answer(reader, body)
        finally:
            self.catch_up = behind  # type: ignore[method-assign]


class FoldsWhatItHearsTwice(Server):
    """Takes an announcement for an event, whether or not it knows it."""

    def hear(self, seq: int) -> None:
        """Fold the newest once more."""
        if self.up and seq <= self.room.seq:
            self.room = evolve(self.room, self.log.recorded[self.room.seq - 1])
        super().hear(seq)


class ForgetsItsReplies(SharedLog):
    """Does not look an id up, so that what is sent again is done again."""

    def answered(self, command: str) -> tuple[bytes, Reply] | None:  # noqa: ARG002
        """Never heard of it."""
        return None


class IgnoresGaps(Reader):
    """Puts whatever comes at the end."""

    def take_in(self, frame: Sequence[tuple[int, str]]) -> None:
        """Keep what is newer, missing or not."""
        for seq, text in frame:
            if seq > len(self.told):
                self.told.append(text)


class GivesUp(Reader):
    """Sends once, and hopes."""

    def _try(self, command: str) -> None:
        self.world.carry(LOST, self._server.receive, self, self.waiting[command])


def leaks_views(room: Room, recorded: Recorded, reader: Actor) -> Recorded | Withheld:
    """Shows blind views to the host, who would so like to know."""
    event = recorded.event
    if isinstance(event, PeerViewGiven) and room.slots[event.slot].host == reader.institution:
        return recorded
    return visible(room, recorded, reader)


class Broken(NamedTuple):
    """What is broken, and words of the finding that tells so."""

    parts: Parts
    found: str


BROKEN = {
    "a server that answers before it writes": Broken(SOUND._replace(server=AnswersBeforeItWrites), "was acknowledged"),
    "a server that decides on an old room": Broken(SOUND._replace(server=DecidesWithoutCatchingUp), "does not follow"),
    "a server that folds what it hears twice": Broken(SOUND._replace(server=FoldsWhatItHearsTwice), "another room"),
    "a log that forgets its replies": Broken(SOUND._replace(log=ForgetsItsReplies), "times"),
    "a device that ignores gaps": Broken(SOUND._replace(reader=IgnoresGaps), "was told something else"),
    "a device that sends once": Broken(SOUND._replace(reader=GivesUp), "never heard of"),
    "a projection that leaks": Broken(SOUND._replace(projection=leaks_views), "saw the blind view"),
}
