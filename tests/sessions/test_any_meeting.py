"""Any meeting at all: everybody tries anything at any time, and what must always hold is looked at after every try."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sessions import clock
from sessions.access import visible
from sessions.codec import Malformed, decode_command, shown
from sessions.commands import COMMANDS, Asked, Command, GivePeerView
from sessions.decide import decide
from sessions.events import (
    ActionAgreed,
    Event,
    LengthsChanged,
    ObserversAdmitted,
    PeerViewGiven,
    PlanChanged,
    QuestionAsked,
    Recorded,
    ScribeNamed,
    StepExtended,
    Withheld,
)
from sessions.evolve import evolve, fold
from sessions.growing import plainly
from sessions.minuting import write_minutes
from sessions.reading import read_room
from sessions.refusals import Refused
from sessions.room import SCREEN, Actor, Room
from sessions.spare import LEAST_BREAK, LEAST_STEP
from tests.sessions.cast import (
    ANNELIESE,
    BASHIR,
    GARETH,
    HELEN,
    HOUR,
    IMOGEN,
    JAMIE,
    PRIYA,
    ROSALIND,
    S1,
    S2,
    S3,
    SAM,
    SIOBHAN,
    START,
    TOMASZ,
    a_room,
    at_step,
    is_plain,
    knocked,
    opened,
    refolded,
)

_HERE = "tests/sessions/test_any_meeting.py"

ACTORS = (ROSALIND, JAMIE, IMOGEN, BASHIR, SIOBHAN, TOMASZ, GARETH, PRIYA, HELEN, ANNELIESE, SCREEN, SAM)
ANYBODY = st.sampled_from(ACTORS)
FACILITATORS = st.sampled_from((ROSALIND, JAMIE))
AT_THE_TABLE = st.sampled_from((IMOGEN, BASHIR, SIOBHAN, GARETH, HELEN))
PEERS = st.sampled_from((SIOBHAN, TOMASZ, GARETH, PRIYA, HELEN))  # in the first hour

SLOTS = st.sampled_from((S1, S1, S1, S2, S3, "slot-9"))
SLOTS_OR_NONE = SLOTS | st.none()
PEOPLE = st.sampled_from(("p_imogen", "p_siobhan", "p_gareth", "p_anneliese", "p_jamie", "p_sam", "p_nobody"))
INSTITUTIONS = st.sampled_from(("i_harrow_beck", "i_larkfield", "i_causeway", "i_estuary_gate", "i_elsewhere"))
STEPS = st.sampled_from(
    ("opening.welcome", "slot-1.context", "slot-1.challenge", "slot-1.read-back", "break-1.break", "slot-2.purpose",
     "slot-3.actions", "break-3.break", "closing.close", "slot-9.tea")
)  # fmt: skip
STATEMENTS = st.sampled_from(("1.1", "1.1", "1.3", "2.3", "9.9"))
TEXTS = st.sampled_from(("Words", "challenge", "slot-1", "Ask Kayleigh in 9B", "x" * 4001, " "))
LEVELS = st.integers(0, 5)
THINGS = st.sampled_from(("x-1", "x-2", "x-3"))
MAYBE = st.booleans()
TIMES = st.integers(-300, 30).map(lambda minutes: (START + timedelta(minutes=minutes)).isoformat())
DATES = st.sampled_from(("2026-11-11", "2026-11-12", "2027-01-08"))

_PLAN_FORM = msgspec.to_builtins(HOUR)
_PLANNED = [
    {"id": one, "name": name, "type": "secondary", "framework": framework}
    for one, name, framework in (
        ("i_harrow_beck", "Harrow Beck", "schools"), ("i_larkfield", "Larkfield", "schools"),
        ("i_causeway", "The Causeway", "schools"), ("i_estuary_gate", "Estuary Gate", "colleges"),
        ("i_harbour", "Harbour High", "schools"),
    )
]  # fmt: skip
_RATED = {"slot": SLOTS, "statement": STATEMENTS, "level": LEVELS}
_KEPT = {"entry": THINGS, "slot": SLOTS_OR_NONE, "text": TEXTS, "statement": STATEMENTS | st.none()}
_ACTION = {"action": THINGS, "slot": SLOTS_OR_NONE, "text": TEXTS, "owner": PEOPLE, "due": DATES, "priority": TEXTS}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "ChangePlan": {
        "title": TEXTS.filter(lambda text: len(text) < 200), "form": st.just(_PLAN_FORM), "start": TIMES,
        "time_zone": st.sampled_from(("Europe/London", "Asia/Tokyo", "Nowhere")),
        "institutions": st.lists(st.sampled_from(_PLANNED), max_size=5, unique_by=lambda one: one["id"]),
        "peer_views": st.sampled_from(("institution", "person")), "focus_themes": st.sampled_from(((), (1,), (9,))),
    },
    "ChangeLengths": {
        "lengths": st.lists(st.fixed_dictionaries({"step": STEPS, "minutes": st.integers(1, 40)}), max_size=3),
    },
    "InvitePerson": {
        "name": TEXTS.filter(lambda text: len(text) < 200), "person": st.sampled_from(("p_new", "p_imogen")),
        "role": st.sampled_from(("member", "observer", "facilitator")), "institution": INSTITUTIONS,
    },
    "PlacePerson": {
        "person": PEOPLE, "role": st.sampled_from(("member", "observer", "facilitator")), "institution": INSTITUTIONS,
    },
    "StartStep": {"step": STEPS | st.none(), "move": st.sampled_from((None, "next", "back"))},
    "ExtendStep": {
        "minutes": st.integers(1, 20), "take_from": st.sampled_from(("slot", "break", "later")), "preview": MAYBE,
    },
    "CorrectStepStart": {"step": STEPS, "at": TIMES},
    "ConfirmPart": {"slot": SLOTS},
    "AdmitJoiner": {
        "person": PEOPLE, "institution": INSTITUTIONS | st.none(), "role": st.sampled_from(("member", "observer")),
    },
    "RemovePerson": {"person": PEOPLE},
    "NameScribe": {"slot": SLOTS, "person": PEOPLE},
    "RecordApology": {"person": PEOPLE},
    "SetNextDate": {"date": DATES, "purpose": TEXTS},
    "WithdrawInstitution": {"institution": INSTITUTIONS},
    "ReorderSlots": {"order": st.permutations((S1, S2, S3, "slot-4"))},
    "RemoveText": {"seq": st.integers(1, 60), "field": st.just("text"), "reason": TEXTS},
    "GiveFloor": {"institution": INSTITUTIONS},
    "NoteWants": {"slot": SLOTS, "text": TEXTS},
    "NoteContext": {"slot": SLOTS, "text": TEXTS},
    "SetPriorities": {"slot": SLOTS, "priorities": st.lists(TEXTS, max_size=3)},
    "ChooseFocus": {"slot": SLOTS, "statements": st.lists(STATEMENTS, max_size=4)},
    "AdmitObservers": {"slot": SLOTS},
    "ExcludeObservers": {"slot": SLOTS},
    "RateAlone": {**_RATED, "note": TEXTS, "named": MAYBE},
    "CompareRatings": {"slot": SLOTS},
    "TakeUpDifference": {"slot": SLOTS, "statement": STATEMENTS},
    "AgreePosition": {**_RATED, "evidence": TEXTS, "seen": st.none() | st.integers(0, 60)},
    "BringPositions": {
        "slot": SLOTS,
        "positions": st.lists(
            st.fixed_dictionaries({"statement": STATEMENTS, "level": LEVELS, "evidence": TEXTS}), min_size=1, max_size=3
        ),
    },
    "SharePositions": {"slot": SLOTS},
    "BringBenchmarks": {
        "slot": SLOTS,
        "results": st.lists(
            st.fixed_dictionaries({"benchmark": st.integers(0, 9), "percent": st.integers(0, 100), "date": DATES}),
            min_size=1, max_size=3,
        ),
    },
    "ShareSelfRating": {**_RATED, "evidence": TEXTS, "seen": st.none() | st.integers(0, 60)},
    "GivePeerView": {**_RATED, "reason": TEXTS},
    "RevealPeerViews": {"slot": SLOTS, "statement": STATEMENTS | st.none()},
    "AgreeRating": {**_RATED, "reason": TEXTS, "seen": st.none() | st.integers(0, 60)},
    "AskQuestion": {
        "question": THINGS, "slot": SLOTS, "text": TEXTS, "type": st.sampled_from(("clarifying", "challenge")),
        "anonymous": MAYBE,
    },
    "SupportQuestion": {"question": THINGS},
    "UnsupportQuestion": {"question": THINGS},
    "TakeUpQuestion": {"question": THINGS},
    "AnswerQuestion": {"question": THINGS, "answer": TEXTS},
    "SettleQuestion": {"question": THINGS, "outcome": st.sampled_from(("answered", "not_yet_satisfied", "parked"))},
    "CorrectQuestion": {"question": THINGS, "text": TEXTS, "secret": st.none() | st.just("guess")},
    "WithdrawQuestion": {"question": THINGS},
    "NoteStrength": _KEPT,
    "TakeIdea": _KEPT,
    "MakeOffer": _KEPT,
    "WriteNote": _KEPT,
    "NoteInsight": _KEPT,
    "CorrectEntry": {"entry": THINGS, "text": TEXTS},
    "WithdrawEntry": {"entry": THINGS},
    "ProposeAction": _ACTION,
    "AmendAction": _ACTION,
    "AgreeAction": {"action": THINGS, "subject_to": TEXTS},
    "WithdrawAction": {"action": THINGS},
}  # fmt: skip
# Ends come less often than beginnings, or there would be little to look at.
KINDS = tuple(kind.__name__ for kind in COMMANDS for _ in range(1 if kind.__name__ not in FIELDS else 3))


def _bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    behalf = st.none() | st.none() | PEOPLE
    return st.fixed_dictionaries({"kind": st.just(kind), "on_behalf_of": behalf, **FIELDS.get(kind, {})})


BODIES = st.sampled_from(KINDS).flatmap(_bodies)
CONDUCT = st.sampled_from(
    ("StartStep", "ExtendStep", "CorrectStepStart", "WithdrawInstitution", "ReorderSlots")
).flatmap(_bodies)
TALK = st.sampled_from(
    ("AskQuestion", "WriteNote", "ShareSelfRating", "ProposeAction", "AgreeAction", "AnswerQuestion", "AgreeRating")
).flatmap(_bodies)


def unlisted() -> list[str]:
    """A sentence for each command that FIELDS does not fill in, or fills in with what it does not have."""
    said = []
    shared = {field.name for field in msgspec.structs.fields(Asked)}
    for kind in COMMANDS:
        own = {field.name: field for field in msgspec.structs.fields(kind) if field.name not in shared}
        line = FIELDS.get(kind.__name__, {})
        missing = [name for name, field in own.items() if name not in line and (field.required or not line)]
        if missing:
            said.append(f"add a line for {kind.__name__} to FIELDS in {_HERE}, with {', '.join(missing)}")
        if unknown := [name for name in line if name not in own]:
            said.append(f"{kind.__name__} has no {', '.join(unknown)}: mend its line in FIELDS in {_HERE}")
    names = {kind.__name__ for kind in COMMANDS}
    return said + [f"there is no command {name}: take its line out of FIELDS in {_HERE}" for name in {*FIELDS} - names]


class BodyUnfit(BaseException):
    """A body that this file made is no command. No Exception, or Hypothesis would spend minutes on a smaller one."""


class AnyMeeting(RuleBasedStateMachine):
    """A room in which everybody tries anything."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Recorded] = []
        self.room: Room | None = None
        self.now = START
        self.commands = count()
        self.canaries: dict[str, PeerViewGiven] = {}

    @initialize(mode=st.sampled_from(("institution", "person")), begun=MAYBE)
    def the_room_is_prepared(self, mode: str, begun: bool) -> None:
        begin: list[Event] = [knocked(), ScribeNamed(slot=S1, person="p_tomasz"), ObserversAdmitted(slot=S2)]
        if begun:
            begin += [opened(), at_step("slot-1.challenge")]
        self._append([*a_room(peer_views=mode), *begin])

    # What people do

    @rule(actor=ANYBODY, body=BODIES)
    def somebody_tries_something(self, actor: Actor, body: dict[str, Any]) -> None:
        self._try(actor, body)

    @rule(actor=FACILITATORS, body=CONDUCT)
    def a_facilitator_conducts(self, actor: Actor, body: dict[str, Any]) -> None:
        self._try(actor, body)

    @rule(actor=AT_THE_TABLE, body=TALK)
    def somebody_takes_part(self, actor: Actor, body: dict[str, Any]) -> None:
        self._try(actor, body)

    @rule(actor=PEERS, statement=st.sampled_from(("1.1", "1.3")), level=st.integers(1, 4))
    def a_peer_gives_a_view(self, actor: Actor, statement: str, level: int) -> None:
        self._view(actor, {"slot": S1, "statement": statement, "level": level})

    @rule(actor=FACILITATORS, peer=PEERS, level=st.integers(1, 4))
    def a_facilitator_types_a_view(self, actor: Actor, peer: Actor, level: int) -> None:
        self._view(actor, {"slot": S1, "statement": "1.1", "level": level, "on_behalf_of": peer.person})

    @rule(actor=FACILITATORS)
    def a_facilitator_reveals(self, actor: Actor) -> None:
        self._try(actor, {"kind": "RevealPeerViews", "slot": S1, "statement": "1.1"})

    @rule(actor=FACILITATORS, move=st.sampled_from(("next", "next", "back")))
    def a_facilitator_moves_on(self, actor: Actor, move: str) -> None:
        self._try(actor, {"kind": "StartStep", "move": move})

    @rule(actor=FACILITATORS, minutes=st.integers(1, 6), take_from=st.sampled_from(("slot", "break", "later")))
    def a_facilitator_gives_time(self, actor: Actor, minutes: int, take_from: str) -> None:
        self._try(actor, {"kind": "ExtendStep", "minutes": minutes, "take_from": take_from})

    @rule(
        actor=FACILITATORS, institution=INSTITUTIONS, taking=st.sampled_from((None, "break-1.break", "break-3.break"))
    )
    def an_institution_drops_out(self, actor: Actor, institution: str, taking: str | None) -> None:
        if taking:
            self._try(actor, {"kind": "StartStep", "step": taking})
        self._try(actor, {"kind": "WithdrawInstitution", "institution": institution})

    @rule(actor=PEERS, question=THINGS, text=st.sampled_from(("challenge", S1, "Why?")), anonymous=MAYBE)
    def a_peer_asks(self, actor: Actor, question: str, text: str, anonymous: bool) -> None:
        words = {"question": question, "slot": S1, "text": text, "type": "challenge", "anonymous": anonymous}
        self._try(actor, {"kind": "AskQuestion", **words})

    @rule(level=st.integers(1, 4), evidence=st.sampled_from(("", "Words")))
    def the_host_rates_itself(self, level: int, evidence: str) -> None:
        words = {"slot": S1, "statement": "1.1", "level": level, "evidence": evidence}
        self._try(IMOGEN, {"kind": "ShareSelfRating", **words})

    @rule(
        proposer=AT_THE_TABLE,
        agrees=ANYBODY,
        behalf=st.none() | PEOPLE,
        action=THINGS,
        slot=st.sampled_from((S1, None)),
    )
    def an_action_is_proposed_and_somebody_agrees(
        self, proposer: Actor, agrees: Actor, behalf: str | None, action: str, slot: str | None
    ) -> None:
        words = {"action": action, "slot": slot, "text": "Words", "owner": "p_imogen", "due": "2027-01-08"}
        self._try(proposer, {"kind": "ProposeAction", **words})
        self._try(agrees, {"kind": "AgreeAction", "action": action, "on_behalf_of": behalf})

    @precondition(lambda self: self.room is not None and self.room.texts)
    @rule(actor=FACILITATORS, data=st.data())
    def a_facilitator_removes_words(self, actor: Actor, data: st.DataObject) -> None:
        assert self.room is not None
        place = data.draw(st.sampled_from(sorted(self.room.texts)))
        seq, field = place.split("/")
        self._try(actor, {"kind": "RemoveText", "seq": int(seq), "field": field, "reason": "A pupil was named"})

    @rule(seconds=st.integers(1, 1200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # How a try is looked at

    def _view(self, actor: Actor, body: dict[str, Any]) -> None:
        canary = f"canary-{next(self.commands)}."
        before, known = self.room, len(self.log)
        events = self._try(actor, {"kind": "GivePeerView", "reason": canary, **body})
        for event in events:
            assert isinstance(event, PeerViewGiven)
            self.canaries[canary] = event
        if events:
            assert before is not None
            self._is_blind(before, actor, {**body, "level": body["level"] % 4 + 1}, self.log[known:])

    def _is_blind(self, before: Room, actor: Actor, other: dict[str, Any], given: list[Recorded]) -> None:
        """Outside the holder and the typist nothing depends on a view: with another one all would look the same."""
        assert self.room is not None
        command = _command({"id": "c", "kind": "GivePeerView", "reason": "Otherwise", **other})
        (event,) = decide(before, actor, command, self.now)
        assert isinstance(event, PeerViewGiven)
        instead = Recorded(given[0].seq, given[0].at, event)
        after = evolve(before, instead)
        for reader in (IMOGEN, HELEN, TOMASZ, ROSALIND, JAMIE, ANNELIESE, SCREEN):
            if event.holder not in (reader.person, reader.institution):
                assert _read(self.room, reader, self.now) == _read(after, reader, self.now)
                if reader.person != actor.person:
                    assert (
                        visible(self.room, given[0], reader) == visible(after, instead, reader) == Withheld(instead.seq)
                    )

    def _try(self, actor: Actor, body: dict[str, Any]) -> list[Event]:
        assert self.room is not None
        command = _command({"id": f"c-{next(self.commands)}", **body})
        before = self.room
        snapshot = _json(before)
        events, said = _decided(before, actor, command, self.now)
        assert not said or is_plain(said), said
        assert _json(before) == snapshot
        self._append(events)
        for event in events:
            self._is_fair(before, actor, command, event)
        if not isinstance(command, GivePeerView):
            self._says_no_more_than_it_may(len(events))
        return events

    def _append(self, events: list[Event]) -> None:
        for event in events:
            recorded = Recorded(len(self.log) + 1, self.now, event)
            self.room = evolve(self.room, recorded)
            self.log.append(recorded)

    def _is_fair(self, before: Room, actor: Actor, command: Command, event: Event) -> None:
        assert self.room is not None
        given = sum(self.room.allotted.values()) - sum(before.allotted.values())
        if isinstance(event, StepExtended):
            assert given == (event.minutes * 60 if event.take_from == "later" else 0)
        elif not isinstance(event, PlanChanged | LengthsChanged):
            assert given == 0
        if isinstance(event, ActionAgreed):
            slot = self.room.actions[event.action].slot
            person = before.people[event.on_behalf_of or event.by or ""]
            host = before.slots[slot].host if slot else None
            assert person.institution == host if host else person.role in ("facilitator", "co_facilitator")
        if isinstance(event, QuestionAsked) and event.anonymous:
            asked = self.room.questions[event.question]
            assert (event.by, event.on_behalf_of, asked.by, asked.institution) == (None, None, None, None)
        elif getattr(command, "secret", None) is None:
            assert (event.by, event.on_behalf_of) == (actor.person, command.on_behalf_of)

    def _says_no_more_than_it_may(self, new: int) -> None:
        """No reader outside finds a canary in what is new, unless it was revealed."""
        for recorded in self.log[len(self.log) - new :]:
            words = _json(shown(recorded)).decode()
            for canary, view in self.canaries.items():
                if canary in words:
                    assert recorded.event.__class__.__name__ == "PeerViewsRevealed"
                    assert self._shows_reasons(view)

    def _shows_reasons(self, view: PeerViewGiven) -> bool:
        assert self.room is not None
        by_person = self.room.peer_views == "person"
        return not by_person or len(self.room.views(view.slot, view.statement)) >= 6

    # What always holds

    @invariant()
    def the_log_makes_the_room(self) -> None:
        if self.log:
            assert fold(self.log) == self.room

    @invariant()
    def the_clock_and_every_page_can_be_read(self) -> None:
        room = self.room
        if room is None:
            return
        reader = ACTORS[room.seq % len(ACTORS)]
        _read(room, reader, self.now)
        write_minutes(room, "r", {}, self.now, reader)
        shares = clock.shares(room, self.now)
        assert [share.slot for share in shares] == [slot.id for slot in room.order]
        assert all(share.expected_start <= share.expected_end for share in shares)
        assert all(seconds >= 0 for seconds in clock.used(room, self.now).values())

    @invariant()
    def no_institution_has_less_than_it_was_promised(self) -> None:
        room = self.room
        if room is None:
            return
        decided = {one.section for one in room.reallotments}
        for slot in room.order:
            steps = [step for step in room.programme if step.slot == slot.id]
            assert slot.id in decided or sum(room.allotted[step.id] for step in steps) >= slot.promised * 60
        for step in room.programme:
            least = LEAST_BREAK if step.kind == "break" else LEAST_STEP
            assert room.allotted[step.id] >= min(least, step.minutes * 60)
        assert {slot.promised for slot in room.slots.values()} == {60}

    @invariant()
    def the_room_never_leaves_its_programme(self) -> None:
        if self.room and self.room.run:
            assert self.room.run.step in [step.id for step in self.room.programme]

    def teardown(self) -> None:
        if self.room is None:
            return
        assert refolded(self.log) == self.room
        for reader in ACTORS:
            told = [visible(self.room, recorded, reader) for recorded in self.log]
            assert [one.seq for one in told] == list(range(1, len(self.log) + 1))
            words = _json([shown(one) for one in told]).decode()
            for canary, view in self.canaries.items():
                mine = view.holder in (reader.person, reader.institution) or view.by == reader.person
                revealed = self.room.rating(view.slot, view.statement).revealed is not None
                assert canary not in words or mine or (revealed and self._shows_reasons(view))


def _command(body: dict[str, Any]) -> Command:
    try:
        return decode_command(_json(body))
    except Malformed as error:
        place = f"{body['kind']}, {error.field}: {error.sentence}"
        raise BodyUnfit(f"{place} Mend the line for {body['kind']} in FIELDS in {_HERE}") from error


def _decided(room: Room, actor: Actor, command: Command, now: datetime) -> tuple[list[Event], str]:
    try:
        return decide(room, actor, command, now), ""
    except Refused as refusal:
        return [], refusal.sentence


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=plainly)


def _read(room: Room, reader: Actor, now: datetime) -> bytes:
    """What a reader gets of a room as a whole."""
    return _json(read_room(room, "r", {}, now, reader))


def test_every_command_is_tried() -> None:
    assert not unlisted(), "; ".join(unlisted())


@pytest.fixture
def every_command_is_tried() -> None:
    test_every_command_is_tried()


TestAnyMeeting = pytest.mark.usefixtures("every_command_is_tried")(AnyMeeting.TestCase)
TestAnyMeeting.settings = settings(max_examples=18, stateful_step_count=40)
