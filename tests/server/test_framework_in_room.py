"""A room whose institutions are rated by different models: each sees its own, and themes bring them together."""

import asyncio
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from server.framework_files import LARGEST_FILE, grid, unpacking
from server.framework_files.faults import Unusable
from server.framework_files.notes import TEMPLATE
from server.framework_files.reader import MOST_WAITING, Reader
from server.framework_files.writing import framework_yaml
from server.yaml_file import DEEPEST, MOST_VALUES
from sessions import own_framework
from tests.server.door import FACILITATOR, HOST, S1, S2, Door, RoomAtDoor, sample_request, standing


def two_models() -> dict[str, Any]:
    """A school rated by the hub's own model, and a college."""
    request = sample_request()
    school, college = request["institutions"][0], request["institutions"][-1]
    for name in ("self_ratings", "colleague_ratings"):
        school.pop(name, None)
    school |= {"framework": TEMPLATE.id, "focus_statements": ["1.1"]}
    return {"institutions": [school, college], "breaks": [], "focus_themes": [2]}


async def keep_the_model(door: Door) -> None:
    """The hub has the template's model for its own."""
    (hub,) = await door.house.directory.hubs()
    await door.house.directory.put_by(hub.id, TEMPLATE, "")
    waits = await door.house.directory.waiting_framework(hub.id, TEMPLATE.id)
    assert waits is not None
    await door.house.directory.keep(hub.id, TEMPLATE.id, waits[1])


async def at_the_end(door: Door) -> RoomAtDoor:
    """Both hours were held, and both agreed a level."""
    await keep_the_model(door)
    room = await door.room(**two_models())
    await room.does(FACILITATOR, "OpenRoom")
    for slot, who, level in ((S1, HOST, 3), (S2, "Helen Okonjo", 2)):
        await room.does(FACILITATOR, "StartStep", step=f"{slot}.reflect")
        now = await door.house.store.room(room.id)
        await room.does(
            who, "AgreeRating", slot=slot, statement=now.slots[slot].focus[0], level=level, reason="Said so."
        )
    await room.does(FACILITATOR, "StartStep", step="closing.insights")
    return room


async def test_page_minutes_and_summary_of_a_room_with_two_models(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        room = await at_the_end(door)
        minutes = (await room.gets(FACILITATOR, "/rooms/ROOM/minutes.json")).json()
        assert {one["framework"] for one in minutes["by_theme"]} == {
            "Our own maturity model", "Careers review starter framework for colleges",
        }  # fmt: skip
        shared = [one for one in minutes["by_theme"] if one["theme"] == "Leadership and planning"]
        assert [one["institution"] for one in shared] == ["Harrow Beck Academy", "Estuary Gate College"]
        written = unescape((await room.gets(FACILITATOR, "/rooms/ROOM/minutes.html")).text)
        assert "Levels by theme" in written
        assert "levels are never averaged" in written
        host = room.institutions["Harrow Beck Academy"]
        summary = unescape((await room.gets(FACILITATOR, f"/rooms/ROOM/summary/{host}.html")).text)
        assert "Levels: 1 Starting, 2 Building, 3 Embedded, 4 Leading." in summary
        assert "Levels by theme" not in summary
        assert "Estuary Gate" not in summary
        await room.does(FACILITATOR, "CloseRoom")
        others = (await room.gets(HOST, "/rooms/ROOM/minutes.json")).json()
        assert others["by_theme"] == []


async def test_a_focus_theme_that_a_model_does_not_have_leaves_nobody_without_statements(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        await keep_the_model(door)
        request = two_models()
        for one in request["institutions"]:
            one.pop("focus_statements", None)
        room = await door.house.store.room((await door.room(**request)).id)
        assert room.slots[S1].focus == ("1.1",)
        assert all(one.startswith("2.") for one in room.slots[S2].focus)


async def test_files_are_read_one_after_the_other_and_not_too_many_wait() -> None:
    reader = Reader()
    data = framework_yaml(TEMPLATE)
    reads = [reader.read("m.yaml", data, ()) for _ in range(MOST_WAITING + 3)]
    found = await asyncio.gather(*reads, return_exceptions=True)
    refused = [one for one in found if isinstance(one, Unusable)]
    assert len(refused) == 3
    assert "Several files are being read just now" in str(refused[0])
    assert (await reader.read("m.yaml", data, ())).id == TEMPLATE.id
    reader.close()


async def test_who_waits_too_long_is_told() -> None:
    reader = Reader(longest=0.0)
    with pytest.raises(Unusable, match="takes too long"):
        await reader.read("m.yaml", framework_yaml(TEMPLATE), ())
    reader.close()


def test_the_bounds_in_the_documentation_are_those_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "frameworks.md").read_text("utf-8")
    for bound in (
        f"{LARGEST_FILE / 1e6:g} MB", f"{unpacking.LARGEST_UNPACKED / 1e6:g} MB", f"{unpacking.MOST_CELLS:,} cells",
        f"{grid.MOST_ROWS:,} rows", f"{grid.MOST_COLUMNS} columns", f"{DEEPEST} levels of", f"{MOST_VALUES:,} values",
        f"{own_framework.MOST_THEMES} themes", f"{own_framework.MOST_STATEMENTS} statements",
        f"{own_framework.MOST_QUESTIONS} challenge", f"{own_framework.LONGEST_TEXT:,} characters",
    ):  # fmt: skip
        assert bound in page, bound
