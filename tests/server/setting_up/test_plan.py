"""A plan goes into a form and comes back word for word, says what is missing, and becomes the request for a room."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.datastructures import FormData

from server.content import read_content
from server.setting_up.fairness import fair_order
from server.setting_up.faults import faults_of, request_for, start_of
from server.setting_up.form import fields_of, from_form, shows_rows
from server.setting_up.plan import Plan, PlannedInstitution, PlannedPerson, fresh, pressed
from server.setting_up.timeline import day_of, sketch
from server.when import NoSuchMoment
from tests.server.setting_up.plans import COLLEGE, HARROW, LARKFIELD, LEAD, a_plan

CONTENT = read_content()
typed = st.text(max_size=30).map(str.strip)


def missing(plan: Plan) -> dict[str, str]:
    return {fault.field: fault.sentence for fault in faults_of(plan, CONTENT)}


@given(title=typed, name=typed, minutes=typed, step=typed.filter(bool))
def test_what_is_typed_comes_back_word_for_word(title: str, name: str, minutes: str, step: str) -> None:
    row = PlannedInstitution(key="k", name=name, minutes=minutes, people=(PlannedPerson(key="p", email=name),))
    plan = a_plan(title=title, institutions=(row, LARKFIELD), steps={"slot.challenge": step}, breaks={"1": step})
    assert from_form(FormData([*fields_of(plan)])) == plan


def test_a_form_that_is_not_ours_makes_a_plan_of_nothing() -> None:
    plan = from_form(FormData([("i", "k"), ("title", "x" * 5000), ("nonsense", "1")]))
    assert plan.institutions == (PlannedInstitution(key="k"),)
    assert len(plan.title) == 2000
    assert len(from_form(FormData([("i", str(n)) for n in range(5000)])).institutions) == 400


@given(name=typed, other=typed)
def test_only_what_was_touched_is_taken_from_a_form(name: str, other: str) -> None:
    kept = a_plan(title=other, institutions=(COLLEGE, HARROW), steps={"slot.challenge": "9"})
    drawn = FormData(
        [*fields_of(a_plan(title=name, place=name, themes=("1",))), ("typed", "title theme p-imogen-name")]
    )
    assert from_form(drawn, kept) == a_plan(
        title=name, themes=("1",), institutions=(COLLEGE, HARROW)
    )  # lengths as drawn
    assert from_form(FormData([*fields_of(a_plan(title=name)), ("typed", "-")]), kept).title == other
    assert from_form(FormData([*fields_of(a_plan(title=name)), ("typed", "")]), kept).title == name  # without a script
    assert from_form(drawn, None).place == name


def test_a_row_that_is_gone_meanwhile_does_not_come_back() -> None:
    drawn = FormData([*fields_of(a_plan()), ("typed", "i-lf-name p-imogen-with"), ("p-imogen-with", "lf")])
    assert from_form(drawn, a_plan(institutions=(HARROW, COLLEGE))).institutions == (HARROW, COLLEGE)
    assert from_form(drawn, a_plan()).institutions[1].people == HARROW.people


def test_a_form_shows_rows_in_their_order() -> None:
    form = FormData([*fields_of(a_plan())])
    assert shows_rows(form, a_plan(title="Another"))
    assert not shows_rows(form, a_plan(institutions=(LARKFIELD, HARROW, COLLEGE)))
    assert not shows_rows(form, a_plan(guests=()))
    assert not shows_rows(form, a_plan(institutions=(replace(HARROW, people=()), LARKFIELD, COLLEGE)))


@pytest.mark.parametrize(
    ("does", "order"),
    [
        ("earlier lf", ["lf", "hb", "eg"]),
        ("later lf", ["hb", "eg", "lf"]),
        ("earlier hb", ["hb", "lf", "eg"]),
        ("later eg", ["hb", "lf", "eg"]),
        ("drop-institution lf", ["hb", "eg"]),
        ("drop-institution nobody", ["hb", "lf", "eg"]),
        ("order eg hb lf", ["eg", "hb", "lf"]),
        ("order eg nobody", ["eg", "hb", "lf"]),
        ("burn", ["hb", "lf", "eg"]),
    ],
)
def test_a_press_moves_or_takes_out_an_institution(does: str, order: list[str]) -> None:
    assert [row.key for row in pressed(a_plan(), does).institutions] == order


def test_a_press_adds_a_line() -> None:
    assert len(pressed(a_plan(), "add-institution").institutions) == 4
    assert len(pressed(a_plan(), "add-person lf").institutions[1].people) == 1
    assert pressed(a_plan(), "drop-person imogen").institutions[0].people == ()
    guests = pressed(a_plan(), "add-guest").guests
    assert [guest.role for guest in guests] == ["facilitator", "observer"]
    assert pressed(replace(a_plan(), guests=guests), f"drop-guest {guests[1].key}").guests == (LEAD,)


def test_a_plan_that_is_whole_lacks_nothing() -> None:
    assert missing(a_plan()) == {}
    assert missing(pressed(pressed(a_plan(), "add-person hb"), "add-institution")) == {}


def test_an_empty_plan_says_what_to_begin_with() -> None:
    said = " ".join(missing(fresh()).values())
    assert "Give the review a name" in said
    assert "Write the date" in said
    assert "at least one school" in said
    assert "at least one facilitator" in said


@pytest.mark.parametrize(
    ("plan", "field", "sentence"),
    [
        (a_plan(format="tea-party"), "format", "Choose a format"),
        (a_plan(date="2027-02-30"), "date", "30"),
        (a_plan(zone="Europe/Atlantis"), "zone", "Atlantis"),
        (a_plan(zone="../etc/passwd"), "zone", "time zone"),
        (a_plan(call_link="meet me"), "call_link", "begins with https://"),
        (a_plan(mode="online"), "call_link", "nobody meets in a place"),
        (a_plan(steps={"slot.challenge": "long"}), "step-slot.challenge", "from 1 to 480"),
        (a_plan(breaks={"1": "-5"}), "break-1", "from 0 to 480"),
        (a_plan(institutions=(replace(HARROW, minutes="9"),)), "i-hb-minutes", "10 steps need from 10"),
        (a_plan(institutions=(replace(HARROW, type="castle"),)), "i-hb-type", "what kind of institution"),
        (a_plan(institutions=(HARROW, replace(LARKFIELD, name="harrow beck academy"))), "i-lf-name", "two of the name"),
        (a_plan(institutions=(replace(HARROW, name=""),)), "i-hb-name", "has no name"),
        (a_plan(institutions=(replace(HARROW, people=(PlannedPerson(key="p", email="a@b"),)),)), "p-p-name", "no name"),
        (a_plan(institutions=(replace(HARROW, people=(PlannedPerson(key="p", name="A", email="a@b"),)),)), "p-p-email",
         "needs an @ and an ending"),
        (a_plan(institutions=(replace(HARROW, people=(
            *HARROW.people, PlannedPerson(key="p", name="A", email="Imogen.Thackray@example.org"))),)), "p-p-email",
         "is there twice"),
        (a_plan(guests=(replace(LEAD, role="observer"),)), "p-lead-name", "at least one facilitator"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(plan: Plan, field: str, sentence: str) -> None:
    assert sentence in missing(plan)[field]


@pytest.mark.parametrize(
    ("date", "time", "sentence"),
    [("2027-03-28", "01:30", "go forward from"), ("2027-10-31", "01:30", "so 01:30 comes twice")],
)
def test_an_hour_that_is_missing_or_double_is_not_guessed(date: str, time: str, sentence: str) -> None:
    with pytest.raises(NoSuchMoment, match=sentence):
        start_of(a_plan(date=date, time=time))


def test_which_of_two_hours_is_meant_can_be_said() -> None:
    starts = [start_of(a_plan(date="2027-10-31", time="01:30", which=which)) for which in ("first", "second")]
    assert [f"{start:%Z}" for start in starts] == ["BST", "GMT"]
    assert "comes twice" in missing(a_plan(date="2027-10-31", time="01:30"))["which"]


def test_the_request_says_what_the_plan_says() -> None:
    plan = a_plan(themes=("2", "4"), breaks={"1": "20", "9": "5"}, steps={"slot.challenge": "20"})
    asked = request_for(pressed(plan, "add-institution"))
    assert [(one.name, one.minutes) for one in asked.institutions] == [
        ("Harrow Beck Academy", None), ("Larkfield School", None), ("Estuary Gate College", 70),
    ]  # fmt: skip
    assert asked.focus_themes == (2, 4)
    assert [(one.after_slot, one.minutes) for one in asked.breaks] == [(1, 20)]
    assert asked.step_minutes == {"slot.challenge": 20}
    assert asked.start.isoformat() == "2027-03-18T09:30:00+00:00"


def test_the_day_follows_from_the_plan() -> None:
    plan = a_plan(breaks={"1": "20", "2": "0"})
    day = day_of(plan, CONTENT.formats[plan.format])
    kinds = [one.kind for one in day.stretches]
    assert kinds == ["opening", "slot", "break", "slot", "slot", "closing"]
    assert [one.begins for one in day.stretches[:3]] == ["09:30", "09:40", "10:40"]
    assert day.minutes == 10 + 60 + 20 + 60 + 70 + 11
    assert day.ends == "13:21"
    assert day.lasts == "3 h 51 min"
    assert day_of(a_plan(date=""), CONTENT.formats[plan.format]).ends == ""


@pytest.mark.parametrize(
    ("date", "time", "begins"),
    [
        ("2027-03-28", "00:30", ["00:30", "00:40", "02:40"]),  # the clocks go forward from 01:00 to 02:00
        ("2026-10-25", "00:50", ["00:50", "01:00", "01:00"]),  # and back from 02:00 to 01:00
    ],
)
def test_the_day_shows_what_the_clocks_show_when_they_change(date: str, time: str, begins: list[str]) -> None:
    plan = a_plan(date=date, time=time, breaks={"1": "0"})
    day = day_of(plan, CONTENT.formats[plan.format])
    assert [one.begins for one in day.stretches[:3]] == begins


def test_every_format_can_be_drawn_before_it_is_chosen() -> None:
    for form in CONTENT.formats.values():
        day = sketch(form, 3)
        assert sum(one.kind == "slot" for one in day.stretches) == 3
        assert day.minutes == day.stretches[-1].after + day.stretches[-1].minutes
        assert re.fullmatch(r"(\d+ h)? ?(\d+ min)?", day.lasts)


def test_nobody_is_always_last() -> None:
    names = ["A", "B", "C"]
    assert fair_order(names, []) == [0, 1, 2]
    assert fair_order(names, [["a", "b", "c"]]) == [2, 1, 0]
    earlier: list[list[str]] = []
    for _ in range(12):
        order = fair_order(names, earlier)
        earlier.insert(0, [names[place] for place in order])
    last = [order[-1] for order in earlier]
    assert {name: last.count(name) for name in names} == {"A": 4, "B": 4, "C": 4}
    assert COLLEGE.name


def test_colleagues_compare_within_one_institution() -> None:
    form = CONTENT.formats["internal-leadership-review"]
    other = PlannedInstitution(key="other", name="Another", minutes="soon", people=(PlannedPerson(email="no address"),))
    among = a_plan(format=form.id, institutions=(PlannedInstitution(), HARROW, other), breaks={"1": "soon"})
    assert missing(among) == {}
    assert [one.name for one in request_for(among, form).institutions] == [HARROW.name]
    assert [one.key for one in day_of(among, form).stretches if one.kind == "slot"] == [HARROW.key]
    assert "i-other-type" in missing(pressed(among, "first other"))
    assert {"break-1", "i-other-minutes"} <= {*missing(replace(among, format="peer-review-hour"))}


def test_a_room_that_is_there_leaves_no_institution_out_unsaid() -> None:
    among = a_plan(format="internal-leadership-review")
    faults = {one.field: one.sentence for one in faults_of(among, CONTENT, ("schools",))}
    assert list(faults) == ["i-lf-name"]
    assert "within one institution" in faults["i-lf-name"]
