"""Whoever writes loses nothing: pushes, step changes and reloads pass by. And one's own words can be put right."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.journeys.cast import GARETH, HELEN, IMOGEN, ROSALIND, SIOBHAN, playing
from tests.journeys.looks import shut_out
from tests.journeys.people import Person
from tests.journeys.stage import Play, Stage
from tests.journeys.test_self_evaluation import unrated

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


async def test_words_not_sent_stay_in_sight_where_their_form_came_back_folded(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, GARETH) as cast:
        page = cast.gareth.page
        await cast.gareth.question_box.fill(HALF)
        await cast.gareth.question_box.blur()
        await play.stands_at("slot-2.challenge")
        await cast.gareth.sees("Your question for")
        await play.stands_at("slot-1.peer-view")
        offer = page.get_by_label("What you had written")
        await expect(page.locator("form.ask:not([data-late])")).to_be_hidden()
        await expect(offer).to_have_value(HALF)
        await page.reload()
        await expect(offer).to_have_value(HALF)
        await cast.gareth.unfolds("Ask a question")
        await expect(offer).to_have_count(0)
        await expect(cast.gareth.question_box).to_have_value(HALF)


async def test_half_a_thought_in_the_bar_is_named_and_can_be_kept_as_something_else(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.peer-view")
    async with playing(play, GARETH) as cast:
        bar = cast.gareth.page.locator("#capture")
        await bar.locator("label.kind").filter(has_text="Offer").click()
        await bar.get_by_role("textbox", name="What was said").fill("And one more thing")
        await bar.get_by_role("textbox", name="What was said").blur()
        await play.stands_at("slot-2.challenge")
        offer = cast.gareth.page.locator("[data-late]")
        await expect(offer).to_contain_text("was not sent.")
        await expect(offer.locator("[data-late-title]")).to_contain_text("Offer for ")
        await offer.get_by_label("Keep it as").select_option("Strength")
        await expect(offer.locator("[data-late-title]")).to_contain_text("Strength for ")
        await cast.gareth.presses("Send it now")
        await cast.gareth.does_not_see("was not sent")
        (entry,) = (await play.now()).entries.values()
        assert (entry.slot, entry.kind, entry.text) == ("slot-1", "strength", "And one more thing")


async def left_without_a_level(play: Play, imogen: Person) -> Locator:
    """Evidence typed in the host's hour, which is over; the offer that stands above the page."""
    await play.stands_at("slot-1.ratings")
    card = imogen.page.locator("#ratings .statement").first
    await imogen.unfolds("this", card)
    evidence = card.get_by_label("The evidence you trust most")
    await evidence.fill("What Year 9 say")
    await evidence.blur()
    await play.stands_at("slot-2.challenge")
    offer = imogen.page.locator("[data-late]")
    await expect(offer).to_contain_text("was not sent.")
    assert await shut_out(imogen.page) == []
    return offer


async def test_words_left_without_a_level_are_sent_with_one(stage: Stage) -> None:
    play = await unrated(stage)
    async with playing(play, IMOGEN) as cast:
        offer = await left_without_a_level(play, cast.imogen)
        level = offer.get_by_label("Level")
        await cast.imogen.presses("Send it now")
        await expect(level).to_be_focused()  # the browser asks for it
        await level.select_option(label="3 Embedded")
        await cast.imogen.page.reload()
        await expect(level).to_have_value("3")
        await expect(offer.get_by_label("What you had written")).to_have_value("What Year 9 say")
        await cast.imogen.presses("Send it now")
        await cast.imogen.does_not_see("was not sent")
        (rating,) = (await play.now()).ratings["slot-1"].values()
        assert rating.self_rating is not None
        assert (rating.self_rating.level, rating.self_rating.evidence) == (3, "What Year 9 say")


async def test_words_left_without_a_level_are_kept_as_a_note(stage: Stage) -> None:
    play = await unrated(stage)
    async with playing(play, IMOGEN) as cast:
        offer = await left_without_a_level(play, cast.imogen)
        await cast.imogen.sees("Everybody in the room sees a note")
        await offer.get_by_label("What you had written").fill("What Year 9 say of it")
        await cast.imogen.presses("Keep it as a note")
        await cast.imogen.does_not_see("was not sent")
        (note,) = (await play.now()).entries.values()
        assert (note.kind, note.slot, note.text) == ("note", "slot-1", "What Year 9 say of it")
        assert note.statement is not None


