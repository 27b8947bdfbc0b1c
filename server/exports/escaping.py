"""Keeps what people wrote plain text in Markdown. HTML needs no such thing: its templates escape by themselves."""

import re

from markupsafe import Markup

# What CommonMark and its common extensions read as markup inside a line.
INLINE = re.compile(r"([\\`*_\[\]<>|~&$^{}])")
# What they read as markup at the start of a line: headings, lists, underlines, and numbers of a list.
OPENING = re.compile(r"^([#+=:-])")
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


def md(text: str, end: str = "\\\n") -> Markup:
    """The text with all markup escaped; its lines end in `end`. Empty lines go, for they would end a list or table."""
    lines = [_escaped(line.strip()) for line in text.split("\n") if line.strip()]
    before = end if text.startswith("\n") else " " if text.startswith(" ") else ""
    after = " " if text.endswith(" ") else ""
    return Markup(f"{before}{end.join(lines)}{after}")  # noqa: S704 – escaped above, for another language


def strong(text: str, end: str = "\\\n") -> Markup:
    """The text in bold. Spaces stay outside, where the stars still count as such."""
    core = text.strip()
    after = " " if text.endswith(" ") else ""
    return Markup("**{}**{}").format(md(core, end), after)


def _escaped(line: str) -> str:
    return NUMBERED.sub(r"\1\\\2", OPENING.sub(r"\\\1", INLINE.sub(r"\\\1", line)))
