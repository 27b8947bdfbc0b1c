"""How each event changes the room. Total: it never refuses, for what is in the log has happened."""

from collections.abc import Mapping
from typing import Any, TypeVar, assert_never, cast

from msgspec.structs import replace

from sessions import codec
from sessions import events as e
from sessions.access import first_seen, holder_of_event, slot_of_event
from sessions.growing import Growing
from sessions.room import (
    REMOVED,
    Action,
    Agreed,
    Answer,
    Benchmark,
    ColleagueRating,
    Consent,
    Entry,
    EntryKind,
    Extension,
    Institution,
    NextMeeting,
    Pause,
    Person,
    Question,
    Rating,
    Reveal,
    Room,
    Run,
    SelfRating,
    Slot,
    View,
    Words,
)

Value = TypeVar("Value")

ENTRY_KINDS: Mapping[type[e.Kept], EntryKind] = {
    e.StrengthNoted: "strength",
    e.IdeaTaken: "idea",
    e.OfferMade: "offer",
    e.NoteWritten: "note",
    e.InsightNoted: "insight",
}


NO_WORDS = ("", REMOVED)


def evolve(room: Room | None, recorded: e.Recorded) -> Room:
    """The room after one more event; the first event of a log makes it."""
    event = recorded.event
    if isinstance(event, e.RoomPrepared):
        return _prepare(event, recorded)
    assert room is not None, "a log begins with RoomPrepared"
    room = _apply(room, event, recorded)
    texts = room.texts if not event.beside else _with_texts(room, recorded)
    return replace(room, seq=recorded.seq, at=recorded.at, texts=texts)


def fold(recorded: Any, room: Room | None = None) -> Room:
    """The room that a list of events makes."""
    for one in recorded:
        room = evolve(room, one)
    assert room is not None, "a log is never empty"
    return room


def _with_texts(room: Room, recorded: e.Recorded) -> Mapping[str, Words]:
    event = recorded.event
    slot, holder = slot_of_event(room, event), holder_of_event(event)
    removal = event if isinstance(event, e.TextRemoved) else None
    typist = removal.typist if removal else _typist(event) if holder else None
    first = first_seen(removal) if removal else None
    texts = room.texts
    for field, text in codec.texts(recorded):
        if text not in NO_WORDS:
            texts = _add(texts, f"{recorded.seq}/{field}", Words(text, slot, holder, typist, first))
    return texts


def _prepare(event: e.RoomPrepared, recorded: e.Recorded) -> Room:
    return Room(
        seq=recorded.seq, at=recorded.at, title=event.title, format=event.format, format_title=event.format_title,
        purpose=event.purpose, start=event.start, time_zone=event.time_zone, time_scale=event.time_scale,
        mode=event.mode, peer_views=event.peer_views, focus_themes=event.focus_themes,
        ground_rules=event.ground_rules, hub=event.hub, place=event.place, call_link=event.call_link,
        plan=event.programme, programme=event.programme,
        frameworks={framework.id: framework for framework in event.frameworks},
        institutions={
            one.id: Institution(
                id=one.id, name=one.name, type=one.type, slot=one.slot, framework=one.framework, urn=one.urn,
                local_authority=one.local_authority,
            )
            for one in event.institutions
        },
        slots={
            one.slot: Slot(
                id=one.slot, host=one.id, promised=one.minutes, focus=one.focus_statements, presenter=one.presenter
            )
            for one in event.institutions
        },
        people={},
        allotted={step.id: step.minutes * 60 for step in event.programme},
    )  # fmt: skip


def _put(mapping: Mapping[str, Value], key: str, value: Value) -> Mapping[str, Value]:
    return {**mapping, key: value}


def _add(mapping: Mapping[str, Value], key: str, value: Value) -> Mapping[str, Value]:
    """The same for what grows with the log, where a copy would cost ever more."""
    return Growing.of(mapping).put(key, value)


def _slot(room: Room, slot: str, **change: Any) -> Room:
    return replace(room, slots=_put(room.slots, slot, replace(room.slots[slot], **change)))


def _person(room: Room, person: str, **change: Any) -> Room:
    return replace(room, people=_put(room.people, person, replace(room.people[person], **change)))


