"""From a hub's desk to a room with everybody in it, by pages alone; and nobody is shut out on the way."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from server.content import SAMPLE
from tests.journeys.cast import HUB
from tests.journeys.looks import shut_out_in_any_light, too_wide
from tests.journeys.stage import OFFLINE, Stage

pytestmark = pytest.mark.browser


async def judged(where: str, page: Page) -> list[str]:
    """What is wrong with a page by day, by night, and at any width."""
    found = [f"{where}, {wrong}" for wrong in await shut_out_in_any_light(page)]
    return found + [f"{where}: {wrong}" for wrong in await too_wide(page)]


async def brings_in(page: Page, file: str) -> None:
    """Look at a spreadsheet and take it."""
    await page.get_by_text("From a spreadsheet").click()
    await page.set_input_files("#table", Path(SAMPLE / file))
    await page.get_by_role("button", name="Look at it").click()
    await expect(page.get_by_role("heading", name="to take")).to_be_visible()


async def test_a_review_is_set_up_from_two_spreadsheets(stage: Stage) -> None:
    play = await stage.room()
    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        wrong = await judged("the hub", page)
        await page.get_by_role("link", name="Set up a review").first.click()
        wrong += await judged("an empty plan", page)
        await page.get_by_role("button", name="Make the room").click()
        await expect(page.locator("#faults")).to_contain_text("Name at least one school or college.")
        wrong += await judged("what is missing", page)
        await page.get_by_label("Name of the review").fill("Spring review")
        await page.get_by_label("Date", exact=True).fill("2027-03-18")
        for file in ("institutions.csv", "people.csv"):
            await brings_in(page, file)
            wrong += await judged(file, page)
            await page.get_by_role("button", name="Take them").click()
        await expect(page.locator("[data-row]")).to_have_count(4)
        wrong += await judged("a whole plan", page)
        await page.get_by_role("button", name="Make the room").click()
        await expect(page.get_by_role("heading", name="Spring review is ready")).to_be_visible()
        wrong += await judged("the room is made", page)
        await page.get_by_role("link", name="Go to the room").click()
        await expect(page.get_by_text("Harrow Beck Academy").first).to_be_visible()
        for path in ("/hub", "/hub?q=spring", "/hub/people", "/hub/frameworks"):
            await page.goto(stage.base + path)
            wrong += await judged(path, page)
        assert wrong == [], "\n".join(wrong)


async def test_the_faults_of_a_framework_and_the_cards_of_a_room_shut_nobody_out(stage: Stage) -> None:
    play = await stage.room()
    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/frameworks")
        await page.set_input_files("#file", Path(SAMPLE / "people.csv"))
        await page.get_by_role("button", name="Look at it").click()
        await expect(page.get_by_text("people.csv was not imported.")).to_be_visible()
        wrong = await judged("faults of a framework", page)
        await page.goto(f"{play.url}/links/sheet")
        await page.get_by_text("Everybody: ").click()
        await page.get_by_role("button", name="Make new links and show the cards").click()
        await expect(page.get_by_text("These links are shown only now")).to_be_visible()
        wrong += await judged("cards", page)
        assert wrong == [], "\n".join(wrong)


async def test_order_and_words_are_kept_as_one_goes(stage: Stage) -> None:
    play = await stage.room()
    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/rooms/new")
        rows = page.locator("[data-row]")
        for number, name in enumerate(("Anders", "Bexley", "Carr")):
            await rows.nth(number).get_by_label("Name").first.fill(name)
        await page.get_by_role("button", name="Move later: Anders").click()
        await expect(rows.first).to_contain_text("Bexley")
        handle, top = rows.nth(2).locator(".irow__head"), rows.first.locator(".irow__head")
        await handle.scroll_into_view_if_needed()
        await handle.drag_to(top, source_position={"x": 120, "y": 8}, target_position={"x": 120, "y": 2})
        await expect(rows.first).to_contain_text("Carr")
        await page.get_by_label("Name of the review").fill("Half a thought")
        await page.get_by_label("Place", exact=True).fill("Room 2")
        await page.reload()
        await expect(page.get_by_label("Name of the review")).to_have_value("Half a thought")
        await expect(page.get_by_label("Place", exact=True)).to_have_value("Room 2")
        await expect(rows.locator("[data-name]")).to_have_text(["Carr", "Bexley", "Anders"])


async def test_a_page_loaded_before_a_slow_press_arrived_undoes_nothing(stage: Stage) -> None:
    play = await stage.room()
    loaded, arrived = asyncio.Event(), asyncio.Event()
    async with stage.device(HUB, locale="en-GB") as device:

        async def slowly(route: Route) -> None:
            sent = route.request
            if "do=later" not in (sent.post_data or ""):
                await route.continue_()
                return
            await loaded.wait()  # the page that pressed is gone by then; a server has it all the same
            await device.request.post(sent.url, data=sent.post_data or "", headers=await sent.all_headers())
            arrived.set()

        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/rooms/new")
        rows = page.locator("[data-row]")
        await rows.nth(0).get_by_label("Name").first.fill("Anders")
        await rows.nth(1).get_by_label("Name").first.fill("Bexley")
        await expect(page.locator("#plan-day")).to_contain_text("Bexley")
        await page.route("**/hub/plans/*", slowly)
        await page.get_by_role("button", name="Move later: Anders").click()
        await page.reload()
        await expect(rows.first).to_contain_text("Anders")
        loaded.set()
        await arrived.wait()
        await page.get_by_label("Place", exact=True).fill("Room 2")
        await expect(rows.first).to_contain_text("Bexley")
        await expect(page.get_by_label("Place", exact=True)).to_have_value("Room 2")
        await page.reload()
        await expect(rows.first).to_contain_text("Bexley")
        await expect(page.get_by_label("Place", exact=True)).to_have_value("Room 2")


async def test_a_press_comes_after_the_words_before_it_and_takes_none_typed_since(stage: Stage) -> None:
    play = await stage.room()
    keeps, presses = asyncio.Event(), asyncio.Event()

    async def slowly(route: Route) -> None:
        await (presses if "do=later" in (route.request.post_data or "") else keeps).wait()
        await route.continue_()

    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/rooms/new")
        rows, day = page.locator("[data-row]"), page.locator("#plan-day")
        await rows.nth(0).get_by_label("Name").first.fill("Anders")
        await rows.nth(1).get_by_label("Name").first.fill("Bexley")
        await expect(day).to_contain_text("Bexley")
        await page.route("**/hub/plans/*", slowly)
        async with page.expect_request("**/hub/plans/*"):
            await page.get_by_label("Name of the review").fill("Half")
        await page.get_by_label("Name of the review").fill("Half a thought")
        await page.get_by_role("button", name="Move later: Anders").click()
        presses.set()  # though nothing holds it, it waits for the words that went before
        await page.wait_for_timeout(200)
        await expect(rows.first).to_contain_text("Anders")
        await page.get_by_label("Name of the review").fill("Half a thought, and more")
        await page.get_by_label("Place", exact=True).fill("Room 2")
        await page.get_by_label("Link to the call").focus()
        keeps.set()
        await expect(rows.first).to_contain_text("Bexley")
        await expect(page.get_by_label("Place", exact=True)).to_have_value("Room 2")
        await expect(page.get_by_label("Name of the review")).to_have_value("Half a thought, and more")
        await page.reload()
        await expect(rows.first).to_contain_text("Bexley")
        await expect(page.get_by_label("Place", exact=True)).to_have_value("Room 2")
        await expect(page.get_by_label("Name of the review")).to_have_value("Half a thought, and more")


async def test_words_typed_before_the_script_is_there_are_kept_too(stage: Stage) -> None:
    play = await stage.room()
    there = asyncio.Event()

    async def slowly(route: Route) -> None:
        await there.wait()
        await route.continue_()

    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.route("**/typed.js", slowly)
        await page.goto(f"{stage.base}/hub/rooms/new", wait_until="commit")
        await page.get_by_label("Name of the review").fill("Typed at once")
        await page.get_by_text("On a call").check()
        there.set()
        await expect(page.locator("#plan-day")).to_contain_text("Kept as you type")
        await page.wait_for_load_state()
        await page.reload()
        await expect(page.get_by_label("Name of the review")).to_have_value("Typed at once")
        await expect(page.get_by_text("On a call")).to_be_checked()
        await page.get_by_role("button", name="Add a school or college").click()
        await page.goto(f"{stage.base}/hub")
        await expect(page.get_by_role("link", name="Typed at once")).to_be_visible()


async def test_words_typed_without_a_connection_are_on_the_device_until_the_plan_has_them(stage: Stage) -> None:
    play = await stage.room()
    stage.forgiven |= OFFLINE
    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/rooms/new")
        await page.route("**/hub/plans/*", lambda route: route.abort("connectionreset"))
        await page.get_by_label("Name of the review").fill("Typed in a tunnel")
        await page.get_by_text("On a call").check()
        await expect(page.get_by_text("Only on this device")).to_be_visible()
        await page.unroute("**/hub/plans/*")
        await page.reload()
        await expect(page.get_by_label("Name of the review")).to_have_value("Typed in a tunnel")
        await expect(page.get_by_text("On a call")).to_be_checked()
        await expect(page.get_by_text("Only on this device")).to_be_hidden()
        await page.goto(f"{stage.base}/hub")
        await expect(page.get_by_role("link", name="Typed in a tunnel")).to_be_visible()
        await page.goto(f"{stage.base}/hub/rooms/new")
        await expect(page.get_by_label("Name of the review")).to_have_value("")


async def test_a_page_that_goes_takes_its_last_words_to_the_plan(stage: Stage) -> None:
    play = await stage.room()
    async with stage.device(HUB, locale="en-GB") as device, stage.device(f"{HUB}, elsewhere") as other:
        page = await device.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        await page.goto(f"{stage.base}/hub/rooms/new")
        address = page.url
        await page.get_by_label("Name of the review").fill("Gone at once")
        async with page.expect_event("close"):
            await page.close(run_before_unload=True)
        page = await other.new_page()
        await page.goto(play.links[HUB])
        await page.get_by_role("button").first.click()
        async with asyncio.timeout(15):
            while await page.goto(address) and not await page.get_by_label("Name of the review").input_value():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await expect(page.get_by_label("Name of the review")).to_have_value("Gone at once")
