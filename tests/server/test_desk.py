"""What only the facilitator's desk says: before the room is moved, and while it stands."""

import re
from html import unescape

from msgspec.structs import replace

from sessions import events as e
from sessions.events import Event
from tests.server import ready
from tests.server.test_fragments import HOST, LEAD, PEER, SHOWN, WALL, a_full_slot, looks, scene
from tests.sessions.cast import START


def test_a_jump_asks_first_and_says_which_institutions_it_leaves_without_an_hour() -> None:
    sheet = looks("break-1.break", LEAD, e.StepStarted(step="slot-2.challenge")).partition('id="run"')[2]

    def question(step: str) -> str:
        form = re.search(f'form="([^"]+)" name="step" value="{step}"', sheet)
        assert form is not None, step
        asked = re.search(f'id="{form[1]}"[^>]* hx-confirm="([^"]*)"', sheet)
        return asked[1] if asked else ""

    plain = "Move the whole room to that step?"
    for step in ("opening.welcome", "slot-1.challenge", "slot-2.actions", "slot-3.challenge"):
        assert question(step) == plain
    assert question("slot-4.challenge") == f"{plain} The Causeway PRU would have no hour."
    assert question("closing.insights") == f"{plain} The Causeway PRU and Estuary Gate College would have no hour."


def test_where_no_action_is_proposed_yet_the_form_for_one_stands_in_sight() -> None:
    none = e.ActionWithdrawn(action="a1", by="p_imogen")
    for audience in (LEAD, HOST, PEER):
        part = looks("actions", audience, none).partition('id="actions"')[2]
        assert "No actions yet. Three or four are enough." in part.partition('id="propose-slot-1" open')[0]
        assert 'class="empty"' not in part.partition('id="propose-slot-1" open')[0]


def beside_next(step: str, *more: Event) -> str:
    """What stands beside "Next" at a step of the first hour."""
    return looks(step, LEAD, *more).partition('id="loose-ends"')[2].partition("</section>")[0]


def test_whoever_leaves_the_views_is_told_that_some_are_not_revealed() -> None:
    unseen = "1 statement has views that are not revealed"
    for step, place in (("peer-view", "view"), ("reflect", "reveal"), ("read-back", "reveal")):
        assert f'href="#{place}-slot-1-1-1">{unseen}' in beside_next(step)
        assert f'id="show-{"" if place == "view" else "now-"}slot-1-1-1"' in looks(step, LEAD)
        assert unseen not in beside_next(step, SHOWN)
    assert unseen not in beside_next("clarify")
    reflected, rests = e.StepStarted(step="slot-1.reflect"), e.StepStarted(step="break-1.break")
    assert unseen in beside_next("peer-view", reflected, rests)
    assert unseen not in beside_next("reflect", e.RoomClosed(by="p_rosalind"))


def test_the_step_that_fixes_the_next_date_begins_with_it() -> None:
    for step, first in (("closing.insights", "What we heard more than once"), ("closing.close", "Next time")):
        part = looks(step, LEAD).partition('id="insights"')[2]
        assert re.findall(r"<h2>([^<]+)</h2>", part)[0] == first
    closing = looks("closing.close", PEER)
    assert "Put it into your calendar" not in closing
    fixed = looks("closing.close", PEER, e.NextDateSet(date=START.date(), by="p_rosalind"))
    assert 'href="/rooms/r_1/calendar.ics"' in fixed


def test_a_break_says_when_the_room_goes_on_and_with_whom_and_puts_no_form_forward() -> None:
    for audience in (HOST, PEER, WALL):
        assert re.search(r"We start again at \d\d:\d\d with Larkfield School\.", looks("break-1.break", audience))
        assert "We start again with Larkfield School." in looks("break-1.break", audience, e.ClockPaused())
    assert "<b>Larkfield School</b>" in looks("break-1.break", WALL)
    resting = looks("break-1.break", PEER)
    assert resting.index("The day") < resting.index('id="folds"') < resting.index("What we heard more than once")


def test_where_one_view_is_left_the_button_names_it_and_the_wall_has_no_gap() -> None:
    assert "Reveal the views on 1.1" in looks("peer-view", LEAD)
    assert "Reveal the views on 1.1" in looks("reflect", LEAD)
    other = e.PeerViewGiven(slot="slot-1", statement="1.3", holder="i_larkfield", level=2, by="p_siobhan")
    assert "Reveal all views" in looks("peer-view", LEAD, other)
    shown = looks("reflect", WALL, SHOWN)
    assert shown.count('class="reveal"') == 3
    assert shown.count("No peer views shown.") == 2


def test_the_reveal_is_a_moment_of_its_own_for_whoever_comes_back_to_the_page() -> None:
    assert "data-moment" not in looks("peer-view", PEER)
    assert 'data-moment-title="The views are on the table"' in looks("peer-view", PEER, SHOWN)


def test_what_an_action_is_subject_to_has_a_button_of_its_own() -> None:
    box = looks("actions", HOST).partition('id="subject-a1"')[2].partition("</details>")[0]
    assert "Agree, subject to this" in box


def test_nobody_is_waited_for_once_the_meeting_is_over() -> None:
    joined, closed = e.PersonJoined(person="p_imogen", by="p_imogen"), e.RoomClosed(by="p_rosalind")

    def said_of(person: str, *more: Event) -> str:
        alone = replace(scene([*a_full_slot(), *more]), present=frozenset())
        page = unescape("".join(ready.fragments().all(alone, LEAD, START).values()))
        part = page.partition(f'id="person-{person}"')[2].partition("</li>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", part.partition(">")[2]).split())

    assert said_of("p_neil").endswith("not yet")
    assert said_of("p_neil", closed).endswith("not there")
    assert said_of("p_imogen", joined).endswith("away")
    assert said_of("p_imogen", joined, closed).endswith("was there")
