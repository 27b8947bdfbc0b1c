"""Nobody is shut out: axe finds nothing serious or critical on any page or view, in light and in dark."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

import pytest
from playwright.async_api import Page

from tests.journeys.cast import ANNELIESE, GARETH, HUB, IMOGEN, ROSALIND, SAM, SCREEN, SIOBHAN, at_the_door, playing
from tests.journeys.looks import shut_out, shut_out_in_any_light
from tests.journeys.people import Looker
from tests.journeys.stage import Play, Stage

pytestmark = pytest.mark.browser

OPENS = ("opening.welcome", "slot-1.purpose", "slot-1.context", "slot-1.ratings")
CHALLENGES = ("slot-1.clarify", "slot-1.write", "slot-1.challenge", "slot-1.peer-view")
DECIDES = ("slot-1.reflect", "slot-1.actions", "slot-1.read-back")
PARTS = ("break-1.break", "closing.insights", "closing.close")
EVERYBODY = (ROSALIND, IMOGEN, SIOBHAN, ANNELIESE, SCREEN)
HOUR = {"slot": "slot-1"}
UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


async def full_of_words(play: Play) -> None:
    """Something of everything in the first hour, so that every part has something to show."""
    await play.stands_at("slot-1.challenge")
    await play.does(IMOGEN, "AdmitObservers", **HOUR)
    for number, text in enumerate(("How do you know?", "Who is missing?", "What did you stop?"), start=1):
        asked = {"question": f"q-{number}", "text": text, "type": "challenge", "statement": "2.2"}
        await play.does(GARETH, "AskQuestion", **HOUR, **asked)
    await play.does(SIOBHAN, "SupportQuestion", question="q-2")
    await play.does(ROSALIND, "TakeUpQuestion", question="q-1")
    await play.does(ROSALIND, "AnswerQuestion", question="q-1", answer="We do not.")
    await play.does(ROSALIND, "SettleQuestion", question="q-3", outcome="parked")
    await play.does(SIOBHAN, "GivePeerView", **HOUR, statement="2.2", level=1, reason="Gathered, not used.")
    await play.does(GARETH, "GivePeerView", **HOUR, statement="1.1", level=2)
    await play.does(SIOBHAN, "NoteStrength", **HOUR, entry="e-1", text="Candour.")
    await play.does(GARETH, "MakeOffer", **HOUR, entry="e-2", text="A visit.", offer_type="help")
    for number, agreed in enumerate((True, False), start=1):
        action = {"action": f"a-{number}", "text": "Write it down.", "owner": "Dominic Asante", "due": "2027-01-22"}
        await play.does(IMOGEN, "ProposeAction", **HOUR, **action)
        if agreed:
            await play.does(IMOGEN, "AgreeAction", action="a-1", subject_to="the governors")


async def judged(
    where: str, lookers: Iterable[Looker], how: Callable[[Page], Awaitable[list[str]]] = shut_out
) -> list[str]:
    """What is wrong on these people's pages."""

    async def on(one: Looker) -> list[str]:
        return [f"{where}, {one.name}: {wrong}" for wrong in await how(one.page)]

    return [wrong for found in await asyncio.gather(*map(on, lookers)) for wrong in found]


async def walked_through(play: Play, steps: Iterable[str], lookers: Sequence[Looker]) -> list[str]:
    """What is wrong at any of these steps."""
    found: list[str] = []
    for step in steps:
        if step == "slot-1.reflect":
            await play.does(ROSALIND, "RevealPeerViews", **HOUR)
        await play.stands_at(step)
        title = (await play.now()).step_of(step).title
        await asyncio.gather(*(one.sees(title) for one in lookers))
        found += await judged(step, lookers)
    return found


@pytest.mark.parametrize("steps", [OPENS, CHALLENGES, DECIDES, PARTS], ids=["opens", "challenges", "decides", "parts"])
async def test_every_step_for_everybody(stage: Stage, steps: Sequence[str]) -> None:
    play = await stage.room()
    await full_of_words(play)
    async with playing(play, *EVERYBODY) as cast:
        assert await walked_through(play, steps, cast.here) == []


async def test_in_the_dark_with_everything_unfolded(stage: Stage) -> None:
    play = await stage.room()
    await full_of_words(play)
    async with playing(play, *EVERYBODY) as cast:
        await cast.rosalind.presses("+5 min")
        await cast.rosalind.sees("5 min more for")
        for one in cast.here:
            await one.page.emulate_media(color_scheme="dark")
            await one.page.evaluate(UNFOLD)
        assert await judged("slot-1.challenge", cast.here) == []
        steps = ("slot-1.peer-view", "slot-1.reflect", "slot-1.actions")
        assert await walked_through(play, steps, cast.here) == []


async def in_both_lights(where: str, lookers: Sequence[Looker]) -> list[str]:
    """What is wrong by day or by night."""
    return await judged(where, lookers, shut_out_in_any_light)


async def test_before_and_after_the_meeting_and_off_the_record(stage: Stage) -> None:
    play = await stage.room()
    async with playing(play, *EVERYBODY) as cast:
        wrong = await in_both_lights("prepared", cast.here)
        await play.does(ROSALIND, "OpenRoom")
        await cast.rosalind.sees("Start: ")
        wrong += await judged("lobby", cast.here)
        await play.stands_at("slot-1.challenge")
        await play.does(ROSALIND, "GoOffTheRecord")
        await cast.siobhan.sees("We are off the record.")
        wrong += await judged("off the record", cast.here)
        await play.does(ROSALIND, "GoOnTheRecord")
        await play.does(ROSALIND, "CloseRoom")
        await cast.imogen.is_asked("Thank you")
        wrong += await in_both_lights("afterwards", cast.here)
        assert wrong == []


async def test_links_and_codes_that_lead_elsewhere(stage: Stage) -> None:
    play = await stage.room()
    await full_of_words(play)
    stage.forgiven.add("404 (Not Found)")
    async with playing(play, ROSALIND) as cast:
        wrong = []
        for path in (  # those that exist for their own sake: test_every_page.py
            "/join?code=WRONG1", "/join/unknown",
            *(play.links[name].removeprefix(stage.base) for name in (SCREEN, HUB)),
        ):  # fmt: skip
            await cast.rosalind.page.goto(stage.base + path)
            wrong += await in_both_lights(path, cast.here)
        assert wrong == []


async def test_the_door_a_refusal_a_shared_tablet_and_the_hub(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN) as cast:
        page = cast.siobhan.page
        await cast.siobhan.question_box.fill(" ")
        await page.locator("form.ask").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        await cast.siobhan.sees("This was not sent")
        wrong = await in_both_lights("refused", cast.here)
        await page.goto(play.links[GARETH])
        await cast.siobhan.presses("Join the room")
        await page.get_by_role("link", name="Pass on").click()
        await cast.siobhan.sees("Who is using this tablet?")
        wrong += await in_both_lights("a shared tablet", cast.here)
        stranger = await at_the_door(cast, SAM, "Larkfield School")
        wrong += await in_both_lights("the door", [stranger])
        await page.goto(play.links[HUB])
        await page.get_by_role("button").click()
        await page.wait_for_url("**/hub")
        wrong += await in_both_lights("the hub", cast.here)
        assert wrong == []
