"""The check page in a real browser: on a good network, on filtered ones, and what of it reaches the facilitator."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, WebSocketRoute, expect

from server.auth import cookie_name
from tests.journeys.stage import FACILITATOR, Stage, standing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOST = "Imogen Thackray"
NO_SOCKETS = """window.WebSocket = class extends EventTarget {
  constructor() { super(); this.readyState = 0; } send() {} close() { this.readyState = 3; } };
Object.assign(window.WebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });"""
A_DAY_AHEAD = "{ const real = Date.now; Date.now = () => real() + 86400000; }"
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
)
TRIED = 25_000  # ms


@pytest.fixture(scope="module")
async def stage(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A house for this module."""
    async with standing(tmp_path_factory.mktemp("house"), chromium) as found:
        yield found


async def says(page: Page, title: str) -> None:
    """What the page comes to, when it has tried everything."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=TRIED)


async def figure(page: Page, name: str, words: str) -> None:
    """What stands at the end of one line."""
    await expect(page.locator(f"[data-check={name}] [data-check-figure]")).to_contain_text(words)


async def test_on_a_good_network_a_room_will_work_and_the_letter_says_so(stage: Stage) -> None:
    async with stage.device("an IT desk", permissions=["clipboard-read", "clipboard-write"]) as device:
        page = await device.new_page()
        await page.goto(f"{stage.base}/check")
        await expect(page.locator("[data-check=live] [data-when=trying]")).to_be_visible()
        await says(page, "A room will work here")
        await figure(page, "live", "ms")
        await figure(page, "fallback", "ms")
        await figure(page, "clock", "right")
        await figure(page, "cookies", "kept")
        await figure(page, "words", "kept")
        await page.get_by_role("button", name="Copy the text").click()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert "Live updates: ws://127.0.0.1" in copied
        assert ": A room will work here.\nSecure connection: HTTP\nLive updates: " in copied


async def test_a_filtered_network_is_told_what_it_blocks(stage: Stage) -> None:
    async with stage.device("an IT desk") as device:
        await device.add_init_script(NO_SOCKETS + A_DAY_AHEAD + NO_STORAGE)
        page = await device.new_page()
        await page.goto(f"{stage.base}/check")
        await says(page, "A room will work here, a little slower")
        await figure(page, "live", "blocked")
        await figure(page, "clock", "24 h ahead")
        await figure(page, "words", "refused")


async def test_a_proxy_that_ends_sockets_after_a_moment_is_seen(stage: Stage) -> None:
    async def proxy(line: WebSocketRoute) -> None:
        server, heard = line.connect_to_server(), 0

        async def pass_on(message: str | bytes) -> None:
            nonlocal heard
            heard += 1
            if heard > 2:
                await line.close(code=1001)
            else:
                server.send(message)

        line.on_message(pass_on)

    async with stage.device("an IT desk") as device:
        await device.route_web_socket("**/check/live", proxy)
        page = await device.new_page()
        await page.goto(f"{stage.base}/check")
        await says(page, "A room will work here, a little slower")
        await figure(page, "live", "ended after 2")
        await expect(page.get_by_text("It began well, then the network ended the line.")).to_be_visible()


async def test_where_nothing_gets_through_the_page_still_says_so(stage: Stage) -> None:
    async with stage.device("an IT desk") as device:
        stage.forgiven.add("net::ERR_FAILED")
        await device.add_init_script(NO_SOCKETS)
        await device.route("**/check/*", lambda route: route.abort())
        page = await device.new_page()
        await page.goto(f"{stage.base}/check")
        await says(page, "A room will not work here yet")
        await figure(page, "fallback", "blocked")
        await figure(page, "clock", "not known")


async def test_the_facilitator_sees_what_was_found_before_the_room_opens(stage: Stage) -> None:
    play = await stage.room()
    async with stage.device(HOST) as device, stage.device(FACILITATOR) as hers:
        page = await device.new_page()
        await page.goto(play.links[HOST])
        await page.get_by_role("link", name="Check this device").click()
        await says(page, "A room will work here")
        await expect(page.get_by_text("sees this result for Harrow Beck Academy, without your name")).to_be_visible()
        cookie, seat = await stage.house.directory.take_person_seat(None, play.id, play.ids[FACILITATOR])
        await hers.add_cookies([{"name": cookie_name(stage.house), "value": cookie, "url": stage.base}])
        desk = await hers.new_page()
        await desk.goto(f"{play.url}/as/{seat.seat}")
        await expect(desk.locator("#checks")).to_contain_text("1 of 4 checked")
        await expect(desk.locator("#checks")).to_contain_text("Not checked")
        await page.get_by_role("button", name="Check again").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Trying this network …")
    assert len(await stage.house.directory.checks_of(play.id)) == 1
    assert not (await play.now()).people[play.ids[HOST]].here
    assert stage.complaints == []
