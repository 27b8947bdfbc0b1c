"""The course of a room as its people see it: parts, words, pages, and the fold for who comes late."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from server.course.asks import asks
from server.course.late import BRIEFED
from server.course.parts import PARTS, Part, part_of
from server.course.words import WHAT, course_shown, in_days, title_of
from sessions import events as e
from sessions.course import Sort, StageName
from sessions.evolve import fold
from sessions.room import Person, Room
from tests.server.door import FACILITATOR, HOST, OBSERVER, PEER, Door, RoomAtDoor, standing
from tests.server.hubs import words
from tests.server.test_pages import SCRIPT, Browser
from tests.sessions.cast import START, a_room

DAY = timedelta(days=1)
SORTS: tuple[Sort, ...] = ("peer", "visit", "expert", "internal", "follow_up")
STAGES: tuple[StageName, ...] = ("preparation", "meeting", "record", "follow_up")


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Careers Leader", "careers_leader"), ("Head of Careers", "careers_leader"), ("Headteacher", "senior_leader"),
        ("Deputy Head and SENDCo", "sendco"), ("Assistant SENCo", "member"), ("Link Governor for Careers", "governor"),
        ("Chair of Governors", "governor"), ("Clerk to the Governors", "member"), ("Teacher of Maths", "member"),
        ("", "member"),
    ],
)  # fmt: skip
def test_the_part_of_a_member_is_told_from_the_job_title(title: str, part: Part) -> None:
    assert part_of(Person(id="p_1", role="member"), title, presents=False) == part


def test_whoever_presents_leads_and_roles_in_the_room_go_before_titles() -> None:
    assert part_of(Person(id="p_1", role="member"), "Headteacher", presents=True) == "careers_leader"
    assert part_of(Person(id="p_1", role="co_facilitator"), "Headteacher", presents=False) == "facilitator"
    assert part_of(Person(id="p_1", role="observer"), "Governor", presents=False) == "observer"


@pytest.mark.parametrize(("sort", "stage", "part"), list(product(SORTS, STAGES, PARTS)))
def test_every_part_is_asked_something_at_every_stage_of_every_sort(sort: Sort, stage: StageName, part: Part) -> None:
    lines = asks(sort, stage, part)
    assert 1 <= len(lines) <= 3
    assert all(line.endswith((".", "?")) and line[0].isupper() and "{" not in line for line in lines)
    assert title_of(sort, stage)
    assert WHAT[sort][stage].endswith(".")


@pytest.mark.parametrize("part", PARTS)
def test_no_word_of_peers_where_there_are_none(part: Part) -> None:
    said = " ".join(line for stage in STAGES[:3] for line in asks("internal", stage, part))
    assert not re.search(r"\bpeers?\b|\bhours?\b|\breveal\b", said)
    said = " ".join(line for stage in STAGES for line in asks("visit", stage, part))
    assert "In the other hours" not in said


def a_prepared_room(*more: e.Event) -> Room:
    return fold([e.Recorded(seq, START - 60 * DAY, one) for seq, one in enumerate([*a_room(), *more], start=1)])


def test_a_briefing_is_read_in_a_minute() -> None:
    for part in PARTS:
        shown = course_shown(a_prepared_room(), START - 9 * DAY, part, "It has its hour at about 09:40: 60 minutes.")
        assert 40 < len(" ".join(shown.briefing).split()) < 160


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (-40 * DAY, "The meeting is in 5 weeks."), (-12 * DAY, "The meeting is in 12 days."),
        (-DAY, "The meeting is tomorrow."), (timedelta(hours=-2), "The meeting is today."),
        (2 * DAY, "The meeting was planned for 12 November."),
    ],
)  # fmt: skip
def test_where_the_room_is_stands_in_a_sentence(after: timedelta, says: str) -> None:
    assert says in course_shown(a_prepared_room(), START + after, "member").here


def test_afterwards_the_sentence_goes_on() -> None:
    opened, closed, confirmed = e.RoomOpened(), e.RoomClosed(), e.MinutesConfirmed()
    step = e.StepStarted(step="opening.welcome")
    assert "begins in a moment" in course_shown(a_prepared_room(opened), START, "member").here
    assert "is under way" in course_shown(a_prepared_room(opened, step), START, "member").here
    late = course_shown(a_prepared_room(opened, closed), START + 20 * DAY, "member")
    assert late.stages[2].late == "The minutes are not confirmed yet."
    room = a_prepared_room(opened, closed, confirmed)
    assert "The minutes are confirmed." in course_shown(room, START + DAY, "member").here
    assert course_shown(room, START + 120 * DAY, "member").here == "The course is complete."
    assert (in_days(20), in_days(21)) == ("in 20 days", "in 3 weeks")


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """One house for all of these tests; each has a room of its own in it."""
    async with standing(tmp_path_factory.mktemp("course")) as found:
        yield found


async def in_twelve_days(door: Door) -> RoomAtDoor:
    start = (datetime.now(UTC) + 12 * DAY).replace(hour=9, minute=30)
    return await door.room(start=start.isoformat(timespec="seconds"))


@pytest.fixture
async def running(door: Door) -> RoomAtDoor:
    """The sample room, in its first challenge round."""
    made = await door.room(start=datetime.now(UTC).isoformat(timespec="seconds"))
    await made.does(FACILITATOR, "OpenRoom")
    await made.does(FACILITATOR, "StartStep", step="slot-1.challenge")
    return made


async def test_an_invitation_tells_the_course_before_anybody_joins(door: Door) -> None:
    room = await in_twelve_days(door)
    before = (await door.house.store.head(room.id)).seq
    page = words(await Browser(room).client.get(f"/join/{room.tokens[HOST]}"))
    for one in ("In one minute", "The meeting is in 12 days.", "15 to 18 weeks", "Follow-up", "Prepare your hour:"):
        assert one in page
    assert (await door.house.store.head(room.id)).seq == before


async def test_one_can_join_and_prepare_first(door: Door) -> None:
    room = await in_twelve_days(door)
    guest = Browser(room)
    answer = await guest.client.post(f"/join/{room.tokens[HOST]}", data={"to": "preparation"})
    assert answer.headers["location"].endswith("/preparation")
    other = await Browser(room).client.post(f"/join/{room.tokens[PEER]}", data={"to": "../../elsewhere"})
    assert re.fullmatch(rf"/rooms/{room.id}/as/[\w-]+", other.headers["location"])


async def test_everybody_with_a_seat_sees_the_course_in_words_for_them(door: Door) -> None:
    room = await in_twelve_days(door)
    says = {HOST: "Careers Leader", OBSERVER: "Nothing is asked of you.", FACILITATOR: "ring whoever is stuck"}
    for who, sentence in says.items():
        guest = Browser(room)
        await guest.joins(who)
        page = words(await guest.client.get(f"{guest.page}/course"))
        assert sentence in page
        assert "You are in the preparation." in page
    assert (await Browser(room).client.get(f"{guest.page}/course")).status_code == 401
    answer = await guest.client.get(f"/rooms/{room.id}/course", headers={"Referer": f"http://x{guest.page}"})
    assert answer.headers["location"] == f"{guest.page}/course"


async def test_a_late_joiner_is_offered_a_minute_and_dismisses_it_for_good(running: RoomAtDoor) -> None:
    siobhan = Browser(running)
    await siobhan.joins(PEER)
    assert "New here? One minute" in await siobhan.looks()
    await running.asked()
    minute = words(await siobhan.client.get(f"{siobhan.page}/briefing", headers=SCRIPT))
    for one in ("Harrow Beck Academy: Challenge round.", "Listen, then ask", "1 question was asked; none answered"):
        assert one in minute
    assert "Still to come: Larkfield School at about" in minute
    assert "At this moment" in words(await siobhan.client.get(f"{siobhan.page}/course"))
    answer = await siobhan.client.post(f"{siobhan.page}/briefing")
    assert (answer.status_code, answer.headers["location"]) == (303, siobhan.page)
    assert "New here?" not in await siobhan.looks()
    assert BRIEFED in siobhan.client.cookies


async def test_whoever_saw_the_beginning_is_not_offered_it(door: Door) -> None:
    room = await door.room(start=datetime.now(UTC).isoformat(timespec="seconds"))
    imogen, siobhan = Browser(room), Browser(room)
    await imogen.joins(HOST)
    await imogen.looks()
    await siobhan.joins(PEER)  # and puts the tablet away without a look at the room
    await room.does(FACILITATOR, "OpenRoom")
    await room.does(FACILITATOR, "StartStep", step="opening.welcome")
    assert "New here?" not in await imogen.looks()
    assert "New here?" not in await siobhan.looks()


async def test_whoever_opened_the_link_days_before_and_comes_late_is_offered_it(door: Door) -> None:
    room = await in_twelve_days(door)
    siobhan = Browser(room)
    await siobhan.joins(PEER)
    await siobhan.looks()
    assert BRIEFED not in siobhan.client.cookies


async def test_between_steps_the_minute_says_so(door: Door) -> None:
    room = await in_twelve_days(door)
    siobhan = Browser(room)
    await siobhan.joins(PEER)
    assert "No step runs at the moment." in words(await siobhan.client.get(f"{siobhan.page}/briefing"))
