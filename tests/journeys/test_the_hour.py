"""A whole hour of peer review, from the lobby to the break: everybody on a device of their own, all at once.

The tests are the hour's steps, in order, in one room; the first that fails is the place to look.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.journeys.cast import (
    ANNELIESE,
    DOMINIC,
    GARETH,
    HELEN,
    HOST,
    IMOGEN,
    ROSALIND,
    SCREEN,
    SIOBHAN,
    Cast,
    playing,
)  # fmt: skip
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser

CANARY = "canary-8d21 the forms are gathered and never read"
FOCUS = ("1.1", "1.3", "2.2", "2.3")
CHALLENGE = "How do you know that your extra support reaches the right learners?"
ANONYMOUS = "What would your heads of department say careers is for?"


@pytest.fixture(scope="module")
async def cast(stage: Stage) -> AsyncIterator[Cast]:
    """The facilitator is first."""
    async with playing(await stage.room(), ROSALIND) as found:
        yield found


async def test_the_lobby_shows_who_has_come(cast: Cast) -> None:
    await cast.rosalind.presses("Open the room")
    await asyncio.gather(*map(cast.comes, (IMOGEN, DOMINIC, SIOBHAN, GARETH, HELEN, ANNELIESE, SCREEN)))
    await asyncio.gather(
        *(person.is_asked("Settle in") for person in (cast.imogen, cast.siobhan, cast.gareth)),
        expect(cast.siobhan.page.locator("#lobby")).to_contain_text("Dominic, Imogen"),
        expect(cast.rosalind.person("Helen Okonjo")).to_contain_text("here"),
        expect(cast.rosalind.person("Marcus Trelawny")).to_contain_text("not yet"),
        cast.screen.sees(cast.play.code),
    )


async def test_the_opening_is_the_same_moment_for_everybody(cast: Cast) -> None:
    await cast.rosalind.presses_next("Welcome and introductions")
    await asyncio.gather(
        *(one.is_asked("Say hello") for one in (cast.imogen, cast.dominic, cast.siobhan, cast.gareth, cast.helen)),
        cast.screen.sees("Welcome and introductions"),
    )
    await cast.rosalind.presses_next("How the hours will run")
    await cast.rosalind.presses_next("Purpose and norms")
    await asyncio.gather(*(person.sees(HOST) for person in (cast.imogen, cast.siobhan, cast.helen)))


async def test_an_observer_sees_an_hour_when_its_host_says_so(cast: Cast) -> None:
    await cast.anneliese.sees("This hour is between the host and its peers")
    assert not await cast.anneliese.holds("a busy programme")
    await cast.imogen.presses("Let observers see it")
    await cast.anneliese.sees("Help us to tell the difference between a busy programme")
    await expect(cast.anneliese.page.get_by_role("button")).to_have_count(0)


async def test_the_host_tells_its_context_and_a_strength_is_kept(cast: Cast) -> None:
    await cast.rosalind.presses_next("Context and strengths")
    await cast.siobhan.is_asked(f"Listen to {HOST}")
    await cast.imogen.unfolds("the context and priorities")
    await cast.imogen.page.get_by_label("Who your learners are").fill("1,180 learners at the edge of a market town.")
    await cast.imogen.presses("Keep the context")
    await cast.gareth.sees("1,180 learners at the edge of a market town.")
    await cast.dominic.keeps("Strength", "Leavers are followed up in March as well as in October.")
    await asyncio.gather(*(p.sees("followed up in March") for p in (cast.imogen, cast.helen, cast.rosalind)))


async def test_ratings_stand_with_their_evidence_and_percentages(cast: Cast) -> None:
    await cast.rosalind.presses_next("Self-ratings and evidence")
    await cast.siobhan.sees("Compass: Benchmark")
    await cast.imogen.rates("2.2", 3, "Governors changed two activities after the June review.")
    await cast.siobhan.sees("Governors changed two activities after the June review.")
    await cast.imogen.rates_another("1.2", 2, "The link governor has left.")
    await cast.helen.unfolds("other ratings")
    await expect(cast.helen.statement("1.2", "#ratings")).to_contain_text("The link governor has left.")


async def test_a_clarifying_question_is_answered_by_the_host(cast: Cast) -> None:
    await cast.rosalind.presses_next("Clarifying questions")
    await cast.siobhan.asks("Who reads the feedback forms?", about="2.2")
    row = cast.imogen.question("Who reads the feedback forms?")
    await cast.imogen.unfolds("Note the answer", row)
    await row.get_by_label("What was answered").fill("Imogen reads them, usually in July.")
    await cast.imogen.presses("Keep the answer", row)
    await cast.helen.sees("Imogen reads them, usually in July.")


async def test_questions_are_written_in_silence(cast: Cast) -> None:
    await cast.rosalind.presses_next("Silent question writing")
    await cast.gareth.is_asked("Write your questions")
    await cast.gareth.asks(CHALLENGE, about="2.3")
    await cast.helen.sees("One is in so far.")
    assert not await cast.helen.holds(CHALLENGE)
    await cast.rosalind.presses_next("Challenge round")
    await cast.helen.sees(CHALLENGE)


async def test_a_challenge_is_supported_taken_up_answered_and_settled(cast: Cast) -> None:
    await cast.helen.supports(CHALLENGE)
    await expect(cast.rosalind.question(CHALLENGE).locator(".support")).to_contain_text("1")
    await cast.rosalind.takes_up(CHALLENGE)
    await asyncio.gather(*(one.sees(CHALLENGE) for one in (cast.screen, cast.imogen, cast.anneliese)))
    await cast.rosalind.notes_answer("We do not. We offer more of the same and hope.")
    await cast.siobhan.sees("We offer more of the same and hope.")
    await cast.gareth.presses("Not yet satisfied")
    await cast.rosalind.sees("1 not yet satisfied")


async def test_an_anonymous_question_comes_from_a_peer(cast: Cast) -> None:
    await cast.helen.asks(ANONYMOUS, anonymous=True)
    row = cast.rosalind.question(ANONYMOUS)
    await expect(row).to_contain_text("A peer")
    assert "Estuary" not in await row.inner_text()
    await cast.rosalind.takes_up(ANONYMOUS)
    await cast.screen.sees("Asked by a peer")
    await cast.rosalind.settles("Park")


async def test_a_view_and_its_reason_stay_within_their_institution(cast: Cast) -> None:
    await cast.rosalind.presses_next("Peers' view, host silent")
    await cast.imogen.is_asked("Listen")
    await cast.siobhan.gives_view("2.2", 1, CANARY)
    for number, level in (("1.1", 2), ("1.3", 2), ("2.3", 2)):
        await cast.siobhan.gives_view(number, level, "" if level == 2 and number != "2.3" else "Without an overview.")
    await cast.gareth.gives_view("2.2", 2, "A yearly look at Compass is more than nothing.")
    await cast.helen.gives_view("2.2", 3)
    await expect(cast.rosalind.statement("2.2", "#views")).to_contain_text("3 of 3 in")
    await expect(cast.imogen.statement("1.1", "#views")).to_contain_text("1 of 3 in")
    await cast.screen.sees("peer institutions here have given all their views (4 statements). All have begun.")
    people = cast.rosalind.page.locator("#people")
    larkfield = (await cast.play.now()).slots["slot-2"].host
    await expect(people.locator(f"#group-{larkfield} .people__of")).to_contain_text("all views in")
    await expect(people).to_contain_text("views missing: 1.1, 1.3, 2.3")
    await expect(people).to_contain_text("1 of 3 institutions have given all their views")
    for one in cast.here:
        own = one is cast.siobhan
        assert await one.holds(CANARY) == own, one.name
        assert own or CANARY not in await one.everything_else(cast.play.url), one.name


async def test_the_reveal_shows_everybody_levels_and_reasons(cast: Cast) -> None:
    await cast.rosalind.presses("Reveal all views")
    await cast.rosalind.presses_next("Host reflects and re-rates")
    seated = [one for one in cast.here if one is not cast.screen]
    await asyncio.gather(*(one.sees(CANARY) for one in seated))
    for one in seated:
        assert any(CANARY in frame for frame in one.received), one.name
        assert CANARY in await one.everything_else(cast.play.url), one.name
    assert not await cast.screen.holds(CANARY)
    for one in cast.here:
        await expect(one.page.locator(".reveal svg").first).to_be_visible()


async def test_the_host_keeps_or_changes_each_level_with_a_reason(cast: Cast) -> None:
    await cast.imogen.agrees_level("2.2", 2, "Decisions do not follow from what we gather.")
    await cast.dominic.agrees_level("1.1", 2, "Peers agreed with us.")
    await cast.helen.sees("Decisions do not follow from what we gather.")
    await expect(cast.screen.page.locator("main")).to_contain_text("2.2")


async def test_actions_are_proposed_and_agreed(cast: Cast) -> None:
    await cast.rosalind.presses_next("Agree actions")
    await cast.imogen.proposes("Write careers into the attendance strand.", "Dominic Asante", "2027-01-22")
    await cast.siobhan.proposes("Visit Larkfield to see one-page profiles.", "Ruth Penhallow", "2027-02-05")
    await expect(cast.imogen.action("one-page profiles")).to_contain_text("Proposed by Siobhan")
    await cast.imogen.presses("Agree: Write careers")
    subject = cast.imogen.action("one-page profiles")
    await cast.imogen.unfolds("subject to somebody’s word", subject)
    await subject.get_by_label("Subject to").fill("the governors’ word")
    await cast.imogen.presses("Agree: Visit", subject)
    await expect(cast.gareth.action("one-page profiles")).to_contain_text("Subject to the governors’ word")
    await cast.gareth.keeps("Offer", "A conversation with two key workers.")


async def test_whoever_changes_an_agreed_action_asks_for_it_to_be_agreed_again(cast: Cast) -> None:
    theirs = cast.siobhan.action("Write careers")
    await cast.siobhan.unfolds("Change it", theirs)
    await cast.siobhan.sees(f"counts as proposed until {HOST} agrees again")
    await theirs.get_by_label("What will be done").fill("Write careers into the attendance strand, by subject.")
    await cast.siobhan.presses("Propose it like this", theirs)
    await expect(cast.imogen.action("by subject")).to_contain_text("Changed since it was agreed")
    cue = cast.rosalind.page.locator("#now")
    await cue.get_by_role("link", name="1 action is not agreed").click()
    await expect(cast.rosalind.action("by subject")).to_be_in_viewport()
    await cast.imogen.presses("Agree again", cast.imogen.action("by subject"))
    await expect(cue.get_by_text("not agreed")).to_have_count(0)
    await cue.get_by_role("link", name="2 levels are undecided").click()
    await expect(cast.rosalind.page.locator("#reveal-slot-1-1-3 h3")).to_be_in_viewport()


async def test_actions_and_offers_are_read_back_and_the_break_begins(cast: Cast) -> None:
    await cast.rosalind.presses_next("Read-back")
    await asyncio.gather(
        cast.imogen.is_asked("Listen, and correct"),
        cast.helen.sees("Write careers into the attendance strand, by subject."),
        cast.helen.sees("A conversation with two key workers."),
        cast.screen.sees("Write careers into the attendance strand, by subject."),
        cast.screen.sees("A conversation with two key workers."),
    )
    await cast.rosalind.presses_next("Break")
    await asyncio.gather(cast.siobhan.is_asked("Take a break"), cast.screen.sees("We start again at"))
