"""How much one may ask: a bucket of tokens for each key (an address, a bearer), filled at a steady rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

import msgspec

MOST_KEYS = 50_000


class Rate(msgspec.Struct, frozen=True):
    """So many a second in the long run, and so many at once."""

    per_second: float
    burst: int


class TooMuch(Exception):
    """More was asked than the rate allows; `seconds` until it may be asked again. Nothing was done."""

    def __init__(self, seconds: float) -> None:
        super().__init__("This is too much at once. Wait a moment and send it again.")
        self.seconds = seconds


class Limiter(Protocol):
    """What every limiter does."""

    async def allow(self, key: str, rate: Rate) -> float:
        """Take a token. Gives 0.0, or the seconds until there will be one; then nothing was taken."""

    async def close(self) -> None:
        """Ask no more."""


async def spare(limiter: Limiter, key: str, rate: Rate) -> None:
    """Take a token. Raises TooMuch where there is none."""
    if seconds := await limiter.allow(key, rate):
        raise TooMuch(seconds)


class InProcessLimiter:
    """For one process alone; of many keys it forgets the ones it has not seen longest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def allow(self, key: str, rate: Rate) -> float:
        """See Limiter."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (float(rate.burst), now))
        tokens = min(float(rate.burst), tokens + (now - at) * rate.per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / rate.per_second
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return wait

    async def close(self) -> None:
        """Nothing is open."""
