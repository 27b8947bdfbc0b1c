"""What a page does by itself, in a real browser: the clock, drafts, sending again, holding the connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from server.auth import cookie_name
from tests.journeys.stage import FACILITATOR, Play, Stage, standing

pytestmark = pytest.mark.browser

HOST, PEER, OTHER_PEER = "Imogen Thackray", "Siobhan Merrick", "Gareth Lindqvist"
NO_SOCKETS = """window.WebSocket = class extends EventTarget {
  constructor() { super(); this.readyState = 0; } send() {} close() { this.readyState = 3; } };
Object.assign(window.WebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });"""
A_DAY_AHEAD = "{ const real = Date.now; Date.now = () => real() + 86400000; }"
BOX = "form.ask textarea"


@pytest.fixture(scope="module")
async def stage(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A house for this module."""
    async with standing(tmp_path_factory.mktemp("house"), chromium) as found:
        yield found


@pytest.fixture
async def play(stage: Stage) -> Play:
    """The room in the first challenge round."""
    return await (await stage.room()).stands_at("slot-1.challenge")


@asynccontextmanager
async def page_of(play: Play, name: str, script: str = "", **options: Any) -> AsyncIterator[Page]:
    """Somebody's page of the room."""
    house = play.stage.house
    cookie, seat = await house.directory.take_person_seat(None, play.id, play.ids[name])
    async with play.stage.device(name, **options) as device:
        await device.add_cookies([{"name": cookie_name(house), "value": cookie, "url": play.stage.base}])
        if script:
            await device.add_init_script(script)
        page = await device.new_page()
        await page.goto(f"{play.url}/as/{seat.seat}")
        yield page


async def live(page: Page) -> None:
    """The page is connected."""
    await expect(page.locator("#connection")).to_have_attribute("data-state", "live")


async def asks(play: Play, text: str) -> None:
    """Somebody else asks a question."""
    await play.does(OTHER_PEER, "AskQuestion", question="q-1", slot="slot-1", text=text, type="challenge")


async def asked(play: Play) -> list[str]:
    """The questions in the log."""
    return [question.text for question in (await play.now()).questions.values()]


# The clock


async def test_a_device_whose_clock_is_a_day_wrong_shows_the_right_time_left(play: Play) -> None:
    async with page_of(play, PEER, A_DAY_AHEAD) as wrong, page_of(play, HOST) as right:
        await live(wrong)
        await live(right)
        await wrong.wait_for_timeout(1500)
        shown = [await page.locator("[data-clock-time]").first.inner_text() for page in (wrong, right)]
        left = [60 * int(text.split(":")[0]) + int(text.split(":")[1]) for text in shown]
        assert abs(left[0] - left[1]) <= 1
        assert left[0] < 15 * 60


