"""People who press twice, at once, in any order; and clocks that are wrong."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.crowd import FACILITATOR, Crowd, Sender, Sent
from tests.faults.judged import TWICE, judge, told
from tests.faults.place import a_place, fresh_sqlite, migrated
from tests.faults.processes import web

pytestmark = [pytest.mark.slow, pytest.mark.faults]

PRESSES = 200


async def repeated(folder: Path, build: str = "") -> list[str]:
    """Every command goes to two processes at once, and all of them once more, in another order."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build) as one, web(folder, database, BROKEN=build) as other:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, other.url, seed=21) as crowd:
            for _ in range(10):
                wave = [crowd.next_command(who) for who in crowd.place.institutions if who in WRITING for _ in range(3)]
                await asyncio.gather(*(sender.send(sent) for sent in wave for sender in crowd.senders))
            shuffled = random.Random(21).sample(crowd.sent, len(crowd.sent))
            for sent in shuffled:
                await random.Random(len(sent.answers)).choice(crowd.senders).send(sent)
            return await judge(crowd, one.url)


WRITING = ("Imogen Thackray", "Siobhan Merrick", "Gareth Lindqvist")


async def test_commands_that_come_twice_and_in_any_order(tmp_path: Path) -> None:
    told(await repeated(tmp_path), "", "")


async def test_a_build_that_forgets_what_it_answered_is_noticed(tmp_path: Path) -> None:
    build = "forgets_replies"
    told(await repeated(tmp_path, build), build, TWICE)


async def test_a_build_that_shows_everything_is_noticed(tmp_path: Path) -> None:
    build = "shows_everything"
    told(await repeated(tmp_path, build), build, "was shown the blind view")


async def pressed(folder: Path, build: str = "") -> list[str]:
    """Two who lead press Next at the same moment, 200 times: the room moves one step each time."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build) as one, web(folder, database, BROKEN=build) as other:
        place = await a_place(database, one.url)
        faults: list[str] = []
        async with Crowd(place, one.url, other.url, seed=22, pages=False) as crowd:
            step = "slot-1.challenge"
            for number in range(PRESSES):
                both = [_press(place.room, number, who, step) for who in range(2)]
                await asyncio.gather(*(sender.send(sent) for sender, sent in zip(crowd.senders, both, strict=True)))
                moved = [sent for sent in both if sent.is_acknowledged]
                if len(moved) != 1:
                    faults.append(f"press {number} moved the room {len(moved)} times")
                    break
                step = moved[0].answers[0]["events"][-1]["step"]
            return [*faults, *await judge(crowd, one.url)]


def _press(room: str, number: int, who: int, step: str) -> Sent:
    """Next and back in turn, from where the room is."""
    move = "back" if number % 2 else "next"
    body = {"id": f"c-press-{number}-{who}", "kind": "StartStep", "move": move, "from_step": step}
    return Sent(FACILITATOR, body, f"{room}-{number}-{who}")


async def test_two_facilitators_who_press_at_once(tmp_path: Path) -> None:
    told(await pressed(tmp_path), "", "")


async def test_a_build_that_moves_on_for_each_is_noticed(tmp_path: Path) -> None:
    build = "moves_on_for_each"
    told(await pressed(tmp_path, build), build, "moved the room 2 times")


async def misled(folder: Path, build: str = "") -> list[str]:
    """The server's clock jumps an hour ahead, and back, while a crowd writes."""
    database, clock = migrated(fresh_sqlite(folder)), folder / "clock"
    clock.write_text("0")
    async with web(folder, database, BROKEN=build, CLOCK=str(clock)) as one:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, seed=23) as crowd:
            for seconds in (0, 3600, 0, -3600, 0):
                clock.write_text(str(seconds))
                await crowd.write(3)
            return await judge(crowd, one.url)


async def test_a_clock_that_jumps_an_hour(tmp_path: Path) -> None:
    told(await misled(tmp_path), "", "")


async def test_a_build_that_believes_its_clock_is_noticed(tmp_path: Path) -> None:
    build = "goes_back_in_time"
    told(await misled(tmp_path, build), build, "time goes back")


async def test_clients_whose_clocks_are_a_day_off(tmp_path: Path) -> None:
    """No command holds its sender's clock; only a correction of a step's start names a time, and that is bounded."""
    database = migrated(fresh_sqlite(tmp_path))
    async with web(tmp_path, database) as one:
        place = await a_place(database, one.url)
        async with Crowd(place, one.url, seed=24) as crowd:
            await crowd.write(2)
            tomorrow = {"id": "c-tomorrow", "kind": "CorrectStepStart", "step": "slot-1.challenge",
                        "at": "2099-01-01T10:00:00Z"}  # fmt: skip
            sender: Sender = crowd.senders[0]
            sent = await sender.send(Sent(FACILITATOR, tomorrow, "none"))
            assert sent.status == 422
            told(await judge(crowd, one.url), "", "")
