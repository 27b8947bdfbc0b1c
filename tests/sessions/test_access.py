"""Who may do what: every command against everybody, beside the contract's table as a person reads it."""

from typing import Any

import msgspec
import pytest

from sessions.access import MAY, allow, capacities, sees_slot
from sessions.codec import decode_command
from sessions.commands import COMMANDS, WriteNote
from sessions.decide import RULES
from sessions.decide.ground import CAPTURES
from sessions.events import EVENTS, ObserversAdmitted, ObserversExcluded, ScribeNamed
from sessions.refusals import HostAsksItself, Refused, RoleMayNot
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    IMOGEN,
    JAMIE,
    ROSALIND,
    S1,
    S2,
    SAM,
    SIOBHAN,
    TOMASZ,
    asked,
    given,
    invited,
    is_plain,
    knocked,
    opened,
    proposed,
    room,
    when,
)

SCRIBE = Actor("p_scribe", "observer")  # asked by the facilitator to note the answers in the first hour
AUTHOR = SIOBHAN  # of the question and the entry below
COLLEAGUE = TOMASZ  # of the author, at the same school
OTHER_PEER = Actor("p_gareth", "member", "i_causeway")

ACTORS = {
    "F": ROSALIND,
    "C": JAMIE,
    "H": IMOGEN,
    "P": OTHER_PEER,
    "A": AUTHOR,
    "K": COLLEAGUE,
    "S": SCRIBE,
    "O": ANNELIESE,
    "W": SAM,
    "X": SCREEN,
}
WORDS = {"entry": "n-9", "slot": S1, "text": "Words"}
ACTION = {"slot": S1, "text": "Words", "owner": "p_imogen", "due": "2027-01-08"}
VIEW = {"slot": S1, "statement": "1.1", "level": 2}

A_PLAN = {
    "title": "Wexmoor Vale peer review",
    "form": {"id": "f", "title": "F", "kind": "peer", "description": "", "slot": [
        {"id": "challenge", "kind": "challenge", "title": "Challenge", "minutes": 15}]},
    "start": "2026-11-12T09:30:00Z",
    "time_zone": "Europe/London",
    "institutions": [{"id": "i_larkfield", "name": "Larkfield School", "type": "special", "framework": "schools"}],
}  # fmt: skip

# command → fields, and who may (C co-facilitator · P, A, K peers · K the author's colleague · W who waits · X screen)
CONTRACT: dict[str, tuple[dict[str, Any], str]] = {
    "ChangePlan": (A_PLAN, "FC"),
    "ChangeLengths": ({"lengths": [{"step": "slot-2.challenge", "minutes": 12}]}, "FC"),
    "OpenRoom": ({}, "FC"),
    "StartStep": ({"move": "next"}, "FC"),
    "PauseClock": ({}, "FC"),
    "ResumeClock": ({}, "FC"),
    "ExtendStep": ({"minutes": 2}, "FC"),
    "CorrectStepStart": ({"step": "opening.welcome", "at": "2026-11-12T10:41:00Z"}, "FC"),
    "GoOffTheRecord": ({}, "FC"),
    "GoOnTheRecord": ({}, "FC"),
    "CloseRoom": ({}, "FC"),
    "ReopenRoom": ({}, "FC"),
    "ConfirmPart": ({"slot": S1}, "H"),
    "ConfirmMinutes": ({}, "FC"),
    "JoinRoom": ({}, "FCHPAKSOW"),
    "LeaveRoom": ({}, "FCHPAKSOW"),
    "InvitePerson": ({"name": "Ann Other", "role": "observer", "person": "p_ann"}, "FC"),
    "PlacePerson": ({"person": "p_tomasz", "role": "observer"}, "FC"),
    "AdmitJoiner": ({"person": "p_sam", "institution": "i_larkfield"}, "FC"),
    "RemovePerson": ({"person": "p_sam"}, "FC"),
    "NameScribe": ({"slot": S1, "person": "p_tomasz"}, "FC"),
    "RecordApology": ({"person": "p_tomasz"}, "FC"),
    "SetNextDate": ({"date": "2027-03-04"}, "FC"),
    "WithdrawInstitution": ({"institution": "i_larkfield"}, "FC"),
    "ReorderSlots": ({"order": [S1]}, "FC"),
    "RemoveText": ({"seq": 1, "field": "text", "reason": "Words"}, "FC"),
    "GiveFloor": ({}, "FC"),
    "NoteWants": ({"slot": S1, "text": "Words"}, "HS"),
    "NoteContext": ({"slot": S1, "text": "Words"}, "HS"),
    "SetPriorities": ({"slot": S1, "priorities": []}, "HS"),
    "ChooseFocus": ({"slot": S1, "statements": ["1.1"]}, "FCH"),
    "AdmitObservers": ({"slot": S1}, "H"),
    "ExcludeObservers": ({"slot": S1}, "H"),
    "RateAlone": (VIEW, "H"),
    "CompareRatings": ({"slot": S1}, "FCH"),
    "TakeUpDifference": ({"slot": S1}, "FC"),
    "AgreePosition": (VIEW, "H"),
    "BringPositions": ({"slot": S1, "positions": [{"statement": "1.1", "level": 2}]}, "H"),
    "SharePositions": ({"slot": S1}, "H"),
    "BringBenchmarks": (
        {"slot": S1, "results": [{"benchmark": 4, "percent": 63, "date": "2026-11-01"}]},
        "FCH",
    ),
    "ShareSelfRating": ({**VIEW, "evidence": ""}, "H"),
    "GivePeerView": (VIEW, "PAK"),
    "RevealPeerViews": ({"slot": S1}, "FC"),
    "AgreeRating": (VIEW, "H"),
    "AskQuestion": ({"question": "q-9", "slot": S1, "text": "Words", "type": "challenge"}, "FCPAK"),
    "SupportQuestion": ({"question": "q-1"}, "PAK"),  # the author is refused by a rule
    "UnsupportQuestion": ({"question": "q-1"}, "PAK"),
    "TakeUpQuestion": ({"question": "q-1"}, "FC"),
    "AnswerQuestion": ({"question": "q-1", "answer": "Words"}, "FCHS"),
    "SettleQuestion": ({"question": "q-1", "outcome": "parked"}, "FCAK"),
    "CorrectQuestion": ({"question": "q-1", "text": "Words"}, "FCA"),
    "WithdrawQuestion": ({"question": "q-1"}, "FCA"),
    "NoteStrength": (WORDS, "FCHPAKS"),
    "TakeIdea": (WORDS, "FCHPAKS"),
    "MakeOffer": (WORDS, "FCHPAKS"),
    "WriteNote": (WORDS, "FCHPAKS"),
    "NoteInsight": (WORDS, "FCHPAKS"),
    "CorrectEntry": ({"entry": "n-1", "text": "Words"}, "FCA"),
    "WithdrawEntry": ({"entry": "n-1"}, "FCA"),
    "ProposeAction": ({"action": "a-9", **ACTION}, "FCHPAKS"),
    "AmendAction": ({"action": "a-1", **ACTION}, "FCHPAKS"),
    "AgreeAction": ({"action": "a-1"}, "H"),
    "WithdrawAction": ({"action": "a-1"}, "H"),
}


