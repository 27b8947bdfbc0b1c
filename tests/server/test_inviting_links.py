"""Everybody's links: who has opened theirs, made anew, ended; and the sheets to print."""

import re
from collections.abc import AsyncIterator

import pytest

from server.qr import qr_path
from tests.server.door import FACILITATOR, PEER, RoomAtDoor, standing
from tests.server.hubs import Visitor, words
from tests.server.invited import DOMINIC, IMOGEN, ROSALIND, RUTH, TOMASZ, Invited, inviting, token_in

pytestmark = pytest.mark.slow  # a house for each


@pytest.fixture
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Invited]:
    """A room with a few people, of whom Tomasz has no address."""
    async with inviting(tmp_path_factory.mktemp("links"), IMOGEN, DOMINIC, RUTH, TOMASZ) as found:
        await found.posts("invitation/address", person=found.ids[TOMASZ], email="")
        yield found


async def joined(at: Invited, name: str) -> Visitor:
    """Somebody who opened their link and pressed the button."""
    visitor = Visitor(at.house)
    assert (await visitor.posts(f"/join/{at.tokens[name]}")).status_code == 303
    return visitor


async def row_of(at: Invited, name: str) -> str:
    """What the list says about somebody."""
    page = (await at.gets("links")).text
    rows = [row for row in re.split(r"<tr", page) if f">{name}<" in row]
    return " ".join(re.sub(r"<[^>]*>", " ", rows[0]).split())


async def test_the_list_says_who_has_opened_theirs(at: Invited) -> None:
    await Visitor(at.house).gets(f"/join/{at.tokens[IMOGEN]}")  # a mail scanner looks
    assert "Not opened" in await row_of(at, IMOGEN)
    await joined(at, IMOGEN)
    assert "Opened" in await row_of(at, IMOGEN)
    assert "Not opened" in await row_of(at, RUTH)


async def test_a_link_that_is_ended_shuts_its_devices_out_at_once(at: Invited) -> None:
    visitor = await joined(at, RUTH)
    place = (await visitor.gets(f"{at.url}")).headers["location"]
    assert (await visitor.gets(place)).status_code == 200
    assert "every device that came in by it is out" in words(await at.posts("links/end", person=at.ids[RUTH]))
    assert (await visitor.gets(place)).status_code == 404
    assert await at.opens(at.tokens[RUTH]) == 404
    assert "No link" in await row_of(at, RUTH)
    new = token_in((await at.posts("links", person=at.ids[RUTH])).text)
    assert await at.opens(new) == 200
    assert "No link" not in await row_of(at, RUTH)


async def test_who_came_in_stays_in_when_the_link_is_made_anew(at: Invited) -> None:
    visitor = await joined(at, RUTH)
    place = (await visitor.gets(at.url)).headers["location"]
    await at.posts("links", person=at.ids[RUTH])
    assert (await visitor.gets(place)).status_code == 200


async def test_the_screen_is_let_in_and_out(at: Invited) -> None:
    screen = Visitor(at.house)
    await screen.posts(at.made.screen)
    assert (await screen.gets(f"{at.url}/screen")).status_code == 200
    assert "On a display" in await row_of(at, "The screen")
    new = token_in((await at.posts("links", person="screen")).text)
    assert (await screen.gets(f"{at.url}/screen")).status_code == 200
    await at.posts("links/end", person="screen")
    assert (await screen.gets(f"{at.url}/screen")).status_code == 404
    assert await at.opens(new) == 404


async def test_facilitators_cannot_shut_themselves_out(at: Invited) -> None:
    rosalind = await joined(at, ROSALIND)
    answer = await rosalind.posts(f"{at.url}/links/end", person=at.ids[ROSALIND])
    assert answer.status_code == 422
    assert "your own link" in words(answer)
    assert await at.opens(at.tokens[ROSALIND]) == 200


@pytest.mark.parametrize("path", ["links", "links/end", "links/sheet", "invitation/by-hand", "invitation/address",
                                  "invitation/letters", "invitation/stop", "invitation/opening"])  # fmt: skip
async def test_only_facilitators_invite(at: Invited, path: str) -> None:
    ruth = await joined(at, RUTH)
    answer = await ruth.posts(f"{at.url}/{path}", person=at.ids[IMOGEN], whom="everybody")
    assert answer.status_code == 403
    assert (await Visitor(at.house).posts(f"{at.url}/{path}", person=at.ids[IMOGEN])).status_code == 401
    assert await at.opens(at.tokens[IMOGEN]) == 200


