"""The Wexmoor Vale cast, a prepared room, and the words that the tests of the core are told in.

    given(opened(), at_step("slot-1.challenge"))
    when(SIOBHAN, AskQuestion, question=Q1, slot=S1, type="challenge", text="How do you know?")
    then(QuestionAsked(question=Q1, slot=S1, type="challenge", text="How do you know?"))

Commands go through their JSON form, so that every test is one of the codec too. Time is virtual and stands still until
`after` moves it. When a test ends, its log has been kept as records and folded anew: it has to make the same room.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from sessions import codec
from sessions import events as e
from sessions.commands import Asked, Command
from sessions.decide import decide
from sessions.evolve import evolve, fold
from sessions.framework import FrameworkOutline, OutlineLevel, OutlineStatement, OutlineTheme
from sessions.programme import Break, Format, FormatStep, StepKind, make_programme
from sessions.refusals import Refused
from sessions.room import SCREEN, Actor, Room

HARROW_BECK, LARKFIELD, CAUSEWAY, ESTUARY_GATE = "i_harrow_beck", "i_larkfield", "i_causeway", "i_estuary_gate"
S1, S2, S3, S4 = "slot-1", "slot-2", "slot-3", "slot-4"
Q1, Q2, Q3 = "q-1", "q-2", "q-3"

ROSALIND = Actor("p_rosalind", "facilitator")
JAMIE = Actor("p_jamie", "co_facilitator")
ANNELIESE = Actor("p_anneliese", "observer")
IMOGEN, DOMINIC, RUTH, BASHIR = (
    Actor(person, "member", HARROW_BECK) for person in ("p_imogen", "p_dominic", "p_ruth", "p_bashir")
)
SIOBHAN, TOMASZ, AISHA = (Actor(person, "member", LARKFIELD) for person in ("p_siobhan", "p_tomasz", "p_aisha"))
GARETH, PRIYA, COLETTE = (Actor(person, "member", CAUSEWAY) for person in ("p_gareth", "p_priya", "p_colette"))
HELEN, MARCUS, FARIDA, NEIL = (
    Actor(person, "member", ESTUARY_GATE) for person in ("p_helen", "p_marcus", "p_farida", "p_neil")
)
SAM = Actor("p_sam", "waiting")  # came by code, and is in the room only after `knocked`
MEMBERS = (
    IMOGEN, DOMINIC, RUTH, BASHIR, SIOBHAN, TOMASZ, AISHA, GARETH, PRIYA, COLETTE, HELEN, MARCUS, FARIDA, NEIL,
)  # fmt: skip
PEOPLE = (ROSALIND, JAMIE, ANNELIESE, *MEMBERS)
EVERYONE = (*PEOPLE, SAM, SCREEN)

START = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)

_HOUR: tuple[tuple[str, StepKind, int], ...] = (
    ("purpose", "welcome", 3), ("context", "context", 7), ("ratings", "ratings", 8), ("clarify", "clarify", 5),
    ("write", "write_questions", 4), ("challenge", "challenge", 15), ("peer-view", "peer_view", 6),
    ("reflect", "reflect", 5), ("actions", "actions", 5), ("read-back", "read_back", 2),
)  # fmt: skip


def _step(name: str, kind: StepKind, minutes: int) -> FormatStep:
    return FormatStep(id=name, kind=kind, title=name.capitalize(), minutes=minutes)


HOUR = Format(
    id="peer-review-hour",
    title="Peer review: an hour for each institution",
    kind="peer",
    description="Everybody has an hour.",
    ground_rules=("Name no pupil.",),
    opening=(_step("welcome", "welcome", 5), _step("how-it-runs", "welcome", 5)),
    slot=tuple(_step(*line) for line in _HOUR),
    between_slots=(_step("break", "break", 7),),
    closing=(_step("insights", "insights", 8), _step("close", "close", 3)),
)


def _model(name: str, title: str, *levels: str) -> FrameworkOutline:
    statements = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3")
    return FrameworkOutline(
        name,
        title,
        "1.0",
        tuple(OutlineLevel(number, level) for number, level in enumerate(levels, start=1)),
        (OutlineTheme(1, "Leadership", (1,)), OutlineTheme(2, "Every learner", (2, 3))),
        tuple(OutlineStatement(line, f"Statement {line}", int(line[0])) for line in statements),
    )


SCHOOLS = _model("schools", "Schools model", "Starting", "Building", "Embedded", "Leading")
COLLEGES = _model("colleges", "Colleges model", "Early", "Sound", "Strong")  # another model, other levels
_INSTITUTIONS = (
    (HARROW_BECK, "Harrow Beck Academy", "secondary", SCHOOLS, "p_imogen"),
    (LARKFIELD, "Larkfield School", "special", SCHOOLS, "p_siobhan"),
    (CAUSEWAY, "The Causeway PRU", "pru", SCHOOLS, "p_gareth"),
    (ESTUARY_GATE, "Estuary Gate College", "fe", COLLEGES, None),
)


def a_room(breaks: tuple[Break, ...] = (), plan: Format = HOUR, **change: Any) -> list[e.Event]:
    """The events that prepare Wexmoor Vale's room: four institutions, seventeen people; the `hour` format."""
    prepared = e.RoomPrepared(
        title="Wexmoor Vale peer review",
        format=plan.id,
        format_title=plan.title,
        start=START,
        time_zone="Europe/London",
        time_scale=60.0,
        mode="in_person",
        peer_views="institution",
        focus_themes=(1, 2),
        ground_rules=plan.ground_rules,
        institutions=tuple(
            e.PreparedInstitution(
                id=one, name=name, type=kind, slot=f"slot-{number}", framework=model.id, minutes=plan.slot_minutes,
                focus_statements=("1.1", "1.3", "2.2"), presenter=presenter,
            )
            for number, (one, name, kind, model, presenter) in enumerate(_INSTITUTIONS, start=1)
        ),
        programme=make_programme(plan, [None] * 4, breaks),
        frameworks=(SCHOOLS, COLLEGES),
    )  # fmt: skip
    return [replace(prepared, **change), *(invited(actor) for actor in PEOPLE)]


