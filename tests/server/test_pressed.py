"""Buttons pressed while nothing gets through: what `static/room/pressed.js` keeps is what the core knows."""

import re
from pathlib import Path

from sessions.commands import COMMANDS

PRESSED = Path(__file__).parents[2] / "static" / "room" / "pressed.js"

BRIEFLY = {
    "OpenRoom", "StartStep", "PauseClock", "ResumeClock", "ExtendStep", "CorrectStepStart", "GoOffTheRecord",
    "GoOnTheRecord", "CloseRoom", "ReopenRoom", "ConfirmPart", "ConfirmMinutes", "JoinRoom", "LeaveRoom",
    "AdmitJoiner", "RemovePerson", "NameScribe", "RecordApology", "WithdrawInstitution", "ReorderSlots", "GiveFloor",
    "RemoveText", "ChangePlan", "ChangeLengths", "InvitePerson", "PlacePerson", "ChooseFocus", "AdmitObservers",
    "ExcludeObservers", "RevealPeerViews", "TakeUpQuestion", "AgreeAction", "CompareRatings", "SharePositions",
    "TakeUpDifference",
}  # fmt: skip
"""What moves the room or decides for others: minutes later it would surprise everybody."""
TYPED = {
    "NoteWants", "NoteContext", "SetPriorities", "SetNextDate", "ShareSelfRating", "GivePeerView", "AgreeRating",
    "AskQuestion", "AnswerQuestion", "CorrectQuestion", "NoteStrength", "TakeIdea", "MakeOffer", "WriteNote",
    "NoteInsight", "CorrectEntry", "ProposeAction", "AmendAction", "RateAlone", "AgreePosition", "BringPositions",
    "BringBenchmarks",
}  # fmt: skip
"""What has words of its own: drafts.js and sending.js keep those for good."""


def test_it_is_known_of_every_command_whether_it_waits_for_the_connection() -> None:
    found = re.search(r"^const LASTS = \[(.*?)\];", PRESSED.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, "static/room/pressed.js has no list LASTS any more: mend tests/server/test_pressed.py"
    lasts, names = set(re.findall(r'"(\w+)"', found[1])), {kind.__name__ for kind in COMMANDS}
    unknown, gone = names - lasts - BRIEFLY - TYPED, (lasts | BRIEFLY | TYPED) - names
    assert not unknown, f"name {unknown} in LASTS of static/room/pressed.js, or in BRIEFLY or TYPED of this test"
    assert not gone, f"sessions/commands.py has no {gone}: take it out of static/room/pressed.js and of this test"
    assert not lasts & (BRIEFLY | TYPED), "what is in LASTS of static/room/pressed.js is neither BRIEFLY nor TYPED here"
