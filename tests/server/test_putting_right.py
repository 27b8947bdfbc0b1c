"""From what the minutes say to where it can be agreed, answered, confirmed or put right."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from tests.server.door import FACILITATOR, HOST, OTHER_PEER, PEER, S1, Door, RoomAtDoor, standing
from tests.server.test_pages import Browser


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests."""
    async with standing(tmp_path_factory.mktemp("right")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room, closed, with something open in its first hour."""
    made = await door.room()
    await made.does(FACILITATOR, "OpenRoom")
    await made.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    await made.asked(text="Who is missing?")
    await made.does(HOST, "AnswerQuestion", question="q-1", answer="Nobody is")
    await made.does(PEER, "NoteStrength", entry="e-1", slot=S1, text="Calm start")
    action = {"slot": S1, "text": "Write it down", "owner": "Dominic Asante", "due": "2027-06-01"}
    await made.does(HOST, "ProposeAction", action="a-1", **action)
    await made.does(FACILITATOR, "ProposeAction", action="a-2", **action | {"slot": None, "text": "Meet again"})
    await made.does(FACILITATOR, "CloseRoom")
    return made


async def seated(room: RoomAtDoor, who: str) -> Browser:
    browser = Browser(room)
    await browser.joins(who)
    return browser


async def read_by(browser: Browser) -> str:
    headers = {"Referer": f"http://127.0.0.1:8000{browser.page}"}
    return (await browser.client.get(f"/rooms/{browser.room.id}/minutes", headers=headers)).text


def way(page: str, words: str) -> str:
    """Where the link leads that says these words."""
    found: list[tuple[str, str]] = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>((?:(?!</a>).)*)</a>', page, re.DOTALL)
    return next(href for href, said in found if words in unescape(said))


async def test_the_desk_leads_from_an_action_not_agreed_to_where_it_is_agreed(room: RoomAtDoor) -> None:
    desk = await seated(room, FACILITATOR)
    there = way(await desk.looks(), "1 action is not agreed")
    assert there.endswith(f"/hours/{S1}#action-a-1")
    answer = await desk.client.get(there.partition("#")[0], follow_redirects=True)
    assert 'id="agree-for-form-a-1"' in answer.text
    desk.page = answer.url.path
    await desk.sends(kind="AgreeAction", action="a-1", on_behalf_of=room.ids[HOST])
    assert "action is not agreed" not in await desk.looks()
    assert way(await read_by(desk), "1 action is not agreed").endswith("#action-a-2")


async def test_what_was_written_in_that_hour_is_put_right_there_and_nothing_of_another(room: RoomAtDoor) -> None:
    desk = await seated(room, FACILITATOR)
    own = (await desk.client.get(f"{desk.page}/hours/{S1}/own")).text
    assert "Who is missing?" in own
    assert "Calm start" in own
    assert "Who is missing?" not in (await desk.client.get(f"{desk.page}/hours/slot-2/own")).text
    desk.page += f"/hours/{S1}"
    answer = await desk.sends(kind="CorrectEntry", entry="e-1", text="A calm start")
    assert "A calm start" in answer.text


@pytest.mark.parametrize("who", [HOST, PEER])
async def test_the_page_of_an_hour_is_for_whoever_facilitates(room: RoomAtDoor, who: str) -> None:
    browser = await seated(room, who)
    for path in (f"{browser.page}/hours/{S1}", f"{browser.page}/hours/{S1}/own", f"/rooms/{room.id}/hours/{S1}"):
        assert (await browser.client.get(path)).status_code == 403
    desk = await seated(room, FACILITATOR)
    assert (await desk.client.get(f"{desk.page}/hours/slot-99")).status_code == 404


async def test_each_text_of_the_minutes_leads_its_readers_to_where_they_put_it_right(room: RoomAtDoor) -> None:
    desk, host, peer = [await seated(room, who) for who in (FACILITATOR, HOST, PEER)]
    words = await desk.client.get(way(await read_by(desk), "Nobody is"))
    assert way(words.text, "Put it right") == f"{desk.page}/hours/{S1}#q-q-1"
    theirs = await read_by(host)
    assert way(theirs, "Put it right: Nobody is") == f"{host.page}#q-q-1"
    assert way(theirs, "Put it right: Write it down") == f"{host.page}#action-a-1"
    assert "Put it right: Who is missing?" not in theirs
    await room.does(HOST, "ConfirmPart", slot=S1)
    asked = await read_by(peer)
    assert way(asked, "Put it right: Who is missing?") == f"{peer.page}#mine"
    assert "Put it right: Nobody is" not in asked


async def test_who_wrote_something_finds_it_after_the_close_whosever_hour_it_was(room: RoomAtDoor) -> None:
    for who, there in ((PEER, True), (OTHER_PEER, False)):
        browser = await seated(room, who)
        own = (await browser.client.get(f"{browser.page}/own")).text
        assert ("Who is missing?" in own, "Calm start" in own) == (there, there)


async def test_the_minutes_lead_to_what_waits_for_their_reader(room: RoomAtDoor) -> None:
    host = await seated(room, HOST)
    assert way(await read_by(host), "your part waits for you to confirm it") == f"{host.page}#confirm-{S1}"
    assert way(await read_by(host), "1 action is not agreed") == f"{host.page}#action-a-1"
    assert "waits for you" not in await read_by(await seated(room, PEER))
    await room.does(HOST, "ConfirmPart", slot=S1)
    assert "waits for you to confirm it" not in await read_by(host)
    desk = await seated(room, FACILITATOR)
    assert way(await read_by(desk), "wait for you to confirm them") == f"{desk.page}#after"


async def test_a_question_left_on_the_table_stands_with_the_others_after_the_close(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "ReopenRoom")
    await room.does(FACILITATOR, "TakeUpQuestion", question="q-1")
    await room.does(FACILITATOR, "CloseRoom")
    desk = await seated(room, FACILITATOR)
    for page in (await (await seated(room, HOST)).looks(), (await desk.client.get(f"{desk.page}/hours/{S1}")).text):
        assert 'id="note-text-q-1"' in page


async def test_an_answer_is_put_right_from_what_it_was(room: RoomAtDoor) -> None:
    host = await seated(room, HOST)
    box = re.search(r'id="note-text-q-1"[^>]*>([^<]*)<', await host.looks())
    assert box
    assert box[1] == "Nobody is"
