"""The journeys' house, one for a run of tests, and the watch that no browser complains of anything."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.stage import FORGIVEN, Stage, standing

expect.set_options(timeout=15_000)  # a machine that runs other tests as well may be slow


@pytest.fixture(scope="session")
async def stage(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The house, for all journeys of this run."""
    async with standing(tmp_path_factory.mktemp("house"), chromium) as house:
        yield house


@pytest.fixture(autouse=True)
async def nobody_complains(stage: Stage) -> AsyncIterator[None]:
    """No error in a console, no breach of the page's own safety rules, no answer of 500 and above."""
    stage.forgiven = set(FORGIVEN)
    yield
    complaints = list(stage.complaints)
    stage.complaints.clear()
    assert complaints == []
