"""Time, chance and the story of one run. Chance comes from one seed; time passes only when something happens."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from tests.sessions.cast import START

DOORS = START - timedelta(minutes=5)


class World:
    """What everybody in a run shares. Once it is `calm`, nothing more goes wrong."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.now = 0.0
        self.calm = False
        self.told: list[tuple[float, str, tuple[Any, ...]]] = []
        self._to_come: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._number = count()

    def instant(self, skew: float = 0) -> datetime:
        """The time on a clock that goes wrong by some seconds; to the millisecond, as the log keeps it."""
        return DOORS + timedelta(milliseconds=int((self.now + skew) * 1000))

    def unlucky(self, odds: float) -> bool:
        """Whether something goes wrong that does so with these odds."""
        return not self.calm and self.dice.random() < odds

    def later(self, seconds: float, act: Callable[..., None], *about: Any) -> None:
        """Something will happen."""
        heapq.heappush(self._to_come, (self.now + seconds, next(self._number), act, about))

    def carry(self, lost: float, act: Callable[..., None], *about: Any) -> None:
        """A message: it may be lost with these odds, come twice, come late, and be overtaken."""
        if self.unlucky(lost):
            return
        for _ in range(2 if self.unlucky(0.08) else 1):
            slow = self.dice.uniform(1, 8) if self.unlucky(0.05) else 0
            self.later(slow + self.dice.uniform(0.01, 0.4), act, *about)

    def tell(self, words: str, *about: Any) -> None:
        """A line of the story; put into words only if somebody wants to hear it."""
        self.told.append((self.now, words, about))

    def run(self, until: float, over: Callable[[], bool] = lambda: False) -> None:
        """Let happen what is to come before a time, or until it is `over`."""
        while self._to_come and self._to_come[0][0] <= until and not over():
            self.now, _, act, about = heapq.heappop(self._to_come)
            act(*about)

    @property
    def story(self) -> str:
        """What happened, in plain words."""
        return "\n".join(f"{now:7.2f} s  {words.format(*about)}" for now, words, about in self.told)