async def test_words_for_a_slot_gone_by_can_be_thrown_away(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, GARETH) as cast:
        await cast.gareth.question_box.fill(HALF)
        await play.stands_at("slot-2.challenge")
        await cast.gareth.presses("Throw it away")
        await cast.gareth.does_not_see("was not sent")
        await cast.gareth.page.reload()
        await cast.gareth.is_live()
        await cast.gareth.does_not_see("was not sent")
        assert not (await play.now()).questions


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


async def top_of(page: Page) -> float:
    """How far a page is scrolled down, wherever it scrolls."""
    return float(
        await page.evaluate(
            "Math.max(...[document.scrollingElement, ...document.querySelectorAll("
            "'.room__body, .room__now, .room__work, .desk__main')].map((box) => box.scrollTop))"
        )
    )


async def scrolled_down(page: Page) -> None:
    """Somebody has scrolled to the foot of the page."""
    await page.evaluate("for (const box of document.querySelectorAll('.room__body, .room__work')) box.scrollTop = 1e6")
    assert await top_of(page) > 50


@pytest.mark.parametrize("size", [(390, 844), (1366, 768)], ids=["phone", "laptop"])
async def test_a_step_change_brings_one_to_the_top_and_whoever_writes_is_told(
    stage: Stage, size: tuple[int, int]
) -> None:
    play = await (await stage.room()).stands_at("slot-1.ratings")
    async with playing(play) as cast:
        await cast.comes(SIOBHAN, viewport={"width": size[0], "height": size[1]})
        page, pill = cast.siobhan.page, cast.siobhan.page.get_by_role("button", name="The room moved on")
        await scrolled_down(page)
        if size[0] < 400:
            await expect(page.locator("#slim")).to_contain_text("Self-ratings and evidence")
            await expect(page.locator("#slim")).to_be_visible()
        await play.stands_at("slot-1.challenge")
        await cast.siobhan.is_asked("Listen, then ask")
        await page.wait_for_function("() => document.querySelector('#now').getBoundingClientRect().top >= 0")
        assert await top_of(page) < 9
        await expect(pill).to_be_hidden()
        await cast.siobhan.question_box.fill(HALF)
        await scrolled_down(page)
        await cast.siobhan.question_box.press("End")
        await scrolled_down(page)
        await play.stands_at("slot-1.peer-view")
        await expect(pill).to_contain_text("Peers' view")
        await expect(cast.siobhan.question_box).to_have_value(HALF)
        await pill.click()
        await expect(pill).to_be_hidden()
        assert await top_of(page) < 9


