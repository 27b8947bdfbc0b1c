"""A leadership review among colleagues, from its pages: what each sees, what nobody sees, and no word of peers."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.server.door import OBSERVER, Door, RoomAtDoor, standing
from tests.server.leadership import (
    BEV,
    COLETTE,
    COLLEAGUES,
    FOCUS,
    GARETH,
    JORDAN,
    LEADS,
    OUT_OF_PLACE,
    PRIYA,
    leadership_review,
    words_of,
)
from tests.server.test_pages import Browser

S1 = "slot-1"
CANARY = "canary-7f3a nobody asked Year 9"
STEPS = ("context", "rate-alone", "reveal", "differences", "agree", "strengths", "actions", "read-back", "close")


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests."""
    async with standing(tmp_path_factory.mktemp("leadership")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """A review that stands at rating alone."""
    answer = await door.make(leadership_review())
    assert answer.status_code == 201, answer.text
    made = RoomAtDoor(door, answer.json())
    await made.does(LEADS, "OpenRoom")
    await made.does(LEADS, "StartStep", step="slot-1.rate-alone")
    return made


async def comes(room: RoomAtDoor, who: str) -> Browser:
    browser = Browser(room)
    await browser.joins(who)
    return browser


async def all_rate(room: RoomAtDoor) -> None:
    """Five levels on every statement, the widest spread on 2.2; Colette's note is the canary."""
    for place, who in enumerate(COLLEAGUES):
        for statement in FOCUS:
            level = 1 + place % 4 if statement == "2.2" else 2 + place % 2
            note = CANARY if (who, statement) == (COLETTE, "2.2") else None
            await room.does(who, "RateAlone", slot=S1, statement=statement, level=level, note=note)


async def revealed(room: RoomAtDoor) -> None:
    await all_rate(room)
    await room.does(LEADS, "StartStep", step="slot-1.reveal")
    await room.does(LEADS, "CompareRatings", slot=S1)


async def test_a_card_is_kept_without_a_script_and_nobody_else_holds_it(room: RoomAtDoor) -> None:
    colette, others = await comes(room, COLETTE), [await comes(room, who) for who in (GARETH, LEADS, OBSERVER)]
    fields = {"kind": "RateAlone", "slot": S1, "statement": "2.2", "level": "3", "note": CANARY}
    assert (await colette.sends(script=False, **fields)).status_code == 303
    page = await colette.looks()
    assert "Kept: 3 Embedded" in page
    assert CANARY in page
    assert "<strong>1 of 3</strong> rated" in page
    for other in others:
        for path in (other.page, f"{other.page}/own", f"/rooms/{room.id}/minutes.json", f"/rooms/{room.id}/log.json"):
            text = (await other.client.get(path)).text
            assert CANARY not in text, path
            assert "Kept: 3" not in text, path


async def test_a_card_says_what_is_missing_and_loses_nothing(room: RoomAtDoor) -> None:
    colette = await comes(room, COLETTE)
    fields = {"kind": "RateAlone", "slot": S1, "statement": "2.2", "note": CANARY}
    answer = await colette.sends(script=False, **fields)
    assert answer.status_code == 400
    assert "Choose a level." in answer.text
    assert CANARY in answer.text


async def test_who_leads_sees_how_far_everybody_is_and_never_what(room: RoomAtDoor) -> None:
    await room.does(GARETH, "RateAlone", slot=S1, statement="2.1", level=2)
    for statement in FOCUS:
        await room.does(BEV, "RateAlone", slot=S1, statement=statement, level=4)
    leads = await comes(room, LEADS)
    desk = words_of(await leads.looks())
    assert "1 of 2 colleagues here has rated all 3 statements." in " ".join(desk.split())
    assert re.search(r"Gareth Lindqvist\s+1 of 3", desk)
    assert re.search(r"Bev Mistry\s+Done", desk)
    wall = " ".join(words_of((await leads.client.get(f"/rooms/{room.id}/screen")).text).split())
    assert "1 of 2 colleagues here have rated all 3 statements." in wall
    assert "Gareth" not in wall


async def test_levels_are_entered_for_somebody_without_a_device_and_marked(room: RoomAtDoor) -> None:
    leads = await comes(room, LEADS)
    await room.does(BEV, "RateAlone", slot=S1, statement="2.1", level=4, note=CANARY)
    cards = f"/rooms/{room.id}/cards/{room.ids[BEV]}"
    fields = {"kind": "RateAlone", "slot": S1, "statement": "2.2", "level": "1", "on_behalf_of": room.ids[BEV]}
    answer = await leads.sends(**fields)
    assert "Kept: 1 Starting" in answer.text  # the cards of that colleague, at once
    page = (await leads.client.get(cards)).text
    assert "Levels of Bev Mistry" in page
    assert "Kept: 1 Starting" in page
    assert "has rated this already, unseen by you" in page
    assert CANARY not in page
    assert "entered for them" in await leads.looks()
    assert "entered by Rosalind" in await (await comes(room, BEV)).looks()
    gareth = await comes(room, GARETH)
    assert (await gareth.client.get(cards)).status_code == 403
    assert (await leads.client.get(f"/rooms/{room.id}/cards/{room.ids[LEADS]}")).status_code == 404
    await room.does(LEADS, "CompareRatings", slot=S1)
    assert "The levels are on the table" in (await leads.client.get(cards)).text


async def test_the_reveal_shows_the_widest_first_without_names_and_no_note_on_the_wall(room: RoomAtDoor) -> None:
    gareth, leads = await comes(room, GARETH), await comes(room, LEADS)
    await revealed(room)
    for browser in (gareth, leads):
        page = await browser.looks()
        assert page.index('id="difference-slot-1-2-2"') < page.index('id="difference-slot-1-2-1"')
        assert CANARY in page
        table = page.partition('id="difference-slot-1-2-2"')[2].partition("</table>")[0]
        assert not any(who.split()[0] in table for who in COLLEAGUES)
    wall = (await leads.client.get(f"/rooms/{room.id}/screen")).text
    assert "1 Starting by 2, 2 Building by 1, 3 Embedded by 1, 4 Leading by 1" in wall
    assert CANARY not in wall
    await room.does(LEADS, "TakeUpDifference", slot=S1, statement="2.3")
    wall = (await leads.client.get(f"/rooms/{room.id}/screen")).text
    assert "Difference 3 of 3, widest first." in wall
    assert wall.count('class="spread"') == 1
    page = await leads.looks()
    assert page.index('id="difference-slot-1-2-3"') < page.index('id="difference-slot-1-2-2"')
    assert "Previous: 2.1" in page


async def test_colleagues_agree_with_a_doubt_and_note_points(room: RoomAtDoor) -> None:
    priya = await comes(room, PRIYA)
    await revealed(room)
    await room.does(LEADS, "StartStep", step="slot-1.agree")
    point: Any = {"kind": "WriteNote", "slot": S1, "statement": "2.2", "text": "Who has seen the tracker?"}
    assert (await priya.sends(**point)).status_code == 200
    fields: Any = {"kind": "ShareSelfRating", "slot": S1, "statement": "2.2", "level": "2", "evidence": "The tracker",
              "doubt": "Only two people use it"}  # fmt: skip
    assert (await priya.sends(**fields)).status_code == 200
    page = words_of(await (await comes(room, GARETH)).looks())
    for words in ("Who has seen the tracker?", "The tracker", "Only two people use it", "1 of 3", "Agreed position"):
        assert words in page
    desk = await (await comes(room, LEADS)).looks()
    assert "2 positions are not agreed" in desk
    wall = (await (await comes(room, LEADS)).client.get(f"/rooms/{room.id}/screen")).text
    assert "1 of 3 positions agreed." in wall
    assert "Only two people" not in wall


async def test_of_two_who_settle_a_statement_at_once_the_later_one_is_told(room: RoomAtDoor) -> None:
    priya, jordan = await comes(room, PRIYA), await comes(room, JORDAN)
    await revealed(room)
    await room.does(LEADS, "StartStep", step="slot-1.agree")
    line: Any = {"kind": "ShareSelfRating", "slot": S1, "statement": "2.2", "seen": "0"}
    first = await priya.sends(**line, level="2", evidence="The tracker", doubt="Two <users>")
    assert first.status_code == 200
    for script in (True, False):
        told = await jordan.sends(script=script, **line, level="3", evidence="What Year 9 say")
        assert told.status_code == 422
        said = words_of(told.text)
        for words in ("Priya Nambiar settled it at", "2 Building", "“The tracker”", "&lt;users&gt;", "once more"):
            assert words in said, words
    assert "What Year 9 say" in told.text  # without a script, to copy
    assert f'name="seen" value="{told.headers["seen"]}"' in await jordan.looks()
    line["seen"] = told.headers["seen"]
    assert (await jordan.sends(**line, level="3", evidence="What Year 9 say")).status_code == 200
    assert "What Year 9 say" in await priya.looks()


async def test_what_the_desk_enters_is_said_by_somebody(room: RoomAtDoor) -> None:
    leads = await comes(room, LEADS)
    await revealed(room)
    await room.does(LEADS, "StartStep", step="slot-1.agree")
    line: Any = {"kind": "ShareSelfRating", "slot": S1, "statement": "2.2", "level": "2", "evidence": "The tracker"}
    left_open = await leads.sends(script=False, **line, on_behalf_of="")
    assert left_open.status_code == 403
    assert "Choose whose words these are." in left_open.text
    assert "The tracker" in left_open.text
    assert (await leads.sends(**line, on_behalf_of=room.ids[GARETH])).status_code == 200
    assert "entered by Rosalind for Gareth" in " ".join(words_of(await leads.looks()).split())
    minutes = await room.door.ask("GET", f"/rooms/{room.id}/minutes.md", room.tokens[LEADS])
    assert f"Entered by {LEADS} for {GARETH}." in minutes.text


async def test_no_page_of_any_step_speaks_of_peers_or_hours(room: RoomAtDoor) -> None:
    browsers = {who: await comes(room, who) for who in (GARETH, LEADS, OBSERVER)}
    found: list[str] = []

    async def look(step: str) -> None:
        for who, browser in browsers.items():
            found.extend(
                f"{step}, {who}: {one.group()}" for one in OUT_OF_PLACE.finditer(words_of(await browser.looks()))
            )
        wall = words_of((await browsers[LEADS].client.get(f"/rooms/{room.id}/screen")).text)
        found.extend(f"{step}, screen: {one.group()}" for one in OUT_OF_PLACE.finditer(wall))
        remote = words_of((await browsers[LEADS].client.get(f"/rooms/{room.id}/remote")).text)
        found.extend(f"{step}, remote: {one.group()}" for one in OUT_OF_PLACE.finditer(remote))

    await look("rate alone")
    await all_rate(room)
    for step in STEPS:
        if step == "differences":
            await room.does(LEADS, "CompareRatings", slot=S1)
        if step != "rate-alone":
            await room.does(LEADS, "StartStep", step=f"slot-1.{step}")
        await look(step)
    await room.does(GARETH, "NoteStrength", entry="s-1", slot=S1, text="Every leaver has a next step.")
    due = {"owner": room.ids[COLETTE], "due": "2027-01-15"}
    await room.does(GARETH, "ProposeAction", action="a-1", slot=S1, text="Ask six carers.", **due)
    await look("with an action")
    await room.does(LEADS, "CloseRoom")
    await look("afterwards")
    for path in ("minutes", "minutes.md", f"summary/{room.institutions['The Causeway']}.html", "invitation"):
        text = words_of((await browsers[LEADS].client.get(f"/rooms/{room.id}/{path}")).text)
        found.extend(f"{path}: {one.group()}" for one in OUT_OF_PLACE.finditer(text))
    assert found == []


@pytest.mark.parametrize("ending", ["md", "html", "json", "pdf", "docx"])
async def test_the_minutes_count_levels_and_name_nobody_beside_one(room: RoomAtDoor, ending: str) -> None:
    await revealed(room)
    await room.does(GARETH, "ShareSelfRating", slot=S1, statement="2.2", level=2, evidence="Tracker", doubt="Two users")
    await room.does(LEADS, "CloseRoom")
    answer = await room.door.ask("GET", f"/rooms/{room.id}/minutes.{ending}", room.tokens[LEADS])
    assert answer.status_code == 200
    assert len(answer.content) > 1000
    if ending in ("md", "html"):
        for words in ("1 Starting by 2, 2 Building by 1", "Two users", "Tracker", "2 Building", GARETH, COLETTE):
            assert words in answer.text, words
        assert CANARY not in answer.text
    page = f"/rooms/{room.id}/summary/{room.institutions['The Causeway']}.html"
    summary = (await room.door.ask("GET", page, room.tokens[LEADS])).text
    assert "Tracker Doubt: Two users" in summary
    assert "× 2" not in summary
    if ending == "json":
        part = answer.json()["institutions"][0]
        assert part["took_part"] == list(COLLEAGUES)
        assert [one["count"] for one in part["ratings"][1]["colleagues"]["levels"]] == [2, 1, 1, 1]
        assert part["ratings"][1]["self_rating"]["doubt"] == "Two users"


async def test_every_statement_of_the_focus_themes_is_rated_and_one_institution_alone(door: Door) -> None:
    own = leadership_review()["institutions"][0]
    del own["focus_statements"]
    answer = await door.make(leadership_review(institutions=[own], focus_themes=[2]))
    read = await door.ask("GET", f"/api/rooms/{answer.json()['room']}", answer.json()["people"][0]["token"])
    assert [one["statement"] for one in read.json()["ratings"]] == ["2.1", "2.2", "2.3", "2.4", "2.5"]
    two = await door.make(leadership_review(institutions=[own, own | {"name": "Larkfield", "people": []}]))
    assert two.status_code == 422
    assert "within one institution" in two.json()["detail"]


async def test_the_lobby_leads_to_no_self_evaluation_beforehand(door: Door) -> None:
    made = RoomAtDoor(door, (await door.make(leadership_review())).json())
    for who in (GARETH, LEADS, OBSERVER):
        browser = await comes(made, who)
        page = await browser.looks()
        assert "self-evaluation" not in page
        assert not OUT_OF_PLACE.search(words_of(page).replace("peer review", "")), who  # what may come after it
    gareth = await comes(made, GARETH)
    answer = await gareth.client.get(f"{gareth.page}/self-evaluation")
    assert answer.status_code == 404
    assert "in the meeting itself" in answer.text
    prepares = words_of((await gareth.client.get(f"{gareth.page}/preparation")).text)
    assert "in about a minute each" in " ".join(prepares.split())
    assert "Rate yourselves" not in prepares


@pytest.mark.parametrize("who", [*COLLEAGUES, LEADS, OBSERVER])
async def test_letters_speak_of_colleagues(door: Door, who: str) -> None:
    made = RoomAtDoor(door, (await door.make(leadership_review())).json())
    leads = await comes(made, LEADS)
    page = words_of((await leads.client.get(f"/rooms/{made.id}/invitation?person={made.ids[who]}")).text)
    assert not OUT_OF_PLACE.search(page)
    assert "how many of you chose each level" in " ".join(page.split())


async def test_a_careers_leader_who_leads_has_a_seat_to_rate_from(door: Door) -> None:
    answer = await door.make(leadership_review(facilitators=[{"name": GARETH, "email": "gareth@causeway.example"}]))
    made = RoomAtDoor(door, answer.json())
    links = {one["room_role"]: one["token"] for one in answer.json()["people"] if one["name"] == GARETH}
    browser = Browser(made)
    for role in ("facilitator", "member"):
        made.tokens[GARETH] = links[role]
        await browser.joins(GARETH)
    head = (await browser.looks()).partition("<span>Lead</span>")[0]
    desk = re.search(r'href="(/rooms/[^"]+/as/[^"]+)"', head[head.rindex("<a ") :])
    assert desk is not None
    assert "Your own seat: Gareth Lindqvist" in (await browser.client.get(desk[1])).text
