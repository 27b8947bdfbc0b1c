"""A hub brings its own maturity model: import, look, keep; rooms keep the version they began with. No script needed."""

import re
from collections.abc import AsyncIterator
from html import unescape
from io import BytesIO
from typing import Any

import httpx2
import openpyxl
import pytest

from server.framework_files.notes import TEMPLATE
from server.framework_files.reading import read_framework
from server.framework_files.writing import framework_csv, framework_xlsx, framework_yaml
from sessions.framework import Framework
from tests.server.door import Door, sample_request, standing
from tests.server.hubs import founder

pytestmark = pytest.mark.slow  # a house for each

LIST = "/hub/frameworks"


class Desk:
    """A hub's desk in a browser."""

    def __init__(self, door: Door, hub: str, client: httpx2.AsyncClient) -> None:
        self.door, self.hub, self.client = door, hub, client

    async def looks(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    async def uploads(self, name: str, data: bytes) -> httpx2.Response:
        return await self.client.post(LIST, files={"file": (name, data)})

    async def presses(self, path: str, **fields: str) -> httpx2.Response:
        return await self.client.post(path, data=fields)

    async def keeps(self, model: Framework = TEMPLATE) -> str:
        """Import a model and keep it; the address of the version."""
        answer = await self.uploads("model.yaml", framework_yaml(model))
        assert answer.status_code == 303, answer.text
        shown = await self.looks(answer.headers["location"])
        digest = re.search(r'name="digest" value="(\w+)"', shown)
        assert digest, shown
        answer = await self.presses(f"{LIST}/{model.id}/keep", digest=digest[1])
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@pytest.fixture
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with standing(tmp_path_factory.mktemp("frameworks")) as found:
        yield found


async def desk_of(door: Door, hub: str, token: str) -> Desk:
    transport = door.client._transport
    client = httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers={"Accept": "text/html"})
    answer = await client.post(f"/join/{token}")
    assert answer.headers["location"] == "/hub"
    return Desk(door, hub, client)


@pytest.fixture
async def desk(door: Door) -> Desk:
    """The first hub's desk."""
    (hub,) = await door.house.directory.hubs()
    return await desk_of(door, hub.id, door.token)


def changed(**words: Any) -> Framework:
    """The template's model with other words for its statement."""
    from msgspec.structs import replace

    theme = TEMPLATE.themes[0]
    return replace(TEMPLATE, themes=(replace(theme, statements=(replace(theme.statements[0], **words),)),))


def using(framework: str | None, *, focus: bool = True) -> dict[str, Any]:
    """A room of two schools; the first uses this framework."""
    request = sample_request()
    first, second = request["institutions"][:2]
    for one in (first, second):
        for name in ("self_ratings", "colleague_ratings", "focus_statements"):
            one.pop(name, None)
    first["framework"] = framework
    second["framework"] = "schools"
    if focus:
        first["focus_statements"] = ["1.1"]
    return request | {"institutions": [first, second], "focus_themes": [], "breaks": []}


async def test_without_a_desk_one_is_led_to_the_first_page(door: Door) -> None:
    for path in (LIST, f"{LIST}/template.xlsx", f"{LIST}/schools/1.0", f"{LIST}/our-model/preview"):
        answer = await door.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), path
    answer = await door.client.post(LIST, files={"file": ("m.yaml", framework_yaml(TEMPLATE))})
    assert answer.headers["location"] == "/"


async def test_the_list_begins_with_what_comes_with_the_product(desk: Desk) -> None:
    shown = await desk.looks(LIST)
    assert "Careers review starter framework for schools" in shown
    assert "None yet." in shown
    assert 'enctype="multipart/form-data"' in shown


async def test_the_template_comes_as_workbook_and_csv_with_a_row_as_an_example(desk: Desk) -> None:
    workbook = await desk.client.get(f"{LIST}/template.xlsx")
    assert workbook.headers["content-disposition"] == 'attachment; filename="framework-template.xlsx"'
    assert openpyxl.load_workbook(BytesIO(workbook.content)).sheetnames == ["Framework", "Notes"]
    assert read_framework("t.xlsx", workbook.content) == TEMPLATE
    assert read_framework("t.csv", (await desk.client.get(f"{LIST}/template.csv")).content) == TEMPLATE
    assert (await desk.client.get(f"{LIST}/template.exe")).status_code == 404