@pytest.fixture
def _a_room_with_something_in_it() -> None:
    given(opened(), knocked(), invited(SCRIBE), ScribeNamed(slot=S1, person="p_scribe"), asked(), proposed())
    given(proposed("a-hub", slot=None))
    when(AUTHOR, WriteNote, entry="n-1", slot=S1, text="Words")


def may(actor: Actor, kind: str, fields: dict[str, Any]) -> bool:
    command = decode_command(msgspec.json.encode({"id": "c", "kind": kind, **fields}))
    said = ""
    try:
        allow(room(), actor, command)
    except (RoleMayNot, HostAsksItself) as refusal:
        said = refusal.sentence
    assert not said or is_plain(said), said
    return not said


@pytest.mark.usefixtures("_a_room_with_something_in_it")
@pytest.mark.parametrize("kind", CONTRACT)
def test_the_contract_says_who_may(kind: str) -> None:
    fields, letters = CONTRACT[kind]
    assert "".join(letter for letter, actor in ACTORS.items() if may(actor, kind, fields)) == "".join(
        letter for letter in ACTORS if letter in letters
    )


@pytest.mark.usefixtures("_a_room_with_something_in_it")
@pytest.mark.parametrize("kind", ["AgreeAction", "WithdrawAction"])
def test_the_hubs_own_actions_are_the_facilitators(kind: str) -> None:
    assert [letter for letter, actor in ACTORS.items() if may(actor, kind, {"action": "a-hub"})] == ["F", "C"]


@pytest.mark.usefixtures("_a_room_with_something_in_it")
def test_for_the_room_as_a_whole_every_member_is_a_peer() -> None:
    for kind in ("NoteStrength", "WriteNote", "NoteInsight"):
        fields = {**WORDS, "slot": None}
        assert "".join(letter for letter, actor in ACTORS.items() if may(actor, kind, fields)) == "FCHPAK"


@pytest.mark.usefixtures("_a_room_with_something_in_it")
def test_a_scribe_has_that_part_in_its_slot_alone() -> None:
    assert "S" in capacities(room(), SCRIBE, S1)
    assert "S" not in capacities(room(), SCRIBE, S2)
    assert "S" not in capacities(room(), SCRIBE, None)
    assert capacities(room(), SCREEN, S1) == {"X"}


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("MAY in sessions/access.py", [kind.__name__ for kind in MAY]),
        ("RULES in sessions/decide/__init__.py", [kind.__name__ for kind in RULES]),
        ("CONTRACT in tests/sessions/test_access.py", list(CONTRACT)),
    ],
)
def test_every_command_has_a_line(place: str, known: list[str]) -> None:
    names = [kind.__name__ for kind in COMMANDS]
    missing, gone = [name for name in names if name not in known], [name for name in known if name not in names]
    assert not missing, f"add a line for {', '.join(missing)} to {place}"
    assert not gone, f"take {', '.join(gone)} out of {place}: sessions/commands.py has no such command"


def test_whatever_has_words_captures() -> None:
    words = {place.split(".")[0] for kind in EVENTS for place in kind.beside}
    writing = {kind for kind in COMMANDS if words & {field.name for field in msgspec.structs.fields(kind)}}
    others = {"RemoveText", "SetNextDate", "ChangePlan"}
    unlisted = {kind.__name__ for kind in writing if not issubclass(kind, CAPTURES)} - others
    assert not unlisted, f"add {unlisted} to CAPTURES in sessions/decide/ground.py: nothing is kept off the record"


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in Refused.__subclasses__()]
    assert len(codes) == len(set(codes))
    assert "refused" not in codes


def test_an_observer_sees_a_slot_while_its_host_agrees() -> None:
    given(opened())
    assert sees_slot(room(), ANNELIESE, None)
    assert not sees_slot(room(), ANNELIESE, S1)
    given(ObserversAdmitted(slot=S1))
    assert sees_slot(room(), ANNELIESE, S1)
    given(ObserversExcluded(slot=S1))
    assert not sees_slot(room(), ANNELIESE, S1)
    for actor, sees in ((ROSALIND, True), (SIOBHAN, True), (SCREEN, False), (SAM, False)):
        assert sees_slot(room(), actor, S1) is sees
