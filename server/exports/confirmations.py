"""Who stands by which part of the minutes, whose hour was not held, and which parts this reader cannot have."""

from collections.abc import Iterator

from server.exports.document import AnyBlock, Bullets, Heading, Item, Paragraph, Span, plain, strong
from server.exports.wording import Here, joined
from server.several import several
from sessions.minutes import InstitutionPart, Minutes

NOTHING_TO_CONFIRM = ": hour not held, nothing to confirm"
REVIEW_NOT_CONFIRMED = ": review not held, nothing to confirm"


def confirmations(minutes: Minutes, here: Here) -> Iterator[AnyBlock]:
    """Each part in turn. Once the minutes are final nobody is waited for any more."""
    final = minutes.state == "confirmed"
    items = [_part(part, here, final=final, compares=minutes.compares) for part in minutes.institutions]
    without_hour = _without_hour(minutes)
    items += [Item(words=(strong(name), Span(NOTHING_TO_CONFIRM)), mark="none") for name in without_hour]
    waiting = (name for name in minutes.withheld if name not in without_hour)
    items += [Item(words=(strong(name), Span(" not yet confirmed")), mark="wait") for name in waiting]
    yield Heading(text="Confirmations", rank=2)
    if items:
        yield Bullets(items=tuple(items))


def _part(part: InstitutionPart, here: Here, *, final: bool, compares: bool) -> Item:
    corrected = f"; corrected by {several(part.corrected_by)}" if part.corrected_by else ""
    if part.confirmed_by or part.confirmed_at:
        by = f" by {part.confirmed_by}" if part.confirmed_by else ""
        said = joined(f"confirmed{by}", here.day(part.confirmed_at) if part.confirmed_at else "")
        return Item(words=(strong(part.name), Span(f" {said}{corrected}")), mark="tick")
    if part.withdrawn:
        return Item(words=(strong(part.name), Span(f" withdrew from the meeting{corrected}")), mark="none")
    if not part.held:
        nothing = REVIEW_NOT_CONFIRMED if compares else NOTHING_TO_CONFIRM
        return Item(words=(strong(part.name), Span(f"{nothing}{corrected}")), mark="none")
    if final:
        return Item(words=(strong(part.name), Span(f": not confirmed by its own people{corrected}")), mark="none")
    return Item(words=(strong(part.name), Span(f" not yet confirmed{corrected}")), mark="wait")


def not_shared(minutes: Minutes) -> Iterator[AnyBlock]:
    """The parts that are not in these minutes for this reader, and whether they ever will be."""
    without_hour = _without_hour(minutes)
    waiting, closed = (
        [name for name in names if name not in without_hour] for names in (minutes.withheld, minutes.not_for_observers)
    )
    if waiting or closed or without_hour:
        yield Heading(text="Not yet shared" if waiting else "Not shown here", rank=2)
    if waiting:
        once = "once it has confirmed it" if len(waiting) == 1 else "once each has confirmed its own"
        yield Paragraph(words=plain(f"The part of {several(waiting)} can be read here {once}."))
    if closed:
        have = "has not let observers into its hour" if len(closed) == 1 else "have not let observers into their hours"
        yield Paragraph(words=plain(f"{several(closed)} {have}."))
    if without_hour:
        were = "The hour of {} was not held." if len(without_hour) == 1 else "The hours of {} were not held."
        yield Paragraph(words=plain(were.format(several(without_hour))))


def _without_hour(minutes: Minutes) -> list[str]:
    """The institutions whose part is not here and whose hour was not held."""
    held = {share.institution: share.held for share in minutes.airtime}
    return [name for name in (*minutes.withheld, *minutes.not_for_observers) if not held.get(name, True)]
