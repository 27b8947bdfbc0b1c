"""The hub's rooms: in order, searched, archived and brought back, made once more on another day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from server.house import House
from server.hub.copying import copy_of
from server.submit import submit
from server.tables import Person
from sessions import events as e
from sessions.commands import CloseRoom, OpenRoom
from sessions.evolve import fold
from sessions.room import Room
from tests.contracts.logs import write_as_a_newer_version
from tests.server.door import sample_request
from tests.server.hubs import Visitor, at, desks, founder, hub_called, room_in, words

pytestmark = pytest.mark.slow  # a house for each

TODAY = at("2026-11-02T10:00")
BAD_DATES: list[tuple[str, str, str]] = [
    ("", "09:30", "Write the date"),
    ("2027-02-30", "09:30", "February"),
    ("soon", "09:30", "is not a date"),
    ("2027-06-18", "half nine", "is not a time"),
    ("2027-03-28", "01:30", "go forward"),
    ("2026-11-01", "09:30", "That day has passed"),
    ("2099-06-18", "09:30", "more than 5 years away"),
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose clock stands ten days before the sample review."""
    async with desks(tmp_path, now=lambda: TODAY) as found:
        yield found


@pytest.fixture
async def priya(house: House) -> Visitor:
    """The facilitator of a hub without rooms."""
    return await founder(house, "Wexmoor", "Priya N")


async def has(house: House, room: str, *kinds: type[OpenRoom | CloseRoom]) -> None:
    """Have a room opened, or opened and closed, by its facilitator."""
    for kind in kinds:
        now = await house.store.room(room)
        lead = next(one.id for one in now.people.values() if one.role == "facilitator")
        await submit(house, room, now.actor(lead), kind(id=f"c-{kind.__name__}"))


async def test_rooms_stand_where_one_looks_for_them(house: House, priya: Visitor) -> None:
    live = await room_in(house, "Wexmoor", title="Live one")
    past = await room_in(house, "Wexmoor", title="Past one", start="2026-09-01T09:30:00+01:00")
    await room_in(house, "Wexmoor", title="Later one", start="2027-06-18T09:15:00+01:00")
    await room_in(house, "Wexmoor", title="Sooner one")
    await has(house, live.room, OpenRoom)
    await has(house, past.room, OpenRoom, CloseRoom)
    shown = await priya.sees("/hub")
    places = [shown.index(one) for one in ("Live now", "Live one", "Coming up", "Sooner one", "Later one", "Past one")]
    assert places == sorted(places)
    assert "Not started yet. 0 of 17 here." in shown
    assert "Thu 12 November 09:30–14:35" in shown
    assert "Fri 18 June 2027 09:15–14:20" in shown
    assert "Minutes to confirm" in shown
    assert "Confirmed by 0 of 4" in shown
    assert live.code in shown


async def test_what_is_worth_a_call_stands_beside_the_rooms(house: House, priya: Visitor) -> None:
    institutions = sample_request()["institutions"]
    institutions[0] |= {"self_ratings": [], "colleague_ratings": []}
    institutions[1] |= {"people": [], "presenter": None, "self_ratings": [], "colleague_ratings": []}
    await room_in(house, "Wexmoor", title="Autumn review", institutions=institutions)
    shown = (await priya.sees("/hub")).partition("Worth a call")[2]
    assert "Larkfield School has named nobody yet for Autumn review on 12 November." in shown
    assert "Harrow Beck Academy has not rated itself yet; Autumn review on 12 November is near." in shown
    assert "Nobody named for 1 of 4" in await priya.sees("/hub")
    assert "2 of 4 have rated themselves" in await priya.sees("/hub")


async def test_nothing_to_do_is_said(house: House, priya: Visitor) -> None:
    await room_in(house, "Wexmoor", start="2027-06-18T09:15:00+01:00")
    assert "Nobody waits for a word from you." in await priya.sees("/hub")


