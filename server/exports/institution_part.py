"""One institution's part of the minutes in blocks: context to actions."""

from collections.abc import Iterator, Mapping, Sequence

from server.exports.charts import charted
from server.exports.colleagues_part import colleagues_ratings
from server.exports.compass_part import compass
from server.exports.document import (
    AnyBlock,
    Asked,
    Bullets,
    Chart,
    ChartKey,
    Column,
    Facts,
    Heading,
    Item,
    Paragraph,
    Span,
    Table,
    Words,
    apart,
    plain,
    quiet,
    strong,
)
from server.exports.levels import level_words, typed, undecided
from server.exports.wording import Here, counted, day, institution_type, joined
from server.several import several
from sessions.minutes import (
    ActionLine,
    InstitutionPart,
    PeerViewLine,
    QuestionLine,
    RatingLine,
    Remark,
)

OUTCOMES = {
    "open": "Not taken up",
    "not_reached": "Not reached",
    "taken_up": "Taken up",
    "answered": "Answered",
    "not_yet_satisfied": "Not yet satisfied",
    "parked": "Parked",
}
NOT_HELD = "This hour was not held."
REVIEW_NOT_HELD = "The review was not held."
KINDS = {"help": "Help", "resource": "Resource"}


def institution_blocks(
    order: int, part: InstitutionPart, letters: Mapping[str, str], here: Here, *, compares: bool = False,
    final: bool = False, new_page: bool = True,
) -> Iterator[AnyBlock]:  # fmt: skip
    """Under a numbered heading; what nobody said leaves no heading behind. `compares`: colleagues among themselves;
    `final`: in confirmed minutes."""
    yield Heading(
        text=part.name if compares else f"{order}. {part.name}", rank=2, new_page=new_page, anchor=f"part-{part.slot}"
    )
    if part.withdrawn:
        yield Paragraph(words=plain(f"{part.name} withdrew from this meeting; its hour was not held."))
    elif not part.held:
        yield Paragraph(words=plain(REVIEW_NOT_HELD if compares else NOT_HELD))
    yield from _opening(part)
    yield from remark_list("Strengths", part.strengths)
    yield from colleagues_ratings(part, here) if compares else _ratings(part, letters, here, undecided(final=final))
    yield from _beforehand(part)
    yield from _questions(part)
    yield from remark_list("Ideas to take away", part.ideas)
    yield from remark_list("Offers", part.offers)
    yield from remark_list("Notes", part.notes)
    yield from actions_by_status(part.actions, agreed="Actions", proposed="Proposed, not agreed", whose=part.name)
    if part.parked:
        yield Heading(text="Parked questions", rank=3)
        yield Bullets(items=tuple(Item(words=plain(question.text)) for question in part.parked))


def _opening(part: InstitutionPart) -> Iterator[AnyBlock]:
    rows: list[tuple[str, Words]] = [
        ("Type", plain(institution_type(part.type))),
        ("Framework", plain(part.framework)),
        ("Presented by", plain(part.presenter)),
        ("Scribe", plain(part.scribe)),
        ("Wants from the hour", plain(part.wants)),
        ("Priorities", apart(*part.priorities)),
        ("Took part in the self-evaluation", plain(", ".join(part.took_part))),
    ]
    yield Facts(rows=tuple((name, words) for name, words in rows if words))
    if part.context:
        yield Heading(text="Context", rank=3)
        yield Paragraph(words=plain(part.context))
    yield from compass(part)


def _ratings(part: InstitutionPart, letters: Mapping[str, str], here: Here, open_: str) -> Iterator[AnyBlock]:
    if not part.ratings:
        return
    yield Heading(text="Ratings", rank=3)
    columns = (
        Column("Statement", 2.2),
        Column("Self", 1.35),
        Column("Peers, middle", 1.6),
        Column("Agreed", 1.35),
        Column("Reason", 2.2),
    )
    rows = tuple(_rating_row(rating, open_) for rating in part.ratings)
    yield Table(caption=f"Ratings of {part.name}", columns=columns, rows=rows)
    drawn = [rating for rating in part.ratings if rating.self_rating or rating.peers or rating.agreed]
    figures = [_figure(rating, letters, here) for rating in drawn]
    if figures:
        named = any(initials for figure in figures for _, initials in figure.views)
        between = any(figure.middle and figure.middle[0] != figure.middle[1] for figure in figures)
        yield ChartKey(named=named, between=between)
    yield from figures


def _beforehand(part: InstitutionPart) -> Iterator[AnyBlock]:
    if not part.beforehand:
        return
    yield Heading(text="Other self-ratings, from before the meeting", rank=3)
    columns = (Column("Statement", 3.0), Column("Self", 1.0))
    rows = ((plain(f"{one.statement} {one.title}"), plain(f"{one.level} {one.name}")) for one in part.beforehand)
    yield Table(caption=f"Other self-ratings of {part.name}", columns=columns, rows=tuple(rows))


def _figure(rating: RatingLine, letters: Mapping[str, str], here: Here) -> Chart:
    label = (strong(rating.statement), Span(f" {rating.title}"))
    return charted(rating, letters, label, tuple(_said(rating, here)))


