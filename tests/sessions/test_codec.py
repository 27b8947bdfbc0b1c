"""How commands come in, and how events are kept, hashed, chained and read again years later."""

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from sessions import codec
from sessions.access import visible
from sessions.codec import (
    GENESIS,
    VERSION,
    Beside,
    Malformed,
    RecordNewer,
    canonical,
    chain,
    decode_command,
    from_record,
    holds,
    shown,
    to_record,
)
from sessions.commands import COMMANDS, AskQuestion, OpenRoom
from sessions.events import EVENTS, Event, NoteWritten, PeerViewGiven, Planned, QuestionAsked, Recorded, Withheld
from sessions.evolve import fold
from sessions.room import REMOVED, Actor
from tests.sessions.strategies import ANY_EVENT, any_event

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
LOGS = Path(__file__).parent / "logs"
HERE = "tests/sessions/test_codec.py"
NEWER_THAN_1 = {
    "PlanChanged", "LengthsChanged", "PersonPlaced", "ColleagueRatingsCompared",
    "DifferenceTakenUp", "FocusChosen", "PositionAgreed",
}  # fmt: skip
"""Events that were added when logs of version 1 had been written."""


def salted(recorded: Recorded) -> tuple[dict[str, Any], list[Beside]]:
    """An event as a record, every salt another."""
    numbers = count()
    return to_record(recorded, salt=lambda: f"salt-{next(numbers)}")


def unsalted(values: list[Beside]) -> dict[str, str]:
    return {value.field: value.value for value in values}


# Events as records


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_kind_of_event_is_read_as_it_was_kept(kind: type[Event]) -> None:
    @settings(max_examples=8)
    @example(any_event(kind))
    def check(recorded: Recorded) -> None:
        record, beside = salted(recorded)
        kept = json.loads(canonical(record))
        assert from_record(kept, unsalted(beside)) == recorded
        assert canonical(kept) == canonical(record)

    check()


@settings(max_examples=60)
@example(ANY_EVENT)
def test_no_word_that_stands_beside_an_event_stands_in_its_record(recorded: Recorded) -> None:
    record, beside = salted(recorded)
    for value in beside:
        assert holds(record, value)
        assert not holds(record, Beside(value.field, "another salt", value.value))
        assert not holds(record, Beside(value.field, value.salt, '"other words"'))
    assert not holds(record, Beside("no such field", "salt", "1"))
    # With other words of the same shape at the same places the record is the same but for its hashes.
    places = {value.field for value in beside}
    assert all(_at(record, place).startswith("sha256:") for place in places)


def _at(tree: Any, place: str) -> Any:
    for part in place.split("."):
        tree = tree[int(part)] if isinstance(tree, list) else tree[part]
    return tree


@settings(max_examples=60)
@example(ANY_EVENT)
def test_an_event_whose_words_were_removed_is_still_read(recorded: Recorded) -> None:
    record, beside = salted(recorded)
    event = from_record(record, {}).event
    tree = json.loads(msgspec.json.encode(event))
    for value in beside:
        assert _at(tree, value.field) in (REMOVED, 0)
    again, _ = salted(Recorded(recorded.seq, recorded.at, event))
    for value in beside:
        record = _with(record, value.field, None)
        again = _with(again, value.field, None)
    assert again == record


def _with(tree: Any, place: str, value: Any) -> Any:
    changed = json.loads(canonical(tree))
    *path, last = place.split(".")
    inner = changed
    for part in path:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]
    inner[int(last) if isinstance(inner, list) else last] = value
    return changed


def test_a_level_that_is_gone_is_no_level() -> None:
    view = PeerViewGiven(slot="slot-1", statement="1.1", holder="i_larkfield", level=3, reason="Why")
    record, _ = salted(Recorded(1, NOON, view))
    event = from_record(record, {}).event
    assert isinstance(event, PeerViewGiven)
    assert (event.level, event.reason) == (0, REMOVED)


def test_a_record_with_words_beside_it_can_be_read_when_they_stand_in_it() -> None:
    record = {"seq": 1, "at": "2026-11-12T12:00:00Z", "v": VERSION, "kind": "NoteWritten", "entry": "n", "slot": None}
    event = from_record({**record, "text": "in the open"}, {"text": '"beside"'}).event
    assert isinstance(event, NoteWritten)
    assert event.text == "in the open"  # what is no hash stands for itself


