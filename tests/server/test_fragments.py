"""Every fragment renders at every step for everybody, and nobody is shown what is not theirs."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import unescape
from typing import Any

import msgspec
import pytest

from server.eye import Audience, Scene, audience_of
from server.fragments import Fragments
from server.own import own_parts
from server.parts.desk import cost
from server.parts.work import layout
from sessions import events as e
from sessions.events import Event, Recorded
from sessions.evolve import evolve, fold
from sessions.minuting import PersonName
from sessions.room import SCREEN, Room
from tests.server import ready
from tests.sessions import cast
from tests.sessions.cast import (
    ANNELIESE,
    CAUSEWAY,
    ESTUARY_GATE,
    GARETH,
    HARROW_BECK,
    HELEN,
    IMOGEN,
    LARKFIELD,
    ROSALIND,
    S1,
    SIOBHAN,
    START,
)

CANARY = "canary-in-the-reason"
COLLEAGUE = "canary-of-a-colleague"
AUDIENCES = [audience_of(who) for who in (ROSALIND, IMOGEN, SIOBHAN, GARETH, HELEN, ANNELIESE, SCREEN)]
NAMES = {who.person: PersonName(who.person.removeprefix("p_").title() + " Test") for who in cast.PEOPLE if who.person}


@pytest.fixture(scope="module")
def fragments() -> Fragments:
    """The real templates and content."""
    return ready.fragments()


def scene(events: Sequence[Event]) -> Scene:
    """A scene of a room in which these things have happened, a minute apart."""
    return scene_of(fold([Recorded(seq, START + timedelta(minutes=seq), event) for seq, event in enumerate(events, 1)]))


def scene_of(room: Room) -> Scene:
    """A scene of a room, for which nothing is ready yet."""
    present = frozenset(who.person for who in cast.PEOPLE if who.person)
    return Scene("r_1", room, NAMES, present, "FERN42", "https://rooms.example")


def a_full_slot() -> list[Event]:
    """The first slot with something of everything in it, up to the silent views."""
    return [
        *cast.a_room(),
        e.RoomOpened(by="p_rosalind"),
        e.WantsNoted(slot=S1, text="Help us to see"),
        e.ContextNoted(slot=S1, text="1,180 learners <b>here</b>", by="p_imogen"),
        e.PrioritiesSet(slot=S1, priorities=("Attendance",), by="p_imogen"),
        e.BenchmarkBrought(institution=HARROW_BECK, benchmark=1, percent=82, date=START.date()),
        e.ColleagueRatingGiven(institution=HARROW_BECK, person="p_ruth", statement="1.1", level=3, note=COLLEAGUE),
        e.SelfRatingShared(slot=S1, statement="1.1", level=2, evidence="A three-page plan", by="p_imogen"),
        e.StrengthNoted(entry="e1", slot=S1, text="Every leaver is followed up", by="p_siobhan"),
        cast.asked("q1", text="How do you know?", statement="1.1"),
        e.QuestionAsked(question="q2", slot=S1, text="Who is missing?", type="challenge", anonymous=True),
        e.QuestionSupported(question="q1", by="p_gareth"),
        e.QuestionTakenUp(question="q1", by="p_rosalind"),
        e.QuestionAnswered(question="q1", answer="Nobody asked before", by="p_imogen"),
        e.ActionProposed(action="a1", slot=S1, text="Ask them", owner="p_ruth", due=START.date(), by="p_siobhan"),
        e.PeerViewGiven(slot=S1, statement="1.1", holder=LARKFIELD, level=4, reason=CANARY, by="p_siobhan"),
        e.InsightNoted(entry="e2", slot=None, text="All of us", themes=(2,), by="p_helen"),
    ]


def steps() -> Iterator[list[Event]]:
    """The same room before the first step, at each step of its first slot, in a break, at the end, confirmed."""
    full = a_full_slot()
    yield full
    programme = [step.id for step in scene(full).room.programme]
    for step in (*programme[:14], programme[-2], programme[-1]):
        yield [*full, e.StepStarted(step=step, by="p_rosalind")]
    last = [*full, e.StepStarted(step=f"{S1}.reflect"), e.WentOffTheRecord(), e.ClockPaused()]
    yield last
    yield [*full, e.StepStarted(step=programme[-1]), e.RoomClosed(by="p_rosalind")]
    yield [*full, e.StepStarted(step=programme[-1]), e.RoomClosed(by="p_rosalind"), e.MinutesConfirmed(by="p_rosalind")]


@pytest.mark.parametrize(
    "events", list(steps()), ids=lambda events: getattr(events[-1], "step", type(events[-1]).__name__)
)
def test_every_fragment_renders_for_everybody(fragments: Fragments, events: list[Event]) -> None:
    now = START + timedelta(hours=2)
    for audience in AUDIENCES:
        page = fragments.all(scene(events), audience, now)
        for name, html in page.items():
            assert html.startswith("<"), name
            assert f'id="{name}"' in html[:400], name
            assert not re.search(r' style="|<script|>None<|"None"|\bp_[a-z]+ Test', html), (name, audience)
        whole = "".join(page.values())
        if audience != Audience("member", LARKFIELD):
            assert CANARY not in whole, audience
        assert COLLEAGUE not in whole


@pytest.mark.parametrize(
    "events", list(steps()), ids=lambda events: getattr(events[-1], "step", type(events[-1]).__name__)
)
def test_no_id_stands_twice_on_a_page(fragments: Fragments, events: list[Event]) -> None:
    for audience in AUDIENCES:
        whole = "".join(fragments.all(scene(events), audience, START + timedelta(hours=2)).values())
        ids = re.findall(r'\sid="([^"]+)"', whole)
        assert sorted(ids) == sorted(set(ids)), audience


def test_a_view_is_seen_by_its_own_institution_and_counted_for_the_others(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.peer-view")])
    own = fragments.all(here, Audience("member", LARKFIELD), START)["work"]
    other = fragments.all(here, Audience("member", CAUSEWAY), START)["work"]
    assert CANARY in own
    assert "1 of 3 in" in own
    assert "1 of 3 in" in other


def test_what_others_may_see_comes_with_the_reveal(fragments: Fragments) -> None:
    revealed = e.PeerViewsRevealed(
        slot=S1, statement="1.1", count=1, lowest=4, highest=4, middle=(4, 4),
        views=(e.RevealedView(4, CANARY, LARKFIELD),), by="p_rosalind",
    )  # fmt: skip
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.reflect"), revealed])
    assert CANARY in fragments.all(here, Audience("member", ESTUARY_GATE), START)["work"]


def looks(step: str, audience: Audience, *more: Event) -> str:
    """Everything on an audience's page at a step of the first hour, with what has happened at it."""
    look = ready.fragments()
    here = scene([*a_full_slot(), e.StepStarted(step=step if "." in step else f"{S1}.{step}", by="p_rosalind"), *more])
    return unescape(" ".join("".join(look.all(here, audience, START).values()).split()))


