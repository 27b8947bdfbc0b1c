"""Every test of the core tells a story of its own."""

from collections.abc import Iterator

import pytest

from tests.sessions.cast import Story, a_new_story


@pytest.fixture(autouse=True)
def story() -> Iterator[Story]:
    """A fresh room for each test; afterwards its log must fold to the same room again."""
    yield from a_new_story()
