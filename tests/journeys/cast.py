"""The people of the journeys, by name, each in front of one page on a device of their own.

async with playing(play, ROSALIND, IMOGEN, SIOBHAN) as cast:
    await cast.siobhan.asks("How do you know?")
    await cast.imogen.sees("How do you know?")
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from playwright.async_api import BrowserContext

from tests.journeys.people import Facilitator, Looker, Person
from tests.journeys.stage import Play

ROSALIND, JAMIE = "Rosalind Achterley", "Jamie Sorrell"
IMOGEN, DOMINIC = "Imogen Thackray", "Dominic Asante"
SIOBHAN, GARETH, HELEN = "Siobhan Merrick", "Gareth Lindqvist", "Helen Okonjo"
ANNELIESE, SCREEN, SAM = "Anneliese Draper", "the screen", "Sam Whitlock"
HOST, HUB = "Harrow Beck Academy", "the hub"


class Cast:
    """Everybody who has come to one room, by first name."""

    rosalind: Facilitator
    jamie: Facilitator
    imogen: Person
    dominic: Person
    siobhan: Person
    gareth: Person
    helen: Person
    tomasz: Person
    anneliese: Person
    screen: Looker

    def __init__(self, play: Play, stack: AsyncExitStack) -> None:
        self.play, self._stack = play, stack
        self.here: list[Looker] = []

    async def device(self, owner: str, **options: Any) -> BrowserContext:
        """A device that is put away when the play is over."""
        return await self._stack.enter_async_context(self.play.stage.device(owner, **options))

    async def comes(self, name: str, **options: Any) -> None:
        """Somebody opens their link on a device of their own and comes in."""
        page = await (await self.device(name, **options)).new_page()
        if name == SCREEN:
            self.screen = Looker(name, page)
            await page.goto(self.play.links[name])
            await self.screen.presses("Show on this screen")
            await self.screen.is_live()
        else:
            person = (Facilitator if name in (ROSALIND, JAMIE) else Person)(name, page)
            setattr(self, name.split(maxsplit=1)[0].lower(), person)
            await person.joins(self.play.links[name])
        self.here.append(self.screen if name == SCREEN else person)


@asynccontextmanager
async def playing(play: Play, *names: str) -> AsyncIterator[Cast]:
    """These people have come to the room."""
    async with AsyncExitStack() as stack:
        cast = Cast(play, stack)
        await asyncio.gather(*(cast.comes(name) for name in names))
        yield cast


async def at_the_door(cast: Cast, name: str, institution: str) -> Person:
    """Somebody without a link: the code from the screen, then name and institution."""
    page = await (await cast.device(name)).new_page()
    await page.goto(cast.play.stage.base)
    await page.get_by_label("Code of the room").fill(cast.play.code.lower())
    await page.get_by_role("button", name="Join with this code").click()
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Your school or college").select_option(institution)
    await page.get_by_role("button", name="Ask to join").click()
    person = Person(name, page)
    await person.sees("Waiting for a nod")
    return person
