"""Minutes for tests: a review as it might have been, with something in every field."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from sessions.minutes import (
    ActionLine,
    Airtime,
    Attendee,
    BenchmarkLine,
    InstitutionPart,
    LengthDecision,
    LevelChanged,
    LevelSaid,
    LevelTally,
    Minutes,
    NextMeetingLine,
    PeersSaid,
    PeerViewLine,
    ProgrammeLine,
    QuestionLine,
    RatedBefore,
    RatingLine,
    Remark,
    ThemeLine,
    TimeDecision,
)

SCALE = ((1, "Starting"), (2, "Building"), (3, "Embedded"), (4, "Leading"))
START = datetime(2026, 3, 19, 9, 15, tzinfo=UTC)
LARKFIELD, CAUSEWAY, HARROW, COLLEGE = (
    "Larkfield School",
    "The Causeway PRU",
    "Harrow Beck Academy",
    "Estuary Gate College",
)


def level(number: int, words: str = "") -> LevelSaid:
    return LevelSaid(level=number, name=SCALE[number - 1][1], words=words)


def entered(said: LevelSaid, by: str) -> LevelSaid:
    """Typed for the one who said it."""
    return replace(said, entered_by=by, entered_for="Łukasz Łuczak")


def view(number: int, institution: str, reason: str = "") -> PeerViewLine:
    return PeerViewLine(level=number, name=SCALE[number - 1][1], reason=reason, institution=institution)


def review() -> Minutes:
    """Two institutions' hours, told in full; a third's part withheld."""
    return Minutes(
        room="r_wexmoor",
        title="Wexmoor Vale spring review",
        state="confirmed",
        start=START,
        time_zone="Europe/London",
        mode="in_person",
        format="Peer review in an hour",
        written_at=START + timedelta(days=5),
        seq=412,
        digest="9f2c41d07ab3",
        hub="Wexmoor Vale Careers Hub",
        place="Wexmoor Vale Civic Rooms, Long Barn Room",
        purpose="To question and strengthen careers provision, rooted in the maturity model.",
        focus_themes=("1 Leadership", "2 Every learner"),
        ground_rules=("We question provision, never a person.", "What is said here stays here, except the minutes."),
        attendance=attendance(),
        programme=programme(),
        airtime=(
            Airtime(HARROW, 60.0, 61.5),
            Airtime(LARKFIELD, 60.0, 59.0),
            Airtime(CAUSEWAY, 60.0, 0.0),
            Airtime(COLLEGE, 60.0, 0.0, held=False),
        ),
        institutions=(harrow_beck(), larkfield()),
        withheld=(CAUSEWAY,),
        not_for_observers=(COLLEGE,),
        insights=(
            Remark(
                text="All gather plenty of information and change little because of it.",
                by="Marcus Trelawny",
                institution=COLLEGE,
                themes=(2, 3),
            ),
        ),
        matters_arising=(Remark(text="The room was cold. Book the other one.", by="Jamie Sorrell"),),
        other_remarks=(Remark(text="A shared list of employers.", by="Ruth Penhallow", institution=HARROW),),
        by_theme=(
            ThemeLine(
                theme="Personal Guidance",
                institution=HARROW,
                framework="Schools model",
                agreed=(LevelTally(2, "Building", 4, 1), LevelTally(3, "Embedded", 4, 2)),
            ),
            ThemeLine(
                theme="Personal Guidance",
                institution=COLLEGE,
                framework="Colleges model",
                own=(LevelTally(5, "Renewing", 5, 4),),
            ),
        ),
        hub_actions=(
            ActionLine(
                id="HUB-1",
                text="Draft a shared leaver follow-up agreement.",
                owner="Jamie Sorrell",
                due=date(2026, 6, 1),
                status="agreed",
            ),
            ActionLine(
                id="HUB-2",
                text="Run a network of deputy careers leaders.",
                owner="Rosalind Achterley",
                due=date(2026, 7, 1),
                status="proposed",
            ),
        ),
        time_decisions=(
            TimeDecision(
                at=START + timedelta(minutes=50),
                step="Challenge round",
                section=HARROW,
                minutes=2,
                taken_from="slot",
                by="Rosalind Achterley",
            ),
        ),
        length_decisions=(
            LengthDecision(
                at=START + timedelta(minutes=52),
                section=HARROW,
                before=60,
                after=50,
                promised=60,
                by="Rosalind Achterley",
            ),
        ),
        next_meeting=NextMeetingLine(
            date=date(2026, 6, 9),
            start="15:45",
            format="Follow-up",
            purpose="Follow up every action.",
            place="Larkfield School",
        ),
        opened_at=START + timedelta(minutes=1),
        closed_at=START + timedelta(hours=5, minutes=28),
        confirmed_by="Rosalind Achterley",
        confirmed_at=START + timedelta(days=5),
    )


def attendance() -> tuple[Attendee, ...]:
    there = START - timedelta(minutes=6)
    return (
        Attendee(name="Rosalind Achterley", role="facilitator", status="present", arrived=there),
        Attendee(name="Jamie Sorrell", role="co_facilitator", status="present", arrived=there),
        Attendee(
            name="Imogen Thackray",
            role="member",
            status="present",
            job_title="Assistant Headteacher and Careers Leader",
            institution=HARROW,
            arrived=there,
            left=START + timedelta(hours=3),
        ),
        Attendee(name="Łukasz Łuczak", role="member", status="present", institution=HARROW, arrived=there),
        Attendee(name="Nguyễn Thị Hà", role="member", status="present", institution=LARKFIELD, arrived=there),
        Attendee(
            name="محمد الفاسي",
            role="member",
            status="present",
            job_title="SENDCo",
            institution=LARKFIELD,
            arrived=there,
        ),
        Attendee(name="李小龙", role="observer", status="present", job_title="Enterprise Adviser", arrived=there),
        Attendee(name="Aisha Bello", role="member", status="apology", job_title="Governor", institution=LARKFIELD),
        Attendee(name="Gareth Lindqvist", role="member", status="absent", institution=CAUSEWAY),
    )


def programme() -> tuple[ProgrammeLine, ...]:
    """An opening, two slots of three steps and a closing; the last has not begun."""
    steps = [("Opening", "Welcome", 10.0)]
    for institution in (HARROW, LARKFIELD):
        steps += [(institution, "Context", 8.0), (institution, "Challenge round", 32.0), (institution, "Actions", 20.0)]
    steps += [("Closing", "Insights", 15.0)]
    lines, at = [], START
    for number, (section, title, minutes) in enumerate(steps):
        begun = number < len(steps) - 1
        lines.append(
            ProgrammeLine(
                step=f"step-{number}",
                title=title,
                section=section,
                planned_start=at,
                planned_minutes=minutes,
                actual_start=at + timedelta(minutes=2) if begun else None,
                actual_minutes=minutes + 0.5 if begun else None,
            )
        )
        at += timedelta(minutes=minutes)
    return tuple(lines)


def harrow_beck() -> InstitutionPart:
    return InstitutionPart(
        id="i_harrow",
        slot="slot-1",
        name=HARROW,
        type="secondary",
        framework="Careers review starter framework for schools",
        presenter="Imogen Thackray",
        scribe="Nguyễn Thị Hà",
        wants="Help us to tell a busy programme from one that changes something.",
        context="An 11 to 18 academy of 1,180 learners.\nBuses bring learners from twenty miles out.",
        priorities=("Raise attendance in Years 9 and 10", "Close the attainment gap for disadvantaged learners"),
        benchmarks=(BenchmarkLine(1, 88, date(2026, 2, 3)), BenchmarkLine(4, 63, date(2026, 2, 3))),
        took_part=("Imogen Thackray", "Ruth Penhallow-Achebe"),
        strengths=(
            Remark(text="Every Year 11 student has an interview by February.", by="Tomasz Wilk", institution=LARKFIELD),
            Remark(text="Sixth formers run the options evening.", by="Colette Farrow", institution=CAUSEWAY),
        ),
        ratings=ratings(),
        beforehand=(RatedBefore(statement="6.4", title="Guidance joined to the programme", level=2, name="Building"),),
        questions=questions(),
        ideas=(Remark(text="Ring every leaver in March.", by="Gareth Lindqvist", institution=CAUSEWAY, late=True),),
        offers=(Remark(text="The college’s plain list of measures.", institution=COLLEGE, kind="resource"),),
        notes=(Remark(text="The head joins at 10.", by="Imogen Thackray", institution=HARROW, statement="1.1"),),
        actions=actions(),
        corrected_by=("Imogen Thackray",),
        confirmed_by="Imogen Thackray",
        confirmed_at=START + timedelta(days=4),
    )


def ratings() -> tuple[RatingLine, ...]:
    """One moved down after named views, one whose middle lies between, and one not rated at all."""
    views = (
        view(2, LARKFIELD, "Very good for plans, without an overview of other groups."),
        view(2, CAUSEWAY, "The gap has not moved."),
        view(3, COLLEGE),
    )
    return (
        RatingLine(
            statement="2.3",
            title="Every learner is planned for",
            scale=SCALE,
            self_rating=entered(level(3, "34 learners with plans are reviewed together."), "Jamie Sorrell"),
            self_changes=(
                LevelChanged(
                    at=START + timedelta(minutes=33),
                    before=4,
                    before_name="Leading",
                    after=3,
                    after_name="Embedded",
                    by="Łukasz Łuczak (entered by Jamie Sorrell)",
                ),
            ),
            peers=PeersSaid(count=3, lowest=2, highest=3, middle="2 Building", middle_levels=(2, 2), views=views),
            agreed=entered(level(2, "Joined-up planning does not reach SEN support."), "Rosalind Achterley"),
            moved="down",
        ),
        RatingLine(
            statement="1.1",
            title="Vision and a plan that lasts",
            scale=SCALE,
            self_rating=level(2),
            peers=PeersSaid(
                count=4,
                lowest=1,
                highest=4,
                middle="between 2 Building and 3 Embedded",
                middle_levels=(2, 3),
                views=tuple(view(number, "") for number in (1, 2, 3, 4)),
            ),
            agreed=level(2),
            moved="kept",
        ),
        RatingLine(statement="1.3", title="Careers does not rest on one person", scale=SCALE),
    )


def questions() -> tuple[QuestionLine, ...]:
    return (
        QuestionLine(
            text="Which activities have a feedback form?",
            type="clarifying",
            asked_by="Farida Haidari",
            institution=COLLEGE,
            statement="2.2",
            status="answered",
            answer="All events with an outside visitor.",
        ),
        QuestionLine(
            text="What have you stopped in two years because of evaluation?",
            type="challenge",
            asked_by="Marcus Trelawny",
            institution=COLLEGE,
            statement="2.2",
            status="not_yet_satisfied",
            supporters=4,
            answer="I cannot name a change that came from evidence.\nWe have forms and not one finding.",
        ),
        QuestionLine(
            text="Who misses out, and do governors know?", type="challenge", asked_by="A peer", status="parked"
        ),
        QuestionLine(text="What would departments say?", type="challenge", asked_by="A peer", status="open", late=True),
    )


def actions() -> tuple[ActionLine, ...]:
    return (
        ActionLine(
            id="HB-1",
            text="Write careers into the attendance strand of the improvement plan.",
            owner="Łukasz Łuczak",
            due=date(2026, 5, 22),
            status="agreed",
            institution=HARROW,
            statement="1.1",
            statement_title="Vision and a plan that lasts",
            priority="Raise attendance in Years 9 and 10",
            subject_to="the head’s word",
        ),
        ActionLine(
            id="HB-2",
            text="Name a deputy for careers.",
            owner="Imogen Thackray",
            due=date(2026, 7, 3),
            status="proposed",
            institution=HARROW,
            late=True,
        ),
    )


def larkfield() -> InstitutionPart:
    return InstitutionPart(
        id="i_larkfield",
        slot="slot-2",
        name=LARKFIELD,
        type="special",
        framework="Careers review starter framework for schools",
        context="148 learners aged 4 to 19.",
        ratings=(
            RatingLine(
                statement="2.1",
                title="Learning in steps",
                scale=SCALE,
                self_rating=level(2),
                peers=PeersSaid(count=5, lowest=2, highest=3, middle="3 Embedded", middle_levels=(3, 3)),
                agreed=level(3, "The modesty was misplaced."),
                moved="up",
            ),
        ),
        actions=(
            ActionLine(
                id="LF-1",
                text="List three changes made because of what learners said.",
                owner="محمد الفاسي",
                due=date(2026, 6, 12),
                status="agreed",
                institution=LARKFIELD,
                statement="2.1",
            ),
        ),
    )
