"""Both databases, for every contract that must hold on each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import migrations
from server.store import Store
from tests.contracts.logs import SECRET, VirtualClock


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rooms.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def address(empty_database: str) -> str:
    """The address of a database with tables and nothing in them."""
    migrations.upgrade(empty_database)
    return empty_database


@pytest.fixture
def clock() -> VirtualClock:
    """The store's clock."""
    return VirtualClock()


@pytest.fixture
async def store(address: str, clock: VirtualClock) -> AsyncIterator[Store]:
    """A store with nothing in it."""
    async with Store.opened(address, SECRET, clock=clock) as store:
        yield store


@pytest.fixture(params=["in process", "redis"])
def redis_or_none(request: pytest.FixtureRequest) -> str | None:
    """The address of a Redis, or none where one process stands alone."""
    if request.param == "in process":
        return None
    address: str = request.getfixturevalue("redis_url")
    return address
