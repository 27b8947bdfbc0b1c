"""Lines that flap, go dead, strip what asks for a socket, or hold answers back; and readers that never read."""

import asyncio
import base64
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.cable import cable
from tests.faults.crowd import FACILITATOR, FOLLOWERS, Crowd, Sent
from tests.faults.judged import TWICE, judge, told
from tests.faults.place import Place, a_place, fresh_sqlite, migrated
from tests.faults.processes import Web, web
from tests.faults.proxy import Proxy, proxied

pytestmark = pytest.mark.slow


@asynccontextmanager
async def behind_a_proxy(
    folder: Path, build: str = "", *, quick: bool = True, **moods: bool
) -> AsyncIterator[tuple[Crowd, Proxy, Web]]:
    """A crowd that comes through a proxy; where that is not good to sockets, its programs ask."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build, QUICK="1" if quick else "") as one, proxied(one.port) as proxy:
        for mood, is_so in moods.items():
            setattr(proxy, mood, is_so)
        place = await a_place(database, one.url)
        async with Crowd(place, proxy.url, seed=17, asks=FOLLOWERS if moods else ()) as crowd:
            yield crowd, proxy, one


async def unfit_for_sockets(folder: Path, build: str = "", **moods: bool) -> list[str]:
    """Everybody writes and looks through a proxy that lets no socket through: pages have to ask."""
    async with behind_a_proxy(folder, build, **moods) as (crowd, _, one):
        await crowd.write(6)
        faults = await judge(crowd, one.url)
        return faults + [f"{page.who} never asked" for page in crowd.pages if not page.polls]


async def test_a_proxy_that_strips_the_upgrade(tmp_path: Path) -> None:
    told(await unfit_for_sockets(tmp_path, strips=True), "", "")


@pytest.mark.faults
async def test_a_proxy_that_buffers(tmp_path: Path) -> None:
    told(await unfit_for_sockets(tmp_path, buffers=True), "", "")


@pytest.mark.faults
@pytest.mark.parametrize("mood", ["strips", "buffers"])
async def test_a_build_that_knows_sockets_alone_is_noticed(tmp_path: Path, mood: str) -> None:
    build = "has_no_polls"
    told(await unfit_for_sockets(tmp_path, build, **{mood: True}), build, "events after 5 s")


async def flapping(folder: Path, build: str = "") -> list[str]:
    """Every connection breaks off again and again while a crowd writes."""
    async with behind_a_proxy(folder, build) as (crowd, proxy, one):
        writing = asyncio.create_task(crowd.write(12, pause=0.3))
        while not writing.done():
            await asyncio.sleep(0.6)
            proxy.cut()
        await writing
        comings = sum(follower.comings for follower in crowd.followers)
        assert comings > 2 * len(crowd.followers), "nobody was cut off"
        return await judge(crowd, one.url)


@pytest.mark.faults
async def test_lines_that_flap(tmp_path: Path) -> None:
    told(await flapping(tmp_path), "", "")


@pytest.mark.faults
async def test_a_build_that_forgets_on_a_flapping_line_is_noticed(tmp_path: Path) -> None:
    build = "forgets_replies"
    told(await flapping(tmp_path, build), build, TWICE)


async def still_held(one: Web) -> list[str]:
    """A fault where a server still holds connections of people who have been gone for a while."""
    await asyncio.sleep(14)
    left = one.sockets - one.sockets_at_start
    return [] if left <= 2 else [f"{left} dead connections are still held"]


async def gone_dead(folder: Path, build: str = "") -> list[str]:
    """Everybody's line goes dead without hanging up: the server lets the dead go, and people come back."""
    async with behind_a_proxy(folder, build) as (crowd, proxy, one):
        await crowd.write(2)
        proxy.stall()
        proxy.refuses = True  # what is counted are the dead ones, not those who try again
        writing = asyncio.create_task(crowd.write(3, patience=60))
        faults = await still_held(one)
        proxy.refuses = False
        proxy.cut()
        await writing
        return [*faults, *await judge(crowd, one.url)]


