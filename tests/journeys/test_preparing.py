"""Before the meeting and into it late: a host prepares on a tablet, the facilitator sees it; a late joiner."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import IMOGEN, ROSALIND, SIOBHAN, Cast, playing
from tests.journeys.looks import shut_out, too_wide
from tests.journeys.stage import OFFLINE, Play, Stage

pytestmark = pytest.mark.browser

TABLET: dict[str, Any] = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
RUTH = "Ruth Penhallow"


async def in_twelve_days(stage: Stage) -> Play:
    return await stage.room(start=(datetime.now(UTC) + timedelta(days=12)).replace(hour=9, minute=30))


async def at_preparation(cast: Cast, name: str, **options: Any) -> Page:
    """Somebody has opened the page on which their hour is prepared."""
    await cast.comes(name, **options)
    page: Page = getattr(cast, name.split(maxsplit=1)[0].lower()).page
    await page.get_by_role("link", name="Prepare your hour").click()
    await expect(page.get_by_role("heading", level=1, name="Prepare your hour")).to_be_visible()
    return page


async def until_focus_is(play: Play, *statements: str) -> None:
    """Each box is kept by itself."""
    async with asyncio.timeout(15):
        while (await play.now()).slots["slot-1"].focus != statements:  # noqa: ASYNC110 — it is in the log, not in an event
            await asyncio.sleep(0.05)


async def test_a_host_prepares_on_a_tablet_and_the_facilitator_sees_it(stage: Stage) -> None:
    play = await in_twelve_days(stage)
    async with playing(play, ROSALIND) as cast:
        await cast.rosalind.sees("2 of 5 prepared; missing: context, strengths, focus")
        page = await at_preparation(cast, IMOGEN, **TABLET)
        await page.get_by_label("Your context").fill("1,180 learners on the edge of a market town")
        await expect(page.get_by_role("heading", name="3 of 5 done")).to_be_visible()
        await page.get_by_label("A strength", exact=True).fill("Job coaches from Year 9")
        await page.get_by_role("button", name="Add this strength").click()
        await expect(page.get_by_label("Strength 1", exact=True)).to_have_value("Job coaches from Year 9")
        await expect(page.get_by_label("Another strength")).to_have_value("")
        await page.locator("#levels-1-2 summary").click()
        await expect(page.locator("#levels-1-2 .levelcard").first).to_be_visible()
        await page.get_by_role("checkbox", name="1.2").check()
        await page.get_by_role("checkbox", name="1.1").uncheck()
        await expect(page.get_by_role("heading", name="5 of 5 done")).to_be_visible()
        await until_focus_is(play, "1.2", "1.3", "2.2", "2.3")
        await cast.rosalind.sees("5 of 5 prepared")
        await page.reload()
        await expect(page.get_by_label("Your context")).to_have_value("1,180 learners on the edge of a market town")
        await expect(page.get_by_role("checkbox", name="1.2")).to_be_checked()
        await page.get_by_role("link", name="To the room").click()
        await expect(page.get_by_text("5 of 5 done")).to_be_visible()


async def test_two_write_at_once_and_neither_loses_a_word(stage: Stage) -> None:
    play = await in_twelve_days(stage)
    async with playing(play) as cast:
        imogen = await at_preparation(cast, IMOGEN)
        await cast.comes(RUTH)
        ruth = cast.here[-1].page
        await ruth.get_by_role("link", name="Prepare your hour").click()
        await imogen.get_by_role("textbox", name="What you want from it").fill("From Imogen")
        await expect(imogen.locator("input[name='wants.was']")).not_to_have_value(
            await ruth.locator("input[name='wants.was']").input_value()
        )
        await ruth.get_by_role("textbox", name="What you want from it").fill("From Ruth")
        await expect(ruth.get_by_text("Imogen Thackray has changed this")).to_be_visible()
        assert (await play.now()).slots["slot-1"].wants == "From Imogen"
        await ruth.reload()  # her words are still hers
        await expect(ruth.get_by_role("textbox", name="What you want from it")).to_have_value("From Ruth")
        await expect(ruth.get_by_text("Imogen Thackray has changed this")).to_be_visible()
        await ruth.get_by_role("button", name="keep mine in its place").click()
        await expect(ruth.get_by_text("has changed this")).to_have_count(0)
        assert (await play.now()).slots["slot-1"].wants == "From Ruth"
        await imogen.get_by_label("Your context").fill("1,180 learners")
        await expect(imogen.get_by_text(f"{RUTH} has changed this")).to_be_visible()
        await imogen.get_by_role("button", name="show it here").click()
        await expect(imogen.get_by_role("textbox", name="What you want from it")).to_have_value("From Ruth")
        await expect(imogen.get_by_label("Your context")).to_have_value("1,180 learners")


async def test_what_is_typed_without_a_connection_arrives_when_it_is_back(stage: Stage) -> None:
    stage.forgiven |= OFFLINE
    play = await in_twelve_days(stage)
    async with playing(play) as cast:
        page = await at_preparation(cast, IMOGEN, **TABLET)
        await page.context.set_offline(offline=True)
        await page.get_by_role("textbox", name="What you want from it").fill("Written on the train")
        await expect(page.get_by_text("Only on this device.")).to_be_visible()
        await page.context.set_offline(offline=False)
        await expect(page.get_by_text("Only on this device.")).to_be_hidden()
        assert (await play.now()).slots["slot-1"].wants == "Written on the train"


async def test_a_facilitator_writes_for_a_host(stage: Stage) -> None:
    play = await in_twelve_days(stage)
    async with playing(play, ROSALIND) as cast:
        page = cast.rosalind.page
        await page.get_by_role("link", name="The Causeway PRU").click()
        await expect(page.get_by_role("heading", level=1, name="The Causeway PRU: its hour")).to_be_visible()
        await page.get_by_label("You write for").select_option("Priya Nandakumar")
        await page.get_by_label("Your context").fill("62 places, on two sites")
        await expect(page.get_by_role("heading", name="3 of 5 done")).to_be_visible()
        noted = (await play.events())[-1].event
        assert (noted.by, noted.on_behalf_of) == (play.ids[ROSALIND], play.ids["Priya Nandakumar"])


async def test_who_comes_late_is_briefed_in_a_minute_and_puts_it_away(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN) as cast:
        fold = cast.siobhan.page.locator("#late-brief")
        await cast.siobhan.unfolds("New here? One minute")
        await expect(fold).to_contain_text("Harrow Beck Academy: Challenge round.")
        await expect(fold).to_contain_text("Still to come: Larkfield School")
        assert await shut_out(cast.siobhan.page) == []
        assert await too_wide(cast.siobhan.page) == []
        await cast.siobhan.presses("Not now")
        await expect(fold).to_have_count(0)
        await cast.siobhan.page.reload()
        await cast.siobhan.is_asked("Listen, then ask")
        await expect(fold).to_have_count(0)
