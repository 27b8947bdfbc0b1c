"""The page to set a review up, with and without a script, at a real house."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from msgspec.structs import replace

from server.setting_up.form import fields_of
from server.setting_up.plan import Plan
from tests.contracts.logs import write_as_a_newer_version
from tests.server.door import Door, standing
from tests.server.setting_up.plans import HARROW, LARKFIELD, a_plan

LEADERSHIP = "internal-leadership-review"

SCRIPT = {"HX-Request": "true"}


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with standing(tmp_path_factory.mktemp("setting-up")) as found:
        yield found


class Desk:
    """The browser of a hub's desk, with a plan of its own."""

    def __init__(self, door: Door) -> None:
        self.client = httpx2.AsyncClient(
            transport=door.client._transport, base_url="http://127.0.0.1:8000", headers={"Accept": "text/html"}
        )
        self.plan = ""

    async def opens(self, door: Door, hub: str = "A hub") -> "Desk":
        made = await door.house.directory.make_hub(hub)
        token = await door.house.directory.make_link("hub", hub=made.id)
        assert (await self.client.post(f"/join/{token}")).status_code == 303
        page = await self.client.get("/hub/rooms/new")
        self.plan = page.headers["location"]
        return self

    async def sends(self, plan: Plan, do: str = "", *, script: bool = False, **more: str) -> httpx2.Response:
        fields: dict[str, list[str]] = {}
        for name, value in [*fields_of(plan), *more.items(), *([("do", do)] if do else [])]:
            fields.setdefault(name, []).append(value)
        headers = {"Referer": "http://127.0.0.1:8000/hub/rooms/new", **(SCRIPT if script else {})}
        return await self.client.post(self.plan, data=fields, headers=headers)

    async def reads(self) -> str:
        answer = await self.client.get(self.plan)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
async def desk(door: Door) -> Desk:
    return await Desk(door).opens(door)


async def test_nothing_is_kept_before_something_is_pressed_and_then_it_is_there(desk: Desk) -> None:
    await desk.reads()
    assert desk.plan not in (await desk.client.get("/hub")).text
    answer = await desk.sends(a_plan(title="Half a <thought>", date=""), "add-institution")
    assert (answer.status_code, answer.headers["location"].partition("#")[0]) == (303, desk.plan)
    page = await desk.reads()
    assert 'value="Half a &lt;thought&gt;"' in page
    assert page.count('name="i" value=') == 4


async def test_what_is_typed_is_kept_without_touching_the_fields(desk: Desk) -> None:
    answer = await desk.sends(a_plan(), script=True)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section class="planday')
    assert "13:15" in answer.text
    assert 'value="Spring review"' in await desk.reads()


async def test_a_press_with_a_script_gives_the_form_anew(desk: Desk) -> None:
    answer = await desk.sends(a_plan(), "later hb", script=True)
    assert answer.text.strip().startswith("<form")
    order = re.findall(r'name="i" value="(\w+)"', answer.text)
    assert order == ["lf", "hb", "eg"]


async def test_a_page_that_was_drawn_too_early_undoes_nothing(desk: Desk) -> None:
    await desk.sends(a_plan(), "save")
    await desk.sends(a_plan(), "order eg hb lf", script=True, typed="-")
    answer = await desk.sends(a_plan(title="Half a thought"), script=True, typed="title")
    assert re.findall(r'name="i" value="(\w+)"', answer.text) == ["eg", "hb", "lf"]  # it shows the rows as they are
    assert (answer.headers["hx-retarget"], answer.headers["hx-reswap"]) == ("#plan", "outerMorph")
    page = await desk.reads()
    assert 'value="Half a thought"' in page
    assert re.findall(r'name="i" value="(\w+)"', page) == ["eg", "hb", "lf"]


async def test_whatever_comes_at_the_same_moment_is_kept(desk: Desk) -> None:
    await desk.sends(a_plan(), "save")
    await asyncio.gather(
        desk.sends(a_plan(), "order eg hb lf", script=True, typed="-"),
        desk.sends(a_plan(title="Half a thought"), script=True, typed="title"),
        desk.sends(a_plan(place="Room 2"), script=True, typed="place"),
        desk.sends(a_plan(), "add-institution", script=True, typed="-"),
    )
    page = await desk.reads()
    assert 'value="Half a thought"' in page
    assert 'value="Room 2"' in page
    assert re.findall(r'name="i" value="(\w+)"', page)[:3] == ["eg", "hb", "lf"]
    assert page.count('name="i" value=') == 4