def invited(actor: Actor) -> e.PersonInvited:
    """Somebody has a link."""
    assert actor.person is not None
    assert actor.role != "screen"
    assert actor.role != "waiting"
    return e.PersonInvited(person=actor.person, role=actor.role, institution=actor.institution)


def knocked() -> e.JoinerKnocked:
    """Sam came by code and waits."""
    return e.JoinerKnocked(person="p_sam")


def opened() -> e.RoomOpened:
    """The doors are open."""
    return e.RoomOpened(by="p_rosalind")


def at_step(step: str) -> e.StepStarted:
    """The room moved there."""
    return e.StepStarted(step=step, by="p_rosalind")


def asked(question: str = Q1, slot: str = S1, by: Actor | None = SIOBHAN, **more: Any) -> e.QuestionAsked:
    """A challenge to a host; by nobody: an anonymous one."""
    words = {"type": "challenge", "text": f"How do you know, {question}?", **more}
    person = by.person if by else None
    return e.QuestionAsked(question=question, slot=slot, by=person, anonymous=by is None, **words)


def viewed(by: Actor, level: int, statement: str = "1.1", slot: str = S1, reason: str | None = None) -> e.PeerViewGiven:
    """A peer's blind view; the holder follows from how this room takes views."""
    holder = by.institution if room().peer_views == "institution" else by.person
    assert holder is not None
    return e.PeerViewGiven(slot=slot, statement=statement, holder=holder, level=level, reason=reason, by=by.person)


def rated(level: int, statement: str = "1.1", slot: str = S1, evidence: str = "Our survey") -> e.SelfRatingShared:
    """The host's own level."""
    return e.SelfRatingShared(slot=slot, statement=statement, level=level, evidence=evidence, by="p_imogen")


