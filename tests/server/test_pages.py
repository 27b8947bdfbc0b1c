"""Coming in and sending from a page: links, codes, seats, forms; with and without a script."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from server import submit
from server.alike import alike
from server.limits import Rate
from tests.server.door import FACILITATOR, HOST, OBSERVER, PEER, Door, RoomAtDoor, standing

SCRIPT = {"HX-Request": "true"}


class Browser:
    """Somebody's browser: cookies, and the page they are on."""

    def __init__(self, room: RoomAtDoor) -> None:
        self.room = room
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(room.door.client._transport.app),  # type: ignore[attr-defined]
            base_url="http://127.0.0.1:8000",
            headers={"Accept": "text/html"},
        )
        self.page = ""

    async def joins(self, who: str) -> httpx2.Response:
        """Open a personal link and press the button."""
        token = self.room.tokens[who]
        answer = await self.client.post(f"/join/{token}")
        assert answer.status_code == 303, answer.text
        self.page = answer.headers["location"]
        return answer

    async def looks(self) -> str:
        """The page as it is now."""
        answer = await self.client.get(self.page)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def sends(self, *, script: bool = True, **fields: Any) -> httpx2.Response:
        """Send a form from the page."""
        headers = {"Referer": f"http://127.0.0.1:8000{self.page}", **(SCRIPT if script else {})}
        return await self.client.post(f"/rooms/{self.room.id}/commands", data=fields, headers=headers)


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests; each has a room of its own in it."""
    async with standing(tmp_path_factory.mktemp("pages")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room, opened, in its first challenge round."""
    made = await door.room()
    await made.does(FACILITATOR, "OpenRoom")
    await made.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    return made


async def log_length(room: RoomAtDoor) -> int:
    """How many events the room's log holds."""
    return (await room.door.house.store.head(room.id)).seq


async def test_looking_at_a_link_joins_nobody(room: RoomAtDoor) -> None:
    before = await log_length(room)
    answer = await Browser(room).client.get(f"/join/{room.tokens[PEER]}")
    assert "You are Siobhan Merrick" in answer.text
    assert "Larkfield School" in answer.text
    assert await log_length(room) == before
    assert "set-cookie" not in answer.headers


