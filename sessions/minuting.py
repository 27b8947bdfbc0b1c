"""Writes the minutes: joins a room with the names of its people into one `Minutes` object, as one reader may have it.

Names come in as `Names`; a person whose names were erased, or who is not known, is "somebody". Until a host has
confirmed its part, only the host itself and the facilitators can have that part.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from sessions import clock, minutes
from sessions.access import sees_slot
from sessions.framework import FrameworkOutline
from sessions.programme import Step
from sessions.room import Action, Actor, Agreed, Entry, EntryKind, Question, Rating, Reveal, Room, SelfRating, Slot

SOMEBODY = "somebody"
A_PEER = "A peer"


class PersonName(msgspec.Struct, frozen=True):
    """What the directory knows of a person; empty where it was erased."""

    name: str
    job_title: str = ""
    organisation: str = ""


Names = Mapping[str, PersonName]


def write_minutes(
    room: Room, room_id: str, names: Names, now: datetime, reader: Actor, digest: str = ""
) -> minutes.Minutes:
    """The minutes as they stand at `now`, with the parts that this reader may have."""
    shown = [slot for slot in room.slots.values() if may_have(room, reader, slot)]
    return minutes.Minutes(
        room=room_id, title=room.title, state="confirmed" if room.state == "confirmed" else "draft", start=room.start,
        time_zone=room.time_zone, mode=room.mode, format=room.format_title, written_at=now, seq=room.seq, digest=digest,
        hub=room.hub or "", place=room.place or "", purpose=room.purpose, ground_rules=room.ground_rules,
        attendance=_attendance(room, names), programme=_programme(room, now), airtime=_airtime(room, now),
        institutions=tuple(_part(room, slot, names) for slot in shown),
        withheld=tuple(_host(room, slot) for slot in room.slots.values() if slot not in shown),
        insights=_remarks(room, names, "insight", None, *(slot.id for slot in shown)),
        matters_arising=_remarks(room, names, "note", None),
        other_remarks=tuple(one for kind in _OTHERS for one in _remarks(room, names, kind, None)),
        hub_actions=_actions(room, names, None), time_decisions=_decisions(room, names), next_meeting=_next(room),
        opened_at=room.opened_at, closed_at=room.closed_at,
        confirmed_by=name_of(names, room.confirmed_by) if room.confirmed_by else "", confirmed_at=room.confirmed_at,
    )  # fmt: skip


_OTHERS: tuple[EntryKind, ...] = ("strength", "idea", "offer")


def may_have(room: Room, reader: Actor, slot: Slot) -> bool:
    """Whether a reader may have an institution's part: its own and facilitators always, others once it is confirmed."""
    if reader.facilitates or reader.institution == slot.host:
        return True
    confirmed = slot.confirmed_by is not None or room.state == "confirmed"
    return confirmed and sees_slot(room, reader, slot.id)


def name_of(names: Names, person: str | None) -> str:
    """A person's name; "somebody" where there is none any more."""
    known = names.get(person or "")
    return known.name if known and known.name else SOMEBODY


def middle_words(model: FrameworkOutline, middle: tuple[int, int]) -> str:
    """The middle of ordered levels in words: a level, or between which two. Never an average."""
    low, high = (f"{level} {model.level_name(level)}" for level in middle)
    return low if low == high else f"between {low} and {high}"


def _said_by(names: Names, person: str | None, typist: str | None) -> str:
    """Who said it, and who typed it for them where somebody did."""
    if person is None:
        return ""
    return f"{name_of(names, person)} (entered by {name_of(names, typist)})" if typist else name_of(names, person)


def _host(room: Room, slot: Slot) -> str:
    return room.institutions[slot.host].name


def _attendance(room: Room, names: Names) -> tuple[minutes.Attendee, ...]:
    order = {role: place for place, role in enumerate(("facilitator", "co_facilitator", "member", "observer"))}
    listed = []
    for person in sorted(room.people.values(), key=lambda one: order.get(one.role, 9)):
        if person.role not in ("facilitator", "co_facilitator", "member", "observer"):
            continue
        if person.removed and not person.arrived_at:
            continue
        known = names.get(person.id, PersonName(""))
        institution = room.institutions[person.institution].name if person.institution else known.organisation
        status: minutes.Attended = "present" if person.arrived_at else "apology" if person.apology else "absent"
        listed.append(
            minutes.Attendee(
                name=name_of(names, person.id),
                role=person.role,
                status=status,
                job_title=known.job_title,
                institution=institution,
                arrived=person.arrived_at,
                left=person.left_at,
            )
        )
    return tuple(listed)


def section_of(room: Room, step: Step) -> str:
    """The part of the programme a step belongs to, in words."""
    if step.slot:
        return _host(room, room.slots[step.slot])
    return {"opening": "Opening", "closing": "Closing"}.get(step.section, "Break")


def in_minutes(seconds: float) -> float:
    """Programme seconds as minutes, to a tenth."""
    return round(seconds / 60, 1)


def _programme(room: Room, now: datetime) -> tuple[minutes.ProgrammeLine, ...]:
    return tuple(
        minutes.ProgrammeLine(
            step=line.step.id,
            title=line.step.title,
            section=section_of(room, line.step),
            planned_start=line.planned_start,
            planned_minutes=in_minutes(line.planned),
            actual_start=line.actual_start,
            actual_minutes=None if line.actual is None else in_minutes(line.actual),
        )
        for line in clock.forecast(room, now)
    )


def _airtime(room: Room, now: datetime) -> tuple[minutes.Airtime, ...]:
    return tuple(
        minutes.Airtime(room.institutions[share.institution].name, in_minutes(share.promised), in_minutes(share.actual))
        for share in clock.shares(room, now)
    )