def _question(room: Room, question: str, **change: Any) -> Room:
    return replace(room, questions=_add(room.questions, question, replace(room.questions[question], **change)))


def _rating(room: Room, slot: str, statement: str, **change: Any) -> Room:
    ratings = room.ratings.get(slot, {})
    changed = replace(ratings.get(statement, Rating()), **change)
    return replace(room, ratings=_put(room.ratings, slot, _put(ratings, statement, changed)))


def _put_right(room: Room, slot: str | None, by: str | None) -> Room:
    """Remember who changed the record after the meeting; a part that changes is not confirmed any more."""
    if slot is not None and room.slots[slot].confirmed_by:
        room = _slot(room, slot, confirmed_by=None, confirmed_at=None)
    known = room.corrected.get(slot or "", ())
    if room.state != "closed" or by is None or by in known:
        return room
    return replace(room, corrected=_put(room.corrected, slot or "", (*known, by)))


def _author(event: e.Happened) -> str | None:
    return event.on_behalf_of or event.by


def _typist(event: e.Happened) -> str | None:
    return event.by if event.on_behalf_of else None


def _institution(room: Room, person: str | None) -> str | None:
    return room.people[person].institution if person and person in room.people else None


def _apply(room: Room, event: e.Event, recorded: e.Recorded) -> Room:
    match event:
        case (
            e.RoomPrepared() | e.RoomOpened() | e.StepStarted() | e.ClockPaused() | e.ClockResumed()
            | e.StepExtended() | e.StepStartCorrected() | e.WentOffTheRecord() | e.WentOnTheRecord()
            | e.RoomClosed() | e.RoomReopened() | e.MinutesConfirmed() | e.InstitutionWithdrawn()
            | e.SlotsReordered() | e.FloorGiven() | e.NextDateSet() | e.TextRemoved()
        ):  # fmt: skip
            return _of_the_room(room, event, recorded)
        case (
            e.PersonInvited() | e.JoinerKnocked() | e.JoinerAdmitted() | e.PersonJoined() | e.PersonLeft()
            | e.PersonRemoved() | e.ApologyRecorded()
        ):  # fmt: skip
            return _of_people(room, event, recorded)
        case (
            e.WantsNoted() | e.ContextNoted() | e.PrioritiesSet() | e.ObserversAdmitted() | e.ObserversExcluded()
            | e.BenchmarkBrought() | e.ScribeNamed() | e.PartConfirmed()
        ):  # fmt: skip
            return _of_a_slot(room, event, recorded)
        case (
            e.ColleagueRatingGiven() | e.SelfRatingShared() | e.PeerViewGiven() | e.PeerViewsRevealed()
            | e.RatingAgreed()
        ):  # fmt: skip
            return _of_ratings(room, event, recorded)
        case (
            e.QuestionAsked() | e.QuestionSupported() | e.QuestionUnsupported() | e.QuestionTakenUp()
            | e.QuestionAnswered() | e.QuestionSettled() | e.QuestionCorrected() | e.QuestionWithdrawn()
        ):  # fmt: skip
            return _of_questions(room, event, recorded)
        case (
            e.StrengthNoted() | e.IdeaTaken() | e.OfferMade() | e.NoteWritten() | e.InsightNoted()
            | e.EntryCorrected() | e.EntryWithdrawn()
        ):  # fmt: skip
            return _of_entries(room, event, recorded)
        case e.ActionProposed() | e.ActionAmended() | e.ActionAgreed() | e.ActionWithdrawn():
            return _of_actions(room, event, recorded)
        case _:  # pragma: no cover
            assert_never(event)


