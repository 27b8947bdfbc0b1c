"""Reads a room out for one reader: the same rule as for events (`access`), applied to the room as it stands now."""

from collections.abc import Iterator
from datetime import datetime

from sessions import clock
from sessions import readout as r
from sessions.access import holds_view, is_read_back, sees_slot
from sessions.evaluation import progress
from sessions.minuting import Names, PersonName, in_minutes, name_of
from sessions.room import Action, Actor, Entry, Institution, Question, Rating, Room, Slot


def read_room(
    room: Room, room_id: str, names: Names, now: datetime, reader: Actor, digest: str = "", code: str | None = None
) -> r.RoomRead:
    """The room at `now` as `reader` may read it. `code` goes to facilitators and the screen."""
    shows_code = reader.facilitates or reader.role == "screen"
    shares = {share.slot: share for share in clock.shares(room, now)}
    return r.RoomRead(
        room=room_id, seq=room.seq, digest=digest, state=room.state, now=now, title=room.title, format=room.format,
        hub=room.hub, place=room.place, mode=room.mode, start=room.start, time_zone=room.time_zone,
        time_scale=room.time_scale, peer_views=room.peer_views,
        you=r.You(reader.person, reader.role, reader.institution), code=code if shows_code else None,
        position=_position(room, now), programme=_programme(room, now),
        institutions=tuple(_institution(room, slot, shares.get(slot.id), reader) for slot in room.known_slots),
        present=_counts(room), people=tuple(_people(room, names, reader)), ratings=tuple(_ratings(room, reader)),
        questions=tuple(_questions(room, reader)), entries=tuple(_entries(room, reader)),
        actions=tuple(_actions(room, names, reader)), next_meeting=_next(room, reader),
    )  # fmt: skip


def views_in(room: Room, slot: str, statement: str) -> tuple[int, int]:
    """How many views are in, of how many to be expected: those of peers who are here, and those given already."""
    given = set(room.views(slot, statement))
    host = room.slots[slot].host
    here = [p for p in room.people.values() if p.here and p.role == "member" and p.institution not in (None, host)]
    expected = {p.institution for p in here} if room.peer_views == "institution" else {p.id for p in here}
    return len(given), len(expected | given)


def _position(room: Room, now: datetime) -> r.PositionNow:
    at = clock.position(room, now)
    if at is None:
        return r.PositionNow(off_record=room.off_record)
    return r.PositionNow(
        slot=at.step.slot, step=at.step.id, title=at.step.title, started_at=at.started_at, ends_at=at.ends_at,
        left=round(at.left, 1), paused=at.paused, off_record=room.off_record,
    )  # fmt: skip


def _programme(room: Room, now: datetime) -> tuple[r.ProgrammeStep, ...]:
    return tuple(
        r.ProgrammeStep(
            step=line.step.id, slot=line.step.slot, kind=line.step.kind, title=line.step.title,
            standing=line.standing, planned_start=line.planned_start, planned_minutes=in_minutes(line.planned),
            allotted_minutes=in_minutes(line.allotted), expected_start=line.expected_start,
            actual_start=line.actual_start,
            actual_minutes=None if line.actual is None else in_minutes(line.actual), note=line.step.note,
        )
        for line in clock.forecast(room, now)
    )  # fmt: skip


def _institution(room: Room, slot: Slot, share: clock.Share | None, reader: Actor) -> r.InstitutionRead:
    one = room.institutions[slot.host]
    seen, own = sees_slot(room, reader, slot.id), reader.institution == one.id
    return r.InstitutionRead(
        id=one.id, name=one.name, type=one.type, slot=one.slot, framework=one.framework, urn=one.urn,
        local_authority=one.local_authority, withdrawn=one.withdrawn, planned_minutes=float(slot.promised),
        actual_minutes=in_minutes(share.actual) if share else 0.0, focus_statements=slot.focus,
        presenter=slot.presenter if seen else None, scribe=slot.scribe if seen else None,
        observers_admitted=slot.observers_at(), confirmed=slot.confirmed_by is not None,
        wants=slot.wants if seen else None, context=slot.context if seen else None,
        priorities=slot.priorities if seen else None, benchmarks=_benchmarks(room, one) if seen else None,
        colleague_ratings=_colleagues(room, one, reader) if own or (room.compares and seen) else None,
        positions=_positions(room, slot.id) if own else None,
        self_evaluation=_evaluation(room, slot.id, reader) if own or reader.facilitates else None,
        taken_up=room.taken_up.get(slot.id),
    )  # fmt: skip