SHOWN = e.PeerViewsRevealed(
    slot=S1, statement="1.1", count=1, lowest=4, highest=4, middle=(4, 4),
    views=(e.RevealedView(4, "A reason", LARKFIELD),), by="p_rosalind",
)  # fmt: skip
LEAD, HOST, PEER = Audience("facilitator"), Audience("member", HARROW_BECK), Audience("member", LARKFIELD)
WALL = Audience("screen")


def test_it_is_quiet_until_the_reveal_and_then_the_peers_have_the_floor() -> None:
    for audience in (LEAD, HOST, PEER):
        assert "This is quiet time." in looks("peer-view", audience)
        after = looks("peer-view", audience, SHOWN)
        assert "The peers have the floor." in after
        assert "quiet time" not in after
    assert "Talk about what you see" in looks("peer-view", PEER, SHOWN)
    assert "Listen to what they see" in looks("peer-view", HOST, SHOWN)
    assert "Peers talk about what they see. The host listens." in looks("peer-view", WALL, SHOWN)
    assert "Peers, tell us what you saw" in looks("peer-view", LEAD, SHOWN)
    assert "Peers, tell us what you saw" not in looks("peer-view", LEAD)


def test_the_host_decides_when_the_peers_have_spoken_and_may_write_before() -> None:
    early = "You decide in the next step; you may already write"
    listening = looks("peer-view", HOST, SHOWN)
    fold = listening.partition(f'<details id="agree-early-{S1}-1-1">')[2].partition("</details>")[0]
    assert early in fold
    assert 'value="AgreeRating"' in fold
    assert early not in looks("reflect", HOST, SHOWN)