def _of_the_room(room: Room, event: Any, recorded: e.Recorded) -> Room:
    at = recorded.at
    match event:
        case e.RoomOpened():
            return replace(room, state="open", opened_at=at)
        case e.StepStarted():
            before = room.slot
            room = replace(
                room, runs=(*_ended(room.runs, recorded), Run(event.step, at)), pauses=_resumed(room, recorded)
            )
            return room if before is room.slot else replace(room, on_table=None)
        case e.ClockPaused():
            return replace(room, pauses=(*room.pauses, Pause(at)))
        case e.ClockResumed():
            return replace(room, pauses=_resumed(room, recorded))
        case e.StepExtended():
            more = {event.step: room.allotted[event.step] + event.minutes * 60}
            given = {one.step: one.seconds for one in event.shrunk}
            extension = Extension(event.step, event.minutes, event.take_from, _author(event), at)
            return replace(room, allotted={**room.allotted, **more, **given}, extensions=(*room.extensions, extension))
        case e.StepStartCorrected():
            return replace(room, runs=_corrected(room.runs, event))
        case e.WentOffTheRecord():
            return replace(room, off_record=True)
        case e.WentOnTheRecord():
            return replace(room, off_record=False)
        case e.RoomClosed():
            return replace(
                room, state="closed", closed_at=at, off_record=False, on_table=None,
                runs=_ended(room.runs, recorded), pauses=_resumed(room, recorded),
            )  # fmt: skip
        case e.RoomReopened():
            last = (*room.runs, Run(room.runs[-1].step, at)) if room.runs else room.runs
            return replace(room, state="open", closed_at=None, runs=last)
        case e.MinutesConfirmed():
            return replace(room, state="confirmed", confirmed_at=at, confirmed_by=event.by)
        case e.InstitutionWithdrawn():
            gone = replace(room.institutions[event.institution], withdrawn=True)
            room = replace(room, institutions=_put(room.institutions, event.institution, gone))
            room = replace(room, programme=tuple(s for s in room.programme if s.id not in event.dropped))
            return _slot(room, gone.slot, withdrawn=True)
        case e.SlotsReordered():
            return replace(room, programme=_reordered(room, event.order))
        case e.FloorGiven():
            return replace(room, floor=(*room.floor, (at, event.institution)))
        case e.NextDateSet():
            return replace(
                room,
                next_meeting=NextMeeting(
                    date=event.date, start=event.start, format=event.format, purpose=event.purpose, place=event.place
                ),
            )
        case e.TextRemoved():
            place = f"{event.removed}/{event.field}"
            there = room.texts.get(place)
            room = replace(room, texts={where: words for where, words in room.texts.items() if where != place})
            return room if there is None else cast(Room, _without(room, there.text))
    return room  # pragma: no cover — RoomPrepared stands first and alone


def _ended(runs: tuple[Run, ...], recorded: e.Recorded) -> tuple[Run, ...]:
    if not runs or runs[-1].end is not None:
        return runs
    return (*runs[:-1], replace(runs[-1], end=recorded.at))


def _resumed(room: Room, recorded: e.Recorded) -> tuple[Pause, ...]:
    return (*room.pauses[:-1], replace(room.pauses[-1], end=recorded.at)) if room.paused else room.pauses


def _corrected(runs: tuple[Run, ...], event: e.StepStartCorrected) -> tuple[Run, ...]:
    index = max(i for i, run in enumerate(runs) if run.step == event.step)
    changed = list(runs)
    changed[index] = replace(runs[index], start=event.start)
    before = runs[index - 1] if index else None
    if before and before.end and (before.end == runs[index].start or before.end > event.start):
        changed[index - 1] = replace(before, end=event.start)
    return tuple(changed)


def _reordered(room: Room, order: tuple[str, ...]) -> tuple[Any, ...]:
    """Slots change places; opening, breaks and closing keep theirs."""
    places = iter(order)
    steps: list[Any] = []
    seen: set[str] = set()
    for step in room.programme:
        if step.slot is None:
            steps.append(step)
        elif step.section not in seen:
            seen.add(step.section)
            moved = next(places)
            steps += [other for other in room.programme if other.slot == moved]
    return tuple(steps)


_WORDS_IN: Mapping[type, tuple[str, ...]] = {
    Room: ("slots", "ratings", "blind", "colleagues", "questions", "entries", "actions", "next_meeting"),
    Slot: ("wants", "context", "priorities"),
    Rating: ("self_rating", "earlier", "revealed", "agreed"),
    SelfRating: ("evidence",),
    Reveal: ("views",),
    e.RevealedView: ("reason",),
    Agreed: ("reason",),
    View: ("reason",),
    ColleagueRating: ("note",),
    Question: ("text", "answers"),
    Answer: ("text",),
    Entry: ("text",),
    Action: ("text", "priority", "subject_to"),
    NextMeeting: ("purpose", "place"),
}
"""Where removable words stand in the state. Ids and titles that happen to be spelt alike are none of them."""


