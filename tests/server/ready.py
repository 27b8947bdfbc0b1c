"""What every house in tests needs and none changes, made once for all of them: templates, content, empty tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment

from server.app import opened
from server.assets import STATIC, TEMPLATES
from server.content import Content, read_content
from server.fragments import Fragments
from server.house import House
from server.look import environment
from server.migrations import upgrade
from server.running import running
from server.settings import Settings
from server.stylesheet import stylesheet

SQLITE = "sqlite:///"


@cache
def templates() -> Environment:
    """The real templates; each is compiled at its first use, which takes longer than most tests."""
    return environment(TEMPLATES, stylesheet(STATIC / "css").version)


@cache
def content() -> Content:
    """The real content."""
    return read_content()


def fragments() -> Fragments:
    """Fragments that remember nothing yet."""
    return Fragments(templates(), content())


@asynccontextmanager
async def opened_soon(settings: Settings, **given: Any) -> AsyncIterator[House]:
    """A real house, with what is ready."""
    async with opened(settings, **{"content": content(), "templates": templates(), **given}) as house:
        yield house


@asynccontextmanager
async def running_soon(settings: Settings) -> AsyncIterator[tuple[str, House]]:
    """The same behind uvicorn, on a free port of this machine; with its address."""
    async with running(settings, content=content(), templates=templates()) as served:
        yield served


def make_tables(database_url: str) -> None:
    """Bring a database up to date; a new SQLite file is a copy of one that was."""
    file = Path(database_url.removeprefix(SQLITE))
    if database_url.startswith(SQLITE) and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(empty_tables())
    upgrade(database_url)


@cache
def empty_tables() -> bytes:
    """A SQLite file with all tables and nothing in them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rooms.db"
        upgrade(f"{SQLITE}{file}")
        return file.read_bytes()
