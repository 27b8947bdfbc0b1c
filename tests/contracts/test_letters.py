"""What becomes of letters, and of the links they carry, on both databases and with two processes at once."""

import asyncio
from datetime import timedelta

import pytest

from server.bus import InProcessBus
from server.directory import Directory
from server.store import Store
from server.tables import LetterRow
from tests.contracts.logs import SECRET, VirtualClock, a_prepared_room, rows

ROOM = "r_1"


@pytest.fixture
async def directory(store: Store, clock: VirtualClock) -> Directory:
    """The directory of a store with Wexmoor Vale's room."""
    await a_prepared_room(store, ROOM)
    return Directory(store, InProcessBus(), clock)


async def guest(directory: Directory, name: str = "Imogen Sallow") -> str:
    """Somebody in the room."""
    person = directory.new_person(ROOM, name, "imogen@example.org")
    await directory.add_person(person)
    return person.id


async def waiting(directory: Directory) -> LetterRow:
    """The letter that comes next."""
    row = await directory.waiting_letter()
    assert row is not None
    return row


async def leaving(directory: Directory, person: str, letter: str = "l_1") -> tuple[LetterRow, str]:
    """A letter that was asked for and taken; and the token of its link."""
    assert await directory.ask_for_letters(ROOM, {letter: person}, None, again=True) == [person]
    row = await waiting(directory)
    token = await directory.begin_letter(row)
    assert token is not None
    return row, token


async def state(directory: Directory) -> list[str]:
    """The states of the room's letters."""
    return [row.state for row in await directory.letters(ROOM)]


async def test_one_of_two_processes_sends_a_letter(directory: Directory, address: str, clock: VirtualClock) -> None:
    person = await guest(directory)
    await directory.ask_for_letters(ROOM, {"l_1": person}, None)
    async with Store.opened(address, SECRET, clock=clock) as another:
        other = Directory(another, InProcessBus(), clock)
        row = await waiting(directory)
        taken = await asyncio.gather(*(one.begin_letter(row) for one in (directory, other) * 3))
    assert sum(token is not None for token in taken) == 1
    assert rows(address, "SELECT count(*) FROM links WHERE person = ?", person) == [(1,)]


async def test_two_who_ask_at_once_ask_for_one_letter(directory: Directory, address: str, clock: VirtualClock) -> None:
    people = [await guest(directory, name) for name in ("Imogen", "Ruth", "Bashir")]
    async with Store.opened(address, SECRET, clock=clock) as another:
        two = (directory, Directory(another, InProcessBus(), clock)) * 5
        wanted = [{f"l_{turn}_{person}": person for person in people} for turn in range(len(two))]
        asked = await asyncio.gather(
            *(one.ask_for_letters(ROOM, letters, None) for one, letters in zip(two, wanted, strict=True))
        )
    assert sorted(map(len, asked)) == [0] * 9 + [3]
    assert len(await directory.letters(ROOM)) == 3


async def test_a_letter_that_left_ends_the_earlier_links(directory: Directory) -> None:
    person, other = await guest(directory), await guest(directory, "Ruth")
    early, theirs = [await directory.make_link("person", ROOM, one) for one in (person, other)]
    assert await directory.find_link(early)
    row, token = await leaving(directory, person)
    assert await directory.find_link(early)
    await directory.end_letter(row, "sent")
    assert await directory.find_link(early) is None
    assert await directory.find_link(token)
    assert await directory.find_link(theirs)
    assert await state(directory) == ["sent"]


@pytest.mark.parametrize("fate", ["failed", "waiting"])
async def test_a_letter_that_did_not_leave_changes_no_link(directory: Directory, fate: str) -> None:
    person = await guest(directory)
    early = await directory.make_link("person", ROOM, person)
    row, token = await leaving(directory, person)
    await directory.end_letter(row, "failed" if fate == "failed" else "waiting", "No.")
    assert await directory.find_link(early)
    assert await directory.find_link(token) is None
    assert await state(directory) == [fate]


async def test_a_link_made_while_a_letter_was_leaving_stays(directory: Directory) -> None:
    person = await guest(directory)
    row, token = await leaving(directory, person)
    newer = await directory.rotate_link("person", ROOM, person)
    await directory.end_letter(row, "sent")
    assert await directory.find_link(newer)
    assert await directory.find_link(token) is None


async def test_a_letter_nobody_heard_of_is_doubtful_and_keeps_every_link(
    directory: Directory, clock: VirtualClock
) -> None:
    person = await guest(directory)
    early = await directory.make_link("person", ROOM, person)
    _, token = await leaving(directory, person)
    await directory.doubt_letters(clock() - timedelta(minutes=4), "Who knows?")
    assert await state(directory) == ["leaving"]
    await directory.doubt_letters(clock() + timedelta(seconds=1), "Who knows?")
    (row,) = await directory.letters(ROOM)
    assert (row.state, row.why) == ("doubtful", "Who knows?")
    assert await directory.waiting_letter() is None
    assert await directory.find_link(early)
    assert await directory.find_link(token)
    assert await directory.ask_for_letters(ROOM, {"l_2": person}, None) == []
    assert await directory.ask_for_letters(ROOM, {"l_2": person}, None, again=True) == [person]


async def test_what_waits_is_stopped_and_what_has_left_is_not(directory: Directory) -> None:
    one, other = await guest(directory), await guest(directory, "Ruth")
    await leaving(directory, one)
    await directory.ask_for_letters(ROOM, {"l_2": other}, None)
    row = await waiting(directory)
    assert await directory.stop_letters(ROOM) == 1
    assert await directory.begin_letter(row) is None
    assert await state(directory) == ["leaving"]


async def test_ways_say_who_has_a_link_and_who_came_in(directory: Directory, clock: VirtualClock) -> None:
    person = await guest(directory)
    assert await directory.ways(ROOM) == {}
    token = await directory.rotate_link("person", ROOM, person)
    link = await directory.find_link(token)
    assert link is not None
    way = (await directory.ways(ROOM))[person]
    assert way.link_made is not None
    assert way.seat_taken is None
    await directory.take_seat(None, link)
    assert (await directory.ways(ROOM))[person].seat_taken == clock()
    await directory.revoke_links(ROOM, person)
    assert await directory.ways(ROOM) == {}


async def test_the_opening_is_kept_and_given_up(directory: Directory, address: str) -> None:
    for text in ("Come.", "Do come.", "", ""):
        await directory.write_opening(ROOM, text)
        assert await directory.opening(ROOM) == text
    assert rows(address, "SELECT room FROM invitations") == []


async def test_links_for_many_are_made_at_once(directory: Directory) -> None:
    people = [await guest(directory, name) for name in ("Imogen", "Ruth", "Bashir")]
    early = [await directory.make_link("person", ROOM, person) for person in people]
    made = await directory.rotate_links(ROOM, people[:2])
    assert [await directory.find_link(one) is None for one in early] == [True, True, False]
    assert set(made) == set(people[:2])
    assert all([await directory.find_link(token) for token in made.values()])
