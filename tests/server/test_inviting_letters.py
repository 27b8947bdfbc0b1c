"""What the letters say, to each by what they are asked to do, and how the beginning is changed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from server.inviting.facts import Gathering, Hour, gathering, part_of, web_address
from server.inviting.letters import LONGEST_MAILTO, Guest, letter, short_mailto
from sessions.room import Person as InRoom
from tests.server.hubs import words
from tests.server.invited import ANNELIESE, DOMINIC, IMOGEN, JAMIE, RUTH, TOMASZ, Invited, inviting, token_in

LINK = "https://rooms.example/join/" + "t" * 32
BASE = "https://rooms.example"


@pytest.fixture(scope="module")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Invited]:
    """One room for all of these tests."""
    online = {"call_link": "https://meet.example/abc?pwd=1", "title": "Spring <mark>review</mark>"}
    async with inviting(tmp_path_factory.mktemp("letters"), changes=online) as found:
        yield found


@pytest.mark.parametrize(
    ("name", "says", "not_says"),
    [
        (IMOGEN, ["you lead the hour of Harrow Beck Academy", "Rate Harrow Beck Academy with two or three colleagues",
                  "Bring a senior leader", "about two hours"], ["you observe"]),
        (DOMINIC, ["you come with Harrow Beck Academy", "what you could decide on the day"], ["Rate Harrow Beck"]),
        (RUTH, ["you come with Harrow Beck Academy", "how do we know?"], ["what you could decide"]),
        (ANNELIESE, ["Your part: you observe", "only where it agrees", "nothing needs preparing"], ["What to prepare"]),
        (JAMIE, ["you have the same powers as Rosalind Achterley".capitalize(), "agree who keeps the clock"], []),
    ],
)  # fmt: skip
async def test_each_reads_what_they_are_asked_to_do(
    at: Invited, name: str, says: list[str], not_says: list[str]
) -> None:
    shown = await at.letter_for(name)
    for sentence in (f"Dear {name}", "When: Friday 12 November 2027, 09:30 to 14:35", "Where: Wexmoor Vale Civic Rooms",
                     "The call: https://meet.example/abc?pwd=1", "the meeting takes 5 h 5 min, breaks included",
                     "09:40 Harrow Beck Academy", "/check", "15 to 18 weeks", "needs no account", *says):  # fmt: skip
        assert sentence.lower() in shown.lower(), sentence
    for sentence in not_says:
        assert sentence not in shown


async def test_the_preview_makes_no_link_and_ends_none(at: Invited) -> None:
    assert "/join/(made when the letter leaves)" in await at.letter_for(IMOGEN)
    assert await at.opens(at.tokens[IMOGEN]) == 200
    assert await at.states() == {}


async def test_the_beginning_is_written_kept_and_given_up(at: Invited) -> None:
    text = "Our third round, at last.\n\nBring <b>cake</b> & {{7*7}}."
    answer = await at.posts("invitation/opening", opening=text.replace("\n", "\r\n"))
    assert answer.status_code == 303
    page = (await at.gets("invitation")).text
    assert "Bring &lt;b&gt;cake&lt;/b&gt; &amp; {{7*7}}." in page
    assert "Our third round, at last." in await at.letter_for(RUTH)
    await at.posts("invitation/opening", opening="No \x00 such \x07 thing.")
    assert "No such thing." in await at.letter_for(RUTH)
    await at.posts("invitation/opening", opening=" ")
    assert "Rosalind Achterley invites you to" in await at.letter_for(RUTH)


async def test_a_beginning_that_is_too_long_is_not_lost(at: Invited) -> None:
    answer = await at.posts("invitation/opening", opening="long " * 500)
    assert answer.status_code == 422
    assert "up to 2000 characters" in words(answer)
    assert "long long" in answer.text
    assert "long long" not in await at.letter_for(RUTH)


async def test_what_people_are_called_stays_text(at: Invited) -> None:
    for path in ("links", "links/sheet", "invitation"):
        page = (await at.gets(path)).text
        assert "<mark>" not in page
        assert "Spring &lt;mark&gt;review&lt;/mark&gt;" in page
        assert " style=" not in page


async def test_a_letter_to_be_copied_is_shown_once_with_a_new_link(at: Invited) -> None:
    answer = await at.posts("invitation/by-hand", person=at.ids[RUTH], letter="l_0123456789abcdef")
    assert answer.status_code == 200
    token = token_in(answer.text)
    assert await at.opens(at.tokens[RUTH]) == 404
    assert await at.opens(token) == 200
    again = await at.posts("invitation/by-hand", person=at.ids[RUTH], letter="l_0123456789abcdef")
    assert again.status_code == 303
    assert await at.opens(token) == 200  # pressed twice, it ends nothing
    assert (await at.states())[RUTH] == ["by_hand"]
    assert "This letter was shown already" in words(await at.visitor.gets(again.headers["location"]))


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://teams.example/l/meetup?x=1", "https://teams.example/l/meetup?x=1"), (" http://a.example ", "http://a.example"),
        ("javascript:alert(1)", ""), ("meet.example/abc", ""), ("https://a b", ""), (None, ""),
    ],
)  # fmt: skip
def test_only_a_web_address_is_a_link_to_a_call(given: str | None, link: str) -> None:
    assert web_address(given) == link


async def some_meeting(at: Invited, **changes: Any) -> Gathering:
    """What the room's invitation says, with some of it changed."""
    room = await at.house.store.room(at.made.room)
    people = {one.id: one for one in await at.house.directory.people(at.made.room)}
    return msgspec.structs.replace(gathering(at.made.room, room, people), **changes)