def _without(part: Any, words: str) -> Any:
    """The same state with these words gone wherever they stand as a text of their own."""
    if isinstance(part, str):
        return REMOVED if part == words else part
    if isinstance(part, Mapping):
        changed = {key: _without(value, words) for key, value in part.items()}
        return changed if any(changed[key] is not part[key] for key in part) else part
    if isinstance(part, tuple):
        items = [_without(item, words) for item in part]
        return tuple(items) if any(a is not b for a, b in zip(items, part, strict=True)) else part
    changes = {name: _without(getattr(part, name), words) for name in _WORDS_IN.get(type(part), ())}
    changes = {name: value for name, value in changes.items() if value is not getattr(part, name)}
    return replace(part, **changes) if changes else part


def _of_people(room: Room, event: Any, recorded: e.Recorded) -> Room:
    person = event.person
    match event:
        case e.PersonInvited():
            invited = Person(id=person, role=event.role, institution=event.institution)
            return replace(room, people=_put(room.people, person, invited))
        case e.JoinerKnocked():
            return replace(room, people=_put(room.people, person, Person(id=person, role="waiting")))
        case e.JoinerAdmitted():
            return _person(room, person, role="member", institution=event.institution)
        case e.PersonJoined():
            arrived = room.people[person].arrived_at or recorded.at
            return _person(room, person, here=True, arrived_at=arrived, left_at=None, apology=False)
        case e.PersonLeft():
            return _person(room, person, here=False, left_at=recorded.at)
        case e.PersonRemoved():
            return _person(room, person, removed=True, here=False)
        case _:
            return _person(room, person, apology=True)


def _of_a_slot(room: Room, event: Any, recorded: e.Recorded) -> Room:
    match event:
        case e.BenchmarkBrought():
            own = room.benchmarks.get(event.institution, {})
            number = str(event.benchmark)
            results = sorted((*own.get(number, ()), Benchmark(event.percent, event.date)), key=lambda one: one.date)
            return replace(room, benchmarks=_put(room.benchmarks, event.institution, _put(own, number, tuple(results))))
        case e.WantsNoted():
            room = _slot(room, event.slot, wants=event.text)
        case e.ContextNoted():
            room = _slot(room, event.slot, context=event.text)
        case e.PrioritiesSet():
            room = _slot(room, event.slot, priorities=event.priorities)
        case e.ScribeNamed():
            return _slot(room, event.slot, scribe=event.person)
        case e.PartConfirmed():
            return _slot(room, event.slot, confirmed_by=_author(event), confirmed_at=recorded.at)
        case _:
            consent = Consent(recorded.seq, isinstance(event, e.ObserversAdmitted))
            return _slot(room, event.slot, observers=(*room.slots[event.slot].observers, consent))
    return _put_right(room, event.slot, event.by)


def _of_ratings(room: Room, event: Any, recorded: e.Recorded) -> Room:
    match event:
        case e.ColleagueRatingGiven():
            own = room.colleagues.get(event.institution, {})
            others = tuple(one for one in own.get(event.statement, ()) if one.person != event.person)
            given = (*others, ColleagueRating(event.person, event.level, event.note))
            return replace(room, colleagues=_put(room.colleagues, event.institution, _put(own, event.statement, given)))
        case e.PeerViewGiven():
            views = room.blind.get(event.slot, {})
            view = View(event.holder, event.level, event.reason, event.by)
            mine = _put(views.get(event.statement, {}), event.holder, view)
            return replace(room, blind=_put(room.blind, event.slot, _put(views, event.statement, mine)))
        case e.PeerViewsRevealed():
            revealed = Reveal(
                count=event.count, lowest=event.lowest, highest=event.highest, middle=event.middle, views=event.views,
                at=recorded.at,
            )  # fmt: skip
            return _rating(room, event.slot, event.statement, revealed=revealed)
        case e.SelfRatingShared():
            shared = SelfRating(event.level, event.evidence, _author(event), recorded.at, _typist(event))
            was = room.rating(event.slot, event.statement)
            room = _rating(room, event.slot, event.statement, self_rating=shared, earlier=_earlier(room, was, shared))
        case _:
            agreed = Agreed(event.level, event.reason, _author(event), recorded.at, _typist(event))
            room = _rating(room, event.slot, event.statement, agreed=agreed)
    return _put_right(room, event.slot, event.by)


