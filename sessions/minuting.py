"""Writes the minutes: joins a room with the names of its people into one `Minutes` object, as one reader may have it.

Names come in as `Names`; a person whose names were erased, or who is not known, is "somebody". Until a host has
confirmed its part, only the host itself and the facilitators can have that part.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sessions import clock, minutes
from sessions.access import may_have, sees_slot
from sessions.attendance import attendance, was_there
from sessions.by_theme import by_theme
from sessions.evaluation import progress
from sessions.minuting_ratings import beforehand, looked_at, middle_words, rating_line
from sessions.names import SOMEBODY, Names, PersonName, name_of, said_by
from sessions.programme import Step
from sessions.room import Action, Actor, Entry, EntryKind, Question, Room, Slot

__all__ = [
    "SOMEBODY", "Names", "PersonName", "in_minutes", "may_have", "middle_words", "name_of", "section_of",
    "write_minutes",
]  # fmt: skip

A_PEER = "A peer"


def write_minutes(
    room: Room, room_id: str, names: Names, now: datetime, reader: Actor, digest: str = ""
) -> minutes.Minutes:
    """The minutes as they stand at `now`, with the parts that this reader may have."""
    shown = [slot for slot in room.known_slots if may_have(room, reader, slot)]
    hidden = [slot for slot in room.known_slots if slot not in shown]
    return minutes.Minutes(
        room=room_id, title=room.title, state="confirmed" if room.state == "confirmed" else "draft", start=room.start,
        time_zone=room.time_zone, mode=room.mode, format=room.format_title, written_at=now, seq=room.seq, digest=digest,
        compares=room.compares,
        hub=room.hub or "", place=room.place or "", purpose=room.purpose,
        focus_themes=_themes(room), ground_rules=room.ground_rules,
        attendance=attendance(room, names), programme=_programme(room, now), airtime=_airtime(room, now),
        institutions=tuple(_part(room, slot, names, reader) for slot in shown),
        withheld=tuple(_host(room, slot) for slot in hidden if sees_slot(room, reader, slot.id)),
        not_for_observers=tuple(_host(room, slot) for slot in hidden if not sees_slot(room, reader, slot.id)),
        insights=_remarks(room, names, "insight", None, *(slot.id for slot in shown)),
        matters_arising=_remarks(room, names, "note", None),
        other_remarks=tuple(one for kind in _OTHERS for one in _remarks(room, names, kind, None)),
        by_theme=tuple(_by_theme(room, shown)),
        hub_actions=_actions(room, names, None), time_decisions=_decisions(room, names),
        length_decisions=_length_decisions(room, names), next_meeting=_next(room),
        off_the_record=tuple(minutes.OffTheRecord(one.start, one.end) for one in room.times_off_record),
        opened_at=room.opened_at, closed_at=room.closed_at,
        confirmed_by=name_of(names, room.confirmed_by) if room.confirmed_by else "", confirmed_at=room.confirmed_at,
    )  # fmt: skip


_OTHERS: tuple[EntryKind, ...] = ("strength", "idea", "offer")


def _host(room: Room, slot: Slot) -> str:
    return room.institutions[slot.host].name


def section_of(room: Room, step: Step) -> str:
    """The part of the programme a step belongs to, in words."""
    if step.slot:
        return _host(room, room.slots[step.slot])
    return {"opening": "Opening", "closing": "Closing"}.get(step.section, "Break")


def in_minutes(seconds: float) -> float:
    """Programme seconds as minutes, to a tenth."""
    return round(seconds / 60, 1)


def _adding_up(seconds: Sequence[float]) -> list[float]:
    """The same as minutes to a tenth that add up to those of the whole: what is cut off most is rounded up."""
    exact = [one / 6 for one in seconds]
    tenths = [int(one) for one in exact]
    spare = round(in_minutes(sum(seconds)) * 10) - sum(tenths)
    for i in sorted(range(len(exact)), key=lambda i: tenths[i] - exact[i])[:spare]:
        tenths[i] += 1
    return [one / 10 for one in tenths]


def _programme(room: Room, now: datetime) -> tuple[minutes.ProgrammeLine, ...]:
    parts = [list(lines) for _, lines in groupby(clock.forecast(room, now), key=lambda line: line.step.section)]
    return tuple(
        minutes.ProgrammeLine(
            step=line.step.id,
            title=line.step.title,
            section=section_of(room, line.step),
            planned_start=line.planned_start,
            planned_minutes=in_minutes(line.planned),
            actual_start=line.actual_start,
            actual_minutes=None if line.actual is None else took,
        )
        for lines in parts
        for line, took in zip(lines, _adding_up([line.actual or 0.0 for line in lines]), strict=True)
    )


def _airtime(room: Room, now: datetime) -> tuple[minutes.Airtime, ...]:
    """The hours in today's order, then those of institutions that withdrew, which were not held."""
    held = [
        minutes.Airtime(
            room.institutions[share.institution].name, in_minutes(share.promised), in_minutes(share.actual),
            held=_held(room, room.slots[share.slot]),
        )
        for share in clock.shares(room, now)
    ]  # fmt: skip
    gone = [slot for slot in room.known_slots if slot.withdrawn]
    return (*held, *(minutes.Airtime(_host(room, slot), float(slot.promised), 0.0, held=False) for slot in gone))


