"""An institution rates itself on its tablets before the meeting: alone, compared, agreed, shared."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import IMOGEN, ROSALIND, SIOBHAN
from tests.journeys.looks import shut_out_in_any_light, too_wide
from tests.journeys.stage import OFFLINE, Play, Stage
from tests.server.door import sample_request

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUTH = "Ruth Penhallow"
TABLET, PHONE = {"width": 1024, "height": 768}, {"width": 390, "height": 844}
HERS, THEIRS = "canary of Imogen", "canary of Ruth"


class Rater:
    """Somebody in front of the self-evaluation, and everything that came to that one's device."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.came: list[str] = []
        page.on("response", lambda response: self._reading.append(asyncio.ensure_future(self._read(response))))
        self._reading: list[asyncio.Future[None]] = []

    async def _read(self, response: object) -> None:
        try:
            self.came.append(await response.text())  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 — a redirect, or a page that was left: it has no words
            return

    async def has_come(self, words: str) -> bool:
        """Whether these words came in any answer."""
        await asyncio.gather(*self._reading)
        return any(words in text for text in self.came) or words in await self.page.content()

    async def opens(self, path: str = "") -> None:
        await self.page.goto(f"{self.home}/self-evaluation{path}")

    async def chooses(self, statement: str, level: int) -> None:
        card = self.page.locator(f"[name='level-{statement}'][value='{level}']")
        await card.check(force=True)

    async def notes(self, statement: str, words: str) -> None:
        await self.page.locator(f"[name='note-{statement}']").fill(words)

    async def presses(self, words: str) -> None:
        await self.page.get_by_role("button", name=words).first.click()

    async def sees(self, words: str) -> None:
        await expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()


@asynccontextmanager
async def raters(play: Play, *names: str) -> AsyncIterator[list[Rater]]:
    """These people, each on a device of their own, in the room."""
    async with AsyncExitStack() as stack:
        found = []
        for number, name in enumerate(names):
            viewport = PHONE if number == 1 else TABLET
            device = await stack.enter_async_context(play.stage.device(name, locale="en-GB", viewport=viewport))
            page = await device.new_page()
            await page.goto(play.links[name])
            await page.get_by_role("button").first.click()
            await page.wait_for_url("**/as/**")
            found.append(Rater(page, page.url.partition("#")[0]))
        yield found


async def unrated(stage: Stage) -> Play:
    """A room in which Harrow Beck has rated nothing."""
    institutions = [dict(one) for one in sample_request()["institutions"]]
    institutions[0] |= {"self_ratings": [], "colleague_ratings": [], "compass": []}
    return await stage.room(institutions=institutions)


async def judged(where: str, page: Page) -> list[str]:
    """What is wrong with a page by day, by night, and at any width."""
    found = [f"{where}, {wrong}" for wrong in await shut_out_in_any_light(page)]
    return found + [f"{where}: {wrong}" for wrong in await too_wide(page)]


