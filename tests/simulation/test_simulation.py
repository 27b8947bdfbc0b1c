"""Some hundred simulated meetings hold what they must; with any part broken, one of a few does not."""

import pytest

from tests.simulation.broken import BROKEN
from tests.simulation.meeting import play

SEEDS = 200
SOON = 60
"""Within so many seeds a broken part has to be noticed."""


@pytest.mark.parametrize("first", range(0, SEEDS, 50))
def test_whatever_goes_wrong_between_people_and_log_nothing_is_lost_doubled_or_leaked(first: int) -> None:
    for seed in range(first, first + 50):
        played = play(seed)
        assert not played.findings, played.report


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_part_is_noticed(name: str) -> None:
    broken = BROKEN[name]
    assert any(broken.found in finding for seed in range(SOON) for finding in play(seed, broken.parts).findings)


def test_a_seed_is_the_same_meeting_in_every_run() -> None:
    one, other = play(7), play(7)
    assert one.report == other.report
    assert play(8).report != one.report


def test_a_finding_comes_with_its_story_and_the_command_that_repeats_it() -> None:
    broken = BROKEN["a projection that leaks"].parts
    played = next(found for seed in range(SOON) if (found := play(seed, broken)).findings)
    assert "saw the blind view of" in played.report
    assert "sends" in played.report
    assert played.report.endswith(f"python -m tests.simulation --seed {played.seed}")