async def test_what_was_sent_is_confirmed_and_what_was_unfolded_for_it_is_folded_again(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.actions")
    async with playing(play, SIOBHAN) as cast:
        page = cast.siobhan.page
        await cast.siobhan.unfolds("Propose an action")
        form = page.locator("form[id^=propose-form-slot]")
        await form.get_by_label("What will be done").fill("Write it down.")
        await expect(form.locator("[data-kept]")).to_have_text("Only on this device")
        await cast.siobhan.proposes("Write it down.", "Dominic Asante", "2026-12-11")
        await expect(page.locator("#sent")).to_have_text("Kept")
        await expect(page.locator("#announce")).to_have_text("Kept")
        await expect(form).to_be_hidden()
        await cast.siobhan.keeps("Idea", "Ask the learners.")
        await cast.siobhan.keeps("Idea", "Twice.")
        assert await page.locator("#capture-idea").is_checked()  # the next is likely to be of the same kind
        await expect(page.locator("#capture").get_by_role("button", name="Keep idea")).to_be_visible()


async def test_the_bar_proposes_what_the_step_is_likely_to_bring(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.ratings")
    async with playing(play, GARETH, IMOGEN) as cast:
        bar = cast.gareth.page.locator("#capture")
        await expect(bar.locator("#capture-strength")).to_be_checked()
        await play.stands_at("slot-1.challenge")
        await expect(bar.locator("#capture-note")).to_be_checked()
        await bar.locator("label.kind").filter(has_text="Idea").click()
        await play.does(ROSALIND, "PauseClock")
        await cast.gareth.sees("Paused")
        await expect(bar.locator("#capture-idea")).to_be_checked()
        await play.does(ROSALIND, "ResumeClock")
        await play.stands_at("slot-1.actions")
        await expect(bar.locator("#capture-offer")).to_be_checked()
        await expect(cast.imogen.page.locator("#capture-note")).to_be_checked()


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1024, 768), (1366, 768)])
async def test_nothing_in_the_bar_moves_while_one_types(stage: Stage, size: tuple[int, int]) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play) as cast:
        await cast.comes(SIOBHAN, viewport={"width": size[0], "height": size[1]})
        bar = cast.siobhan.page.locator("#capture")
        words, button = bar.get_by_role("textbox", name="What was said"), bar.get_by_role("button", name="Keep")
        if not await words.is_visible():
            await bar.locator(".capture__open").click()
        before = await words.bounding_box(), await button.bounding_box()
        await words.fill("Candour from the first minute.")
        await expect(bar.locator("[data-kept]")).to_have_text("Only on this device")
        assert (await words.bounding_box(), await button.bounding_box()) == before


async def test_an_outcome_takes_the_answer_along_that_still_stands_in_its_box(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    fields = {"slot": "slot-1", "type": "challenge"}
    await play.does(GARETH, "AskQuestion", question="q-1", text="What did you stop doing?", **fields)
    await play.does(ROSALIND, "TakeUpQuestion", question="q-1")
    async with playing(play, ROSALIND) as cast:
        table = cast.rosalind.page.locator("#on-table")
        await cast.rosalind.unfolds("Note what was answered", table)
        await table.get_by_label("What was answered").fill("The autumn fair.")
        await cast.rosalind.settles("Answered")
        question = (await play.now()).questions["q-1"]
        assert question.answer is not None
        assert (question.answer.text, question.outcome) == ("The autumn fair.", "answered")


async def test_words_begun_in_the_bar_stay_with_the_hour_they_were_begun_in(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, GARETH) as cast:
        words = cast.gareth.page.locator("#capture-text")
        await words.press_sequentially("Candour from")
        await play.stands_at("slot-2.challenge")
        await cast.gareth.sees("was not sent. The room has moved on; you can still send it.")
        await cast.gareth.page.keyboard.type(" the first minute.")  # nobody stops to look where the box has gone
        await expect(words).to_have_value("")
        await cast.gareth.presses("Send it now")
        await cast.gareth.does_not_see("was not sent")
        (entry,) = (await play.now()).entries.values()
        assert (entry.slot, entry.text, entry.late) == ("slot-1", "Candour from the first minute.", True)


async def test_only_the_device_that_asked_without_a_name_can_take_it_back(stage: Stage) -> None:
    play = await (await stage.room()).stands_at("slot-1.challenge")
    async with playing(play, HELEN, SIOBHAN) as cast:
        await cast.helen.asks("Whom do you never hear from?", anonymous=True)
        await cast.siobhan.sees("Whom do you never hear from?")
        await cast.siobhan.page.reload()  # what is here her own is fetched afresh, with the question in it
        theirs = (await cast.siobhan.own()).get_by_text("only this device knows")
        await expect(theirs).to_have_count(1)
        await expect(theirs).not_to_be_visible()
        await expect(cast.siobhan.question("never hear").get_by_role("button", name="Support")).to_be_visible()
        await cast.helen.page.reload()
        await expect(cast.helen.question("never hear").get_by_text("Yours", exact=True)).to_be_visible()
        await expect(cast.helen.question("never hear").get_by_role("button", name="Support")).to_be_hidden()
        mine = await cast.helen.own()
        await expect(mine.get_by_text("only this device knows")).to_be_visible()
        await cast.helen.presses("Take it back", mine)
        await cast.siobhan.does_not_see("Whom do you never hear from?")
        assert all(one.by is None for one in (await play.now()).questions.values())
