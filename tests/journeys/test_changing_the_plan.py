"""A review is changed after its room was made: before the day from the hub, and on the day while the room runs."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import HUB, SIOBHAN, playing
from tests.journeys.people import Person
from tests.journeys.stage import OFFLINE, Play, Stage
from tests.journeys.test_setting_up import judged

pytestmark = pytest.mark.browser


async def at_the_plan(page: Page, play: Play) -> None:
    """From the hub to the plan of the room."""
    await page.goto(play.links["the hub"])
    await page.get_by_role("button").first.click()
    await page.goto(f"{play.url}/links")
    await page.get_by_role("link", name="Change the plan").click()
    await expect(page.get_by_role("heading", name="Change the plan")).to_be_visible()


async def test_order_day_and_people_change_before_the_day_and_a_late_one_and_a_shorter_step_on_it(stage: Stage) -> None:
    play = await stage.room()
    stage.forgiven.add("the server responded with a status of 409")
    async with stage.device(HUB, locale="en-GB") as device, playing(play, SIOBHAN) as cast:
        page = await device.new_page()
        await at_the_plan(page, play)
        wrong = await judged("the plan", page)

        # before the day: the order, the date, a person
        await page.get_by_role("button", name="Move later: Harrow Beck Academy").click()
        await expect(page.locator("[data-name]").first).to_have_text("Larkfield School")
        await page.get_by_label("Date", exact=True).fill("2026-12-03")
        await page.get_by_role("button", name="Add somebody").click()
        await expect(page.locator("#guests .prow")).to_have_count(4)
        await page.locator("#guests .prow").last.get_by_label("Name").fill("Ann <Other>")
        await expect(page.locator("#plan-day")).to_contain_text("Ann <Other> comes as observer.")
        await expect(page.locator("#plan-day")).to_contain_text(
            "Date: Thursday 3 December 2026 (was Thursday 12 November"
        )
        await page.reload()
        await expect(page.get_by_label("Date", exact=True)).to_have_value("2026-12-03")
        await page.get_by_role("button", name="Save the changes").click()
        await expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        await expect(page.get_by_text("Ann <Other> comes as observer.")).to_be_visible()
        await expect(page.get_by_label("Name, from, link")).to_have_value(re.compile(r"Ann <Other>\t\thttp\S+/join/"))
        wrong += await judged("saved", page)
        await cast.siobhan.sees("Thursday 3 December 2026")
        await expect(cast.siobhan.page.locator("#lobby .steps-list li").nth(2)).to_contain_text("Larkfield School")

        # on the day: somebody late, and a shorter step
        await play.stands_at("slot-2.context")
        await page.goto(f"{play.url}/plan")
        await expect(page.get_by_text("The room is open.")).to_be_visible()
        await expect(page.get_by_label("Date", exact=True)).to_have_count(0)
        row = page.locator(".irow").filter(has=page.get_by_role("heading", name="Larkfield School"))
        await row.get_by_text("Minutes of its steps").click()
        await row.get_by_label("Challenge round").fill("5")
        await expect(page.locator("#plan-day")).to_contain_text("10 min fewer than promised")
        late = page.locator(".irow").filter(has=page.get_by_role("heading", name="The Causeway PRU"))
        await late.get_by_text("Its people").click()
        await late.get_by_role("button", name="Add a person of The Causeway PRU").click()
        added = late.locator(".prow")
        await expect(added).to_have_count(4)
        await added.last.get_by_label("Name").fill("Late Comer")
        wrong += await judged("the plan of a room that is open", page)
        await page.get_by_role("button", name="Save the changes").click()
        await expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        link = (await page.get_by_label("Name, from, link").input_value()).split("\t")[-1].strip()
        async with stage.device("Late Comer") as tablet:
            person = Person("Late Comer", await tablet.new_page())
            await person.joins(link)
            await play.stands_at("slot-2.challenge")
            for one in (person, cast.siobhan):
                await expect(one.page.locator("[data-clock]").first).to_have_attribute("data-total", "300")
        assert wrong == []


async def test_two_facilitators_at_once_lose_nothing(stage: Stage) -> None:
    play = await stage.room()
    stage.forgiven.add("the server responded with a status of 409")
    async with stage.device(HUB, locale="en-GB") as one, stage.device("Rosalind", locale="en-GB") as other:
        mine, hers = await one.new_page(), await other.new_page()
        await at_the_plan(mine, play)
        await hers.goto(play.links["Rosalind Achterley"])
        await hers.get_by_role("button", name="Join the room").click()
        await hers.goto(f"{play.url}/plan")
        await hers.get_by_label("Place", exact=True).fill("The gym")
        await hers.get_by_role("button", name="Save the changes").click()
        await expect(hers.get_by_role("heading", name="Saved")).to_be_visible()
        await mine.get_by_label("Name of the review").fill("Autumn review")
        await mine.get_by_role("button", name="Save the changes").click()
        await expect(mine.get_by_role("alert")).to_contain_text("Somebody changed this meanwhile.")
        await expect(mine.get_by_role("alert")).to_contain_text("Place: The gym")
        await expect(mine.get_by_label("Name of the review")).to_have_value("Autumn review")
        await expect(mine.get_by_label("Place", exact=True)).to_have_value("The gym")
        assert await judged("somebody else's changes", mine) == []
        await mine.get_by_role("button", name="Save the changes").click()
        await expect(mine.get_by_role("heading", name="Saved")).to_be_visible()
        room = await play.now()
        assert (room.title, room.place) == ("Autumn review", "The gym")


async def test_words_typed_without_a_connection_wait_on_the_device(stage: Stage) -> None:
    play = await stage.room()
    stage.forgiven |= OFFLINE
    async with stage.device(HUB, locale="en-GB") as device:
        page = await device.new_page()
        await at_the_plan(page, play)
        await page.route("**/plan", lambda route: route.abort("connectionreset"))
        await page.get_by_label("Name of the review").fill("Typed in a tunnel")
        await expect(page.get_by_text("Only on this device")).to_be_visible()
        await page.unroute("**/plan")
        await page.reload()
        await expect(page.get_by_label("Name of the review")).to_have_value("Typed in a tunnel")
        await expect(page.get_by_text("Only on this device")).to_be_hidden()
        await page.reload()
        await expect(page.get_by_label("Name of the review")).to_have_value("Typed in a tunnel")
        assert (await play.now()).title != "Typed in a tunnel"
