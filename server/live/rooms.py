"""All rooms that this process shows. One for a process; `app` makes it and keeps it running."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import structlog

from server.bus import Bus
from server.directory import Directory
from server.eye import Scene, audience_of
from server.live.gallery import Gallery, Renders
from server.live.onlooker import Admitted, Onlooker
from server.live.presence import USUAL, Pace, Usher
from server.presence import Presence
from server.sockets import RESTART
from server.store import Store
from sessions.room import Room

log = structlog.get_logger()

SWEEP = 15.0
"""Seconds between looks at who is still there."""
SILENT = 25.0
"""Seconds after which a quiet page is asked for a sign of life."""
DEAD = 70.0
"""Seconds of silence after which a connection is given up."""
SMALL_BATCH, BETWEEN_BATCHES = 10, 0.1
"""So many at least are sent away at once, and seconds until the next, when the process is about to stop."""
IDLE = 60.0
"""Seconds that a room nobody looks at is kept, for those who come back."""


class Look(msgspec.Struct, frozen=True):
    """A room for a page: the scene to render, and the standpoint that the page's live connection begins at."""

    scene: Scene
    epoch: str
    seq: int
    frame: int


class Live:
    """The galleries of this process. `code_of` gives a room's join code, `base` is what links begin with."""

    def __init__(
        self, store: Store, directory: Directory, bus: Bus, presence: Presence, fragments: Renders, *,
        code_of: Callable[[str], Awaitable[str]], base: str, pace: Pace = USUAL,
    ) -> None:  # fmt: skip
        self.epoch = secrets.token_urlsafe(9)
        self._store, self._directory, self._bus, self._presence = store, directory, bus, presence
        self._fragments, self._code_of, self._base, self._pace = fragments, code_of, base, pace
        self._galleries: dict[str, Gallery] = {}
        self._opening: dict[str, asyncio.Task[Gallery]] = {}
        self.leaving = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hear the bus and sweep; at the end everybody is asked to come back, here or to another process."""
        unsubscribe = [
            self._bus.subscribe(self._heard_of), self._bus.subscribe_people(self._people_changed),
            self._store.foresee(self._foresee),
        ]  # fmt: skip
        sweeping = asyncio.get_running_loop().create_task(self._sweep_for_ever())
        try:
            yield
        finally:
            sweeping.cancel()
            for stop in unsubscribe:
                stop()
            self.let_go()
            for room_id in list(self._galleries):
                await self._close(room_id)

    def let_go(self) -> None:
        """Ask everybody to come back, here or to another process: this one is about to stop."""
        for gallery in self._galleries.values():
            for onlooker in gallery.onlookers:
                onlooker.close(RESTART, "restart")

    async def send_away(self, seconds: float) -> None:
        """The same in small batches, within so many seconds: a whole hub that comes back at once is a crowd. Nobody new
        is taken in from now on."""
        self.leaving = True
        everybody = [onlooker for gallery in self._galleries.values() for onlooker in gallery.onlookers]
        size = max(SMALL_BATCH, round(len(everybody) * BETWEEN_BATCHES / seconds))
        for first in range(0, len(everybody), size):
            if first:
                await asyncio.sleep(BETWEEN_BATCHES)
            for onlooker in everybody[first : first + size]:
                onlooker.close(RESTART, "restart")

    async def look(self, room_id: str) -> Look:
        """A room as it is now. Raises RoomUnknown."""
        gallery = await self.gallery(room_id)
        room, names = await self._store.room(room_id), await self._directory.names(room_id)
        scene = gallery.scene
        if room.seq > scene.room.seq or names is not scene.names:
            scene = msgspec.structs.replace(scene, room=max(room, scene.room, key=lambda r: r.seq), names=names)
        return Look(scene, self.epoch, scene.room.seq, gallery.frame)

    async def gallery(self, room_id: str) -> Gallery:
        """The gallery of a room, opened at the first wish. Raises RoomUnknown."""
        while room_id not in self._galleries:
            if room_id not in self._opening:
                opening = asyncio.get_running_loop().create_task(self._open(room_id))
                self._opening[room_id] = opening
                opening.add_done_callback(lambda _: self._opening.pop(room_id, None))
            await asyncio.shield(self._opening[room_id])
        return self._galleries[room_id]

    def onlooker(self, gallery: Gallery, admitted: Admitted, hour: str | None = None) -> Onlooker:
        """Somebody about to look, perhaps at one hour. Who waits to be let in sees nothing yet."""
        if admitted.actor.role == "waiting":
            return Onlooker(gallery, admitted, None)
        return Onlooker(
            gallery, admitted, audience_of(admitted.actor, hour if hour in gallery.scene.room.slots else None)
        )

    @property
    def connections(self) -> int:
        """How many look, for the metrics."""
        return sum(len(gallery.onlookers) for gallery in self._galleries.values())

    async def _open(self, room_id: str) -> Gallery:
        room = await self._store.room(room_id)
        self._bus.watch(room_id)  # before the last look at the log, so that nothing is missed between
        try:
            room = await self._store.room(room_id)
            scene = Scene(
                room_id, room, await self._directory.names(room_id), frozenset(await self._presence.present(room_id)),
                await self._code_of(room_id), self._base,
                own=await self._directory.frameworks_of_room(room_id, room.frameworks.values()),
            )  # fmt: skip
        except BaseException:
            self._bus.unwatch(room_id)
            raise
        usher = Usher(self._presence, room_id, self.epoch, lambda present: self._present(room_id, present), self._pace)
        gallery = Gallery(scene, self.epoch, self._store, self._directory, self._fragments, usher)
        self._galleries[room_id] = gallery
        return gallery

    async def _close(self, room_id: str) -> None:
        gallery = self._galleries.pop(room_id)
        self._bus.unwatch(room_id)
        await gallery.close()

    # What is heard

    def _heard_of(self, room_id: str, seq: int) -> None:
        if room_id in self._galleries:
            self._galleries[room_id].heard_of(seq)

    def _foresee(self, room_id: str, room: Room) -> None:
        if room_id in self._galleries:
            self._galleries[room_id].foresee(room)

    def _people_changed(self, room_id: str) -> None:
        if room_id in self._galleries:
            self._galleries[room_id].people_changed()

    async def _present(self, room_id: str, present: frozenset[str]) -> None:
        """Somebody came or went: shown here, and the other processes look at their people again."""
        gallery = self._galleries.get(room_id)
        if gallery is not None and gallery.now_present(present):
            await self._bus.announce(room_id, gallery.seq)

    # Sweeping

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await self.sweep()
            except Exception:  # a sweep that failed is followed by the next
                log.exception("sweep_failed")

    async def sweep(self) -> None:
        """Ask the silent for a sign of life, give up the dead, and forget rooms that nobody looks at."""
        now = asyncio.get_running_loop().time()
        for room_id, gallery in list(self._galleries.items()):
            for onlooker in gallery.onlookers:
                onlooker.look_after(now, SILENT, DEAD)
            gallery.forget_idle(now - IDLE)
            await gallery.usher.still_here()
            if not gallery.onlookers and now - gallery.idle_since > IDLE:
                await self._close(room_id)
