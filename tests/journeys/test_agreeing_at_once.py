"""Two colleagues settle the same statement at nearly the same moment: the later one is told, and loses nothing."""

from datetime import datetime

import pytest
from playwright.async_api import Locator, expect

from tests.journeys.looks import shut_out
from tests.journeys.people import Person
from tests.journeys.stage import Play, Stage
from tests.server.leadership import COLLEAGUES, GARETH, LEADS, PRIYA, leadership_review

pytestmark = pytest.mark.browser


async def colleagues_agree(stage: Stage) -> Play:
    """A leadership review at the step in which they agree."""
    asked = leadership_review()
    play = await stage.room(**{**asked, "start": datetime.fromisoformat(asked["start"]), "breaks": []})
    await play.does(LEADS, "OpenRoom")
    for name in COLLEAGUES:
        await play.does(name, "RateAlone", slot="slot-1", statement="2.2", level=2)
    await play.does(LEADS, "CompareRatings", slot="slot-1")
    return await play.stands_at("slot-1.agree")


async def writes(person: Person, level: int, evidence: str) -> Locator:
    form = person.page.locator("#settle-slot-1-2-2")
    await form.get_by_role("radio").nth(level - 1).check(force=True)
    await form.get_by_label("The evidence we trust most").fill(evidence)
    return form


async def test_the_later_one_is_told_and_may_press_once_more(stage: Stage) -> None:
    play = await colleagues_agree(stage)
    async with stage.device(PRIYA) as one, stage.device(GARETH) as other:
        priya, gareth = Person(PRIYA, await one.new_page()), Person(GARETH, await other.new_page())
        await priya.joins(play.links[PRIYA])
        await gareth.joins(play.links[GARETH])
        form = await writes(gareth, 3, "What Year 9 say")
        await form.get_by_role("radio").nth(2).focus()  # as a tap leaves it
        await priya.presses("Agree this position", await writes(priya, 2, "The tracker"))
        card = gareth.page.locator("#difference-slot-1-2-2")
        await expect(card).to_contain_text("kept by Priya")  # it came to his page, and he went on writing
        await expect(form).to_be_visible()
        await expect(form.get_by_label("The evidence we trust most")).to_have_value("What Year 9 say")
        await gareth.presses("Agree this position", form)
        await expect(form.get_by_role("alert")).to_contain_text("Priya Nambiar settled it at")
        await expect(form.get_by_role("alert")).to_be_in_viewport(ratio=1)
        await expect(form.get_by_role("alert")).to_contain_text("Their evidence: “The tracker”")
        await expect(form.get_by_label("The evidence we trust most")).to_have_value("What Year 9 say")
        assert (await play.now()).rating("slot-1", "2.2").self_rating.evidence == "The tracker"  # type: ignore[union-attr]
        assert await shut_out(gareth.page) == []
        await gareth.page.reload()
        await gareth.is_live()
        await gareth.unfolds("Change what we agreed", card)
        await gareth.presses("Agree this position", form)
        await expect(priya.page.locator("#difference-slot-1-2-2")).to_contain_text("What Year 9 say")
