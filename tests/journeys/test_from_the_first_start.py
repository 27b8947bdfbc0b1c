"""A fresh installation, from the link that its first start prints to letters in everybody's box, by pages alone."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import IMOGEN
from tests.journeys.stage import Stage
from tests.journeys.test_setting_up import brings_in
from tests.server.letterbox import Letterbox, letterbox
from tests.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = 17
"""In the people's file: three of the hub, fourteen of the four institutions."""


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def first_start(folder: Path, box: Letterbox) -> AsyncIterator[str]:
    """The server's own command on an empty folder; yields the link that it prints."""
    environ = {
        **os.environ, "DATA_DIR": str(folder), "PORT": str(free_port()), "SMTP_URL": box.url,
        "MAIL_FROM": "Review Rooms <rooms@rooms.example>",
    }  # fmt: skip
    release = await asyncio.create_subprocess_exec(sys.executable, "-m", "server", "migrate", env=environ)
    assert await asyncio.wait_for(release.wait(), 60) == 0
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=environ, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    said = ""
    async with asyncio.timeout(60):
        while not (found := re.search(r"http://\S+/sign-in/\S+", said)):
            said = (await started.stdout.readline()).decode()
    reading = asyncio.create_task(started.stdout.read())
    try:
        yield found[0]
    finally:
        started.send_signal(signal.SIGINT)
        await asyncio.wait_for(started.wait(), 30)
        await reading


async def founds_the_hub(page: Page, link: str) -> None:
    await page.goto(link)
    await page.get_by_label("Name of the hub").fill("Wexmoor Vale Careers Hub")
    await page.get_by_label("Your name").fill("Rosalind Achterley")
    await page.get_by_label("Your e-mail").fill("rosalind.achterley@example.org")
    for label in ("Passphrase", "Passphrase again"):
        await page.get_by_label(label, exact=True).fill("three calm harbours")
    await page.get_by_role("button", name="Set up the hub").click()
    await expect(page.get_by_role("link", name="Set up a review").first).to_be_visible()


def body_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_from_the_first_start_to_letters_in_everybodys_box(stage: Stage, tmp_path: Path) -> None:
    async with (
        letterbox() as box, first_start(tmp_path, box) as link,
        stage.device("Rosalind", locale="en-GB") as laptop, stage.device("Imogen's tablet") as tablet,
    ):  # fmt: skip
        page = await laptop.new_page()
        await founds_the_hub(page, link)
        await page.get_by_role("link", name="Set up a review").first.click()
        await page.get_by_label("Name of the review").fill("Spring review")
        await page.get_by_label("Date", exact=True).fill("2027-03-18")
        for file in ("institutions.csv", "people.csv"):
            await brings_in(page, file)
            await page.get_by_role("button", name="Take them").click()
        await page.get_by_role("button", name="Make the room").click()
        await expect(page.get_by_text("Harrow Beck Academy").first).to_be_visible()
        await page.get_by_role("link", name="Invite everybody").click()
        await page.locator("summary", has_text="Send to").click()
        await page.get_by_role("button", name=re.compile("^Send .* letters$")).click()
        await expect(page.get_by_text("letters leave now")).to_be_visible()
        await until(lambda: len(box.letters) == PEOPLE - 1, seconds=60)  # Rosalind sits at the desk
        await page.reload()
        await expect(page.get_by_text("Everybody with an address has a letter")).to_be_visible()
        (hers,) = [one for one in box.letters if IMOGEN in str(one["To"])]
        address = re.search(r"http://\S+/join/\S+", body_of(hers))
        assert address
        guest = await tablet.new_page()
        await guest.goto(address[0])
        await expect(guest.get_by_text("Spring review").first).to_be_visible()
        await guest.get_by_role("button", name="Join the room").click()
        await expect(guest.get_by_text("Harrow Beck Academy").first).to_be_visible()
