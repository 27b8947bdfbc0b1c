"""What a newer version of a maturity model changes: added, removed, reworded. Statements are known by their ids."""

from collections.abc import Iterator

import msgspec

from sessions.framework import Framework, Statement, Theme


class Rewording(msgspec.Struct, frozen=True):
    """One text that reads otherwise now; empty where it was not there, or is there no more."""

    what: str
    before: str
    after: str


class ChangedStatement(msgspec.Struct, frozen=True):
    """A statement, by its id and today's title, with each text of it that changed."""

    id: str
    title: str
    texts: tuple[Rewording, ...]


class FrameworkChanges(msgspec.Struct, frozen=True, kw_only=True):
    """The way from one version to the next. `whole` is what concerns more than one statement: levels, themes, title."""

    whole: tuple[Rewording, ...] = ()
    added: tuple[Statement, ...] = ()
    removed: tuple[Statement, ...] = ()
    reworded: tuple[ChangedStatement, ...] = ()
    reordered: bool = False

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.whole or self.added or self.removed or self.reworded or self.reordered)


Placed = dict[str, tuple[Theme, Statement]]


def framework_changes(before: Framework, after: Framework) -> FrameworkChanges:
    """What is new in `after`. The version itself is no change."""
    old, new = _placed(before), _placed(after)
    both = [one for one in new if one in old]
    reworded = (ChangedStatement(one, new[one][1].title, tuple(_statement(old[one], new[one]))) for one in both)
    return FrameworkChanges(
        whole=tuple(_whole(before, after)),
        added=tuple(line for one, (_, line) in new.items() if one not in old),
        removed=tuple(line for one, (_, line) in old.items() if one not in new),
        reworded=tuple(one for one in reworded if one.texts),
        reordered=both != [one for one in old if one in new],
    )


def _placed(framework: Framework) -> Placed:
    return {line.id: (theme, line) for theme in framework.themes for line in theme.statements}


def _whole(before: Framework, after: Framework) -> Iterator[Rewording]:
    yield from _if_other("Title", before.title, after.title)
    yield from _if_other("Source", before.source, after.source)
    yield from _if_other("Institution types", ", ".join(before.applies_to), ", ".join(after.applies_to))
    old_levels = {level.number: level for level in before.levels}
    new_levels = {level.number: level for level in after.levels}
    for number in sorted({*old_levels, *new_levels}):
        was, now = old_levels.get(number), new_levels.get(number)
        yield from _if_other(f"Name of level {number}", was.name if was else "", now.name if now else "")
        yield from _if_other(f"What level {number} means", was.meaning if was else "", now.meaning if now else "")
    yield from _themes(before, after)


def _themes(before: Framework, after: Framework) -> Iterator[Rewording]:
    old = {theme.number: theme for theme in before.themes}
    new = {theme.number: theme for theme in after.themes}
    for number in sorted({*old, *new}):
        was, now = old.get(number), new.get(number)
        yield from _if_other(f"Title of theme {number}", was.title if was else "", now.title if now else "")
        yield from _if_other(f"Benchmarks of theme {number}", _benchmarks(was), _benchmarks(now))


def _benchmarks(theme: Theme | None) -> str:
    return ", ".join(map(str, theme.benchmarks)) if theme else ""


def _statement(before: tuple[Theme, Statement], after: tuple[Theme, Statement]) -> Iterator[Rewording]:
    (old_theme, old), (new_theme, new) = before, after
    if old_theme.number != new_theme.number:
        yield Rewording("Theme", f"{old_theme.number} {old_theme.title}", f"{new_theme.number} {new_theme.title}")
    yield from _if_other("Title", old.title, new.title)
    yield from _if_other("Focus", old.focus, new.focus)
    for place in range(max(len(old.levels), len(new.levels))):
        texts = ("".join(one.levels[place : place + 1]) for one in (old, new))
        yield from _if_other(f"Level {place + 1}", *texts)
    yield from _if_other("Criteria", ", ".join(old.qic), ", ".join(new.qic))
    yield from _if_other("Challenge questions", "\n".join(old.challenge), "\n".join(new.challenge))


def _if_other(what: str, before: str, after: str) -> Iterator[Rewording]:
    if before != after:
        yield Rewording(what, before, after)
