"""Peer views by person: nobody but their giver sees them, not even a colleague; of few only middle and range show."""

import pytest
from playwright.async_api import expect

from tests.journeys.cast import GARETH, IMOGEN, ROSALIND, SIOBHAN, playing
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser

TOMASZ = "Tomasz Wilk"
REASON = "canary-51fe seen on the corridor walls"


async def test_a_view_stays_ones_own_where_there_are_few(stage: Stage) -> None:
    play = await (await stage.room(peer_views="person")).stands_at("slot-1.peer-view")
    async with playing(play, SIOBHAN, TOMASZ, GARETH, ROSALIND, IMOGEN) as cast:
        for one, level in ((cast.siobhan, 1), (cast.tomasz, 3), (cast.gareth, 2)):
            card = one.statement("2.2", "#views")
            await card.get_by_role("radio").nth(level - 1).check()
            if level != 2:
                await card.get_by_label("What did you see or hear").fill(REASON if level == 1 else "Looks used to me.")
            await one.presses("Give my view", card)
            await expect(card).to_contain_text("Your view is in")
        for looker in cast.here:
            assert await looker.holds(REASON) == (looker is cast.siobhan), looker.name
        await expect(cast.imogen.statement("2.2", "#views")).to_contain_text("3 of 3 in")
        await cast.rosalind.presses("Reveal the views on 2.2")
        await cast.rosalind.presses_next("Host reflects and re-rates")
        card = cast.imogen.statement("2.2", "#reveal")
        await expect(card).to_contain_text("Middle of 3 views")
        await expect(card).to_contain_text("1 to 3")
        for other in (cast.tomasz, cast.gareth, cast.rosalind, cast.imogen):
            assert not await other.holds(REASON), other.name
