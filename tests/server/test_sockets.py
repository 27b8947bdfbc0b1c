"""Both kinds of line do the same: the one that takes the socket over, and the one that only uses what is public."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server import sockets
from server.sockets import DirectLine, HandingOver, Line, Message, SentLine, header, open_line
from tests.server.serving import serving, until

pytestmark = pytest.mark.slow


class Listener:
    """An ear that remembers."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_lost = asyncio.Event()
        self.times_lost = 0
        self.line: Line

    def heard(self, text: str) -> None:
        self.texts.append(text)

    def lost(self) -> None:
        self.times_lost += 1
        self.is_lost.set()


class Hall:
    """A server with one address, where every socket becomes a line."""

    def __init__(self, url: str, ears: list[Listener]) -> None:
        self.url, self.ears = url, ears

    @asynccontextmanager
    async def entered(self, **options: Any) -> AsyncIterator[tuple[ClientConnection, Listener]]:
        """A client and the listener at the other end."""
        known = len(self.ears)
        async with connect(self.url, **options) as client:
            await until(lambda: len(self.ears) > known)
            yield client, self.ears[-1]


@pytest.fixture(params=["handed over", "send_text"])
async def hall(request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    """The hall, once with each kind of line."""
    ears: list[Listener] = []

    async def enter(websocket: WebSocket) -> None:
        await websocket.accept()
        listener = Listener()
        listener.line = open_line(websocket, listener)
        ears.append(listener)
        await listener.line.run()

    options = sockets.serving()
    if request.param == "send_text":
        options["ws"] = "websockets-sansio"
    async with serving(Starlette(routes=[WebSocketRoute("/", enter)]), **options) as address:
        yield Hall(address.replace("http", "ws"), ears)


def test_this_uvicorn_hands_sockets_over() -> None:
    assert sockets.serving()["ws"] is HandingOver


async def test_the_line_is_of_the_kind_that_was_chosen(hall: Hall, request: pytest.FixtureRequest) -> None:
    async with hall.entered() as (_, ear):
        kind = DirectLine if "handed over" in request.node.name else SentLine
        assert isinstance(ear.line, kind)


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536, 200_000])
async def test_what_is_written_arrives_whole(hall: Hall, length: int) -> None:
    text = ("ü€x" * (length // 6 + 1)).encode()[:length].decode(errors="ignore")
    async with hall.entered(max_size=None) as (client, ear):
        ear.line.write(Message(text.encode()))
        assert await client.recv() == text


async def test_messages_keep_their_order_and_the_same_message_serves_many(hall: Hall) -> None:
    messages = [Message(json.dumps({"n": n}).encode()) for n in range(300)]
    async with hall.entered() as (one, ear), hall.entered() as (other, another_ear):
        for message in messages:
            ear.line.write(message)
            another_ear.line.write(message)
        for client in (one, other):
            assert [json.loads(await client.recv())["n"] for _ in range(300)] == list(range(300))


async def test_texts_are_heard_also_those_sent_with_the_handshake(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        await client.send("one")
        await client.send("two")
        await until(lambda: ear.texts == ["one", "two"])


async def test_a_close_says_its_code_and_is_lost_once(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        ear.line.close(4401, "no seat")
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "no seat")
        await ear.is_lost.wait()
        ear.line.close(1000)
        ear.line.write(Message(b"too late"))
        assert ear.times_lost == 1


async def test_what_was_written_before_a_close_still_arrives(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        ear.line.write(Message(b"last words"))
        ear.line.close(4205)
        assert await client.recv() == "last words"


async def test_a_client_that_leaves_is_noticed(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        await client.close()
        await asyncio.wait_for(ear.is_lost.wait(), 2)
        assert ear.times_lost == 1


async def test_a_client_whose_connection_breaks_is_noticed(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        client.transport.abort()
        await asyncio.wait_for(ear.is_lost.wait(), 2)
        assert ear.times_lost == 1


async def test_a_client_may_ping(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        await (await client.ping(b"there?"))
        ear.line.probe()
        await client.send("still here")
        await until(lambda: ear.texts == ["still here"])


async def test_a_flood_of_bytes_ends_the_connection(hall: Hall) -> None:
    async with hall.entered() as (client, ear):
        with suppress(ConnectionClosed):
            await client.send("x" * 100_000)
        await asyncio.wait_for(ear.is_lost.wait(), 2)
        assert ear.texts == []


async def test_one_who_does_not_read_is_dropped_while_another_goes_on(hall: Hall) -> None:
    message = Message(b"x" * 20_000)
    async with hall.entered() as (stuck, stuck_ear), hall.entered() as (client, ear):
        stuck.transport.pause_reading()
        sent = 0
        while sent < 40_000_000 and not stuck_ear.is_lost.is_set():
            sent += 20_000
            stuck_ear.line.write(message)
            ear.line.write(message)
            assert len(await asyncio.wait_for(client.recv(), 2)) == 20_000
        assert stuck_ear.is_lost.is_set()  # after the kernel's buffers and the bound are full, not later
        stuck.transport.abort()


async def test_a_server_that_goes_down_says_so() -> None:
    ears: list[Listener] = []

    async def enter(websocket: WebSocket) -> None:
        await websocket.accept()
        ears.append(Listener())
        open_line(websocket, ears[-1])

    app = Starlette(routes=[WebSocketRoute("/", enter)])
    async with serving(app, **sockets.serving()) as address:
        client = await connect(address.replace("http", "ws"))
        await until(lambda: bool(ears))
    with pytest.raises(ConnectionClosed) as closed:
        await client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == sockets.RESTART
    assert ears[0].times_lost == 1


def test_a_uvicorn_that_lacks_something_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(WebSocketsSansIOProtocol, "stop_keepalive")
    assert sockets.serving()["ws"] == "websockets-sansio"


def test_headers_are_those_of_the_rfc() -> None:
    assert header(0) == b"\x81\x00"
    assert header(125) == b"\x81\x7d"
    assert header(126) == b"\x81\x7e\x00\x7e"
    assert header(65536) == b"\x81\x7f" + (65536).to_bytes(8, "big")
