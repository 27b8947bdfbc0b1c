"""The check page: what it tries, what it says, what of it is kept for the facilitators, and what it refuses."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedOK

from server.app import make_app
from server.check_result import FURTHEST, browser_family, verdict
from server.directory.checks import MOST_DEVICES
from server.it_desk import letter, network_of
from server.live.check import MOST
from server.tables import RoomRow
from tests.server.door import FACILITATOR, HOST, HOSTS_COLLEAGUE, OBSERVER, PEER, Door, RoomAtDoor, standing
from tests.server.serving import serving

DEVICE, OTHER_DEVICE = "0123456789abcdef", "fedcba9876543210"
CHROME = "Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36"


def found(**changes: Any) -> dict[str, Any]:
    """What a device finds where nothing is in the way."""
    well = {"live": "works", "live_ms": 38, "fallback": "works", "fallback_ms": 112, "clock": 0}
    return {"device": DEVICE, **well, "cookies": True, "words": True, **changes}


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests."""
    async with standing(tmp_path_factory.mktemp("check")) as opened:
        yield opened


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room, prepared and not yet open."""
    return await door.room()


async def seated(room: RoomAtDoor, who: str) -> tuple[httpx2.AsyncClient, str]:
    """The browser of somebody who came in, and the page they are on."""
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(room.door.client._transport.app),  # type: ignore[attr-defined]
        base_url="http://127.0.0.1:8000",
        headers={"Accept": "text/html", "User-Agent": CHROME},
    )
    answer = await client.post(f"/join/{room.tokens[who]}")
    return client, answer.headers["location"]


async def told(room: RoomAtDoor, who: str = HOST, **changes: Any) -> httpx2.Response:
    """Somebody's check page sends what it found, from their link."""
    headers = {"User-Agent": CHROME}
    path = f"/join/{room.tokens[who]}/check"
    return await room.door.client.post(path, json=found(**changes), headers=headers)


async def desk(room: RoomAtDoor) -> str:
    """What the facilitator sees of it, as plain words."""
    answer = await room.gets(FACILITATOR, "/rooms/ROOM/checks")
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# The page


async def test_without_a_script_the_page_says_that_nothing_was_tried(door: Door) -> None:
    page = (await door.client.get("/check")).text
    seen = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", "", page, flags=re.DOTALL)
    assert "Nothing has been tried yet" in seen
    assert seen.count("not tried") == 5
    assert "A room will work here" not in seen
    assert "Nothing is kept of this" in seen


async def test_the_letter_names_host_port_and_address_of_the_live_line(door: Door) -> None:
    page = (await door.client.get("/check")).text
    for words in ("Host: 127.0.0.1", "Port: 8000 (TCP)", "ws://127.0.0.1:8000/", "No buffering", "30."):
        assert words in page


def test_over_https_the_letter_speaks_of_wss_and_inspection() -> None:
    network = network_of("https://rooms.wexmoor.example")
    words = letter(network, "Spring review, Thursday 19 March 2026, 09:15")
    assert network.port == 443
    assert "wss://rooms.wexmoor.example/" in words
    assert "inspection" in words
    assert "The meeting: Spring review, Thursday 19 March 2026, 09:15." in words
    assert "{" not in words
    assert "inspection" not in letter(network_of("http://192.168.1.20:8000"))


async def test_from_a_link_the_page_names_meeting_and_institution_and_joins_nobody(room: RoomAtDoor) -> None:
    before = (await room.door.house.store.head(room.id)).seq
    link = f"/join/{room.tokens[HOST]}"
    assert f'href="{link}/check"' in (await room.door.client.get(link)).text
    answer = await room.door.client.get(f"{link}/check")
    assert "Rosalind sees the result for Harrow Beck Academy" in " ".join(answer.text.split())
    assert "set-cookie" not in answer.headers
    assert (await room.door.house.store.head(room.id)).seq == before


async def test_the_lobby_leads_to_the_page_of_that_seat(room: RoomAtDoor) -> None:
    client, place = await seated(room, PEER)
    assert f'href="/rooms/{room.id}/check"' in (await client.get(place)).text
    answer = await client.get(f"/rooms/{room.id}/check", headers={"Referer": f"http://127.0.0.1:8000{place}"})
    assert answer.headers["location"] == f"{place}/check"
    page = (await client.get(f"{place}/check")).text
    assert f'data-keep="{place}/check"' in page
    assert "This browser keeps the cookie" in re.sub(r"<p[^>]* hidden>.*?</p>", "", page, flags=re.DOTALL)


async def test_a_mail_scanner_that_asks_for_the_head_alone_leaves_nothing(room: RoomAtDoor) -> None:
    assert (await room.door.client.head(f"/join/{room.tokens[HOST]}/check")).status_code == 200
    assert "0 of 4 checked" in await desk(room)


