"""The processes that write printed files: real ones, ended and lost."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from server.exports import UnknownInstitution
from server.printing import Printer
from tests.server.exports.sample import review
from tests.server.serving import until

HOST = review().institutions[0].id

pytestmark = pytest.mark.slow


@pytest.fixture
async def printer() -> AsyncIterator[Printer]:
    one = Printer()
    yield one
    await one.close()


def printing() -> list[int]:
    """The processes of a printer that run now."""
    return [one.pid for one in active_children() if one.pid]


async def test_minutes_and_a_summary_are_written_elsewhere(printer: Printer) -> None:
    assert (await printer.write("pdf", review())).startswith(b"%PDF-")
    assert (await printer.write("docx", review(), HOST)).startswith(b"PK")
    assert printing()


async def test_what_went_wrong_there_is_told_here(printer: Printer) -> None:
    with pytest.raises(UnknownInstitution):
        await printer.write("pdf", review(), "i_nowhere")


async def test_a_process_that_was_ended_from_outside_is_replaced(printer: Printer) -> None:
    await printer.write("docx", review(), HOST)
    for pid in printing():
        os.kill(pid, signal.SIGKILL)
    assert (await printer.write("docx", review(), HOST)).startswith(b"PK")


async def test_no_process_outlives_a_house_that_is_killed() -> None:
    code = (
        "import asyncio, os\n"
        "from multiprocessing import active_children\n"
        "from server.printing import Printer\n"
        "from tests.server.exports.sample import review\n"
        "async def main():\n"
        "    await Printer().write('docx', review())\n"
        "    print(*(one.pid for one in active_children()), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "if __name__ == '__main__': asyncio.run(main())\n"
    )
    house = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    said, _ = await asyncio.wait_for(house.communicate(), 60)
    pids = [int(pid) for pid in said.split()]
    assert pids
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), seconds=20)


async def test_no_process_stays_behind(printer: Printer) -> None:
    await printer.write("docx", review(), HOST)
    await printer.close()
    assert printing() == []
