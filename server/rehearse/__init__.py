"""A rehearsal: plays a whole meeting through the machine's door and compares what everybody saw with the log.

`script` says who sends what in which step, `seat` is a person at the door, `play` the meeting, `files` its exports,
`facts` compares the minutes with the file.
Without a door of its own (`--url`) it opens a house on a fresh data folder and closes it again.
"""

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from server.meeting_file import read_review
from server.rehearse.files import write_files
from server.rehearse.play import Rehearsal, Saw, Say, Stopped

__all__ = ["Stopped", "Wanted", "rehearse"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to rehearse. `scale` is real seconds per programme minute; `url` and `token` where a door stands already."""

    file: Path
    scale: float = 0.1
    watchers: int = 0
    url: str | None = None
    token: str | None = None
    out: Path | None = None


async def rehearse(wanted: Wanted, say: Say) -> bool:
    """Play it. Whether everybody saw what the log holds for them, and the minutes hold what the file does.

    Raises ReviewBroken or Stopped.
    """
    review = read_review(wanted.file)
    async with _door(wanted) as (url, token):
        played = Rehearsal(review, url, token, scale=wanted.scale, watchers=wanted.watchers, say=say)
        lacking: list[str] = []
        saw = await played.run(lambda: _at_end(played, wanted.out, lacking, say))
    for one in saw:
        _tell(one, say)
    differ = sum(not one.same for one in saw)
    say(
        f"{differ} of {len(saw)} saw something else than the log."
        if differ
        else f"All {len(saw)} saw the log's events."
    )
    for sentence in lacking:
        say(sentence)
    say(f"The minutes lack {len(lacking)} things of the file." if lacking else "The minutes hold all of the file.")
    return differ == 0 and not lacking


def _tell(one: Saw, say: Say) -> None:
    verdict = "same as the log" if one.same else "DIFFERENT from the log"
    say(f"  {one.digest[:16]}  {one.events:4} events, {one.withheld:3} withheld  {verdict}  {one.name}, {one.role}")


async def _at_end(played: Rehearsal, folder: Path | None, lacking: list[str], say: Say) -> None:
    lacking += await played.missing()
    if folder is not None:
        written = await write_files(played, folder)
        say(f"{len(written)} files in {folder}")


@asynccontextmanager
async def _door(wanted: Wanted) -> AsyncIterator[tuple[str, str]]:
    """The address of a door and a facilitator's token for it."""
    if wanted.url:
        yield wanted.url, wanted.token or ""
        return
    from server import logs
    from server.migrations import upgrade
    from server.running import running
    from server.settings import Settings

    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder, (Path(folder) / "log").open("w") as log:
        logs.configure(log)
        try:
            given = {"DATA_DIR": folder, "SECRET_KEY": secrets.token_hex(32), "PORT": "0"}
            settings = Settings.from_environment(given)
            upgrade(settings.database_url)
            async with running(settings) as (url, house):
                hub = await house.directory.make_hub("Rehearsal")
                yield url, await house.directory.make_link("hub", hub=hub.id)
        finally:
            logs.configure()