def _benchmarks(room: Room, one: Institution) -> tuple[r.BenchmarkRead, ...]:
    return tuple(
        r.BenchmarkRead(int(number), result.percent, result.date)
        for number, results in sorted(room.benchmarks.get(one.id, {}).items())
        for result in results
    )


def _colleagues(room: Room, one: Institution, reader: Actor) -> tuple[r.ColleagueRead, ...]:
    """What the reader rated alone; once they have compared, what everybody did."""
    if one.slot in room.compared:
        return tuple(
            r.ColleagueRead(statement=compared.statement, person=given.person, level=given.level, note=given.note)
            for compared in room.compared[one.slot]
            for given in compared.ratings
        )
    return tuple(
        r.ColleagueRead(statement=statement, person=given.person, level=given.level, note=given.note)
        for statement, ratings in room.colleagues.get(one.id, {}).items()
        for given in ratings
        if given.person == reader.person
    )


def _positions(room: Room, slot: str) -> tuple[r.PositionRead, ...]:
    return tuple(
        r.PositionRead(statement=statement, level=at.level, evidence=at.evidence, by=at.by, brought=at.brought)
        for statement, at in room.positions.get(slot, {}).items()
    )


def _evaluation(room: Room, slot: str, reader: Actor) -> r.EvaluationRead:
    now = progress(room, slot)
    return r.EvaluationRead(
        of=now.of,
        begun=len(now.rated_by),
        finished=now.finished,
        rated_by=now.rated_by if reader.facilitates else None,
        compared=now.compared,
        agreed=now.agreed,
        shared=now.shared,
        took_part=now.took_part,
    )


def _counts(room: Room) -> r.Counts:
    invited = [p for p in room.people.values() if p.role != "waiting" and not p.removed]
    return r.Counts(sum(p.here for p in invited), sum(p.here or not p.apology for p in invited))


def _people(room: Room, names: Names, reader: Actor) -> Iterator[r.PersonRead]:
    """Everybody in the room; those who wait at the door for facilitators only; nobody for the screen."""
    for one in room.people.values():
        at_the_door = one.role == "waiting" and not reader.facilitates
        outside = reader.role in ("screen", "waiting") and one.id != reader.person
        if one.removed or at_the_door or outside:
            continue
        yield r.PersonRead(
            id=one.id, name=name_of(names, one.id), role=one.role, institution=one.institution,
            job_title=names.get(one.id, PersonName("")).job_title, here=one.here, arrived_at=one.arrived_at,
            left_at=one.left_at, apology=one.apology,
        )  # fmt: skip


def _ratings(room: Room, reader: Actor) -> Iterator[r.RatingRead]:
    for slot in room.known_slots:
        for statement in room.statements(slot.id):
            rating = room.rating(slot.id, statement)
            on_the_wall = reader.role == "screen" and (room.compares or rating.revealed is not None)
            shown = sees_slot(room, reader, slot.id) or on_the_wall
            if shown:
                yield _rating(room, slot, statement, rating, reader)


def _rating(room: Room, slot: Slot, statement: str, rating: Rating, reader: Actor) -> r.RatingRead:
    line = room.framework_of(slot.id).statement(statement)
    own, agreed = rating.self_rating, rating.agreed
    evidence, doubt = (own.evidence, own.doubt) if own and reader.role != "screen" else (None, None)
    return r.RatingRead(
        slot=slot.id, statement=statement, title=line.title if line else "",
        self_=_level(room, slot, own.level, evidence, own.by, doubt) if own else None,
        views=_views(room, slot, statement, rating),
        agreed=_level(room, slot, agreed.level, agreed.reason, agreed.by) if agreed else None,
        own_view=_own_view(room, slot, statement, reader),
    )  # fmt: skip


def _level(
    room: Room, slot: Slot, level: int, words: str | None, by: str | None, doubt: str | None = None
) -> r.LevelRead:
    name = room.framework_of(slot.id).level_name(level)
    return r.LevelRead(level=level, name=name, words=words, by=by, doubt=doubt)


