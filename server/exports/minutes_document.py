"""The whole minutes in blocks, in reading order. An institution's own part is in `institution_part`."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from server.exports.confirmations import confirmations, not_shared
from server.exports.document import (
    AnyBlock,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Span,
    Table,
    Words,
    plain,
    quiet,
    strong,
)
from server.exports.glyphs import sound
from server.exports.institution_part import actions_by_status, institution_blocks, remark_list
from server.exports.wording import Here, counted, figure, joined, weekday
from server.initials import initials
from server.several import several
from sessions.minutes import (
    Airtime,
    Attendee,
    LengthDecision,
    LevelTally,
    Minutes,
    ProgrammeLine,
    ThemeLine,
)

BY_THEME = "Levels by theme"
WHY_BY_THEME = (
    "The institutions are rated by different frameworks, whose statements and levels are not the same. "
    "So statements are counted level by level in each theme; levels are never averaged."
)
MODES = {"in_person": "In person", "online": "By video call"}
ROLES = {"facilitator": "Facilitator", "co_facilitator": "Co-facilitator", "member": "", "observer": "Observer"}
TAKEN_FROM = {"slot": "the rest of the same slot", "break": "the next break", "later": "everything after it"}
TIMES = (
    Column("Part", 2),
    Column("Planned start", 1.15, figures=True),
    Column("Planned minutes", 1.2, figures=True),
    Column("Actual start", 1.15, figures=True),
    Column("Actual minutes", 1.2, figures=True),
)


def minutes_document(minutes: Minutes) -> Document:
    """All that this reader may have of the minutes."""
    minutes = sound(minutes)
    here = Here(minutes.time_zone)
    start, end = minutes.opened_at or minutes.start, minutes.closed_at
    blocks = [
        *_facts(minutes, here),
        *_attendance(minutes, here),
        *_purpose(minutes),
        *_programme(minutes, here),
        *_off_the_record(minutes, here),
        *_institutions(minutes, here),
        *_together(minutes),
        *_time_decisions(minutes, here),
        *_next_meeting(minutes),
        *confirmations(minutes, here),
        *_step_by_step(minutes, here),
        *_record(minutes, here),
    ]
    return Document(
        title=minutes.title,
        eyebrow="Minutes of an internal leadership review"
        if minutes.compares
        else "Minutes of a peer-to-peer careers review",
        subtitle=joined(here.weekday(start), here.between(start, end)),
        author=minutes.hub,
        written_on=here.local(minutes.written_at).date().isoformat(),
        blocks=tuple(blocks),
    )


def _facts(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    leading = [p for p in minutes.attendance if p.role in ("facilitator", "co_facilitator")]
    facilitators = [p.name for p in leading if p.status == "present" or not minutes.closed_at]
    status = "Draft"
    if minutes.state == "confirmed":
        when = here.day(minutes.confirmed_at) if minutes.confirmed_at else ""
        status = joined("Confirmed", f"by {minutes.confirmed_by}" if minutes.confirmed_by else "", between=" ")
        status = joined(status, when)
    rows = [
        ("Hub", minutes.hub),
        ("Place", joined(minutes.place, MODES[minutes.mode], between=". ")),
        ("Facilitators", several(facilitators)),
        ("Format", minutes.format),
        ("Focus themes", several(minutes.focus_themes)),
        ("Institution" if minutes.compares else "Institutions", several(_names(minutes))),
        ("Status", status),
    ]
    yield Facts(rows=tuple((name, plain(words)) for name, words in rows if words))


def _attendance(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    present = [p for p in minutes.attendance if p.status == "present"]
    yield Heading(text="Attendance", rank=2)
    if present:
        columns = (Column("Name", 1.4), Column("Institution", 1.2), Column("Role", 2), Column("There", 1))
        yield Table(
            caption="Who was there",
            columns=columns,
            rows=tuple(_attendee(person, here) for person in present),
        )
    for status, label in (("apology", "Apologies"), ("absent", "Absent")):
        names = [_missing(person) for person in minutes.attendance if person.status == status]
        if names:
            yield Paragraph(words=(strong(f"{label}: "), Span(f"{'; '.join(names)}.")))


def _attendee(person: Attendee, here: Here) -> tuple[Words, ...]:
    role = joined(ROLES[person.role], person.job_title)
    return (
        plain(person.name),
        plain(person.institution),
        plain(role),
        plain(here.between(person.arrived, person.left)),
    )


def _missing(person: Attendee) -> str:
    about = joined(person.job_title, person.institution)
    return f"{person.name} ({about})" if about else person.name


def _purpose(minutes: Minutes) -> Iterator[AnyBlock]:
    if minutes.purpose:
        yield Heading(text="Purpose", rank=2)
        yield Paragraph(words=plain(minutes.purpose))
    if minutes.ground_rules:
        yield Heading(text="Ground rules", rank=2)
        yield Bullets(items=tuple(Item(words=plain(rule)) for rule in minutes.ground_rules))


def _programme(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    yield Heading(text="Programme", rank=2)
    sections = [list(lines) for _, lines in groupby(minutes.programme, key=attrgetter("section"))]
    yield Table(
        caption="The programme, planned and actual",
        columns=TIMES,
        rows=tuple(_times(lines[0].section, lines, here) for lines in sections),
    )
    if minutes.airtime and not minutes.compares:  # one institution shares its time with nobody
        yield Heading(text="Airtime", rank=3)
        yield Table(
            caption="Minutes of each institution’s slot",
            columns=(Column("Institution", 3), Column("Promised", figures=True), Column("Had", figures=True)),
            rows=tuple(
                ((strong(line.institution),), plain(figure(line.planned)), plain(_had(minutes, line)))
                for line in minutes.airtime
            ),
        )


def _off_the_record(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    if minutes.off_the_record:
        times = "; ".join(here.between(one.start, one.end) for one in minutes.off_the_record)
        yield Heading(text="Off the record", rank=3)
        yield Paragraph(words=plain(f"{times}. Nothing was noted then."))


def _had(minutes: Minutes, line: Airtime) -> str:
    begun = any(step.actual_start for step in minutes.programme if step.section == line.institution)
    return "not held" if not line.held else figure(line.actual) if begun else "not yet"


def _times(title: str, lines: list[ProgrammeLine], here: Here) -> tuple[Words, ...]:
    starts = [line.actual_start for line in lines if line.actual_start]
    spent = [line.actual_minutes for line in lines if line.actual_minutes is not None]
    return (
        (strong(title),),
        plain(here.clock(lines[0].planned_start)),
        plain(figure(sum(line.planned_minutes for line in lines))),
        plain(here.clock(min(starts, default=None))),
        plain(figure(sum(spent) if spent else None)),
    )


def _names(minutes: Minutes) -> list[str]:
    """All institutions of the room in its order, also those whose part this reader cannot have yet."""
    return [share.institution for share in minutes.airtime] or [part.name for part in minutes.institutions]


def _institutions(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    names = _names(minutes)
    letters = dict(zip(names, initials(names), strict=True))
    full = True  # what came before fills pages, so that the next begins one; an hour not held takes some lines
    for order, part in enumerate(minutes.institutions, start=1):
        yield from institution_blocks(
            order, part, letters, here, compares=minutes.compares, final=minutes.state == "confirmed",
            new_page=full and part.held,
        )  # fmt: skip
        full = part.held
    yield from not_shared(minutes)


def _together(minutes: Minutes) -> Iterator[AnyBlock]:
    yield from _by_theme(minutes)
    yield from remark_list("Across the institutions", minutes.insights, rank=2)
    yield from actions_by_status(
        minutes.hub_actions, agreed="Actions of the hub", proposed="Proposed for the hub, not agreed", rank=2
    )
    yield from remark_list("Matters arising", minutes.matters_arising, rank=2)
    yield from remark_list("Kept for the room as a whole", minutes.other_remarks, rank=2)


def _by_theme(minutes: Minutes) -> Iterator[AnyBlock]:
    if not minutes.by_theme:
        return
    yield Heading(text=BY_THEME, rank=2)
    yield Paragraph(words=(quiet(WHY_BY_THEME),), quiet=True)
    columns = (Column("Theme", 2.4), Column("Institution", 1.7), Column("Agreed", 1.5), Column("Self-rated only", 1.5))
    yield Table(caption=BY_THEME, columns=columns, rows=tuple(map(_theme_row, minutes.by_theme)))


def _theme_row(line: ThemeLine) -> tuple[Words, ...]:
    who = (Span(line.institution), quiet(f"\n{line.framework}"))
    return ((strong(line.theme),), who, _tallies(line.agreed), _tallies(line.own))


def _tallies(tallies: Sequence[LevelTally]) -> Words:
    """Each level on a line of its own, with how many statements stand at it."""
    spans: list[Span] = []
    for one in tallies:
        before = "\n" if spans else ""
        spans += [Span(before)] if before else []
        spans += [Span(f"{one.level} {one.name}", level=(one.level, one.highest)), quiet(f" × {one.count}")]
    return tuple(spans)


def _time_decisions(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    if not (minutes.time_decisions or minutes.length_decisions):
        return
    yield Heading(text="Decisions on time", rank=2)
    lines = [
        joined(
            f"{here.clock(said.at)}: {said.section}, {said.step} was given {counted(said.minutes, 'minute')} "
            f"from {TAKEN_FROM[said.taken_from]}",
            f"by {said.by}" if said.by else "",
        )
        for said in minutes.time_decisions
    ]
    lines += [_length(said, here) for said in minutes.length_decisions]
    yield Bullets(items=tuple(Item(words=plain(line + ".")) for line in lines))


def _length(said: LengthDecision, here: Here) -> str:
    """11:02: Larkfield School was given 50 minutes in place of 60, 10 fewer than promised, by Rosalind Achterley"""
    before, after, short = figure(said.before), figure(said.after), said.promised - said.after
    return joined(
        f"{here.clock(said.at)}: {said.section} was given {after} minutes in place of {before}",
        f"{figure(short)} fewer than promised" if said.promised and short > 0 else "",
        f"by {said.by}" if said.by else "",
    )


def _next_meeting(minutes: Minutes) -> Iterator[AnyBlock]:
    meeting = minutes.next_meeting
    if meeting is None:
        return
    yield Heading(text="Next meeting", rank=2)
    rows = (
        ("When", joined(weekday(meeting.date), meeting.start)),
        ("Place", meeting.place),
        ("Format", meeting.format),
        ("Purpose", meeting.purpose),
    )
    yield Facts(rows=tuple((name, plain(words)) for name, words in rows if words))


def _step_by_step(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    if not minutes.programme:
        return
    yield Heading(text="The programme step by step", rank=2)
    yield Table(
        caption="Every step, planned and actual",
        columns=(Column("Step", 1.5), Column("Part of", 1.9), *TIMES[1:]),
        rows=tuple(
            (plain(step.title), (quiet(step.section),), *_times("", [step], here)[1:]) for step in minutes.programme
        ),
    )


def _record(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    yield Heading(text="About this record", rank=2)
    known = joined(f"Written from the room’s log up to entry {minutes.seq}", minutes.digest, between=", digest ")
    when = f"{here.day(minutes.written_at)}, {here.clock(minutes.written_at)}"
    yield Paragraph(words=(quiet(f"{known}, on {when}. Room {minutes.room}. Times in {minutes.time_zone}."),))
    yield Paragraph(words=(quiet("These minutes are not verbatim. Levels have an order and are not averaged."),))
