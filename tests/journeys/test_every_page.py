"""Every page there is, by day and by night, on a narrow phone and by the Tab key alone; and none is forgotten.

The list below is held against the addresses that the house answers: whoever adds a page adds it here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import FilePayload, Page
from starlette.routing import Route

from server.app import routes
from server.framework_files.notes import TEMPLATE
from server.framework_files.writing import framework_yaml
from tests.journeys.cast import HUB, IMOGEN, ROSALIND, SCREEN, SIOBHAN
from tests.journeys.looks import out_of_reach, shut_out_in_any_light, too_wide
from tests.journeys.stage import Play, Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_PAGES = (
    "/api/", "/static/", "/healthz", "/readyz", "/check/cookie", "{ending}", ".ics", ".json", "/frames", "/own",
    "/part/", "/screen/open", "/briefing", "/news", "/self-evaluation/progress", "/cards/",
)  # fmt: skip
"""What is answered to programs, as files, or as a piece of a page; and what only a leadership review has, which is
judged in its own journey."""

DESK, GUEST = "the desk", "a stranger"


class Visit:
    """Where somebody is about to look: a room, and the address of the seat they have in it."""

    def __init__(self, play: Play, seat: str) -> None:
        self.play, self.seat = play, seat

    async def address(self, path: str) -> str:
        """The address that a path of the list stands for."""
        play = self.play
        if "{founding}" in path:
            path = path.replace("{founding}", await play.stage.house.directory.make_founding_link())
        room = f"{play.stage.base}/rooms/{play.id}"
        own = (await play.now()).people[play.ids[IMOGEN]].institution
        found = path.format(
            room=room, id=play.id, seat=self.seat, code=play.code, link=play.links[IMOGEN], institution=own
        )
        return found if found.startswith("http") else play.stage.base + found


PAGES = {
    "/": (GUEST, "/"),
    "/check": (GUEST, "/check"),
    "/join": (GUEST, "/join?code={code}"),
    "/join/{token}": (GUEST, "{link}"),
    "/join/{token}/check": (GUEST, "{link}/check"),
    "/sign-in/{token}": (GUEST, "/sign-in/{founding}"),
    "/who-sees-what": (GUEST, "/who-sees-what"),
    "/rooms/{room}": (IMOGEN, "{room}"),
    "/rooms/{room}/as/{seat}": (IMOGEN, "{seat}"),
    "/rooms/{room}/as/{seat}/door": (IMOGEN, "{seat}/door"),
    "/rooms/{room}/as/{seat}/check": (IMOGEN, "{seat}/check"),
    "/rooms/{room}/as/{seat}/course": (IMOGEN, "{seat}/course"),
    "/rooms/{room}/as/{seat}/preparation": (IMOGEN, "{seat}/preparation"),
    "/rooms/{room}/course": (IMOGEN, "{room}/course"),
    "/rooms/{room}/preparation": (ROSALIND, "{room}/preparation"),
    "/rooms/{room}/as/{seat}/self-evaluation": (IMOGEN, "{seat}/self-evaluation"),
    "/rooms/{room}/as/{seat}/self-evaluation/theme/{number}": (IMOGEN, "{seat}/self-evaluation/theme/1"),
    "/rooms/{room}/as/{seat}/self-evaluation/for-all/{number}": (IMOGEN, "{seat}/self-evaluation/for-all/2"),
    "/rooms/{room}/as/{seat}/self-evaluation/compare": (IMOGEN, "{seat}/self-evaluation/compare"),
    "/rooms/{room}/as/{seat}/self-evaluation/agree/{statement}": (IMOGEN, "{seat}/self-evaluation/agree/1.1"),
    "/rooms/{room}/as/{seat}/self-evaluation/share": (IMOGEN, "{seat}/self-evaluation/share"),
    "/rooms/{room}/as/{seat}/self-evaluation/bring": (IMOGEN, "{seat}/self-evaluation/bring"),
    "/rooms/{room}/as/{seat}/self-evaluation/print": (IMOGEN, "{seat}/self-evaluation/print"),
    "/rooms/{room}/self-evaluation": (ROSALIND, "{room}/self-evaluation"),
    "/rooms/{room}/check": (IMOGEN, "{room}/check"),
    "/rooms/{room}/minutes": (IMOGEN, "{room}/minutes"),
    "/rooms/{room}/summary/{institution}": (IMOGEN, "{room}/summary/{institution}"),
    "/rooms/{room}/hours/{hour}": (ROSALIND, "{room}/hours/slot-1"),
    "/rooms/{room}/as/{seat}/hours/{hour}": (ROSALIND, "{room}/as/desk/hours/slot-1"),
    "/rooms/{room}/as/{seat}/words/{seq:int}/{field}": (ROSALIND, "{room}/as/desk/words/1/text"),
    "/rooms/{room}/checks": (ROSALIND, "{room}/checks"),
    "/rooms/{room}/extension": (ROSALIND, "{room}/extension?minutes=5"),
    "/rooms/{room}/remote": (ROSALIND, "{room}/remote"),
    "/rooms/{room}/screen": (SCREEN, "{room}/screen"),
    "/rooms/{room}/plan": (DESK, "{room}/plan"),
    "/rooms/{room}/links": (DESK, "{room}/links"),
    "/rooms/{room}/links/sheet": (DESK, "{room}/links/sheet"),
    "/rooms/{room}/invitation": (DESK, "{room}/invitation"),
    "/hub": (DESK, "/hub"),
    "/hub/people": (DESK, "/hub/people"),
    "/hub/rooms/new": (DESK, "/hub/rooms/new"),
    "/hub/plans/{plan}": (DESK, "/hub/plans/pl_abcdefghijkl"),
    "/hub/rooms/{room}/duplicate": (DESK, "/hub/rooms/{id}/duplicate"),
    "/hub/frameworks": (DESK, "/hub/frameworks"),
    "/hub/frameworks/{framework}/preview": (DESK, f"/hub/frameworks/{TEMPLATE.id}/preview"),
    "/hub/frameworks/{framework}/{version}": (DESK, "/hub/frameworks/schools/1.0"),
}
"""Each address of a page, who looks at it, and where that one finds it."""
LEAD_ON = {"/rooms/{room}", "/rooms/{room}/course", "/rooms/{room}/hours/{hour}", "/hub/rooms/new"}
"""To another page of the list."""
ONLY_WHILE_IT_RUNS = {"/rooms/{room}/extension"}
WHILE_IT_RUNS = {
    "/rooms/{room}/as/{seat}", "/rooms/{room}/as/{seat}/course", "/rooms/{room}/extension", "/rooms/{room}/remote",
    "/rooms/{room}/screen", "/rooms/{room}/plan",
}  # fmt: skip
"""Those that look otherwise then; the steps of the hour: test_for_everybody.py."""
AFTERWARDS = {
    "/join/{token}", "/rooms/{room}/as/{seat}", "/rooms/{room}/minutes", "/rooms/{room}/as/{seat}/hours/{hour}",
    "/rooms/{room}/as/{seat}/words/{seq:int}/{field}", "/rooms/{room}/screen",
}  # fmt: skip
"""Those that look otherwise once the room is closed."""
UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


@asynccontextmanager
async def lookers(play: Play) -> AsyncIterator[dict[str, Page]]:
    """A page for everybody who looks, signed in."""
    async with AsyncExitStack() as stack:
        found = {}
        for name, way in ((DESK, HUB), (ROSALIND, ROSALIND), (IMOGEN, IMOGEN), (SCREEN, SCREEN), (GUEST, "")):
            device = await stack.enter_async_context(play.stage.device(name, locale="en-GB"))
            found[name] = await device.new_page()
            if way:
                await found[name].goto(play.links[way])
                await found[name].locator("main button:not([name])").first.click()
                await found[name].wait_for_url(lambda url: "/join/" not in url)
        yield found


async def judged(where: str, page: Page) -> list[str]:
    """What is wrong with a page."""
    wrong = await out_of_reach(page)
    await page.evaluate(UNFOLD)
    wrong += await shut_out_in_any_light(page)
    wrong += await too_wide(page)
    return [f"{where}, {one}" for one in wrong]


def test_no_page_is_forgotten(stage: Stage) -> None:
    every = [route for route in routes(stage.house) if isinstance(route, Route)]
    answered = {route.path for route in every if "GET" in (route.methods or ())}
    pages = {path for path in answered if not any(part in path for part in NO_PAGES)}
    assert pages == set(PAGES), "add the page to PAGES, or say in NO_PAGES that it is none"


async def test_a_page_that_shuts_somebody_out_is_noticed(stage: Stage) -> None:
    async with stage.device(GUEST) as device:
        page = await device.new_page()
        await page.set_content("<button style='all: unset'>One</button><button>Two</button><button>Three</button>")
        await page.evaluate("() => { document.querySelectorAll('button')[1].onkeydown = (e) => e.preventDefault(); }")
        assert [one.partition(":")[0] for one in await out_of_reach(page)] == [
            "its focus does not show", "not reached by Tab",
        ]  # fmt: skip


async def test_every_page_before_the_meeting(stage: Stage) -> None:
    play = await stage.room()
    async with lookers(play) as pages:
        model: FilePayload = {"name": "model.yaml", "mimeType": "text/yaml", "buffer": framework_yaml(TEMPLATE)}
        assert (await pages[DESK].request.post(f"{stage.base}/hub/frameworks", multipart={"file": model})).ok
        wrong = await _wrong(play, pages, set(PAGES) - ONLY_WHILE_IT_RUNS)
    assert not wrong, wrong


async def test_every_page_of_the_room_while_it_runs(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with lookers(play) as pages:
        wrong = await _wrong(play, pages, WHILE_IT_RUNS)
    assert not wrong, wrong


async def test_every_page_of_the_room_after_the_close(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    for words, name in (("How do you know?", "q-1"), ("Who is missing?", "q-2")):
        asked = {"question": name, "slot": "slot-1", "text": words, "type": "challenge"}
        await play.does(SIOBHAN, "AskQuestion", **asked)
    await play.does(SIOBHAN, "WithdrawQuestion", question="q-2")
    action = {"action": "a-1", "slot": "slot-1", "text": "Write it down.", "owner": IMOGEN, "due": "2027-01-22"}
    await play.does(IMOGEN, "ProposeAction", **action)
    await play.does(ROSALIND, "CloseRoom")
    async with lookers(play) as pages:
        wrong = await _wrong(play, pages, AFTERWARDS)
        await pages[ROSALIND].goto(f"{stage.base}/rooms/{play.id}/minutes")
        wrong += "\n".join(await judged("the minutes, for who leads", pages[ROSALIND]))
    assert not wrong, wrong


async def _wrong(play: Play, pages: dict[str, Page], paths: set[str]) -> str:
    """Whatever is wrong with these, a line each; everybody goes through theirs at the same time."""
    visit = Visit(play, pages[IMOGEN].url)

    async def goes_through(who: str, page: Page) -> list[str]:
        wrong = []
        for path, (theirs, where) in PAGES.items():
            if theirs != who or path not in paths:
                continue
            answer = await page.goto(await visit.address(where))
            if answer is None or not answer.ok:
                wrong.append(f"{path}: {answer.status if answer else 'no answer'}")
            elif path not in LEAD_ON:
                wrong += await judged(f"{path} ({who})", page)
        return wrong

    found = await asyncio.gather(*(goes_through(who, page) for who, page in pages.items()))
    return "\n".join(one for wrong in found for one in wrong)