@pytest.mark.parametrize("token", ["nonsense", "screen"])
async def test_another_link_has_no_check_page(room: RoomAtDoor, token: str) -> None:
    token = room.tokens.get(token, token)
    assert (await room.door.client.get(f"/join/{token}/check")).status_code == 401


# What the page tries


async def test_the_cookie_that_is_tried_comes_back_and_is_taken_away(door: Door) -> None:
    transport = httpx2.ASGITransport(door.client._transport.app)  # type: ignore[attr-defined]
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
        assert (await browser.get("/check/cookie")).json() == {"came": False}
        assert (await browser.get("/check/cookie")).json() == {"came": True}
        assert not browser.cookies
    assert (await door.client.get("/check/cookie", headers={"Cookie": ""})).json() == {"came": False}


async def test_the_socket_answers_each_sign_of_life_and_nothing_else(door: Door) -> None:
    async with serving(make_app(door.house)) as address, connect(f"{address.replace('http', 'ws')}/check/live") as line:
        for _ in range(MOST):
            await line.send("?")
            assert set(json.loads(await line.recv())) == {"now"}
        with pytest.raises(ConnectionClosedOK):
            await line.recv()


async def test_a_socket_that_says_something_else_is_closed(door: Door) -> None:
    async with serving(make_app(door.house)) as address, connect(f"{address.replace('http', 'ws')}/check/live") as line:
        await line.send("let me in")
        with pytest.raises(ConnectionClosedOK):
            await line.recv()


# What is kept


async def test_a_result_is_shown_to_the_facilitator_under_the_institution(room: RoomAtDoor) -> None:
    assert "0 of 4 checked" in await desk(room)
    assert (await told(room)).json() == {"kept": True}
    page = await desk(room)
    assert "1 of 4 checked" in page
    assert "Ready Harrow Beck Academy Ready." in page
    assert ", Chrome" in page
    assert page.count("Not checked ") == 3
    assert (
        "Ask Marcus, Siobhan or a colleague to open their link" in page or "or a colleague to open their link" in page
    )


async def test_only_the_family_of_the_browser_is_kept_and_no_address(room: RoomAtDoor) -> None:
    await told(room)
    (row,) = await room.door.house.directory.checks_of(room.id)
    assert set(row.model_dump()) == {
        "room", "institution", "device", "at", "browser", "live", "live_ms", "fallback", "fallback_ms", "clock",
        "cookies", "words",
    }  # fmt: skip
    assert row.browser == "Chrome"


async def test_the_log_knows_nothing_of_it(room: RoomAtDoor) -> None:
    before = (await room.door.house.store.head(room.id)).seq
    await told(room)
    assert (await room.door.house.store.head(room.id)).seq == before


async def test_a_device_that_tries_again_counts_once_and_the_latest_is_shown(room: RoomAtDoor) -> None:
    await told(room, live="blocked", live_ms=None)
    assert "blocks live updates" in await desk(room)
    await told(room)
    page = await desk(room)
    assert "blocks live updates" not in page
    assert "devices," not in page
    await told(room, HOSTS_COLLEAGUE, device=OTHER_DEVICE, live="silent")
    page = await desk(room)
    assert "swallows live updates" in page
    assert "2 devices, 1 ready" in page


async def test_what_to_do_stands_beside_what_is_in_the_way(room: RoomAtDoor) -> None:
    await told(room, live="blocked", live_ms=None, fallback="blocked", fallback_ms=None, clock=None)
    page = await desk(room)
    assert "Harrow Beck Academy: a room will not work there yet." in page
    assert "Its IT desk has to allow 127.0.0.1, port 8000." in page
    await told(room, PEER, cookies=False, words=False, clock=190)
    page = await desk(room)
    assert "Harrow Beck Academy, Larkfield School: a room will not work there yet." in page
    assert "Use another browser there, or allow cookies" in page
    assert "forgets what is typed" in page
    assert "clock is 3 min ahead" in page


async def test_from_a_seat_it_is_kept_too(room: RoomAtDoor) -> None:
    client, place = await seated(room, HOST)
    answer = await client.post(f"{place}/check", json=found())
    assert answer.json() == {"kept": True}
    assert "1 of 4 checked" in await desk(room)


async def test_only_facilitators_see_what_was_checked(room: RoomAtDoor) -> None:
    for who in (HOST, OBSERVER):
        assert (await room.gets(who, "/rooms/ROOM/checks")).status_code == 403
    assert (await room.door.client.get(f"/rooms/{room.id}/checks")).status_code == 401


@pytest.mark.parametrize("page", ["checks", "remote", "screen"])
async def test_whoever_tried_a_link_in_their_own_browser_still_leads_there(room: RoomAtDoor, page: str) -> None:
    client, place = await seated(room, HOST)
    from_there = {"Referer": f"http://127.0.0.1:8000{place}"}
    address = f"/rooms/{room.id}/{page}"
    assert (await client.get(address, headers=from_there)).status_code in (403, 404)
    for token in (room.tokens[FACILITATOR], room.door.token):
        client, _ = await seated(room, HOST)
        await client.post(f"/join/{token}")
        assert (await client.get(address, headers=from_there)).status_code == 200
        assert (await client.get(address)).status_code == 200


