"""All who look at one room through this process, and the one worker that renders what changed and writes it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import structlog

from server.directory import Directory
from server.eye import Audience, Scene
from server.live.concerns import concerned
from server.live.envelope import Standpoint, envelope
from server.live.group import Group, Push
from server.live.onlooker import NO_SEAT, RELOAD, Onlooker
from server.live.presence import Usher
from server.sockets import Message
from server.store import LogNewer, Store
from sessions.events import Recorded
from sessions.room import Room

log = structlog.get_logger()

FAULTY = 1011
MOST_TABS = 50
"""Connections of one person, or of a room's screens, in one process: a class with one link is below it, a script that
opens sockets until the house falls is not."""
NEWER_AGAIN = 10.0  # seconds until a log that only a newer version can read is looked at again
_ORDER = ("facilitator", "screen", "member", "observer")


class Renders(Protocol):
    """What the gallery needs of `server.fragments.Fragments`."""

    def all(self, scene: Scene, audience: Audience, now: datetime) -> Mapping[str, str]:
        """Every fragment."""

    def changed(self, before: Scene, after: Scene, audience: Audience, now: datetime) -> Mapping[str, str]:
        """Those that have to be shown again."""

    def content(self, fragments: Mapping[str, str]) -> str:
        """Fragments as one text to swap in."""


class _Rendered(msgspec.Struct, frozen=True):
    """What a step from one scene to another looks like to each audience."""

    before: Scene
    after: Scene
    contents: Mapping[Audience, str | None]

    def suits(self, before: Scene, after: Scene, audiences: Iterable[Audience]) -> bool:
        """Whether that is the step to be shown, and to all of these."""
        same = self.before is before and self.after.room is after.room
        unmoved = before.names is after.names and before.present is after.present
        return same and unmoved and self.contents.keys() >= set(audiences)


class Gallery:
    """One room as it is shown: the scene last pushed, its frame number, the groups that look, and a worker."""

    def __init__(
        self, scene: Scene, epoch: str, store: Store, directory: Directory, fragments: Renders, usher: Usher
    ) -> None:
        self.scene, self.epoch, self.frame = scene, epoch, 0
        self.usher = usher
        self.idle_since = asyncio.get_running_loop().time()
        self._store, self._directory, self._fragments = store, directory, fragments
        self._groups: dict[Audience, Group] = {}
        self._waiting: set[Onlooker] = set()
        self._wanted = scene.room.seq
        self._names_stale = self._seats_stale = self._newer = False
        self._present = scene.present
        self._worker: asyncio.Task[None] | None = None
        self._foreseen: _Rendered | None = None

    @property
    def seq(self) -> int:
        """The last event that was pushed."""
        return self.scene.room.seq

    @property
    def onlookers(self) -> list[Onlooker]:
        """Everybody."""
        return [*self._waiting, *(one for group in self._groups.values() for one in group.onlookers)]

    # Coming and going

    def has_place_for(self, onlooker: Onlooker) -> bool:
        """Whether this person does not look from too many places already."""
        person = onlooker.person
        return (len(self._company(onlooker)) if person is None else self.usher.tabs(person)) < MOST_TABS

    def enter(self, onlooker: Onlooker) -> None:
        """Somebody looks from now on."""
        self._company(onlooker).add(onlooker)
        self.usher.arrived(onlooker.person)

    def leave(self, onlooker: Onlooker) -> None:
        """Somebody does not look any more."""
        company = self._company(onlooker)
        if onlooker in company:
            company.discard(onlooker)
            self.idle_since = asyncio.get_running_loop().time()
            if onlooker.audience is not None:
                self._group(onlooker.audience).left_at = self.idle_since
            self.usher.left(onlooker.person)

    def missed(self, onlooker: Onlooker, at: Standpoint | None) -> Message | None:
        """What an onlooker at that standpoint has to be told first; none where nothing was missed."""
        if onlooker.audience is None:
            return None
        at = at or Standpoint("", 0)
        return self._group(onlooker.audience).missed(at, onlooker.person, self.frame, self.seq)

    def hello(self) -> Message:
        """Where the room stands: said to somebody who has missed nothing."""
        return envelope(self.epoch, self.seq, self.frame, since=self.frame)

    def pong(self) -> Message:
        """The answer to a sign of life."""
        return envelope(self.epoch, self.seq, self.frame, since=self.frame, pong=True)

    # What wakes the worker

    def heard_of(self, seq: int) -> None:
        """The log has reached `seq`; a number known already means that something beside the log is new."""
        if seq > self._wanted:
            self._wanted = seq
            self._wake()
        elif seq <= self.seq:
            self.usher.look_again()

    def people_changed(self) -> None:
        """Names, links or seats are other than they were."""
        self._names_stale = self._seats_stale = True
        self._wake()

    def now_present(self, present: frozenset[str]) -> bool:
        """Who is connected now, through any process. False where that is known."""
        if present == self._present:
            return False
        self._present = present
        self._wake()
        return True

    def _wake(self) -> None:
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def close(self) -> None:
        """Stop rendering and forget who is here."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait((self._worker,))
        await self.usher.close()
        self._worker = self._foreseen = None
        self._groups, self._waiting = {}, set()  # which know this gallery: else all of it stays until cycles are sought

    # The worker

    async def _work(self) -> None:
        """Show what is new until nothing is: what comes meanwhile goes into the next push."""
        while self._wanted > self.seq or self._names_stale or self._present is not self.scene.present:
            stale = self._names_stale, self._seats_stale
            try:
                await self._advance()
                self._newer = False
            except LogNewer:  # until this process has ended, in a deploy
                self._names_stale, self._seats_stale = (self._names_stale or stale[0], self._seats_stale or stale[1])
                if not self._newer:
                    log.warning("log_newer", room=self.scene.room_id, seq=self.seq)
                self._newer = True
                await asyncio.sleep(NEWER_AGAIN)
            except Exception:  # the log may be out of reach for a moment: the room must go on afterwards
                self._names_stale, self._seats_stale = (self._names_stale or stale[0], self._seats_stale or stale[1])
                log.exception("push_failed", room=self.scene.room_id, seq=self.seq)
                await asyncio.sleep(1)

    async def _advance(self) -> None:
        before, names = self.scene, self.scene.names
        if self._names_stale:
            names = await self._directory.names(before.room_id)
            self._names_stale = False
        room, happened = before.room, list[Recorded]()
        if self._wanted > room.seq:
            room = await self._store.room(before.room_id, self._wanted)
            happened = await self._store.events(before.room_id, before.room.seq, at_least=room.seq)
        await self._check_seats(before.room, room)
        self._show(before, msgspec.structs.replace(before, room=room, names=names, present=self._present), happened)

    def foresee(self, room: Room) -> None:
        """Render what will be shown if the commit under way succeeds, while the disk is busy. Nothing is written: that
        waits for the announcement, and for the very same room."""
        if room.seq > self.seq and (self._worker is None or self._worker.done()):
            after = msgspec.structs.replace(self.scene, room=room)
            self._foreseen = _Rendered(self.scene, after, self._rendered(self.scene, after))

    def _show(self, before: Scene, after: Scene, happened: Sequence[Recorded]) -> None:
        """Render once for each audience present, unless that was foreseen, and write."""
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is None or not foreseen.suits(before, after, self._groups):
            foreseen = _Rendered(before, after, self._rendered(before, after))
        since, self.frame, self.scene = self.frame, self.frame + 1, after
        whom = concerned(after.room, happened)
        for audience, group in self._in_order():
            if (content := foreseen.contents[audience]) is None:
                for onlooker in tuple(group.onlookers):
                    onlooker.close(FAULTY)
            else:
                group.push(Push(self.frame, since, self.seq, content, whom))

    def _rendered(self, before: Scene, after: Scene) -> dict[Audience, str | None]:
        """What each audience gets to see; none where its templates fail, which must not stop the others."""
        now, contents = datetime.now(UTC), dict[Audience, str | None]()
        for audience in self._groups:
            try:
                contents[audience] = self._fragments.content(self._fragments.changed(before, after, audience, now))
            except Exception:
                log.exception("fragments_failed", room=after.room_id, seq=after.room.seq, kind=audience.role)
                contents[audience] = None
        return contents

    async def _check_seats(self, before: Room, after: Room) -> None:
        """Send away who lost the seat, and let those start afresh who may see something else now."""
        seats_stale, self._seats_stale = self._seats_stale, False
        if before.people is after.people and not seats_stale:
            return
        for onlooker in self.onlookers:
            removed = onlooker.is_removed(after)
            if (removed or seats_stale) and not await onlooker.admitted.still():
                onlooker.close(NO_SEAT, "no seat")
            elif removed or onlooker.sees_otherwise(after):  # removed, with a seat: it is somebody else's now
                onlooker.close(RELOAD, "reload")

    # Groups

    def _in_order(self) -> list[tuple[Audience, Group]]:
        """Those who move the room first."""
        return sorted(self._groups.items(), key=lambda item: _ORDER.index(item[0].role))

    def _company(self, onlooker: Onlooker) -> set[Onlooker]:
        return self._waiting if onlooker.audience is None else self._group(onlooker.audience).onlookers

    def _group(self, audience: Audience) -> Group:
        if audience not in self._groups:
            self._groups[audience] = Group(self.epoch, lambda: self._snapshot(audience))
        return self._groups[audience]

    def _snapshot(self, audience: Audience) -> str:
        return self._fragments.content(self._fragments.all(self.scene, audience, datetime.now(UTC)))

    def forget_idle(self, since: float) -> None:
        """Do not render for audiences that nobody has belonged to since then (the loop's time)."""
        self._groups = {a: group for a, group in self._groups.items() if group.onlookers or group.left_at > since}
