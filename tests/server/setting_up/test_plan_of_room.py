"""A room is read as the plan that makes it again: whatever was asked for comes back, to the minute."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.changing.merging import merged
from server.changing.reading import breaks_for, plan_of
from server.changing.saying import changes, is_held, words_from
from server.content import read_content
from server.hub.copying import copy_of
from server.setting_up.faults import breaks_of, faults_of, lengths_of, slot_minutes, start_of
from server.setting_up.plan import Plan, PlannedGuest, PlannedPerson
from server.tables import Person
from sessions import events as e
from sessions.evolve import fold
from sessions.framework import outline
from sessions.programme import Break, Step, make_programme, with_lengths
from sessions.room import Room
from tests.server.setting_up.plans import HARROW, LARKFIELD, LEAD, a_plan

CONTENT = read_content()
WORDS = words_from(CONTENT, {}, {})
HOUR = CONTENT.formats["peer-review-hour"]
SCHOOLS = CONTENT.framework_for("secondary")
AT = datetime(2027, 1, 1, tzinfo=UTC)


def a_room(
    lengths: dict[str, int], minutes: list[int | None], breaks: list[Break], start: datetime = AT, zone: str = "UTC"
) -> Room:
    """A room as it begins; Harrow Beck's Imogen, and Rosalind who leads it."""
    assert SCHOOLS is not None
    form = with_lengths(HOUR, lengths)
    prepared = e.RoomPrepared(
        title="Spring review", format=HOUR.id, format_title=HOUR.title, start=start, time_zone=zone, time_scale=60.0,
        mode="in_person", peer_views="institution", focus_themes=(1,), ground_rules=(),
        institutions=tuple(
            e.PreparedInstitution(
                id=f"i_{n}", name=f"School {n}", type="secondary", slot=f"slot-{n}", framework=SCHOOLS.id,
                focus_statements=(), minutes=own or form.slot_minutes,
            )
            for n, own in enumerate(minutes, start=1)
        ),
        programme=make_programme(form, minutes, breaks), frameworks=(outline(SCHOOLS),),
        step_minutes=tuple(e.NewLength(step, own) for step, own in lengths.items()),
    )  # fmt: skip
    people = [("p_r", "facilitator", None), ("p_i", "member", "i_1"), ("p_gone", "member", "i_1")]
    invited = [e.PersonInvited(person=who, role=role, institution=of) for who, role, of in people]  # type: ignore[arg-type]
    events: list[e.Event] = [prepared, *invited, e.PersonRemoved(person="p_gone")]
    return fold(e.Recorded(number, AT, event) for number, event in enumerate(events, start=1))


PEOPLE = {
    "p_r": Person(id="p_r", room="r", name="Rosalind", organisation="Hub"),
    "p_i": Person(id="p_i", room="r", name="Imogen", email="i@example.org"),
    "p_gone": Person(id="p_gone", room="r", name="Gone"),
}


def minutes_of(programme: tuple[Step, ...]) -> list[tuple[str, int, str]]:
    return [(step.id, step.minutes, step.note) for step in programme]


NAMES = [f"{part}.{step.id}" for part in ("opening", "slot", "closing") for step in getattr(HOUR, part)]


@given(
    lengths=st.dictionaries(st.sampled_from(NAMES), st.integers(1, 40), max_size=4),
    minutes=st.lists(st.none() | st.integers(20, 120), min_size=1, max_size=4),
    pause=st.integers(0, 45),
    note=st.sampled_from(("", "Lunch")),
)
def test_whatever_a_room_was_made_from_comes_back(
    lengths: dict[str, int], minutes: list[int | None], pause: int, note: str
) -> None:
    breaks = [Break(1, pause, note if pause else "")] if len(minutes) > 1 else []
    room = a_room(lengths, minutes, breaks)
    plan = plan_of(room, PEOPLE, CONTENT)
    assert faults_of(plan, CONTENT) == []
    form, rows = with_lengths(HOUR, lengths_of(plan)), plan.institutions
    made = make_programme(
        form, [slot_minutes(row) for row in rows],
        breaks_for(room, plan, breaks_of(plan, len(rows)), HOUR, len(rows)),
    )  # fmt: skip
    assert minutes_of(made) == minutes_of(room.programme)
    assert start_of(plan) == room.start
    assert changes(plan, plan_of(room, PEOPLE, CONTENT), WORDS) == []
    again = copy_of(room, PEOPLE, "Once more", AT, None)
    copied = make_programme(
        with_lengths(HOUR, again.step_minutes), [one.minutes for one in again.institutions], again.breaks
    )
    assert minutes_of(copied) == minutes_of(room.programme)


@pytest.mark.parametrize(("fold_", "which"), [(0, "first"), (1, "second")])
def test_the_hour_that_comes_twice_is_told_apart(fold_: int, which: str) -> None:
    start = datetime(2027, 10, 31, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=fold_)
    plan = plan_of(a_room({}, [None], [], start, "Europe/London"), PEOPLE, CONTENT)
    assert plan.which == which
    assert start_of(plan).astimezone(UTC) == start.astimezone(UTC)