def test_two_equal_levels_look_different_in_the_log() -> None:
    view = PeerViewGiven(slot="slot-1", statement="1.1", holder="i_larkfield", level=3)
    numbers = count()
    first, _ = to_record(Recorded(1, NOON, view), salt=lambda: str(next(numbers)))
    second, _ = to_record(Recorded(1, NOON, view), salt=lambda: str(next(numbers)))
    assert first["level"] != second["level"]


def test_times_are_kept_in_utc_to_the_millisecond() -> None:
    record, _ = salted(Recorded(1, NOON.replace(microsecond=7000), NoteWritten(entry="n", slot=None, text="x")))
    assert record["at"] == "2026-11-12T12:00:00.007Z"
    assert from_record(record, {}).at == NOON.replace(microsecond=7000)


NO_FREE_TEXTS = {
    "by", "on_behalf_of", "person", "institution", "slot", "step", "question", "entry", "action", "statement",
    "statements", "owner", "holder", "typist", "dropped", "order", "field", "format", "start", "secret_hash",
}  # fmt: skip
"""Texts of events that are ids, codes and times, so that nobody can name a pupil there."""


WITH_WORDS = [kind for kind in EVENTS if not issubclass(kind, Planned)]


@pytest.mark.parametrize("kind", WITH_WORDS, ids=lambda kind: kind.__name__)
def test_every_free_text_of_an_event_can_be_removed(kind: type[Event]) -> None:
    hints = get_type_hints(kind)
    texts = {field.name for field in msgspec.structs.fields(kind) if "str" in str(hints[field.name])}
    free = texts - NO_FREE_TEXTS - {place.split(".")[0] for place in kind.beside}
    assert not free, (
        f"add {free} to `beside` of {kind.__name__} in sessions/events.py, or to NO_FREE_TEXTS in {HERE} where nobody "
        "writes it"
    )


# The digest


@settings(max_examples=50)
@example(ANY_EVENT, ANY_EVENT)
def test_another_event_makes_another_digest(one: Recorded, other: Recorded) -> None:
    digests = [chain(GENESIS, to_record(recorded, salt=lambda: "salt")[0]) for recorded in (one, other)]
    assert (digests[0] == digests[1]) == (shown(one) == shown(other))


@settings(max_examples=50)
@example(ANY_EVENT, st.data())
def test_any_change_of_a_record_changes_the_digest(recorded: Recorded, data: st.DataObject) -> None:
    record, _ = salted(recorded)
    key = data.draw(st.sampled_from(sorted(record)))
    changed = {**record, key: "something else"}
    assert chain(GENESIS, changed) != chain(GENESIS, record)
    assert chain(GENESIS, {name: value for name, value in record.items() if name != key}) != chain(GENESIS, record)


def test_the_digest_depends_on_everything_before() -> None:
    record, _ = salted(Recorded(2, NOON, NoteWritten(entry="n", slot=None, text="x")))
    assert chain(GENESIS, record) != chain(chain(GENESIS, record), record)
    assert len(chain(GENESIS, record)) == len(GENESIS) == 64


# What the door shows


def test_what_is_withheld_has_the_same_form_whatever_it_hides() -> None:
    assert shown(Withheld(7)) == {"seq": 7, "kind": "Withheld"}


def test_an_event_at_the_door_has_its_words_and_leaves_out_what_is_absent() -> None:
    event = QuestionAsked(question="q-1", slot="slot-1", type="challenge", text="Why?", anonymous=True)
    assert shown(Recorded(7, NOON, event)) == {
        "seq": 7, "at": "2026-11-12T12:00:00.000Z", "kind": "QuestionAsked", "question": "q-1", "slot": "slot-1",
        "type": "challenge", "text": "Why?", "anonymous": True,
    }  # fmt: skip


# Old logs