def test_whoever_leads_can_go_back_on_the_record_from_the_banner() -> None:
    desk = looks("challenge", LEAD, e.WentOffTheRecord())
    assert "Back on the record" in desk.partition('id="off-record"')[2].partition('class="cue__controls"')[0]
    assert desk.count("Back on the record") == 1
    assert "Back on the record" not in looks("challenge", PEER, e.WentOffTheRecord())


def test_the_room_is_closed_at_the_end_of_the_run_sheet_and_says_who_had_no_hour() -> None:
    desk = looks("challenge", LEAD)
    sheet = desk.partition('id="run"')[2].partition("</nav>")[0]
    assert desk.count('value="CloseRoom"') == sheet.count('value="CloseRoom"') == 1
    assert "Larkfield School, The Causeway PRU and Estuary Gate College have had no hour." in sheet
    last = looks("closing.close", LEAD)
    assert last.count('value="CloseRoom"') == 1


def test_an_hour_that_was_not_held_is_neither_done_nor_confirmed_for_anybody() -> None:
    desk = looks("read-back", LEAD, e.RoomClosed(by="p_rosalind"))
    assert desk.count("Confirm for them") == 1
    assert "Your hour was not held." in looks("read-back", PEER, e.RoomClosed(by="p_rosalind"))
    jumped = looks("closing.close", LEAD).partition('id="run"')[2]
    assert jumped.count("Not held") == 4
    assert 'aria-label="Done"' not in jumped


def test_a_skipped_step_is_not_done_and_has_no_time_for_anybody() -> None:
    jumped = e.StepStarted(step="slot-3.context", by="p_rosalind")
    sheet = looks("read-back", LEAD, jumped).partition('id="run"')[2].partition("</nav>")[0]
    first, second, third = (sheet.partition(f'id="run-slot-{n}-')[2].partition("</details>")[0] for n in (1, 2, 3))
    assert (first.count('class="is-past"'), first.count('class="is-skipped"')) == (1, 9)
    assert (second.count("<td>skipped</td>"), second.count("is-past"), second.count("~")) == (10, 0, 0)
    assert (third.count('class="is-skipped"'), third.count('class="is-now"')) == (1, 1)
    for audience in (PEER, Audience("observer")):
        day = looks("read-back", audience, jumped, e.RoomClosed(by="p_rosalind")).partition(">The day<")[2]
        day = day.partition("</ol>")[0]
        held = [("not held" in line, "skipped" in line) for line in day.split("<li")[1:]]
        assert held == [(False, True)] * 2 + [
            (False, False), (False, True), (True, False), (False, True), (False, False), (False, True), (True, False),
        ] + [(False, True)] * 2  # fmt: skip


def test_a_single_view_has_no_middle() -> None:
    shown = looks("reflect", LEAD, SHOWN)
    assert "The only view" in shown
    assert "Middle of 1 view" not in shown


def test_the_projector_counts_the_peers_who_have_begun_and_who_are_done() -> None:
    shown = looks("peer-view", WALL)
    assert "<b>0 of 3</b>" in shown
    assert "peer institutions here have given all their views (3 statements). One has begun." in shown


def test_whoever_reveals_is_told_which_statements_nobody_has_a_view_on() -> None:
    focus = scene(cast.a_room()).room.slots[S1].focus
    assert f"Nobody has given a view on {' and '.join(focus[1:])} yet." in looks("peer-view", LEAD)


def test_what_an_hour_leaves_open_is_said_in_the_break_and_after_the_close() -> None:
    resting = looks("break-1.break", LEAD)
    assert "1 action is not agreed" not in resting  # no hour was held before it
    hour = e.StepStarted(step="break-1.break", by="p_rosalind")
    assert '<a href="/rooms/r_1/hours/slot-1#action-a1">1 action is not agreed</a>' in looks("read-back", LEAD, hour)
    closed = looks("read-back", LEAD, e.RoomClosed(by="p_rosalind"))
    assert '<a href="/rooms/r_1/hours/slot-1#action-a1">1 action is not agreed</a>' in closed


def test_the_projector_names_the_school_and_says_each_thing_once() -> None:
    shown = looks("purpose", WALL).partition("screen__main")[2]
    assert "The hour of Harrow Beck Academy" in shown
    assert "<b>Purpose" not in shown
    welcome = looks("opening.welcome", WALL).partition("screen__main")[2]
    assert welcome.count(scene(cast.a_room()).room.programme[0].title) <= 1
    reading = looks("read-back", WALL)
    assert "has the floor" not in reading
    assert "Stop us if a word is wrong." in reading


