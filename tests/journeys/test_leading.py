"""What a facilitator does besides pressing next: giving time, entering for others, going off the record."""

import asyncio
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, Route, expect

from sessions.events import IdeaTaken
from tests.journeys.cast import DOMINIC, GARETH, HELEN, JAMIE, ROSALIND, SCREEN, SIOBHAN, playing
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser


async def minutes_given(page: Page) -> float:
    """Minutes of the running step, as the clock on a page has them."""
    return float(await page.locator("[data-clock]").first.get_attribute("data-total") or 0) / 60


async def test_more_time_shows_what_it_costs_before_it_is_given(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND, SIOBHAN) as cast:
        before = await play.seq()
        await cast.rosalind.presses("+5 min")
        cost = cast.rosalind.page.get_by_role("region", name="What 5 more minutes would cost")
        await expect(cost).to_contain_text("Nobody starts later")
        await expect(cost).to_contain_text("min more for “Challenge round”")
        await cast.rosalind.presses("Do not", cost)
        await expect(cost).to_have_count(0)
        assert await play.seq() == before
        assert await minutes_given(cast.siobhan.page) == 15
        await cast.rosalind.presses("+5 min")
        await cast.rosalind.presses("Give 5 min", cost)
        await expect(cast.siobhan.page.locator("[data-clock]").first).to_have_attribute("data-total", "1200")
        await expect(cost).to_have_count(0)


async def test_time_from_others_is_a_second_explicit_choice(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND) as cast:
        await cast.rosalind.presses("+5 min")
        cost = cast.rosalind.page.get_by_role("region", name="What 5 more minutes would cost")
        await expect(cost.get_by_text("Move everything after")).not_to_be_visible()
        await cast.rosalind.unfolds("Take it from elsewhere", cost)
        await expect(cost).to_contain_text("Larkfield School starts")
        await cast.rosalind.presses("Move everything after", cost)
        await expect(cast.rosalind.page.locator("[data-clock]").first).to_have_attribute("data-total", "1200")


