"""Browsers at the door: seats in a session, links that end at once, posts from other sites."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from server import auth
from server.problems import Problem
from tests.server.door import FACILITATOR, HOST, PEER, Door, RoomAtDoor, standing

JOIN = b'{"id": "join", "kind": "JoinRoom"}'


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with standing(tmp_path_factory.mktemp("house")) as standing_door:
        yield standing_door


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    return await door.room()


async def seated(room: RoomAtDoor, *people: str) -> str:
    """A browser that holds these people's seats; what its cookie holds."""
    cookie: str | None = None
    for person in people:
        link = await room.door.house.directory.find_link(room.tokens[person])
        assert link is not None
        cookie, _ = await room.door.house.directory.take_seat(cookie, link)
    assert cookie is not None
    return cookie


async def browses(room: RoomAtDoor, cookie: str, **headers: str) -> httpx2.Response:
    return await room.door.client.get(f"/rooms/{room.id}/log.json", headers={"cookie": f"rooms={cookie}", **headers})


async def posts(room: RoomAtDoor, cookie: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await room.door.client.post(
        f"/api/rooms/{room.id}/commands", content=JOIN, headers={"cookie": f"rooms={cookie}", **named}
    )


async def test_a_browser_with_a_seat_has_what_its_person_may_have(room: RoomAtDoor) -> None:
    assert (await browses(room, await seated(room, PEER))).json() == (
        await room.gets(PEER, "/rooms/ROOM/log.json")
    ).json()


async def test_a_browser_without_a_seat_has_nothing(room: RoomAtDoor, door: Door) -> None:
    other = await door.room()
    assert (await browses(room, "nonsense")).status_code == 401
    assert (await browses(room, await seated(other, PEER))).status_code == 404


async def test_looking_joins_nobody(room: RoomAtDoor) -> None:
    await browses(room, await seated(room, PEER))
    assert (await room.read(FACILITATOR))["present"]["here"] == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec_fetch_site": "same-origin", "origin": "http://elsewhere.test"}, 200),
        ({"origin": "http://rooms.test"}, 200),
        ({"origin": "http://127.0.0.1:8000"}, 200),  # the house's own name, behind a proxy
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "http://elsewhere.test"}, 403),
        ({"origin": "null"}, 403),
    ],
    ids=range(8),
)
async def test_a_session_acts_only_from_our_own_pages(room: RoomAtDoor, headers: dict[str, str], status: int) -> None:
    assert (await posts(room, await seated(room, PEER), **headers)).status_code == status


async def test_a_bearer_may_come_from_anywhere(room: RoomAtDoor) -> None:
    headers = {"authorization": f"Bearer {room.tokens[PEER]}", "origin": "http://elsewhere.test"}
    assert (await room.door.client.post(f"/api/rooms/{room.id}/commands", content=JOIN, headers=headers)).is_success


async def test_a_shared_tablet_holds_several_seats(room: RoomAtDoor) -> None:
    house, cookie = room.door.house, await seated(room, PEER, HOST)
    session = await house.directory.session(cookie)
    assert session is not None
    by_person = {seat.person: seat.seat for seat in session.seats}
    for person in (PEER, HOST):
        request = request_with(cookie)
        found = await auth.who(house, request, room.id, by_person[room.ids[person]])
        assert found.actor.person == room.ids[person]
    with pytest.raises(Problem) as nowhere:
        await auth.who(house, request_with(cookie), room.id, "no-such-seat")
    assert nowhere.value.status == 404


def request_with(cookie: str) -> HTTPConnection:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b""}
    return HTTPConnection({**scope, "headers": [(b"cookie", f"rooms={cookie}".encode())], "app": None})


async def test_who_is_removed_loses_links_and_seats_at_once(room: RoomAtDoor) -> None:
    cookie = await seated(room, PEER)
    await room.does(FACILITATOR, "RemovePerson", person=room.ids[PEER])
    assert (await browses(room, cookie)).status_code == 404  # the seat is gone; the browser may hold others
    assert (await room.gets(PEER, "/rooms/ROOM/log.json")).status_code == 401


async def test_a_hubs_desk_acts_as_the_rooms_facilitator(room: RoomAtDoor) -> None:
    house = room.door.house
    link = await house.directory.find_link(room.door.token)
    assert link is not None
    cookie, _ = await house.directory.take_seat(None, link)
    reply = (await posts(room, cookie)).json()
    assert reply["events"][0]["by"] == room.ids[FACILITATOR]


async def test_over_https_the_cookie_is_bound_to_the_host(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with standing(tmp_path_factory.mktemp("https"), BASE_URL="https://rooms.example.org/") as door:
        given = cookie_given_by(door)
        assert given.startswith("__Host-rooms=abc; ")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(given.split("; "))
        answer = await door.ask("GET", "/healthz")
        assert "max-age" in answer.headers["strict-transport-security"]


def cookie_given_by(door: Door) -> str:
    response = Response()
    auth.set_cookie(door.house, response, "abc")
    return response.headers["set-cookie"]


async def test_wrong_tokens_by_the_hundred_are_told_to_wait(room: RoomAtDoor) -> None:
    answers = [await room.door.ask("GET", f"/api/rooms/{room.id}", f"guess-{i}") for i in range(80)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert (await room.gets(PEER, "/api/rooms/ROOM")).status_code == 200
