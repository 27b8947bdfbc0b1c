"""Plan, people and lengths through the machine's door; and what the hub's lists show of a changed plan."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from tests.server.door import FACILITATOR, HOST, PEER, Door, RoomAtDoor, standing


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with standing(tmp_path_factory.mktemp("house")) as standing_door:
        yield standing_door


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    return await door.room()


async def test_a_plan_changes_and_the_list_of_rooms_with_it(door: Door, room: RoomAtDoor) -> None:
    read = await room.read(FACILITATOR)
    plan = {
        "title": "Autumn review", "form": msgspec.to_builtins(door.house.content.formats["peer-review-hour"]),
        "start": "2027-12-01T10:00:00+00:00", "time_zone": "Europe/London", "step_minutes": {"slot.challenge": 20},
        "institutions": [
            {"id": one["id"], "name": one["name"], "type": one["type"], "framework": one["framework"]}
            for one in reversed(read["institutions"])
        ],
    }  # fmt: skip
    assert (await room.tries(HOST, "ChangePlan", **plan)).status_code == 403
    reply = await room.does(FACILITATOR, "ChangePlan", **plan)
    assert [event["kind"] for event in reply["events"]] == ["PlanChanged"]
    after = await room.read(FACILITATOR)
    assert after["title"] == "Autumn review"
    assert [one["slot"] for one in after["institutions"]] == ["slot-4", "slot-3", "slot-2", "slot-1"]
    assert after["ratings"] == [*after["ratings"]] != []
    hub = await door.house.directory.hub_of(room.id)
    row = await door.house.directory.room_of(hub or "", room.id)
    assert row is not None
    assert (row.title, row.starts_at.isoformat()) == ("Autumn review", "2027-12-01T10:00:00+00:00")
    used = await door.house.directory.rooms_by_framework(hub or "")
    assert sum(one.room == room.id for rooms in used.values() for one in rooms) == 2
    assert (await room.tries(FACILITATOR, "ChangePlan", **{**plan, "institutions": []})).status_code == 422
    assert (await room.tries(FACILITATOR, "ChangePlan", **{**plan, "start": "soon"})).status_code == 400


async def test_somebody_is_invited_once_and_the_name_stays_out_of_the_log(room: RoomAtDoor) -> None:
    body = {
        "id": "invite", "kind": "InvitePerson", "name": "Ann Canary", "email": "ann@example.org", "role": "member",
        "institution": room.institutions["Larkfield School"], "person": room.ids[HOST],
    }  # fmt: skip
    first, second = await room.sends(FACILITATOR, body), await room.sends(FACILITATOR, body)
    assert first.json() == second.json()
    (event,) = first.json()["events"]
    assert event["person"] not in (room.ids[HOST], "")
    people = (await room.read(FACILITATOR))["people"]
    assert [one["name"] for one in people].count("Ann Canary") == 1
    log = await room.gets(FACILITATOR, "/rooms/ROOM/log.json")
    assert "Canary" not in log.text
    assert "ann@example.org" not in (await room.gets(PEER, "/api/rooms/ROOM")).text
    await room.does(FACILITATOR, "PlacePerson", person=event["person"], role="observer")
    people = (await room.read(FACILITATOR))["people"]
    assert [one["role"] for one in people if one["name"] == "Ann Canary"] == ["observer"]


async def test_who_is_left_out_with_an_institution_has_no_way_in_any_more(room: RoomAtDoor, door: Door) -> None:
    read = await room.read(FACILITATOR)
    fresh = {
        "id": "i_new",
        "name": "Harbour High",
        "type": "secondary",
        "framework": read["institutions"][0]["framework"],
    }
    plan = {
        "title": read["title"], "form": msgspec.to_builtins(door.house.content.formats["peer-review-hour"]),
        "start": read["start"], "time_zone": "Europe/London",
    }  # fmt: skip
    stay = [{key: one[key] for key in ("id", "name", "type", "framework")} for one in read["institutions"]]
    await room.does(FACILITATOR, "ChangePlan", **plan, institutions=[*stay, fresh])
    reply = await room.does(FACILITATOR, "InvitePerson", name="Ann", role="member", institution="i_new")
    person = reply["events"][0]["person"]
    token = await door.house.directory.rotate_link("person", room.id, person)
    assert await door.house.directory.find_link(token)
    reply = await room.does(FACILITATOR, "ChangePlan", **plan, institutions=stay)
    assert [event["kind"] for event in reply["events"]] == ["PlanChanged", "PersonRemoved"]
    assert await door.house.directory.find_link(token) is None


async def test_lengths_are_seen_by_everybody_and_minuted(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="slot-1.context")
    await room.does(FACILITATOR, "ChangeLengths", lengths=[{"step": "slot-2.challenge", "minutes": 5}])
    for who in (PEER, "screen"):
        steps = {one["step"]: one["allotted_minutes"] for one in (await room.read(who))["programme"]}
        assert steps["slot-2.challenge"] == 5
    minutes = (await room.gets(FACILITATOR, "/rooms/ROOM/minutes.md")).text
    assert "Larkfield School was given 50 minutes in place of 60, 10 fewer than promised, by Rosalind" in minutes
