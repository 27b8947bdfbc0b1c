"""The line to Redis, which may be down: a question is answered, or the asker goes on with what it knows itself."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

import redis as plain
import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.migrations import Unready

PATIENCE = 1.0  # seconds for an answer
REST = 2.0  # seconds without questions after one that was not answered

T = TypeVar("T")

log = structlog.get_logger()


def connected(url: str, connections: int) -> Redis:
    """A client that answers with text, gives up soon, and never tries twice by itself. More than so many wait."""
    pool = BlockingConnectionPool.from_url(
        url,
        decode_responses=True,
        max_connections=connections,
        timeout=PATIENCE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        health_check_interval=10,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


def demand(url: str) -> None:
    """Raise Unready unless Redis answers. The sentence repeats neither user nor password."""
    try:
        with plain.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
            client.ping()
    except (RedisError, OSError) as error:
        advice = "Start it, correct the setting, or leave it out where one process serves alone."
        raise Unready(f"REDIS_URL: no Redis answered at {_shown(url)}. {advice}") from error


def _shown(url: str) -> str:
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{where}{parts.path}"


class RedisLine:
    """Asks Redis, and leaves it in peace for a moment after it did not answer."""

    def __init__(self, url: str) -> None:
        self.redis = connected(url, connections=16)
        self._rests_until = 0.0

    async def ask(self, question: Callable[[Redis], Awaitable[T]]) -> T | None:
        """The answer; none where Redis is down."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            return await question(self.redis)
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + REST
            log.warning("redis_unreachable", error=type(error).__name__)
            return None

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()
