"""A leadership review among five colleagues, from the hub's desk to its minutes: nobody sees a level before all do."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import HUB, SCREEN
from tests.journeys.looks import cut_off, shut_out, too_wide
from tests.journeys.people import Facilitator, Looker, Person
from tests.journeys.stage import Stage
from tests.server.leadership import BEV, COLETTE, COLLEAGUES, GARETH, JORDAN, LEADS, OUT_OF_PLACE, PRIYA, TITLES

pytestmark = pytest.mark.browser

BY_KEYBOARD = (COLETTE, BEV)
STATEMENTS = ("2.1", "2.2", "2.3", "2.4", "2.5")
LEVELS = {
    GARETH: (3, 3, 3, 2, 3), PRIYA: (3, 3, 3, 2, 3), JORDAN: (3, 1, 3, 2, 2), COLETTE: (3, 4), BEV: (3, 1),
}  # fmt: skip
WIDEST = "2.2"


def canary(name: str) -> str:
    """What somebody notes on the widest statement, and nobody else may hold."""
    return f"canary-{name.split(maxsplit=1)[0].lower()} what I saw"


async def sets_up(page: Page) -> None:
    """The hub's facilitator fills the one page in, and makes the room."""
    await page.get_by_role("link", name="Set up a review").first.click()
    await page.get_by_role("radio", name="Internal leadership review").check(force=True)
    await page.get_by_label("Name of the review").fill("Our leadership review")
    await page.get_by_label("Date", exact=True).fill("2027-03-18")
    await page.get_by_role("checkbox", name="2 Learner centred").check(force=True)
    await expect(page.get_by_role("heading", name="Whose colleagues review")).to_be_visible()
    row = page.locator(".irow").first
    await row.get_by_label("Name").first.fill("The Causeway")
    await row.get_by_label("Kind").select_option("pru")
    for number in range(len(COLLEAGUES)):
        if await row.locator(".prow").count() <= number:
            await row.get_by_role("button", name="Add a person").click()
            await expect(row.locator(".prow")).to_have_count(number + 1)
    for number, (name, title) in enumerate(zip(COLLEAGUES, TITLES, strict=True)):
        await row.locator(".prow").nth(number).get_by_label("Name").fill(name)
        await row.locator(".prow").nth(number).get_by_label("Role").fill(title)
    await page.locator("#guests").get_by_label("Name").fill(LEADS)
    await page.get_by_role("button", name="Make the room").click()
    await expect(page.get_by_role("heading", name="Our leadership review is ready")).to_be_visible()


async def link_for(desk: Page, room: str, name: str) -> str:
    """A link of somebody's own, made and shown once."""
    await desk.goto(f"{room}/links")
    await desk.get_by_role("button", name=f"Make a new link for {name}").click()
    made = desk.locator("input[value*='/join/'], code:has-text('/join/')").last
    return str(await made.evaluate("(node) => node.value ?? node.textContent"))


class Colleague(Person):
    """Somebody who rates alone."""

    async def taps(self, statement: str, level: int, note: str = "") -> None:
        """Choose a level with a finger; it is kept by that alone."""
        form = self.page.locator(f"#alone-slot-1-{statement.replace('.', '-')}")
        await form.get_by_role("radio").nth(level - 1).check(force=True)
        await expect(form).to_contain_text(f"Kept: {level} ")
        if note:
            await form.get_by_role("textbox").fill(note)
            await form.get_by_role("textbox").blur()
            await expect(self.page.locator("#sent")).to_contain_text("Kept")

    async def tabs_to(self, selector: str) -> None:
        """Press Tab until the focus is there, as somebody without a mouse does."""
        for _ in range(150):
            if await self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {selector}")

    async def joins_by_keyboard(self, link: str) -> None:
        """Open one's link and press the button, by keys alone."""
        await self.page.goto(link)
        await self.tabs_to("main button:not([name])")
        await self.page.keyboard.press("Enter")
        await self.is_live()

    async def rates_by_keyboard(self, statement: str, level: int, note: str = "") -> None:
        """Choose a level, and write a note, by keys alone."""
        form = f"#alone-slot-1-{statement.replace('.', '-')}"
        await self.tabs_to(f"{form} input[type=radio]")
        await self.page.keyboard.press("Space")
        for _ in range(level - 1):
            await self.page.keyboard.press("ArrowRight")
        await expect(self.page.locator(form)).to_contain_text(f"Kept: {level} ")
        if note:
            await self.tabs_to(f"{form} textarea")
            await self.page.keyboard.type(note)
            await self.page.keyboard.press("Tab")
            await expect(self.page.locator("#sent")).to_contain_text("Kept")


