"""What a run was asked to measure, and what it has at hand: folders on the disk, and services started at first wish."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from tests.bench.figures import Figure
from tests.services import Postgres, running_postgres, running_redis


class Asked:
    """One run of the bench. `whole` asks for the long ones too; `tell` hears of each figure at once."""

    def __init__(self, place: Path, stack: ExitStack, *, whole: bool, tell: Callable[[Figure], None]) -> None:
        self._place, self._stack, self._made = place, stack, 0
        self.whole, self.tell = whole, tell

    def folder(self) -> Path:
        """A new one on the disk that is measured."""
        self._made += 1
        made = self._place / str(self._made)
        made.mkdir()
        return made

    @cached_property
    def redis(self) -> str:
        """The address of a Redis of our own."""
        return self._stack.enter_context(running_redis()).url

    @cached_property
    def postgres(self) -> Postgres:
        """A PostgreSQL of our own, which really writes to the disk."""
        return self._stack.enter_context(running_postgres(fsync=True))
