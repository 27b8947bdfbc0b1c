"""What is printed for those who begin: the first start, a further hub, an installation that has its facilitators."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server.__main__ import main
from server.directory.facilitators import Newcomer
from tests.server.hubs import desks, hub_called

LINK = re.compile(r"http://\S+/sign-in/(\S+)")
PRIYA = Newcomer(hub="Wexmoor", name="Priya", email="priya@hub.example")


def printed_by(folder: Path, command: str, until: str) -> str:
    """What a server prints until it has said this; then it is stopped."""
    environ = {**os.environ, "DATA_DIR": str(folder), "PORT": "0"}
    started = subprocess.Popen(
        [sys.executable, "-m", "server", command], env=environ, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    lines = []
    for line in started.stdout:
        lines.append(line)
        if until in line:
            break
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=30)
    return "".join(lines)


@pytest.mark.slow
async def test_the_first_start_prints_a_link_that_makes_the_first_hub(tmp_path: Path) -> None:
    async with desks(tmp_path) as house:
        said = await asyncio.to_thread(printed_by, tmp_path, "serve", "Set up your hub")
        (token,) = LINK.findall(said)
        await house.directory.found_hub(token, PRIYA)
        assert await house.directory.any_facilitator()


@pytest.mark.slow
async def test_the_sample_is_not_taken_over(tmp_path: Path) -> None:
    said = await asyncio.to_thread(printed_by, tmp_path, "run", "Review Rooms is at")
    (token,) = LINK.findall(said)
    async with desks(tmp_path) as house:
        await house.directory.found_hub(token, PRIYA)
        assert [one.name for one in await house.directory.hubs()] == ["Wexmoor Vale Careers Hub", "Wexmoor"]
    again = await asyncio.to_thread(printed_by, tmp_path, "run", "Review Rooms is at")
    assert LINK.findall(again) == []


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands keep their things."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    return tmp_path


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status of a command, its last line, and what it complained of."""
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, (said.out.splitlines() or [""])[-1], said.err


def test_a_further_hub_is_made_with_its_link_on_the_last_line(
    commands: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, link, _ = made(capsys, "hub", "  Coastal  Trust ")
    assert status == 0
    assert "/sign-in/" in link
    again = made(capsys, "hub", "Coastal Trust")[1]  # lost before it was used: the same hub, another link

    async def look() -> None:
        async with desks(commands) as house:
            hub = await hub_called(house, "Coastal Trust")
            founded = await house.directory.found_hub(again.rpartition("/")[2], PRIYA)
            assert founded.hub == hub.id
            assert len(await house.directory.hubs()) == 1
            assert await house.directory.find_one_time(link.rpartition("/")[2]) is None
            assert (await house.directory.hub(hub.id)) is not None

    asyncio.run(look())
    status, _, complaint = made(capsys, "hub", "Wexmoor")
    assert (status, complaint) == (1, "There is a hub Wexmoor already; its facilitators invite others.\n")


@pytest.mark.parametrize("name", [" ", "x" * 121])
def test_a_hub_needs_a_name(commands: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert made(capsys, "hub", name)[0] == 1
    assert not (commands / "rooms.db").exists()


def test_a_token_goes_on_being_printed_alone_on_the_last_line(
    commands: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, token, _ = made(capsys, "token")
    assert (status, len(token)) == (0, 32)
    assert (commands / "rooms.db").exists()