async def rates(one: Colleague) -> None:
    """Every statement this one has a level for, with the canary on the widest."""
    for statement, level in zip(STATEMENTS, LEVELS[one.name], strict=False):
        note = canary(one.name) if statement == WIDEST else ""
        if one.name in BY_KEYBOARD:
            await one.rates_by_keyboard(statement, level, note)
        else:
            await one.taps(statement, level, note)


async def holds_nothing_of(looker: Looker, other: str, room: str) -> None:
    """Neither this one's page, nor what came over its connection, nor anything it can fetch holds the other's."""
    assert not await looker.holds(canary(other)), f"{looker.name} holds what {other} noted"
    assert canary(other) not in await looker.everything_else(room)


async def own_levels_alone(looker: Looker, room: str) -> None:
    """In the log as this browser may have it, levels given alone are its own, and all others are withheld."""
    answer = await looker.page.request.get(f"{room}/log.json")
    if answer.ok:
        given = [one for one in json.loads(await answer.text()) if one["kind"] == "ColleagueRatingGiven"]
        assert len({one["person"] for one in given}) <= (looker.name in COLLEAGUES)


async def judged(where: str, *lookers: Looker) -> list[str]:
    """What is wrong with these pages: axe, sideways scroll, and words of reviews among peers."""
    wrong = []
    for one in lookers:
        wrong += [f"{where}, {one.name}: {found}" for found in await shut_out(one.page)]
        if one.name == SCREEN:
            wrong += [f"{where}, the screen: {found}" for found in await cut_off(one.page)]
        else:
            wrong += [f"{where}, {one.name}: {found}" for found in await too_wide(one.page)]
        read = await one.page.evaluate("document.body.innerText")
        wrong += [f"{where}, {one.name}: “{found.group()}”" for found in OUT_OF_PLACE.finditer(read)]
    return wrong


