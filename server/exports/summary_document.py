"""One page for an institution's senior leaders and governors: what was decided.

No dots, no peers' levels and no other institution's part: the reader was not in the room. What does not fit on the
page is counted and stands in the minutes; nothing agreed is left out before everything else has been shortened.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from server.exports.document import (
    AnyBlock,
    Bullets,
    Column,
    Document,
    Heading,
    Item,
    Pair,
    Paragraph,
    Span,
    Table,
    Words,
    plain,
    quiet,
    strong,
)
from server.exports.fitting import fits_one_page
from server.exports.glyphs import sound
from server.exports.institution_part import NOT_HELD, REVIEW_NOT_HELD, moved
from server.exports.levels import level_words, undecided
from server.exports.removed import without_removed
from server.exports.wording import Here, day, joined, weekday
from sessions.minutes import ActionLine, InstitutionPart, LevelSaid, Minutes, RatingLine, Remark


class Limits(NamedTuple):
    """How many of each are shown, and how many characters of a decision, of anything else, and of an aside."""

    ratings: int
    actions: int
    others: int
    decision: int
    text: int
    aside: int


# Tried in turn until the page holds it all: what was decided is shortened last.
LADDER = (
    Limits(6, 8, 4, 240, 200, 80),
    Limits(6, 8, 3, 240, 120, 80),
    Limits(6, 6, 2, 200, 100, 60),
    Limits(5, 6, 2, 150, 80, 60),
    Limits(4, 5, 2, 110, 80, 45),
    Limits(4, 4, 2, 85, 80, 40),
)


class UnknownInstitution(LookupError):
    """These minutes hold no part of that institution, or not for this reader."""


def summary_document(minutes: Minutes, institution: str) -> Document:
    """The summary of the institution with that id. Raises UnknownInstitution."""
    minutes = without_removed(sound(minutes), institution)
    part = next((part for part in minutes.institutions if part.id == institution), None)
    if part is None:
        raise UnknownInstitution(institution)
    tried = [_summary(minutes, part, limits) for limits in LADDER]
    return next((document for document in tried if fits_one_page(document)), tried[-1])


def _summary(minutes: Minutes, part: InstitutionPart, limits: Limits) -> Document:
    here = Here(minutes.time_zone)
    start = minutes.opened_at or minutes.start
    return Document(
        title=f"{part.name}: what was decided",
        eyebrow="For senior leaders and governors",
        subtitle=joined(minutes.title, here.day(start)),
        author=minutes.hub,
        written_on=here.local(minutes.written_at).date().isoformat(),
        blocks=tuple(_blocks(minutes, part, here, limits)),
        one_page=True,
    )


def _blocks(minutes: Minutes, part: InstitutionPart, here: Here, limits: Limits) -> Iterator[AnyBlock]:
    if part.withdrawn:
        yield Paragraph(words=plain(f"{part.name} withdrew from this meeting."))
    elif not part.held:
        yield Paragraph(words=plain(REVIEW_NOT_HELD if minutes.compares else NOT_HELD))
    if part.wants:
        yield Paragraph(words=(strong("What we wanted from the hour: "), Span(short(part.wants, limits.decision))))
    why = "On what evidence" if minutes.compares else "Decided"
    yield from _ratings([*_settled(minutes, part), *_unsettled(minutes, part)], why, limits, _open(minutes))
    agreed = [action for action in part.actions if action.status == "agreed"]
    if agreed or part.held:
        yield from _actions(agreed, limits)
    open_questions = [q.text for q in part.questions if q.status in ("not_yet_satisfied", "parked")]
    yield Pair(
        left=_list("Build on", [remark.text for remark in part.strengths], limits),
        right=_list("Still to answer", open_questions, limits),
    )
    offers = [_offer(offer, limits) for offer in part.offers]
    yield Pair(left=_list("Offered to us", offers, limits), right=_next(minutes, limits))
    yield Paragraph(words=(_footnote(minutes, part, here),), quiet=True)


def _settled(minutes: Minutes, part: InstitutionPart) -> list[RatingLine]:
    """What was decided; among colleagues that is the position which they agreed."""
    if not minutes.compares:
        return [rating for rating in part.ratings if rating.agreed]
    agreed = ((rating, rating.agreed or rating.self_rating) for rating in part.ratings)
    return [
        replace(rating, agreed=replace(position, words=_with_doubt(position)), self_rating=None, moved=None)
        for rating, position in agreed
        if position
    ]


def _unsettled(minutes: Minutes, part: InstitutionPart) -> list[RatingLine]:
    """What the hour looked at and did not decide."""
    if not part.held:
        return []
    return [one for one in part.ratings if not (one.agreed or (minutes.compares and one.self_rating))]


def _open(minutes: Minutes) -> str:
    return "Not agreed" if minutes.compares else undecided(final=minutes.state == "confirmed")


def _with_doubt(position: LevelSaid) -> str:
    return joined(position.words, f"Doubt: {position.doubt}" if position.doubt else "", between=" ")


def _ratings(looked_at: Sequence[RatingLine], why: str, limits: Limits, open_: str) -> Iterator[AnyBlock]:
    if not looked_at:
        return
    yield Heading(text="Ratings", rank=2)
    columns = (Column("Statement", 2.2), Column("Agreed", 1), Column(why, 2.6))
    rows = tuple(_rating_row(rating, limits, open_) for rating in looked_at[: limits.ratings])
    yield Table(caption="Agreed ratings", columns=columns, rows=rows)
    yield from _more(len(looked_at) - limits.ratings)


def _rating_row(rating: RatingLine, limits: Limits, open_: str) -> tuple[Words, ...]:
    """`open_` stands where the level is not decided."""
    agreed = rating.agreed
    level = level_words(agreed, len(rating.scale)) or (quiet(open_),)
    reason = short(joined(moved(rating), agreed.words, between=" "), limits.decision) if agreed else ""
    return ((strong(rating.statement), Span(f" {short(rating.title, limits.aside)}")), level, plain(reason))


def _actions(agreed: Sequence[ActionLine], limits: Limits) -> Iterator[AnyBlock]:
    yield Heading(text="Agreed actions", rank=2)
    if not agreed:
        yield Paragraph(words=plain("None was agreed."))
        return
    columns = (Column("Action", 3.2), Column("Who", 1.3), Column("By", 1.2))
    rows = tuple(_action_row(action, limits) for action in agreed[: limits.actions])
    yield Table(caption="Agreed actions", columns=columns, rows=rows)
    yield from _more(len(agreed) - limits.actions)


def _action_row(action: ActionLine, limits: Limits) -> tuple[Words, ...]:
    condition = (quiet(f" Subject to: {short(action.subject_to, limits.aside)}"),) if action.subject_to else ()
    return (
        (Span(short(action.text, limits.decision)), *condition),
        plain(short(action.owner, limits.aside)),
        plain(day(action.due)),
    )


def _list(title: str, texts: Sequence[str], limits: Limits) -> tuple[Heading | Paragraph | Bullets, ...]:
    if not texts:
        return ()
    bullets = Bullets(items=tuple(Item(words=plain(short(text, limits.text))) for text in texts[: limits.others]))
    return (Heading(text=title, rank=2), bullets, *_more(len(texts) - limits.others))


def _offer(offer: Remark, limits: Limits) -> str:
    source = f" ({offer.institution})" if offer.institution else ""
    return short(offer.text, limits.text - len(source)) + source


def _next(minutes: Minutes, limits: Limits) -> tuple[Heading | Paragraph | Bullets, ...]:
    meeting = minutes.next_meeting
    if meeting is None:
        return ()
    when = joined(weekday(meeting.date), meeting.start, meeting.place)
    words = (strong(when), Span(f". {short(meeting.purpose, limits.text)}" if meeting.purpose else "."))
    return (Heading(text="Next meeting", rank=2), Paragraph(words=words))


def _more(count: int) -> Iterator[Paragraph]:
    if count > 0:
        yield Paragraph(words=(quiet(f"And {count} more in the minutes."),), quiet=True)


def _footnote(minutes: Minutes, part: InstitutionPart, here: Here) -> Span:
    scale = next((rating.scale for rating in part.ratings), ())
    levels = f"Levels: {', '.join(f'{number} {name}' for number, name in scale)}." if scale else ""
    return quiet(joined(levels, _how(minutes, part), _confirmed(minutes, part, here), between=" "))


def _how(minutes: Minutes, part: InstitutionPart) -> str:
    """How the levels came about, where they did."""
    if minutes.compares:
        rated = any(rating.colleagues for rating in part.ratings)
        return "Colleagues rated alone, unseen by each other, and agreed these levels together." if rated else ""
    unseen = "Peers gave their views unseen" if any(rating.peers for rating in part.ratings) else ""
    own = f"{part.name} agreed its own levels" if any(rating.agreed for rating in part.ratings) else ""
    return f"{said}." if (said := joined(unseen, own, between="; ")) else ""


def _confirmed(minutes: Minutes, part: InstitutionPart, here: Here) -> str:
    if part.confirmed_at:
        return f"Confirmed on {here.day(part.confirmed_at)}."
    if minutes.confirmed_at is None:
        return "Draft, not yet confirmed." if part.held else "Draft."
    alone = ", this part not by its own people" if part.held else ""
    return f"The minutes were confirmed on {here.day(minutes.confirmed_at)}{alone}."


def short(text: str, most: int) -> str:
    """The text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"