def _held(room: Room, slot: Slot) -> bool:
    """Whether a slot had its hour, or may still have it."""
    begun = any(room.step_of(run.step).slot == slot.id for run in room.runs)
    return not slot.withdrawn and (begun or room.closed_at is None)


def _themes(room: Room) -> tuple[str, ...]:
    """The focus themes with their titles, as each of the room's models has them."""
    models = [room.framework_of(slot.id) for slot in room.known_slots]
    titles = [f"{t.number} {t.title}" for n in room.focus_themes for m in models for t in m.themes if t.number == n]
    return tuple(dict.fromkeys(titles))


def _part(room: Room, slot: Slot, names: Names, reader: Actor) -> minutes.InstitutionPart:
    """What it brought to an hour that was not held was never put to the room: it stays with its own people."""
    host, held = room.institutions[slot.host], _held(room, slot)
    brought = held or reader.institution == host.id
    benchmarks = [
        minutes.BenchmarkLine(int(number), one.percent, one.date)
        for number, results in sorted(room.benchmarks.get(host.id, {}).items() if brought else ())
        for one in results
    ]
    return minutes.InstitutionPart(
        id=host.id, slot=slot.id, name=host.name, type=host.type, framework=room.framework_of(slot.id).title,
        presenter=_in_the_hour(room, names, slot.presenter, held),
        scribe=_in_the_hour(room, names, slot.scribe, held), wants=slot.wants, context=slot.context,
        priorities=slot.priorities, benchmarks=tuple(benchmarks),
        took_part=_took_part(room, slot, names) if brought else (),
        strengths=_remarks(room, names, "strength", slot.id),
        ratings=tuple(rating_line(room, names, slot, statement) for statement in looked_at(room, slot, held)),
        beforehand=tuple(beforehand(room, slot, held)) if brought else (),
        questions=_questions(room, names, slot.id), ideas=_remarks(room, names, "idea", slot.id),
        offers=_remarks(room, names, "offer", slot.id), notes=_remarks(room, names, "note", slot.id),
        actions=_actions(room, names, slot.id), held=held, withdrawn=slot.withdrawn,
        corrected_by=tuple(name_of(names, person) for person in room.corrected.get(slot.id, ())),
        confirmed_by=name_of(names, slot.confirmed_by) if slot.confirmed_by else "", confirmed_at=slot.confirmed_at,
    )  # fmt: skip


def _in_the_hour(room: Room, names: Names, person: str | None, held: bool) -> str:
    """Who presents or notes as planned; once the meeting is over only whoever was there, in an hour that was held."""
    if person is None or not held or (room.ended and not was_there(room, person)):
        return ""
    return name_of(names, person)


def _took_part(room: Room, slot: Slot, names: Names) -> tuple[str, ...]:
    """Who rated the host, and who typed it for them, once anything of it was compared or shared: until then it is
    theirs alone."""
    there = progress(room, slot.id)
    given = room.colleagues.get(slot.host, {})
    typed = {one.person: one.entered_by for ratings in given.values() for one in ratings}
    if not (there.compared or there.shared):
        return ()
    return tuple(said_by(names, one, typed.get(one)) for one in there.took_part)


def _questions(room: Room, names: Names, slot: str) -> tuple[minutes.QuestionLine, ...]:
    asked = sorted((q for q in room.questions.values() if q.slot == slot and not q.withdrawn), key=lambda q: q.seq)
    return tuple(_question(room, names, question) for question in asked)


