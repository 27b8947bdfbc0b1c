"""Institutions and people come in from a spreadsheet: seen first, good rows only, nobody twice."""

from pathlib import Path

import pytest

from server.content import SAMPLE, read_content
from server.people_file import Unreadable
from server.setting_up.bringing import look_at
from server.setting_up.faults import faults_of, named
from server.setting_up.plan import Plan, fresh
from tests.server.setting_up.plans import LEAD, a_plan

CONTENT = read_content()
KINDS = [kind for one in CONTENT.frameworks.values() for kind in one.applies_to]


def sample(name: str) -> bytes:
    return Path(SAMPLE / name).read_bytes()


def staffed(plan: Plan) -> dict[str, list[str]]:
    return {row.name: [one.name for one in row.people if one.name] for row in named(plan)}


@pytest.mark.parametrize("order", [("institutions.csv", "people.csv"), ("people.csv", "institutions.csv")])
def test_a_whole_hub_comes_in_from_its_two_files_in_any_order(order: tuple[str, str]) -> None:
    plan = fresh()
    for name in order:
        found = look_at(sample(name), plan, KINDS)
        assert (found.what, found.good) == (("institutions", 4) if name == "institutions.csv" else ("people", 17))
        plan = found.plan
    assert list(staffed(plan)) == [
        "Harrow Beck Academy",
        "Larkfield School",
        "The Causeway PRU",
        "Estuary Gate College",
    ]
    assert [len(people) for people in staffed(plan).values()] == [4, 3, 3, 4]
    assert [(guest.name, guest.role) for guest in plan.guests] == [
        ("Rosalind Achterley", "facilitator"), ("Jamie Sorrell", "co_facilitator"), ("Anneliese Draper", "observer"),
    ]  # fmt: skip
    assert {fault.field for fault in faults_of(plan, CONTENT)} == {"title", "date"}
    again = look_at(sample("people.csv"), look_at(sample("institutions.csv"), plan, KINDS).plan, KINDS).plan
    assert staffed(again) == staffed(plan)
    assert again.guests == plan.guests


def test_faulty_rows_are_marked_and_left_out() -> None:
    table = (
        "Name\tSchool\tEmail\n"
        "Ann Other\tLarkfield School\tann@example.org\n"
        "\tLarkfield School\tnobody@example.org\n"
        "Bo Bad\tLarkfield School\tbo@example\n"
    )
    found = look_at(table, a_plan(), KINDS)
    assert [bool(line.faults) for line in found.lines] == [False, True, True]
    assert [line.number for line in found.lines] == [2, 3, 4]
    assert staffed(found.plan)["Larkfield School"] == ["Ann Other"]


def test_somebody_of_a_school_that_is_not_there_yet_brings_it_along() -> None:
    found = look_at("name,institution\nAnn Other,Harbour High\n", a_plan(), KINDS)
    assert staffed(found.plan)["Harbour High"] == ["Ann Other"]
    fields = {fault.field for fault in faults_of(found.plan, CONTENT)}
    assert fields == {f"i-{found.plan.institutions[-1].key}-type"}
    assert found.plan.guests == (LEAD,)


def test_a_table_of_neither_says_what_columns_are_needed() -> None:
    with pytest.raises(Unreadable, match=r"(?i)name"):
        look_at("colour,taste\nred,sweet\n", a_plan(), KINDS)
    with pytest.raises(Unreadable):
        look_at(b"", a_plan(), KINDS)