async def test_who_has_not_prepared_its_hour_stands_there_with_the_way_to_it(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor", title="Autumn review")
    shown = await priya.sees("/hub")
    assert "Larkfield School has prepared 2 of 5 (missing: context, strengths, focus); Autumn review" in shown
    assert "0 of 4 have prepared their hour" in shown
    way = f"/rooms/{made.room}/preparation"
    assert f'href="{way}?slot=slot-2"' in (await priya.gets("/hub")).text
    answer = await priya.gets(f"{way}?slot=slot-2")
    assert answer.headers["location"] == f"/rooms/{made.room}/as/desk/preparation?slot=slot-2"
    assert "Larkfield School: its hour" in await priya.sees(answer.headers["location"])
    assert "What is prepared" in await priya.sees(f"/rooms/{made.room}/as/desk/preparation")


async def test_no_hub_sees_anothers_rooms(house: House, priya: Visitor) -> None:
    sam = await founder(house, "Coastal", "Sam Oduya")
    made = await room_in(house, "Wexmoor", title="Ours alone")
    for path in ("/hub", "/hub?q=ours", "/hub?q=larkfield"):
        assert "Ours alone" not in await sam.sees(path)
    assert (await sam.gets(f"/hub/rooms/{made.room}/duplicate")).status_code == 404
    assert (
        await sam.posts(f"/hub/rooms/{made.room}/duplicate", title="x", date="2027-06-18", time="09:30")
    ).status_code == 404
    assert (await sam.posts(f"/hub/rooms/{made.room}/archive", archived="yes")).status_code == 404
    assert (await sam.gets(f"/rooms/{made.room}/as/desk")).status_code == 404
    assert "Ours alone" in await priya.sees("/hub")


@pytest.mark.parametrize("query", ["autumn", "AUTUMN harrow", "lark", "november", "estuary coll", "{code}", "Wexmoor"])
async def test_a_search_finds_by_the_beginnings_of_words(house: House, priya: Visitor, query: str) -> None:
    made = await room_in(house, "Wexmoor", title="Autumn review, Wexmoor Źródło")
    await room_in(house, "Wexmoor", title="Another", institutions=[{"name": "Elsewhere", "type": "secondary"}],
                  start="2027-06-18T09:30:00+01:00", breaks=[], place="Far away")  # fmt: skip
    shown = await priya.sees(f"/hub?q={query.format(code=made.code.lower())}")
    assert "1 room with" in shown
    assert "Autumn review" in shown


async def test_accents_do_not_hide_a_room_and_what_is_not_there_is_not_found(house: House, priya: Visitor) -> None:
    await room_in(house, "Wexmoor", title="Przegląd Łódź")
    assert "Przegląd" in await priya.sees("/hub?q=przeglad lodz")
    assert "Nothing found" in await priya.sees("/hub?q=przeglad nowhere")
    assert "Nothing found" in await priya.sees("/hub?q=" + "x" * 5000)
    assert "0 rooms" in await priya.sees("/hub?q=<script>")


async def test_an_archived_room_is_out_of_sight_and_found_by_searching(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor", title="Old one")
    assert (await priya.posts(f"/hub/rooms/{made.room}/archive", archived="yes")).status_code == 303
    shown = await priya.sees("/hub")
    assert "Old one" not in shown
    assert "Every review is archived" in shown
    assert "Archived" in (found := await priya.sees("/hub?q=old"))
    assert "Bring back" in found
    await priya.posts(f"/hub/rooms/{made.room}/archive", archived="no")
    assert "Old one" in await priya.sees("/hub")


async def test_a_room_that_is_open_is_not_archived(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor")
    await has(house, made.room, OpenRoom)
    assert (await priya.posts(f"/hub/rooms/{made.room}/archive", archived="yes")).status_code == 404
    assert "Live now" in await priya.sees("/hub")


async def test_many_past_rooms_are_shown_when_asked_for(house: House, priya: Visitor) -> None:
    for number in range(14):
        made = await room_in(house, "Wexmoor", title=f"Past {number:02}", start=f"2026-09-{number + 1:02}T09:30:00Z")
        await has(house, made.room, OpenRoom, CloseRoom)
    shown = (await priya.sees("/hub")).partition("Worth a call")[0]
    assert "Past 13" in shown
    assert "Past 00" not in shown
    assert "Show all 14" in shown
    assert "Past 00" in await priya.sees("/hub?all")


async def test_a_room_whose_day_went_by_stands_among_the_past_ones(house: House, priya: Visitor) -> None:
    await room_in(house, "Wexmoor", title="Missed one", start="2026-10-30T09:30:00Z")
    shown = await priya.sees("/hub")
    assert "Nothing is planned." in shown
    assert "Not held" in shown.partition("Past")[2]
    assert "Missed one was planned for 30 October and was not opened." in shown.partition("Worth a call")[2]
    assert "Go to the room" in shown


async def test_a_room_that_a_newer_version_wrote_hides_no_other(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor", title="Newer")
    await room_in(house, "Wexmoor", title="Readable")
    write_as_a_newer_version(house.settings.database_url, made.room)
    shown = await priya.sees("/hub")
    assert "This room was changed by a newer version" in shown
    assert "Readable" in shown


# Once more


async def test_a_duplicate_has_the_same_people_and_nothing_that_was_said(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor", title="Autumn review")
    assert "Autumn review" in await priya.sees(f"/hub/rooms/{made.room}/duplicate")
    answer = await priya.posts(
        f"/hub/rooms/{made.room}/duplicate", title=" Spring  review", date="2027-06-18", time="10:15"
    )
    assert answer.status_code == 303, words(answer)
    again = answer.headers["location"].rpartition("/")[2]
    was, now = await house.store.room(made.room), await house.store.room(again)
    assert (now.title, now.start) == ("Spring review", datetime(2027, 6, 18, 9, 15, tzinfo=UTC))
    assert now.hub == "Wexmoor"
    for field in ("format", "mode", "place", "call_link", "focus_themes", "peer_views", "time_zone", "ground_rules"):
        assert getattr(now, field) == getattr(was, field), field
    assert [(one.id, one.minutes, one.note) for one in now.plan] == [
        (one.id, one.minutes, one.note) for one in was.plan
    ]
    assert described(now) == described(was)
    assert [slot.focus for slot in now.slots.values()] == [slot.focus for slot in was.slots.values()]
    assert (now.ratings, now.colleagues, now.benchmarks, now.actions, now.questions) == ({}, {}, {}, {}, {})
    assert not any(slot.wants or slot.priorities for slot in now.slots.values())
    assert await names(house, again) == await names(house, made.room)
    assert {*now.people}.isdisjoint(was.people)
    assert (await house.directory.room_of((await hub_called(house, "Wexmoor")).id, again)) is not None


def described(room: Room) -> list[tuple[Any, ...]]:
    return [(one.name, one.type, one.framework, one.urn, one.local_authority) for one in room.institutions.values()]


async def names(house: House, room_id: str) -> list[tuple[str, str, str, str, str]]:
    room = await house.store.room(room_id)
    rows = await house.directory.people(room_id)
    return sorted(
        (one.name, one.email, one.job_title, one.organisation, room.people[one.id].role) for one in rows
    )  # fmt: skip


@pytest.mark.parametrize(("day", "time", "says"), BAD_DATES)
async def test_a_day_that_cannot_be_keeps_what_was_typed(
    house: House, priya: Visitor, day: str, time: str, says: str
) -> None:
    made = await room_in(house, "Wexmoor")
    answer = await priya.posts(f"/hub/rooms/{made.room}/duplicate", title="Typed <title>", date=day, time=time)
    assert answer.status_code == 422
    assert says in words(answer)
    assert 'value="Typed &lt;title&gt;"' in answer.text
    assert f'value="{day}"' in answer.text
    assert len(await house.directory.rooms_of((await hub_called(house, "Wexmoor")).id)) == 1


async def test_a_date_may_be_typed_as_people_write_it(house: House, priya: Visitor) -> None:
    made = await room_in(house, "Wexmoor")
    answer = await priya.posts(f"/hub/rooms/{made.room}/duplicate", title="Again", date="18/06/2027", time="9.30 am")
    again = await house.store.room(answer.headers["location"].rpartition("/")[2])
    assert again.start == datetime(2027, 6, 18, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(("title", "says"), [("  ", "Give the review a title."), ("x" * 201, "That title is too long")])
async def test_a_title_is_needed(house: House, priya: Visitor, title: str, says: str) -> None:
    made = await room_in(house, "Wexmoor")
    answer = await priya.posts(f"/hub/rooms/{made.room}/duplicate", title=title, date="2027-06-18", time="09:30")
    assert (answer.status_code, says in words(answer)) == (422, True)


@pytest.mark.usefixtures("priya")
async def test_who_was_removed_erased_or_withdrew_is_not_taken_along(house: House) -> None:
    made = await room_in(house, "Wexmoor")
    room = await house.store.room(made.room)
    ids = {one.name: one.id for one in made.people}
    people = {one.id: one for one in await house.directory.people(made.room)}
    people[ids["Siobhan Merrick"]].name = ""
    gone = room.people[ids["Imogen Thackray"]]
    room = replace(room, people={**room.people, gone.id: replace(gone, removed=True)})
    me = Person(id="", room="", name="Priya N", email="priya@hub.example")
    taken = copy_of(room, people, "Again", room.start, me)
    members = [one.name for institution in taken.institutions for one in institution.people]
    assert {"Siobhan Merrick", "Imogen Thackray", ""}.isdisjoint(members)
    assert taken.institutions[0].presenter is None
    assert [one.name for one in taken.facilitators] == ["Rosalind Achterley", "Jamie Sorrell"]
    people[ids["Rosalind Achterley"]].name = ""
    leads = copy_of(room, people, "Again", room.start, me).facilitators
    assert [(one.name, one.room_role) for one in leads] == [
        ("Priya N", "facilitator"),
        ("Jamie Sorrell", "co_facilitator"),
    ]


@pytest.mark.usefixtures("priya")
async def test_an_institution_that_withdrew_stays_away(house: House) -> None:
    made = await room_in(house, "Wexmoor")
    log = await house.store.events(made.room)
    room = await house.store.room(made.room)
    first = next(iter(room.institutions.values()))
    dropped = tuple(step.id for step in room.plan if step.slot == first.slot)
    left = e.Recorded(len(log) + 1, TODAY, e.InstitutionWithdrawn(institution=first.id, dropped=dropped))
    taken = copy_of(fold([*log, left]), {}, "Again", room.start, None)
    assert [one.name for one in taken.institutions] == ["Larkfield School", "The Causeway PRU", "Estuary Gate College"]
    assert [(one.after_slot, one.minutes) for one in taken.breaks] == [(1, 7), (2, 30)]
