"""The processes under measurement, started and stopped by the bench."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.bench.house import QUESTIONS
from tests.bench.spectators import Crowd


@asynccontextmanager
async def started(module: str, *arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """A server in a process of its own, with the line of JSON that it begins with."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        yield process, told
    finally:
        process.kill()
        await process.wait()


def resident(process: asyncio.subprocess.Process) -> int:
    """Bytes of memory that a process holds."""
    return int(psutil.Process(process.pid).memory_info().rss)


class Bare:
    """The yardstick's end in this process."""

    def __init__(self, process: asyncio.subprocess.Process, crowd: Crowd) -> None:
        self._process, self.crowd, self._seq = process, crowd, 0

    async def sample(self, size: int) -> float:
        """Milliseconds from the call of `broadcast` to the last client."""
        self._seq += 1
        last = self.crowd.expect(self._seq)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"broadcast {size} {self._seq}\n".encode())
        began = int(await self._process.stdout.readline())
        return (await asyncio.wait_for(last, 10) - began) / 1e6


class Product:
    """The product's end in this process: a peer who supports a question and thinks better of it, by one connection."""

    def __init__(self, told: dict[str, Any], crowd: Crowd) -> None:
        self._told, self.crowd, self._seq, self._n = told, crowd, int(told["seq"]), 0
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def connect(self) -> None:
        """Open the connection that commands go by."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._told["port"])

    async def sample(self) -> tuple[float, float]:
        """Milliseconds from the request's first byte to the last client, and to the answer."""
        self._n += 1
        self._seq += 1
        kind, question = ("UnsupportQuestion", "SupportQuestion")[self._n % 2], f"q-{(self._n - 1) // 2 % QUESTIONS}"
        body = json.dumps({"id": f"run-{self._n}", "kind": kind, "question": question}).encode()
        last = self.crowd.expect(self._seq)
        began = time.perf_counter_ns()
        self._writer.write(
            f"POST /api/rooms/{self._told['room']}/commands HTTP/1.1\r\nHost: 127.0.0.1:{self._told['port']}\r\n"
            f"Authorization: Bearer {self._told['token']}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        await self._answer()
        answered = time.perf_counter_ns()
        return (await asyncio.wait_for(last, 10) - began) / 1e6, (answered - began) / 1e6

    async def _answer(self) -> None:
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        assert b" 200 " in head[:20], body


class Disk:
    """One fdatasync of 4 KB on the disk that holds the database."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "yardstick", os.O_RDWR | os.O_CREAT)
        os.posix_fallocate(self._file, 0, 4096 * 256)
        self._at = 0

    def sample(self) -> float:
        """Milliseconds."""
        self._at = (self._at + 1) % 256
        began = time.perf_counter_ns()
        os.pwrite(self._file, os.urandom(4096), self._at * 4096)
        os.fdatasync(self._file)
        return (time.perf_counter_ns() - began) / 1e6

    def close(self) -> None:
        """Done."""
        os.close(self._file)
