"""`python -m tests.soak [--rooms 40] [--minutes 30] [--time-scale 1.0]`: many rooms are rehearsed side by side.

Meeting after meeting is held in one house of its own, on SQLite or on DATABASE_URL and REDIS_URL.

Each meeting is the whole sample review: everybody has a bearer and a live socket, all exports are written, and what
everybody saw is compared with the log. Ends with 1 where somebody saw something else, where the house's log holds a
warning or an error, or where its resident memory grew by a tenth or more between the end of the first round of
meetings and the end. The figures are in build/soak.json.
"""

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import httpx2

from server.__main__ import FIRST_LINK
from server.content import SAMPLE
from server.rehearse import Stopped, Wanted, rehearse

ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "soak.json"
EVERY = 5.0
"""Seconds between two looks at the memory."""
MOST_GROWTH = 0.10


class Look(NamedTuple):
    """The house's resident memory, `at` seconds after the start."""

    at: float
    kilobytes: int


class Soak:
    """The rooms at work, and what was seen of the house meanwhile."""

    def __init__(self, url: str, token: str, *, rooms: int, seconds: float, scale: float, folder: Path) -> None:
        self.played, self.differing, self.refusals = 0, 0, list[str]()
        self.looks: list[Look] = []
        self.first_round_ended = 0.0
        self._url, self._token, self._rooms, self._folder = url, token, rooms, folder
        self._seconds, self._scale, self._began = seconds, scale, time.monotonic()

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    async def run(self, pid: int) -> None:
        """Meeting after meeting in every room until the time is up; those under way come to their end."""
        watching = asyncio.create_task(self._watch(pid))
        try:
            await asyncio.gather(*(self._meetings(number) for number in range(self._rooms)))
        finally:
            watching.cancel()

    async def _meetings(self, number: int) -> None:
        await asyncio.sleep(self._scale * 60 * number / self._rooms)  # an hour of the programme between first and last
        while self.passed < self._seconds:
            wanted = Wanted(
                file=SAMPLE / "meeting.yaml", scale=self._scale, url=self._url, token=self._token,
                out=self._folder / str(number),
            )  # fmt: skip
            try:
                alike = await rehearse(wanted, lambda _line: None)
            except (Stopped, ConnectionError, TimeoutError) as error:
                self.refusals.append(str(error))
                continue
            self.played, self.differing = self.played + 1, self.differing + (not alike)
            if self.played == self._rooms:
                self.first_round_ended = self.passed

    async def _watch(self, pid: int) -> None:
        while True:
            self.looks.append(Look(round(self.passed, 1), resident(pid)))
            sys.stderr.write(
                f"\r{self.passed / 60:5.1f} min, {self.played} meetings, {self.looks[-1].kilobytes // 1024} MB"
            )
            await asyncio.sleep(EVERY)

    def growth(self) -> float:
        """How much larger the house is in the last tenth of the time than in the tenth after the first round."""
        settled = [look for look in self.looks if look.at >= self.first_round_ended > 0] or self.looks
        tenth = max(1, len(settled) // 10)
        first, last = (statistics.median(one.kilobytes for one in part) for part in (settled[:tenth], settled[-tenth:]))
        return last / first - 1


def resident(pid: int) -> int:
    """The resident memory of a process in kilobytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


@contextmanager
def house(folder: Path, log: IO[str]) -> Iterator[tuple[str, str, int]]:
    """A house in a process of its own: its address, a facilitator's token, its process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"DATA_DIR": str(folder), "SECRET_KEY": secrets.token_hex(32), "PORT": str(port)}
    environ = {**os.environ, **given}
    server = [sys.executable, "-m", "server"]
    subprocess.run([*server, "migrate"], env=environ, check=True, cwd=ROOT)
    token = subprocess.run([*server, "token"], env=environ, check=True, cwd=ROOT, capture_output=True, text=True)
    serving = subprocess.Popen([*server, "serve"], env=environ, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}", token.stdout.split()[-1], serving.pid
    finally:
        serving.terminate()
        serving.wait(timeout=30)


async def _ready(url: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client, asyncio.timeout(20):
        while True:
            with contextlib.suppress(httpx2.TransportError):
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


def complaints(log: Path) -> list[str]:
    """The lines of the house's log that are warnings or worse, or no log lines at all."""
    found = []
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith(FIRST_LINK):
            continue
        with contextlib.suppress(ValueError):
            if json.loads(line).get("level") in ("debug", "info"):
                continue
        found.append(line)
    return found


async def soak(asked: argparse.Namespace) -> int:
    """Run it and say what came of it."""
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder, log = Path(name), Path(name) / "house.log"
        with log.open("w") as written, house(folder, written) as (url, token, pid):
            await _ready(url)
            soaked = Soak(
                url, token, rooms=asked.rooms, seconds=asked.minutes * 60, scale=asked.time_scale,
                folder=folder / "files",
            )  # fmt: skip
            await soaked.run(pid)
        complained = complaints(log)
    growth = soaked.growth()
    result = {
        "rooms": asked.rooms, "minutes": round(soaked.passed / 60, 1), "meetings": soaked.played,
        "saw_something_else": soaked.differing, "refused": soaked.refusals, "complaints": complained[:20],
        "growth": round(growth, 3), "megabytes": [[look.at, look.kilobytes // 1024] for look in soaked.looks],
    }  # fmt: skip
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(
        f"\n{soaked.played} meetings in {asked.rooms} rooms, {soaked.passed / 60:.0f} min: {soaked.differing} saw "
        f"something else, {len(soaked.refusals)} refused, {len(complained)} complaints in the log, "
        f"memory {growth:+.1%} after the first round"
    )
    for line in [*soaked.refusals, *complained][:10]:
        print(f"  {line}")
    sound = not (soaked.differing or soaked.refusals or complained) and growth < MOST_GROWTH
    return 0 if sound and soaked.played >= asked.rooms else 1


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Rehearse many rooms for a long time.")
    parser.add_argument("--rooms", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--time-scale", type=float, default=1.0, help="real seconds per programme minute")
    return asyncio.run(soak(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
