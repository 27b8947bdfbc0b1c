"""Facilitators at the door and the desk of their hubs: a house, and a browser for each of them.

async with desks(tmp_path) as house:
    priya = await founder(house, "Wexmoor Vale", "Priya Nandakumar")
    shown = await priya.sees("/hub")
"""

import html
import itertools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from server.app import make_app
from server.house import House
from server.making import MadeRoom, make_room
from server.room_request import read_request
from server.tables import Hub
from tests.server.door import sample_request, settings_in
from tests.server.ready import opened_soon

BASE = "http://127.0.0.1:8000"
PASSPHRASE = "five owls over the moor"
_guests = itertools.count(1)


class Visitor:
    """A browser at the first page, from an address of its own."""

    def __init__(self, house: House, host: str = "") -> None:
        self.house = house
        transport = httpx2.ASGITransport(make_app(house), client=(host or f"10.0.0.{next(_guests)}", 1))
        self.client = httpx2.AsyncClient(transport=transport, base_url=BASE, headers={"Accept": "text/html"})

    async def gets(self, path: str) -> httpx2.Response:
        """Open a page."""
        return await self.client.get(path.removeprefix(BASE))

    async def posts(self, path: str, **fields: str) -> httpx2.Response:
        """Press a button."""
        return await self.client.post(path.removeprefix(BASE), data=fields)

    async def sees(self, path: str) -> str:
        """The words of a page."""
        answer = await self.gets(path)
        assert answer.status_code == 200, answer.text
        return words(answer)

    async def signs_in(self, email: str, passphrase: str = PASSPHRASE) -> httpx2.Response:
        """By address and passphrase."""
        return await self.posts("/sign-in", email=email, passphrase=passphrase)


def words(answer: httpx2.Response) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def link_in(answer: httpx2.Response) -> str:
    """The link that a page shows once."""
    found = re.search(r'value="([^"]*/sign-in/[^"]+)"', answer.text)
    assert found is not None, words(answer)
    return found[1]


@asynccontextmanager
async def desks(folder: Path, *, now: Any = None, **given: str) -> AsyncIterator[House]:
    """A house without hubs. `now` is its clock, where it is not the real one."""
    clock = {"now": now} if now else {}
    async with opened_soon(settings_in(folder, **given), **clock) as house:
        yield house


async def founder(house: House, hub: str, name: str, email: str = "") -> Visitor:
    """Somebody who opened the first link and set a hub up."""
    visitor = Visitor(house)
    email = email or f"{name.partition(' ')[0].lower()}@hub.example"
    token = await house.directory.make_founding_link()
    form = {"hub": hub, "name": name, "email": email, "passphrase": PASSPHRASE, "again": PASSPHRASE}
    answer = await visitor.posts(f"/sign-in/{token}", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/hub"), answer.text
    return visitor


async def hub_called(house: House, name: str) -> Hub:
    """A hub by its name."""
    return next(one for one in await house.directory.hubs() if one.name == name)


async def room_in(house: House, hub: str, **changes: Any) -> MadeRoom:
    """The sample room in a hub, with some of it changed."""
    request: Mapping[str, Any] = sample_request(**changes)
    return await make_room(house, read_request(msgspec.json.encode(request)), (await hub_called(house, hub)).id)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(f"{text}+00:00")