def _views(room: Room, slot: Slot, statement: str, rating: Rating) -> r.ViewsRead:
    given, expected = views_in(room, slot.id, statement)
    reveal = rating.revealed
    if reveal is None:
        return r.ViewsRead(in_=given, of=expected, revealed=False)
    model = room.framework_of(slot.id)
    views = tuple(
        r.ViewRead(
            level=view.level, name=model.level_name(view.level), reason=view.reason, institution=view.institution
        )
        for view in reveal.views
    )
    return r.ViewsRead(
        in_=reveal.count, of=max(reveal.count, expected), revealed=True, lowest=reveal.lowest, highest=reveal.highest,
        middle=reveal.middle, views=views,
    )  # fmt: skip


def _own_view(room: Room, slot: Slot, statement: str, reader: Actor) -> r.LevelRead | None:
    if reader.person is None:
        return None
    for view in room.views(slot.id, statement).values():
        if holds_view(reader, view.holder, None):
            return _level(room, slot, view.level, view.reason, view.by)
    return None


def _questions(room: Room, reader: Actor) -> Iterator[r.QuestionRead]:
    for question in room.questions.values():
        on_table = room.on_table == question.id
        if question.withdrawn:
            continue
        if sees_slot(room, reader, question.slot) or (reader.role == "screen" and on_table):
            yield _question(question, reader, on_table)


def _question(question: Question, reader: Actor, on_table: bool) -> r.QuestionRead:
    return r.QuestionRead(
        id=question.id, slot=question.slot, type=question.type, text=question.text, statement=question.statement,
        by=None if reader.role == "screen" else question.by, institution=question.institution,
        anonymous=question.anonymous, asked_at=question.asked_at, status=question.status, on_table=on_table,
        supporters=len(question.supporters), supported=reader.person in question.supporters,
        answer=question.answer.text if question.answer and reader.role != "screen" else None,
        outcome=question.outcome, late=question.late,
    )  # fmt: skip


def _entries(room: Room, reader: Actor) -> Iterator[r.EntryRead]:
    for entry in room.entries.values():
        read_out = reader.role == "screen" and entry.kind == "offer" and is_read_back(room, entry.slot)
        if not entry.withdrawn and (read_out or sees_slot(room, reader, entry.slot)):
            yield _entry(entry, reader)


def _entry(entry: Entry, reader: Actor) -> r.EntryRead:
    return r.EntryRead(
        id=entry.id, kind=entry.kind, slot=entry.slot, text=entry.text, statement=entry.statement,
        by=None if reader.role == "screen" else entry.by, institution=entry.institution, at=entry.at,
        offer_type=entry.offer_type, themes=entry.themes, late=entry.late,
    )  # fmt: skip


def _actions(room: Room, names: Names, reader: Actor) -> Iterator[r.ActionRead]:
    for action in room.actions.values():
        read_out = reader.role == "screen" and action.status == "agreed" and is_read_back(room, action.slot)
        if action.status != "withdrawn" and (read_out or sees_slot(room, reader, action.slot)):
            yield _action(room, action, names, reader)


def owner_on_screen(room: Room, action: Action) -> str:
    """For whom an action is where everybody can read along: an institution, or the hub; never a person."""
    owner = room.people.get(action.owner)
    institution = owner.institution if owner else room.slots[action.slot].host if action.slot else None
    return room.institutions[institution].name if institution else room.hub or "The facilitator"


def _action(room: Room, action: Action, names: Names, reader: Actor) -> r.ActionRead:
    on_screen = reader.role == "screen"
    return r.ActionRead(
        id=action.id, slot=action.slot, text=action.text, owner=None if on_screen else action.owner,
        owner_name=owner_on_screen(room, action) if on_screen else name_of(names, action.owner),
        due=action.due, statement=action.statement, priority=action.priority, status=action.status,
        subject_to=action.subject_to, late=action.late,
    )  # fmt: skip


def _next(room: Room, reader: Actor) -> r.NextRead | None:
    one = room.next_meeting
    if one is None or reader.role in ("screen", "waiting"):
        return None
    return r.NextRead(date=one.date, start=one.start, format=one.format, purpose=one.purpose, place=one.place)