def _old_log(name: str) -> tuple[list[Recorded], str]:
    """The events of a kept log, and its digest; every value beside it is proved on the way."""
    digest, events = GENESIS, []
    for line in (LOGS / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        values = [Beside(field, **value) for field, value in row["beside"].items()]
        assert all(holds(row["record"], value) for value in values)
        digest = chain(digest, row["record"])
        events.append(from_record(row["record"], unsalted(values)))
    return events, digest


def test_a_log_of_version_1_is_read_for_ever() -> None:
    events, digest = _old_log("v1.jsonl")
    assert digest == "0bb143e00e336f7f824aa0eafd609d222f7d5b34d291f42021fa6e28a4ee9010"
    assert [recorded.seq for recorded in events] == list(range(1, 86))
    known, held = {kind.__name__ for kind in EVENTS}, {type(recorded.event).__name__ for recorded in events}
    assert not (new := known - held - NEWER_THAN_1), (
        f"{', '.join(sorted(new))}: new since that log was written, so add to NEWER_THAN_1 at the top of {HERE}"
    )
    assert not (gone := held - known), f"{', '.join(sorted(gone))}: old logs hold it, so it stays in sessions/events.py"
    room = fold(events)
    assert (room.state, room.seq) == ("confirmed", 85)
    assert [slot.id for slot in room.order] == ["slot-1", "slot-2", "slot-3"]
    assert (room.questions["q-1"].status, room.questions["q-1"].answers[-1].text) == (
        "not_yet_satisfied", "Governors quote it",
    )  # fmt: skip
    assert (room.questions["q-2"].text, room.questions["q-2"].by, room.questions["q-2"].status) == (
        REMOVED, None, "withdrawn",
    )  # fmt: skip
    rating = room.rating("slot-1", "1.1")
    assert rating.self_rating is not None
    assert rating.revealed is not None
    assert rating.agreed is not None
    assert (rating.self_rating.level, rating.revealed.middle, rating.agreed.level) == (3, (2, 3), 2)
    assert room.actions["a-1"].subject_to == "the head's word"
    assert room.next_meeting is not None


def test_a_peer_reads_an_old_log_with_its_blind_views_withheld() -> None:
    events, _ = _old_log("v1.jsonl")
    room = fold(events)
    seen = [visible(room, recorded, Actor("p_helen", "member", "i_estuary_gate")) for recorded in events]
    words = json.dumps([shown(one) for one in seen])
    assert "Never shown, so never known" not in words
    assert "It lives in one office" in words  # it was revealed
    assert [one.seq for one in seen] == list(range(1, 86))


def test_an_older_record_is_read_by_way_of_every_version_between() -> None:
    def strengths_were_called_praise(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, "kind": "StrengthNoted"} if record["kind"] == "PraiseNoted" else record

    def entries_had_no_id(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, "entry": f"s-{record['seq']}"}

    old = {
        "seq": 4,
        "at": "2026-11-12T12:00:00Z",
        "v": VERSION - 2,
        "kind": "PraiseNoted",
        "slot": None,
        "text": "Good",
    }
    upcasts = {VERSION - 2: strengths_were_called_praise, VERSION - 1: entries_had_no_id}
    event = shown(from_record(old, {}, upcasts))
    assert (event["kind"], event["entry"], event["text"]) == ("StrengthNoted", "s-4", "Good")
    assert old["kind"] == "PraiseNoted"  # the record itself is never rewritten


def test_there_is_an_upcast_for_every_version_before_this_one() -> None:
    assert sorted(codec.UPCASTS) == list(range(1, VERSION))
    assert {f"v{version}.jsonl" for version in range(1, VERSION + 1)} == {path.name for path in LOGS.iterdir()}


def test_a_record_of_a_later_program_is_not_guessed_at() -> None:
    record, beside = salted(Recorded(1, NOON, NoteWritten(entry="n", slot=None, text="x")))
    with pytest.raises(RecordNewer, match=f"expected a record of version {VERSION} or older, got {VERSION + 1}"):
        from_record({**record, "v": VERSION + 1}, unsalted(beside))


def test_a_kind_of_event_of_a_later_program_is_not_guessed_at() -> None:
    record, beside = salted(Recorded(1, NOON, NoteWritten(entry="n", slot=None, text="x")))
    with pytest.raises(RecordNewer, match=r"an event of a kind in sessions/events\.py, got WrittenByANewerVersion"):
        from_record({**record, "kind": "WrittenByANewerVersion"}, unsalted(beside))
    with pytest.raises(RecordNewer):
        holds({**record, "kind": "WrittenByANewerVersion"}, beside[0])


def test_a_value_of_a_later_program_is_not_guessed_at() -> None:
    event = QuestionAsked(question="q-1", slot="slot-1", type="challenge", text="Why?")
    record, beside = salted(Recorded(1, NOON, event))
    with pytest.raises(RecordNewer, match="expected a QuestionAsked as this program writes it"):
        from_record({**record, "type": "rhetorical"}, unsalted(beside))


def test_a_field_of_a_later_program_is_left_out() -> None:
    recorded = Recorded(1, NOON, NoteWritten(entry="n", slot=None, text="x"))
    record, beside = salted(recorded)
    assert from_record({**record, "colour": "red"}, unsalted(beside)) == recorded


# Commands


def test_a_command_is_read_from_json() -> None:
    body = b'{"id":"c-1","kind":"AskQuestion","question":"q-1","slot":"slot-1","text":"Why?","type":"challenge"}'
    assert decode_command(body) == AskQuestion(id="c-1", question="q-1", slot="slot-1", text="Why?", type="challenge")


def test_every_command_is_known_by_its_name() -> None:
    for kind in COMMANDS:
        body = json.dumps({"kind": kind.__name__}).encode()
        with pytest.raises(Malformed) as malformed:
            decode_command(body)
        assert malformed.value.sentence == "There must be a field “id”."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "DropTable"}, "kind"),
        ({"kind": 3}, "kind"),
        ({"kind": "OpenRoom"}, "id"),
        ({"kind": "OpenRoom", "id": ""}, "id"),
        ({"kind": "OpenRoom", "id": "x" * 41}, "id"),
        ({"kind": "OpenRoom", "id": "a b"}, "id"),
        ({"kind": "OpenRoom", "id": "a\n"}, "id"),
        ({"kind": "OpenRoom", "id": "ä"}, "id"),
        ({"kind": "OpenRoom", "id": "c", "colour": "red"}, "colour"),
        ({"kind": "OpenRoom", "id": "c", "on_behalf_of": 7}, "on_behalf_of"),
        ({"kind": "ExtendStep", "id": "c", "minutes": 0}, "minutes"),
        ({"kind": "ExtendStep", "id": "c", "minutes": 2.5}, "minutes"),
        ({"kind": "ExtendStep", "id": "c", "minutes": "2"}, "minutes"),
        ({"kind": "ExtendStep", "id": "c", "minutes": 2, "take_from": "lunch"}, "take_from"),
        ({"kind": "StartStep", "id": "c", "move": "sideways"}, "move"),
        ({"kind": "CorrectStepStart", "id": "c", "step": "s", "at": "10:41"}, "at"),
        ({"kind": "CorrectStepStart", "id": "c", "step": "s", "at": "2026-11-12T10:41:00"}, "at"),
        ({"kind": "SetPriorities", "id": "c", "slot": "slot-1", "priorities": ["a", 3]}, "priorities[1]"),
        ({"kind": "SetPriorities", "id": "c", "slot": "slot-1", "priorities": ["a"] * 13}, "priorities"),
        ({"kind": "SetNextDate", "id": "c", "date": "2026-02-30"}, "date"),
        ({"kind": "SetNextDate", "id": "c", "date": "2027-03-04", "start": "24:00"}, "start"),
        ({"kind": "SetNextDate", "id": "c", "date": "2027-03-04", "start": "09:30\n"}, "start"),
        ({"kind": "AskQuestion", "id": "c", "question": "q", "slot": None, "text": "x", "type": "challenge"}, "slot"),
        ({"kind": "AskQuestion", "id": "c", "question": "q", "slot": "s", "text": "x", "type": "advice"}, "type"),
        ({"kind": "AskQuestion", "id": "c", "question": "q", "slot": "s", "text": "x"}, "type"),
        ({"kind": "SupportQuestion", "id": "c", "question": "q?"}, "question"),
        ({"kind": "WriteNote", "id": "c", "entry": "n", "text": "x"}, "slot"),
        (
            {"kind": "ProposeAction", "id": "c", "action": "a", "slot": None, "text": "x", "owner": "", "due": "x"},
            "owner",
        ),
        ([], ""),
        (3, ""),
    ],
)
def test_a_command_out_of_form_is_answered_with_the_field(body: Any, field: str) -> None:
    with pytest.raises(Malformed) as malformed:
        decode_command(json.dumps(body).encode())
    assert malformed.value.field == field
    assert malformed.value.sentence.endswith(".")
    assert "`" not in malformed.value.sentence


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"kind":"OpenRoom","id":"c"} more',
        b'{"kind":"OpenRoom","id":"\\ud800"}',
        b'{"x":' + b"[" * 9999,
    ],
)
def test_what_is_not_json_is_answered_so(body: bytes) -> None:
    with pytest.raises(Malformed) as malformed:
        decode_command(body)
    assert malformed.value.field == ""
    assert malformed.value.sentence in ("This is not JSON.", "This is nested too deeply for a command.")


@settings(max_examples=100)
@example(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_no_body_breaks_the_door(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode_command(body)


def test_json_has_one_spelling() -> None:
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()
    assert decode_command(canonical(OpenRoom(id="c"))) == OpenRoom(id="c")
