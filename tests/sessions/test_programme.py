"""Formats, and the programme that is made from one."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given as example
from hypothesis import strategies as st
from msgspec.structs import replace

import sessions
from sessions.faults import ContentFaulty
from sessions.programme import STEP_KINDS, Break, check_format, make_programme, with_lengths
from tests.sessions.cast import HOUR

FORMATS = Path(sessions.__file__).parent / "content" / "formats"
PLAN: dict[str, Any] = {
    "id": "small",
    "title": "A small format",
    "kind": "peer",
    "description": "Two steps.",
    "slot": [
        {"id": "context", "kind": "context", "title": "Context", "minutes": 10},
        {"id": "actions", "kind": "actions", "title": "Actions", "minutes": 20},
    ],
}


def faults(plan: Any) -> list[tuple[Any, str]]:
    with pytest.raises(ContentFaulty) as faulty:
        check_format(plan)
    return [(fault.path, fault.says) for fault in faulty.value.faults]


def lengths(slot_minutes: list[int | None], breaks: tuple[Break, ...] = (), section: str = "slot-1") -> list[int]:
    programme = make_programme(HOUR, slot_minutes, breaks)
    return [step.minutes for step in programme if step.section == section]


@pytest.mark.parametrize("file", sorted(FORMATS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_format_makes_a_programme_for_three(file: Path) -> None:
    plan = check_format(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert plan.id == file.stem
    programme = make_programme(plan, [None, None, None])
    assert len({step.id for step in programme}) == len(programme)
    assert {step.kind for step in programme} <= set(STEP_KINDS)
    for number in (1, 2, 3):
        own = [step for step in programme if step.slot == f"slot-{number}"]
        assert sum(step.minutes for step in own) == plan.slot_minutes
        assert {step.section for step in own} == {f"slot-{number}"}


def test_the_hour_is_an_hour_between_opening_and_closing() -> None:
    programme = make_programme(HOUR, [None, None])
    assert list(dict.fromkeys(step.section for step in programme)) == [
        "opening", "slot-1", "break-1", "slot-2", "closing",
    ]  # fmt: skip
    assert [step.id for step in programme][:3] == ["opening.welcome", "opening.how-it-runs", "slot-1.purpose"]
    assert programme[-1].slot is None
    assert sum(step.minutes for step in programme) == 10 + 60 + 7 + 60 + 11


def test_a_longer_slot_is_shared_out_in_proportion_to_whole_minutes() -> None:
    assert lengths([60]) == [3, 7, 8, 5, 4, 15, 6, 5, 5, 2]
    assert lengths([90]) == [5, 11, 12, 8, 6, 22, 9, 7, 7, 3]
    assert lengths([30]) == [2, 4, 4, 3, 2, 7, 3, 2, 2, 1]


def test_steps_take_other_lengths_than_the_formats() -> None:
    longer = with_lengths(HOUR, {"opening.welcome": 9, "slot.challenge": 25, "closing.close": 7, "slot.nonsense": 99})
    minutes = {step.id: step.minutes for step in make_programme(longer, [None, None])}
    assert (minutes["opening.welcome"], minutes["closing.close"]) == (9, 7)
    assert minutes["slot-1.challenge"] == minutes["slot-2.challenge"] == 25
    assert longer.slot_minutes == HOUR.slot_minutes + 25 - next(
        one.minutes for one in HOUR.slot if one.id == "challenge"
    )
    assert with_lengths(HOUR, {}) == HOUR


def test_a_slot_too_short_for_its_steps_gives_each_a_minute() -> None:
    assert lengths([4]) == [1] * 10
    assert lengths([12]) == [1, 1, 1, 1, 1, 3, 1, 1, 1, 1]


@example(st.integers(1, 480))
def test_a_slot_is_as_long_as_was_asked_for_and_no_step_below_a_minute(minutes: int) -> None:
    found = lengths([minutes])
    assert sum(found) == max(minutes, 10)
    assert min(found) >= 1


def test_a_break_can_be_longer_and_say_why() -> None:
    programme = make_programme(HOUR, [None] * 3, [Break(2, 30, "Lunch")])
    breaks = [(step.id, step.minutes, step.note) for step in programme if step.kind == "break"]
    assert breaks == [("break-1.break", 7, ""), ("break-2.break", 30, "Lunch")]


def test_a_break_of_no_minutes_is_none() -> None:
    assert lengths([None, None], (Break(1, 0),), "break-1") == []


def test_a_break_where_the_format_has_none_is_a_plain_one() -> None:
    plan = replace(HOUR, between_slots=())
    programme = make_programme(plan, [None, None], [Break(1, 20, "Tea")])
    (tea,) = [step for step in programme if step.section == "break-1"]
    assert (tea.id, tea.kind, tea.minutes, tea.note, tea.led_by) == ("break-1.break", "break", 20, "Tea", "everyone")


def test_a_small_format_is_one() -> None:
    plan = check_format(PLAN)
    assert plan.slot_minutes == 30
    assert [step.id for step in make_programme(plan, [None])] == ["slot-1.context", "slot-1.actions"]


def _changed(step: int, **fields: Any) -> Any:
    plan = deepcopy(PLAN)
    plan["slot"][step].update(fields)
    return plan


@pytest.mark.parametrize(
    ("plan", "path", "says"),
    [
        ({**PLAN, "slot": []}, ("slot",), "A format needs at least one step in its slot."),
        (_changed(1, id="context"), ("slot", 1, "id"), "Step context stands twice in slot."),
        (_changed(0, minutes=0), ("slot", 0, "minutes"), "Step context has 0 minutes."),
        (_changed(0, minutes=481), ("slot", 0, "minutes"), "Step context has 481 minutes."),
        (_changed(0, minutes="ten"), ("slot", 0, "minutes"), "Expected int, got str."),
        (_changed(0, kind="tea"), ("slot", 0, "kind"), "Invalid enum value 'tea'."),
        (_changed(0, colour="red"), ("slot", 0, "colour"), "“colour” is not a word this file knows."),
    ],
)
def test_a_broken_format_says_what_is_wrong_and_where(plan: Any, path: Any, says: str) -> None:
    assert faults(plan) == [(path, says)]
