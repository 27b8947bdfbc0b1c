"""Many light WebSocket clients in one process, which note when the last of them has seen an event.

They parse as little as possible, and do the same for the product and for the yardstick; what they cost themselves is
measured and told.
"""

import asyncio
import base64
import itertools
import os
import re
import time
from collections.abc import Sequence
from typing import cast

_SEQ = re.compile(rb'"seq":(\d+)')
SOURCES = tuple(f"127.0.0.{n}" for n in range(1, 9))
"""Addresses to connect from: one of them has ports for some 28,000 connections."""
JOIN_SOCKET_IO = b"\x81\x82\0\0\0\x0040"
"""A masked frame: a client of socket.io joins the one namespace."""
PONG = b"\x8a\x80\0\0\0\0"
"""The sign of life that a server asks for."""


Seat = tuple[str, str]
"""The path a client connects to, and the cookie it is known by ("" for none)."""


class Spectator(asyncio.Protocol):
    """One client. `address` is the path, `cookie` what it is known by."""

    def __init__(self, crowd: "Crowd", path: str, cookie: str) -> None:
        self._crowd, self._path, self._cookie = crowd, path, cookie
        self._waiting = b""
        self._open = False
        self._joining = path.startswith("/socket.io/")
        self.entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.seen = 0
        self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are none by class
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._crowd.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"{f'Cookie: {self._cookie}' if self._cookie else 'X-Nobody: 1'}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter_ns()
        self._crowd.received += len(data)
        self._waiting += data
        if not self._open:
            head, found, rest = self._waiting.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                self.entered.set_exception(ConnectionError(head[:200].decode()))
                return
            self._open, self._waiting = True, rest
        while (frame := self._frame()) is not None:
            if frame:
                self._received(frame, at)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.entered.done():
            self.entered.set_exception(exc or ConnectionError("hung up"))

    def _frame(self) -> bytes | None:
        """The next whole text; empty for pings and the like."""
        waiting = self._waiting
        if len(waiting) < 2:
            return None
        length, begins = waiting[1], 2
        if length == 126:
            length, begins = int.from_bytes(waiting[2:4], "big"), 4
        elif length == 127:
            length, begins = int.from_bytes(waiting[2:10], "big"), 10
        if len(waiting) < begins + length:
            return None
        self._waiting = waiting[begins + length :]
        if waiting[0] == 0x89:
            self.transport.write(PONG)
        return waiting[begins : begins + length] if waiting[0] == 0x81 else b""

    def _received(self, payload: bytes, at: int) -> None:
        found = _SEQ.search(payload, 0, 120)
        if found and (seq := int(found[1])) != self.seen:
            self.seen, self.bytes = seq, len(payload)
            self._crowd.arrived(seq, at)
        if self._joining:
            self._joining = False
            self.transport.write(JOIN_SOCKET_IO)
        elif not self.entered.done():
            self.entered.set_result(None)


class Crowd:
    """All clients of one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.all: list[Spectator] = []
        self.received = 0  # bytes, by all of them
        self._target, self._missing = 0, 0
        self._done: asyncio.Future[int] | None = None

    async def enter(self, seats: Sequence[Seat], at_once: int = 50) -> None:
        """Connect a client for each (path, cookie); done when every one has had its first message."""
        loop, gate, sources = asyncio.get_running_loop(), asyncio.Semaphore(at_once), itertools.cycle(SOURCES)

        async def one(path: str, cookie: str) -> None:
            async with gate:
                _, client = await loop.create_connection(
                    lambda: Spectator(self, path, cookie), "127.0.0.1", self.port, local_addr=(next(sources), 0)
                )
                await client.entered
                self.all.append(client)

        await asyncio.gather(*(one(path, cookie) for path, cookie in seats))

    def expect(self, seq: int) -> "asyncio.Future[int]":
        """When (perf_counter_ns) the last client has seen event `seq`."""
        self._target = seq
        self._missing = sum(client.seen != seq for client in self.all)
        self._done = asyncio.get_running_loop().create_future()
        return self._done

    def arrived(self, seq: int, at: int) -> None:
        """A client has seen an event."""
        if seq == self._target and self._done is not None and not self._done.done():
            self._missing -= 1
            if self._missing <= 0:
                self._done.set_result(at)

    @property
    def frame_bytes(self) -> int:
        """The median size of the latest frames."""
        sizes = sorted(client.bytes for client in self.all)
        return sizes[len(sizes) // 2]

    def leave(self) -> None:
        """Hang up."""
        for client in self.all:
            client.transport.abort()
        self.all = []