async def test_what_is_imported_is_seen_as_people_will_see_it_before_it_is_kept(desk: Desk) -> None:
    answer = await desk.uploads("Our model.xlsx", framework_xlsx(TEMPLATE))
    shown = await desk.looks(answer.headers["location"])
    for words in ("Our own maturity model", "A plan that lasts", "2 Building", "yearly plan, written mostly by one",
                  "Gatsby Benchmark 1", "What has the plan made you stop doing?", "Keep as version 1"):  # fmt: skip
        assert words in shown
    assert "What changed" not in shown
    assert await desk.door.house.directory.framework_versions(desk.hub) == []
    assert "Imported, not kept yet" in await desk.looks(LIST)
    assert (await desk.door.make(using("our-model"))).status_code == 422
    assert await desk.keeps() == f"{LIST}/our-model/1"
    listed = await desk.looks(LIST)
    assert "Imported, not kept yet" not in listed
    assert "New rooms begin with version 1" in listed


async def test_a_facilitator_finds_the_page_and_stands_beside_what_they_imported(door: Door) -> None:
    priya = await founder(door.house, "Marsh Hub", "Priya Nandakumar")
    assert 'href="/hub/frameworks"' in (await priya.gets("/hub")).text
    (hub,) = [one.id for one in await door.house.directory.hubs() if one.name == "Marsh Hub"]
    address = await Desk(door, hub, priya.client).keeps()
    assert "by Priya Nandakumar" in await priya.sees(address)
    assert "by Priya Nandakumar" in await priya.sees(LIST)
    assert "Priya" not in str(await door.house.directory.framework_versions(hub))


async def test_what_is_discarded_leaves_nothing(desk: Desk) -> None:
    await desk.uploads("m.csv", framework_csv(TEMPLATE))
    assert (await desk.presses(f"{LIST}/our-model/discard")).headers["location"] == LIST
    assert "discarded already" in await desk.looks(f"{LIST}/our-model/preview", 404)
    assert (await desk.presses(f"{LIST}/our-model/keep", digest="x")).status_code == 409
    assert "None yet." in await desk.looks(LIST)
    assert (await desk.presses(f"{LIST}/our-model/discard")).status_code == 303


async def test_only_what_was_looked_at_is_kept(desk: Desk) -> None:
    await desk.uploads("m.yaml", framework_yaml(TEMPLATE))
    shown = await desk.looks(f"{LIST}/our-model/preview")
    await desk.uploads("m.yaml", framework_yaml(changed(title="Somebody else’s")))
    digest = re.findall(r'name="digest" value="(\w+)"', shown)[0]
    answer = await desk.presses(f"{LIST}/our-model/keep", digest=digest)
    assert answer.status_code == 409
    assert "another file with the same id was imported meanwhile" in answer.text
    assert await desk.door.house.directory.framework_versions(desk.hub) == []


async def test_a_newer_import_shows_what_it_changes(desk: Desk) -> None:
    await desk.keeps()
    newer = changed(title="A plan that is kept", levels=("Low", *TEMPLATE.themes[0].statements[0].levels[1:]))
    answer = await desk.uploads("m.yaml", framework_yaml(newer))
    shown = await desk.looks(answer.headers["location"])
    assert "What changed against version 1" in shown
    assert "1 reworded" in shown
    for words in ("A plan that lasts", "A plan that is kept", "Level 1", "Careers activity happens from term to term"):
        assert words in shown
    assert (await desk.keeps(newer)).endswith("/our-model/2")
    listed = await desk.looks(LIST)
    assert "New rooms begin with version 2" in listed
    assert "Version 1" in listed


