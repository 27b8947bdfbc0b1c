"""Another process that writes notes: `python -m tests.contracts.other_process ADDRESS NAME WRITERS NOTES ROOM…`.

Prints one line of JSON for each note: [room, command, first_seq, last_seq].
"""

import asyncio
import json
import sys

from server.store import Store
from tests.contracts.logs import SECRET, write_note


async def writer(store: Store, name: str, notes: int, rooms: list[str]) -> list[tuple[str, str, int, int]]:
    """Write notes one after the other, in one room after the other."""
    written = []
    for number in range(notes):
        room, command = rooms[number % len(rooms)], f"{name}-{number}"
        reply = await write_note(store, room, command, f"Note {command}", actor=name)
        written.append((room, command, reply.first_seq, reply.last_seq))
    return written


async def main(address: str, name: str, writers: str, notes: str, *rooms: str) -> None:
    """All writers at once."""
    async with Store.opened(address, SECRET) as store:
        many = [writer(store, f"{name}-{number}", int(notes), list(rooms)) for number in range(int(writers))]
        for written in await asyncio.gather(*many):
            for line in written:
                sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
