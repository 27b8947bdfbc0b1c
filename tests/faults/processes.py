"""Real `python -m server serve` processes, started, killed and looked at as an operator would."""

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from server.__main__ import FIRST_LINK
from tests.faults.cable import THERE, Cable

SECRET = "s" * 40
SECONDS_TO_START = 90
TOP = Path(__file__).parent.parent.parent


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Web:
    """One web process on a port of its own, in another network where `cable` leads to one. `changed` are variables of
    tests/faults/child.py: FAIL, BROKEN, CLOCK …"""

    def __init__(
        self, folder: Path, database: str, redis: str | None = None, cable: Cable | None = None, **changed: str
    ) -> None:
        self._inside, self._host = (cable.inside, THERE) if cable else ([], "127.0.0.1")
        self.port = free_port()
        self.log = folder / f"web-{self.port}.log"
        self.changed_later: dict[str, str] = {}
        self.sockets_at_start = 0
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COV_")},
            "PORT": str(self.port), "HOST": self._host, "DATA_DIR": str(folder / "data"), "DATABASE_URL": database,
            "SECRET_KEY": SECRET, "BASE_URL": "http://rooms.test", **({"REDIS_URL": redis} if redis else {}), **changed,
        }  # fmt: skip
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://{self._host}:{self.port}"

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._running is not None
        return self._running.pid

    @property
    def memory(self) -> int:
        """Bytes that it holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    async def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(  # noqa: ASYNC220 - begins at once
                [*self._inside, sys.executable, "-m", "tests.faults.child"], cwd=TOP, env=self._environment,
                stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(SECONDS_TO_START):
            while await self.status("/healthz") != 200:
                if self._running.poll() is not None:
                    raise RuntimeError(f"the process ended with {self._running.returncode}:\n{self.log.read_text()}")
                await asyncio.sleep(0.05)
        self.sockets_at_start = self.sockets

    def let_write(self, most: int) -> None:
        """Let a file of its grow to so many bytes and no further, from now on."""
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    @property
    def sockets(self) -> int:
        """How many sockets it has open, its own among them."""
        found = 0
        for entry in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed since it was listed
                found += str(entry.readlink()).startswith("socket:")
        return found

    async def status(self, path: str) -> int:
        """What it answers there; 0 where it does not."""
        return (await self.answer(path))[0]

    async def answer(self, path: str) -> tuple[int, Any]:
        """The status and the JSON."""
        try:
            async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=5) as client:
                answer = await client.get(path)
                return answer.status_code, answer.json()
        except (httpx2.HTTPError, ValueError):
            return 0, None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._running is not None
        self._running.send_signal(number)

    async def ended(self, seconds: float = 30) -> int:
        """Its exit status, once it has ended by itself. Raises TimeoutError."""
        assert self._running is not None
        async with asyncio.timeout(seconds):
            while (status := self._running.poll()) is None:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.02)
        return status

    async def kill(self) -> None:
        """SIGKILL."""
        if self._running is not None and self._running.poll() is None:
            self.signal(signal.SIGKILL)
            await self.ended()

    @property
    def has_died(self) -> bool:
        """Whether it runs no more."""
        return self._running is not None and self._running.poll() is not None

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """What it logged as an error, and what it printed that is no line of its log."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            if line.startswith(FIRST_LINK):
                continue
            try:
                written = json.loads(line)
            except ValueError:
                written = {"level": "error", "event": line}
            if written.get("level") in ("error", "critical"):
                found.append(written)
        return found


@asynccontextmanager
async def web(
    folder: Path, database: str, redis: str | None = None, cable: Cable | None = None, **changed: str
) -> AsyncIterator[Web]:
    """A process for as long as a test needs it."""
    one = Web(folder, database, redis, cable, **changed)
    try:
        await one.start()
        yield one
    finally:
        await one.kill()
