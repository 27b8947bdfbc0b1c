"""The end of the day: the room closes, hosts confirm their parts, the minutes are there and can be taken home."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.cast import ANNELIESE, IMOGEN, ROSALIND, SCREEN, SIOBHAN, playing
from tests.journeys.looks import cut_off
from tests.journeys.stage import Play, Stage

pytestmark = pytest.mark.browser

ACTION = "Write careers into the attendance strand."


async def told(stage: Stage) -> Play:
    """A room near the end of its first hour."""
    play = await (await stage.room()).stands_at("slot-1.read-back")
    await play.does(IMOGEN, "AdmitObservers", slot="slot-1")
    fields = {"action": "a-1", "slot": "slot-1", "owner": "Dominic Asante", "due": "2027-01-22"}
    await play.does(IMOGEN, "ProposeAction", text=ACTION, **fields)
    await play.does(IMOGEN, "AgreeAction", action="a-1")
    return play


async def test_the_room_is_closed_confirmed_and_taken_home(stage: Stage, tmp_path: Path) -> None:
    play = await told(stage)
    async with playing(play, ROSALIND, IMOGEN, SIOBHAN, ANNELIESE, SCREEN) as cast:
        await cast.anneliese.sees("New here? One minute")
        await cast.rosalind.presses("Close the room")
        await cast.rosalind.sees("The meeting is over")
        for one in (cast.imogen, cast.siobhan, cast.anneliese):
            await one.is_asked("Thank you")
        await cast.screen.sees("Thank you")
        await expect(cast.anneliese.page.get_by_text("New here? One minute")).to_be_hidden()
        await cast.imogen.presses("Our part is right")
        await cast.rosalind.sees(f"Confirmed by {IMOGEN.split(maxsplit=1)[0]}")
        await cast.rosalind.presses("Confirm the minutes")
        await cast.imogen.sees("They are confirmed.")
        page = cast.imogen.page
        await page.get_by_role("link", name="Read the minutes").first.click()
        await cast.imogen.sees(ACTION)
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="PDF", exact=True).first.click()
        await (await coming.value).save_as(tmp_path / "minutes.pdf")
        assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF-")


async def test_what_was_left_open_is_tied_up_after_the_close(stage: Stage) -> None:
    play = await told(stage)
    open_end = {"action": "a-2", "slot": "slot-1", "owner": "Ruth Penhallow", "due": "2027-02-05"}
    await play.does(SIOBHAN, "ProposeAction", text="Ask twelve learners.", **open_end)
    await play.does(ROSALIND, "CloseRoom")
    async with playing(play, ROSALIND, IMOGEN) as cast:
        page, action = cast.rosalind.page, cast.rosalind.action("Ask twelve learners.")
        await page.get_by_role("link", name="1 action is not agreed").first.click()
        await cast.rosalind.is_live()
        await cast.rosalind.unfolds("Host agrees", action)
        await action.get_by_label("In the name of").select_option(IMOGEN)
        await cast.rosalind.presses("Note the agreement", action)
        await expect(action.locator(".chip")).to_have_text("Agreed")
        await cast.imogen.unfolds("Actions")
        await expect(cast.imogen.action("Ask twelve learners.").locator(".chip").first).to_have_text("Agreed")


async def test_the_projector_reads_back_as_much_as_it_has_room_for(stage: Stage) -> None:
    play = await told(stage)
    long = "Bring the designated teacher into half-termly planning and ask twelve learners what keeps them from " * 3
    for number in range(2, 10):
        action = {"action": f"a-{number}", "slot": "slot-1", "text": long, "owner": "Ruth Penhallow"}
        await play.does(IMOGEN, "ProposeAction", **action, due="2027-02-05")
        await play.does(IMOGEN, "AgreeAction", action=f"a-{number}", subject_to="the governors")
        offer = {"entry": f"o-{number}", "slot": "slot-1", "text": long, "offer_type": "help"}
        await play.does(SIOBHAN, "MakeOffer", **offer)
    async with playing(play, SCREEN) as cast:
        await cast.screen.sees("And 4 more.")
        assert await cut_off(cast.screen.page) == []
        for number in range(10, 17):
            action = {"action": f"a-{number}", "slot": "slot-1", "text": long, "owner": "Ruth Penhallow"}
            await play.does(IMOGEN, "ProposeAction", **action, due="2027-02-05")
        await play.stands_at("slot-1.actions")
        await cast.screen.sees("And 4 more.")
        assert await cut_off(cast.screen.page) == []
        for statement in ("1.1", "1.3", "2.2", "2.3"):
            view = {"slot": "slot-1", "statement": statement, "level": 2, "reason": "Seen."}
            await play.does(SIOBHAN, "GivePeerView", **view)
        await play.does(ROSALIND, "RevealPeerViews", slot="slot-1")
        for step in ("slot-1.peer-view", "slot-1.reflect"):
            await play.stands_at(step)
            await cast.screen.sees("Middle of the peer views")
            assert await cut_off(cast.screen.page) == []
        await play.stands_at("opening.how-it-runs")
        await cast.screen.sees("Be candid and kind")
        assert await cut_off(cast.screen.page) == []


async def test_minutes_can_be_read_at_any_moment(stage: Stage) -> None:
    play = await told(stage)
    async with playing(play, ROSALIND, IMOGEN) as cast:
        await cast.rosalind.unfolds("Room")
        await cast.rosalind.page.get_by_role("link", name="Minutes as they stand").click()
        await cast.rosalind.sees("Draft, as it stands now")
        await cast.rosalind.sees(ACTION)
        await cast.rosalind.page.get_by_role("link", name="Back to the room").click()
        await expect(cast.rosalind.heading("Read-back")).to_be_visible()


async def test_a_new_link_ends_the_one_before(stage: Stage) -> None:
    play = await stage.room()
    async with playing(play, ROSALIND) as cast:
        await cast.rosalind.unfolds("Room")
        page = cast.rosalind.page
        await page.get_by_role("link", name="Everybody’s links").click()
        await page.get_by_role("button", name=f"Make a new link for {IMOGEN}").click()
        play.links[IMOGEN] = await page.get_by_role("textbox", name=f"New link for {IMOGEN}").input_value()
        await cast.comes(IMOGEN)
        await cast.imogen.sees("Here so far")
