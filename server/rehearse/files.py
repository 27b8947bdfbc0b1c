"""Fetches every export of a rehearsed room into a folder."""

import asyncio
from pathlib import Path

from server.rehearse.play import Rehearsal, Stopped

WHOLE = (
    "minutes.html", "minutes.md", "minutes.pdf", "minutes.docx", "minutes.json", "actions.csv", "actions.xlsx",
    "actions.ics", "calendar.ics", "log.json",
)  # fmt: skip
SUMMARIES = ("html", "pdf", "docx")


async def write_files(rehearsal: Rehearsal, folder: Path) -> list[Path]:
    """All files of the room as the facilitator may have them. Raises Stopped where one cannot be had."""
    wanted = {name: name for name in WHOLE}
    for name, institution in rehearsal.institutions.items():
        plain = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
        wanted |= {f"summary/{institution}.{ending}": f"summary-{plain}.{ending}" for ending in SUMMARIES}
    written = []
    for path, name in wanted.items():
        answer = await rehearsal.facilitator.ask("GET", f"/rooms/{rehearsal.room}/{path}")
        if answer.status != 200 or not answer.body:
            raise Stopped(f"/rooms/{rehearsal.room}/{path} was answered {answer.status}: {answer.detail}")
        await asyncio.to_thread(_write, folder / name, answer.body)
        written.append(folder / name)
    return written


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
