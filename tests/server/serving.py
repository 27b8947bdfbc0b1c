"""A real uvicorn on a free port of this machine, in the loop of the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


class QuietServer(uvicorn.Server):
    """Leaves the signals to pytest."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """The address it serves at, until the block ends."""
        task = asyncio.create_task(self._serve())
        while not self.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.005)
        port = self.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            self.should_exit = True
            await task


@asynccontextmanager
async def serving(app: Any, **options: Any) -> AsyncIterator[str]:
    """Serve an application; yields its address."""
    options.pop("loop", None)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", **options)
    async with QuietServer(config).serving() as address:
        yield address


async def until(true: Callable[[], bool], seconds: float = 2) -> None:
    """Wait for something that no event tells of. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 — what is waited for lies on the other side of a socket
            await asyncio.sleep(0.005)
