"""Maturity models: themes, statements and levels, and the check that a framework file holds together.

Levels are ordinal: they have an order and a name, and are never averaged. Their names come from the framework alone.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from sessions.faults import ContentFaulty, Fault, shaped


class LevelMeaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level, its name, and what it means in general."""

    number: int
    name: str
    meaning: str


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a theme; `levels` describe it at each level, lowest first."""

    id: str
    title: str
    focus: str
    levels: tuple[str, ...]
    qic: tuple[str, ...] = ()
    challenge: tuple[str, ...] = ()


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of statements; `benchmarks` are the Gatsby Benchmarks it maps to."""

    id: str
    number: int
    title: str
    benchmarks: tuple[int, ...]
    statements: tuple[Statement, ...]


class Framework(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole maturity model. `applies_to` names institution types."""

    id: str
    title: str
    version: str
    applies_to: tuple[str, ...]
    source: str
    levels: tuple[LevelMeaning, ...]
    themes: tuple[Theme, ...]

    def statement(self, statement: str) -> Statement | None:
        """The statement of that id, where there is one."""
        return next((line for theme in self.themes for line in theme.statements if line.id == statement), None)


class OutlineTheme(msgspec.Struct, frozen=True):
    """A theme as the log keeps it."""

    number: int
    title: str
    benchmarks: tuple[int, ...]


class OutlineStatement(msgspec.Struct, frozen=True):
    """A statement as the log keeps it."""

    id: str
    title: str
    theme: int


class OutlineLevel(msgspec.Struct, frozen=True):
    """A level as the log keeps it."""

    number: int
    name: str


class FrameworkOutline(msgspec.Struct, frozen=True):
    """As much of a framework as a log needs to be read without the file: a room keeps the version it began with."""

    id: str
    title: str
    version: str
    levels: tuple[OutlineLevel, ...]
    themes: tuple[OutlineTheme, ...]
    statements: tuple[OutlineStatement, ...]

    def level_name(self, number: int) -> str:
        """The framework's word for a level; its number where the framework has none."""
        return next((level.name for level in self.levels if level.number == number), str(number))

    def statement(self, statement: str) -> OutlineStatement | None:
        """The statement of that id, where there is one."""
        return next((line for line in self.statements if line.id == statement), None)

    def has_level(self, number: int) -> bool:
        """Whether the model knows that level."""
        return any(level.number == number for level in self.levels)


def outline(framework: Framework) -> FrameworkOutline:
    """What the log keeps of a framework."""
    return FrameworkOutline(
        framework.id,
        framework.title,
        framework.version,
        tuple(OutlineLevel(level.number, level.name) for level in framework.levels),
        tuple(OutlineTheme(theme.number, theme.title, theme.benchmarks) for theme in framework.themes),
        tuple(
            OutlineStatement(line.id, line.title, theme.number)
            for theme in framework.themes
            for line in theme.statements
        ),
    )


FOCUS = 3
"""Statements that a slot looks at where nobody chose."""


def focus_from(model: FrameworkOutline, themes: Collection[int], *, whole: bool = False) -> tuple[str, ...]:
    """The statements in focus where nobody chose: taken from these themes in turn, from all where there are none. With
    `whole` all of them, as where colleagues rate in the meeting."""
    chosen = [theme for theme in model.themes if theme.number in themes] or model.themes  # models number theirs apart
    lines = [[line.id for line in model.statements if line.theme == theme.number] for theme in chosen]
    if whole:
        return tuple(one for theme in lines for one in theme)
    in_turn = [theme[i] for i in range(FOCUS) for theme in lines if i < len(theme)][:FOCUS]
    return tuple(one for theme in lines for one in theme if one in in_turn)


def check_framework(raw: Any) -> Framework:
    """A framework from plain data. Raises ContentFaulty naming every place that does not hold together."""
    framework = shaped(raw, Framework)
    faults = [*_level_faults(framework), *_statement_faults(framework)]
    if faults:
        raise ContentFaulty(faults)
    return framework


def _level_faults(framework: Framework) -> list[Fault]:
    faults = []
    if len(framework.levels) < 2:
        faults.append(Fault(("levels",), "A model needs two levels or more.", "Add the missing levels."))
    for index, level in enumerate(framework.levels):
        if level.number != index + 1:
            says = f"Level number {level.number} stands in place {index + 1}."
            faults.append(
                Fault(("levels", index, "number"), says, f"Number the levels 1 to {len(framework.levels)} in order.")
            )
    return faults


def _statement_faults(framework: Framework) -> list[Fault]:
    faults: list[Fault] = []
    if not framework.themes:
        faults.append(Fault(("themes",), "There are no themes.", "Add one theme with its statements."))
    seen_numbers: set[int] = set()
    seen: set[str] = set()
    for t, theme in enumerate(framework.themes):
        if theme.number in seen_numbers:
            faults.append(
                Fault(("themes", t, "number"), f"Theme number {theme.number} is used twice.", "Give it its own number.")
            )
        seen_numbers.add(theme.number)
        for s, line in enumerate(theme.statements):
            path = ("themes", t, "statements", s)
            if line.id in seen:
                faults.append(Fault((*path, "id"), f"Statement {line.id} is used twice.", "Give it its own id."))
            seen.add(line.id)
            if len(line.levels) != len(framework.levels):
                says = (
                    f"Statement {line.id} describes {len(line.levels)} levels, the model has {len(framework.levels)}."
                )
                faults.append(Fault((*path, "levels"), says, "Describe each level once, lowest first."))
    return faults