async def test_the_clock_runs_and_stands_when_it_is_paused(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        figure = page.locator("[data-clock-time]").first
        before = await figure.inner_text()
        await expect(figure).not_to_have_text(before, timeout=3000)
        await play.does(FACILITATOR, "PauseClock")
        await expect(page.locator("[data-clock]").first).to_have_class("table table--paused")
        before = await figure.inner_text()
        await page.wait_for_timeout(1600)
        assert await figure.inner_text() == before


# Typing


async def test_pushes_leave_what_is_typed_the_cursor_and_open_details_alone(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(".stems-fold summary").click()
        await page.locator(BOX).fill("How do you know it was")
        await page.locator(BOX).evaluate("field => field.setSelectionRange(3, 6)")
        await play.does(
            OTHER_PEER, "AskQuestion", question="q-1", slot="slot-1", text="And who told you?", type="challenge"
        )
        await expect(page.locator("#q-q-1")).to_be_visible()
        assert await page.locator(BOX).input_value() == "How do you know it was"
        assert await page.locator(BOX).evaluate("f => [f === document.activeElement, f.selectionStart]") == [True, 3]
        assert await page.locator(".stems-fold").evaluate("fold => fold.open")


async def test_a_draft_survives_a_reload_and_is_gone_once_it_is_sent(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(BOX).press_sequentially("What changed?")
        await page.reload()
        await expect(page.locator(BOX)).to_have_value("What changed?")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.locator(BOX)).to_have_value("")
        await page.reload()
        await live(page)
        assert await page.locator(BOX).input_value() == ""
        assert await asked(play) == ["What changed?"]


async def test_what_does_not_get_through_is_kept_and_sent_once_when_it_can_be(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        lost: list[str] = []

        async def lose_the_answer(route: Route) -> None:
            """The command arrives, its answer does not."""
            lost.append(str((await route.fetch()).status))
            await route.abort()

        await page.route("**/commands", lose_the_answer, times=2)
        await page.locator(BOX).fill("Was it kept?")
        await page.get_by_role("button", name="Send question").click()
        waiting = page.get_by_role("list", name="Waiting to be sent")
        await expect(waiting).to_contain_text("Was it kept?")
        await expect(waiting).to_be_hidden(timeout=20000)
        assert len(lost) == 2
        assert await asked(play) == ["Was it kept?"]
    play.stage.complaints.clear()


async def test_a_page_that_is_reloaded_while_it_sends_sends_once(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.route("**/commands", lambda route: route.abort())
        await page.locator(BOX).fill("Twice?")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.get_by_role("list", name="Waiting to be sent")).to_contain_text("Twice?")
        await page.unroute("**/commands")
        await page.reload()
        await expect(page.locator("#queue")).to_contain_text("Twice?", timeout=15000)
        assert await asked(play) == ["Twice?"]
    play.stage.complaints.clear()


async def test_a_draft_whose_moment_is_gone_can_still_be_sent_to_its_own_slot(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(BOX).press_sequentially("Half a thou")
        await play.stands_at("slot-3.challenge")
        late = page.locator("form[data-late]")
        await expect(late).to_contain_text("Harrow Beck")
        words = late.locator("textarea")
        await expect(words).to_have_value("Half a thou")
        await expect(words).to_be_focused()
        await words.press_sequentially("ght")
        await late.get_by_role("button", name="Send it now").click()
        await expect(late).to_have_count(0)
        question = next(iter((await play.now()).questions.values()))
        assert (question.text, question.slot, question.late) == ("Half a thought", "slot-1", True)


async def test_a_refusal_is_said_where_it_was_typed_and_the_words_stay(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(BOX).fill("   ")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.locator("form.ask [data-said]")).not_to_be_empty()
        await expect(page.locator(BOX)).to_have_value("   ")
        assert await asked(play) == []
    play.stage.complaints.clear()


async def test_who_asked_without_a_name_can_take_it_back_on_the_same_device_alone(play: Play) -> None:
    async with page_of(play, PEER) as page, page_of(play, OTHER_PEER) as other:
        await live(page)
        await live(other)
        await page.locator(BOX).fill("Who decides?")
        await page.get_by_label("Without my name").check()
        await page.get_by_role("button", name="Send question").click()
        await expect(page.locator("#queue")).to_contain_text("Who decides?")
        for device, count in ((page, 1), (other, 0)):
            await device.reload()
            await live(device)
            await device.locator("#fold-mine summary").first.click()
            await expect(device.locator("#mine p").get_by_text("Who decides?").filter(visible=True)).to_have_count(
                count
            )
        page.on("dialog", lambda dialog: dialog.accept())
        await page.locator("#mine").get_by_role("button", name="Take it back").click()
        await expect(other.locator("#queue")).not_to_contain_text("Who decides?")


async def test_advice_in_disguise_is_flagged_and_not_blocked(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(BOX).fill("Don't you think you should ask the governors?")
        await expect(page.locator("[data-advice-flag]")).to_be_visible()
        await page.locator(BOX).fill("How did you ask the governors?")
        await expect(page.locator("[data-advice-flag]")).to_be_hidden()


# The connection


async def test_where_sockets_do_not_get_through_the_page_asks_instead(play: Play) -> None:
    async with page_of(play, PEER, NO_SOCKETS) as page:
        await expect(page.locator("#connection")).to_have_attribute("data-state", "polling", timeout=15000)
        await expect(page.locator("#connection [data-when=polling]")).to_be_visible()
        await play.does(
            OTHER_PEER, "AskQuestion", question="q-1", slot="slot-1", text="By the back door?", type="challenge"
        )
        await expect(page.locator("#q-q-1")).to_be_visible()


async def test_a_page_that_lost_its_socket_comes_back_and_has_missed_nothing(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        gallery = await play.stage.house.live.gallery(play.id)
        for onlooker in gallery.onlookers:
            onlooker.close(1013)
        await asks(play, "Meanwhile?")
        await expect(page.locator("#q-q-1")).to_be_visible()
        await live(page)


async def test_somebody_whose_link_is_revoked_is_told_and_keeps_what_was_typed(play: Play) -> None:
    async with page_of(play, PEER) as page:
        await live(page)
        await page.locator(BOX).fill("Still here")
        await play.stage.house.directory.revoke_links(play.id, play.ids[PEER])
        await expect(page.locator("#connection")).to_have_attribute("data-state", "refused")
        assert await page.locator(BOX).input_value() == "Still here"


async def test_own_parts_are_fetched_when_they_are_wanted_and_not_for_ever(play: Play) -> None:
    async with page_of(play, PEER) as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url) if request.url.endswith("/own") else None)
        await live(page)
        await asyncio.sleep(2)
        assert len(fetched) <= 2
        await asks(play, "Why?")
        await page.locator("#support-q-1 button").click()
        await expect(page.locator("#support-q-1")).to_contain_text("You support this")
