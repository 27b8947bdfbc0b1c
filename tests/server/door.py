"""A real house in this process, a room in it, and a client for each of its people.

async with standing(tmp_path) as door:
    room = await door.room()
    reply = await room.does("Siobhan Merrick", "AskQuestion", question="q-1", slot="slot-1", ...)
"""

import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import httpx2

from server.app import make_app
from server.content import SAMPLE
from server.house import House
from server.meeting_file import read_review
from server.meeting_request import room_request
from server.settings import Settings
from tests.server.ready import make_tables, opened_soon

_ids = itertools.count()
S1, S2 = "slot-1", "slot-2"
FACILITATOR, NOTE_TAKER, OBSERVER = "Rosalind Achterley", "Jamie Sorrell", "Anneliese Draper"
HOST, HOSTS_COLLEAGUE, PEER, OTHER_PEER = "Imogen Thackray", "Ruth Penhallow", "Siobhan Merrick", "Gareth Lindqvist"


def settings_in(folder: Path, **given: str) -> Settings:
    """The settings of a house that keeps everything in a folder; the tables are made."""
    settings = Settings.from_environment({"DATA_DIR": str(folder), "SECRET_KEY": "s" * 40, **given})
    make_tables(settings.database_url)
    return settings


def sample_request(**changes: Any) -> dict[str, Any]:
    """The request that makes the sample room, with some of it changed."""
    return deepcopy(_sample()) | changes


@cache
def _sample() -> dict[str, Any]:
    request: dict[str, Any] = room_request(read_review(SAMPLE / "meeting.yaml"))
    return request


class Door:
    """The machine's door of a house, and a facilitator's token for it."""

    def __init__(self, house: House, client: httpx2.AsyncClient, token: str) -> None:
        self.house, self.client, self.token = house, client, token

    async def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.request(method, path, headers=headers, **more)

    async def make(self, request: Mapping[str, Any]) -> httpx2.Response:
        return await self.ask("POST", "/api/rooms", self.token, content=json.dumps(request))

    async def room(self, **changes: Any) -> "RoomAtDoor":
        answer = await self.make(sample_request(**changes))
        assert answer.status_code == 201, answer.text
        return RoomAtDoor(self, answer.json())


class RoomAtDoor:
    """A room, with what its making was answered with."""

    def __init__(self, door: Door, made: Mapping[str, Any]) -> None:
        self.door, self.made, self.id = door, made, made["room"]
        self.tokens = {one["name"]: one["token"] for one in made["people"]}
        self.ids = {one["name"]: one["id"] for one in made["people"]}
        self.institutions = {one["name"]: one["id"] for one in made["institutions"]}
        self.tokens["screen"] = made["screen"].rsplit("/", 1)[1]

    async def sends(self, who: str, body: Any) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body)
        return await self.door.ask("POST", f"/api/rooms/{self.id}/commands", self.tokens[who], content=content)

    async def tries(self, who: str, kind: str, **fields: Any) -> httpx2.Response:
        return await self.sends(who, {"id": f"c-{next(_ids)}", "kind": kind, **fields})

    async def does(self, who: str, kind: str, **fields: Any) -> Any:
        answer = await self.tries(who, kind, **fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def gets(self, who: str, path: str) -> httpx2.Response:
        return await self.door.ask("GET", path.replace("ROOM", self.id), self.tokens[who])

    async def read(self, who: str) -> Any:
        answer = await self.gets(who, "/api/rooms/ROOM")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def asked(self, who: str = PEER, question: str = "q-1", **fields: Any) -> Any:
        words = {"slot": S1, "text": "How do you know?", "type": "challenge"}
        return await self.does(who, "AskQuestion", question=question, **words | fields)


@asynccontextmanager
async def standing(folder: Path, **given: str) -> AsyncIterator[Door]:
    """A house whose door is asked without a network between."""
    async with opened_soon(settings_in(folder, **given)) as house:
        hub = await house.directory.make_hub("Wexmoor Vale Careers Hub")
        token = await house.directory.make_link("hub", hub=hub.id)
        transport = httpx2.ASGITransport(make_app(house), raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://rooms.test") as client:
            yield Door(house, client, token)
