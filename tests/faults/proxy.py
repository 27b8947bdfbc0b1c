"""A cruel TCP proxy: it cuts, stalls, delays, refuses, strips what asks for a socket, or holds answers back.

With several targets it is a small balancer: the next in turn, or the one after it where that does not listen.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

Target = int | Path
"""A port of this machine, or a unix socket."""

CHUNK = 65536
UPGRADE = (b"\r\nUpgrade: websocket", b"\r\nupgrade: websocket", b"\r\nConnection: Upgrade", b"\r\nconnection: Upgrade")


class Proxy:
    """Forwards what comes to `port`. Its moods can be changed at any time and hold for open connections too."""

    def __init__(self, *targets: Target) -> None:
        self.targets = list(targets)
        self.port = 0
        self.delay = 0.0
        self.refuses = self.strips = self.buffers = False
        self.cut_at: bytes | None = None
        self.passes_what_it_cuts = True
        self.cuts = 0
        self._turns = itertools.count()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where browsers would go."""
        return f"http://127.0.0.1:{self.port}"

    def stall(self) -> None:
        """Forward nothing more, and keep every connection open: a line gone dead that nobody has hung up."""
        self._flowing.clear()

    def flow(self) -> None:
        """Forward again, what was held back first."""
        self._flowing.set()

    def cut(self) -> None:
        """Break every connection off."""
        for writer in tuple(self._open):
            writer.transport.abort()
        self._flowing.set()

    def cut_once_at(self, word: bytes, *, passing: bool) -> None:
        """Break off the first connection on which a client says this word, handing the word on or not."""
        self.cut_at, self.passes_what_it_cuts = word, passing

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        far_writer = None
        try:
            if self.refuses:
                return
            far_reader, far_writer = await self._reached()
            self._open.add(far_writer)
            ways = (self._forward(reader, far_writer, self._outward), self._forward(far_reader, writer, self._inward()))
            tasks = [asyncio.create_task(way) for way in ways]
            self._tasks.update(tasks)
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tasks.difference_update(tasks)
        except OSError:
            pass  # nobody listens: the client is hung up on
        finally:
            for one in (writer, far_writer):
                if one is not None:
                    self._open.discard(one)
                    one.close()

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        first = next(self._turns)
        for number in range(len(self.targets)):
            target = self.targets[(first + number) % len(self.targets)]
            try:
                if isinstance(target, Path):
                    return await asyncio.open_unix_connection(target)
                return await asyncio.open_connection("127.0.0.1", target)
            except OSError:
                if number == len(self.targets) - 1:
                    raise
        raise ConnectionRefusedError("no target")

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, changed: Callable[[bytes], bytes]
    ) -> None:
        with suppress(OSError):
            while True:
                data = await reader.read(CHUNK)
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._flowing.wait()
                if not data:
                    break
                writer.write(changed(data))
                await writer.drain()
        await self._flowing.wait()  # that one side has hung up does not come through either

    def _outward(self, data: bytes) -> bytes:
        """What the client says."""
        if self.cut_at is not None and self.cut_at in data:
            self.cut_at, self.cuts = None, self.cuts + 1
            asyncio.get_running_loop().call_later(0.05 if self.passes_what_it_cuts else 0, self.cut)
            return data if self.passes_what_it_cuts else b""
        if self.strips:
            for header in UPGRADE:
                data = data.replace(header, b"")
        return data

    def _inward(self) -> Callable[[bytes], bytes]:
        """What the server says: where the proxy buffers, an answer without an end is never handed on."""
        is_socket = False

        def changed(data: bytes) -> bytes:
            nonlocal is_socket
            if is_socket and self.buffers:
                return b""
            if data.startswith(b"HTTP/1.1 101"):
                is_socket = True
                if self.buffers:
                    return data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            return data

        return changed


@asynccontextmanager
async def proxied(*targets: Target) -> AsyncIterator[Proxy]:
    """A proxy on a free port of this machine."""
    proxy = Proxy(*targets)
    server = await asyncio.start_server(proxy._accept, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
        await asyncio.sleep(0.02)
