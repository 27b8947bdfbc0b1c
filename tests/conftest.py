"""Fixtures that every folder of tests may ask for: the real services, one of each for a run of tests."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from tests.services import Postgres, Redis, running_chromium, running_postgres, running_redis


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that drive a browser begin, then those with something slow: whoever ends first finds short ones to do."""
    browser, slow = ({one.path for one in items if one.get_closest_marker(mark)} for mark in ("browser", "slow"))
    items.sort(key=lambda item: (item.path not in browser, item.path not in slow))


def pytest_collection_finish() -> None:
    """What was loaded stays for the whole run: it need not be looked through for litter again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster, started at the first wish and stopped at the end."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database, this test's own."""
    address = postgres.new_database()
    yield address
    postgres.drop_database(address)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis, started at the first wish and stopped at the end."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    """The address of a Redis that remembers nothing of earlier tests."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser; a person in a test is a context of it."""
    async with running_chromium() as browser:
        yield browser