def test_the_projector_shows_the_actions_while_they_are_agreed() -> None:
    shown = looks("actions", WALL)
    assert "Each action needs one owner and one date" in shown
    assert "Ask them" in shown.partition("<h2>Proposed</h2>")[2]
    agreed = looks("actions", WALL, e.ActionAgreed(action="a1", by="p_imogen"))
    assert "Ask them" in agreed.partition("<h2>Agreed</h2>")[2]
    assert "<h2>Proposed</h2>" not in agreed


def test_the_projector_says_what_the_marks_of_the_levels_are() -> None:
    for step in ("peer-view", "reflect"):
        shown = looks(step, WALL, SHOWN)
        assert "Self-rating" in shown
        assert "Middle of the peer views" in shown


def test_nobody_is_asked_to_join_or_to_confirm_what_is_over() -> None:
    closed = e.RoomClosed(by="p_rosalind")
    assert "Joining late?" in looks("read-back", WALL)
    assert "Joining late?" not in looks("read-back", WALL, closed)
    done = (closed, e.MinutesConfirmed(by="p_rosalind"))
    assert "The minutes are confirmed." in looks("read-back", WALL, *done)
    assert "put it right, and confirm it" in looks("read-back", HOST, closed)
    own = e.PartConfirmed(slot=S1, by="p_imogen")
    assert "Your part of the minutes is confirmed." in looks("read-back", HOST, closed, own)
    assert "confirm it" not in looks("read-back", HOST, *done)


def test_the_present_level_is_marked_where_it_is_changed() -> None:
    own = looks("ratings", HOST).partition(f'id="rate-{S1}-1.1"')[2].partition("</details>")[0]
    assert 'value="2" checked' in own
    assert own.count('" checked required') == 1


def test_what_is_said_aloud_and_what_is_pressed_are_the_same_words() -> None:
    assert "Not yet satisfied" in looks("challenge", LEAD, e.QuestionTakenUp(question="q1", by="p_rosalind"))
    assert "Nobody has asked about" in looks("challenge", LEAD)
    assert "Nobody has asked about" not in looks("peer-view", LEAD)


def test_views_are_missing_only_while_they_are_awaited(fragments: Fragments) -> None:
    assert "views missing" in looks("peer-view", LEAD)
    assert "views missing" not in looks("reflect", LEAD)
    before = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.peer-view")])
    moved = Recorded(before.room.seq + 1, START, e.StepStarted(step=f"{S1}.reflect"))
    after = Scene(before.room_id, evolve(before.room, moved), before.names, before.present, before.code, before.base)
    assert "people" in fragments.changed(before, after, LEAD, START)


def test_the_day_marks_what_runs_now_and_an_open_room_says_that_it_waits() -> None:
    opening = [step for step in scene(cast.a_room()).room.programme if step.section == "opening"]
    for step in opening:
        assert f"{step.title}, now" in looks(step.id, PEER)
    look = ready.fragments()
    prepared, opened = scene(cast.a_room()), scene([*cast.a_room(), e.RoomOpened()])
    for audience, name in ((PEER, "now"), (WALL, "projection")):
        assert "The room is open" in look.all(opened, audience, START)[name]
        assert "The room is open" not in look.all(prepared, audience, START)[name]


def test_what_the_desk_entered_for_the_host_says_so() -> None:
    typed: dict[str, Any] = {"slot": S1, "statement": "1.1", "by": "p_rosalind", "on_behalf_of": "p_imogen"}
    entered = (e.SelfRatingShared(**typed, level=3, evidence="Survey"), e.RatingAgreed(**typed, level=2, reason="Seen"))
    page = looks("reflect", HOST, *entered)
    assert page.partition('id="reveal"')[2].count("entered by Rosalind for Imogen") >= 1
    assert "entered by Rosalind for Imogen" in looks("ratings", PEER, entered[0])


def test_an_action_is_asked_for_in_one_form() -> None:
    """In that step the page has a form for it, so the bar at its foot proposes something else."""
    for audience in (HOST, PEER, LEAD):
        bar = looks("actions", audience).partition('id="capture"')[2]
        assert re.search(r'value="action" id="capture-action"[^>]*>', bar)
        assert not re.search(r'value="action" id="capture-action"[^>]*checked', bar), audience


