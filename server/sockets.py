"""The wire of live connections: a message is made into a frame once, and the same bytes go to every socket.

Two kinds of `Line` do the same. A `DirectLine` is a slim protocol of its own that takes a socket over from uvicorn once
the handshake is done: it writes to the transport, holds no task and no queue, and looks at the transport's buffer
before it writes. A `SentLine` uses nothing but the public `send_text` and costs a task and a queue for each socket.
`serving` says which one this uvicorn allows. Neither ever waits for a reader: one that does not read is dropped.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, Protocol, cast

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from server.heads import Brisk

MOST_UNREAD = 512 * 1024
"""Bytes that may wait in a socket's buffer before it is dropped: several whole snapshots of a room."""
LONGEST_INCOMING = 1024
"""Bytes of a message from a page; all it ever sends is a sign of life."""
TOO_SLOW = 1013
RESTART = 1012
NOT_TEXT = 1003
CLOSING_TIME = 5.0
"""Seconds for the other side to say goodbye as well."""
EXTENSION = "review_rooms.hand_over"
_PING = b"\x89\x00"


class Message:
    """What goes to many sockets: `payload` is the text as UTF-8, `wire` the whole frame (a server's are unmasked)."""

    __slots__ = ("_text", "payload", "wire")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.wire = header(len(payload)) + payload
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The payload as text, decoded at the first wish."""
        if self._text is None:
            self._text = self.payload.decode()
        return self._text


def header(length: int) -> bytes:
    """The first bytes of an unmasked, unfragmented text frame (RFC 6455, 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Ear(Protocol):
    """Who listens to a line."""

    def heard(self, text: str) -> None:
        """A text came in."""

    def lost(self) -> None:
        """The connection is gone; said once, whoever ended it."""


class Line(Protocol):
    """One open connection. Nothing here waits."""

    heard_at: float

    def write(self, message: Message) -> None:
        """Send it, or drop the connection if too much is unread already."""

    def close(self, code: int, reason: str = "") -> None:
        """End the connection."""

    def probe(self) -> None:
        """Ask for a sign of life."""

    async def run(self) -> None:
        """Keep the application's coroutine as long as this kind of line needs it."""


class DirectLine(asyncio.Protocol):
    """A socket taken over from uvicorn: its transport, and the parser that uvicorn has used for the handshake."""

    __slots__ = ("_connections", "_ear", "_loop", "_open", "_parser", "_transport", "heard_at")

    def __init__(self, transport: asyncio.Transport, parser: ServerProtocol, connections: set[Any], ear: Ear) -> None:
        self._transport, self._parser, self._connections, self._ear = transport, parser, connections, ear
        self._loop = asyncio.get_running_loop()
        self._open = True
        self.heard_at = self._loop.time()
        connections.add(self)
        parser.max_message_size = LONGEST_INCOMING

    async def run(self) -> None:
        """Nothing: the line lives on without the application's coroutine."""

    def write(self, message: Message) -> None:
        """Send the frame, or drop the connection where the reader does not read."""
        transport = self._transport
        if not self._open or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNREAD:
            self.close(TOO_SLOW, "too slow")
        else:
            transport.write(message.wire)

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye, and hang up when the other side has answered or after a while."""
        if self._open and not self._transport.is_closing():
            self._parser.send_close(code, reason)
            self._flush()
            self._loop.call_later(CLOSING_TIME, self._transport.abort)
        self._end()

    def shutdown(self) -> None:
        """The server goes down (uvicorn calls this)."""
        self.close(RESTART)
        self._transport.close()

    def probe(self) -> None:
        """A ping; browsers answer by themselves."""
        if self._open and not self._transport.is_closing():
            self._transport.write(_PING)

    def data_received(self, data: bytes) -> None:
        """Bytes from the page."""
        self.heard_at = self._loop.time()
        self._parser.receive_data(data)
        for event in self._parser.events_received():
            if isinstance(event, Frame):
                self._received(event)
        self._flush()
        if self._parser.state is not OPEN and not self._transport.is_closing():
            self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 — asyncio's signature
        """The transport is gone."""
        self._connections.discard(self)
        self._end()

    def _received(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT and frame.fin:
            with suppress(UnicodeDecodeError):
                if self._open:
                    self._ear.heard(bytes(frame.data).decode())
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self.close(NOT_TEXT, "one short text at a time")

    def _hang_up(self) -> None:
        """The other side has closed, or broke the protocol; or it has answered our goodbye."""
        if self._parser.close_rcvd or self._parser.parser_exc:
            self._transport.close()
            self._end()

    def _flush(self) -> None:
        waiting = b"".join(self._parser.data_to_send())
        if waiting and not self._transport.is_closing():
            self._transport.write(waiting)

    def _end(self) -> None:
        if self._open:
            self._open = False
            self._ear.lost()


class SentLine:
    """A socket written to by the public `send_text` alone: a task sends what waits in a short queue."""

    def __init__(self, websocket: WebSocket, ear: Ear) -> None:
        self._websocket, self._ear = websocket, ear
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Message] = deque()
        self._unread = 0
        self._news = asyncio.Event()
        self._goodbye: tuple[int, str] | None = None
        self.heard_at = self._loop.time()

    def write(self, message: Message) -> None:
        """Put it into the queue, or drop the connection where the queue does not move."""
        if self._goodbye:
            return
        if self._unread > MOST_UNREAD:
            self.close(TOO_SLOW, "too slow")
            return
        self._unread += len(message.payload)
        self._waiting.append(message)
        self._news.set()

    def close(self, code: int, reason: str = "") -> None:
        """Send what waits (nothing, where the reader is too slow), then say goodbye."""
        if self._goodbye is None:
            self._goodbye = (code, reason)
            if code == TOO_SLOW:
                self._waiting.clear()
            self._news.set()
            self._ear.lost()

    def probe(self) -> None:
        """uvicorn's own pings do it."""
        self.heard_at = self._loop.time()

    async def run(self) -> None:
        """Receive and send until either side ends it."""
        sending = self._loop.create_task(self._send())
        receiving = self._loop.create_task(self._receive())
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._stop(sending, receiving)
            if self._goodbye is None:
                self._goodbye = (1006, "")
                self._ear.lost()

    async def _stop(self, *tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self) -> None:
        with suppress(WebSocketDisconnect):
            while True:
                text = await self._websocket.receive_text()
                self.heard_at = self._loop.time()
                if len(text) <= LONGEST_INCOMING:
                    self._ear.heard(text)

    async def _send(self) -> None:
        with suppress(WebSocketDisconnect):
            while not (self._goodbye and not self._waiting):
                await self._news.wait()
                self._news.clear()
                while self._waiting:
                    message = self._waiting.popleft()
                    await self._websocket.send_text(message.text)
                    self._unread -= len(message.payload)
            await self._websocket.close(*self._goodbye)


class HandingOver(WebSocketsSansIOProtocol):
    """uvicorn's protocol, able to hand its socket over once the handshake is done."""

    def handle_connect(self, event: Request) -> None:
        """The handshake's request: the application finds the way to take the socket over in its scope."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self.hand_over

    def hand_over(self, ear: Ear) -> DirectLine:
        """Give the socket away. Raises WebSocketDisconnect where it is closing already."""
        self.scope["extensions"].pop(EXTENSION, None)  # or scope and protocol hold each other
        if not self.handshake_complete or self.close_sent or self.transport.is_closing():
            raise WebSocketDisconnect(1006)
        self.stop_keepalive()
        transport = self.transport
        line = DirectLine(transport, self.conn, self.connections, ear)
        self.connections.discard(self)
        transport.set_protocol(line)
        self.transport = cast(asyncio.Transport, _Left())
        if self.read_paused:
            transport.resume_reading()
        while not self.queue.empty():
            early = self.queue.get_nowait()
            if early["type"] == "websocket.receive" and early.get("text") is not None:
                ear.heard(str(early.get("text")))
        return line


class _Left:
    """Stands where the transport was: uvicorn closes its transport when the application returns."""

    def close(self) -> None:
        """Not ours any more."""


def open_line(websocket: WebSocket, ear: Ear) -> Line:
    """A line on an accepted socket: direct where the server hands it over, else through `send_text`."""
    hand_over = websocket.scope.get("extensions", {}).get(EXTENSION)
    return cast(DirectLine, hand_over(ear)) if hand_over else SentLine(websocket, ear)


def serving() -> dict[str, Any]:
    """Arguments for `uvicorn.Config` that the live connections want."""
    return {
        "loop": "uvloop",
        "http": Brisk,
        "ws": HandingOver if can_hand_over() else "websockets-sansio",
        "ws_max_size": 64 * LONGEST_INCOMING,
        "ws_per_message_deflate": False,  # costs five times the processor time and three times the memory
    }


def can_hand_over() -> bool:
    """Whether the installed uvicorn has everything that `HandingOver` touches."""
    config = Config(app=can_hand_over, interface="asgi3", log_config=None)
    config.loaded = True
    config.loaded_app = config.app
    try:
        uvicorns = WebSocketsSansIOProtocol(config, ServerState(), {}, _loop=cast(Any, object()))
    except (AttributeError, TypeError):
        return False
    touched = ("conn", "connections", "queue", "transport", "handshake_complete", "close_sent", "read_paused")
    called = ("handle_connect", "stop_keepalive", "run_asgi", "shutdown")
    return all(hasattr(uvicorns, name) for name in touched + called) and hasattr(uvicorns.conn, "max_message_size")