async def test_the_desk_fetches_it_before_the_meeting_and_not_during_it(room: RoomAtDoor) -> None:
    client, place = await seated(room, FACILITATOR)
    wanted = f'hx-get="/rooms/{room.id}/checks"'
    assert wanted in (await client.get(place)).text
    piece = await client.get(f"/rooms/{room.id}/checks", headers={"HX-Request": "true"})
    assert "0 of 4 checked" in piece.text
    assert "<html" not in piece.text
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    assert wanted not in (await client.get(place)).text


async def test_it_is_deleted_thirty_days_after_the_day_of_the_meeting(room: RoomAtDoor, door: Door) -> None:
    await told(room)
    now = door.house.now()

    async def tidied(days: int) -> int:
        def move(session: Any) -> None:
            session.get(RoomRow, room.id).starts_at = now - timedelta(days=days)

        await door.house.store.write(move, rooms=[room.id])
        await door.house.directory.forget_old_checks()
        return len(await door.house.directory.checks_of(room.id))

    assert await tidied(29) == 1
    assert await tidied(31) == 0


# What is refused


@pytest.mark.parametrize(
    "changes",
    [
        {"live": "splendid"}, {"live_ms": -1}, {"live_ms": 10**9}, {"live_ms": "38"}, {"clock": 10**12},
        {"clock": 1.5}, {"device": "../../etc"}, {"device": DEVICE + "\n"}, {"device": "<script>"}, {"cookies": "yes"},
        {"note": "Our head is away"}, {"at": "2020-01-01T00:00:00Z"}, {"institution": "i_other"},
    ],
)  # fmt: skip
async def test_a_forged_result_is_refused(room: RoomAtDoor, changes: dict[str, Any]) -> None:
    answer = await told(room, **changes)
    assert answer.status_code == 400
    assert "not a result of the check page" in answer.text
    assert "0 of 4 checked" in await desk(room)


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"[[[[", 400), (b"\xff\xfe", 400), (b"null", 400), (b" " * 3000, 413)]
)
async def test_what_is_no_result_is_refused(room: RoomAtDoor, body: bytes, status: int) -> None:
    answer = await room.door.client.post(f"/join/{room.tokens[HOST]}/check", content=body)
    assert answer.status_code == status


async def test_a_clock_that_was_never_set_is_kept_within_bounds(room: RoomAtDoor) -> None:
    await told(room, clock=-1_790_000_000)
    (row,) = await room.door.house.directory.checks_of(room.id)
    assert row.clock == -FURTHEST
    assert "behind" in await desk(room)


async def test_who_belongs_to_no_institution_leaves_no_result(room: RoomAtDoor) -> None:
    for who in (FACILITATOR, OBSERVER):
        page = (await room.door.client.get(f"/join/{room.tokens[who]}/check")).text
        assert "you do not belong to one of the institutions" in page
        assert "data-keep" not in page.replace("data-kept", "")
        assert (await told(room, who)).status_code == 404


async def test_another_site_cannot_send_one(room: RoomAtDoor) -> None:
    client, place = await seated(room, HOST)
    answer = await client.post(f"{place}/check", json=found(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def test_a_flood_of_results_is_slowed_and_fills_no_table(room: RoomAtDoor) -> None:
    answers = [(await told(room, device=f"{n:016x}")).status_code for n in range(25)]
    assert answers[:20] == [200] * 20
    assert answers[-1] == 429
    await told(room, HOSTS_COLLEAGUE, device=OTHER_DEVICE)
    for n in range(100, 100 + MOST_DEVICES):
        row = (await room.door.house.directory.checks_of(room.id))[0]
        row.device, row.at = f"{n:016x}", room.door.house.now()
        await room.door.house.directory.keep_check(row)
    assert len(await room.door.house.directory.checks_of(room.id)) == MOST_DEVICES


# Pure


@pytest.mark.parametrize(
    ("live", "fallback", "cookies", "comes_to"),
    [
        ("works", "blocked", True, "ready"), ("cut", "works", True, "slower"), ("silent", "cut", True, "slower"),
        ("blocked", "blocked", True, "not_yet"), ("works", "works", False, "not_yet"),
    ],
)  # fmt: skip
def test_what_a_result_comes_to(live: str, fallback: str, cookies: bool, comes_to: str) -> None:
    assert verdict(live, fallback, cookies=cookies) == comes_to


@pytest.mark.parametrize(
    ("says", "family"),
    [
        (CHROME, "Chrome"),
        (CHROME + " Edg/139.0", "Edge"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1", "Safari"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605 CriOS/139 Mobile Safari/604.1", "Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Kim Evans's own browser", "another browser"),
        ("", "another browser"),
    ],
)
def test_of_a_browser_only_its_family_is_told(says: str, family: str) -> None:
    assert browser_family(says) == family