async def test_two_colleagues_rate_alone_compare_agree_and_share(stage: Stage) -> None:
    play = await unrated(stage)
    async with raters(play, IMOGEN, RUTH) as (imogen, ruth):
        await imogen.page.get_by_role("link", name="Rate yourselves").click()
        wrong = await judged("where it begins", imogen.page)
        await imogen.page.get_by_role("link", name="Begin").click()
        await imogen.chooses("1.1", 1)
        await imogen.notes("1.1", HERS)
        await imogen.sees("1 of 26 rated")
        wrong += await judged("a theme", imogen.page)
        await ruth.opens("/theme/1")
        await ruth.chooses("1.1", 4)
        await ruth.notes("1.1", THEIRS)
        await ruth.chooses("1.2", 2)
        await ruth.sees("2 of 26 rated")
        await expect(ruth.page.locator("[name='note-1.1']")).to_have_value(THEIRS)
        await imogen.presses("Theme 2")
        await imogen.sees("Theme 2 of 6")
        await imogen.opens("/compare")
        await imogen.sees("Nobody rates alone after this.")
        wrong += await judged("before comparing", imogen.page)
        for path in ("", "/share", "/print", "/bring"):
            await imogen.opens(path)
        assert not await imogen.has_come(THEIRS)
        assert not await ruth.has_come(HERS)
        await imogen.opens("/compare")
        await imogen.presses("Compare now")
        await imogen.sees(THEIRS)
        wrong += await judged("where they differ", imogen.page)
        await ruth.opens("/compare")
        await ruth.sees(HERS)
        for one in (imogen, ruth):
            await one.opens("/agree/1.1")
        await imogen.page.locator("[name=level][value='2']").check(force=True)
        await imogen.page.locator("#evidence").fill("The plan of May")
        await imogen.presses("Agree")
        await imogen.page.wait_for_url("**/agree/1.2")
        wrong += await judged("agreeing", imogen.page)
        await ruth.page.locator("[name=level][value='3']").check(force=True)
        await ruth.page.locator("#evidence").fill("What I would say")
        await ruth.presses("Agree")
        await ruth.sees("Imogen Thackray settled it")
        wrong += await judged("a colleague was quicker", ruth.page)
        await expect(ruth.page.locator("#evidence")).to_have_value("What I would say")
        await ruth.page.reload()
        await expect(ruth.page.locator("#evidence")).to_have_value("What I would say")
        await ruth.presses("Agree this instead")
        await ruth.page.wait_for_url("**/agree/1.2")
        await imogen.opens("/share")
        await imogen.sees("Share 1 position")
        wrong += await judged("sharing", imogen.page)
        await imogen.presses("Share 1 position")
        await imogen.sees("Known to everybody")
        await imogen.opens()
        await imogen.sees("Took part in the self-evaluation: Imogen Thackray, Ruth Penhallow")
        wrong += await judged("where one stands", imogen.page)
        assert wrong == [], "\n".join(wrong)
    assert (await play.now()).rating("slot-1", "1.1").self_rating.evidence == "What I would say"  # type: ignore[union-attr]


async def test_a_reload_and_a_lost_connection_lose_nothing_and_send_it_once(stage: Stage) -> None:
    play = await unrated(stage)
    stage.forgiven |= OFFLINE
    async with raters(play, IMOGEN) as (imogen,):
        await imogen.opens("/theme/1")
        await imogen.notes("1.3", "No level yet")
        await imogen.sees("Choose a level too")
        await imogen.page.reload()
        await expect(imogen.page.locator("[name='note-1.3']")).to_have_value("No level yet")
        seq = await play.seq()
        await imogen.page.route("**/theme/*", lambda route: route.abort("connectionreset"))
        await imogen.chooses("1.3", 2)
        await imogen.notes("1.4", "In a tunnel")
        await imogen.chooses("1.4", 1)
        await expect(imogen.page.locator("[data-typed-said]")).to_be_visible()
        assert await play.seq() == seq
        await imogen.page.unroute("**/theme/*")
        await imogen.page.reload()
        await imogen.sees("2 of 26 rated")
        await expect(imogen.page.locator("[name='note-1.4']")).to_have_value("In a tunnel")
        await expect(imogen.page.locator("[data-typed-said]")).to_be_hidden()
        assert await play.seq() == seq + 2
        await imogen.page.reload()
        await expect(imogen.page.locator("[name='level-1.3'][value='2']")).to_be_checked()
        assert await play.seq() == seq + 2


async def test_a_position_pressed_without_a_connection_stays_on_the_device_until_it_is_pressed_again(
    stage: Stage,
) -> None:
    play = await unrated(stage)
    stage.forgiven |= OFFLINE
    async with raters(play, IMOGEN) as (imogen,):
        await imogen.opens("/agree/1.1")
        await imogen.page.route("**/agree/*", lambda route: route.abort("connectionreset"))
        await imogen.page.locator("[name=level][value='2']").check(force=True)
        await imogen.page.locator("#evidence").fill("In a tunnel")
        await imogen.presses("Agree")
        await imogen.sees("Only on this device, not agreed yet.")
        await imogen.page.unroute("**/agree/*")
        await imogen.page.reload()
        await expect(imogen.page.locator("#evidence")).to_have_value("In a tunnel")
        await imogen.presses("Agree")
        await imogen.page.wait_for_url("**/agree/1.2")
        assert (await play.now()).positions["slot-1"]["1.1"].evidence == "In a tunnel"
        await imogen.opens("/agree/1.1")
        await expect(imogen.page.locator("[data-typed-said]")).to_be_hidden()


