"""Deliberately broken builds: one defect each, for the fault tests to find. Applied by tests/faults/child.py alone."""

import asyncio
import math
from collections.abc import Callable
from typing import Any

import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from server import bus, feed, health, logs, problems, running, sockets, submit
from server.live import doors, rooms
from server.store import Reply, Store, batch, faults
from sessions.commands import StartStep


def put(place: Any, name: str, defect: Any) -> None:
    """Put a defect in the place of something sound."""
    setattr(place, name, defect)


def acknowledges_early() -> None:
    """Says that a command is kept before it is."""
    keep: Any = Store.append
    under_way: set[asyncio.Task[None]] = set()

    async def append(self: Store, room_id: str, *command: Any) -> Reply:
        room = await self.room(room_id)

        async def later() -> None:
            await asyncio.sleep(0.1)
            await keep(self, room_id, *command)

        under_way.add(asyncio.create_task(later()))
        return Reply(room.seq + 1, room.seq, (), is_new=True)

    put(Store, "append", append)


def forgets_replies() -> None:
    """Does not know a command that it has answered before."""
    take, write = batch.Batch.take, batch.Batch.write

    def taken(self: batch.Batch, jobs: Any) -> None:
        take(self, jobs)
        self.replies.clear()

    def written(self: batch.Batch) -> None:
        self.new_replies.clear()
        write(self)

    put(batch.Batch, "take", taken)
    put(batch.Batch, "write", written)


def does_not_look() -> None:
    """Believes that every announcement arrives."""

    async def never(_self: Any) -> None:
        await asyncio.Event().wait()

    put(bus.LookingBus, "_look", never)


def shows_everything() -> None:
    """Shows every event to everybody."""
    put(feed, "visible", lambda _room, recorded, _reader: recorded)


def leaves_without_a_word() -> None:
    """Stops at once when it is told to."""
    put(running.Serving, "shutdown", uvicorn.Server.shutdown)


def keeps_what_nobody_reads() -> None:
    """Waits for every reader, however much is unread."""
    put(sockets, "MOST_UNREAD", 1 << 40)


def dies_of_its_log() -> None:
    """Fails where a line of its log cannot be written."""

    def write(self: Any, text: str) -> int:
        return int(self._stream.write(text))

    put(logs._Forbearing, "write", write)
    put(logs._Forbearing, "flush", lambda self: self._stream.flush())


def goes_back_in_time() -> None:
    """Believes its clock."""
    put(batch, "max", lambda now, _last: now)


def moves_on_for_each() -> None:
    """Does not ask where a presser thought the room was."""
    decided: Any = submit.decided

    def careless(room: Any, actor: Any, command: Any, at: Any) -> Any:
        if isinstance(command, StartStep):
            command = msgspec.structs.replace(command, from_step=None)
        return decided(room, actor, command, at)

    put(submit, "decided", careless)


def waits_for_the_dead() -> None:
    """Never gives a silent connection up."""
    put(rooms, "DEAD", math.inf)


def has_no_polls() -> None:
    """Knows sockets alone."""

    async def frames(_self: Any, _request: Request) -> Response:
        return Response(status_code=503)

    put(doors._Doors, "frames", frames)


def says_no_for_good() -> None:
    """Takes a database that is away for a refusal."""
    known = problems.problem_of

    def final(error: Exception) -> problems.Problem:
        if isinstance(error, faults.StoreUnreachable):
            return problems.Problem(422, "refused", "No.")
        return known(error)

    put(problems, "problem_of", final)


def asks_for_ever() -> None:
    """Waits for its database, however long."""
    put(health, "PATIENCE", 1e6)
    put(running, "LAST", 1e6)


BUILDS: dict[str, Callable[[], None]] = {
    build.__name__: build
    for build in (
        acknowledges_early, forgets_replies, does_not_look, shows_everything, leaves_without_a_word,
        keeps_what_nobody_reads, dies_of_its_log, goes_back_in_time, moves_on_for_each, waits_for_the_dead,
        has_no_polls, says_no_for_good, asks_for_ever,
    )
}  # fmt: skip
