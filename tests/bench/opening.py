"""Opening a room with a long log, beside one with a short log: what a process does that has never seen the room.

The room's copy is put by as in use (every hundred events), so that a stretch of the log is folded on top: none at best,
ninety-nine events at worst. Both are measured. `fold` is the whole log without any copy, in microseconds an event.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from server.migrations import upgrade
from server.store import NewRoom, Store
from sessions import events as e
from sessions.evolve import fold
from tests.bench.figures import ratio, summary
from tests.sessions.cast import MEMBERS, START, a_room, at_step, opened

SHORT, LONG = 100, 10_000
WORST = 99
SECRET = b"for measuring only, thirty-two bytes"


async def opening(folder: Path, turns: int) -> dict[str, Any]:
    """The figure: `turns` openings of each room, in turns, each by a store of its own."""
    url = f"sqlite:///{folder / 'rooms.db'}"
    upgrade(url)
    lengths = (SHORT, LONG, SHORT + WORST, LONG + WORST)
    for length in lengths:
        await _make(url, length)
    times: dict[int, list[float]] = {length: [] for length in lengths}
    for _ in range(turns):
        for length in lengths:
            times[length].append(await _open(url, length))
    return {
        "ratio": ratio(times[LONG], times[SHORT]),
        "ratio_at_worst": ratio(times[LONG + WORST], times[SHORT + WORST]),
        **{f"{length} events": summary(samples) for length, samples in times.items()},
        "fold": {f"{length} events": _fold(length, turns) for length in (SHORT, 1000, LONG)},
    }


def meeting(length: int) -> list[e.Event]:
    """So many events of a lively meeting; always the same."""
    made = [*a_room(), opened(), at_step("slot-1.challenge")]
    talk = _talk(Random(length))
    return [*made, *(next(talk) for _ in range(length - len(made)))]


def _talk(dice: Random) -> Iterator[e.Event]:
    number = 0
    while True:
        number += 1
        by, slot = dice.choice(MEMBERS).person, f"slot-{dice.randint(1, 4)}"
        text = f"Number {number}: what did you change because of what learners told you, and how do you know?"
        earlier, due = f"x-{dice.randint(1, number)}", START.date() + timedelta(days=60)
        yield e.QuestionAsked(question=f"x-{number}", slot=slot, text=text, type="challenge", by=by)
        yield e.QuestionSupported(question=earlier, by=by)
        yield e.QuestionAnswered(question=earlier, answer=text, by=by)
        yield e.NoteWritten(entry=f"x-{number}", slot=slot, text=text, by=by)
        yield e.ActionProposed(action=f"x-{number}", slot=slot, text=text, owner="p_imogen", due=due, by=by)
        yield e.ActionAgreed(action=f"x-{earlier[2:]}", by=by)


async def _make(url: str, length: int) -> None:
    """A room of that length, put by at the last full hundred."""
    events = meeting(length)
    full = length // 100 * 100
    async with Store.opened(url, SECRET) as store:
        room = NewRoom(id=_room(length), title="A long day", starts_at=START)
        await store.create_room(room, events[: full - 1])
        for number in range(full - 1, length):
            await store.append(room.id, f"c-{number}", b"{}", None, lambda *_, n=number: [events[n]])


async def _open(url: str, length: int) -> float:
    async with Store.opened(url, SECRET) as store:
        await store.ping()  # the connection is not the room's
        began = time.perf_counter()
        room = await store.room(_room(length))
        took = time.perf_counter() - began
    assert room.seq == length
    return took * 1000


def _fold(length: int, turns: int) -> float:
    log = [e.Recorded(seq, START, event) for seq, event in enumerate(meeting(length), start=1)]
    times = []
    for _ in range(turns):
        began = time.perf_counter()
        fold(log)
        times.append(time.perf_counter() - began)
    return round(min(times) / length * 1e6, 2)


def _room(length: int) -> str:
    return f"r_{length}"