def revealed(*levels: int, statement: str = "1.1", slot: str = S1) -> e.PeerViewsRevealed:
    """A reveal that showed these levels (in order, lowest first), without reasons or names."""
    return e.PeerViewsRevealed(
        slot=slot, statement=statement, count=len(levels), lowest=levels[0], highest=levels[-1],
        middle=(levels[(len(levels) - 1) // 2], levels[len(levels) // 2]), by="p_rosalind",
    )  # fmt: skip


def proposed(action: str = "a-1", slot: str | None = S1, by: Actor = SIOBHAN, **more: Any) -> e.ActionProposed:
    """An action on the table."""
    words = {"text": "Survey the leavers", "owner": "p_imogen", "due": START.date() + timedelta(days=60), **more}
    return e.ActionProposed(action=action, slot=slot, by=by.person, **words)


class Story:
    """One test's room: its log, its clock, and what came of the last command."""

    def __init__(self) -> None:
        self.log: list[e.Recorded] = []
        self.now = START - timedelta(minutes=30)
        self.room: Room | None = None
        self.actor: Actor = SCREEN
        self.command: Command | None = None
        self.events: list[e.Event] = []
        self.refusal: Refused | None = None

    def append(self, event: e.Event) -> None:
        """One more event, now."""
        recorded = e.Recorded(len(self.log) + 1, self.now, event)
        self.room = evolve(self.room, recorded)
        self.log.append(recorded)


_stories = [Story()]


def story() -> Story:
    """The story being told. It begins with Wexmoor Vale's room, unless `given` another."""
    if not _stories[-1].log:
        for event in a_room():
            _stories[-1].append(event)
    return _stories[-1]


def a_new_story() -> Iterator[Story]:
    """A story of its own for every test (see conftest). At its end the log folded anew has to make the same room."""
    _stories[:] = [Story()]
    yield _stories[0]
    if _stories[0].room:
        assert refolded(_stories[0].log) == _stories[0].room


def room() -> Room:
    """The room as it is."""
    found = story().room
    assert found is not None
    return found


def where() -> str | None:
    """The step the room stands at."""
    step = room().step
    return step.id if step else None


def log() -> list[e.Recorded]:
    """The log as it is."""
    return story().log


def now() -> datetime:
    """The time it is."""
    return story().now


def given(*happened: e.Event | Iterable[e.Event]) -> None:
    """What was: events in order, all of them now. A list that begins with RoomPrepared begins the story."""
    flat = [event for one in happened for event in ([one] if isinstance(one, e.Happened) else one)]
    telling = _stories[-1] if flat and isinstance(flat[0], e.RoomPrepared) else story()
    for event in flat:
        telling.append(event)


def after(minutes: float = 0, seconds: float = 0) -> None:
    """Real time passes."""
    story().now += timedelta(minutes=minutes, seconds=seconds)


def clock_shows(time: str) -> None:
    """It is this time (UTC) on the day of the meeting, such as 10:41."""
    hour, minute = map(int, time.split(":"))
    story().now = START.replace(hour=hour, minute=minute)


def when(actor: Actor, kind: type[Asked], **fields: Any) -> None:
    """Somebody asks something of the room."""
    telling = story()
    body = {"id": f"c-{len(telling.log)}", "kind": kind.__name__, **fields}
    telling.actor, telling.command = actor, codec.decode_command(msgspec.json.encode(body))
    telling.events, telling.refusal, before = [], None, room()
    try:
        telling.events = decide(before, actor, telling.command, telling.now)
    except Refused as refusal:
        telling.refusal = refusal
        assert room() is before
    for event in telling.events:
        telling.append(event)


def then(*events: e.Event) -> None:
    """What followed: exactly these events, signed by whoever asked."""
    telling = story()
    assert telling.refusal is None, telling.refusal
    assert telling.command is not None
    signed = [replace(event, by=telling.actor.person, on_behalf_of=telling.command.on_behalf_of) for event in events]
    assert telling.events == signed


def then_unsigned(*events: e.Event) -> None:
    """What followed: exactly these events, and nobody knows from whom."""
    assert story().refusal is None, story().refusal
    assert all(event.by is None and event.on_behalf_of is None for event in story().events)
    assert story().events == list(events)


def refused(kind: type[Refused], *words: str) -> None:
    """The room said no, in a plain sentence that holds these words."""
    refusal = story().refusal
    assert type(refusal) is kind, refusal or story().events
    assert is_plain(refusal.sentence), refusal.sentence
    for word in words:
        assert word in refusal.sentence


def is_plain(sentence: str) -> bool:
    """Whether a refusal reads like a sentence: a capital first, a full stop last, no code between."""
    begins = sentence[0].isupper() or sentence[0] in "“‘" or sentence[0].isdigit()
    return begins and sentence.endswith(".") and not any(mark in sentence for mark in ("None", "{", "`", "  "))


def kept(recorded: Iterable[e.Recorded]) -> tuple[list[dict[str, Any]], dict[int, dict[str, str]]]:
    """A log as the store keeps it: records, and what stands beside them but was not removed."""
    records, beside = [], {}
    gone: set[tuple[int, str]] = set()
    for one in recorded:
        record, values = codec.to_record(one, salt=lambda: "salt")
        records.append(record)
        beside[one.seq] = {value.field: value.value for value in values}
        if isinstance(one.event, e.TextRemoved):
            gone.add((one.event.removed, one.event.field))
    for seq, field in gone:
        beside[seq].pop(field, None)
    return records, beside


def refolded(recorded: Iterable[e.Recorded]) -> Room:
    """The room that a log makes once it was kept and read again."""
    records, beside = kept(recorded)
    return fold(codec.from_record(record, beside[record["seq"]]) for record in records)
