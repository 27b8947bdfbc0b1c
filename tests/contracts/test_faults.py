"""When things break between a command and its answer: nothing acknowledged is lost, nothing counts twice."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from server import migrations
from server.bus import InProcessBus
from server.directory import Directory
from server.store import Store, StoreUnreachable
from server.tables import Person
from sessions.events import Event
from sessions.room import Room
from tests.contracts.logs import SECRET, Note, a_prepared_room, rows, write_note
from tests.services import running_postgres
from tests.sessions.cast import a_room

PREPARED = len(a_room())


class Broken(Exception):
    """What a test breaks with."""


def breaking(times: int) -> Callable[[], None]:
    """A fail point that breaks so many times, after the first commit (the one that makes the room)."""
    reached = 0

    def reach() -> None:
        nonlocal reached
        reached += 1
        if 1 < reached <= 1 + times:
            raise Broken

    return reach


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
async def test_a_commit_that_fails_is_tried_again_for_each_by_itself(address: str, point: str) -> None:
    async with Store.opened(address, SECRET, fail_points={point: breaking(1)}) as store:
        room_id = await a_prepared_room(store)
        replies = await asyncio.gather(*(write_note(store, room_id, f"n-{n}") for n in range(5)))
        assert sorted(reply.last_seq for reply in replies) == list(range(PREPARED + 1, PREPARED + 6))
        assert all(reply.is_new for reply in replies)  # so that others hear of what the first try kept
        assert (await store.verify(room_id)).holds
        assert len((await store.room(room_id)).entries) == 5


async def test_one_that_cannot_be_written_fails_itself_alone(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    twice = [Person(id="p_1", room=room_id, name="Imogen"), Person(id="p_1", room=room_id, name="Imogen")]

    def with_people(entry: str, people: list[Person]) -> "asyncio.Future[object]":
        note = Note(entry)
        return asyncio.ensure_future(store.append(room_id, entry, note.body, "p_imogen", note, people))

    outcomes = await asyncio.gather(
        with_people("n-1", []), with_people("n-2", twice), with_people("n-3", []), return_exceptions=True
    )
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]
    assert (await store.room(room_id)).entries.keys() == {"n-1", "n-3"}
    assert (await store.head(room_id)).seq == PREPARED + 2
    assert rows(address, "SELECT * FROM people") == []
    assert (await store.verify(room_id)).holds


async def test_other_writing_is_all_or_nothing(store: Store, address: str) -> None:
    await a_prepared_room(store)

    def add(session: Session) -> None:
        session.add(Person(id="p_1", room="r_1", name="Imogen"))

    def add_and_break(session: Session) -> None:
        session.add(Person(id="p_2", room="r_1", name="Dominic"))
        session.flush()
        raise Broken

    outcomes = await asyncio.gather(store.write(add), store.write(add_and_break), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), Broken]
    assert rows(address, "SELECT name FROM people") == [("Imogen",)]


async def test_what_one_reads_with_cannot_write(store: Store, address: str) -> None:
    await a_prepared_room(store)

    def sneak(session: Session) -> None:
        session.add(Person(id="p_1", room="r_1", name="Imogen"))
        session.commit()

    with pytest.raises((StoreUnreachable, DBAPIError)):
        await store.read(sneak)
    assert rows(address, "SELECT * FROM people") == []


async def test_a_mistake_in_a_rule_leaves_the_room_as_it_was(store: Store) -> None:
    room_id = await a_prepared_room(store)

    def half(room: Room, at: datetime) -> list[Event]:
        return [*Note("n-1")(room, at), None]  # type: ignore[list-item]

    with pytest.raises(TypeError):
        await store.append(room_id, "n-1", b"{}", "p_imogen", half)
    assert (await write_note(store, room_id, "n-2")).last_seq == PREPARED + 1
    assert (await store.verify(room_id)).holds


CRASH = """
import asyncio, os, sys
from server.store import Store
from tests.contracts.logs import SECRET, write_note

async def main(address, point):
    crash = {point: lambda: os._exit(9)}
    async with Store.opened(address, SECRET, fail_points=crash) as store:
        await write_note(store, "r_1", "n-1")

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("point", "kept"), [("before_commit", 0), ("after_commit", 1), ("before_reply", 1)])
async def test_a_process_that_dies_leaves_all_of_a_command_or_nothing(
    store: Store, address: str, point: str, kept: int
) -> None:
    room_id = await a_prepared_room(store)
    died = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", CRASH, address, point], check=False)
    assert died.returncode == 9
    assert (await store.head(room_id)).seq == PREPARED + kept
    again = await write_note(store, room_id, "n-1")
    assert (again.last_seq, again.is_new) == (PREPARED + 1, not kept)
    assert (await store.verify(room_id)).holds


CRASH_AT_THE_DOOR = """
import asyncio, os, sys
from server.store import HandOver, Store
from tests.contracts.logs import SECRET, Note

async def main(address, point):
    note = Note("n-1")
    async with Store.opened(address, SECRET, fail_points={point: lambda: os._exit(9)}) as store:
        await store.append("r_1", "n-1", note.body, "p_rosalind", note, hand_over=HandOver("p_neil", "p_siobhan"))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("point", "seats"), [("before_commit", ["p_neil", "p_siobhan", "p_neil"]), ("after_commit", ["p_siobhan"] * 2)]
)
async def test_a_seat_is_handed_over_with_the_events_that_say_so_or_not_at_all(
    store: Store, address: str, point: str, seats: list[str]
) -> None:
    room_id = await a_prepared_room(store)
    directory = Directory(store, InProcessBus())
    for person in ("p_neil", "p_siobhan"):
        await directory.add_person(Person(id=person, room=room_id, name=person))
    shared, _ = await directory.take_person_seat(None, room_id, "p_neil")
    await directory.take_person_seat(shared, room_id, "p_siobhan")  # a tablet that both have used
    await directory.take_person_seat(None, room_id, "p_neil")
    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", CRASH_AT_THE_DOOR, address, point], check=False
    )
    assert died.returncode == 9
    held = [person for (person,) in rows(address, "SELECT person FROM seats ORDER BY taken_at, seat")]
    assert sorted(held) == sorted(seats)
    assert (await store.head(room_id)).seq == PREPARED + (point == "after_commit")
    assert (await store.verify(room_id)).holds


@pytest.mark.slow
async def test_a_database_that_went_away_is_told_and_comes_back() -> None:
    with running_postgres(fsync=True) as postgres:
        address = postgres.new_database()
        migrations.upgrade(address)
        async with Store.opened(address, SECRET) as store:
            room_id = await a_prepared_room(store)
            postgres.stop()
            for asking in (write_note(store, room_id, "n-1"), store.head(room_id), store.ping()):
                with pytest.raises(StoreUnreachable):
                    await asking
            postgres.start()
            assert (await write_note(store, room_id, "n-1")).is_new
            await store.ping()
            assert (await store.verify(room_id)).holds
