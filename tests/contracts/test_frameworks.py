"""Hubs' own frameworks: they wait, are kept as versions, go out of use, and belong to one hub. On both databases."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from server.bus import InProcessBus
from server.directory import Directory
from server.directory.frameworks import MOST_VERSIONS, NothingWaits, TooManyVersions
from server.framework_files.notes import TEMPLATE
from server.store import NewRoom, Store
from server.tables import FrameworkRow
from sessions.framework import Framework, outline
from tests.contracts.logs import VirtualClock
from tests.sessions.cast import SCHOOLS, START, a_room

ID = TEMPLATE.id


@pytest.fixture
def directory(store: Store, clock: VirtualClock) -> Directory:
    """A directory with nobody in it yet."""
    return Directory(store, InProcessBus(), clock)


@pytest.fixture
async def hub(directory: Directory) -> str:
    """A hub."""
    return (await directory.make_hub("Wexmoor Careers Hub")).id


def titled(title: str) -> Framework:
    return replace(TEMPLATE, title=title)


async def keeps(directory: Directory, hub: str, model: Framework = TEMPLATE) -> int:
    await directory.put_by(hub, model, "f_priya")
    waits = await directory.waiting_framework(hub, model.id)
    assert waits is not None
    return await directory.keep(hub, model.id, waits[1])


async def versions(directory: Directory, hub: str) -> Sequence[int]:
    return [one.version for one in await directory.framework_versions(hub)]


async def test_what_waits_is_no_version_until_it_is_kept(directory: Directory, hub: str) -> None:
    await directory.put_by(hub, TEMPLATE, "f_priya")
    assert await versions(directory, hub) == []
    assert await directory.for_new_rooms(hub) == []
    assert [(one.id, one.by) for one in await directory.waiting_frameworks(hub)] == [(ID, "f_priya")]
    waits = await directory.waiting_framework(hub, ID)
    assert waits is not None
    assert await directory.keep(hub, ID, waits[1]) == 1
    assert await directory.waiting_framework(hub, ID) is None
    assert await directory.framework(hub, ID, 1) == replace(TEMPLATE, version="1")


async def test_only_what_was_looked_at_is_kept_and_only_once(directory: Directory, hub: str) -> None:
    await directory.put_by(hub, TEMPLATE, "")
    waits = await directory.waiting_framework(hub, ID)
    assert waits is not None
    await directory.put_by(hub, titled("Other"), "")
    with pytest.raises(NothingWaits):
        await directory.keep(hub, ID, waits[1])
    await directory.discard(hub, ID)
    await directory.discard(hub, ID)
    with pytest.raises(NothingWaits):
        await directory.keep(hub, ID, waits[1])
    assert await versions(directory, hub) == []


async def test_versions_are_counted_and_the_same_again_is_none(directory: Directory, hub: str) -> None:
    assert [await keeps(directory, hub, titled(one)) for one in ("A", "B", "B", "A")] == [1, 2, 2, 3]
    assert await versions(directory, hub) == [3, 2, 1]
    (newest,) = await directory.for_new_rooms(hub)
    assert (newest.title, newest.version) == ("A", "3")


async def test_a_retired_version_gives_way_to_the_one_before(directory: Directory, hub: str) -> None:
    for one in ("A", "B"):
        await keeps(directory, hub, titled(one))
    assert await directory.retire(hub, ID, 2)
    assert [one.title for one in await directory.for_new_rooms(hub)] == ["A"]
    assert await directory.retire(hub, ID, 1)
    assert await directory.for_new_rooms(hub) == []
    assert await directory.retire(hub, ID, 2, retired=False)
    assert [one.title for one in await directory.for_new_rooms(hub)] == ["B"]
    assert not await directory.retire(hub, ID, 3)
    assert not await directory.retire(hub, ID, 0)


async def test_what_nobody_kept_is_forgotten_after_days(directory: Directory, hub: str, clock: VirtualClock) -> None:
    await directory.put_by(hub, TEMPLATE, "")
    clock.now += timedelta(days=3)
    await directory.put_by(hub, replace(TEMPLATE, id="another"), "")
    assert [one.id for one in await directory.waiting_frameworks(hub)] == ["another"]


async def test_there_is_a_bound_to_versions(store: Store, directory: Directory, hub: str) -> None:
    words: dict[str, Any] = {"hub": hub, "id": ID, "title": "T", "body": "{}", "at": START}
    rows = [FrameworkRow(**words, version=number + 1) for number in range(MOST_VERSIONS)]
    await store.write(lambda session: session.add_all(rows))
    with pytest.raises(TooManyVersions):
        await keeps(directory, hub)
    assert await directory.waiting_framework(hub, ID) is not None
    assert len(await versions(directory, hub)) == MOST_VERSIONS


async def test_a_room_finds_the_version_it_began_with_in_its_own_hub(
    store: Store, directory: Directory, hub: str
) -> None:
    other = (await directory.make_hub("Another Hub")).id
    for where, title in ((hub, "Ours"), (other, "Theirs"), (hub, "Ours, newer")):
        await keeps(directory, where, titled(title))
    model = outline(replace(TEMPLATE, version="1"))
    await store.create_room(NewRoom(id="r_1", title="A room", starts_at=START, hub=hub), a_room())
    await store.create_room(NewRoom(id="r_2", title="Another", starts_at=START), a_room())
    assert (await directory.frameworks_of_room("r_1", [SCHOOLS, model]))[ID].title == "Ours"
    assert await directory.frameworks_of_room("r_1", [SCHOOLS]) == {}
    assert await directory.frameworks_of_room("r_1", [replace(model, version="7")]) == {}
    assert await directory.frameworks_of_room("r_2", [model]) == {}


async def test_where_a_framework_is_used_is_read_from_the_logs(store: Store, directory: Directory, hub: str) -> None:
    for number in (1, 2):
        start = START + timedelta(days=number)
        await store.create_room(NewRoom(id=f"r_{number}", title=f"Room {number}", starts_at=start, hub=hub), a_room())
    await store.create_room(NewRoom(id="r_3", title="Elsewhere", starts_at=START), a_room())
    used = await directory.rooms_by_framework(hub)
    assert [one.title for one in used["schools", "1.0"]] == ["Room 2", "Room 1"]
    assert used.keys() == {("schools", "1.0"), ("colleges", "1.0")}
