"""Reads files beside the rooms: in a thread of its own, one at a time, and not for ever."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from server.framework_files.faults import unusable
from sessions.framework import Framework

MOST_WAITING = 5
LONGEST = 20.0
"""Seconds until whoever waits is told; the bounds on what is read end the work itself."""


class Reader:
    """One for a house."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="framework")  # started by the first file
        self._waiting = 0

    async def read(self, name: str, data: bytes, taken: Collection[str]) -> Framework:
        """See `read_framework`. Raises Unusable, also where too many files wait or this one takes too long."""
        if self._waiting >= MOST_WAITING:
            raise unusable("Several files are being read just now. Wait a moment and import this one again.")
        from server.framework_files.reading import read_framework

        self._waiting += 1
        reading = asyncio.get_running_loop().run_in_executor(self._thread, read_framework, name, data, taken)
        reading.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(reading), self._longest)
        except TimeoutError as error:
            raise unusable("Reading this file takes too long. Copy the table alone into the template.") from error

    def _done(self, reading: "asyncio.Future[Framework]") -> None:
        self._waiting -= 1
        reading.cancelled() or reading.exception()  # told to whoever waited, where somebody still does

    def close(self) -> None:
        """Read no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
