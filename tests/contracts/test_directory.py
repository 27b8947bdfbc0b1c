"""The directory: names beside the log, links that open and end, browsers with seats, hubs. On both databases."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.bus import InProcessBus
from server.directory import Directory, new_link
from server.store import NewRoom, Store
from sessions.minuting import PersonName
from tests.contracts.logs import VirtualClock, a_prepared_room, rows
from tests.sessions.cast import START, a_room

ROOM = "r_1"


@pytest.fixture
async def bus() -> InProcessBus:
    """The bus of the only process."""
    return InProcessBus()


@pytest.fixture
async def directory(store: Store, bus: InProcessBus, clock: VirtualClock) -> Directory:
    """The directory of a store with Wexmoor Vale's room."""
    await a_prepared_room(store, ROOM)
    return Directory(store, bus, clock)


async def imogen(directory: Directory) -> str:
    person = directory.new_person(ROOM, "Imogen Sallow", "imogen@example.org", "Careers Leader", "Harrow Beck")
    await directory.add_person(person)
    return person.id


# Names


async def test_names_are_joined_by_id(directory: Directory) -> None:
    person = await imogen(directory)
    assert await directory.names(ROOM) == {person: PersonName("Imogen Sallow", "Careers Leader", "Harrow Beck")}
    assert [row.email for row in await directory.people(ROOM)] == ["imogen@example.org"]


async def test_names_are_remembered_until_they_change(directory: Directory) -> None:
    person = await imogen(directory)
    first = await directory.names(ROOM)
    assert await directory.names(ROOM) is first
    await directory.change_person(ROOM, person, {"name": "Imogen  Sallow-Reed\n"})
    assert (await directory.names(ROOM))[person].name == "Imogen Sallow-Reed"


async def test_erasing_a_person_empties_the_row_and_changes_no_log(
    directory: Directory, store: Store, address: str
) -> None:
    person, before = await imogen(directory), await store.head(ROOM)
    assert await directory.erase_person(ROOM, person)
    assert (await directory.names(ROOM))[person] == PersonName("")
    assert rows(address, "SELECT * FROM people") == [(person, ROOM, "", "", "", "")]
    after = await store.head(ROOM)
    assert (after.seq, after.digest) == (before.seq, before.digest)
    if address.startswith("sqlite"):
        file = Path(urlsplit(address).path)
        assert b"Imogen Sallow" not in b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


async def test_nobody_is_erased_through_another_room(directory: Directory) -> None:
    person = await imogen(directory)
    assert not await directory.erase_person("r_other", person)
    assert (await directory.names(ROOM))[person].name == "Imogen Sallow"


@pytest.mark.parametrize("name", ["Łuczak", "Nguyễn Thị Hà", "محمد الفاسي", "李小龙", "=1+1", "Seán O’Brien"])
async def test_every_name_is_kept_as_it_is(directory: Directory, name: str) -> None:
    person = directory.new_person(ROOM, name)
    await directory.add_person(person)
    assert (await directory.names(ROOM))[person.id].name == name


async def test_what_cannot_be_seen_is_no_part_of_a_name(directory: Directory) -> None:
    person = directory.new_person(ROOM, "  Imogen\x00\x07\tSallow\r\n")
    await directory.add_person(person)
    assert (await directory.names(ROOM))[person.id].name == "Imogen Sallow"


# Links


async def test_a_link_opens_by_its_token_which_is_kept_nowhere(directory: Directory, address: str) -> None:
    person = await imogen(directory)
    token = await directory.make_link("person", ROOM, person)
    link = await directory.find_link(token)
    assert link is not None
    assert (link.kind, link.room, link.person) == ("person", ROOM, person)
    assert len(token) >= 22  # 128 bits and more
    assert token not in str(rows(address, "SELECT * FROM links"))


async def test_an_unknown_token_opens_nothing(directory: Directory) -> None:
    assert await directory.find_link("") is None
    assert await directory.find_link("x" * 5000) is None


async def test_links_are_made_with_the_room(store: Store, directory: Directory) -> None:
    token, link = new_link("join", "r_2")
    await store.create_room(NewRoom(id="r_2", title="Another", starts_at=START), a_room(), links=[link])
    found = await directory.find_link(token)
    assert found is not None
    assert found.room == "r_2"


async def test_a_new_link_ends_the_old_one_but_nobodys_seat(directory: Directory) -> None:
    person = await imogen(directory)
    old = await directory.make_link("person", ROOM, person)
    link = await directory.find_link(old)
    assert link is not None
    cookie, _ = await directory.take_seat(None, link)
    new = await directory.rotate_link("person", ROOM, person)
    assert await directory.find_link(old) is None
    assert await directory.find_link(new) is not None
    session = await directory.session(cookie)
    assert session is not None
    assert len(session.seats) == 1


async def test_rotating_the_screens_link_leaves_other_links_alone(directory: Directory) -> None:
    person = await directory.make_link("person", ROOM, await imogen(directory))
    screen = await directory.rotate_link("screen", ROOM)
    await directory.rotate_link("screen", ROOM)
    assert await directory.find_link(person) is not None
    assert await directory.find_link(screen) is None


