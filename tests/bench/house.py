"""The product under measurement: the whole house on a fresh folder, with the sample room open in a challenge round.

Run as `python -m tests.bench.house FOLDER`; tells port, room, seats and token as one line of JSON, serves until killed.
"""

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from server import auth, logs
from server.app import opened
from server.house import House
from server.making import MadeRoom
from server.migrations import upgrade
from server.running import Quiet
from server.sample import prepare_sample
from server.settings import Settings
from server.submit import submit
from sessions.codec import decode_command
from sessions.room import Actor

QUESTIONS = 6


async def main(folder: Path) -> None:
    """Make the room and serve it."""
    settings = Settings.from_environment({"DATA_DIR": str(folder), "SECRET_KEY": "b" * 40})
    upgrade(settings.database_url)
    logs.configure((folder / "log").open("w"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        async with opened(settings) as house:
            made = await prepare_sample(house, (await house.directory.make_hub("Bench")).id)
            await _play(house, made)
            told = await _seats(house, made)
            told["port"] = listener.getsockname()[1]
            server = Quiet(house)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            await server.ready.wait()
            print(json.dumps(told), flush=True)
            await serving


async def _play(house: House, made: MadeRoom) -> None:
    """To the first challenge round, with questions waiting."""
    room = await house.store.room(made.room)
    facilitator = next(room.actor(one.id) for one in made.people if one.room_role == "facilitator")
    peer = next(room.actor(one.id) for one in made.people if one.institution == made.institutions[1].id)
    slot = made.institutions[0].slot
    step = next(step.id for step in room.programme if step.slot == slot and step.kind == "challenge")
    bodies: list[tuple[Actor, dict[str, Any]]] = [
        (facilitator, {"kind": "OpenRoom"}),
        (facilitator, {"kind": "StartStep", "step": step}),
    ]
    for n in range(QUESTIONS):
        text = f"What did you change because of what learners told you, number {n}, and how do you know that it helped?"
        ask = {"kind": "AskQuestion", "question": f"q-{n}", "slot": slot, "text": text, "type": "challenge"}
        bodies.append((peer, ask))
    for n, (actor, body) in enumerate(bodies):
        await submit(house, made.room, actor, decode_command(msgspec.json.encode({"id": f"bench-{n}", **body})))


async def _seats(house: House, made: MadeRoom) -> dict[str, Any]:
    """A browser session for everybody, and one for the screen."""
    name, seats = auth.cookie_name(house), []
    for person in made.people:
        cookie, seat = await house.directory.take_person_seat(None, made.room, person.id)
        seats.append((f"/rooms/{made.room}/as/{seat.seat}/live", f"{name}={cookie}"))
    link = await house.directory.find_link(made.screen.rsplit("/", 1)[1])
    assert link is not None
    cookie, _ = await house.directory.take_seat(None, link)
    seats.append((f"/rooms/{made.room}/screen/live", f"{name}={cookie}"))
    supporter = next(one.token for one in made.people if one.institution == made.institutions[2].id)
    return {"room": made.room, "seats": seats, "token": supporter, "seq": (await house.store.head(made.room)).seq}


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