@pytest.mark.faults
async def test_lines_that_go_dead(tmp_path: Path) -> None:
    told(await gone_dead(tmp_path), "", "")


@pytest.mark.faults
async def test_a_build_that_waits_for_the_dead_is_noticed(tmp_path: Path) -> None:
    build = "waits_for_the_dead"
    told(await gone_dead(tmp_path, build), build, "are still held")


async def pulled(folder: Path, build: str = "") -> list[str]:
    """The server's cable is pulled while everybody writes and looks, and plugged in again."""
    database = migrated(fresh_sqlite(folder))
    with cable() as laid:
        async with web(folder, database, cable=laid, BROKEN=build, QUICK="1") as one:
            place = await a_place(database, one.url)
            async with Crowd(place, one.url, seed=17) as crowd:
                await crowd.write(2)
                assert one.sockets > one.sockets_at_start + 2, "nobody looks"
                laid.pull()
                writing = asyncio.create_task(crowd.write(3, patience=60))
                faults = await still_held(one)
                laid.plug_in()
                await writing
                return [*faults, *await judge(crowd, one.url)]


@pytest.mark.faults
async def test_a_cable_that_is_pulled(tmp_path: Path) -> None:
    told(await pulled(tmp_path), "", "")


@pytest.mark.faults
async def test_a_build_that_waits_for_those_behind_a_pulled_cable_is_noticed(tmp_path: Path) -> None:
    build = "waits_for_the_dead"
    told(await pulled(tmp_path, build), build, "are still held")


class Deaf:
    """A page that opens its socket and then never reads."""

    def __init__(self, place: Place, one: Web) -> None:
        self.bare = socket.socket()
        self.bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.bare.connect(("127.0.0.1", one.port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET /rooms/{place.room}/as/desk/live HTTP/1.1", "Host: rooms.test", "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}",
            f"Authorization: Bearer {place.tokens[FACILITATOR]}", "", "",
        ]  # fmt: skip
        self.bare.sendall("\r\n".join(lines).encode())

    def was_dropped(self) -> bool:
        """Whether the server has hung up: what it had sent before is read first."""
        self.bare.settimeout(1)
        try:
            while self.bare.recv(1 << 20):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        finally:
            self.bare.close()
        return True


async def unread(folder: Path, build: str = "") -> list[str]:
    """Twenty pages never read while long notes are pushed to everybody: they are dropped, and nobody else notices."""
    async with behind_a_proxy(folder, build, quick=False) as (crowd, _, one):  # or their silence would drop them
        hostile = [Deaf(crowd.place, one) for _ in range(20)]
        before, sender = one.memory, crowd.senders[0]
        for number in range(60):
            long = {"kind": "WriteNote", "slot": "slot-1", "text": "We listen. " * 350}
            mark = f"mark-99-{number}"
            sent = Sent(FACILITATOR, {"id": f"c-{mark}", "entry": f"e-{mark}", **long, "statement": "1.1"}, mark)
            sent.body["text"] += mark
            crowd.sent.append(await sender.send(sent))
        faults = await judge(crowd, one.url)
        grown = (one.memory - before) / 1e6
        await asyncio.sleep(6)
        dropped = await asyncio.gather(*(asyncio.to_thread(deaf.was_dropped) for deaf in hostile))
        held = dropped.count(False)
        faults += [f"{held} pages that never read were not dropped"] if held else []
        return faults + ([f"{grown:.0f} MB were kept for those who never read"] if grown > 100 else [])


@pytest.mark.faults
async def test_readers_that_never_read(tmp_path: Path) -> None:
    told(await unread(tmp_path), "", "")


@pytest.mark.faults
async def test_a_build_that_keeps_what_nobody_reads_is_noticed(tmp_path: Path) -> None:
    build = "keeps_what_nobody_reads"
    told(await unread(tmp_path, build), build, "never read")
