"""The product under measurement: the whole house, each room a sample room in a challenge round with questions waiting.

Run as `python -m tests.bench.house FOLDER ROOMS BROWSERS DATABASE REDIS`, the last two empty for SQLite in the folder
and no Redis. Each room has at least so many browsers, each with a session of its own. With 0 rooms it serves those that
an earlier one has made. Tells the ways in as one line of JSON, then serves.
"""

import asyncio
import itertools
import socket
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from server import auth, logs
from server.app import opened
from server.house import House
from server.live import gallery
from server.making import MadeRoom
from server.migrations import upgrade
from server.running import Quiet
from server.sample import prepare_sample
from server.settings import Settings
from server.sockets import Message
from server.submit import submit
from server.tuning import tune
from sessions.codec import decode_command
from sessions.room import Actor
from tests.bench.lines import obey

TOGETHER = 25
TEXT = "What did you change because of what learners told you, and how do you know that it helped them?"


gallery.MOST_TABS = 100_000  # here a few people stand for thousands


async def main(folder: Path, rooms: int, browsers: int, database: str, redis: str) -> None:
    """Make the rooms and serve them."""
    given = {"DATA_DIR": str(folder), "SECRET_KEY": "b" * 40, "DATABASE_URL": database, "REDIS_URL": redis}
    settings = Settings.from_environment({name: value for name, value in given.items() if value})
    upgrade(settings.database_url)
    logs.configure((folder / "log").open("a"))
    kept = folder / "rooms.json"
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        async with opened(settings) as house:
            if rooms:
                hub = (await house.directory.make_hub("Bench")).id
                kept.write_bytes(msgspec.json.encode(await _rooms(house, hub, browsers, rooms)))
            told = msgspec.json.decode(kept.read_bytes())
            tune(house)
            server = Quiet(house)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            await server.ready.wait()

            async def broadcast(text: str) -> None:
                message = Message(text.encode())
                for onlooker in (await house.live.gallery(told[0]["room"])).onlookers:
                    onlooker.write(message)

            await obey(listener.getsockname()[1], broadcast, rooms=told)
            server.should_exit = True
            await serving


async def _rooms(house: House, hub: str, browsers: int, count: int) -> list[dict[str, Any]]:
    """So many rooms, some at a time, for they share their commits."""
    made: list[dict[str, Any]] = []
    while len(made) < count:
        some = min(TOGETHER, count - len(made))
        made += await asyncio.gather(*(_room(house, hub, browsers) for _ in range(some)))
    return made


async def _room(house: House, hub: str, browsers: int) -> dict[str, Any]:
    """A room in its first challenge round, each peer with a question waiting; everybody's ways in."""
    made = await prepare_sample(house, hub)
    room, host = await house.store.room(made.room), made.institutions[0]
    facilitator = next(room.actor(one.id) for one in made.people if one.room_role == "facilitator")
    step = next(step.id for step in room.programme if step.slot == host.slot and step.kind == "challenge")
    await _send(house, made, facilitator, {"kind": "OpenRoom"})
    await _send(house, made, facilitator, {"kind": "StartStep", "step": step})
    askers = []
    for one in made.people:
        if one.institution not in (None, host.id):
            question = f"q-{one.id}"
            ask = {"kind": "AskQuestion", "question": question, "slot": host.slot, "text": TEXT, "type": "challenge"}
            await _send(house, made, room.actor(one.id), ask)
            askers.append((one.token, question))
    seq = (await house.store.head(made.room)).seq
    return {"room": made.room, "seats": await _seats(house, made, browsers), "askers": askers, "seq": seq}


async def _send(house: House, made: MadeRoom, actor: Actor, command: dict[str, Any]) -> None:
    named = {"id": f"prepare-{command['kind']}-{actor.person}", **command}
    await submit(house, made.room, actor, decode_command(msgspec.json.encode(named)))


async def _seats(house: House, made: MadeRoom, browsers: int) -> list[tuple[str, str]]:
    """A browser session for everybody, for some more than one, and one for the screen."""
    name, seats = auth.cookie_name(house), []
    for person in itertools.islice(itertools.cycle(made.people), max(browsers - 1, len(made.people))):
        cookie, seat = await house.directory.take_person_seat(None, made.room, person.id)
        seats.append((f"/rooms/{made.room}/as/{seat.seat}/live", f"{name}={cookie}"))
    link = await house.directory.find_link(made.screen.rsplit("/", 1)[1])
    assert link is not None
    cookie, _ = await house.directory.take_seat(None, link)
    return [*seats, (f"/rooms/{made.room}/screen/live", f"{name}={cookie}")]


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
