"""A room with people looking at it through real sockets, and a page reduced to three fragments.

async with stage.watching(SIOBHAN) as page:
    await stage.does(IMOGEN, NoteStrength, entry="e-1", slot=S1, text="Calm start")
    push = await page.push()
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server import sockets
from server.bus import Bus
from server.directory import Directory
from server.eye import Audience, Scene
from server.live import Admitted, Live, Pace, routes
from server.presence import Presence
from server.problems import HANDLERS, nobody
from server.store import NewRoom, Store
from sessions import codec
from sessions.commands import Asked
from sessions.decide import decide
from sessions.room import SCREEN, Actor
from tests.contracts.logs import SECRET
from tests.server.ready import empty_tables
from tests.server.serving import serving, until
from tests.sessions.cast import START, a_room

ROOM = "r_1"
PACE = Pace(together=0.03, grace=0.4)
QUIET = 0.12
"""Seconds without a push that count as none coming."""


class Plain:
    """Renders three fragments as plainly as possible; blind views only for the institution that holds them."""

    def __init__(self) -> None:
        self.rendered: list[tuple[str, Audience]] = []
        self.fails_for: Audience | None = None

    def all(self, scene: Scene, audience: Audience, now: datetime) -> Mapping[str, str]:  # noqa: ARG002
        self.rendered.append(("all", audience))
        return self._render(scene, audience)

    def changed(self, before: Scene, after: Scene, audience: Audience, now: datetime) -> Mapping[str, str]:  # noqa: ARG002
        self.rendered.append(("changed", audience))
        if audience == self.fails_for:
            raise LookupError("a faulty template")
        old, new = self._render(before, audience), self._render(after, audience)
        return {name: html for name, html in new.items() if old[name] != html}

    def content(self, fragments: Mapping[str, str]) -> str:
        return "".join(f'<hx-partial id="{name}">{html}</hx-partial>' for name, html in fragments.items())

    def _render(self, scene: Scene, audience: Audience) -> dict[str, str]:
        room = scene.room
        texts = "" if audience.role == "screen" else "|".join(entry.text for entry in room.entries.values())
        questions = "|".join(question.text for question in room.questions.values())
        views = "|".join(
            f"{view.level}{view.reason}"
            for slot in room.blind.values()
            for statement in slot.values()
            for holder, view in statement.items()
            if holder == audience.institution
        )
        shown = "|".join(
            v.reason or "" for s in room.ratings.values() for r in s.values() if r.revealed for v in r.revealed.views
        )
        return {
            "step": f"{room.step.id if room.step else 'lobby'} {audience.role}",
            "entries": texts,
            "questions": questions,
            "views": views + shown,
            "present": ",".join(sorted(scene.present)),
        }


class Page:
    """One browser page with its socket. Signs of life and presence are left out of `push` unless asked for."""

    def __init__(self, socket: ClientConnection, first: dict[str, Any], live: Live) -> None:
        self.socket, self.first, self._live = socket, first, live
        self.seen: list[dict[str, Any]] = [first]

    async def next(self, seconds: float = 5) -> dict[str, Any]:
        """The next envelope, whatever it is."""
        envelope: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
        self.seen.append(envelope)
        return envelope

    async def push(self) -> dict[str, Any]:
        """The next envelope that tells of events."""
        known = self.seen[-1]["seq"]
        while True:
            envelope = await self.next()
            if envelope["seq"] > known:
                return envelope

    async def until(self, words: str) -> dict[str, Any]:
        """The first envelope that holds these words."""
        while True:
            envelope = await self.next()
            if words in envelope.get("content", ""):
                return envelope

    async def all_quiet(self) -> list[dict[str, Any]]:
        """Everything that still comes until nothing does: not before all who look are shown as here."""
        gallery = await self._live.gallery(ROOM)
        await until(lambda: {one.person for one in gallery.onlookers} - {None} <= gallery.scene.present, 5)
        found = []
        while True:
            try:
                found.append(await self.next(QUIET))
            except TimeoutError:
                return found

    async def closed(self) -> int:
        """The code that the server closes with."""
        with suppress(ConnectionClosed):
            while True:
                await self.next()
        return self.socket.close_code or 0

    @property
    def query(self) -> dict[str, Any]:
        """Where this page stands, as it says when it comes back."""
        last = self.seen[-1]
        return {"epoch": last["epoch"], "after": last["seq"], "frame": last["frame"]}


class Stage:
    """A room that is served."""

    def __init__(self, address: str, store: Store, bus: Bus, presence: Presence, live: Live, plain: Plain) -> None:
        self.address, self.store, self.bus, self.presence, self.live, self.plain = (
            address, store, bus, presence, live, plain,
        )  # fmt: skip
        self._commands = itertools.count(1)

    async def does(self, actor: Actor, kind: type[Asked], **fields: Any) -> int:
        """Somebody does something; returns the last event's number."""
        seq = await self.writes(actor, kind, **fields)
        await self.bus.announce(ROOM, seq)
        return seq

    async def writes(self, actor: Actor, kind: type[Asked], **fields: Any) -> int:
        """The same without telling the bus."""
        body = {"id": f"c-{next(self._commands)}", "kind": kind.__name__, **fields}
        command = codec.decode_command(msgspec.json.encode(body))
        reply = await self.store.append(
            ROOM, command.id, codec.canonical(command), actor.person, lambda room, at: decide(room, actor, command, at)
        )
        return reply.last_seq

    def path(self, actor: Actor) -> str:
        """Where somebody's page connects."""
        return f"/rooms/{ROOM}/screen" if actor is SCREEN else f"/rooms/{ROOM}/as/{actor.person}"

    @asynccontextmanager
    async def watching(self, actor: Actor, query: Mapping[str, Any] | None = None) -> AsyncIterator[Page]:
        """Somebody's page, connected, after its first envelope."""
        address = f"{self.address.replace('http', 'ws')}{self.path(actor)}/live?{httpx2.QueryParams(query or {})}"
        async with connect(address, proxy=None) as socket:
            yield Page(socket, json.loads(await asyncio.wait_for(socket.recv(), 5)), self.live)

    async def asks(self, actor: Actor, query: Mapping[str, Any] | None = None, wait: int = 0) -> dict[str, Any]:
        """What the long poll answers."""
        async with httpx2.AsyncClient(base_url=self.address, trust_env=False) as client:
            answer = await client.get(f"{self.path(actor)}/frames", params={**(query or {}), "wait": wait})
            answer.raise_for_status()
            envelope: dict[str, Any] = answer.json()
            return envelope