async def test_without_scripts_it_works_by_buttons(stage: Stage) -> None:
    play = await unrated(stage)
    async with stage.device(IMOGEN, java_script_enabled=False, viewport=PHONE) as device:
        page = await device.new_page()
        await page.goto(play.links[IMOGEN])
        await page.get_by_role("button").first.click()
        await page.get_by_role("link", name="Rate yourselves").click()
        await page.get_by_role("link", name="Begin").click()
        await page.locator("[name='level-1.1'][value='2']").check(force=True)
        await page.locator("[name='note-1.2']").fill("No level")
        await page.get_by_role("button", name="Theme 2").click()
        await expect(page.get_by_text("Not all of it is kept yet.")).to_be_visible()
        await expect(page.locator("[name='note-1.2']")).to_have_value("No level")
        await page.locator("[name='level-1.2'][value='3']").check(force=True)
        await page.get_by_role("button", name="Theme 2").click()
        await expect(page.get_by_text("Theme 2 of 6")).to_be_visible()
        await page.goto(page.url.partition("/theme")[0] + "/compare")
        await page.get_by_role("button", name="Compare now").click()
        await page.get_by_role("link", name="Agree 1.1").first.click()
        await page.locator("[name=level][value='3']").check(force=True)
        await page.get_by_role("button", name="Agree").click()
        await expect(page.get_by_text("1 of 26 agreed")).to_be_visible()


async def test_the_keyboard_alone_is_enough(stage: Stage) -> None:
    play = await unrated(stage)
    async with raters(play, IMOGEN) as (imogen,):
        await imogen.opens("/theme/1")
        await imogen.page.locator("[name='level-1.1']").first.focus()
        await imogen.page.keyboard.press("Space")
        await imogen.page.keyboard.press("ArrowRight")
        await imogen.page.keyboard.press("Tab")
        await imogen.page.keyboard.type("By keyboard")
        await imogen.sees("1 of 26 rated")
        await expect(imogen.page.locator("[name='note-1.1']")).to_be_focused()
        await expect(imogen.page.locator("[name='note-1.1']")).to_have_value("By keyboard")
        await expect(imogen.page.locator("[name='level-1.1'][value='2']")).to_be_checked()


async def test_what_is_brought_and_what_facilitators_see(stage: Stage) -> None:
    play = await unrated(stage)
    async with raters(play, IMOGEN, ROSALIND, SIOBHAN) as (imogen, rosalind, siobhan):
        await imogen.opens("/bring")
        wrong = await judged("bringing", imogen.page)
        await imogen.page.locator("#review").fill("1.1 3\n2.1: Leading, canary of the review\n9.9 1")
        await imogen.page.locator("#held").get_by_role("button").click()
        await imogen.sees("1 line to mend")
        wrong += await judged("a line to mend", imogen.page)
        await imogen.page.locator("#review").fill("1.1 3\n2.1: Leading, canary of the review")
        await imogen.presses("Look again")
        await imogen.presses("Take them over")
        await imogen.sees("canary of the review")
        await imogen.opens("/bring")
        await imogen.page.locator("#pasted").fill("benchmark,percent,date\n1,82,2025-10-08\n9,82,2025-10-08\n")
        await imogen.presses("Look at it")
        await imogen.sees("1 result to take")
        wrong += await judged("results to take", imogen.page)
        await imogen.presses("Take it")
        await imogen.sees("82%")
        await rosalind.page.reload()
        await expect(rosalind.page.locator("#far")).to_contain_text("2 of 26 agreed, 0 shared")
        await rosalind.opens()
        await rosalind.sees("2 of 26 agreed, 0 shared")
        wrong += await judged("how far everybody is", rosalind.page)
        for other in (rosalind, siobhan):
            assert not await other.has_come("canary of the review")
        await imogen.opens("/print?empty=yes")
        wrong += await judged("on paper", imogen.page)
        assert wrong == [], "\n".join(wrong)
