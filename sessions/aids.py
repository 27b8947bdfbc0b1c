"""Aids around a review, as their files have them: question stems, the crosswalk to other criteria, the survey.

Checked for what the pages lean on; anything else a hub writes there is left alone.
"""

from typing import Any, cast

import msgspec

from sessions.faults import shaped


class Stem(msgspec.Struct, frozen=True):
    """A way to begin a question."""

    id: str
    kind: str
    text: str


class StemGroup(msgspec.Struct, frozen=True):
    """Stems that serve one purpose."""

    title: str
    prompts: tuple[Stem, ...]


class AdviceSign(msgspec.Struct, frozen=True):
    """How advice in disguise begins, and what to try instead."""

    pattern: str
    why: str
    try_instead: str


class Advice(msgspec.Struct, frozen=True):
    """The gentle flag, and what raises it."""

    flag: str
    patterns: tuple[AdviceSign, ...]


class Prompts(msgspec.Struct, frozen=True):
    """The bank of stems."""

    groups: tuple[StemGroup, ...]
    advice_in_disguise: Advice


class Numbered(msgspec.Struct, frozen=True):
    """A benchmark."""

    number: int
    title: str


class Criterion(msgspec.Struct, frozen=True):
    """A Quality in Careers criterion, and the benchmark it belongs to."""

    id: str
    title: str
    benchmark: int


class MappedTheme(msgspec.Struct, frozen=True):
    """A theme, and the benchmarks it maps to."""

    number: int
    title: str
    benchmarks: tuple[int, ...]


class Crosswalk(msgspec.Struct, frozen=True):
    """Benchmarks, themes and criteria beside one another."""

    benchmarks: tuple[Numbered, ...]
    themes: tuple[MappedTheme, ...]
    quality_in_careers: tuple[Criterion, ...]


class SurveyItem(msgspec.Struct, frozen=True):
    """A question of the survey; `pilot` holds the published figure, where there is one."""

    id: str
    group: str
    text: str
    scale: str
    pilot: dict[str, Any] | None = None


class SurveyGroup(msgspec.Struct, frozen=True):
    """Survey questions that stand together."""

    id: str
    title: str


class Survey(msgspec.Struct, frozen=True):
    """The survey, beside the pilot's figures."""

    title: str
    pilot: dict[str, Any]
    scales: dict[str, dict[str, Any]]
    groups: tuple[SurveyGroup, ...]
    items: tuple[SurveyItem, ...]


def check_prompts(raw: Any) -> dict[str, Any]:
    """The bank of stems as it came. Raises ContentFaulty."""
    shaped(raw, Prompts)
    return cast(dict[str, Any], raw)


def check_crosswalk(raw: Any) -> dict[str, Any]:
    """The crosswalk as it came. Raises ContentFaulty."""
    shaped(raw, Crosswalk)
    return cast(dict[str, Any], raw)


def check_survey(raw: Any) -> dict[str, Any]:
    """The survey as it came. Raises ContentFaulty."""
    shaped(raw, Survey)
    return cast(dict[str, Any], raw)