class Door:
    """Lets in whom the address names, unless their seat was taken away."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.barred: set[str] = set()
        self.handed_over: set[str] = set()  # seats that are somebody else's now

    async def __call__(self, _request: HTTPConnection, room_id: str, seat: str | None) -> Admitted:
        if seat is None:
            return Admitted(SCREEN)
        try:
            room = await self.store.room(room_id)
            actor = room.actor(seat)
        except KeyError:
            raise nobody() from None
        if seat in self.barred:
            raise nobody()

        async def still() -> bool:
            removed = (await self.store.room(room_id)).people[seat].removed
            return seat not in self.barred and (not removed or seat in self.handed_over)

        return Admitted(actor, still, room.seq)


@asynccontextmanager
async def staged(
    folder: Path, bus_of: Callable[[Store], Bus], presence: Presence, *, ws: Any = None, new: bool = True
) -> AsyncIterator[tuple[Stage, Door]]:
    """Wexmoor Vale's room on a stage of its own; `new` false joins a log that is there already (another process)."""
    if new:
        (folder / "rooms.db").write_bytes(empty_tables())
    url = f"sqlite:///{folder / 'rooms.db'}"
    async with Store.opened(url, SECRET) as store:
        if new:
            await store.create_room(NewRoom(id=ROOM, title="Wexmoor Vale peer review", starts_at=START), a_room())
        plain, door, bus = Plain(), Door(store), bus_of(store)

        async def code_of(_room: str) -> str:
            return "FERN42"

        live = Live(
            store, Directory(store, bus), bus, presence, plain, code_of=code_of, base="http://rooms.test", pace=PACE
        )
        app = Starlette(routes=routes(live, door), exception_handlers=dict(HANDLERS))
        options = {**sockets.serving(), **({"ws": ws} if ws else {})}
        await bus.start()
        try:
            async with serving(app, **options) as address, live.running():
                yield Stage(address, store, bus, presence, live, plain), door
        finally:
            await bus.stop()
