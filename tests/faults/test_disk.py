"""A disk that is full, a file that may not grow, and a database that somebody else has locked."""

import asyncio
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite

from tests.faults.crowd import Crowd
from tests.faults.judged import TWICE, judge, told
from tests.faults.place import a_place, fresh_sqlite, migrated
from tests.faults.processes import web

pytestmark = [pytest.mark.slow, pytest.mark.faults]

SMALL = 12 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where mounting one is permitted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not permitted here; the row with RLIMIT_FSIZE stands in")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


async def full(disk: Path, build: str = "") -> list[str]:
    """The disk fills up while a crowd writes, under the database and under the log, and is cleared again."""
    database = migrated(fresh_sqlite(disk))
    async with web(disk, database, BROKEN=build) as one:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, seed=13) as crowd:
            await crowd.write(2)
            ballast = disk / "ballast"
            _fill(ballast)
            writing = asyncio.create_task(crowd.write(4, patience=12))
            await asyncio.sleep(3)
            stopped = sum(sent.status == 0 for sent in crowd.sent)
            looks = await one.status("/healthz")
            ballast.unlink()
            await writing
            assert stopped or build, "the disk was not full"
            return [*await judge(crowd, one.url), *([] if looks == 200 else [f"/healthz said {looks}"])]


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


async def test_a_full_disk(small_disk: Path) -> None:
    told(await full(small_disk), "", "")


async def test_a_process_that_dies_of_its_log_is_noticed(small_disk: Path) -> None:
    build = "dies_of_its_log"
    told(await full(small_disk, build), build, "has not recovered")


async def bounded(folder: Path, build: str = "") -> list[str]:
    """No file of the process may grow any more (RLIMIT_FSIZE) while a crowd writes; then it may again."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build) as one:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, seed=14) as crowd:
            await crowd.write(2)
            one.let_write(4096)
            writing = asyncio.create_task(crowd.write(8, patience=30))
            await asyncio.sleep(3)
            stopped = sum(sent.status == 0 for sent in crowd.sent)
            one.let_write(resource.RLIM_INFINITY)
            await writing
            assert stopped or build, "the file could grow"
            return await judge(crowd, one.url)


async def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    told(await bounded(tmp_path), "", "")


@pytest.mark.parametrize(
    ("build", "words"),
    [("says_no_for_good", "was refused with 422"), ("acknowledges_early", "stands in the log 0 times")],
)
async def test_a_broken_build_that_cannot_write_is_noticed(tmp_path: Path, build: str, words: str) -> None:
    told(await bounded(tmp_path, build), build, words)


async def locked(folder: Path, build: str = "", seconds: float = 10.5) -> list[str]:
    """Another process holds SQLite's only write lock for longer than ours waits for it."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build) as one:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, seed=15) as crowd:
            await crowd.write(2)
            other: Any = sqlite.connect(folder / "rooms.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(crowd.write(4, patience=60))
            await asyncio.sleep(seconds)
            reads = await one.status("/readyz")
            other.execute("ROLLBACK")
            other.close()
            await writing
            return [*await judge(crowd, one.url), *([] if reads == 200 else [f"/readyz said {reads}"])]


async def test_a_database_that_somebody_else_has_locked(tmp_path: Path) -> None:
    told(await locked(tmp_path), "", "")


async def test_a_build_that_forgets_while_it_waits_is_noticed(tmp_path: Path) -> None:
    build = "forgets_replies"
    told(await locked(tmp_path, build), build, TWICE)
