"""The writer: one thread that writes everything, so that what waits shares one flush of the disk.

It takes all that is waiting into one transaction, and answers after the commit, never before. What goes wrong for one
goes wrong for that one alone: a refusal writes nothing, and after a failed commit each is tried once more by itself.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from server.store.batch import Append, Batch, Job, Reply, Work
from server.store.database import Database
from server.store.faults import StoreBusy, StoreUnreachable
from server.store.kept import KeptRooms
from sessions.room import Room

FailPoints = Mapping[str, Callable[[], None]]
"""For tests of faults: what happens at `before_commit`, `after_commit` and `before_reply`."""

FORGET_AGAIN = 1.0  # seconds until words that a reader kept on the disk are tried again

Foreseen = tuple[str, Room]
"""A room as it will be if the commit under way succeeds."""

Outcome = Any  # a Reply, what a Work gave, or the exception that its asker gets

log = structlog.get_logger()


class Writer:
    """The thread and its queue. `close` before the loop ends."""

    def __init__(
        self, database: Database, kept: KeptRooms, clock: Callable[[], datetime], secret: bytes, *,
        most_waiting: int, most_at_once: int, fail_points: FailPoints, foreseen: Callable[[Sequence[Foreseen]], None],
    ) -> None:  # fmt: skip
        self._foreseen = foreseen
        self._database, self._kept, self._clock, self._secret = database, kept, clock, secret
        self._most_waiting, self._most_at_once, self._fail_points = most_waiting, most_at_once, fail_points
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._to_forget = self._closing = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job in the queue; its `answer` is set after the commit. Raises StoreBusy."""
        if self._closing or self._waiting.qsize() >= self._most_waiting:
            raise StoreBusy
        self._waiting.put(job)

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return self._waiting.qsize()

    async def close(self) -> None:
        """Take nothing more, write what is waiting, and stop."""
        if not self._closing:
            self._closing = True
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        last = False
        while not last:
            jobs, last = self._take()
            if jobs:
                self._deliver(jobs, self._outcomes(jobs))
            elif self._to_forget:
                self._forget()
        self._disconnect()

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for a job and take all that came with it; whether these are the last."""
        jobs: list[Job] = []
        try:
            job = self._waiting.get(timeout=FORGET_AGAIN if self._to_forget else None)
            while job is not None:
                jobs.append(job)
                if len(jobs) >= self._most_at_once:
                    return jobs, False
                job = self._waiting.get_nowait()
        except queue.Empty:
            return jobs, False
        return jobs, True

    def _outcomes(self, jobs: Sequence[Job]) -> list[Outcome]:
        try:
            return self._transact(jobs)
        except Exception as error:  # noqa: BLE001 - whatever it was, each may still succeed by itself
            log.warning("batch_failed", jobs=len(jobs), error=type(error).__name__)
            self._drop(jobs)
        outcomes: list[Outcome] = []
        for job in jobs:
            gone = outcomes and isinstance(outcomes[-1], StoreUnreachable)
            outcomes.append(StoreUnreachable() if gone else self._by_itself(job))
        return outcomes

    def _by_itself(self, job: Job) -> Outcome:
        try:
            (outcome,) = self._transact([job])
        except (StoreUnreachable, OperationalError, InterfaceError) as error:
            log.warning("store_unreachable", error=type(error.__cause__).__name__)
            self._drop([job])
            return StoreUnreachable()
        except Exception as error:  # noqa: BLE001 - it goes to whoever asked
            self._drop([job])
            return error
        if isinstance(outcome, Reply):  # perhaps kept by the try that failed, of which nobody has heard
            return Reply(outcome.first_seq, outcome.last_seq, outcome.recorded, is_new=True)
        return outcome

    def _transact(self, jobs: Sequence[Job]) -> list[Outcome]:
        connection = self._connection = self._connection or self._database.writer.connect()
        try:
            with connection.begin():
                batch = Batch(self._database, connection, self._kept, self._clock, self._secret)
                batch.take(jobs)
                outcomes = [_attempt(batch, connection, job) for job in jobs]
                batch.write()
                self._foresee(batch)
                self._reach("before_commit")
            self._reach("after_commit")
        except BaseException:
            self._disconnect()  # it may be broken; the next one is not
            raise
        for growth in batch.grown:
            if growth.room:
                self._kept.put(growth.id, growth.room, growth.recorded)
        if any(growth.removed for growth in batch.grown) or any(isinstance(job, Work) and job.forgets for job in jobs):
            self._forget()
        return outcomes

    def _foresee(self, batch: Batch) -> None:
        """Let the loop prepare, while the disk is busy, what it will show if this is committed."""
        rooms = [(growth.id, growth.room) for growth in batch.grown if growth.room]
        if rooms:
            self._loop.call_soon_threadsafe(self._foreseen, rooms)

    def _forget(self) -> None:
        self._to_forget = self._connection is None or not self._database.forget(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _drop(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            for room in (job.room,) if isinstance(job, Append) else job.rooms:
                self._kept.drop(room)

    def _deliver(self, jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
        self._reach("before_reply")
        self._loop.call_soon_threadsafe(_settle, jobs, outcomes)

    def _reach(self, point: str) -> None:
        if point in self._fail_points:
            self._fail_points[point]()


def _attempt(batch: Batch, connection: Connection, job: Job) -> Outcome:
    """Answer a job within the transaction. A lost connection ends the whole batch; anything else is that job's own."""
    try:
        if isinstance(job, Append):
            return batch.answer(job)
        with connection.begin_nested():
            return job.work(connection)
    except StoreUnreachable:
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return error
    except Exception as error:  # noqa: BLE001 - refusals and faults go to whoever asked
        return error


def _settle(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.answer.done():  # whoever asked has gone; what was written stays
            continue
        if isinstance(outcome, Exception):
            job.answer.set_exception(outcome)
        else:
            job.answer.set_result(outcome)