async def test_the_button_joins_and_leads_to_an_address_without_the_token(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    assert room.tokens[PEER] not in browser.page
    assert "Listen, then ask" in await browser.looks()
    people = (await room.read(FACILITATOR))["people"]
    assert next(one for one in people if one["id"] == room.ids[PEER])["here"]


async def test_a_late_joiner_sees_where_the_meeting_is(room: RoomAtDoor) -> None:
    answer = await Browser(room).client.get(f"/join/{room.tokens[PEER]}")
    assert "The meeting has begun." in answer.text
    assert "Challenge round" in answer.text


@pytest.mark.parametrize("token", ["nonsense", "a" * 200, "ł" * 12])
async def test_an_unknown_link_says_so_in_one_sentence(room: RoomAtDoor, token: str) -> None:
    answer = await Browser(room).client.get(f"/join/{token}")
    assert answer.status_code == 404
    assert "This link is not known" in answer.text


async def test_the_code_asks_for_a_name_and_waits_for_the_nod(room: RoomAtDoor) -> None:
    browser = Browser(room)
    code = room.made["code"]
    form = {"code": code.lower(), "name": "  Sam   Okafor ", "institution": room.institutions["Larkfield School"]}
    answer = await browser.client.post("/join", data=form)
    browser.page = answer.headers["location"]
    assert "Waiting for a nod" in await browser.looks()
    people = (await room.read(FACILITATOR))["people"]
    sam = next(one for one in people if one["name"] == "Sam Okafor")
    await room.does(FACILITATOR, "AdmitJoiner", person=sam["id"], institution=form["institution"])
    assert "Listen, then ask" in await browser.looks()


async def test_looking_at_the_code_of_a_room_knocks_at_nothing(room: RoomAtDoor) -> None:
    before, visitor = await log_length(room), Browser(room)
    query = {"code": room.made["code"], "name": "Sam Okafor", "institution": room.institutions["Larkfield School"]}
    for answer in (await visitor.client.get("/join", params=query), await visitor.client.head("/join", params=query)):
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert await log_length(room) == before


async def at_the_door(room: RoomAtDoor, name: str, institution: str = "Larkfield School") -> tuple[Browser, str]:
    """Somebody who came by code and waits; and as whom."""
    browser = Browser(room)
    form = {"code": room.made["code"], "name": name, "institution": room.institutions[institution]}
    browser.page = (await browser.client.post("/join", data=form)).headers["location"]
    found = (await room.door.house.store.room(room.id)).people.values()
    return browser, next(one.id for one in reversed(list(found)) if one.role == "waiting")


async def recognises(browser: Browser, person: str, invited: str) -> httpx2.Response:
    headers = {"Referer": f"http://127.0.0.1:8000{browser.page}", **SCRIPT}
    form = {"person": person, "invited": invited}
    return await browser.client.post(f"/rooms/{browser.room.id}/recognised", data=form, headers=headers)


async def test_somebody_invited_who_comes_by_code_is_asked_about_and_becomes_that_person(room: RoomAtDoor) -> None:
    desk = Browser(room)
    await desk.joins(FACILITATOR)
    lost, waits = await at_the_door(room, "s. MERRÍCK")
    shown = await desk.looks()
    assert f"Is this {PEER}, who is invited?" in shown
    assert "No, somebody else: let in" in shown
    answer = await recognises(desk, waits, room.ids[PEER])
    assert answer.status_code == 200, answer.text
    assert "Listen, then ask" in await lost.looks()
    await lost.sends(kind="question", slot="slot-1", text="How do you know?", type="challenge")
    now = await room.door.house.store.room(room.id)
    assert [one.by for one in now.questions.values()] == [room.ids[PEER]]
    assert (now.people[waits].removed, now.people[room.ids[PEER]].here) == (True, True)
    minutes = (await desk.client.get(f"/rooms/{room.id}/minutes.json")).json()
    assert [(one["name"], one["status"]) for one in minutes["attendance"] if "errick" in one["name"].lower()] == [
        (PEER, "present")
    ]


async def test_nobody_takes_a_seat_without_the_nod(room: RoomAtDoor) -> None:
    lost, waits = await at_the_door(room, PEER)
    member, desk = Browser(room), Browser(room)
    await member.joins(HOST)
    await desk.joins(FACILITATOR)
    seq = await log_length(room)
    for browser in (lost, member):
        assert (await recognises(browser, waits, room.ids[PEER])).status_code == 403
    assert (await recognises(Browser(room), waits, room.ids[PEER])).status_code == 401
    for person, invited in (
        (waits, "p_unknown"),
        (waits, waits),
        (waits, room.ids[FACILITATOR]),
        (room.ids[HOST], room.ids[PEER]),
        ("p_unknown", room.ids[PEER]),
    ):
        assert (await recognises(desk, person, invited)).status_code == 422
    assert await log_length(room) == seq
    assert "Waiting for a nod" in await lost.looks()


async def test_somebody_of_another_room_is_not_recognised_here(door: Door, room: RoomAtDoor) -> None:
    other = await door.room()
    desk, (lost, waits) = Browser(room), await at_the_door(room, PEER)
    await desk.joins(FACILITATOR)
    assert (await recognises(desk, waits, other.ids[PEER])).status_code == 422
    elsewhere = Browser(other)
    await elsewhere.joins(FACILITATOR)
    elsewhere.room = room
    assert (await recognises(elsewhere, waits, room.ids[PEER])).status_code in (401, 404)
    assert "Waiting for a nod" in await lost.looks()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Priya Nandakumar", "priya  NANDAKUMAR", True),
        ("P. Nandakumar", "Priya Nandakumar", True),
        ("Nandakumar, Priya", "Priya Nandakumar", True),
        ("Lukasz Luczak", "Łukasz Łuczak", True),
        ("Priya", "Priya Nandakumar", True),
        ("Zoe O'Neill", "Zoë O’Neill", True),
        ("Priya Anne Nandakumar", "Priya Nandakumar", True),
        ("Ruth Nandakumar", "Priya Nandakumar", False),
        ("Ann", "Priya Nandakumar", False),
        ("…", "Priya Nandakumar", False),
    ],
)
def test_names_are_compared_as_people_read_them(one: str, other: str, same: bool) -> None:
    assert (alike(one, other), alike(other, one)) == (same, same)