async def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    answer = await desk.sends(a_plan(title="", institutions=(HARROW, LARKFIELD), breaks={"1": "soon"}), "make")
    assert answer.status_code == 422
    for words in ("Give the review a name", 'href="#title"', 'id="break-1-error"', 'value="soon"', "Imogen Thackray"):
        assert words in answer.text
    assert "Imogen Thackray" in await desk.reads()
    again = await desk.sends(a_plan(title="", breaks={"1": "20"}), "save", script=True, tried="1")
    assert "Give the review a name" in again.text
    assert "break-1-error" not in again.text


async def test_a_whole_plan_becomes_a_room_with_a_link_for_everybody(door: Door, desk: Desk) -> None:
    answer = await desk.sends(a_plan(steps={"slot.challenge": "20"}), "make")
    assert answer.status_code == 200, answer.text
    links = re.findall(r"(?m)([\w ]+)\t([\w ]*)\t(http\S+/join/\S+)", answer.text)
    assert [(name, of) for name, of, _ in links] == [
        ("Rosalind Achterley", ""), ("Imogen Thackray", "Harrow Beck Academy"), ("The screen", ""),
    ]  # fmt: skip
    moved = await desk.client.get(desk.plan)
    assert moved.status_code == 303
    room = await door.house.store.room(moved.headers["location"].rpartition("/")[2])
    assert room.title == "Spring review"
    assert [one.name for one in room.institutions.values()] == [
        "Harrow Beck Academy", "Larkfield School", "Estuary Gate College",
    ]  # fmt: skip
    assert next(step.minutes for step in room.programme if step.id == "slot-1.challenge") == 20
    again = await desk.sends(a_plan(title="Another"), "make")
    assert (again.status_code, again.headers["location"]) == (303, moved.headers["location"])


