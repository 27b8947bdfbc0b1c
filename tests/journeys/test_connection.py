"""The page keeps its word whatever the network and the device do: what was typed stays, what was pressed waits and is
sent once, and the page knows what happened meanwhile.
"""

import asyncio
import os
import signal

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, WebSocketRoute, expect

from sessions.events import ClockPaused
from tests.faults.proxy import proxied
from tests.journeys.cast import GARETH, HELEN, ROSALIND, SIOBHAN, playing
from tests.journeys.people import Facilitator, Person
from tests.journeys.stage import OFFLINE, Play, Stage

pytestmark = pytest.mark.browser

WORDS = "How do you know that it reached everybody?"
HOUR = {"slot": "slot-1"}
CLOCK_CAN_JUMP = "(() => { const now = Date.now; window.later = 0; Date.now = () => now() + window.later; })()"


async def asked_texts(play: Play) -> list[str]:
    """The questions in the log."""
    return [one.text for one in (await play.now()).questions.values()]


async def seated(device: BrowserContext, play: Play, name: str, base: str = "") -> Person:
    """Somebody on a device that is here already, perhaps by another way through the network."""
    person = (Facilitator if name == ROSALIND else Person)(name, await device.new_page())
    await person.page.goto(play.links[name].replace(play.stage.base, base or play.stage.base))
    await person.page.get_by_role("button", name="Join the room").click()
    await expect(person.page.locator("#work")).to_be_visible()
    return person


def says(page: Page, words: str) -> Locator:
    """The banner about the connection, when it says this."""
    return page.locator("#connection").get_by_text(words).filter(visible=True)


async def process_of(page: Page) -> int:
    """The process that runs a page: the one whose time goes by while the page is busy."""
    browser = page.context.browser
    assert browser is not None
    line = await browser.new_browser_cdp_session()

    async def times() -> dict[int, float]:
        found = (await line.send("SystemInfo.getProcessInfo"))["processInfo"]
        return {one["id"]: one["cpuTime"] for one in found if one["type"] == "renderer"}

    before = await times()
    await page.evaluate("() => { const end = performance.now() + 400; while (performance.now() < end); }")
    after = await times()
    await line.detach()
    return max(after, key=lambda one: after[one] - before.get(one, 0))


async def challenged(stage: Stage) -> Play:
    """A room in its challenge round, with a question of somebody else's."""
    play = await (await stage.room()).stands_at("slot-1.challenge")
    await play.does(GARETH, "AskQuestion", **HOUR, question="q-1", text="What did you stop doing?", type="challenge")
    return play