def _earlier(room: Room, was: Rating, shared: SelfRating) -> tuple[SelfRating, ...]:
    """What the host changed before everybody's eyes. Before the room is open it may change its mind in peace."""
    if room.state == "prepared" or was.self_rating is None or was.self_rating.level == shared.level:
        return was.earlier
    return (*was.earlier, was.self_rating)


def _of_questions(room: Room, event: Any, recorded: e.Recorded) -> Room:
    if isinstance(event, e.QuestionAsked):
        author = _author(event)
        asked = Question(
            id=event.question, seq=recorded.seq, slot=event.slot, type=event.type, text=event.text,
            asked_at=recorded.at, statement=event.statement, by=author, entered_by=_typist(event),
            institution=_institution(room, author), anonymous=event.anonymous,
            secret_hash=event.secret_hash, late=event.late,
        )  # fmt: skip
        room = replace(room, questions=_add(room.questions, asked.id, asked))
        return _put_right(room, event.slot, event.by)
    was = room.questions[event.question]
    on_table = None if room.on_table == was.id else room.on_table
    match event:
        case e.QuestionSupported():
            return _question(room, was.id, supporters=(*was.supporters, _author(event)))
        case e.QuestionUnsupported():
            return _question(room, was.id, supporters=tuple(p for p in was.supporters if p != _author(event)))
        case e.QuestionTakenUp():
            room = _question(room, was.id, taken_up_at=recorded.at, outcome=None)
            return replace(room, on_table=was.id)
        case e.QuestionAnswered():
            answer = Answer(event.answer, _author(event), recorded.at)
            room = _question(room, was.id, answers=(*was.answers, answer))
        case e.QuestionSettled():
            room = replace(_question(room, was.id, outcome=event.outcome), on_table=on_table)
        case e.QuestionCorrected():
            room = _question(room, was.id, text=event.text)
        case _:
            room = replace(_question(room, was.id, withdrawn=True), on_table=on_table)
    return _put_right(room, was.slot, event.by)


def _of_entries(room: Room, event: Any, recorded: e.Recorded) -> Room:
    match event:
        case e.EntryCorrected():
            changed = replace(room.entries[event.entry], text=event.text)
        case e.EntryWithdrawn():
            changed = replace(room.entries[event.entry], withdrawn=True)
        case _:
            author = _author(event)
            changed = Entry(
                id=event.entry, seq=recorded.seq, kind=ENTRY_KINDS[type(event)], slot=event.slot, text=event.text,
                at=recorded.at, statement=event.statement, by=author, entered_by=_typist(event),
                institution=_institution(room, author), offer_type=getattr(event, "offer_type", None),
                themes=getattr(event, "themes", ()), late=event.late,
            )  # fmt: skip
    room = replace(room, entries=_add(room.entries, changed.id, changed))
    return _put_right(room, changed.slot, event.by)


def _of_actions(room: Room, event: Any, recorded: e.Recorded) -> Room:
    match event:
        case e.ActionAgreed():
            was = room.actions[event.action]
            changed = replace(
                was, status="agreed", subject_to=event.subject_to, agreed_by=_author(event), changed_since=False
            )
        case e.ActionWithdrawn():
            changed = replace(room.actions[event.action], status="withdrawn")
        case _:
            known = room.actions.get(event.action)
            changed = Action(
                id=event.action, seq=known.seq if known else recorded.seq, slot=event.slot, text=event.text,
                owner=event.owner, due=event.due, at=recorded.at, statement=event.statement, priority=event.priority,
                by=known.by if known else _author(event), late=event.late,
                entered_by=known.entered_by if known else _typist(event),
                changed_since=known is not None and (known.changed_since or known.status == "agreed"),
            )  # fmt: skip
    room = replace(room, actions=_add(room.actions, changed.id, changed))
    return _put_right(room, changed.slot, event.by)