def test_days_before_nobody_is_asked_to_settle_in() -> None:
    look, prepared = ready.fragments(), scene(cast.a_room())

    def now(audience: Audience, *, days: int, here: Scene = prepared) -> str:
        return " ".join(look.all(here, audience, here.room.start - timedelta(days=days))["now"].split())

    for audience in (HOST, PEER):
        assert "Prepare your hour" in now(audience, days=12)
        assert "We meet on Thursday 12 November. What is missing stands here." in now(audience, days=12)
        assert "Settle in" not in now(audience, days=1)
        assert "Settle in" in now(audience, days=0)
    assert "We meet tomorrow" in now(Audience("observer"), days=1)
    assert "Settle in" in now(HOST, days=3, here=scene([*cast.a_room(), e.RoomOpened()]))
    assert "We start together." in look.all(prepared, WALL, START - timedelta(days=9))["projection"]


def test_whoever_has_rated_everything_has_something_else_to_do_first() -> None:
    look, events = ready.fragments(), cast.a_room()
    model = scene(events).room.framework_of(S1)
    shared = [e.SelfRatingShared(slot=S1, statement=line.id, level=2, evidence="") for line in model.statements]
    settled = [e.PositionAgreed(slot=S1, statement=line.id, level=2) for line in model.statements]

    def lobby(*more: Event) -> str:
        return " ".join(look.all(scene([*events, *more]), HOST, START - timedelta(days=9))["work"].split())

    main = '<a class="btn btn--do" href="/rooms/r_1/self-evaluation">'
    for before in (lobby(), lobby(shared[0])):
        assert main in before
        assert "Rate yourselves" in before
    assert main in lobby(*settled)
    assert "Share your ratings" in lobby(*settled)
    assert main not in lobby(*shared)
    assert "Look at your ratings" in lobby(*shared)
    assert f"You have rated all {len(model.statements)} statements." in lobby(*shared)
    assert "Nothing is left to do" not in lobby(*shared)


def test_only_what_changed_is_rendered_again(fragments: Fragments) -> None:
    before = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge")])
    asked = Recorded(before.room.seq + 1, START, cast.asked("q9", by=HELEN))
    after = Scene(before.room_id, evolve(before.room, asked), before.names, before.present, before.code, before.base)
    changed = fragments.changed(before, after, Audience("member", HARROW_BECK), START)
    assert set(changed) == {"queue"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "events", list(steps()), ids=lambda events: getattr(events[-1], "step", type(events[-1]).__name__)
)
def test_what_is_made_once_for_several_is_what_each_would_see_alone(fragments: Fragments, events: list[Event]) -> None:
    now, shared = START + timedelta(hours=2), scene(events)
    for audience in AUDIENCES:
        assert fragments.all(shared, audience, now) == fragments.all(scene_of(shared.room), audience, now), audience