@pytest.mark.parametrize("letters", ["x", "é", "水", "🦉", "&=?\r\n"])
async def test_mail_programs_get_a_short_letter_however_long_the_names_are(at: Invited, letters: str) -> None:
    long = letters * 300
    meeting = await some_meeting(at, title=long, place=long, facilitator=long)
    guest = Guest(person="p", name=long, email="ruth&cc=all@school.example", part="member")
    address = short_mailto(meeting, guest, LINK)
    assert len(address) <= LONGEST_MAILTO
    fields = parse_qs(urlsplit(address).query)
    assert set(fields) == {"subject", "body"}
    assert LINK in fields["body"][0]
    assert "\r\n" in fields["body"][0]
    assert "\n" not in fields["subject"][0]


async def test_a_meeting_abroad_names_whose_time_it_is(at: Invited) -> None:
    meeting = await some_meeting(at, zone="America/New_York")
    guest = Guest(person="p", name="Ruth", email="", part="member")
    assert "(time of New York)" in letter(meeting, guest, LINK, BASE).text


async def test_a_review_of_ones_own_speaks_of_no_other_hours(at: Invited) -> None:
    meeting = await some_meeting(at)
    alone = msgspec.structs.replace(meeting, hours=meeting.hours[:1], call_link="")
    hour = alone.hours[0]
    guest = Guest(
        person="p", name="Ruth", email="", part="careers_leader", institution=hour.institution,
        institution_name=hour.name,
    )  # fmt: skip
    text = letter(alone, guest, LINK, BASE).text
    assert "other hours" not in text
    assert "The order of the day" not in text
    assert "The call" not in text


@pytest.mark.parametrize(
    ("job", "part"),
    [
        ("Assistant Headteacher and Careers Leader", "careers_leader"),
        ("Head of Careers and Progression", "careers_leader"), ("CEIAG Lead", "careers_leader"),
        ("Level 6 Careers Adviser", "member"), ("Link Governor for Careers", "member"),
        ("Vice Principal, Curriculum and Quality", "senior_leader"), ("Deputy Headteacher", "senior_leader"),
        ("Head", "senior_leader"), ("Senior Lead for Inclusion", "senior_leader"),
        ("Head of Faculty", "member"), ("PA to the Headteacher", "member"), ("SENDCo", "member"), ("", "member"),
    ],
)  # fmt: skip
def test_members_are_told_apart_by_their_job_titles(job: str, part: str) -> None:
    assert part_of(InRoom(id="p_1", role="member", institution="i_1"), job, None) == part


def test_who_presents_leads_the_hour_whatever_the_title() -> None:
    hour = Hour(institution="i_1", name="Ours", begins="09:40", minutes=60, focus=(), presenter="p_1")
    assert part_of(InRoom(id="p_1", role="member", institution="i_1"), "SENDCo", hour) == "careers_leader"
    assert part_of(InRoom(id="p_2", role="observer"), "Careers Leader", hour) == "observer"


async def test_who_does_not_come_is_not_among_everybody(tmp_path: Path) -> None:
    async with inviting(tmp_path, IMOGEN, TOMASZ) as at:
        larkfield = next(one.id for one in at.made.institutions if one.name == "Larkfield School")
        answer = await at.posts("commands", kind="WithdrawInstitution", institution=larkfield, id="c-1")
        assert answer.status_code == 303
        page = await at.posts("links/sheet", whom="everybody")
        assert page.text.count('class="card"') == 1
        assert await at.opens(at.tokens[TOMASZ]) == 200
