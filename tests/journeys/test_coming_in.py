"""Ways in and back in: a late joiner by code, a reload, a lost laptop, a shared tablet."""

import pytest
from playwright.async_api import expect

from tests.journeys.cast import GARETH, HOST, HUB, IMOGEN, JAMIE, ROSALIND, SAM, SIOBHAN, at_the_door, playing
from tests.journeys.people import Facilitator
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser

ASKED = "Which learners lost most while nobody held the role?"


async def test_a_late_joiner_by_code_sees_at_once_where_the_meeting_is(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    await play.does(GARETH, "AskQuestion", question="q-1", slot="slot-1", text=ASKED, type="challenge")
    await play.does(ROSALIND, "TakeUpQuestion", question="q-1")
    async with playing(play, ROSALIND) as cast:
        sam = await at_the_door(cast, SAM, "Estuary Gate College")
        assert not await sam.holds(ASKED)
        await cast.rosalind.sees("asks to come in")
        await cast.rosalind.presses("Let in")
        await sam.is_asked("Listen, then ask")
        await sam.sees("Challenge round")
        await sam.sees(ASKED)
        await expect(cast.rosalind.person(SAM)).to_contain_text("here")
        await sam.asks("Who decided that nobody would?")
        await cast.rosalind.sees("Who decided that nobody would?")


async def test_somebody_invited_who_lost_the_link_is_in_the_list_once(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND) as cast:
        siobhan = await at_the_door(cast, SIOBHAN.upper(), "Larkfield School")
        await cast.rosalind.sees(f"Is this {SIOBHAN}, who is invited?")
        await cast.rosalind.presses("Yes, it is Siobhan")
        await siobhan.is_asked("Listen, then ask")
        await expect(cast.rosalind.page.get_by_text("asks to come in")).to_have_count(0)
        await expect(cast.rosalind.person(SIOBHAN)).to_have_count(1)
        await expect(cast.rosalind.person(SIOBHAN)).to_contain_text("here")
        await siobhan.asks(ASKED)
        await cast.rosalind.sees(ASKED)


async def test_somebody_of_the_same_name_is_let_in_as_somebody_else(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND) as cast:
        other = await at_the_door(cast, f"{SIOBHAN[0]} {SIOBHAN.split()[-1]}", "Larkfield School")
        await cast.rosalind.presses("No, somebody else: let in")
        await other.is_asked("Listen, then ask")
        await expect(cast.rosalind.person(SIOBHAN)).to_contain_text("not yet")


async def test_somebody_who_is_not_let_in_sees_nothing(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND) as cast:
        stage.forgiven.add("404 (Not Found)")
        stranger = await at_the_door(cast, "Perdita Flux", "Larkfield School")
        await cast.rosalind.presses("Do not let in Perdita Flux")
        await expect(cast.rosalind.page.get_by_text("asks to come in")).to_have_count(0)
        await stranger.sees("Not let in this time")
        await stranger.page.reload()
        await stranger.sees("the facilitator did not let you in")


async def test_a_reload_of_the_facilitator_changes_nothing(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND, SIOBHAN) as cast:
        await cast.siobhan.asks(ASKED)
        await cast.rosalind.takes_up(ASKED)
        before = await play.seq()
        await cast.rosalind.page.reload()
        await expect(cast.rosalind.page.locator("#on-table")).to_contain_text(ASKED)
        assert await play.seq() == before
        await cast.rosalind.settles("Answered")
        await cast.siobhan.sees("1 answered")


async def test_a_co_facilitator_takes_over_from_a_lost_laptop(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.ratings")
    async with playing(play, ROSALIND, JAMIE, IMOGEN) as cast:
        await expect(cast.jamie.person(ROSALIND)).to_contain_text("here")
        await cast.rosalind.page.context.close()
        await cast.jamie.presses_next("Clarifying questions")
        await cast.imogen.is_asked("Answer in a sentence")
        await expect(cast.jamie.person(ROSALIND)).to_contain_text("away")


async def test_two_people_share_a_tablet(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.peer-view")
    async with playing(play, SIOBHAN) as cast:
        page = cast.siobhan.page
        await page.goto(play.links[IMOGEN])
        await page.get_by_role("button", name="Join the room").click()
        await expect(page.get_by_role("heading", name="Listen", exact=True)).to_be_visible()
        await page.get_by_role("link", name="Pass on").click()
        await expect(page.get_by_role("heading", name="Who is using this tablet?")).to_be_visible()
        await page.get_by_role("link", name=SIOBHAN).click()
        await cast.siobhan.is_asked("Choose a level for each statement")
        await cast.siobhan.sees(f"Your view of {HOST}")


async def test_a_facilitator_without_a_link_runs_the_room_from_the_hub(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.ratings")
    async with playing(play, IMOGEN) as cast:
        desk = Facilitator(ROSALIND, await (await cast.device("the hub")).new_page())
        await desk.page.goto(play.links[HUB])
        await desk.page.get_by_role("button").click()
        await desk.page.goto(play.url)
        await desk.presses_next("Clarifying questions")
        await cast.imogen.is_asked("Answer in a sentence")


async def test_the_room_is_run_from_a_phone(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    await play.does(GARETH, "AskQuestion", question="q-1", slot="slot-1", text=ASKED, type="challenge")
    async with playing(play, ROSALIND, IMOGEN) as cast:
        await cast.rosalind.page.set_viewport_size({"width": 390, "height": 780})
        await cast.rosalind.page.goto(f"{play.url}/remote")
        await cast.rosalind.takes_up(ASKED)
        await cast.imogen.sees(ASKED)
        await cast.rosalind.presses("Pause")
        await cast.imogen.sees("Paused")
        await cast.rosalind.presses("Resume")
        await cast.rosalind.settles("Answered")
        await cast.rosalind.presses_next("Peers' view, host silent")
        await cast.imogen.is_asked("Listen")


async def test_the_remote_leads_to_what_is_open_at_the_desk(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.actions")
    action = {"action": "a-1", "slot": "slot-1", "text": "Ask them", "owner": "Gareth", "due": "2027-01-22"}
    await play.does(GARETH, "ProposeAction", **action)
    async with playing(play, ROSALIND) as cast:
        phone = cast.rosalind.page
        await phone.goto(f"{play.url}/remote")
        await phone.get_by_role("link", name="1 action is not agreed").click()
        await expect(phone.locator("#action-a-1")).to_be_in_viewport()