async def test_who_tried_somebodys_link_in_the_same_browser_can_still_invite(at: Invited) -> None:
    await at.visitor.posts(f"/join/{at.tokens[RUTH]}")
    new = token_in((await at.posts("links", person=at.ids[IMOGEN])).text)
    assert await at.opens(new) == 200
    assert "Rosalind Achterley" in await at.sees("invitation")


@pytest.mark.parametrize("person", ["", "p_nobody", "waiting"])
async def test_nobody_is_given_a_link_who_is_not_in_the_room(at: Invited, person: str) -> None:
    for path in ("links", "links/end", "invitation/by-hand", "invitation/address"):
        assert (await at.posts(path, person=person)).status_code == 404


async def test_a_post_from_another_site_ends_nothing(at: Invited) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    answer = await at.visitor.client.post(f"{at.url}/links", data={"person": at.ids[RUTH]}, headers=origin)
    assert answer.status_code == 403
    assert await at.opens(at.tokens[RUTH]) == 200


async def test_looking_at_the_sheets_makes_no_link(at: Invited) -> None:
    page = await at.gets("links/sheet")
    assert "Making cards ends the earlier links of all who get one" in words(page)
    assert at.made.code in page.text
    assert 'class="card"' not in page.text
    for name in (IMOGEN, DOMINIC, RUTH, TOMASZ):
        assert await at.opens(at.tokens[name]) == 200


async def test_cards_carry_new_links_for_those_they_are_made_for(at: Invited) -> None:
    page = (await at.posts("links/sheet", whom="by_hand")).text
    token = token_in(page)
    assert f'<path d="{qr_path(f"{at.house.settings.base_url}/join/{token}")[0]}"' in page
    assert (await at.opens(at.tokens[TOMASZ]), await at.opens(token)) == (404, 200)
    assert await at.opens(at.tokens[IMOGEN]) == 200
    assert await at.states() == {TOMASZ: ["by_hand"]}


async def test_cards_for_everybody_leave_out_who_leads(at: Invited) -> None:
    await joined(at, RUTH)
    everybody = (await at.posts("links/sheet", whom="everybody")).text
    assert everybody.count('class="card"') == 4
    assert len(set(re.findall(r"/join/([\w-]{20,})", everybody))) == 4
    assert await at.opens(at.tokens[ROSALIND]) == 200
    unopened = (await at.posts("links/sheet", whom="unopened")).text
    assert unopened.count('class="card"') == 3
    assert "Nobody belongs to that choice now" in words(await at.posts("links/sheet", whom="nonsense"))


async def test_cards_are_offered_only_for_somebody(at: Invited) -> None:
    assert "Those without an e-mail address: 1" in await at.sees("links/sheet")
    await at.posts("invitation/address", person=at.ids[TOMASZ], email="tomasz@school.example")
    page = (await at.gets("links/sheet")).text
    assert re.findall(r'name="whom" value="(\w+)"( checked)?', page) == [("unopened", " checked"), ("everybody", "")]
    for name in (IMOGEN, DOMINIC, RUTH, TOMASZ):
        await joined(at, name)
    page = (await at.gets("links/sheet")).text
    assert re.findall(r'name="whom" value="(\w+)"( checked)?', page) == [("everybody", " checked")]


async def test_a_room_to_which_nobody_is_invited_yet_has_a_sheet_for_the_wall(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with inviting(tmp_path_factory.mktemp("nobody"), "Nobody") as at:
        page = await at.gets("links/sheet")
        assert "Nobody is invited yet" in words(page)
        assert "<form" not in page.text.partition('id="cards-h"')[2]
        assert at.made.code in page.text


async def test_these_pages_hold_to_the_strict_policy(at: Invited) -> None:
    for answer in (
        await at.posts("links/sheet", whom="everybody"),
        await at.gets("links"),
        await at.gets("invitation"),
    ):
        assert "style-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"\sstyle=|<style|\son\w+=", answer.text)


@pytest.fixture
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RoomAtDoor]:
    """The sample room at the machine's door."""
    async with standing(tmp_path_factory.mktemp("door")) as door:
        yield await door.room()


async def test_programs_see_the_calendar_file_and_the_screen_does_not(room: RoomAtDoor) -> None:
    for who, status in ((FACILITATOR, 200), (PEER, 200), ("screen", 403)):
        answer = await room.gets(who, "/rooms/ROOM/invitation.ics")
        assert answer.status_code == status
    assert (await room.door.ask("GET", f"/rooms/{room.id}/invitation.ics")).status_code == 401
