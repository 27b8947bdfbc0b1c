"""Any width, any clock, with or without a script: the same room."""

import asyncio
from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import GARETH, HELEN, IMOGEN, ROSALIND, SCREEN, SIOBHAN, playing
from tests.journeys.looks import cut_off, over_the_bar, too_wide
from tests.journeys.people import Person
from tests.journeys.stage import Play, Stage
from tests.journeys.test_for_everybody import EVERYBODY, HOUR, full_of_words

pytestmark = pytest.mark.browser

LONGEST = "How do you know that this reached everybody whom it was meant for? " * 59  # close to what is allowed
A_DAY = 24 * 60 * 60 * 1000
NO_STORAGE = """for (const storage of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, storage, {get() { throw new Error("forbidden"); }})"""
WRONG_CLOCK = """(() => {
  const Right = Date;
  window.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + OFF); }
    static now() { return Right.now() + OFF; }
  };
})()"""


@pytest.mark.parametrize("steps", [("opening.welcome", "slot-1.ratings"), ("slot-1.peer-view", "slot-1.reflect")])
async def test_no_view_is_wider_than_its_screen_and_nothing_lies_over_the_bar(
    stage: Stage, steps: Sequence[str]
) -> None:
    play = await stage.room()
    await full_of_words(play)
    wrong = []
    async with playing(play, *EVERYBODY) as cast:
        for step in ("slot-1.challenge", *steps):
            if step == "slot-1.reflect":
                await play.does(ROSALIND, "RevealPeerViews", **HOUR)
            await play.stands_at(step)
            title = (await play.now()).step_of(step).title
            await asyncio.gather(*(one.sees(title) for one in cast.here))
            for one in cast.here:
                wrong += [f"{step}, {one.name}: {found}" for found in await too_wide(one.page)]
            for one in (cast.rosalind, cast.siobhan):
                wrong += [f"{step}, {one.name}: {found}" for found in await over_the_bar(one.page)]
            wrong += [f"{step}: {found}" for found in await cut_off(cast.screen.page)]
    assert wrong == []


async def test_the_projector_shows_long_questions_and_four_reveals_whole(stage: Stage) -> None:
    play = await stage.room()
    await full_of_words(play)
    async with playing(play, SCREEN) as cast:
        for length in (140, 300, 4000):
            asked = {"question": f"q-{length}", "text": LONGEST[:length].strip(), "type": "challenge"}
            await play.does(GARETH, "AskQuestion", **HOUR, **asked)
            await play.does(ROSALIND, "TakeUpQuestion", question=f"q-{length}")
            await expect(cast.screen.page.locator(".screen__q-text")).to_have_text(LONGEST[:length].strip())
            assert await cut_off(cast.screen.page) == [], length
            await play.does(ROSALIND, "SettleQuestion", question=f"q-{length}", outcome="answered")
        for number, statement in enumerate(("1.3", "2.3"), start=1):
            await play.does(HELEN, "GivePeerView", **HOUR, statement=statement, level=number)
        await play.does(ROSALIND, "RevealPeerViews", **HOUR)
        await play.stands_at("slot-1.reflect")
        await expect(cast.screen.page.locator(".reveal")).to_have_count(4)
        assert await cut_off(cast.screen.page) == []


async def seconds_wrong(page: Page) -> float:
    """How far the figure on a page's clock is from the time left, which it rounds up. Told by the one clock of a page
    that cannot be set; the page is made to look at its own first, for a busy machine may keep it waiting."""
    return float(
        await page.evaluate(
            """() => {
              document.dispatchEvent(new Event("visibilitychange"));
              const clock = document.querySelector("[data-clock]"), now = performance.timeOrigin + performance.now();
              const [minutes, seconds] = clock.querySelector("[data-clock-time]").textContent.split(":").map(Number);
              return minutes * 60 + seconds - (Number(clock.dataset.endsAt) - now) / 1000 - .5;
            }"""
        )
    )


@pytest.mark.parametrize("off", [0, A_DAY, -A_DAY])
async def test_a_clock_wrong_by_a_day_shows_the_right_time_left(stage: Stage, off: int) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with stage.device(SIOBHAN) as device:
        await device.add_init_script(WRONG_CLOCK.replace("OFF", str(off)))
        person = Person(SIOBHAN, await device.new_page())
        await person.joins(play.links[SIOBHAN])
        await person.knows_the_time()
        assert abs(await person.page.evaluate("Date.now() - performance.timeOrigin") - off) < A_DAY / 2
        for _ in range(4):
            assert abs(await seconds_wrong(person.page)) < 1
            await person.page.wait_for_timeout(400)


async def without_script(play: Play, stage: Stage, name: str, page: Page) -> None:
    """Somebody joins on a device that runs no script."""
    await page.goto(play.links[name])
    await page.get_by_role("button", name="Join the room").click()
    await expect(page.get_by_role("heading", level=1, name="Listen, then ask")).to_be_visible()
    assert page.url.startswith(stage.base)


async def test_without_a_script_one_joins_asks_and_is_answered(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with stage.device(SIOBHAN, java_script_enabled=False) as device:
        page = await device.new_page()
        await without_script(play, stage, SIOBHAN, page)
        await page.get_by_label("Ask Harrow Beck Academy").fill("Who reads the forms?")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.locator("#queue")).to_contain_text("Who reads the forms?")
        (question,) = (await play.now()).questions
        await play.does(ROSALIND, "TakeUpQuestion", question=question)
        await play.does(IMOGEN, "AnswerQuestion", question=question, answer="Imogen, in July.")
        await page.reload()
        await expect(page.locator("#on-table")).to_contain_text("Imogen, in July.")


async def test_without_a_script_refused_words_come_back_to_be_copied(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    await play.does(ROSALIND, "GoOffTheRecord")
    before = await play.seq()
    async with stage.device(HELEN, java_script_enabled=False) as device:
        page = await device.new_page()
        await without_script(play, stage, HELEN, page)
        await page.get_by_label("Ask Harrow Beck Academy").fill("Off the record: why?")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.get_by_role("heading", name="This was not sent")).to_be_visible()
        await expect(page.get_by_label("What you wrote, to copy")).to_have_value("Off the record: why?")
        assert await play.seq() == before + 1  # that Helen came
        await page.get_by_role("link", name="Back to the room").click()
        await expect(page.get_by_role("heading", level=1, name="Listen, then ask")).to_be_visible()


async def test_a_browser_that_lets_a_page_keep_nothing_is_no_hindrance(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with stage.device(SIOBHAN) as device:
        await device.add_init_script(NO_STORAGE)
        person = Person(SIOBHAN, await device.new_page())
        await person.joins(play.links[SIOBHAN])
        await person.asks("Who keeps the list?")
        await person.sees("Who keeps the list?")


async def test_a_network_that_stops_sockets_slows_the_room_and_stops_nothing(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, ROSALIND) as cast:
        filtered = await cast.device(GARETH)
        await filtered.route_web_socket("**/live/*", lambda _line: None)
        page = await filtered.new_page()
        await page.goto(play.links[GARETH])
        await page.get_by_role("button", name="Join the room").click()
        await expect(page.get_by_text("This network slows live updates down.")).to_be_visible()
        await play.does(SIOBHAN, "AskQuestion", **HOUR, question="q-1", text="Who is missing?", type="challenge")
        await expect(page.locator("#queue")).to_contain_text("Who is missing?")
        await page.get_by_label("Ask Harrow Beck Academy").fill("And who decides?")
        await page.get_by_role("button", name="Send question").click()
        await cast.rosalind.sees("And who decides?")
