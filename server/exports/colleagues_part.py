"""How colleagues of one institution rated alone, counted and without names, and the position that they agreed."""

from collections.abc import Iterator

from server.exports.charts import among_colleagues
from server.exports.document import (
    AnyBlock,
    Chart,
    ChartKey,
    Column,
    Heading,
    Item,
    Span,
    Table,
    Words,
    plain,
    quiet,
    strong,
)
from server.exports.levels import level_words, typed
from server.exports.wording import Here, counted, joined
from sessions.minutes import ColleaguesSaid, InstitutionPart, LevelChanged, LevelSaid, RatingLine


def colleagues_ratings(part: InstitutionPart, here: Here) -> Iterator[AnyBlock]:
    """Every statement in the model's order: what was given how often, what was agreed on what evidence."""
    if not part.ratings:
        return
    yield Heading(text="How colleagues rated, and what they agreed", rank=3)
    columns = (Column("Statement", 2.2), Column("Colleagues", 1.8), Column("Agreed position", 1.4),
               Column("Evidence and doubt", 2.6))  # fmt: skip
    rows = tuple(_row(rating, here) for rating in part.ratings)
    yield Table(caption=f"How colleagues of {part.name} rated", columns=columns, rows=rows)
    figures = [_figure(rating) for rating in part.ratings if rating.colleagues]
    if figures:
        yield ChartKey(named=False, between=False, colleagues=True)
    yield from figures


def _row(rating: RatingLine, here: Here) -> tuple[Words, ...]:
    own = rating.agreed or rating.self_rating
    changes = "".join(f"\n{_change(one, here)}" for one in rating.self_changes)
    return (
        (strong(rating.statement), quiet(f" {rating.title}")),
        _counts(rating.colleagues) if rating.colleagues else (quiet("Nobody rated it alone"),),
        level_words(own, len(rating.scale)) if own else plain("Not agreed"),
        (*(_evidence(own) if own else ()), *typed(own), *((quiet(changes),) if changes else ())),
    )  # fmt: skip


def _evidence(own: LevelSaid) -> Words:
    before = "\nDoubt: " if own.words else "Doubt: "
    return (*plain(own.words), *((Span(before), Span(own.doubt)) if own.doubt else ()))


def _counts(said: ColleaguesSaid) -> Words:
    """Each level that was given on a line of its own; no average."""
    spans: list[Span] = []
    for one in said.levels:
        if one.count:
            before = "\n" if spans else ""
            spans += [Span(before)] if before else []
            spans += [Span(f"{one.level} {one.name}", level=(one.level, one.highest)), quiet(f" × {one.count}")]
    return tuple(spans)


def _change(change: LevelChanged, here: Here) -> str:
    levels = f"from {change.before} {change.before_name} to {change.after} {change.after_name}"
    return joined(f"Changed {levels}", f"{here.clock(change.at)}", change.by)


def _figure(rating: RatingLine) -> Chart:
    said = rating.colleagues
    assert said is not None, "drawn where somebody rated"
    spread = f"{said.lowest} to {said.highest}" if said.lowest != said.highest else f"all {said.lowest}"
    notes = (Item(words=plain(f"{counted(said.count, 'colleague')}, {spread}")),)
    return among_colleagues(rating, (strong(rating.statement), Span(f" {rating.title}")), notes)
