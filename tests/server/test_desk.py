"""What only the facilitator's desk says: before the room is moved, and while it stands."""

import re

from sessions import events as e
from tests.server.test_fragments import LEAD, looks


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
