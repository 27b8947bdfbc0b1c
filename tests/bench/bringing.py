"""A spreadsheet of 200 people and 12 institutions, from the paste to everybody's link, beside the sample's 17 and 4.

Whole requests to a real server: look at the institutions, take them, the same for people, make the room.
"""

import asyncio
import re
import time

import httpx2
import msgspec

from server.house import House
from server.migrations import upgrade
from server.running import running
from server.setting_up.form import fields_of
from server.setting_up.plan import Plan
from server.settings import Settings
from tests.bench.asked import Asked
from tests.bench.figures import Figure, ratio, summary

LARGE, SMALL = (12, 200), (4, 17)
TURNS = 15


async def bringing(asked: Asked) -> None:
    """The figure: both files in turns, each into a plan of its own."""
    given = {"DATA_DIR": str(asked.folder()), "SECRET_KEY": "b" * 40}
    settings = Settings.from_environment(given)
    await asyncio.to_thread(upgrade, settings.database_url)
    times: dict[tuple[int, int], list[float]] = {LARGE: [], SMALL: []}
    async with running(settings) as (base, house):
        hub = await house.directory.make_hub("Bench")
        token = await house.directory.make_link("hub", hub=hub.id)
        async with httpx2.AsyncClient(base_url=base, headers={"Accept": "text/html"}, timeout=60) as client:
            await client.post(f"/join/{token}", headers={"Origin": base})
            for _ in range(TURNS):
                for size, taken in times.items():
                    taken.append(await _whole(client, house, *size))
    name = f"{LARGE[1]} people of {LARGE[0]} institutions from spreadsheets to links ÷ {SMALL[1]} of {SMALL[0]}"
    numbers = {f"{people} of {of}": summary(samples) for (of, people), samples in times.items()}
    asked.tell(Figure(name=name, ratio=ratio(times[LARGE], times[SMALL]), numbers=numbers))


async def _whole(client: httpx2.AsyncClient, house: House, institutions: int, people: int) -> float:
    kinds = ("name,type,urn", *(f"School {one},secondary,{100000 + one}" for one in range(institutions)))
    named = (
        "name,email,institution,job_title,room_role", "Rosalind Achterley,rosalind@example.org,,Lead,facilitator",
        *(f"Person {one},p{one}@example.org,School {one % institutions},Teacher," for one in range(people - 1)),
    )  # fmt: skip
    began = time.perf_counter()
    address = (await client.get("/hub/rooms/new")).headers["location"]
    plan = Plan(title="Measured", date="2027-03-18", time="09:30")
    for table in (kinds, named):
        for does in ("look", "take"):
            await _send(client, address, [*fields_of(plan), ("do", does), ("pasted", "\n".join(table))])
        row = await house.directory.plan(address.rpartition("/")[2])
        assert row is not None
        plan = msgspec.json.decode(row.body, type=Plan)
    made = await _send(client, address, [*fields_of(plan), ("do", "make")])
    took = time.perf_counter() - began
    assert len(re.findall(r"/join/", made.text)) >= people
    return took * 1000


async def _send(client: httpx2.AsyncClient, plan: str, fields: list[tuple[str, str]]) -> httpx2.Response:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    answer = await client.post(plan, data=data, headers={"Origin": str(client.base_url).rstrip("/")})
    assert answer.status_code < 400, re.findall(r'href="#[^"]+">([^<]+)', answer.text)
    return answer
