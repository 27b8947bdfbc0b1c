"""A review is changed after its room was made: everything until its doors open; people, order, minutes afterwards."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from server.house import House
from server.making import MadeRoom
from server.submit import submit
from sessions import commands as c
from sessions.room import Room
from tests.server.hubs import Visitor, desks, founder, room_in, words
from tests.server.setting_up.changing import Form

HUB = "Wexmoor"
START = "2027-11-12T09:30:00+00:00"


class Review:
    """A room of a hub, and two facilitators at its desk."""

    def __init__(self, house: House, priya: Visitor, made: MadeRoom) -> None:
        self.house, self.priya, self.made = house, priya, made
        self.ids = {one.name: one.id for one in made.people}

    async def form(self, visitor: Visitor | None = None) -> Form:
        return await Form.opened(visitor or self.priya, self.made.room)

    async def room(self) -> Room:
        return await self.house.store.room(self.made.room)

    async def by_link(self, name: str) -> Visitor:
        """Somebody who comes in by their own link."""
        visitor = Visitor(self.house)
        link = next(one.link for one in self.made.people if one.name == name)
        assert (await visitor.posts(link)).status_code == 303
        return visitor

    async def does(self, name: str, command: c.Command) -> None:
        await submit(self.house, self.made.room, (await self.room()).actor(self.ids[name]), command)

    async def opens(self, step: str = "") -> None:
        """The doors open, and the room moves to a step."""
        await self.does("Rosalind Achterley", c.OpenRoom(id="open"))
        if step:
            await self.does("Rosalind Achterley", c.StartStep(id="step", step=step))

    def institution(self, name: str) -> str:
        """Its id."""
        return next(one.id for one in self.made.institutions if one.name == name)

    async def names(self) -> list[str]:
        room = await self.room()
        return [room.institutions[slot.host].name for slot in room.order]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with desks(tmp_path_factory.mktemp("changing")) as found:
        yield found


@pytest.fixture(scope="module")
async def priya(house: House) -> Visitor:
    return await founder(house, HUB, "Priya Nandakumar")


@pytest.fixture
async def review(house: House, priya: Visitor) -> Review:
    return Review(house, priya, await room_in(house, HUB, start=START))


# Before the doors open


async def test_the_page_shows_the_room_as_it_is_and_saving_it_changes_nothing(review: Review) -> None:
    before = await review.room()
    form = await review.form()
    assert (form["title"], form["date"], form["time"]) == (before.title, "2027-11-12", "09:30")
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    assert "There was nothing to save" in words(answer)
    assert (await review.room()).seq == before.seq


async def test_day_place_order_and_people_are_changed_and_everybody_elses_stays(review: Review) -> None:
    before = await review.room()
    form = await review.form()
    form["title"], form["date"], form["place"] = "Autumn review", "2027-12-01", "The <old> library"
    form = await form.press(f"later {form.row_of('Harrow Beck Academy')}")
    tomasz = form.row_of("Tomasz Wilk")
    form[f"p-{tomasz}-name"], form[f"p-{tomasz}-email"] = "Tomasz Wilkowski", "tw@example.org"
    form = await form.press(f"add-person {form.row_of('Harrow Beck Academy')}")
    new = form.every(f"i-{form.row_of('Harrow Beck Academy')}-p")[-1]
    form[f"p-{new}-name"] = "Ann Other"
    form = await form.press(f"drop-person {form.row_of('Ruth Penhallow')}")
    assert (await review.room()).seq == before.seq
    answer = await form.sends("save-plan")
    said = words(answer)
    assert answer.status_code == 200, said
    for sentence in (
        "Name: Autumn review (was ", "Date: Wednesday 1 December 2027 (was Friday 12 November 2027).",
        "Ann Other comes with Harrow Beck Academy.", "Ruth Penhallow does not come any more; the link ends.",
        "Tomasz Wilk is called Tomasz Wilkowski.", "These links are shown this once.", "The <old> library",
    ):  # fmt: skip
        assert sentence in said, sentence
    assert "The <old> library" not in answer.text
    links = re.findall(r"(?m)([\w ]+)\t([\w ]*)\thttp\S+/join/(\S+)", answer.text)
    assert [(name, of) for name, of, _ in links] == [("Ann Other", "Harrow Beck Academy")]
    assert (await Visitor(review.house).gets(f"/join/{links[0][2]}")).status_code == 200
    after = await review.room()
    assert (after.title, after.day.isoformat(), after.place) == ("Autumn review", "2027-12-01", "The <old> library")
    assert (await review.names())[:2] == ["Larkfield School", "Harrow Beck Academy"]
    assert after.ratings == before.ratings
    assert after.slots["slot-1"].focus == before.slots["slot-1"].focus
    assert after.slots["slot-1"].presenter == before.slots["slot-1"].presenter
    assert after.people[review.ids["Ruth Penhallow"]].removed
    ruth = next(one.link for one in review.made.people if one.name == "Ruth Penhallow")
    assert (await Visitor(review.house).gets(ruth)).status_code == 404
    hub = await review.priya.sees("/hub")
    assert "Autumn review" in hub
    assert "Wed 1 December" in hub


async def test_a_new_institution_joins_and_one_that_brought_ratings_withdraws(review: Review) -> None:
    form = await review.form()
    form = await form.press(f"drop-institution {form.row_of('The Causeway PRU')}")
    assert "The Causeway PRU has brought something already: it withdraws" in form.page
    form = await form.press("add-institution")
    new = form.every("i")[-1]
    form[f"i-{new}-name"], form[f"i-{new}-type"] = "Harbour High", "secondary"
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    assert "Harbour High joins." in words(answer)
    assert "The Causeway PRU is not part of it any more." in words(answer)
    assert (await review.names())[-1] == "Harbour High"
    room = await review.room()
    assert [one.withdrawn for one in room.institutions.values() if one.name == "The Causeway PRU"] == [True]


async def test_an_institution_that_brought_nothing_goes_with_its_people(review: Review) -> None:
    form = await (await review.form()).press("add-institution")
    new = form.every("i")[-1]
    form[f"i-{new}-name"], form[f"i-{new}-type"] = "Harbour High", "secondary"
    form[f"p-{form.every(f'i-{new}-p')[0]}-name"] = "Ann Other"
    saved = await form.sends("save-plan")
    link = re.findall(r"http\S+(/join/\S+)", saved.text)[-1]
    assert (await review.priya.gets(link)).status_code == 200
    form = await review.form()
    answer = await (await form.press(f"drop-institution {form.row_of('Harbour High')}")).sends("save-plan")
    assert "Harbour High had brought nothing, and no record will speak of it. The link of its one person" in words(
        answer
    )
    assert (await review.priya.gets(link)).status_code == 404
    assert "Harbour High" not in (await review.priya.gets(f"/rooms/{review.made.room}/minutes.md")).text


async def test_other_themes_are_said_to_change_what_is_looked_at(review: Review) -> None:
    form = await review.form()
    form = await form.press(f"drop-institution {form.row_of('The Causeway PRU')}")
    form = await form.press("add-institution")
    new = form.every("i")[-1]
    form[f"i-{new}-name"], form[f"i-{new}-type"] = "Harbour High", "secondary"
    await form.sends("save-plan")
    form = await review.form()
    form.fields = [(name, value) for name, value in form.fields if name != "theme"]
    form.fields.append(("theme", "4"))
    answer = await form.sends("save-plan")
    assert "Harbour High looks at other statements in its hour: 4.1, 4.2, 4.3." in words(answer)


async def test_who_has_rated_itself_keeps_its_framework_and_the_field_says_so(review: Review) -> None:
    form = await review.form()
    row = form.row_of("Estuary Gate College")
    others = [one for one in review.house.content.frameworks if one != (await review.room()).framework_of("slot-4").id]
    form[f"i-{row}-framework"] = others[0]
    form["title"] = "Kept"
    answer = await form.sends("save-plan")
    assert answer.status_code == 422
    assert f'id="i-{row}-framework-error"' in answer.text
    assert "Estuary Gate College has rated itself by" in words(answer)
    assert (await review.form())["title"] == "Kept"


async def test_what_is_missing_is_said_at_its_field(review: Review) -> None:
    form = await review.form()
    form["date"], form["title"] = "2027-02-30", ""
    answer = await form.sends("save-plan")
    assert answer.status_code == 422
    assert 'href="#date"' in answer.text
    assert 'href="#title"' in answer.text


async def test_somebody_comes_with_another_institution_and_keeps_the_link(review: Review) -> None:
    form = await review.form()
    imogen = form.row_of("Imogen Thackray")
    form[f"p-{imogen}-with"] = form.row_of("Larkfield School")
    answer = await form.sends("save-plan")
    assert "Imogen Thackray comes with Larkfield School." in words(answer)
    room = await review.room()
    assert room.institutions[room.people[imogen].institution or ""].name == "Larkfield School"
    assert room.slots["slot-1"].presenter is None
    visitor = await review.by_link("Imogen Thackray")
    assert (await visitor.gets(f"/rooms/{review.made.room}")).status_code in (200, 303)


# Two at once


async def test_the_later_of_two_is_told_what_changed_and_nothing_is_lost(review: Review) -> None:
    rosalind = await review.by_link("Rosalind Achterley")
    mine, hers = await review.form(), await review.form(rosalind)
    hers["place"], hers["date"] = "The gym", "2027-11-19"
    mine["title"], mine["date"] = "Autumn review", "2027-11-26"
    assert (await hers.sends("save-plan")).status_code == 200
    answer = await mine.sends("save-plan")
    assert answer.status_code == 409
    said = words(answer)
    assert "Somebody changed this meanwhile." in said
    assert "Place: The gym" in said
    assert "Date: Friday 19 November 2027 (was Friday 12 November 2027)." in said
    assert (await review.room()).title != "Autumn review"
    again = Form(review.priya, mine.address, answer.text)
    assert (again["title"], again["place"], again["date"]) == ("Autumn review", "The gym", "2027-11-26")
    assert (await again.sends("save-plan")).status_code == 200
    room = await review.room()
    assert (room.title, room.place, room.day.isoformat()) == ("Autumn review", "The gym", "2027-11-26")


async def test_people_whom_two_added_at_once_are_all_there(review: Review) -> None:
    rosalind = await review.by_link("Rosalind Achterley")
    mine, hers = await review.form(), await review.form(rosalind)
    for form, name in ((hers, "Ann Other"), (mine, "Bo Third")):
        grown = await form.press("add-guest")
        grown[f"p-{grown.every('g')[-1]}-name"] = name
        answer = await grown.sends("save-plan")
        if answer.status_code == 409:
            grown = Form(form.visitor, form.address, answer.text)
            answer = await grown.sends("save-plan")
        assert answer.status_code == 200, words(answer)
    names = await review.house.directory.names(review.made.room)
    assert [sorted(one.name for one in names.values()).count(name) for name in ("Ann Other", "Bo Third")] == [1, 1]


async def test_of_two_who_save_at_the_very_same_moment_one_is_told(review: Review) -> None:
    rosalind = await review.by_link("Rosalind Achterley")
    forms = [await review.form(), await review.form(rosalind)]
    for form, title in zip(forms, ("Autumn review", "Winter review"), strict=True):
        form["title"] = title
    answers = await asyncio.gather(*(form.sends("save-plan") for form in forms))
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 422])
    won = next(form for form, answer in zip(forms, answers, strict=True) if answer.status_code == 200)
    assert (await review.room()).title == won["title"]


async def test_nobody_takes_themselves_out(review: Review) -> None:
    rosalind = await review.by_link("Rosalind Achterley")
    form = await (await review.form(rosalind)).press("add-guest")
    form[f"p-{form.every('g')[-1]}-name"], form[f"p-{form.every('g')[-1]}-role"] = "Ann Other", "facilitator"
    form = await form.press(f"drop-guest {review.ids['Rosalind Achterley']}")
    assert "You cannot take yourself out." in words(await form.sends("save-plan"))
    form = await (await review.form()).press(f"drop-guest {review.ids['Rosalind Achterley']}")
    assert "You act as Rosalind Achterley here" in words(await form.sends("save-plan"))
    form = await (await review.form(rosalind)).press("keep")
    await form.sends("drop")
    form = await review.form(rosalind)
    for name, role in (("Jamie Sorrell", "facilitator"), ("Rosalind Achterley", "observer")):
        form[f"p-{review.ids[name]}-role"] = role
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    room = await review.room()
    assert [room.people[review.ids[one]].role for one in ("Jamie Sorrell", "Rosalind Achterley")] == [
        "facilitator", "observer",
    ]  # fmt: skip


async def test_a_fair_order_does_not_count_the_room_itself(review: Review) -> None:
    form = await (await review.form()).press("fair-order")
    assert len(form.every("i")) == 4


async def test_a_button_pressed_twice_saves_once(review: Review) -> None:
    form = await (await review.form()).press("add-guest")
    form[f"p-{form.every('g')[-1]}-name"] = "Ann Other"
    answers = [await form.sends("save-plan"), await form.sends("save-plan")]
    answers += await asyncio.gather(form.sends("save-plan"), form.sends("save-plan"))
    assert [answer.status_code for answer in answers] == [200] * 4, words(answers[1])
    assert all("There was nothing to save" not in words(answer) for answer in answers)
    names = await review.house.directory.names(review.made.room)
    assert [one.name for one in names.values()].count("Ann Other") == 1
    token = re.findall(r"/join/(\S+)", answers[-1].text)[-1]
    assert token


# Drafts


async def test_what_is_typed_is_kept_in_this_browser_and_can_be_thrown_away(review: Review) -> None:
    rosalind = await review.by_link("Rosalind Achterley")
    form = await review.form()
    form["title"] = "Half a thought"
    kept = await form.sends("keep", script=True)
    assert kept.text.strip().startswith('<section class="planday')
    assert "Name: Half a thought (was " in words(kept)
    assert (await review.form())["title"] == "Half a thought"
    assert (await review.form(rosalind))["title"] != "Half a thought"
    assert "Half a thought" not in await review.priya.sees("/hub")
    await form.sends("drop")
    assert (await review.form())["title"] != "Half a thought"


async def test_what_comes_late_or_from_an_older_page_undoes_nothing(review: Review) -> None:
    older, late = await review.form(), await review.form()
    order = older.every("i")
    await older.sends(f"later {order[0]}", script=True)
    late["title"], late["typed"] = "Half a thought", "title"
    older["place"], older["typed"] = "Room 2", "place"
    answers = await asyncio.gather(late.sends("keep", script=True), older.sends("keep", script=True))
    assert [answer.headers["hx-retarget"] for answer in answers] == ["#plan", "#plan"]
    form = await review.form()
    assert (form["title"], form["place"]) == ("Half a thought", "Room 2")
    assert form.every("i") == [order[1], order[0], *order[2:]]


async def test_people_come_in_from_a_spreadsheet(review: Review) -> None:
    form = await review.form()
    form.fields.append(("pasted", "name,institution\nAnn Other,Larkfield School\nSiobhan Merrick,Larkfield School\n"))
    shown = await form.sends("look")
    assert "Ann Other" in words(shown)
    taken = await review.priya.posts(form.address, do="take", pasted=form["pasted"])
    assert taken.status_code == 303
    form = await review.form()
    people = [form[f"p-{key}-name"] for key in form.every(f"i-{form.row_of('Larkfield School')}-p")]
    assert people.count("Ann Other") == 1


# Once the doors are open


async def test_lengths_and_order_of_what_is_to_come_change_and_the_rest_is_not_offered(review: Review) -> None:
    await review.opens("slot-1.challenge")
    form = await review.form()
    page = form.page
    assert "The room is open." in page
    assert 'name="title"' not in page
    assert "step-slot-1.purpose" not in page
    assert "step-slot-2.challenge" in page
    form["step-slot-2.challenge"] = "5"
    kept = await form.sends("keep", script=True)
    assert "10 min fewer than promised" in words(kept)
    form = await form.press(f"later {review.institution('Larkfield School')}")
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    room = await review.room()
    assert room.allotted["slot-2.challenge"] == 300
    assert (await review.names())[:3] == ["Harrow Beck Academy", "The Causeway PRU", "Larkfield School"]
    assert [one.section for one in room.reallotments] == ["slot-2"]


async def test_a_late_person_is_added_while_the_room_runs(review: Review) -> None:
    await review.opens("slot-1.challenge")
    form = await review.form()
    form = await form.press(f"add-person {review.institution('Larkfield School')}")
    form[f"p-{form.every('i-' + review.institution('Larkfield School') + '-p')[-1]}-name"] = "Late Comer"
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    token = re.findall(r"/join/(\S+)", answer.text)[-1]
    visitor = Visitor(review.house)
    assert (await visitor.posts(f"/join/{token}")).status_code == 303
    room = await review.room()
    assert [one.institution for one in room.people.values() if one.here][-1] == room.slots["slot-2"].host


async def test_what_cannot_be_is_said_and_nothing_is_changed(review: Review) -> None:
    await review.opens("slot-1.challenge")
    form = await review.form()
    form["step-slot-2.challenge"], form["step-slot-2.reflect"] = "soon", "900"
    answer = await form.sends("save-plan")
    assert answer.status_code == 422
    assert "step-slot-2.challenge-error" in answer.text
    assert "step-slot-2.reflect-error" in answer.text
    form = await review.form()
    form["step-slot-2.challenge"], form["step-slot-2.reflect"] = "12", "5"
    await review.does("Rosalind Achterley", c.StartStep(id="on", step="slot-2.challenge"))
    answer = await form.sends("save-plan")
    assert answer.status_code == 409
    assert "Larkfield School, Challenge round has begun, so its minutes stay." in words(answer)
    again = Form(review.priya, form.address, answer.text)
    assert (await again.sends("save-plan")).status_code == 200
    room = await review.room()
    assert (room.allotted["slot-2.challenge"], room.allotted["slot-2.reflect"]) == (900, 300)


async def test_a_form_from_before_the_opening_keeps_its_people(review: Review) -> None:
    form = await (await review.form()).press("add-guest")
    form[f"p-{form.every('g')[-1]}-name"] = "Ann Other"
    form["title"] = "Too late"
    await review.opens()
    answer = await form.sends("save-plan")
    assert answer.status_code == 409
    assert "The room was opened meanwhile" in words(answer)
    again = Form(review.priya, form.address, answer.text)
    assert (await again.sends("save-plan")).status_code == 200
    assert (await review.room()).title != "Too late"
    names = await review.house.directory.names(review.made.room)
    assert "Ann Other" in [one.name for one in names.values()]


async def test_an_institution_drops_out_on_the_morning(review: Review) -> None:
    await review.opens("slot-1.challenge")
    form = await review.form()
    form = await form.press(f"drop-institution {review.institution('The Causeway PRU')}")
    form = await form.press(f"drop-institution {review.institution('Harrow Beck Academy')}")  # has begun, so it stays
    answer = await form.sends("save-plan")
    assert answer.status_code == 200, words(answer)
    assert await review.names() == ["Harrow Beck Academy", "Larkfield School", "Estuary Gate College"]


@pytest.mark.parametrize(
    ("do", "rows"), [("add-institution", []), ("later nobody", ["i_unknown"]), ("drop-institution x", ["x", "x"])]
)
async def test_a_form_with_other_rows_than_the_page_gave_it_is_answered(
    review: Review, do: str, rows: list[str]
) -> None:
    await review.opens("slot-1.challenge")
    form = await review.form()
    form.fields = [(name, value) for name, value in form.fields if name != "i"] + [("i", row) for row in rows]
    assert (await form.sends(do)).status_code == 303
    assert (await form.sends(do, script=True)).status_code == 200


# Afterwards, and who may


async def test_after_the_meeting_people_are_put_right_and_confirmed_minutes_stay(review: Review) -> None:
    await review.opens("slot-1.challenge")
    await review.does("Rosalind Achterley", c.CloseRoom(id="close"))
    form = await review.form()
    siobhan = form.row_of("Siobhan Merrick")
    form[f"p-{siobhan}-job_title"] = "Head of Careers"
    assert (await form.sends("save-plan")).status_code == 200
    names = await review.house.directory.names(review.made.room)
    assert names[siobhan].job_title == "Head of Careers"
    await review.does("Rosalind Achterley", c.ConfirmMinutes(id="confirm"))
    assert "Nothing can be changed any more" in await review.priya.sees(form.address)
    assert (await form.sends("save-plan")).status_code == 303


async def test_only_facilitators_of_the_room_and_its_hub_change_it(house: House, review: Review) -> None:
    imogen = await review.by_link("Imogen Thackray")
    assert (await imogen.gets(f"/rooms/{review.made.room}/plan")).status_code == 403
    other = await founder(
        house, f"Another hub {review.made.room}", "Sam Elsewhere", f"{review.made.room}@other.example"
    )
    assert (await other.gets(f"/rooms/{review.made.room}/plan")).status_code == 404
    form = await review.form()
    form["title"] = "Taken over"
    for stranger in (imogen, other, Visitor(house)):
        form.visitor = stranger
        assert (await form.sends("save-plan")).status_code in (401, 403, 404)
    assert (await review.room()).title != "Taken over"


async def test_the_calendar_file_changes_the_entry_that_people_have(review: Review) -> None:
    def sequence(text: str) -> int:
        found = re.search(r"SEQUENCE:(\d+)", text)
        assert found
        return int(found[1])

    before = (await review.priya.gets(f"/rooms/{review.made.room}/invitation.ics")).text
    form = await review.form()
    form["time"] = "10:15"
    assert "Tell people about the change" in words(await form.sends("save-plan"))
    after = (await review.priya.gets(f"/rooms/{review.made.room}/invitation.ics")).text
    assert sequence(after) > sequence(before)
    assert re.findall(r"UID:(\S+)", after) == re.findall(r"UID:(\S+)", before)
    assert "T101500" in after
    assert datetime.fromisoformat("2027-11-12T10:15+00:00") == (await review.room()).start
