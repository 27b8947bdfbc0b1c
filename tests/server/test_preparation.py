"""A host prepares its hour on a page of its own; the facilitator sees what is missing, and writes for it."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.server.door import FACILITATOR, HOST, HOSTS_COLLEAGUE, OBSERVER, PEER, S1, Door, RoomAtDoor, standing
from tests.server.hubs import words
from tests.server.test_pages import SCRIPT, Browser


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests; each has a room of its own in it."""
    async with standing(tmp_path_factory.mktemp("preparation")) as found:
        yield found


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    """The sample room, not opened yet, in which nobody has said what they want."""
    return await door.room()


class Writer(Browser):
    """Somebody at the page of a preparation."""

    query = ""

    async def opens(self, who: str, query: str = "") -> httpx2.Response:
        """Come in, and open it."""
        await self.joins(who)
        self.query = query
        self.form: dict[str, list[str]] = {}
        answer = await self.client.get(f"{self.page}/preparation{query}")
        self.form = fields(answer.text)
        return answer

    async def does(self, do: str = "keep", *, script: bool = True, **typed: str | list[str]) -> httpx2.Response:
        """Type, and let the page keep it, or press a button."""
        named = {name.replace("__", "."): [one] if isinstance(one, str) else one for name, one in typed.items()}
        self.form |= named
        answer = await self.client.post(
            f"{self.page}/preparation", data={**self.form, "do": do}, headers=SCRIPT if script else {}
        )
        if answer.status_code == 200:
            self.form |= {name: one for name, one in fields(answer.text).items() if name.endswith(".was")}
        return answer


