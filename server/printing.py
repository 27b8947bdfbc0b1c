"""Printed files are written by a process of their own.

A Word file of a whole day takes a processor for a second, a PDF some hundred megabytes, and when a meeting closes
everybody wants both at once: the rooms that are still at work shall not notice. The process starts with the first such
file, takes its turn behind the rooms, and goes when nobody has wanted one for a while.
"""

import asyncio
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process

from server.problems import Problem
from sessions.minutes import Minutes

PROCESSES = 2
BEHIND = 5
"""How much the rooms go before: added to the processes' niceness."""
FILES = 200
"""Files that one process writes before a fresh one takes over."""
IDLE = 120.0
"""Seconds without a file until the processes end."""


class Printer:
    """Writes the files that take long. One for a house."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._at_work = 0
        self._ending: asyncio.TimerHandle | None = None

    async def write(self, ending: str, minutes: Minutes, institution: str | None = None) -> bytes:
        """The minutes, or the summary of an institution, as a PDF or Word file.

        Raises UnknownInstitution, and Problem 503 where a process ends before the file is written, twice.
        """
        self._at_work += 1
        try:
            return await self._tried(partial(_written, ending, minutes, institution))
        finally:
            self._at_work -= 1
            self._end_later()

    async def _tried(self, work: partial[bytes]) -> bytes:
        for _ in range(2):  # a process may be ended from outside, for want of memory for instance
            pool = self._pool = self._pool or _pool()
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work)
            except BrokenProcessPool:
                self._pool = None if self._pool is pool else self._pool
                pool.shutdown(wait=False)
        raise Problem(503, "not_printed", "The file could not be written just now. Try again in a moment.", retry=5)

    def _end_later(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.get_running_loop().call_later(IDLE, self._end)

    def _end(self) -> None:
        if self._pool is not None and not self._at_work:
            self._pool.shutdown(wait=False)
            self._pool = None

    async def close(self) -> None:
        """The house closes: what is being written is written."""
        if self._ending is not None:
            self._ending.cancel()
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown)
            self._pool = None


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=_begin, max_tasks_per_child=FILES
    )


def _begin() -> None:
    """In the new process: behind the rooms, and gone with the house even if that is killed."""
    os.nice(BEHIND)
    threading.Thread(target=_gone_with_the_house, daemon=True).start()


def _gone_with_the_house() -> None:
    house = parent_process()
    assert house is not None, "a process of a pool has a parent"
    house.join()
    os._exit(0)


def _written(ending: str, minutes: Minutes, institution: str | None) -> bytes:
    from server.exports import EXPORTS, SUMMARIES

    if institution is None:
        return EXPORTS["minutes", ending].write(minutes)
    return SUMMARIES[ending].write(minutes, institution)