async def test_five_colleagues_rate_alone_compare_and_agree(stage: Stage) -> None:
    play = await stage.room()  # for the way to a hub's desk
    async with AsyncExitStack() as stack:
        desk = await (await stack.enter_async_context(stage.device(HUB, locale="en-GB"))).new_page()
        await desk.goto(play.links[HUB])
        await desk.get_by_role("button").first.click()
        await sets_up(desk)
        await desk.get_by_role("link", name="Go to the room").click()
        room = desk.url.partition("/as/")[0]
        links = {name: await link_for(desk, room, name) for name in COLLEAGUES}
        leads = Facilitator(LEADS, desk)
        await desk.goto(room)
        await leads.is_live()

        async def comes(name: str) -> Colleague:
            size = {"width": 390, "height": 844} if name == JORDAN else {"width": 1366, "height": 768}
            device = await stack.enter_async_context(stage.device(name, viewport=size))
            person = Colleague(name, await device.new_page())
            await (person.joins_by_keyboard if name in BY_KEYBOARD else person.joins)(links[name])
            return person

        people = {one.name: one for one in await asyncio.gather(*map(comes, COLLEAGUES))}
        screen = Looker(SCREEN, await desk.context.new_page())
        await screen.page.goto(f"{room}/screen")
        gareth, priya, jordan = people[GARETH], people[PRIYA], people[JORDAN]
        wrong = await judged("the lobby", leads, gareth)
        await leads.presses("Open the room")
        await leads.presses_next("Purpose and norms")
        await leads.presses_next("What has changed since last time")
        await leads.presses_next("Rate alone")

        # Alone
        await gareth.is_asked("Rate alone")
        wrong += await judged("rating alone", gareth, jordan, leads, screen)
        await asyncio.gather(*map(rates, people.values()))
        await expect(gareth.page.locator("#alone-mine")).to_contain_text("5 of 5")
        await expect(leads.page.locator("#alone-done")).to_contain_text("3 of 5 colleagues here have rated all 5")
        await expect(screen.page.locator(".screen__count")).to_contain_text("3 of 5")
        for name in COLLEAGUES:
            assert await people[name].holds(canary(name))
            for looker in (leads, screen, *(one for one in people.values() if one.name != name)):
                await holds_nothing_of(looker, name, room)
        for looker in (leads, screen, *people.values()):
            await own_levels_alone(looker, room)
        await gareth.page.reload()
        await expect(gareth.page.locator("#alone-slot-1-2-2").get_by_role("radio").nth(2)).to_be_checked()
        await expect(gareth.page.locator("#alone-slot-1-2-2 textarea")).to_have_value(canary(GARETH))

        # For somebody without a device
        await leads.page.get_by_role("link", name="Enter for them: Bev Mistry").click()
        await expect(leads.heading("Levels of Bev Mistry")).to_be_visible()
        await leads.page.locator("#alone-slot-1-2-5").get_by_role("radio").nth(1).check(force=True)
        await expect(leads.page.locator("#alone-slot-1-2-5")).to_contain_text("Kept: 2 ")
        wrong += await judged("the cards of a colleague", leads)
        await leads.page.get_by_role("link", name="Back to the room").first.click()
        await leads.is_live()

        # Together
        await leads.presses_next("Reveal together")
        await expect(gareth.page.locator("#differences")).to_contain_text("The levels are shown all at once")
        await leads.page.locator(".btn-reveal button").click()
        for one in people.values():
            first = one.page.locator("#differences .difference").first
            await expect(first).to_have_attribute("id", "difference-slot-1-2-2")
            await expect(first).to_contain_text(canary(COLETTE))
            await expect(first.locator("table")).not_to_contain_text("Colette")
        await expect(screen.page.locator(".screen__spreads .reveal").first).to_contain_text("1 Starting to 4 Leading")
        assert not await screen.holds("canary-")
        await leads.presses_next("Talk through the differences")
        await leads.presses("Show the widest on the screen: 2.2")
        await expect(screen.page.locator(".screen__spreads .reveal")).to_have_count(1)
        await expect(gareth.page.locator("#difference-slot-1-2-2")).to_contain_text("On the screen")
        second = gareth.page.locator("#difference-slot-1-2-2")
        await gareth.unfolds("Note a point or a question", second)
        await second.get_by_label("What you want to say or ask").fill("Who has seen the tracker?")
        await gareth.presses("Keep this point", second)
        await expect(priya.page.locator("#difference-slot-1-2-2")).to_contain_text("Who has seen the tracker?")
        wrong += await judged("the differences", gareth, jordan, leads, screen)

        # What they agree
        await leads.presses_next("Agree our position")
        form = priya.page.locator("#settle-slot-1-2-2")
        await form.get_by_role("radio").nth(1).check(force=True)
        await form.get_by_label("The evidence we trust most").fill("The tracker, read by two people")
        await form.get_by_label("A doubt that remains").fill("Is that enough?")
        await priya.presses("Agree this position", form)
        await expect(jordan.page.locator("#difference-slot-1-2-2")).to_contain_text("Is that enough?")
        await expect(screen.page.locator(".screen__spreads")).to_contain_text("Agreed 2")
        wrong += await judged("agreeing", priya, leads, screen)
        await leads.presses_next("Strengths")
        await priya.keeps("Strength", "Every leaver goes with somebody they know.")
        await expect(gareth.page.locator("#kept")).to_contain_text("Every leaver goes")
        await leads.presses_next("Actions")
        await gareth.proposes("Show destinations to all teachers.", GARETH, "2027-06-15")
        await gareth.presses("Agree", gareth.action("Show destinations"))
        await expect(leads.action("Show destinations")).to_contain_text("Agreed")
        await leads.presses_next("Read-back")
        await expect(screen.page.locator(".screen__read")).to_contain_text("Show destinations to all teachers.")
        await leads.presses_next("Who hears this next")
        wrong += await judged("the end", gareth, leads)
        await leads.presses("Close the room")

        # What stands in the minutes
        await gareth.presses("They are right")
        await gareth.page.get_by_role("link", name="Read the minutes").click()
        for words in (
            "Minutes of an internal leadership review", "Is that enough?", "The tracker, read by two people",
            "Every leaver goes with somebody they know.", "Show destinations to all teachers.",
            "Who has seen the tracker?", "1 Starting × 2",
        ):  # fmt: skip
            await expect(gareth.page.locator("main, article").first).to_contain_text(words)
        read = await gareth.page.locator("body").inner_text()
        assert "canary-" not in read
        assert f"{BEV} (entered by {LEADS})" in read
        wrong += await judged("the minutes", gareth)
        assert wrong == [], "\n".join(wrong)
