"""Wrong input: one plain sentence, the typed text still there, the log untouched."""

import pytest
from playwright.async_api import Locator, expect

from tests.journeys.cast import GARETH, IMOGEN, ROSALIND, SIOBHAN, playing
from tests.journeys.people import Looker, Person
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser

FAR_TOO_LONG = "How do you know? " * 1177  # 20,009 characters


async def refused(form: Locator, sentence: str) -> None:
    """The form says this in one sentence beside what was typed."""
    await expect(form.locator("[data-said]")).to_contain_text(sentence)
    assert (await form.locator("[data-said]").inner_text()).count("\n") == 0


async def sent_anyway(person: Person, form: Locator, button: str) -> None:
    """Send a form past the browser's own checks, as an old browser would."""
    await form.evaluate("form => { form.noValidate = true; }")
    await person.presses(button, form)


async def test_an_unknown_link(stage: Stage) -> None:
    stage.forgiven |= {"404 (Not Found)", "401 (Unauthorized)"}
    async with stage.device("a stranger") as device:
        stranger = Looker("a stranger", await device.new_page())
        await stranger.page.goto(f"{stage.base}/join/no-such-link")
        await stranger.sees("This link is not known, or it has ended.")
        await stranger.page.goto(f"{stage.base}/rooms/r_nosuchroom")
        await expect(stranger.page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_wrong_code_stands_there_to_be_put_right(stage: Stage) -> None:
    async with stage.device("a stranger") as device:
        stranger = Looker("a stranger", await device.new_page())
        await stranger.page.goto(stage.base)
        await stranger.page.get_by_label("Code of the room").fill("WRONG9")
        await stranger.presses("Join with this code")
        await stranger.sees("No room has this code.")
        await expect(stranger.page.get_by_label("Code of the room")).to_have_value("WRONG9")


async def test_the_code_of_a_room_that_is_closed(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("closing.close")
    await play.does(ROSALIND, "CloseRoom")
    before = await play.seq()
    async with stage.device("a stranger") as device:
        stranger = Looker("a stranger", await device.new_page())
        await stranger.page.goto(f"{stage.base}/join?code={play.code}")
        await stranger.sees("This review has finished")
        await expect(stranger.page.get_by_role("button")).to_have_count(0)
    assert await play.seq() == before


async def test_a_name_is_needed_at_the_door(stage: Stage) -> None:
    play = await stage.room()
    before = await play.seq()
    async with stage.device("a stranger") as device:
        page = await device.new_page()
        await page.goto(f"{stage.base}/join?code={play.code}")
        await page.get_by_label("Your name").fill("N" * 120)
        await page.get_by_label("Your name").evaluate("field => { field.value += 'amelengthy'; }")
        await page.get_by_label("Your school or college").select_option("Larkfield School")
        await page.get_by_role("button", name="Ask to join").click()
        await expect(page.get_by_role("alert")).to_contain_text("That name is too long.")
        await expect(page.get_by_label("Your name")).to_have_value("N" * 120 + "amelengthy")
    assert await play.seq() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("   ", "There is nothing in your question yet."), (FAR_TOO_LONG, "4,000 is the most")],
    ids=["empty", "20,000 characters"],
)
async def test_a_question_that_cannot_be_kept(stage: Stage, words: str, sentence: str) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN) as cast:
        before, form = await play.seq(), cast.siobhan.page.locator("form.ask")
        await cast.siobhan.question_box.fill(words)
        await sent_anyway(cast.siobhan, form, "Send question")
        await refused(form, sentence)
        await expect(cast.siobhan.question_box).to_have_value(words)
        assert await play.seq() == before
        await cast.siobhan.question_box.press("End")
        await cast.siobhan.question_box.press("Backspace")
        await expect(form.locator("[data-said]")).to_be_empty()  # what was refused is being put right


async def test_a_due_date_before_the_meeting(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.actions")
    async with playing(play, IMOGEN) as cast:
        before, form = await play.seq(), cast.imogen.page.locator("form[id^=propose-form-slot]")
        await form.get_by_label("What will be done").fill("Write it down.")
        await form.get_by_label("Owner").fill("Dominic Asante")
        await form.get_by_label("Due").fill("2026-11-11")
        await sent_anyway(cast.imogen, form, "Propose this action")
        await refused(form, "before the meeting")
        await expect(form.get_by_label("What will be done")).to_have_value("Write it down.")
        assert await play.seq() == before


async def test_a_reason_is_asked_for_where_a_view_differs(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.peer-view")
    async with playing(play, GARETH) as cast:
        card = cast.gareth.statement("2.2", "#views")
        reason = card.get_by_label("What did you see or hear")
        await card.get_by_role("radio").nth(1).check()
        await expect(reason).to_be_hidden()
        await card.get_by_role("radio").nth(3).check()
        await expect(reason).to_be_visible()


async def test_a_link_that_was_taken_away_while_its_page_was_open(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    stage.forgiven |= {"404 (Not Found)", "401 (Unauthorized)"}
    async with playing(play, SIOBHAN) as cast:
        await cast.siobhan.question_box.fill("What I still wanted to ask")
        await play.does(ROSALIND, "RemovePerson", person=play.ids[SIOBHAN])
        await cast.siobhan.sees("This device is no longer in the room.")
        await expect(cast.siobhan.question_box).to_have_value("What I still wanted to ask")
