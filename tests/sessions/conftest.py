"""Every test of the core tells a story of its own, and what Hypothesis draws is the same in every run."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.sessions.cast import Story, a_new_story

settings.register_profile("told", derandomize=True, deadline=None)
settings.load_profile("told")


@pytest.fixture(autouse=True)
def story() -> Iterator[Story]:
    """A fresh room for each test; afterwards its log must fold to the same room again."""
    yield from a_new_story()