def _question(room: Room, names: Names, question: Question) -> minutes.QuestionLine:
    return minutes.QuestionLine(
        text=question.text, type=question.type,
        asked_by=A_PEER if question.anonymous else said_by(names, question.by, question.entered_by),
        status=_status(room, question), statement=question.statement or "", supporters=len(question.supporters),
        institution=room.institutions[question.institution].name if question.institution else "",
        answer=question.answer.text if question.answer else "", late=question.late,
    )  # fmt: skip


def _status(room: Room, question: Question) -> minutes.QuestionStatus:
    """What became of a question; put back for another and not answered, it waits as if it had not been taken up."""
    assert question.status != "withdrawn"
    if question.outcome or question.answer:
        return question.status
    if question.taken_up_at and not any(
        other.slot == question.slot and other.taken_up_at and other.taken_up_at > question.taken_up_at
        for other in room.questions.values()
    ):
        return "taken_up"
    return "not_reached" if room.closed_at and not question.late else "open"


def _remarks(room: Room, names: Names, kind: EntryKind, *slots: str | None) -> tuple[minutes.Remark, ...]:
    """Entries of a kind in some slots; none stands for the room as a whole."""
    kept: Iterable[Entry] = (e for e in room.entries.values() if e.kind == kind and not e.withdrawn)
    return tuple(
        minutes.Remark(
            text=entry.text,
            by=said_by(names, entry.by, entry.entered_by),
            institution=room.institutions[entry.institution].name if entry.institution else "",
            statement=entry.statement or "",
            kind=entry.offer_type or "",
            themes=entry.themes,
            late=entry.late,
        )
        for entry in sorted(kept, key=lambda entry: entry.seq)
        if entry.slot in slots
    )


def _actions(room: Room, names: Names, slot: str | None) -> tuple[minutes.ActionLine, ...]:
    return tuple(
        _action(room, names, action)
        for action in sorted(room.actions.values(), key=lambda action: action.seq)
        if action.slot == slot and action.status != "withdrawn"
    )


def _action(room: Room, names: Names, action: Action) -> minutes.ActionLine:
    assert action.status != "withdrawn"
    line = room.framework_of(action.slot).statement(action.statement or "") if action.slot else None
    return minutes.ActionLine(
        id=action.id, text=action.text, owner=name_of(names, action.owner), due=action.due, status=action.status,
        institution=_host(room, room.slots[action.slot]) if action.slot else "", statement=action.statement or "",
        statement_title=line.title if line else "", priority=action.priority or "", subject_to=action.subject_to or "",
        late=action.late,
    )  # fmt: skip


def _by_theme(room: Room, shown: Sequence[Slot]) -> Iterator[minutes.ThemeLine]:
    for theme in by_theme(room, [slot for slot in shown if _held(room, slot)]):
        for one in theme.standings:
            host = room.institutions[one.institution]
            yield minutes.ThemeLine(
                theme=theme.title, institution=host.name, framework=room.frameworks[host.framework].title,
                agreed=one.agreed, own=one.own,
            )  # fmt: skip


def _decisions(room: Room, names: Names) -> tuple[minutes.TimeDecision, ...]:
    return tuple(
        minutes.TimeDecision(
            at=one.at,
            step=room.step_of(one.step).title,
            section=section_of(room, room.step_of(one.step)),
            minutes=one.minutes,
            taken_from=one.take_from,
            by=name_of(names, one.by) if one.by else "",
        )
        for one in room.extensions
    )


def _length_decisions(room: Room, names: Names) -> tuple[minutes.LengthDecision, ...]:
    first = {step.section: step for step in reversed((*room.programme, *room.plan))}
    return tuple(
        minutes.LengthDecision(
            at=one.at, section=section_of(room, first[one.section]), before=in_minutes(one.before),
            after=in_minutes(one.after), by=name_of(names, one.by) if one.by else "",
            promised=float(room.slots[one.section].promised) if one.section in room.slots else 0.0,
        )
        for one in room.reallotments
    )  # fmt: skip


def _next(room: Room) -> minutes.NextMeetingLine | None:
    one = room.next_meeting
    if one is None:
        return None
    return minutes.NextMeetingLine(
        date=one.date, start=one.start or "", format=one.format or "", purpose=one.purpose or "", place=one.place or ""
    )