def test_people_are_those_who_have_a_place() -> None:
    plan = plan_of(a_room({}, [None, None], []), PEOPLE, CONTENT)
    assert [[one.name for one in row.people] for row in plan.institutions] == [["Imogen"], []]
    assert [(one.key, one.role, one.organisation) for one in plan.guests] == [("p_r", "facilitator", "Hub")]


# Two at once


def test_what_only_one_of_two_changed_is_as_they_changed_it() -> None:
    was = a_plan()
    theirs = replace(was, place="The gym", institutions=(replace(HARROW, name="Harrow Beck"), *was.institutions[1:]))
    mine = replace(was, title="Autumn review", steps={"slot.challenge": "20"})
    both = merged(was, mine, theirs)
    assert (both.title, both.place, both.steps) == ("Autumn review", "The gym", {"slot.challenge": "20"})
    assert [row.name for row in both.institutions] == ["Harrow Beck", "Larkfield School", "Estuary Gate College"]


def test_rows_that_either_added_are_there_and_rows_that_either_took_out_are_not() -> None:
    was = a_plan()
    ann, bo = PlannedGuest(key="ann", name="Ann"), PlannedGuest(key="bo", name="Bo")
    theirs = replace(was, guests=(LEAD, ann), institutions=was.institutions[1:])
    mine = replace(was, guests=(LEAD, bo), institutions=(was.institutions[1], was.institutions[0]), breaks={"1": "5"})
    both = merged(was, mine, theirs)
    assert [one.name for one in both.guests] == ["Rosalind Achterley", "Ann", "Bo"]
    assert [row.key for row in both.institutions] == ["lf"]
    assert merged(was, was, theirs) == theirs
    assert merged(was, mine, was) == mine


def test_my_order_stands_where_i_changed_it_and_theirs_where_i_did_not() -> None:
    was = a_plan()
    turned = replace(was, institutions=was.institutions[::-1])
    assert [row.key for row in merged(was, turned, was).institutions] == ["eg", "lf", "hb"]
    assert [row.key for row in merged(was, was, turned).institutions] == ["eg", "lf", "hb"]


# In sentences


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": "Autumn"}, "Name: Autumn (was Spring review)."),
        ({"date": "2027-03-19"}, "Date: Friday 19 March 2027 (was Thursday 18 March 2027)."),
        ({"date": "soon"}, "Date: soon (was Thursday 18 March 2027)."),
        ({"place": "The gym"}, "Place: The gym."),
        ({"mode": "online"}, "How people meet: on a call (was in person)."),
        ({"peer_views": "person"}, "Peers’ views: one from each person (was one from each institution)."),
        ({"format": "follow-up"}, f"Format: {CONTENT.formats['follow-up'].title} (was {HOUR.title})."),
        ({"which": "second"}, "Which of the two hours: second."),
        ({"steps": {"slot.challenge": "20"}}, "Challenge round: 20 min (was as the format says)."),
        ({"breaks": {"1": "20"}}, "Break after slot 1: 20 min (was as the format says)."),
        ({"institutions": (LARKFIELD, HARROW)}, "Estuary Gate College is not part of it any more."),
        ({"institutions": (LARKFIELD, HARROW)}, "The order: Larkfield School, Harrow Beck Academy."),
        ({"institutions": (replace(HARROW, type="fe"),)}, "Harrow Beck Academy, kind: Further education college (was "),
        ({"institutions": (replace(HARROW, minutes="45"),)}, "Harrow Beck Academy, minutes: 45 min (was "),
        ({"institutions": (replace(HARROW, name="HB"),)}, "Harrow Beck Academy is called HB."),
        ({"guests": (replace(LEAD, role="observer"),)}, "Rosalind Achterley comes as observer."),
        ({"guests": (LEAD, PlannedPerson(key="new", name="Ann"))}, "Ann comes."),
        ({"guests": ()}, "Rosalind Achterley does not come any more; the link ends."),
        ({"guests": (replace(LEAD, email="r@example.org"),)}, "Rosalind Achterley, e-mail: r@example.org."),
    ],
)  # fmt: skip
def test_what_changed_is_said_in_a_sentence(changed: dict[str, object], sentence: str) -> None:
    was = a_plan()
    said = changes(was, replace(was, **changed), WORDS)
    assert any(one.startswith(sentence) for one in said), said
    assert changes(was, was, WORDS) == []


def test_what_people_hold_is_when_and_where() -> None:
    was = a_plan()
    assert is_held(was, replace(was, date="2027-03-19"))
    assert is_held(was, replace(was, call_link="https://call.example"))
    assert not is_held(was, replace(was, title="Autumn"))
    assert isinstance(was, Plan)
