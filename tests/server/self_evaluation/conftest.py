"""One house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.self_evaluation.at_home import AtHome, at_home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[AtHome]:
    """An institution that has not rated itself yet."""
    async with at_home(tmp_path) as found:
        yield found