async def test_texts_that_look_like_formulas_are_pointed_out(desk: Desk) -> None:
    answer = await desk.uploads("m.xlsx", framework_xlsx(changed(focus="=A1&B1")))
    shown = await desk.looks(answer.headers["location"])
    assert "Texts of 1.1 begin with an equals sign" in shown
    await desk.uploads("m.xlsx", framework_xlsx(TEMPLATE))
    assert "equals sign" not in await desk.looks(answer.headers["location"])


async def test_the_same_again_is_nothing_to_keep(desk: Desk) -> None:
    await desk.keeps()
    answer = await desk.uploads("m.csv", framework_csv(TEMPLATE))
    shown = await desk.looks(answer.headers["location"])
    assert "Nothing is new." in shown
    assert "Keep as version" not in shown


async def test_faults_stand_beside_the_name_of_the_file_with_their_rows(desk: Desk) -> None:
    data = framework_csv(TEMPLATE).decode("utf-8-sig").replace("1.1,A plan that lasts", "1/1,").encode()
    answer = await desk.uploads("<b>Model</b>.csv", data)
    assert answer.status_code == 422
    assert "&lt;b&gt;Model&lt;/b&gt;.csv was not imported." in answer.text
    shown = unescape(answer.text)
    assert "2 places need attention" in shown
    assert "Row 11, column D (Statement)" in shown
    assert "Row 11, column E (Title)" in shown
    assert 'aria-invalid="true"' in shown
    assert await desk.door.house.directory.waiting_frameworks(desk.hub) == []


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        (
            "m.yaml",
            framework_yaml(TEMPLATE).replace(b"id: our-model", b"id: schools"),
            "Choose another, such as our-schools",
        ),
        ("m.exe", b"MZ", "Only files that end in"),
        ("m.yaml", b"x" * 2_000_000, "larger than 1.5 MB"),
        ("m.yaml", b"a: " + b"[" * 10_000, "nested too deeply"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    desk: Desk, name: str, data: bytes, says: str
) -> None:
    answer = await desk.uploads(name, data)
    assert answer.status_code == 422
    assert says in unescape(answer.text)


async def test_no_file_and_a_huge_one_are_answered_with_the_form(desk: Desk) -> None:
    answer = await desk.client.post(LIST, data={"x": "y"})
    assert answer.status_code == 422
    assert "No file was chosen" in answer.text
    answer = await desk.uploads("m.yaml", b"x" * 15_000_000)
    assert answer.status_code == 422
    assert "larger than 1.5 MB" in answer.text
    assert (await desk.uploads("m.yaml", b"x" * 25_000_000)).status_code == 413


async def test_what_a_file_says_is_shown_as_text(desk: Desk) -> None:
    address = await desk.keeps(changed(title="<script>alert(1)</script>", focus="{{7*7}}"))
    answer = await desk.client.get(address)
    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in answer.text


async def test_a_version_comes_as_files_that_can_be_imported_again(desk: Desk) -> None:
    address = await desk.keeps()
    for ending in ("yaml", "xlsx", "csv"):
        answer = await desk.client.get(f"{address}/file.{ending}")
        assert answer.headers["content-disposition"] == f'attachment; filename="our-model-version-1.{ending}"'
        assert read_framework(f"m.{ending}", answer.content).themes == TEMPLATE.themes
    assert (await desk.client.get(f"{LIST}/schools/1.0/file.xlsx")).status_code == 200
    for nowhere in ("schools/9", "our-model/2", "our-model/0", "our-model/x", "gone/1", "our-model/99999999999"):
        assert (await desk.client.get(f"{LIST}/{nowhere}")).status_code == 404
        assert (await desk.client.get(f"{LIST}/{nowhere}/file.yaml")).status_code == 404


async def test_new_rooms_begin_with_the_newest_version_and_old_ones_keep_theirs(desk: Desk) -> None:
    await desk.keeps()
    first = (await desk.door.make(using("our-model"))).json()["room"]
    await desk.keeps(changed(levels=("Lower", "b", "c", "d")))
    second = (await desk.door.make(using("our-model"))).json()["room"]
    shown = [await descriptions(desk.door, room) for room in (first, second)]
    assert [one[0] for one in shown] == [TEMPLATE.themes[0].statements[0].levels[0], "Lower"]
    room = await desk.door.house.store.room(first)
    assert room.frameworks["our-model"].version == "1"
    listed = await desk.looks(f"{LIST}/our-model/1")
    assert f'href="/rooms/{first}"' in listed
    assert f'href="/rooms/{second}"' not in listed
    assert "in 2 rooms" in await desk.looks(LIST)  # the other school's own


