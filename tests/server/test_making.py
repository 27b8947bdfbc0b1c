"""Making a room: what a facilitator asks for, what a room begins with, and what is said where it does not fit."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from sessions import events as e
from tests.server.door import Door, RoomAtDoor, sample_request, standing

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder: Path = tmp_path_factory.mktemp("house")
    async with standing(folder) as standing_door:
        yield standing_door


async def begun(room: RoomAtDoor) -> list[e.Event]:
    return [one.event for one in await room.door.house.store.events(room.id)]


async def test_a_room_has_all_ways_in(door: Door) -> None:
    answer = await door.make(sample_request())
    made = answer.json()
    assert answer.status_code == 201
    assert set(made) == {"room", "code", "join", "screen", "people", "institutions"}
    assert made["room"].startswith("r_")
    assert len(made["code"]) == 6
    roles = [one["room_role"] for one in made["people"]]
    assert roles == ["facilitator", "co_facilitator", *["member"] * 14, "observer"]
    first = made["people"][2]
    assert set(first) == {"id", "name", "institution", "room_role", "link", "token"}
    assert first["id"].startswith("p_")
    assert first["institution"].startswith("i_")
    assert first["link"].endswith("/join/" + first["token"])
    assert len(first["token"]) >= 22


async def test_the_log_begins_with_everything_that_was_brought(door: Door) -> None:
    room = await door.room()
    events = await begun(room)
    counts = {
        kind: sum(type(one).__name__ == kind for one in events) for kind in {type(one).__name__ for one in events}
    }
    assert counts == {
        "RoomPrepared": 1, "PersonInvited": 17, "WantsNoted": 4, "PrioritiesSet": 4, "ColleagueRatingGiven": 188,
        "ColleagueRatingsCompared": 2, "SelfRatingShared": 105, "BenchmarkBrought": 40,
    }  # fmt: skip


async def test_the_log_holds_no_name_of_a_person(door: Door) -> None:
    room = await door.room()
    rows = await door.house.store.records(room.id)
    log = " ".join(str(row.record) for row in rows)
    assert all(name not in log for name in room.ids)
    assert "example.org" not in log


async def test_the_start_keeps_its_own_offset(door: Door) -> None:
    room = await door.room(start="2026-07-01T09:30:00+01:00")
    prepared = (await begun(room))[0]
    assert isinstance(prepared, e.RoomPrepared)
    assert prepared.start.isoformat() == "2026-07-01T09:30:00+01:00"


async def test_schools_and_colleges_sit_in_one_room(door: Door) -> None:
    request = sample_request()
    for institution in request["institutions"]:
        institution.pop("framework", None)
    room = RoomAtDoor(door, (await door.make(request)).json())
    prepared = (await begun(room))[0]
    assert isinstance(prepared, e.RoomPrepared)
    assert [one.framework for one in prepared.institutions] == ["schools", "schools", "schools", "colleges"]


async def test_three_statements_of_the_focus_themes_are_looked_at_by_default(door: Door) -> None:
    request = sample_request(focus_themes=[2, 4])
    for institution in request["institutions"]:
        institution.pop("focus_statements")
    prepared = (await begun(RoomAtDoor(door, (await door.make(request)).json())))[0]
    assert isinstance(prepared, e.RoomPrepared)
    assert prepared.institutions[0].focus_statements == ("2.1", "2.2", "4.1")


async def test_breaks_and_lengths_are_the_facilitators_choice(door: Door) -> None:
    request = sample_request(
        breaks=[{"after_slot": 1, "minutes": 0}, {"after_slot": 2, "minutes": 30, "note": "Lunch"}]
    )
    request["institutions"][0]["minutes"] = 45
    room = RoomAtDoor(door, (await door.make(request)).json())
    read = await room.read("Rosalind Achterley")
    breaks = [(one["step"], one["planned_minutes"], one["note"]) for one in read["programme"] if one["kind"] == "break"]
    assert breaks == [("break-2.break", 30.0, "Lunch"), ("break-3.break", 7.0, "")]
    assert sum(one["planned_minutes"] for one in read["programme"] if one["slot"] == "slot-1") == 45
    assert read["institutions"][0]["planned_minutes"] == 45


def institution(request: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = request["institutions"][0]
    return found


MALFORMED: list[tuple[str, Change]] = [
    ("title", lambda r: r.pop("title")),
    ("start", lambda r: r.update(start="2026-11-12T09:30:00")),
    ("start", lambda r: r.update(start="tomorrow")),
    ("mode", lambda r: r.update(mode="on the moon")),
    ("colour", lambda r: r.update(colour="red")),
    ("time_scale", lambda r: r.update(time_scale=0)),
    ("institutions[0].type", lambda r: institution(r).pop("type")),
    ("institutions[0].minutes", lambda r: institution(r).update(minutes="an hour")),
    ("institutions[0].self_ratings[0].level", lambda r: institution(r)["self_ratings"][0].update(level="two")),
    ("institutions[0].compass[0].percent", lambda r: institution(r)["compass"][0].update(percent=101)),
    ("facilitators[0].room_role", lambda r: r["facilitators"][0].update(room_role="queen")),
    ("breaks[0].minutes", lambda r: r["breaks"][0].update(minutes=None)),
]


@pytest.mark.parametrize(("field", "change"), MALFORMED, ids=range(len(MALFORMED)))
async def test_a_malformed_field_is_named(door: Door, field: str, change: Change) -> None:
    request = sample_request()
    change(request)
    answer = await door.make(request)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field


async def test_what_is_not_json_is_malformed(door: Door) -> None:
    answer = await door.ask("POST", "/api/rooms", door.token, content=b"{")
    assert answer.status_code == 400


UNFIT: list[tuple[str, Change]] = [
    ("no format “tea”", lambda r: r.update(format="tea")),
    (
        "Leave self_ratings out",
        lambda r: r.update(format="internal-leadership-review", institutions=r["institutions"][:1], breaks=[]),
    ),
    ("no framework “tea”", lambda r: institution(r).update(framework="tea")),
    ("for the type “zoo”", lambda r: (institution(r).update(type="zoo"), institution(r).pop("framework"))),
    ("no statement 9.9", lambda r: institution(r).update(focus_statements=["9.9"])),
    ("no statement 9.9", lambda r: institution(r)["self_ratings"][0].update(statement="9.9")),
    ("no level 9", lambda r: institution(r)["self_ratings"][0].update(level=9)),
    ("no level 0", lambda r: institution(r)["colleague_ratings"][0].update(level=0)),
    ("Gatsby Benchmark 9", lambda r: institution(r)["compass"][0].update(benchmark=9)),
    ("no theme 12", lambda r: r.update(focus_themes=[12])),
    ("at least one institution", lambda r: r.update(institutions=[], breaks=[])),
    ("at least one facilitator", lambda r: r.update(facilitators=[])),
    ("at least one facilitator", lambda r: r["facilitators"][0].update(room_role="co_facilitator")),
    ("no time zone “Mars/Base”", lambda r: r.update(time_zone="Mars/Base")),
    ("no time zone", lambda r: r.update(time_zone="../../etc/passwd")),
    ("break after slot 4", lambda r: r.update(breaks=[{"after_slot": 4, "minutes": 5}])),
    ("break of 481", lambda r: r.update(breaks=[{"after_slot": 1, "minutes": 481}])),
    ("two breaks after slot 1", lambda r: r.update(breaks=[{"after_slot": 1, "minutes": 5}] * 2)),
    ("do not fit into 3 minutes", lambda r: institution(r).update(minutes=3)),
    ("Siobhan Merrick is not among", lambda r: institution(r).update(presenter="Siobhan Merrick")),
    ("Nobody Known is not among", lambda r: institution(r)["self_ratings"][0].update(rated_by="Nobody Known")),
    ("Nobody Known is not among", lambda r: institution(r)["colleague_ratings"][0].update(person="Nobody Known")),
    ("same name", lambda r: r["institutions"][1].update(name="harrow beck academy ")),
    ("Somebody has no name", lambda r: r["observers"][0].update(name="  ")),
    ("characters; 4,000 is the most", lambda r: institution(r).update(wants="x" * 4001)),
]


@pytest.mark.parametrize(("says", "change"), UNFIT, ids=range(len(UNFIT)))
async def test_what_does_not_fit_together_is_said_in_a_sentence(door: Door, says: str, change: Change) -> None:
    request = sample_request()
    change(request)
    answer = await door.make(request)
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert {"type", "title", "detail", "code"} <= set(problem)
    assert says in problem["detail"]


async def test_a_room_is_made_with_a_facilitators_own_token_alone(door: Door) -> None:
    room = await door.room()
    assert (await door.ask("POST", "/api/rooms", content=b"{}")).status_code == 401
    assert (await door.ask("POST", "/api/rooms", "nonsense", content=b"{}")).status_code == 401
    assert (await door.ask("POST", "/api/rooms", room.tokens["Rosalind Achterley"], content=b"{}")).status_code == 403
