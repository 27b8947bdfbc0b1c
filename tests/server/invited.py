"""A room whose people are to be invited: its facilitator at the hub's desk, and what the pages say.

async with inviting(tmp_path) as at:
    await at.posts("invitation/letters")
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from server.house import House
from server.making import MadeRoom
from tests.server.door import sample_request
from tests.server.hubs import Visitor, desks, founder, room_in

HUB = "Wexmoor"
START = "2027-11-12T09:30:00+00:00"
IMOGEN, DOMINIC, RUTH, TOMASZ = "Imogen Thackray", "Dominic Asante", "Ruth Penhallow", "Tomasz Wilk"
ROSALIND, JAMIE, ANNELIESE = "Rosalind Achterley", "Jamie Sorrell", "Anneliese Draper"


class Invited:
    """A facilitator at the pages of one room."""

    def __init__(self, house: House, visitor: Visitor, made: MadeRoom) -> None:
        self.house, self.visitor, self.made = house, visitor, made
        self.ids = {one.name: one.id for one in made.people}
        self.tokens = {one.name: one.token for one in made.people}

    @property
    def url(self) -> str:
        """The room's address."""
        return f"/rooms/{self.made.room}"

    async def gets(self, path: str) -> httpx2.Response:
        """Open one of the room's pages."""
        return await self.visitor.gets(f"{self.url}/{path}")

    async def sees(self, path: str) -> str:
        """The words of one of the room's pages."""
        return await self.visitor.sees(f"{self.url}/{path}")

    async def posts(self, path: str, **fields: str) -> httpx2.Response:
        """Press a button."""
        return await self.visitor.posts(f"{self.url}/{path}", **fields)

    async def letter_for(self, name: str) -> str:
        """The letter as the page shows it."""
        return await self.sees(f"invitation?person={self.ids[name]}")

    async def states(self) -> dict[str, list[str]]:
        """What became of everybody's letters, by name."""
        names = {person: name for name, person in self.ids.items()}
        found: dict[str, list[str]] = {}
        for row in await self.house.directory.letters(self.made.room):
            found.setdefault(names[row.person], []).append(row.state)
        return found

    async def opens(self, token: str) -> int:
        """What a link answers with."""
        return (await Visitor(self.house).gets(f"/join/{token}")).status_code


def only(*names: str) -> dict[str, Any]:
    """The changes to the sample room by which only these of its people, and Rosalind, are invited."""
    request = sample_request()
    for one in request["institutions"]:
        one["people"] = [person for person in one["people"] if person["name"] in names]
        one["presenter"], one["self_ratings"], one["colleague_ratings"] = None, [], []
    facilitators = [one for one in request["facilitators"] if one["name"] in (ROSALIND, *names)]
    observers = [one for one in request["observers"] if one["name"] in names]
    return {"institutions": request["institutions"], "facilitators": facilitators, "observers": observers}


@asynccontextmanager
async def inviting(folder: Path, *names: str, changes: Mapping[str, Any] | None = None, **given: str) -> (
    AsyncIterator[Invited]
):  # fmt: skip
    """A room in a hub. `names` are the members to be invited, all where none is named; `given` are settings."""
    async with desks(folder, **given) as house:
        visitor = await founder(house, HUB, "Priya Nandakumar")
        made = await room_in(house, HUB, **{"start": START, **(only(*names) if names else {}), **(changes or {})})
        yield Invited(house, visitor, made)


async def until(holds: Callable[[], Any], seconds: float = 10) -> None:
    """Wait until something holds; fail where it never does."""
    async with asyncio.timeout(seconds):
        while True:
            result = holds()
            if await result if asyncio.iscoroutine(result) else result:
                return
            await asyncio.sleep(0.02)


def token_in(text: str) -> str:
    """The token of the one personal link in a text."""
    found: set[str] = set(re.findall(r"/join/([\w-]{20,})", text))
    (token,) = found
    return token
