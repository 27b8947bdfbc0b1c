"""A room in a database, made ready for a crowd: opened, in its first hour, with everybody's bearer at hand."""

from dataclasses import dataclass
from pathlib import Path

import httpx2

from server.bus import InProcessBus
from server.directory import Directory
from server.migrations import upgrade
from server.store import Store
from tests.faults.processes import SECRET
from tests.server.door import sample_request


@dataclass
class Place:
    """The room, where its log lies, and who may come in."""

    database: str
    room: str
    tokens: dict[str, str]
    institutions: dict[str, str | None]


def fresh_sqlite(folder: Path) -> str:
    """The address of a database in a folder."""
    return f"sqlite:///{folder / 'rooms.db'}"


async def hub_token(database: str) -> str:
    """A facilitator's own token."""
    async with Store.opened(database, SECRET.encode()) as store:
        directory = Directory(store, InProcessBus())
        hub = await directory.make_hub("Wexmoor Vale Careers Hub")
        return await directory.make_link("hub", hub=hub.id)


def migrated(database: str) -> str:
    """The same database, with tables."""
    upgrade(database)
    return database


async def a_place(database: str, url: str) -> Place:
    """Make a room through a door, open it, and go on to the first hour's challenge."""
    token = await hub_token(database)
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=20) as client:
        answer = await client.post("/api/rooms", json=sample_request(), headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        tokens = {one["name"]: one["token"] for one in made["people"]}
        place = Place(
            database, made["room"], {**tokens, "screen": made["screen"].rsplit("/", 1)[1]},
            {one["name"]: one["institution"] for one in made["people"]},
        )  # fmt: skip
        steps = [{"kind": "OpenRoom"}, {"kind": "StartStep", "step": "slot-1.challenge"}]
        for number, step in enumerate(steps):
            said = await client.post(
                f"/api/rooms/{place.room}/commands", json={"id": f"c-begin-{number}", **step},
                headers={"Authorization": f"Bearer {tokens['Rosalind Achterley']}"},
            )  # fmt: skip
            assert said.status_code == 200, said.text
    return place