def test_a_page_kept_by_pushes_shows_what_a_fresh_one_shows(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge")])
    looking = [one for one in AUDIENCES if one.role in ("facilitator", "member")]
    pages = {audience: fragments.render("queue", fragments.eye(here, audience, START)) for audience in looking}
    for event in (
        cast.asked("q8", by=HELEN),
        cast.asked("q9", by=None),
        e.QuestionSupported(question="q8", by="p_gareth"),
        e.QuestionTakenUp(question="q9", by="p_rosalind"),
        e.QuestionCorrected(question="q8", text="And who was asked?", by="p_helen"),
        e.QuestionSettled(question="q9", outcome="answered", by="p_rosalind"),
        e.QuestionWithdrawn(question="q8", by="p_helen"),
    ):
        before, told = here, Recorded(here.room.seq + 1, START, event)
        here = msgspec.structs.replace(before, room=evolve(before.room, told))
        fresh = scene_of(here.room)
        for audience, page in pages.items():
            push = fragments.changed(before, here, audience, START)["queue"]
            pages[audience] = filled(push, page)
            assert pages[audience] == fragments.render("queue", fragments.eye(fresh, audience, START)), (
                event,
                audience,
            )
            assert len(push) < len(pages[audience]), "something goes by its id"


def filled(push: str, page: str) -> str:
    """A push as the page takes it in: what goes by its id alone stays as it is there."""

    def kept(stub: re.Match[str]) -> str:
        found = re.search(rf'<li class="q" id="{stub[1]}">.*?</li>(?=\s*(<li class="q"|</ol>))', page, re.DOTALL)
        assert found, f"{stub[1]} is not on the page"
        return found[0]

    return re.sub(r'<li class="q" id="([^"]+)" data-same></li>', kept, push)


def test_what_an_hour_leaves_open_is_said_before_it_is_left_and_before_the_close(fragments: Fragments) -> None:
    def said(step: str, *more: Event) -> str:
        here = scene([*a_full_slot(), e.StepStarted(step=step, by="p_rosalind"), *more])
        return fragments.all(here, Audience("facilitator"), START)["now"]

    open_ends = ("1 action is not agreed", "3 levels are undecided", "1 question has no answer")
    assert not any(words in said(f"{S1}.challenge") for words in open_ends)
    reading = said(f"{S1}.read-back")
    assert all(words in reading for words in open_ends)
    assert '<a class="not-remote" href="#action-a1">' in reading
    assert '<a class="only-remote" href="/rooms/r_1#action-a1">' in reading
    agreed = said(f"{S1}.read-back", e.ActionAgreed(action="a1", by="p_imogen"))
    assert "not agreed" not in agreed
    closing = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.context"), e.StepStarted(step="closing.close")])
    at_the_end = fragments.all(closing, Audience("facilitator"), START)["now"]
    assert "<strong>Harrow Beck Academy</strong>" in at_the_end
    assert all(words in at_the_end for words in open_ends)


def on_screen(events: Sequence[Event]) -> str:
    """What the projector shows."""
    look = ready.fragments()
    return look.all(scene(events), Audience("screen"), START)["projection"]


def test_the_projector_says_that_the_room_is_off_the_record() -> None:
    shown = on_screen([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge"), e.WentOffTheRecord()])
    assert re.search(r'<h1 class="screen__calm">Off the record', shown)
    assert "How do you know?" not in shown


def test_the_projector_shows_how_we_work_while_the_room_opens() -> None:
    rules = scene(cast.a_room()).room.ground_rules
    opening = [*cast.a_room(), e.RoomOpened(), e.StepStarted(step="opening.welcome")]
    assert rules
    assert all(rule in unescape(on_screen(opening)) for rule in rules)
    assert "screen__rules" not in on_screen([*opening, e.StepStarted(step=f"{S1}.purpose")])


def test_the_projector_shows_what_is_read_back_and_nothing_that_is_not_agreed() -> None:
    offer = e.OfferMade(entry="e9", slot=S1, text="A morning with our key workers", offer_type="help", by="p_gareth")
    agreed = e.ActionAgreed(action="a1", by="p_imogen", subject_to="the head")
    before = [*a_full_slot(), offer, e.StepStarted(step=f"{S1}.actions")]
    assert "A morning" not in on_screen([*before, agreed])
    reading = [*before, e.StepStarted(step=f"{S1}.read-back")]
    assert "Ask them" not in on_screen(reading)
    assert "A morning with our key workers" in on_screen(reading)
    assert "Ask them" in on_screen([*reading, agreed])
    assert "subject to the head" in on_screen([*reading, agreed])


def test_the_desk_says_whose_views_are_missing(fragments: Fragments) -> None:
    focus = scene(cast.a_room()).room.slots[S1].focus
    events = [*a_full_slot(), e.StepStarted(step=f"{S1}.peer-view")]  # Larkfield has given its view of 1.1

    def people(*more: Event) -> str:
        return fragments.all(scene([*events, *more]), Audience("facilitator"), START)["people"]

    assert "0 of 3 institutions have given all their views" in people()
    assert f"views missing: {', '.join(focus[1:])}" in people()
    assert people().count("no view yet") == 2
    given = [e.PeerViewGiven(slot=S1, statement=s, holder=LARKFIELD, level=2, by="p_siobhan") for s in focus[1:]]
    assert "1 of 3 institutions have given all their views" in people(*given)
    row = people(*given).partition(f'id="group-{LARKFIELD}"')[2].partition("<ul")[0]
    assert "all views in" in row


def test_the_cost_of_more_time_is_told_as_the_clock_tells_it(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.purpose")])
    told = cost(fragments.eye(here, Audience("facilitator"), here.room.at), 1, "slot")
    assert told["shrunk"]
    assert all(re.fullmatch(r"\d+:\d\d", time) for _, *times in told["shrunk"] for time in times)
    assert told["spare"] == ""
    later = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.purpose"), e.StepStarted(step=f"{S1}.challenge")])
    spared = cost(fragments.eye(later, Audience("facilitator"), later.room.at), 1, "slot")
    assert (spared["spare"], spared["shrunk"]) == ("1:00", [])


def test_peers_have_the_question_box_before_them_while_they_listen(fragments: Fragments) -> None:
    for step in ("context", "ratings"):
        here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.{step}")])
        assert "ask" in layout(fragments.eye(here, Audience("member", LARKFIELD), START)).forward
        assert "ask" not in layout(fragments.eye(here, Audience("member", HARROW_BECK), START)).names
        assert "autofocus" not in fragments.all(here, Audience("member", LARKFIELD), START)["work"]


def test_one_button_agrees_an_action_with_or_without_somebody_elses_word(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.actions")])
    shown = fragments.all(here, Audience("member", HARROW_BECK), START)["work"].partition('id="action-a1"')[2]
    card = shown.partition("</article>")[0]
    assert card.count('value="AgreeAction"') == 1
    assert 'name="subject_to"' in card


def test_what_a_level_means_stands_where_one_is_chosen_and_nowhere_else(fragments: Fragments) -> None:
    def shown(step: str, audience: Audience, part: str) -> str:
        here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.{step}")])
        return fragments.render(part, fragments.eye(here, audience, START))

    peer, host, facilitator = Audience("member", LARKFIELD), Audience("member", HARROW_BECK), Audience("facilitator")
    assert "<small>" in shown("peer-view", peer, "views")
    assert "<small>" not in shown("challenge", peer, "views")
    assert "<small>" in shown("ratings", host, "ratings")
    assert "<small>" not in shown("reflect", host, "ratings")
    assert shown("peer-view", facilitator, "views").count('value="GivePeerView"') == 1


def test_insights_name_their_themes(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step="closing.insights")])
    shown = fragments.all(here, Audience("facilitator"), START)["work"]
    themes = {theme.number: theme.title for theme in here.room.framework_of(S1).themes}
    assert themes[2] in unescape(shown)
    assert not re.search(r"Theme \d", shown)


def test_what_was_kept_afterwards_says_so(fragments: Fragments) -> None:
    strength = e.StrengthNoted(entry="e8", slot=S1, text="The head was here", by="p_siobhan", late=True)
    pattern = e.InsightNoted(entry="e9", slot=None, text="Nobody asked", themes=(2,), by="p_helen", late=True)
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge"), strength, pattern])
    eye = fragments.eye(here, Audience("facilitator"), START)
    for part in ("kept", "insights"):
        assert fragments.render(part, eye).count("Added afterwards") == 1


def test_an_observer_knows_that_nothing_is_asked_of_them(fragments: Fragments) -> None:
    waiting = fragments.all(scene(a_full_slot()), Audience("observer"), START)["work"]
    assert "You are here as an observer." in waiting


def test_an_action_changed_since_it_was_agreed_says_so_until_it_is_agreed_again(fragments: Fragments) -> None:
    agreed = e.ActionAgreed(action="a1", by="p_imogen")
    changed = e.ActionAmended(action="a1", slot=S1, text="Ask all", owner="p_ruth", due=START.date(), by="p_siobhan")
    events = [*a_full_slot(), e.StepStarted(step=f"{S1}.actions"), agreed]

    def shown(*more: Event) -> str:
        return fragments.all(scene([*events, *more]), Audience("member", HARROW_BECK), START)["work"]

    assert "Changed since it was agreed" not in shown()
    assert "Changed since it was agreed" in shown(changed)
    assert "Agree again" in shown(changed)
    assert "Changed since it was agreed" not in shown(changed, agreed)


def test_who_confirms_a_part_is_told_what_is_open_in_it(fragments: Fragments) -> None:
    closed = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.read-back"), e.RoomClosed(by="p_rosalind")])
    own = fragments.all(closed, Audience("member", HARROW_BECK), START)["work"]
    assert '<a href="#action-a1">1 action is not agreed</a>' in own
    lead = fragments.all(closed, Audience("facilitator"), START)["work"]
    assert "1 action is not agreed" in lead
    assert lead.count("Not held") == 3


def test_an_observer_sees_a_slot_only_if_its_host_agrees(fragments: Fragments) -> None:
    events = [*a_full_slot(), e.StepStarted(step=f"{S1}.challenge")]
    barred = "".join(fragments.all(scene(events), Audience("observer"), START).values())
    assert "How do you know?" not in barred
    assert "between the host and its peers" in barred
    let_in = scene([*events, e.ObserversAdmitted(slot=S1, by="p_imogen")])
    assert "How do you know?" in "".join(fragments.all(let_in, Audience("observer"), START).values())


def test_the_author_of_an_anonymous_question_is_a_peer(fragments: Fragments) -> None:
    here = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge")])
    queue = fragments.all(here, Audience("facilitator"), START)["work"]
    assert "A peer" in queue


def test_the_nudge_about_who_has_not_asked_is_silent_once_an_anonymous_question_is_in(fragments: Fragments) -> None:
    events = [*cast.a_room(), e.RoomOpened(), e.StepStarted(step=f"{S1}.challenge")]
    asking = fragments.all(scene(events), Audience("facilitator"), START)["nudges"]
    assert "has asked yet" in asking
    quiet = [*events, e.QuestionAsked(question="q2", slot=S1, text="Who is missing?", type="challenge", anonymous=True)]
    assert "has asked yet" not in fragments.all(scene(quiet), Audience("facilitator"), START)["nudges"]


def test_views_by_person_are_in_no_shared_fragment_and_in_their_holders_own_parts(fragments: Fragments) -> None:
    given = e.PeerViewGiven(slot=S1, statement="1.1", holder="p_siobhan", level=4, reason=CANARY, by="p_siobhan")
    events = [*cast.a_room(peer_views="person"), e.RoomOpened(), e.StepStarted(step=f"{S1}.peer-view"), given]
    here = scene(events)
    for audience in AUDIENCES:
        assert CANARY not in "".join(fragments.all(here, audience, START).values()), audience
    look = ready.templates()
    for who in (SIOBHAN, cast.TOMASZ, GARETH):
        own = own_parts(look, fragments.eye(here, audience_of(who), START), who)
        assert (CANARY in own) == (who == SIOBHAN), who


def test_few_views_by_person_show_middle_and_range_alone(fragments: Fragments) -> None:
    shown = e.PeerViewsRevealed(slot=S1, statement="1.1", count=3, lowest=1, highest=4, middle=(2, 2))
    events = [*cast.a_room(peer_views="person"), e.RoomOpened(), e.StepStarted(step=f"{S1}.reflect"), shown]
    work = fragments.all(scene(events), Audience("member", HARROW_BECK), START)["work"]
    assert "Middle of 3 views" in work
    assert "Reasons given" not in work


def test_a_name_that_goes_is_gone_from_every_part_at_once(fragments: Fragments) -> None:
    before = scene([*a_full_slot(), e.StepStarted(step=f"{S1}.challenge")])
    names = {person: name for person, name in NAMES.items() if person != "p_siobhan"}
    after = Scene(before.room_id, before.room, names, before.present, before.code, before.base)
    changed = fragments.changed(before, after, Audience("member", HARROW_BECK), START)
    assert "Siobhan" not in "".join(changed.values())
    assert "somebody" in changed["work"]


def test_institutions_of_different_models_stand_side_by_side_by_theme(fragments: Fragments) -> None:
    hours: list[Event] = [
        e.StepStarted(step=f"{S1}.reflect"),
        e.RatingAgreed(slot=S1, statement="1.1", level=2), e.StepStarted(step="slot-4.reflect"),
        e.RatingAgreed(slot="slot-4", statement="1.1", level=3), e.StepStarted(step="closing.insights"),
    ]  # fmt: skip

    def shown(audience: Audience, *more: Event) -> str:
        eye = fragments.eye(scene([*a_full_slot(), *hours, *more]), audience, START)
        assert "by-theme" in layout(eye).names
        return unescape(fragments.render("by-theme", eye))

    facilitator = shown(Audience("facilitator"))
    for words in ("2 <span>Building × 1", "3 <span>Strong × 1", "Schools model", "Colleges model", "Leadership"):
        assert words in facilitator
    assert "Strong" in shown(Audience("member", LARKFIELD))
    assert "Nothing to set side by side yet" in shown(Audience("observer"))
    closed = shown(Audience("member", LARKFIELD), e.RoomClosed())
    assert "Strong" not in closed
    assert "Nothing to set side by side yet" in closed