async def test_what_was_sent_and_pressed_offline_waits_in_sight_and_is_sent_once(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with playing(play, SIOBHAN) as cast:
        page, siobhan = cast.siobhan.page, cast.siobhan
        await page.context.set_offline(True)
        await siobhan.question_box.fill(WORDS)
        await siobhan.presses("Send question")
        await expect(page.locator("form.ask")).to_contain_text("not sent yet")
        await siobhan.question("stop doing").get_by_role("button", name="Support").click()
        await expect(siobhan.question("stop doing")).to_contain_text("Not sent yet.")
        await says(page, "You are not connected.").wait_for()
        await says(page, "2 things wait to be sent.").wait_for()
        await page.context.set_offline(False)
        await expect(siobhan.question_box).to_have_value("")
        await expect(siobhan.question("stop doing").get_by_role("button")).to_have_text("You support this")
        await says(page, "You are connected again.").wait_for()
        assert await asked_texts(play) == ["What did you stop doing?", WORDS]
        assert len((await play.now()).questions["q-1"].supporters) == 1


async def test_three_questions_sent_offline_wait_under_the_box_and_arrive_once_in_order(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    asked = ["Who says so?", "Since when?", "What would show it?"]
    async with stage.device(SIOBHAN) as device:
        siobhan = await seated(device, play, SIOBHAN)
        await siobhan.is_live()
        page, form = siobhan.page, siobhan.page.locator("form.ask")
        await page.route("**/commands", lambda route: route.abort("connectionreset"))
        for number, words in enumerate([*asked, "Not this one."], 1):
            await siobhan.question_box.fill(words)
            await siobhan.presses("Send question")
            await expect(form.locator(".unsent")).to_have_count(number)
            await expect(siobhan.question_box).to_have_value("")
        await siobhan.presses("Put it back in the box", form.locator(".unsent").nth(3))
        await expect(siobhan.question_box).to_have_value("Not this one.")
        await siobhan.presses("Send question")
        await siobhan.presses("Throw it away", form.locator(".unsent").nth(3))
        await page.reload()
        await expect(form.locator("[data-unsent-words]")).to_have_text([f"“{words}”" for words in asked])
        await page.unroute("**/commands")
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(form.locator(".unsent")).to_have_count(0)
        assert await asked_texts(play) == ["What did you stop doing?", *asked]


async def test_words_typed_over_others_under_way_leave_those_in_the_list(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with stage.device(SIOBHAN) as device:
        siobhan = await seated(device, play, SIOBHAN)
        await siobhan.is_live()
        page, form = siobhan.page, siobhan.page.locator("form.ask")
        swallowed = asyncio.Event()

        async def swallow(_route: Route) -> None:
            swallowed.set()  # and never answered

        await page.route("**/commands", swallow)
        await siobhan.question_box.fill(WORDS)
        await siobhan.presses("Send question")
        await swallowed.wait()
        await siobhan.question_box.fill("Since when?")
        await page.reload()
        await page.unroute("**/commands")
        await expect(siobhan.question_box).to_have_value("Since when?")
        await expect(form.locator(".unsent")).to_have_count(0)
        await siobhan.presses("Send question")
        await expect(siobhan.question_box).to_have_value("")
        assert sorted(await asked_texts(play)) == sorted(["What did you stop doing?", WORDS, "Since when?"])


async def test_of_two_values_given_offline_the_newer_counts(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.peer-view")
    stage.forgiven |= OFFLINE
    async with playing(play, GARETH) as cast:
        page, card = cast.gareth.page, cast.gareth.statement("2.2", "#views")
        await page.route("**/commands", lambda route: route.abort("connectionreset"))
        for level, why in ((2, "Seen in two lessons."), (4, "Seen everywhere.")):
            await card.get_by_role("radio").nth(level - 1).check()
            if await card.get_by_label("What did you see or hear").is_visible():
                await card.get_by_label("What did you see or hear").fill(why)
            await cast.gareth.presses("Give", card)
            await expect(card.locator(".unsent")).to_have_count(1)
        await expect(card.locator(".unsent")).to_contain_text("newer words take its place")
        await page.unroute("**/commands")
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(card.locator(".unsent")).to_have_count(0)
        await expect(card).to_contain_text("4 ")


async def test_support_pressed_offline_is_sent_even_after_a_reload(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with playing(play, SIOBHAN) as cast:
        page = cast.siobhan.page
        await page.route("**/commands", lambda route: route.abort("connectionreset"))
        await cast.siobhan.question("stop doing").get_by_role("button", name="Support").click()
        await expect(cast.siobhan.question("stop doing")).to_contain_text("Not sent yet.")
        await page.unroute("**/commands")
        await page.reload()
        await expect(cast.siobhan.question("stop doing").get_by_role("button")).to_have_text("You support this")


async def test_next_bridges_a_short_gap_and_is_not_sent_after_a_long_one(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with stage.device(ROSALIND) as device:
        await device.add_init_script(CLOCK_CAN_JUMP)
        rosalind = await seated(device, play, ROSALIND)
        await rosalind.is_live()
        page, button = rosalind.page, rosalind.page.locator("#cmd-next")
        await device.set_offline(True)
        await button.get_by_role("button").click()
        await expect(button).to_contain_text("within half a minute")
        await device.set_offline(False)
        await expect(rosalind.heading("Peers' view, host silent")).to_be_visible()
        await device.set_offline(True)
        before = await play.seq()
        await button.get_by_role("button").click()
        await expect(button).to_contain_text("within half a minute")
        await page.evaluate("window.later = 60000")
        await expect(button).to_contain_text("was not sent: there was no connection")
        await device.set_offline(False)
        await says(page, "You are connected again.").or_(page.get_by_text("Live", exact=True)).first.wait_for()
        await rosalind.presses("Pause")  # the way is free, and no "next" came along with it
        await expect(page.locator("#cmd-resume")).to_be_visible()
        assert [type(one.event) for one in (await play.events())[before:]] == [ClockPaused]


async def test_a_crash_of_the_tab_loses_no_word(stage: Stage) -> None:
    play = await challenged(stage)
    async with stage.device(SIOBHAN) as device:
        siobhan = await seated(device, play, SIOBHAN)
        await siobhan.is_live()
        await siobhan.question_box.press_sequentially(WORDS)
        async with siobhan.page.expect_event("crash"):
            os.kill(await process_of(siobhan.page), signal.SIGKILL)
        again = Person(SIOBHAN, await device.new_page())
        await again.page.goto(play.url)
        await expect(again.question_box).to_have_value(WORDS)
        await again.presses("Send question")
        await expect(again.question_box).to_have_value("")
        assert (await asked_texts(play)).count(WORDS) == 1


@pytest.mark.parametrize("mood", ["strips", "buffers"])
async def test_where_sockets_do_not_get_through_the_page_asks_until_they_do(stage: Stage, mood: str) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with proxied(int(stage.base.rpartition(":")[2])) as proxy, stage.device(SIOBHAN) as device:
        setattr(proxy, mood, True)
        page = (await seated(device, play, SIOBHAN, proxy.url)).page
        await says(page, "This network slows live updates down.").wait_for()
        await play.does(HELEN, "AskQuestion", **HOUR, question="q-2", text="Who is missing?", type="challenge")
        await expect(page.locator("#queue")).to_contain_text("Who is missing?")
        setattr(proxy, mood, False)
        await page.evaluate("window.dispatchEvent(new Event('online'))")  # as when a device changes its network
        await expect(page.locator("[data-link-words]").first).to_have_text("Live")
        await expect(says(page, "This network slows")).to_have_count(0)
        await play.does(HELEN, "AskQuestion", **HOUR, question="q-3", text="Who decides?", type="challenge")
        await expect(page.locator("#queue")).to_contain_text("Who decides?")


async def test_a_socket_that_dies_again_and_again_is_left_alone_for_half_a_minute(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    deaths: list[str] = []
    async with stage.device(SIOBHAN) as device:
        await device.clock.install()

        async def short_lived(line: WebSocketRoute) -> None:
            server = line.connect_to_server()
            if len(deaths) < 3:
                deaths.append(line.url)

                async def first_word_and_gone(message: str | bytes) -> None:
                    line.send(message)
                    await line.close(code=1011)

                server.on_message(first_word_and_gone)

        await device.route_web_socket("**/live/*", short_lived)
        page = (await seated(device, play, SIOBHAN)).page
        await says(page, "This network slows live updates down.").wait_for()
        await play.does(HELEN, "AskQuestion", **HOUR, question="q-2", text="Who is missing?", type="challenge")
        await expect(page.locator("#queue")).to_contain_text("Who is missing?")
        assert len(deaths) == 3
        await page.clock.fast_forward(31_000)
        await expect(page.locator("[data-link-words]").first).to_have_text("Live")


async def test_a_tab_that_slept_knows_at_waking_what_happened_though_its_socket_died(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with proxied(int(stage.base.rpartition(":")[2])) as proxy, stage.device(SIOBHAN) as device:
        siobhan = await seated(device, play, SIOBHAN, proxy.url)
        await siobhan.is_live()
        tablet = await process_of(siobhan.page)
        os.kill(tablet, signal.SIGSTOP)
        try:
            proxy.buffers = True  # the socket says nothing more, and nobody hangs up
            await play.stands_at("slot-1.peer-view")
            await asyncio.sleep(3.5)  # a nap, as long to a page as an hour
        finally:
            os.kill(tablet, signal.SIGCONT)
        await siobhan.is_asked("Choose a level for each statement")


async def test_two_tabs_of_one_seat_show_the_same_words_and_send_them_once(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= OFFLINE
    async with playing(play, SIOBHAN) as cast:
        one, other = cast.siobhan, Person(SIOBHAN, await cast.siobhan.page.context.new_page())
        await other.page.goto(play.url)
        await other.is_live()
        await one.question_box.fill(WORDS[:20])
        await expect(other.question_box).to_have_value(WORDS[:20])
        await other.question_box.press_sequentially(WORDS[20:])
        await expect(one.question_box).to_have_value(WORDS)
        await one.page.context.set_offline(True)
        await one.presses("Send question")
        await expect(other.page.locator("form.ask")).to_contain_text("not sent yet")
        await one.page.context.set_offline(False)
        for tab in (one, other):
            await expect(tab.question_box).to_have_value("")
            await expect(tab.page.locator("form.ask")).not_to_contain_text("not sent yet")
        assert (await asked_texts(play)).count(WORDS) == 1


async def test_a_tablet_passed_on_shows_nobody_elses_words(stage: Stage) -> None:
    play = await challenged(stage)
    async with stage.device("a shared tablet") as device:
        siobhan = await seated(device, play, SIOBHAN)
        gareth = await seated(device, play, GARETH)
        await gareth.is_live()
        await siobhan.page.close()
        page = gareth.page
        await gareth.question_box.fill("Between us: is the head leaving?")
        await page.get_by_role("link", name="Pass on").click()
        await expect(page.get_by_role("heading", name="Who is using this tablet?")).to_be_visible()
        await page.go_back()
        assert "is the head leaving" not in await page.content()
        await page.goto(play.url)
        await page.get_by_role("link", name=SIOBHAN).or_(page.get_by_role("button", name=SIOBHAN)).first.click()
        passed = Person(SIOBHAN, page)
        await expect(passed.question_box).to_have_value("")
        assert "is the head leaving" not in await page.content()
        await passed.question_box.fill(WORDS)
        await page.get_by_role("link", name="Pass on").click()
        await page.get_by_role("link", name=GARETH).or_(page.get_by_role("button", name=GARETH)).first.click()
        await expect(passed.question_box).to_have_value("Between us: is the head leaving?")


async def test_after_a_deploy_the_page_loads_itself_again_once_nobody_writes(stage: Stage) -> None:
    play = await challenged(stage)
    stage.forgiven |= {"404 (Not Found)"}
    deployed = [False]
    loads: list[str] = []
    async with stage.device(SIOBHAN) as device:

        async def another_process(line: WebSocketRoute) -> None:
            server = line.connect_to_server()
            server.on_message(
                lambda message: line.send(str(message).replace('"epoch":"', '"epoch":"n') if deployed[0] else message)
            )

        async def is_gone(route: Route) -> None:
            await (
                route.fulfill(status=404) if route.request.method == "HEAD" and len(loads) == 1 else route.continue_()
            )

        await device.route_web_socket("**/live/*", another_process)
        await device.route("**/room/version.js", is_gone)
        siobhan = await seated(device, play, SIOBHAN)
        await expect(siobhan.question_box).to_be_visible()
        await siobhan.page.wait_for_load_state("load")
        siobhan.page.on("load", lambda _page: loads.append("again"))
        await siobhan.page.reload()
        await siobhan.question_box.fill(WORDS)
        deployed[0] = True
        async with siobhan.page.expect_request(lambda request: request.method == "HEAD"):
            await play.does(HELEN, "AskQuestion", **HOUR, question="q-2", text="Who is missing?", type="challenge")
        await siobhan.sees("Who is missing?")
        await siobhan.page.keyboard.type(" And who says so?")
        assert len(loads) == 1
        async with siobhan.page.expect_event("load"):
            await siobhan.question_box.blur()
        await expect(siobhan.question_box).to_have_value(WORDS + " And who says so?")
