"""The processes under measurement, started and stopped by the bench, and the disk they write to."""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from tests.bench.spectators import Crowd

NODE = Path(__file__).parent / "node"
MANY = 20_000  # open files: a server and its clients need one for each connection


class Missing(RuntimeError):
    """What a figure is measured beside is not on this machine. Says in one line what is missing."""


class Server:
    """A server in a process of its own. `told` is the line of JSON that it began with."""

    def __init__(self, process: asyncio.subprocess.Process, told: dict[str, Any]) -> None:
        self._process, self.told, self._seq = process, told, 10**9  # far from the numbers of any log
        self.process = psutil.Process(process.pid)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.told["port"])

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds."""
        return int(self.process.memory_info().rss)

    @property
    def worked(self) -> float:
        """Seconds of processor time that it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    async def ask(self, line: str) -> int:
        """Have a command done; gives the number it answers with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n".encode())
        return int(await self._process.stdout.readline())

    async def broadcast(self, crowd: Crowd, size: int) -> float:
        """Milliseconds from its call to send so many bytes to everybody, to the last of them."""
        self._seq += 1
        last = crowd.expect(self._seq)
        began = await self.ask(f"broadcast {size} {self._seq}")
        return (await asyncio.wait_for(last, 20) - began) / 1e6


@asynccontextmanager
async def started(*command: str) -> AsyncIterator[Server]:
    """Start a module of this bench, or Node where the command begins with `node`."""
    program = command if command[0] == "node" else (sys.executable, "-m", f"tests.bench.{command[0]}", *command[1:])
    process = await asyncio.create_subprocess_exec(
        *program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    assert process.stdout is not None
    try:
        first = await process.stdout.readline()
        if not first:
            raise RuntimeError(f"{' '.join(command)} did not start")
        yield Server(process, json.loads(first))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@cache
def node_server() -> str:
    """The path of the Node server, its library installed. Raises Missing."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise Missing("node is not installed")
    home = Path("build/bench-node").absolute()
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "server.js"):
        shutil.copy(NODE / name, home / name)
    if not (home / "node_modules" / "ws").exists():
        install = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
        if subprocess.run(install, cwd=home, capture_output=True, check=False).returncode:
            raise Missing("npm could not install ws")
    return str(home / "server.js")


def allow_many() -> None:
    """Let this process, and those it starts, open many connections."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY if most == resource.RLIM_INFINITY else min(MANY, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


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
