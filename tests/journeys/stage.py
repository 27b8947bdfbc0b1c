"""The stage of the journeys: a real house behind uvicorn, its rooms, and browsers whose complaints are written down.

stage = the house; play = one room in it, which the door can move to any step before anybody opens a page.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from server.content import SAMPLE
from server.house import House
from server.making import MadeRoom, make_room
from server.meeting_file import read_review
from server.meeting_request import room_request
from server.room_request import read_request
from server.settings import Settings
from server.submit import submit
from sessions import commands as c
from sessions.events import Recorded
from sessions.room import Room
from tests.server.ready import make_tables, running_soon

HUB = "Wexmoor Vale Careers Hub"
FACILITATOR = "Rosalind Achterley"
OFFLINE = frozenset(
    {
        "ERR_INTERNET_DISCONNECTED",
        "ERR_CONNECTION_RESET",
        "ERR_EMPTY_RESPONSE",
        "htmx:error",
        "htmx:ws:error",
        "WebSocket",
    }
)
"""What a browser writes in its console while nothing gets through."""
FORGIVEN = frozenset({
    "the server responded with a status of 422",  # a refusal: the person reads the sentence on the page
    "WebSocket is closed before the connection is established",  # a page that was left while it was coming up
})  # fmt: skip
"""What browsers write in their consoles though nothing is wrong."""

_ids = itertools.count(1)


class Play:
    """One room, ready to be acted in."""

    def __init__(self, stage: "Stage", made: MadeRoom, desk: str) -> None:
        self.stage, self.id, self.code = stage, made.room, made.code
        self.ids = {one.name: one.id for one in made.people}
        self.links = {one.name: one.link for one in made.people} | {"the screen": made.screen}
        self.links["the hub"] = f"{stage.base}/join/{desk}"
        self.url = f"{stage.base}/rooms/{made.room}"

    async def now(self) -> Room:
        """The room as its log has it."""
        return await self.stage.house.store.room(self.id)

    async def events(self) -> list[Recorded]:
        """Its log."""
        return await self.stage.house.store.events(self.id)

    async def seq(self) -> int:
        """How long its log is."""
        return (await self.now()).seq

    async def does(self, name: str, kind: str, **fields: Any) -> None:
        """Somebody does something without a page: what a scene needs to have happened before."""
        actor = (await self.now()).actor(self.ids[name])
        command = msgspec.convert({"id": f"c-{next(_ids)}", "kind": kind, **fields}, c.Command)
        await submit(self.stage.house, self.id, actor, command)

    async def stands_at(self, step: str) -> "Play":
        """The room is open and runs this step."""
        room = await self.now()
        if room.state == "prepared":
            await self.does(FACILITATOR, "OpenRoom")
        if room.run and room.run.step == step:
            return self
        running = {"from_step": room.run.step} if room.run else {}
        await self.does(FACILITATOR, "StartStep", step=step, **running)
        return self


class Stage:
    """The house, and every browser that looks at it."""

    def __init__(self, base: str, house: House, hub: str, browser: Browser) -> None:
        self.base, self.house, self._hub, self._browser = base, house, hub, browser
        self.complaints: list[str] = []
        self.forgiven = set(FORGIVEN)

    async def room(self, **changes: Any) -> Play:
        """A fresh room of the sample meeting, with some of it changed."""
        review = read_review(SAMPLE / "meeting.yaml")
        start = changes.pop("start", None) or datetime.fromisoformat("2026-11-12T09:30:00+00:00")
        asked = msgspec.json.encode(room_request(review, start=start) | changes)
        made = await make_room(self.house, read_request(asked), self._hub)
        return Play(self, made, await self.house.directory.make_link("hub", hub=self._hub))

    @asynccontextmanager
    async def device(self, owner: str, **options: Any) -> AsyncIterator[BrowserContext]:
        """A device of somebody's own: a browser context, watched for complaints."""
        given = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"} | options
        context = await self._browser.new_context(**given)
        context.set_default_timeout(15_000)
        context.on("page", lambda page: self._listen(owner, page))
        try:
            yield context
        finally:
            await context.close()

    def _listen(self, owner: str, page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not any(one in message.text for one in self.forgiven):
                self.complaints.append(f"{owner}, {page.url}: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 500:
                self.complaints.append(f"{owner}: {response.status} for {response.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{owner}, {page.url}: {error}"))
        page.on("response", answered)


@asynccontextmanager
async def standing(folder: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A house on a free port of this machine, with everything it keeps in a folder."""
    settings = Settings.from_environment({"DATA_DIR": str(folder), "SECRET_KEY": "s" * 40})
    await asyncio.to_thread(make_tables, settings.database_url)
    async with running_soon(settings) as (base, house):
        hub = await house.directory.make_hub(HUB)
        yield Stage(base, house, hub.id, browser)
