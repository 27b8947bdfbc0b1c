"""Coming by the code to look on, the nod to that, and what somebody reads who is not let in."""

from collections.abc import AsyncIterator

import pytest

from tests.server.door import FACILITATOR, OBSERVER, Door, RoomAtDoor, standing
from tests.server.test_pages import Browser, recognises


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests; each has a room of its own in it."""
    async with standing(tmp_path_factory.mktemp("door")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """A room whose doors are open."""
    found = await door.room()
    await found.does(FACILITATOR, "OpenRoom")
    return found


async def looks_on(room: RoomAtDoor, name: str) -> tuple[Browser, str]:
    """Somebody at the door who only looks on; and as whom."""
    browser = Browser(room)
    form = {"code": room.made["code"], "name": name, "institution": "observer"}
    browser.page = (await browser.client.post("/join", data=form)).headers["location"]
    found = (await room.door.house.store.room(room.id)).people.values()
    return browser, next(one.id for one in found if one.looks_on)


@pytest.fixture
async def desk(room: RoomAtDoor) -> Browser:
    """The facilitator's page."""
    browser = Browser(room)
    await browser.joins(FACILITATOR)
    return browser


async def test_whoever_only_looks_on_says_so_and_is_let_in_as_an_observer(room: RoomAtDoor, desk: Browser) -> None:
    form = await Browser(room).client.get("/join", params={"code": room.made["code"]})
    assert "None of them: I only look on" in form.text
    sam, waits = await looks_on(room, "Sam Okafor")
    assert "Sam Okafor, who only looks on," in await sam.looks()
    shown = await desk.looks()
    assert "asks to look on, as an observer" in shown
    knock = shown.partition(f'id="knock-{waits}"')[2].partition('class="people"')[0]
    assert knock.index("Let in as an observer") < knock.index("Which institution?")
    await desk.sends(kind="AdmitJoiner", person=waits, role="observer")
    assert (await room.door.house.store.room(room.id)).people[waits].role == "observer"
    assert "Waiting for a nod" not in await sam.looks()


async def test_anybody_at_the_door_can_be_let_in_as_an_observer(room: RoomAtDoor, desk: Browser) -> None:
    browser = Browser(room)
    form = {"code": room.made["code"], "name": "Sam Okafor", "institution": room.institutions["Larkfield School"]}
    browser.page = (await browser.client.post("/join", data=form)).headers["location"]
    assert "Only as an observer" in await desk.looks()


async def test_an_invited_observer_who_lost_the_link_is_recognised(room: RoomAtDoor, desk: Browser) -> None:
    lost, waits = await looks_on(room, OBSERVER.upper())
    assert f"Is this {OBSERVER}, who is invited?" in await desk.looks()
    assert (await recognises(desk, waits, room.ids[OBSERVER])).status_code == 200
    assert "Waiting for a nod" not in await lost.looks()
    people = (await room.door.house.store.room(room.id)).people
    assert (people[waits].removed, people[room.ids[OBSERVER]].here) == (True, True)


async def test_whoever_is_not_let_in_reads_a_kind_word_and_how_to_ask_again(room: RoomAtDoor, desk: Browser) -> None:
    sam, waits = await looks_on(room, "Sam Okafor")
    waiting = await sam.looks()
    door = f"{sam.page}/door"
    assert f'data-door="{door}"' in waiting
    again = await sam.client.get(door)
    assert (again.status_code, again.headers["location"]) == (303, sam.page)
    await desk.sends(kind="RemovePerson", person=waits)
    told = await sam.client.get(door)
    assert told.status_code == 404
    assert "Not let in this time" in told.text
    assert 'href="/join"' in told.text