async def test_revoking_ends_links_and_seats_at_once(directory: Directory) -> None:
    person = await imogen(directory)
    token = await directory.make_link("person", ROOM, person)
    link = await directory.find_link(token)
    assert link is not None
    cookie, _ = await directory.take_seat(None, link)
    assert await directory.session(cookie)
    await directory.revoke_links(ROOM, person)
    assert await directory.find_link(token) is None
    session = await directory.session(cookie)
    assert session is not None
    assert session.seats == ()


async def test_a_code_is_understood_however_it_was_typed(store: Store, directory: Directory) -> None:
    made = await store.create_room(NewRoom(id="r_2", title="Another", starts_at=START), a_room())
    code = made.code
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} ", f"{code[:3]} {code[3:].lower()}"):
        assert await directory.room_by_code(typed) == "r_2"
    for typed in ("", code[:5], f"{code}A", "??????"):
        assert await directory.room_by_code(typed) is None


# Seats


async def seated(directory: Directory, cookie: str | None = None, name: str = "Imogen") -> tuple[str, str]:
    person = directory.new_person(ROOM, name)
    await directory.add_person(person)
    cookie, seat = await directory.take_person_seat(cookie, ROOM, person.id)
    return cookie, seat.seat


async def test_a_browser_may_hold_several_seats(directory: Directory, clock: VirtualClock) -> None:
    cookie, first = await seated(directory)
    clock.move(1)
    cookie, second = await seated(directory, cookie, "Dominic")
    session = await directory.session(cookie)
    assert session is not None
    assert [seat.seat for seat in session.seats] == [first, second]


async def test_sitting_down_twice_is_one_seat(directory: Directory) -> None:
    person = await imogen(directory)
    cookie, first = await directory.take_person_seat(None, ROOM, person)
    _, second = await directory.take_person_seat(cookie, ROOM, person)
    assert first == second


async def test_another_process_knows_a_new_seat_at_once(store: Store, directory: Directory) -> None:
    elsewhere = Directory(store, InProcessBus())
    cookie, _ = await seated(directory)
    assert await elsewhere.session(cookie)
    cookie, _ = await seated(directory, cookie, "Dominic")
    session = await elsewhere.session(cookie)
    assert session is not None
    assert len(session.seats) == 2


async def test_a_cookie_that_nobody_gave_opens_nothing_and_is_not_taken_over(directory: Directory) -> None:
    chosen = "chosen-by-somebody.0"
    assert await directory.session(chosen) is None
    assert await directory.session(None) is None
    cookie, _ = await seated(directory, chosen)
    assert not cookie.startswith("chosen")
    assert await directory.session(chosen) is None


async def test_a_session_ends_after_half_a_year(directory: Directory, clock: VirtualClock) -> None:
    cookie, _ = await seated(directory)
    clock.now += timedelta(days=179)
    assert await directory.session(cookie)
    clock.now += timedelta(days=2)
    assert await directory.session(cookie) is None
    fresh, _ = await seated(directory, cookie)
    assert await directory.session(fresh)


async def test_a_seat_is_given_up(directory: Directory) -> None:
    cookie, seat = await seated(directory)
    await directory.leave_seat(cookie, seat)
    session = await directory.session(cookie)
    assert session is not None
    assert session.seats == ()


async def test_signing_out_ends_everything(directory: Directory, address: str) -> None:
    cookie, _ = await seated(directory)
    await directory.end_session(cookie)
    assert await directory.session(cookie) is None
    assert rows(address, "SELECT * FROM seats") == []


# Hubs


async def test_a_hubs_rooms_stand_latest_first(store: Store, directory: Directory) -> None:
    hub = await directory.make_hub("Wexmoor Careers Hub")
    for number in (2, 3):
        start = START + timedelta(days=number)
        await store.create_room(NewRoom(id=f"r_{number}", title="A room", starts_at=start, hub=hub.id), a_room())
    assert [row.id for row in await directory.rooms_of(hub.id)] == ["r_3", "r_2"]
    assert (await directory.rooms_of(hub.id))[0].starts_at == START + timedelta(days=3)
    found = await directory.hub(hub.id)
    assert found is not None
    assert found.name == "Wexmoor Careers Hub"
    assert await directory.hub(None) is None


async def test_a_passphrase_opens_its_hub(directory: Directory, address: str) -> None:
    await directory.make_hub("Another Hub")
    hub = await directory.make_hub("Wexmoor Careers Hub")
    await directory.set_passphrase(hub.id, "five owls over the moor")
    found = await directory.hub_by_passphrase("five owls over the moor")
    assert found is not None
    assert found.id == hub.id
    assert await directory.hub_by_passphrase("six owls") is None
    assert "owls" not in str(rows(address, "SELECT * FROM hubs"))


async def test_a_hubs_link_takes_to_its_desk(directory: Directory) -> None:
    hub = await directory.make_hub("Wexmoor Careers Hub")
    first = await directory.make_link("hub", hub=hub.id)
    second = await directory.make_link("hub", hub=hub.id)
    for token in (first, second):
        link = await directory.find_link(token)
        assert link is not None
        _, seat = await directory.take_seat(None, link)
        assert (seat.kind, seat.hub, seat.room) == ("hub", hub.id, None)