def _part(room: Room, slot: Slot, names: Names) -> minutes.InstitutionPart:
    host = room.institutions[slot.host]
    benchmarks = [
        minutes.BenchmarkLine(int(number), one.percent, one.date)
        for number, results in sorted(room.benchmarks.get(host.id, {}).items())
        for one in results
    ]
    return minutes.InstitutionPart(
        id=host.id, slot=slot.id, name=host.name, type=host.type, framework=room.framework_of(slot.id).title,
        presenter=name_of(names, slot.presenter) if slot.presenter else "",
        scribe=name_of(names, slot.scribe) if slot.scribe else "", wants=slot.wants, context=slot.context,
        priorities=slot.priorities, benchmarks=tuple(benchmarks), strengths=_remarks(room, names, "strength", slot.id),
        ratings=tuple(_rating(room, slot, statement) for statement in _looked_at(room, slot)),
        beforehand=tuple(_beforehand(room, slot)),
        questions=_questions(room, names, slot.id), ideas=_remarks(room, names, "idea", slot.id),
        offers=_remarks(room, names, "offer", slot.id), notes=_remarks(room, names, "note", slot.id),
        actions=_actions(room, names, slot.id), withdrawn=slot.withdrawn,
        corrected_by=tuple(name_of(names, person) for person in room.corrected.get(slot.id, ())),
        confirmed_by=name_of(names, slot.confirmed_by) if slot.confirmed_by else "", confirmed_at=slot.confirmed_at,
    )  # fmt: skip


def _looked_at(room: Room, slot: Slot) -> tuple[str, ...]:
    """The focus of a slot and what else was settled; that somebody gave a blind view elsewhere is not minuted."""
    settled = {s for s, rating in room.ratings.get(slot.id, {}).items() if rating.revealed or rating.agreed}
    return tuple(s for s in room.statements(slot.id) if s in slot.focus or s in settled)


def _beforehand(room: Room, slot: Slot) -> Iterator[minutes.RatedBefore]:
    """The self-ratings that the meeting did not look at."""
    model = room.framework_of(slot.id)
    looked_at = _looked_at(room, slot)
    for line in model.statements:
        own = room.rating(slot.id, line.id).self_rating
        if own is not None and line.id not in looked_at:
            yield minutes.RatedBefore(
                statement=line.id, title=line.title, level=own.level, name=model.level_name(own.level)
            )


def _rating(room: Room, slot: Slot, statement: str) -> minutes.RatingLine:
    model, rating = room.framework_of(slot.id), room.rating(slot.id, statement)
    line = model.statement(statement)
    return minutes.RatingLine(
        statement=statement, title=line.title if line else "",
        scale=tuple((level.number, level.name) for level in model.levels),
        self_rating=_self(model, rating.self_rating), peers=_peers(room, model, rating.revealed),
        agreed=_agreed(model, rating.agreed), moved=_moved(rating),
    )  # fmt: skip


def _self(model: FrameworkOutline, one: SelfRating | None) -> minutes.LevelSaid | None:
    if one is None:
        return None
    return minutes.LevelSaid(level=one.level, name=model.level_name(one.level), words=one.evidence)


def _agreed(model: FrameworkOutline, one: Agreed | None) -> minutes.LevelSaid | None:
    if one is None:
        return None
    return minutes.LevelSaid(level=one.level, name=model.level_name(one.level), words=one.reason or "")


def _peers(room: Room, model: FrameworkOutline, reveal: Reveal | None) -> minutes.PeersSaid | None:
    if reveal is None:
        return None
    views = tuple(
        minutes.PeerViewLine(
            level=view.level,
            name=model.level_name(view.level),
            reason=view.reason or "",
            institution=room.institutions[view.institution].name if view.institution else "",
        )
        for view in reveal.views
    )
    return minutes.PeersSaid(
        count=reveal.count, lowest=reveal.lowest, highest=reveal.highest, middle=middle_words(model, reveal.middle),
        middle_levels=reveal.middle, views=views,
    )  # fmt: skip


def _moved(rating: Rating) -> minutes.Move | None:
    if rating.self_rating is None or rating.agreed is None:
        return None
    before, after = rating.self_rating.level, rating.agreed.level
    return "up" if after > before else "down" if after < before else "kept"


def _questions(room: Room, names: Names, slot: str) -> tuple[minutes.QuestionLine, ...]:
    asked = sorted((q for q in room.questions.values() if q.slot == slot and not q.withdrawn), key=lambda q: q.seq)
    return tuple(_question(room, names, question) for question in asked)


def _question(room: Room, names: Names, question: Question) -> minutes.QuestionLine:
    assert question.status != "withdrawn"
    return minutes.QuestionLine(
        text=question.text, type=question.type,
        asked_by=A_PEER if question.anonymous else _said_by(names, question.by, question.entered_by),
        status=question.status, statement=question.statement or "", supporters=len(question.supporters),
        institution=room.institutions[question.institution].name if question.institution else "",
        answer=question.answer.text if question.answer else "", late=question.late,
    )  # fmt: skip


def _remarks(room: Room, names: Names, kind: EntryKind, *slots: str | None) -> tuple[minutes.Remark, ...]:
    """Entries of a kind in some slots; none stands for the room as a whole."""
    kept: Iterable[Entry] = (e for e in room.entries.values() if e.kind == kind and not e.withdrawn)
    return tuple(
        minutes.Remark(
            text=entry.text,
            by=_said_by(names, entry.by, entry.entered_by),
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


def _next(room: Room) -> minutes.NextMeetingLine | None:
    one = room.next_meeting
    if one is None:
        return None
    return minutes.NextMeetingLine(
        date=one.date, start=one.start or "", format=one.format or "", purpose=one.purpose or "", place=one.place or ""
    )