async def descriptions(door: Door, room: str) -> list[str]:
    """What the first slot's picker says of statement 1.1."""
    look = await door.house.live.look(room)
    from server.fragments import Audience

    eye = door.house.fragments.eye(look.scene, Audience("facilitator"), door.house.now())
    eye.slot = look.scene.room.slots["slot-1"]
    return eye.descriptions("1.1")


async def test_a_retired_version_makes_no_new_rooms_and_old_ones_go_on(desk: Desk) -> None:
    address = await desk.keeps()
    room = (await desk.door.make(using("our-model"))).json()["room"]
    assert (await desk.presses(f"{address}/retire", retired="yes")).headers["location"] == address
    assert "Retired: no new rooms" in await desk.looks(address)
    assert (await desk.door.make(using("our-model"))).status_code == 422
    assert await descriptions(desk.door, room)
    await desk.presses(f"{address}/retire", retired="no")
    assert (await desk.door.make(using("our-model"))).status_code == 201
    assert (await desk.presses(f"{LIST}/our-model/7/retire", retired="yes")).status_code == 404
    assert (await desk.presses(f"{LIST}/schools/1.0/retire", retired="yes")).status_code == 404


async def test_retiring_the_newest_version_brings_back_the_one_before(desk: Desk) -> None:
    await desk.keeps()
    newer = await desk.keeps(changed(levels=("Lower", "b", "c", "d")))
    await desk.presses(f"{newer}/retire", retired="yes")
    room = (await desk.door.make(using("our-model"))).json()["room"]
    assert (await desk.door.house.store.room(room)).frameworks["our-model"].version == "1"
    assert "New rooms begin with version 1" in await desk.looks(LIST)


async def test_a_hubs_own_framework_goes_before_those_that_come_with_the_product(desk: Desk) -> None:
    await desk.keeps()
    room = (await desk.door.make(using(None, focus=False))).json()["room"]
    kept = await desk.door.house.store.room(room)
    assert [one.framework for one in kept.institutions.values()] == ["our-model", "schools"]


async def test_each_hub_sees_only_its_own(desk: Desk) -> None:
    await desk.keeps()
    other = await desk.door.house.directory.make_hub("Another Hub")
    token = await desk.door.house.directory.make_link("hub", hub=other.id)
    stranger = await desk_of(desk.door, other.id, token)
    assert "our-model" not in await stranger.looks(LIST)
    for path in ("our-model/1", "our-model/1/file.yaml", "our-model/preview"):
        assert (await stranger.client.get(f"{LIST}/{path}")).status_code == 404
    assert (await stranger.presses(f"{LIST}/our-model/1/retire", retired="yes")).status_code == 404
    answer = await desk.door.ask("POST", "/api/rooms", token, json=using("our-model"))
    assert answer.status_code == 422
    assert "no framework “our-model”" in answer.json()["detail"]
    await stranger.keeps(changed(title="Another hub’s"))
    assert "Another hub’s" not in await desk.looks(f"{LIST}/our-model/1")


async def test_another_site_imports_nothing(desk: Desk) -> None:
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = await desk.client.post(LIST, files={"file": ("m.yaml", framework_yaml(TEMPLATE))}, headers=headers)
    assert answer.status_code == 403
    assert await desk.door.house.directory.waiting_frameworks(desk.hub) == []


async def test_nothing_inline_stands_on_the_pages(desk: Desk) -> None:
    address = await desk.keeps()
    await desk.uploads("m.yaml", framework_yaml(changed(title="Newer")))
    for path in (LIST, address, f"{LIST}/our-model/preview", f"{LIST}/schools/1.0"):
        shown = await desk.looks(path)
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", shown), path
        ids = re.findall(r'\sid="([^"]+)"', shown)
        assert len(ids) == len(set(ids)), path