async def test_the_code_shows_no_names_of_people(room: RoomAtDoor) -> None:
    answer = await Browser(room).client.get("/join", params={"code": room.made["code"]})
    assert not any(name in answer.text for name in room.ids)


async def test_a_wrong_code_keeps_what_was_typed(room: RoomAtDoor) -> None:
    answer = await Browser(room).client.get("/join", params={"code": "XXXXXX"})
    assert answer.status_code == 422
    assert "No room has this code" in answer.text
    assert 'value="XXXXXX"' in answer.text


async def test_a_closed_room_lets_nobody_in_by_code(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "CloseRoom")
    answer = await Browser(room).client.get("/join", params={"code": room.made["code"]})
    assert "This review has finished" in answer.text


async def test_a_form_becomes_a_command_and_goes_back_to_the_page(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    answer = await browser.sends(
        script=False, kind="AskQuestion", slot="slot-1", text="How do you know?", type="challenge", statement="", id=""
    )
    assert answer.status_code == 303
    assert "How do you know?" in await browser.looks()


async def test_a_form_sent_twice_counts_once(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    fields: dict[str, Any] = {
        "kind": "AskQuestion",
        "slot": "slot-1",
        "text": "Twice?",
        "type": "challenge",
        "command": "c-twice",
    }
    assert (await browser.sends(**fields)).status_code == 200
    before = await log_length(room)
    assert (await browser.sends(**fields)).status_code == 200
    assert await log_length(room) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"kind": "AskQuestion", "slot": "slot-1", "type": "challenge", "text": "  "},
            "There is nothing in your question",
        ),
        ({"kind": "AskQuestion", "slot": "slot-1", "type": "challenge", "text": "x" * 20_000}, "20,000 characters"),
        ({"kind": "note", "slot": "slot-1", "text": ""}, "There is nothing in the note"),
        ({"kind": "GivePeerView", "slot": "slot-1", "statement": "1.1"}, "Choose a level."),
        ({"kind": "GivePeerView", "slot": "slot-1", "statement": "1.1", "level": "9"}, "There is no level 9"),
        ({"kind": "action", "slot": "slot-1", "text": "Do", "owner": "Ann", "due": ""}, "Choose a due date."),
        ({"kind": "action", "slot": "slot-1", "text": "Do", "owner": "Ann", "due": "2020-01-01"}, "before the meeting"),
        ({"kind": "action", "slot": "slot-1", "text": "Do", "owner": " ", "due": "2030-01-01"}, "Nobody is named"),
        ({"kind": "StartStep", "move": "next"}, "Only the facilitator"),
        ({"kind": "Nonsense"}, "This form is not known here"),
    ],
)
async def test_bad_input_is_one_plain_sentence_and_the_log_is_untouched(
    room: RoomAtDoor, fields: dict[str, Any], sentence: str
) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    before = await log_length(room)
    answer = await browser.sends(**fields)
    assert 400 <= answer.status_code < 500
    assert sentence in answer.text
    assert "<html" not in answer.text
    assert await log_length(room) == before


