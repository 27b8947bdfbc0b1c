"""A link that is opened once the review has finished says so, and what one can do now; it invites to nothing."""

from collections.abc import AsyncIterator

import pytest

from tests.server.door import FACILITATOR, HOST, OBSERVER, PEER, S1, Door, RoomAtDoor, standing
from tests.server.test_pages import Browser


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests."""
    async with standing(tmp_path_factory.mktemp("ended")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room after its first hour, closed; the host has an action to do."""
    made = await door.room()
    await made.does(FACILITATOR, "OpenRoom")
    await made.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    action = {"slot": S1, "text": "Write it down", "owner": made.ids[HOST], "due": "2027-06-01"}
    await made.does(HOST, "ProposeAction", action="a-1", **action)
    await made.does(FACILITATOR, "CloseRoom")
    return made


async def link_of(room: RoomAtDoor, who: str) -> str:
    return (await Browser(room).client.get(f"/join/{room.tokens[who]}")).text


@pytest.mark.parametrize("who", [FACILITATOR, HOST, PEER, OBSERVER])
async def test_nobody_is_invited_any_more(room: RoomAtDoor, who: str) -> None:
    shown = await link_of(room, who)
    assert "This review has finished" in shown
    assert f"You are {who}" in shown
    for words in ("You are invited", "Join the room", "In one minute", "has its hour", "will see your name"):
        assert words not in shown


async def test_it_says_how_the_minutes_stand_and_which_actions_are_ones_own(room: RoomAtDoor) -> None:
    theirs, others = await link_of(room, HOST), await link_of(room, PEER)
    assert "Your part of the minutes waits to be confirmed" in theirs
    assert "Write it down" in theirs
    assert "Proposed, not agreed" in theirs
    assert "The minutes are being put right and confirmed." in others
    assert "No action stands under your name." in others
    assert "wait for you to confirm them" in await link_of(room, FACILITATOR)
    await room.does(FACILITATOR, "ConfirmMinutes")
    assert "The minutes are confirmed." in await link_of(room, HOST)


async def test_one_button_leads_to_the_minutes_and_one_to_the_room(room: RoomAtDoor) -> None:
    reader = Browser(room)
    answer = await reader.client.post(f"/join/{room.tokens[HOST]}", data={"to": "minutes"})
    assert answer.headers["location"].startswith(f"/rooms/{room.id}/minutes?as=")
    assert (await reader.client.get(answer.headers["location"])).status_code == 200
    assert (await reader.joins(HOST)).headers["location"].startswith(f"/rooms/{room.id}/as/")
    assert "Thank you" in await reader.looks()


async def test_on_a_tablet_with_several_seats_a_link_leads_to_the_minutes_as_its_person_has_them(
    room: RoomAtDoor,
) -> None:
    tablet = Browser(room)
    await tablet.joins(PEER)
    answer = await tablet.client.post(f"/join/{room.tokens[HOST]}", data={"to": "minutes"})
    assert "your part waits for you to confirm it" in (await tablet.client.get(answer.headers["location"])).text