def fields_on(page: str) -> set[str]:
    """The names of the fields that a form would send."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))


async def test_a_leadership_review_shows_one_institution_and_loses_nothing_of_the_others(desk: Desk) -> None:
    several = a_plan(peer_views="person", breaks={"1": "25"})
    whole = (await desk.sends(several, "save", script=True)).text
    alone = (await desk.sends(replace(several, format=LEADERSHIP), "save", script=True)).text
    for words in ("Suggest a fair order", "Peers’ views", "Add a school or college", "Drag a heading", "Move earlier"):
        assert words in whole
        assert words not in alone
    assert "2 other institutions are left out" in alone
    assert "five to eight work best" in alone
    kept = {name for name in fields_on(whole) if not name.startswith("step") and name != "break-2"}  # that is empty
    assert kept <= fields_on(alone)
    assert 'name="peer_views" value="person"' in alone
    assert 'name="break-1" value="25"' in alone
    instead = (await desk.sends(replace(several, format=LEADERSHIP), "first lf", script=True)).text
    assert instead.index(LARKFIELD.name) < instead.index("left out") < instead.index(HARROW.name)


async def test_a_leadership_review_is_made_of_the_one_institution(door: Door, desk: Desk) -> None:
    answer = await desk.sends(a_plan(format=LEADERSHIP), "make")
    assert answer.status_code == 200, answer.text
    room = (await desk.client.get(desk.plan)).headers["location"].rpartition("/")[2]
    assert [one.name for one in (await door.house.store.room(room)).institutions.values()] == [HARROW.name]


async def test_a_fair_order_looks_back_at_earlier_reviews(desk: Desk) -> None:
    assert (await desk.sends(a_plan(), "make")).status_code == 200
    desk.plan = (await desk.client.get("/hub/rooms/new")).headers["location"]
    answer = await desk.sends(a_plan(), "fair-order", script=True)
    assert re.findall(r'name="i" value="(\w+)"', answer.text)[0] == "eg"


async def test_a_fair_order_passes_over_a_review_that_a_newer_version_wrote(door: Door, desk: Desk) -> None:
    await desk.sends(a_plan(), "make")
    room = (await desk.client.get(desk.plan)).headers["location"].rpartition("/")[2]
    write_as_a_newer_version(door.house.settings.database_url, room)
    desk.plan = (await desk.client.get("/hub/rooms/new")).headers["location"]
    answer = await desk.sends(a_plan(), "fair-order", script=True)
    assert answer.status_code == 200
    assert re.findall(r'name="i" value="(\w+)"', answer.text)[0] == "hb"


async def test_a_hub_sees_its_own_plans_alone(door: Door, desk: Desk) -> None:
    await desk.sends(a_plan(), "save")
    assert f'<a href="{desk.plan}">Spring review</a>' in (await desk.client.get("/hub")).text
    other = await Desk(door).opens(door, "Another hub")
    assert (await other.client.get(desk.plan)).status_code == 404
    other.plan = desk.plan
    assert "Spring review" not in (await other.client.get("/hub")).text
    await other.sends(a_plan(title="Taken over"), "save")
    assert 'value="Spring review"' in await desk.reads()


async def test_a_plan_can_be_thrown_away(desk: Desk) -> None:
    await desk.sends(a_plan(), "save")
    answer = await desk.sends(a_plan(), "drop")
    assert (answer.status_code, answer.headers["location"]) == (303, "/hub")
    assert desk.plan not in (await desk.client.get("/hub")).text


async def test_without_a_desk_and_with_an_address_of_ones_own_nothing_opens(door: Door, desk: Desk) -> None:
    stranger = Desk(door)
    assert (await stranger.client.get("/hub/rooms/new")).headers["location"] == "/"
    stranger.plan = desk.plan
    assert (await stranger.sends(a_plan(), "save")).headers["location"] == "/"
    desk.plan = "/hub/plans/mine"
    assert (await desk.sends(a_plan(), "save")).status_code == 404


async def test_a_file_is_looked_at_and_taken(desk: Desk) -> None:
    files = {"table": ("people.csv", b"name,institution\nAnn Other,Larkfield School\nBo,\n", "text/csv")}
    fields: dict[str, list[str]] = {}
    for name, value in [*fields_of(a_plan()), ("do", "look")]:
        fields.setdefault(name, []).append(value)
    shown = await desk.client.post(desk.plan, data=fields, files=files)
    assert shown.status_code == 200, shown.text
    for words in ("1 person to take", "1 row needs mending", "Ann Other"):
        assert words in " ".join(shown.text.split())
    assert "Ann Other" not in await desk.reads()
    table = re.search(r'<textarea name="pasted" hidden>(.*?)</textarea>', shown.text, re.DOTALL)
    assert table
    taken = await desk.client.post(desk.plan, data={"do": "take", "pasted": table[1]})
    assert taken.status_code == 303
    page = await desk.reads()
    assert 'value="Ann Other"' in page
    assert 'value="Imogen Thackray"' in page


async def test_what_cannot_be_read_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    answer = await desk.sends(a_plan(title="Kept"), "look", pasted="colour;taste\nred;sweet")
    assert answer.status_code == 422
    assert 'id="pasted-error"' in answer.text
    assert 'value="Kept"' in await desk.reads()


async def test_a_button_pressed_twice_makes_one_room(desk: Desk) -> None:
    await desk.sends(a_plan(title="Pressed twice"), "save")
    answers = await asyncio.gather(*(desk.sends(a_plan(title="Pressed twice"), "make") for _ in range(3)))
    assert sum("Everybody’s link" in answer.text for answer in answers) == 1
    hub = (await desk.client.get("/hub")).text
    assert hub.count(">Pressed twice</a>") == 1


@pytest.mark.parametrize("head", ["name,email,institution,job_title", "name,type,urn,local_authority"])
async def test_a_table_that_is_too_long_is_refused_in_one_sentence_and_the_plan_stays(desk: Desk, head: str) -> None:
    await desk.sends(a_plan(), "save")
    table = "\n".join([head, *(f"Number {row},secondary,{row},Wexmoor" for row in range(5000))])
    answer = await desk.sends(a_plan(), "look", pasted=table)
    assert answer.status_code == 422
    assert answer.text.count("There are 5,000 rows; 2,000 can be read at once.") == 2  # at the top and at the field
    assert "is missing" not in answer.text
    assert "Number 7" not in await desk.reads()
    assert "Harrow Beck Academy" in await desk.reads()
