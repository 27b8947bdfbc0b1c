"""Takes the picture of the README: the facilitator's desk in the middle of a challenge round.

    .venv/bin/python -m tooling.picture

The sample room, in a house whose clock begins in the past and comes up to the real one; in a time zone where it is
morning now.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from playwright.async_api import Browser, Page

from server.house import House
from server.making import MadeRoom, make_room
from server.room_request import read_request
from server.running import running
from server.submit import submit
from sessions import commands as c
from tests.server.door import sample_request, settings_in
from tests.services import running_chromium

DESK = Path("docs/images/desk.png")
BEGAN = timedelta(minutes=41)  # ago, or a little more: the sixth step of the first hour has begun
MORNING = 10
LEAD, ASKS, SUPPORTS = "Rosalind Achterley", "Siobhan Merrick", "Helen Okonjo"
HERE = (
    LEAD, "Jamie Sorrell", "Imogen Thackray", "Bashir Qureshi", ASKS, "Aisha Bello", "Gareth Lindqvist",
    "Colette Farrow", SUPPORTS, "Farida Haidari", "Anneliese Draper",
)  # fmt: skip


class Clock:
    """Stands in the past, and moves forward to the real time, by which open pages go."""

    def __init__(self) -> None:
        self._behind = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self._behind

    def stand_at(self, moment: datetime) -> None:
        self._behind = datetime.now(UTC) - moment

    def forward(self, minutes: float) -> None:
        self._behind = max(timedelta(), self._behind - timedelta(minutes=minutes))

    def be_right(self) -> None:
        self._behind = timedelta()


class Meeting:
    """A room that is played."""

    def __init__(self, house: House, made: MadeRoom) -> None:
        self.house, self.made = house, made
        self.ids = {one.name: one.id for one in made.people}
        self._count = 0

    async def does(self, who: str, command: type[Any], **fields: Any) -> None:
        self._count += 1
        room = await self.house.store.room(self.made.room)
        made = command(id=f"c-{self._count}", **fields)
        await submit(self.house, self.made.room, room.actor(self.ids[who]), made)


@asynccontextmanager
async def at_the_desk(browser: Browser, meeting: Meeting) -> AsyncIterator[Page]:
    """The facilitator's page, with everybody else's open beside it."""
    pages: dict[str, Page] = {}
    for one in meeting.made.people:
        if one.name in HERE:
            context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
            pages[one.name] = await context.new_page()
            await pages[one.name].goto(one.link)
            await pages[one.name].get_by_role("button").first.click()
    yield pages[LEAD]


async def play(meeting: Meeting, clock: Clock) -> None:
    """From the doors to the second question of the first hour, each step a little other than planned."""
    room = await meeting.house.store.room(meeting.made.room)
    clock.stand_at(room.start - timedelta(minutes=5))
    await meeting.does(LEAD, c.OpenRoom)
    clock.stand_at(room.start)
    for step in room.programme:
        await meeting.does(LEAD, c.StartStep, step=step.id)
        if step.id == "slot-1.challenge":
            break
        clock.forward(step.minutes + (0.4 if step.minutes > 4 else -0.1))
    asks = {"slot": "slot-1", "type": "challenge"}
    await meeting.does(ASKS, c.AskQuestion, question="q-1", text="How do you know that the plan reaches every learner?",
                       statement="1.1", **asks)  # fmt: skip
    await meeting.does(SUPPORTS, c.SupportQuestion, question="q-1")
    await meeting.does(
        SUPPORTS, c.AskQuestion, question="q-2", text="What would your governors say is weakest?", **asks
    )
    await meeting.does(LEAD, c.TakeUpQuestion, question="q-1")
    clock.be_right()


def beginning() -> dict[str, str]:
    """When and where the meeting begins: on a round time, where it is morning."""
    ago = datetime.now(UTC) - BEGAN
    ago = ago.replace(minute=ago.minute // 5 * 5, second=0, microsecond=0)
    east = (MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    return {"start": ago.isoformat(), "time_zone": f"Etc/GMT{-east:+}" if east else "Etc/GMT"}


async def main() -> None:
    """Play, and take the picture."""
    clock = Clock()
    clock.stand_at(datetime.now(UTC) - timedelta(hours=2))
    with TemporaryDirectory() as folder:
        async with running(settings_in(Path(folder)), now=clock) as (_, house), running_chromium() as browser:
            hub = await house.directory.make_hub("Wexmoor Vale Careers Hub")
            asked = read_request(msgspec.json.encode(sample_request(**beginning())))
            meeting = Meeting(house, await make_room(house, asked, hub.id))
            async with at_the_desk(browser, meeting) as page:
                await play(meeting, clock)
                await page.reload()
                await page.wait_for_timeout(1500)
                await page.screenshot(path=DESK)


asyncio.run(main())