async def test_without_a_script_every_word_that_was_typed_comes_back(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    text = "How do you know that? " * 400
    answer = await browser.sends(script=False, kind="AskQuestion", slot="slot-1", type="challenge", text=text)
    assert answer.status_code == 422
    assert text.strip() in answer.text


async def test_a_form_sent_too_often_is_told_to_wait_and_keeps_its_words(
    room: RoomAtDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    monkeypatch.setattr(submit, "COMMANDS", Rate(per_second=0.001, burst=1))
    words = {"kind": "AskQuestion", "slot": "slot-1", "type": "challenge", "text": "How do you know?"}
    answers = [await browser.sends(script=False, **words) for _ in range(2)]
    assert answers[-1].status_code == 429
    assert "How do you know?" in answers[-1].text


async def test_two_who_press_next_at_once_move_one_step(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(FACILITATOR)
    fields: dict[str, Any] = {"kind": "StartStep", "move": "next", "from_step": "slot-1.challenge"}
    assert (await browser.sends(**fields)).status_code == 200
    late = await browser.sends(**fields)
    assert late.status_code == 422
    assert "The room has already moved" in late.text


async def test_what_more_time_would_cost_is_seen_first(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(FACILITATOR)
    before = await log_length(room)
    answer = await browser.client.get(
        f"/rooms/{room.id}/extension", params={"minutes": "2"}, headers={**SCRIPT, "Referer": browser.page}
    )
    assert "2 min more for “Challenge round”" in answer.text
    assert "Nobody starts later" in answer.text
    assert "Larkfield School starts" in answer.text
    assert await log_length(room) == before


async def test_the_desk_is_the_facilitators_alone(room: RoomAtDoor) -> None:
    peer = Browser(room)
    await peer.joins(PEER)
    for place in ("links", "remote", "part/run", "extension", "screen"):
        answer = await peer.client.get(f"/rooms/{room.id}/{place}", headers={"Referer": peer.page})
        assert answer.status_code in (403, 404), place


async def test_a_shared_tablet_asks_who_is_using_it(room: RoomAtDoor) -> None:
    tablet = Browser(room)
    await tablet.joins(PEER)
    first = tablet.page
    await tablet.joins(HOST)
    assert first != tablet.page
    answer = await tablet.client.get(f"/rooms/{room.id}")
    assert "Who is using this tablet?" in answer.text
    assert "Siobhan Merrick" in answer.text
    assert "Imogen Thackray" in answer.text
    assert "Answer one question at a time" in await tablet.looks()


async def test_a_shared_tablet_sends_as_the_one_whose_page_it_is(room: RoomAtDoor) -> None:
    tablet = Browser(room)
    await tablet.joins(HOST)
    await tablet.joins(PEER)
    await tablet.sends(kind="strength", slot="slot-1", text="From the peer")
    entries = (await room.read(FACILITATOR))["entries"]
    assert entries[-1]["by"] == room.ids[PEER]


async def test_a_removed_person_is_out_at_once(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    await room.does(FACILITATOR, "RemovePerson", person=room.ids[PEER])
    gone = await browser.client.get(browser.page)
    assert gone.status_code in (401, 404)
    assert "taken back" in gone.text
    assert "Ask the facilitator for a new link" in gone.text
    assert (await browser.sends(kind="note", slot="slot-1", text="still?")).status_code in (401, 404)


async def test_a_post_from_another_site_does_nothing(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(PEER)
    before = await log_length(room)
    answer = await browser.client.post(
        f"/rooms/{room.id}/commands", data={"kind": "note", "slot": "slot-1", "text": "forged"},
        headers={"Origin": "https://elsewhere.example", **SCRIPT},
    )  # fmt: skip
    assert answer.status_code == 403
    assert await log_length(room) == before


async def test_the_screen_shows_nothing_private(room: RoomAtDoor) -> None:
    await room.does(PEER, "GivePeerView", slot="slot-1", statement="1.1", level=2, reason="canary")
    screen = Browser(room)
    await screen.joins("screen")
    page = await screen.looks()
    assert "canary" not in page
    assert not any(name in page for name in room.ids)


async def test_an_observer_sees_the_clock_but_not_the_hour(room: RoomAtDoor) -> None:
    await room.does(PEER, "AskQuestion", question="q1", slot="slot-1", text="Between us?", type="challenge")
    browser = Browser(room)
    await browser.joins(OBSERVER)
    page = await browser.looks()
    assert "Between us?" not in page
    assert "This hour is between the host and its peers" in page


async def test_ratings_that_are_folded_away_are_fetched_by_those_who_may_see_them(room: RoomAtDoor) -> None:
    await room.does(HOST, "ShareSelfRating", slot="slot-1", statement="5.3", level=2, evidence="canary of a fold")
    peer, observer, screen, stranger = (Browser(room) for _ in range(4))
    await peer.joins(PEER)
    assert "canary of a fold" not in await peer.looks()
    place, headers = f"/rooms/{room.id}/part/other-ratings", {"Referer": peer.page}
    assert "canary of a fold" in (await peer.client.get(place, headers=headers)).text
    await observer.joins(OBSERVER)
    assert "canary" not in (await observer.client.get(place)).text
    await screen.joins("screen")
    assert (await screen.client.get(place)).status_code == 404
    knock = {"code": room.made["code"], "name": "Sam", "institution": room.institutions["Larkfield School"]}
    await stranger.client.post("/join", data=knock)
    assert (await stranger.client.get(place)).status_code == 404


@pytest.mark.parametrize("script", [True, False])
async def test_a_level_that_changes_is_asked_for_its_reason(room: RoomAtDoor, script: bool) -> None:
    await room.does(HOST, "ShareSelfRating", slot="slot-1", statement="5.3", level=2, evidence="A survey")
    host = Browser(room)
    await host.joins(HOST)
    form: dict[str, Any] = {"kind": "AgreeRating", "slot": "slot-1", "statement": "5.3"}
    before = await log_length(room)
    answer = await host.sends(script=script, **form, level=3, reason=" ")
    assert answer.status_code == 400
    assert "Say in one line why the level changes: the minutes give your reason." in answer.text
    assert await log_length(room) == before
    await host.sends(**form, level=2, reason="")  # kept
    await host.sends(**form, level=3, reason="One more office")
    await room.does(HOST, "AgreeRating", slot="slot-1", statement="5.3", level=1)  # the machine's door
    assert await log_length(room) == before + 3


async def test_own_parts_hold_what_is_mine_and_nobody_elses(room: RoomAtDoor) -> None:
    browser, other = Browser(room), Browser(room)
    await browser.joins(PEER)
    await other.joins(HOST)
    await browser.sends(kind="strength", slot="slot-1", text="Mine to put right")
    mine = await browser.client.get(f"{browser.page}/own")
    theirs = await other.client.get(f"{other.page}/own")
    assert "Mine to put right" in mine.text
    assert "Mine to put right" not in theirs.text


async def test_a_new_link_ends_the_old_one(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(FACILITATOR)
    answer = await browser.client.post(
        f"/rooms/{room.id}/links", data={"person": room.ids[PEER]}, headers={"Referer": browser.page}
    )
    new = re.search(r"/join/([\w-]+)\"", answer.text)
    assert new is not None
    assert (await browser.client.get(f"/join/{room.tokens[PEER]}")).status_code == 404
    assert (await browser.client.get(f"/join/{new[1]}")).status_code == 200


async def test_a_forgotten_next_is_put_right_by_the_time_of_day(room: RoomAtDoor) -> None:
    browser = Browser(room)
    await browser.joins(FACILITATOR)
    answer = await browser.sends(kind="CorrectStepStart", step="slot-1.challenge", at_time="25:99")
    assert answer.status_code == 400
    assert "such as 10:41" in answer.text


@pytest.mark.parametrize("path", ["/", "/check", "/who-sees-what", "/join"])
async def test_public_pages_need_nothing(room: RoomAtDoor, path: str) -> None:
    assert (await Browser(room).client.get(path)).status_code == 200
