"""The log that all servers share: what a database is to them. An append is all or nothing, and ids are remembered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from sessions import codec
from sessions.events import Event, Recorded, TextRemoved
from sessions.evolve import fold
from sessions.room import Actor, Room
from tests.sessions.cast import START, a_room, knocked

_BEFORE = tuple(
    Recorded(seq, START.replace(hour=8), event) for seq, event in enumerate([*a_room(), knocked()], start=1)
)
PREPARED: Room = fold(_BEFORE)
"""The room that every run begins with."""


class Reply(NamedTuple):
    """What a command was answered with: its events, none where first is one past last; or why not."""

    first: int
    last: int
    refusal: str = ""


class Entry(NamedTuple):
    """An append as it was made: by whom, what was asked, and the events before any word was removed."""

    actor: Actor
    body: bytes
    at: datetime
    events: tuple[Recorded, ...]


class SharedLog:
    """Events, the command that each came from, and the replies by command id."""

    def __init__(self) -> None:
        self.recorded: list[Recorded] = list(_BEFORE)
        self.came_from: list[str] = [""] * len(_BEFORE)
        self.appended: list[Entry] = []
        self.replies: dict[str, tuple[bytes, Reply]] = {}
        self._shown: dict[int, str] = {}

    @property
    def head(self) -> int:
        """The last event."""
        return len(self.recorded)

    def since(self, seq: int) -> Sequence[Recorded]:
        """The events after one, without words that were removed."""
        return self.recorded[seq:]

    def answered(self, command: str) -> tuple[bytes, Reply] | None:
        """The body and the reply of a command that came before."""
        return self.replies.get(command)

    def append(self, command: str, actor: Actor, body: bytes, events: Sequence[Event], at: datetime) -> Reply:
        """Add the events of a command and remember its reply."""
        reply = Reply(self.head + 1, self.head + len(events))
        new = tuple(Recorded(seq, at, event) for seq, event in enumerate(events, start=reply.first))
        self.appended.append(Entry(actor, body, at, new))
        self.recorded += new
        self.came_from += [command] * len(new)
        for event in events:
            if isinstance(event, TextRemoved):
                self._remove(event)
        self.replies[command] = (body, reply)
        return reply

    def text(self, seq: int) -> str:
        """An event as a reader who may see it gets it."""
        if seq not in self._shown:
            self._shown[seq] = in_json(codec.shown(self.recorded[seq - 1]))
        return self._shown[seq]

    def _remove(self, event: TextRemoved) -> None:
        record, beside = codec.to_record(self.recorded[event.removed - 1], lambda: "salt")
        kept = {one.field: one.value for one in beside if one.field != event.field}
        self.recorded[event.removed - 1] = codec.from_record(record, kept)
        self._shown.pop(event.removed, None)


def in_json(value: Any) -> str:
    """One spelling of plain values."""
    return msgspec.json.encode(value).decode()