def fields(page: str) -> dict[str, list[str]]:
    """What a form would send as it stands."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or " checked" in tag:
            found.setdefault(given.get("name", ""), []).append(given.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        found[name] = [text]
    return found


async def slot(room: RoomAtDoor, number: int = 0) -> dict[str, object]:
    found: dict[str, object] = (await room.read(FACILITATOR))["institutions"][number]
    return found


async def test_a_host_writes_and_every_pause_keeps_what_changed(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    page = await imogen.opens(HOST)
    assert "Prepare your hour" in page.text
    before = (await room.door.house.store.head(room.id)).seq
    answer = await imogen.does(wants="Ask us <b>how</b> we know.", context="1,180 learners")
    assert (answer.status_code, answer.headers["x-not-kept"]) == (200, "")
    assert 'id="wants-text"' not in answer.text  # no field is touched
    assert (await slot(room))["wants"] == "Ask us <b>how</b> we know."
    await imogen.does()
    assert (await room.door.house.store.head(room.id)).seq == before + 2
    assert "Ask us &lt;b&gt;how&lt;/b&gt; we know." in (await imogen.client.get(f"{imogen.page}/preparation")).text


async def test_words_are_taken_back_by_emptying_the_field(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    await imogen.does(wants="", priorities="")
    assert ((await slot(room))["wants"], (await slot(room))["priorities"]) == ("", [])


async def test_priorities_come_one_on_a_line(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    await imogen.does(priorities="Attendance\r\n\r\n  Reading  ")
    assert (await slot(room))["priorities"] == ["Attendance", "Reading"]
    answer = await imogen.does(priorities="\n".join(map(str, range(13))))
    assert "Twelve priorities are the most." in words(answer)
    assert answer.headers["x-not-kept"] == "priorities"


async def test_what_two_have_changed_is_shown_to_the_later_one_and_lost_to_nobody(room: RoomAtDoor) -> None:
    imogen, ruth = Writer(room), Writer(room)
    await imogen.opens(HOST)
    await ruth.opens(HOSTS_COLLEAGUE)
    await imogen.does(wants="From Imogen")
    crossed = await ruth.does(wants="From Ruth")
    assert (await slot(room))["wants"] == "From Imogen"
    assert "Imogen Thackray has changed this" in words(crossed)
    assert "From Imogen" in words(crossed)
    assert crossed.headers["x-not-kept"] == "wants"
    again = await ruth.does()
    assert "Imogen Thackray has changed this" in words(again)
    mine = await ruth.does("mine wants")
    assert (await slot(room))["wants"] == "From Ruth"
    assert "has changed this" not in words(mine)


async def test_whoever_takes_the_others_words_sees_them_in_the_field(room: RoomAtDoor) -> None:
    imogen, ruth = Writer(room), Writer(room)
    await imogen.opens(HOST)
    await ruth.opens(HOSTS_COLLEAGUE)
    await imogen.does(context="From Imogen")
    await ruth.does(context="From Ruth")
    answer = await ruth.does("theirs context")
    assert fields(answer.text)["context"] == ["From Imogen"]
    assert (await slot(room))["context"] == "From Imogen"


async def test_a_field_that_was_left_alone_never_puts_old_words_back(room: RoomAtDoor) -> None:
    imogen, ruth = Writer(room), Writer(room)
    await imogen.opens(HOST)
    await ruth.opens(HOSTS_COLLEAGUE)
    await imogen.does(wants="From Imogen")
    for _ in range(2):
        answer = await ruth.does(context="1,180 learners")
        assert "You see what stood here before." in words(answer)
        assert answer.headers["x-not-kept"] == ""
    found = await slot(room)
    assert (found["wants"], found["context"]) == ("From Imogen", "1,180 learners")


async def test_ones_own_words_from_another_device_are_simply_replaced(room: RoomAtDoor) -> None:
    laptop, tablet = Writer(room), Writer(room)
    await laptop.opens(HOST)
    await tablet.opens(HOST)
    await laptop.does(wants="On the laptop")
    await tablet.does(wants="On the tablet")
    assert (await slot(room))["wants"] == "On the tablet"


async def test_without_a_script_a_button_keeps_all_and_a_fault_loses_nothing(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    answer = await imogen.does("save", script=False, wants="Be asked.", context="1,180 learners")
    assert answer.status_code == 303
    imogen.form = fields((await imogen.client.get(f"{imogen.page}/preparation")).text)
    answer = await imogen.does("save", script=False, wants="x" * 4001)
    assert answer.status_code == 409
    assert "4,000 is the most" in words(answer)
    assert fields(answer.text)["wants"] == ["x" * 4001]


async def test_strengths_are_added_one_by_one_put_right_and_taken_back(room: RoomAtDoor) -> None:
    imogen, ruth = Writer(room), Writer(room)
    await imogen.opens(HOST)
    half = await imogen.does(strength__new="Job co")
    assert half.headers["x-not-kept"] == "strength.new"
    assert (await room.read(HOST))["entries"] == []
    await imogen.does("add-strength", strength__new="Job coaches")
    await imogen.does("add-strength", strength__new="Job coaches")  # sent twice
    (entry,) = (await room.read(HOST))["entries"]
    assert (entry["kind"], entry["text"], entry["slot"]) == ("strength", "Job coaches", S1)
    assert f'name="entry.{entry["id"]}"' not in (await ruth.opens(HOSTS_COLLEAGUE)).text  # hers to read
    imogen.form = fields((await imogen.client.get(f"{imogen.page}/preparation")).text)
    imogen.form[f"entry.{entry['id']}"] = ["Job coaches from Year 9"]
    await imogen.does()
    assert (await room.read(HOST))["entries"][0]["text"] == "Job coaches from Year 9"
    await imogen.does(f"take-back {entry['id']}")
    assert (await room.read(HOST))["entries"] == []


async def test_an_empty_strength_says_so(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    assert "There is nothing in the strength yet." in words(await imogen.does("add-strength", strength__new=" "))


async def test_statements_are_chosen_with_their_levels_at_hand(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    page = await imogen.opens(HOST)
    assert "What stands at each level" in words(page)
    assert "Gatsby Benchmark" in words(page)
    stood = (await slot(room))["focus_statements"]
    assert imogen.form["focus"] == stood
    assert "came with the room" in words(page)
    await imogen.does("focus-right")
    assert "came with the room" not in (await imogen.client.get(f"{imogen.page}/preparation")).text
    await imogen.does(focus=["2.1", "1.1"])
    assert (await slot(room))["focus_statements"] == ["1.1", "2.1"]


async def test_no_statement_and_an_unknown_one_are_refused_with_a_sentence(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    stood = (await slot(room))["focus_statements"]
    answer = await imogen.does(focus=[])
    assert "one statement at least" in words(answer)
    assert answer.headers["x-not-kept"] == "focus"
    assert "has no statement 9.9" in words(await imogen.does(focus=["9.9"]))
    assert (await slot(room))["focus_statements"] == stood


async def test_the_focus_is_locked_once_a_view_was_given(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="slot-1.peer-view")
    first = (await slot(room))["focus_statements"][0]  # type: ignore[index]
    await room.does(PEER, "GivePeerView", slot=S1, statement=first, level=2)
    imogen = Writer(room)
    page = await imogen.opens(HOST)
    assert "Peers have given views" in words(page)
    assert re.search(r'<input type="checkbox"[^>]*disabled', page.text)
    answer = await imogen.does(context="Late words")
    assert answer.headers["x-not-kept"] == ""


async def test_an_hour_that_is_over_is_there_to_read(room: RoomAtDoor) -> None:
    imogen, other = Writer(room), Writer(room)
    await imogen.opens(HOST)
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="slot-1.context")
    await room.does(FACILITATOR, "StartStep", step="slot-2.context", from_step="slot-1.context")
    page = await other.opens(HOST)
    assert "It is over." in words(page)
    assert "<textarea" not in page.text
    answer = await imogen.does(wants="Too late")
    assert "Your words stay here" in words(answer)
    assert answer.headers["x-not-kept"] == "wants"


async def test_a_facilitator_sees_how_far_each_is_and_writes_for_somebody(room: RoomAtDoor) -> None:
    rosalind = Writer(room)
    every = words(await rosalind.opens(FACILITATOR))
    assert "What is prepared" in every
    assert "missing: context, strengths, focus" in every
    page = await rosalind.opens(FACILITATOR, f"?slot={S1}")
    assert "You write for" in words(page)
    await rosalind.does(wants="She said: be asked.")
    assert (await slot(room))["wants"] == "She said: be asked."
    (noted,) = [
        one.event for one in await room.door.house.store.events(room.id)
        if type(one.event).__name__ == "WantsNoted" and one.event.by == room.ids[FACILITATOR]
    ]  # fmt: skip
    assert noted.on_behalf_of == room.ids[HOST]


async def test_nobody_else_prepares_an_hour(room: RoomAtDoor) -> None:
    assert (await Writer(room).opens(OBSERVER)).status_code == 403
    siobhan = Writer(room)
    assert "Larkfield School" in words(await siobhan.opens(PEER))
    assert (await siobhan.client.get(f"{siobhan.page}/preparation?slot={S1}")).status_code == 403
    assert (await siobhan.client.post(f"{siobhan.page}/preparation", data={"slot": S1})).status_code == 403
    rosalind = Writer(room)
    assert (await rosalind.opens(FACILITATOR, "?slot=slot-9")).status_code == 404
    assert (await Browser(room).client.get(f"{siobhan.page}/preparation")).status_code == 401


async def test_the_lobby_leads_there_without_knowing_the_seat(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    lobby = await imogen.looks()
    assert "2 of 5 done" in lobby
    assert f'href="/rooms/{room.id}/preparation"' in lobby
    answer = await imogen.client.get(f"/rooms/{room.id}/preparation", headers={"Referer": f"http://x{imogen.page}"})
    assert answer.headers["location"] == f"{imogen.page}/preparation"


async def test_what_cannot_be_taken_is_said_beside_the_words(room: RoomAtDoor) -> None:
    imogen = Writer(room)
    await imogen.opens(HOST)
    await room.does(FACILITATOR, "RemovePerson", person=room.ids[HOST])
    answer = await imogen.does(wants="Words of mine")
    assert answer.status_code in (401, 404)
    assert "<p" in answer.text
    plainly = await imogen.does("save", script=False, wants="Words of mine")
    assert "Words of mine" in words(plainly)


async def test_another_focus_shows_in_the_room_at_once_and_in_the_minutes(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="slot-1.ratings")
    siobhan, imogen = Browser(room), Writer(room)
    await siobhan.joins(PEER)
    await imogen.opens(HOST)
    model = (await room.door.house.store.room(room.id)).framework_of(S1)
    title = next(line.title for line in model.statements if line.id == "4.1")
    assert title not in in_focus(await siobhan.looks())
    await imogen.does(focus=["4.1", "1.1"])
    assert title in in_focus(await siobhan.looks())
    minutes = (await room.gets(FACILITATOR, "/rooms/ROOM/minutes.json")).json()
    assert [one["statement"] for one in minutes["institutions"][0]["ratings"]][:2] == ["1.1", "4.1"]


def in_focus(page: str) -> str:
    """The part of a room's page with the ratings that the hour is about."""
    return page.partition('id="ratings"')[2].partition("other ratings")[0]


async def test_a_facilitators_list_leads_there_whatever_seat_came_first(room: RoomAtDoor) -> None:
    rosalind = Writer(room)
    await rosalind.joins(PEER)  # tried somebody's link
    await rosalind.joins(FACILITATOR)
    answer = await rosalind.client.get(f"/rooms/{room.id}/preparation?slot={S1}")
    assert answer.headers["location"] == f"{rosalind.page}/preparation?slot={S1}"
    siobhan = Writer(room)
    await siobhan.joins(PEER)
    assert (await siobhan.client.get(f"/rooms/{room.id}/preparation?slot={S1}")).status_code == 403