def _rating_row(rating: RatingLine, open_: str) -> tuple[Words, ...]:
    """`open_` stands where the level is not decided."""
    highest = len(rating.scale)
    why = rating.agreed.words if rating.agreed else ""
    reason = (*plain(joined(moved(rating), " " if why else "", between="")), *plain(why))
    return (
        (strong(rating.statement), quiet(f" {rating.title}")),
        level_words(rating.self_rating, highest) or (quiet("Not rated"),),
        _middle(rating),
        level_words(rating.agreed, highest) or (quiet(open_),),
        (*reason, *typed(rating.agreed)),
    )


def _middle(rating: RatingLine) -> Words:
    peers = rating.peers
    if peers is None:
        return ()
    spread = f"{peers.lowest} to {peers.highest}, " if peers.lowest != peers.highest else ""
    return (Span(peers.middle), quiet(f"\n{spread}{counted(peers.count, 'view')}"))


def moved(rating: RatingLine) -> str:
    """Kept. · Moved up from 2. · Moved down from 3."""
    if rating.moved is None or rating.self_rating is None:
        return ""
    return "Kept." if rating.moved == "kept" else f"Moved {rating.moved} from {rating.self_rating.level}."


def _said(rating: RatingLine, here: Here) -> Iterator[Item]:
    own = rating.self_rating
    if own and (own.words or own.entered_by):
        yield Item(words=(strong("Evidence: "), Span(own.words or "none given"), *typed(own)))
    for change in rating.self_changes:
        levels = f"{change.before} {change.before_name} → {change.after} {change.after_name}"
        said = joined(levels, f"{here.day(change.at)}, {here.clock(change.at)}", change.by)
        yield Item(words=(strong("Self-rating changed: "), Span(said)))
    views = rating.peers.views if rating.peers else ()
    for view in views:
        if view.reason:
            yield Item(words=(strong(f"{_viewed(view)}: "), Span(view.reason)))
    silent = [_viewed(view) for view in views if not view.reason]
    if silent:
        yield Item(words=(strong("Without a reason: "), Span("; ".join(silent))))


def _viewed(view: PeerViewLine) -> str:
    return f"{view.institution or 'A peer'}, {view.level} {view.name}"


def _questions(part: InstitutionPart) -> Iterator[AnyBlock]:
    for kind, title in (("clarifying", "Clarifying questions"), ("challenge", "Challenge questions")):
        asked = [question for question in part.questions if question.type == kind]
        if asked:
            yield Heading(text=title, rank=3)
            yield from map(_asked, asked)


def _asked(question: QuestionLine) -> Asked:
    support = f"supported by {question.supporters}" if question.supporters else ""
    by = joined(question.asked_by, question.institution)
    return Asked(
        question=question.text,
        by=joined(by, about(question.statement), support, "added later" if question.late else ""),
        outcome=_outcome(question),
        settled=question.status == "answered",
        answer=question.answer,
    )


def _outcome(question: QuestionLine) -> str:
    unanswered = question.status == "taken_up" and not question.answer
    return joined(OUTCOMES[question.status], "no answer noted" if unanswered else "")


def about(statement: str) -> str:
    return f"about {statement}" if statement else ""


def remark_list(title: str, remarks: Sequence[Remark], rank: int = 3) -> Iterator[AnyBlock]:
    """The remarks under their heading; nothing where there are none."""
    if remarks:
        yield Heading(text=title, rank=rank)
        yield Bullets(items=tuple(Item(words=remark_words(remark)) for remark in remarks))


def remark_words(remark: Remark) -> Words:
    """What was said, and in brackets who said it and about what."""
    themes = f"theme{'s' if len(remark.themes) > 1 else ''} {several(map(str, remark.themes))}" if remark.themes else ""
    kind = KINDS.get(remark.kind, remark.kind)
    source = joined(kind, remark.by, remark.institution, about(remark.statement), themes)
    source = joined(source, "added later" if remark.late else "")
    return (Span(remark.text), quiet(f" ({source})")) if source else (Span(remark.text),)


def actions_by_status(
    actions: Sequence[ActionLine], *, agreed: str, proposed: str, whose: str = "", rank: int = 3
) -> Iterator[AnyBlock]:
    """Agreed actions under one heading, those only proposed under another; nothing where there are none."""
    for status, title in (("agreed", agreed), ("proposed", proposed)):
        if shown := [action for action in actions if action.status == status]:
            yield Heading(text=title, rank=rank)
            yield _action_table(joined(title, whose, between=": "), shown)


def _action_table(caption: str, actions: Sequence[ActionLine]) -> Table:
    """Who does what by when, for which statement and priority."""
    columns = (Column("Action", 2.6), Column("Who", 1.2), Column("By", 1.1), Column("About", 2))
    return Table(caption=caption, columns=columns, rows=tuple(map(_action_row, actions)))


def _action_row(action: ActionLine) -> tuple[Words, ...]:
    condition = (quiet("\nSubject to: "), quiet(action.subject_to)) if action.subject_to else ()
    late = (quiet(", added later" if condition else "\nadded later"),) if action.late else ()
    statement = joined(action.statement, action.statement_title, between=" ")
    return (
        (Span(action.text), *condition, *late),
        plain(action.owner),
        plain(day(action.due)),
        apart(statement, action.priority),
    )