async def test_any_step_is_gone_to_from_the_run_sheet(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.context")
    async with playing(play, ROSALIND, SIOBHAN) as cast:
        run = cast.rosalind.page.locator("#run")
        await run.get_by_role("button", name="Go to Challenge round").first.click()
        await expect(cast.rosalind.heading("Challenge round")).to_be_visible()
        await run.get_by_role("button", name="Go to Break").first.click()
        await cast.siobhan.is_asked("Take a break")


async def test_the_clock_and_the_way_on_stay_in_sight_far_down_the_desk(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.peer-view")
    async with playing(play, ROSALIND) as cast:
        slim = cast.rosalind.page.locator("#slim")
        await expect(slim).not_to_be_visible()
        await cast.rosalind.page.locator("#folds").scroll_into_view_if_needed()
        await expect(slim).to_contain_text(re.compile(r"host silent \d:\d\d left"))
        await cast.rosalind.presses("Next: Host reflects", slim)
        await expect(cast.rosalind.heading("Host reflects and re-rates")).to_be_in_viewport()
        await expect(slim).not_to_be_visible()


async def test_two_who_press_next_at_once_move_the_room_one_step(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.ratings")
    async with playing(play, ROSALIND, JAMIE) as cast:
        both = asyncio.Barrier(2)

        async def at_once(route: Route) -> None:
            async with both:
                await route.continue_()

        for one in (cast.rosalind, cast.jamie):
            await one.page.route("**/commands", at_once)
        before = await play.seq()
        await asyncio.gather(*(one.presses("Next: Clarifying questions") for one in (cast.rosalind, cast.jamie)))
        for one in (cast.rosalind, cast.jamie):
            await expect(one.heading("Clarifying questions")).to_be_visible()
            await one.page.wait_for_load_state("networkidle")
        room = await play.now()
        assert (room.run and room.run.step, room.seq) == ("slot-1.clarify", before + 1)


async def test_something_is_entered_for_somebody_without_a_device(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND, SIOBHAN) as cast:
        await cast.rosalind.page.locator("#capture-behalf").select_option(label=f"Said by {HELEN}")
        await cast.rosalind.keeps("Idea", "Ring every leaver in March.")
        await cast.siobhan.unfolds("Kept in this hour")
        entry = cast.siobhan.page.locator("#kept li").filter(has_text="Ring every leaver in March.")
        await expect(entry).to_contain_text(HELEN)
        await cast.rosalind.unfolds("Ask a question")
        await cast.rosalind.page.get_by_label("Asked by").select_option(label=GARETH)
        await cast.rosalind.asks("What did you stop doing?")
        await expect(cast.siobhan.question("What did you stop doing?")).to_contain_text(GARETH)
        (event,) = (one.event for one in await play.events() if isinstance(one.event, IdeaTaken))
        assert (event.by, event.on_behalf_of) == (play.ids[ROSALIND], play.ids[HELEN])


async def test_off_the_record_nothing_is_kept_and_no_words_are_lost(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND, SIOBHAN, SCREEN) as cast:
        await cast.siobhan.question_box.fill("What would you say if nobody wrote it down?")
        await cast.siobhan.page.locator("#capture textarea").fill("A brave answer.")
        await cast.rosalind.unfolds("a forgotten")
        await cast.rosalind.presses("Off the record")
        await cast.siobhan.sees("We are off the record.")
        await expect(cast.screen.heading("Off the record")).to_be_visible()
        await expect(cast.screen.page.locator(".screen__main")).to_have_count(0)
        before = await play.seq()
        await cast.siobhan.presses("Send question")
        await expect(cast.siobhan.page.locator("form.ask [data-said]")).to_contain_text("off the record")
        await expect(cast.siobhan.question_box).to_have_value("What would you say if nobody wrote it down?")
        await expect(cast.siobhan.page.get_by_text("A brave answer.")).to_have_count(0)
        assert await play.seq() == before
        await cast.rosalind.presses("Back on the record")
        await expect(cast.siobhan.page.locator("#capture textarea")).to_have_value("A brave answer.")
        await cast.siobhan.presses("Send question")
        await cast.rosalind.sees("What would you say if nobody wrote it down?")


async def test_a_forgotten_next_is_put_right_afterwards(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.clarify")
    async with playing(play, ROSALIND) as cast:
        london = datetime.now(ZoneInfo("Europe/London"))
        await cast.rosalind.unfolds("a forgotten")
        began = cast.rosalind.page.get_by_label("really began at")
        await began.fill(f"{london - timedelta(minutes=9):%H:%M}")
        await cast.rosalind.presses("Put right")
        await cast.rosalind.sees("over time")
        await cast.rosalind.presses_next("Silent question writing")
        before = await play.seq()
        await began.fill(f"{london - timedelta(minutes=30):%H:%M}")
        await cast.rosalind.presses("Put right")
        await expect(cast.rosalind.page.locator("#cmd-began [data-said]")).not_to_be_empty()
        assert await play.seq() == before


async def test_apologies_and_a_scribe_are_named(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND, SIOBHAN) as cast:
        await cast.rosalind.unfolds("Apologies, scribe")
        await cast.rosalind.page.get_by_label("Who notes the answers").select_option(label=SIOBHAN)
        await cast.rosalind.presses("Name as scribe")
        await expect(cast.rosalind.person(SIOBHAN)).to_contain_text("scribe")
        await cast.rosalind.page.get_by_label("Who sends apologies").select_option(label=DOMINIC)
        await cast.rosalind.presses("Note it")
        await expect(cast.rosalind.person(DOMINIC)).to_contain_text("apologies")


async def test_a_menu_of_the_desk_closes_by_escape_and_by_a_press_elsewhere(stage: Stage) -> None:
    play = await stage.room()
    async with playing(play, ROSALIND) as cast:
        menu = cast.rosalind.page.locator("#menu-room")
        for closes in ("escape", "elsewhere"):
            await menu.locator("summary").first.click()
            await expect(menu).to_have_attribute("open", "")
            if closes == "escape":
                await cast.rosalind.page.keyboard.press("Escape")
                await expect(menu.locator("summary").first).to_be_focused()
            else:
                await cast.rosalind.page.locator("#clock, .table").first.click()
            await expect(menu).not_to_have_attribute("open", "")


async def test_a_press_counts_though_a_push_arrives_before_the_finger_is_lifted(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    await play.does(SIOBHAN, "AskQuestion", slot="slot-1", question="q-1", type="challenge", text="Since when?")
    async with playing(play, ROSALIND) as cast:
        page, item = cast.rosalind.page, cast.rosalind.question("Since when?")
        await item.get_by_role("button", name="Take up").hover()
        await page.mouse.down()
        await play.does(GARETH, "SupportQuestion", question="q-1")
        await expect(item).to_contain_text("1 support")
        await page.mouse.up()
        await expect(page.get_by_text("Note what was answered")).to_be_visible()
