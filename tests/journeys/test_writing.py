"""Whoever writes loses nothing: pushes, step changes and reloads pass by. And one's own words can be put right."""

import pytest
from playwright.async_api import Page, expect

from tests.journeys.cast import GARETH, HELEN, IMOGEN, ROSALIND, SIOBHAN, playing
from tests.journeys.stage import Play, Stage

pytestmark = pytest.mark.browser

LONG = "\n".join(f"Line {number}: how do you know that this reached everybody?" for number in range(1, 31))
HALF = "How do you know that the learners who"


async def much_happens(play: Play) -> None:
    """Pushes of every kind: questions, support, the table, entries, the clock, the slot."""
    fields = {"slot": "slot-1", "type": "challenge"}
    await play.does(GARETH, "AskQuestion", question="q-1", text="What did you stop doing?", **fields)
    await play.does(HELEN, "SupportQuestion", question="q-1")
    await play.does(GARETH, "NoteStrength", entry="e-1", slot="slot-1", text="Candour from the first minute.")
    await play.does(ROSALIND, "TakeUpQuestion", question="q-1")
    await play.does(IMOGEN, "AnswerQuestion", question="q-1", answer="The autumn fair.")
    await play.does(ROSALIND, "PauseClock")
    await play.does(ROSALIND, "ResumeClock")
    await play.does(IMOGEN, "NoteContext", slot="slot-1", text="1,180 learners.")
    await play.does(ROSALIND, "NameScribe", slot="slot-1", person=play.ids[SIOBHAN])


async def where_one_is(page: Page) -> object:
    """Focus, selection, scroll and open parts."""
    return await page.evaluate(
        """() => {
          const box = document.activeElement;
          return [box.id, box.value, box.selectionStart, box.selectionEnd, box.scrollTop,
                  [...document.querySelectorAll("details[open]")].map((d) => d.id).sort()];
        }"""
    )


async def test_pushes_leave_focus_selection_scroll_and_open_parts_alone(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN) as cast:
        page = cast.siobhan.page
        await cast.siobhan.unfolds("Ways to begin")
        await cast.siobhan.unfolds("Self-ratings and evidence")
        await cast.siobhan.question_box.fill(LONG)
        await cast.siobhan.question_box.evaluate(
            "box => { box.focus(); box.setSelectionRange(40, 95, 'forward'); box.scrollTop = 120; }"
        )
        before = await where_one_is(page)
        await much_happens(play)
        await cast.siobhan.sees("The autumn fair.")
        await expect(page.locator("#setting")).to_contain_text("Siobhan Merrick notes the answers")
        assert await where_one_is(page) == before
        await page.keyboard.type("!")
        assert await cast.siobhan.question_box.input_value() == LONG[:40] + "!" + LONG[95:]


async def test_words_survive_a_step_change_and_a_reload_and_are_sent_once(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN, ROSALIND) as cast:
        await cast.siobhan.question_box.press_sequentially(HALF[:20])
        await cast.rosalind.presses_next("Peers' view, host silent")
        await cast.siobhan.is_asked("Choose a level for each statement")
        await cast.siobhan.page.keyboard.type(HALF[20:])  # nobody stops to look where the box has gone
        await expect(cast.siobhan.question_box).to_have_value(HALF)
        await cast.siobhan.page.reload()
        await cast.siobhan.unfolds("Ask a question")
        await expect(cast.siobhan.question_box).to_have_value(HALF)
        await cast.siobhan.presses("Send question")
        await expect(cast.siobhan.question_box).to_have_value("")
        await cast.siobhan.page.reload()
        asked = [one.text for one in (await play.now()).questions.values()]
        assert asked == [HALF]


async def test_words_for_a_slot_gone_by_are_offered_and_sent_to_that_slot(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, GARETH) as cast:
        await cast.gareth.question_box.fill(HALF)
        await play.stands_at("slot-2.challenge")
        await cast.gareth.sees("was not sent. The room has moved on; you can still send it.")
        await expect(cast.gareth.page.get_by_label("What you had written")).to_have_value(HALF)
        await cast.gareth.presses("Send it now")
        await cast.gareth.does_not_see("was not sent")
        (question,) = (await play.now()).questions.values()
        assert (question.slot, question.text, question.late) == ("slot-1", HALF, True)


async def test_one_puts_right_and_takes_back_what_one_wrote(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, SIOBHAN, GARETH) as cast:
        await cast.siobhan.asks("Who is Sam's mentor?")
        await cast.siobhan.keeps("Strength", "Warm transitions.")
        mine = await cast.siobhan.own()
        question, strength = (mine.locator("li").filter(has_text=words) for words in ("mentor?", "Warm"))
        await cast.siobhan.unfolds("Put it right", question)
        await question.get_by_label("New words").fill("Who mentors learners?")
        await cast.siobhan.presses("Keep these words", question)
        await cast.gareth.sees("Who mentors learners?")
        await cast.gareth.does_not_see("Who is Sam's mentor?")
        await cast.siobhan.presses("Take it back", strength)
        await expect(mine.locator("li")).to_have_count(1)
        await expect(cast.gareth.page.get_by_text("Warm transitions.")).to_have_count(0)
        assert await (await cast.gareth.own()).locator("li").count() == 0


async def test_only_the_device_that_asked_without_a_name_can_take_it_back(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, HELEN, SIOBHAN) as cast:
        await cast.helen.asks("Whom do you never hear from?", anonymous=True)
        await cast.siobhan.sees("Whom do you never hear from?")
        await cast.siobhan.page.reload()  # what is here her own is fetched afresh, with the question in it
        theirs = (await cast.siobhan.own()).get_by_text("only this device knows")
        await expect(theirs).to_have_count(1)
        await expect(theirs).not_to_be_visible()
        mine = await cast.helen.own()
        await expect(mine.get_by_text("only this device knows")).to_be_visible()
        await cast.helen.presses("Take it back", mine)
        await cast.siobhan.does_not_see("Whom do you never hear from?")
        assert all(one.by is None for one in (await play.now()).questions.values())
