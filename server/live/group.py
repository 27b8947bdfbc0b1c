"""One audience of a room: who looks, what was pushed lately, and the whole page's fragments as they are now."""

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec

from server.live.concerns import Concerned, together
from server.live.envelope import Standpoint, envelope
from server.live.onlooker import Onlooker
from server.sockets import Message

REMEMBERED = 64
"""Pushes kept for those who come back; further back they get a snapshot."""
MOST_REMEMBERED = 256 * 1024
"""Characters of all these pushes together: what would be longer is told by a snapshot as well."""
SNAPSHOT_AGE = 5.0
"""Seconds that a snapshot serves: expected times in it move with the clock."""


class Push(msgspec.Struct, frozen=True):
    """One push: frame number `frame` builds on `since`."""

    frame: int
    since: int
    seq: int
    content: str
    concerned: Concerned


class Group:
    """The onlookers of one audience. `snapshot` renders everything they see."""

    def __init__(self, epoch: str, snapshot: Callable[[], str]) -> None:
        self.onlookers: set[Onlooker] = set()
        self.left_at = asyncio.get_running_loop().time()
        self._epoch, self._render = epoch, snapshot
        self._pushes: deque[Push] = deque()
        self._snapshot: tuple[int, float, str] | None = None

    def push(self, push: Push) -> None:
        """Remember it and write it to everybody: two encodings at most, whoever is concerned."""
        self._remember(push)
        messages: dict[bool, Message] = {}
        for onlooker in tuple(self.onlookers):
            own = push.concerned is None or onlooker.person in push.concerned
            if own not in messages:
                messages[own] = self._message(push, own=own)
            onlooker.write(messages[own])

    def _remember(self, push: Push) -> None:
        self._pushes.append(push)
        while len(self._pushes) > REMEMBERED or sum(len(one.content) for one in self._pushes) > MOST_REMEMBERED:
            self._pushes.popleft()

    def missed(self, at: Standpoint, person: str | None, frame: int, seq: int) -> Message | None:
        """What somebody at that standpoint has missed, as one push; none where nothing. A snapshot where unknown."""
        if at.epoch != self._epoch:
            return self.whole(frame, seq)
        if at.frame is None:
            return None if at.seq == seq else self.whole(frame, seq)
        if at.frame == frame:
            return None
        missed = [push for push in self._pushes if push.frame > at.frame]
        if not missed or missed[0].since > at.frame or missed[-1].frame != frame:
            return self.whole(frame, seq)
        concerned: Concerned = frozenset()
        for push in missed:
            concerned = together(concerned, push.concerned)
        content = "".join(push.content for push in missed)
        own = concerned is None or person in concerned
        return envelope(self._epoch, seq, frame, since=at.frame, content=content, own=own)

    def whole(self, frame: int, seq: int) -> Message:
        """Every fragment as it is now; rendered once for all who come at about the same time."""
        now = asyncio.get_running_loop().time()
        if self._snapshot is None or self._snapshot[0] != frame or now - self._snapshot[1] > SNAPSHOT_AGE:
            self._snapshot = (frame, now, self._render())
        return envelope(self._epoch, seq, frame, content=self._snapshot[2], own=True)

    def _message(self, push: Push, *, own: bool) -> Message:
        return envelope(self._epoch, push.seq, push.frame, since=push.since, content=push.content, own=own)
