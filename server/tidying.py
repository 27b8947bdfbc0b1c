"""What is thrown away by itself, once a day while a process serves. No rule of a room depends on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from server.directory import Directory

log = structlog.get_logger()

EVERY = 24 * 3600.0
"""Seconds."""


@asynccontextmanager
async def tidying(directory: Directory, every: float = EVERY) -> AsyncIterator[None]:
    """Tidy now and every day, until the block ends."""
    task = asyncio.get_running_loop().create_task(_tidy_for_ever(directory, every))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def _tidy_for_ever(directory: Directory, every: float) -> None:
    while True:
        try:
            await directory.forget_old_checks()
        except Exception:  # the database may be away for a moment: another day
            log.exception("tidying_failed")
        await asyncio.sleep(every)
