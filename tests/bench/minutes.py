"""The minutes of a four-hour meeting of 2,000 events in each format, beside those of one with 200 events."""

import time
from datetime import timedelta

from server.exports import EXPORTS
from sessions import events as e
from sessions.evolve import fold
from sessions.minuting import PersonName, write_minutes
from tests.bench.asked import Asked
from tests.bench.figures import Figure, ratio, summary
from tests.bench.opening import meeting
from tests.sessions.cast import ROSALIND, START

SHORT, LONG = 200, 2000
HOURS = timedelta(hours=4)
TURNS = 3


async def minutes(asked: Asked) -> None:
    """Every export, in turns, after a first that loads what it needs."""
    logs = {length: _log(length) for length in (SHORT, LONG)}
    rooms = {length: fold(log) for length, log in logs.items()}
    names = {
        person: PersonName(person.removeprefix("p_").title(), "Careers Leader", "") for person in rooms[LONG].people
    }
    for (what, ending), export in EXPORTS.items():
        times: dict[int, list[float]] = {SHORT: [], LONG: []}
        for turn in range(-1, TURNS):
            for length, room in rooms.items():
                began = time.perf_counter()
                written = export.write(write_minutes(room, "r_bench", names, START + HOURS, ROSALIND))
                if turn >= 0:
                    times[length].append((time.perf_counter() - began) * 1000)
        asked.tell(
            Figure(
                name=f"{what}.{ending} of {LONG:,} events ÷ of {SHORT}",
                ratio=ratio(times[LONG], times[SHORT]),
                numbers={"bytes": len(written), **{str(length): summary(found) for length, found in times.items()}},
            )
        )


def _log(length: int) -> list[e.Recorded]:
    events = meeting(length)
    return [e.Recorded(seq, START + HOURS * seq / length, event) for seq, event in enumerate(events, start=1)]
