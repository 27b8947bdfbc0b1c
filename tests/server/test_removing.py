"""A learner was named: whoever facilitates removes the words at the text, on the card, in the minutes, at any time."""

import re
from collections.abc import AsyncIterator

import pytest

from sessions.room import REMOVED
from tests.server.door import FACILITATOR, HOST, PEER, S1, Door, RoomAtDoor, standing
from tests.server.test_pages import Browser

NAMED = "How do you know that Kayden Brookes in Year 9 gets the guidance he needs?"
WAYS = re.compile(r'class="hand" href="[^"]*/words/([^"?]*)')


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests."""
    async with standing(tmp_path_factory.mktemp("removing")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room in its first hour, with a text in everything that can hold one."""
    made = await door.room()
    await made.does(FACILITATOR, "OpenRoom")
    await made.does(HOST, "NoteContext", slot=S1, text="An academy of 900")
    await made.does(HOST, "SetPriorities", slot=S1, priorities=["Attendance", "Reading"])
    await made.does(HOST, "NoteWants", slot=S1, text="A hard look at impact")
    await made.does(HOST, "ShareSelfRating", slot=S1, statement="1.1", level=3, evidence="Board minutes")
    await made.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    await made.asked(text=NAMED)
    await made.does(FACILITATOR, "TakeUpQuestion", question="q-1")
    await made.does(HOST, "AnswerQuestion", question="q-1", answer="We track him")
    await made.does(PEER, "GivePeerView", slot=S1, statement="1.1", level=2, reason="Thin evidence")
    await made.does(FACILITATOR, "RevealPeerViews", slot=S1)
    await made.does(HOST, "AgreeRating", slot=S1, statement="1.1", level=2, reason="They are right")
    await made.does(PEER, "NoteStrength", entry="e-1", slot=S1, text="Calm start")
    action = {"slot": S1, "text": "Write it down", "owner": "Dominic Asante", "due": "2027-06-01"}
    await made.does(HOST, "ProposeAction", action="a-1", priority="Guidance", **action)
    await made.does(HOST, "AgreeAction", action="a-1", subject_to="the governors")
    await made.does(FACILITATOR, "SetNextDate", date="2027-09-01", purpose="Look again", place="The hall")
    return made


async def confirmed(room: RoomAtDoor) -> RoomAtDoor:
    """The same once the minutes are confirmed."""
    await room.does(FACILITATOR, "CloseRoom")
    await room.does(HOST, "ConfirmPart", slot=S1)
    await room.does(FACILITATOR, "ConfirmMinutes")
    return room


async def at_the_desk(room: RoomAtDoor) -> Browser:
    desk = Browser(room)
    await desk.joins(FACILITATOR)
    return desk


async def read_by(browser: Browser) -> str:
    headers = {"Referer": f"http://127.0.0.1:8000{browser.page}"}
    return (await browser.client.get(f"/rooms/{browser.room.id}/minutes", headers=headers)).text


async def test_every_text_of_confirmed_minutes_leads_to_its_removal(room: RoomAtDoor) -> None:
    shown = await read_by(await at_the_desk(await confirmed(room)))
    kept = (await room.door.house.store.room(room.id)).texts
    led_to = {kept[place].text for place in WAYS.findall(shown)}
    written = {one.text for one in kept.values() if one.holder is None and one.text in shown}
    assert {
        NAMED,
        "We track him",
        "Thin evidence",
        "They are right",
        "Guidance",
        "the governors",
        "Look again",
    } <= written
    assert {"Attendance", "Reading", "An academy of 900", "Board minutes", "The hall", "Write it down"} <= led_to
    assert written <= led_to


async def test_words_are_removed_from_confirmed_minutes(room: RoomAtDoor) -> None:
    desk = await at_the_desk(await confirmed(room))
    shown = await read_by(desk)
    desk.page = re.search(r'href="([^"]*/words/[^"]*)"[^>]*>(?:(?!</a>).)*Kayden', shown, re.DOTALL)[1]  # type: ignore[index]
    asked = await desk.looks()
    assert NAMED in asked
    fields = dict(re.findall(r'name="(seq|field)" value="([^"]*)"', asked))
    answer = await desk.sends(script=False, kind="RemoveText", reason="A learner was named", **fields)
    assert (answer.status_code, answer.headers["location"].endswith(desk.page)) == (303, True)
    assert "These words are removed" in await desk.looks()
    after = await read_by(desk)
    assert "Kayden" not in after
    assert REMOVED in after


async def test_nobody_else_is_led_there(room: RoomAtDoor) -> None:
    peer = Browser(await confirmed(room))
    await peer.joins(PEER)
    shown = await read_by(peer)
    assert NAMED in shown
    assert "/words/" not in shown
    assert (await peer.client.get(f"{peer.page}/words/9/text")).status_code == 403


async def test_a_blind_view_is_not_shown_to_be_removed(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "StartStep", step="slot-2.challenge")
    await room.does(HOST, "GivePeerView", slot="slot-2", statement="1.1", level=1, reason="Nobody may read this")
    desk = await at_the_desk(room)
    texts = (await room.door.house.store.room(room.id)).texts.items()
    place = next(where for where, one in texts if one.text == "Nobody may read this")
    assert "Nobody may read this" not in (await desk.client.get(f"{desk.page}/words/{place}")).text


async def test_the_card_of_the_question_on_the_table_offers_it(room: RoomAtDoor) -> None:
    desk = await at_the_desk(room)
    assert "A learner is named: remove these words" in await desk.looks()
    for who in (HOST, PEER):
        other = Browser(room)
        await other.joins(who)
        assert "RemoveText" not in await other.looks()


async def test_words_that_only_the_log_still_has_are_listed_with_their_hour(room: RoomAtDoor) -> None:
    await room.asked(question="q-2", text="Did Kayden tell you?")
    await room.does(PEER, "WithdrawQuestion", question="q-2")
    await room.does(HOST, "AnswerQuestion", question="q-1", answer="We track every learner")
    desk = await at_the_desk(await confirmed(room))
    fold = (await desk.client.get(f"{desk.page}/hours/{S1}")).text.partition('id="fold-beside"')[2]
    kept = (await room.door.house.store.room(room.id)).texts
    listed = {kept[place].text for place in WAYS.findall(fold)}
    assert {"Did Kayden tell you?", "We track him"} <= listed
    assert listed.isdisjoint({"We track every learner", NAMED, "Calm start", "Thin evidence"})
    desk.page += f"/words/{next(place for place in WAYS.findall(fold) if kept[place].text == 'We track him')}"
    fields = dict(zip(("seq", "field"), desk.page.split("/")[-2:], strict=True))
    await desk.sends(script=False, kind="RemoveText", reason="A learner was named", **fields)
    assert "These words are removed" in await desk.looks()


async def test_words_that_were_put_right_can_go_and_so_can_the_earlier_ones(room: RoomAtDoor) -> None:
    await room.does(PEER, "CorrectQuestion", question="q-1", text="How do you know that a learner gets it?")
    desk = await at_the_desk(room)
    own = (await desk.client.get(f"{desk.page}/own")).text
    places = dict(re.findall(r'id="wipe-form-((?:earlier-)?q-1)".*?name="seq" value="(\d+)"', own, re.DOTALL))
    assert set(places) == {"q-1", "earlier-q-1"}
    kept = (await room.door.house.store.room(room.id)).texts
    assert kept[f"{places['earlier-q-1']}/text"].text == NAMED
