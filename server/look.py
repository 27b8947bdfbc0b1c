"""The Jinja environment that every page, fragment and export is rendered with. What a page says is not here."""

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from server import assets, geometry
from server.dumbbell import dumbbell
from server.spread import spread


class Unindented(Extension):
    """Indentation is for those who read the template; of what stands before a tag or an attribute little is sent."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 — named by Jinja
        """The same lines, so that an error names the right one."""
        if not name or not name.endswith(".html"):
            return source
        return re.sub(r"(?m)^ {2,}", " ", re.sub(r"(?m)^ +(?=<)", "", source))


class Look(Environment):
    """Gives templates their globals as one plain dict: Jinja's own chain of them is copied slowly at every render."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of a template, as they are when it is first asked for."""
        return {**self.globals, **(d or {})}


def environment(templates: Path, css_version: str) -> Environment:
    """Escapes everything, whatever the file is called, and stops at a name that nobody passed."""
    look = Look(
        loader=FileSystemLoader(templates),
        extensions=[Unindented],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # or every fragment of every push asks the disk whether it is still the same
    )
    look.globals.update(geometry=geometry, dumbbell_of=dumbbell, spread_of=spread)
    look.globals.update(css_version=css_version, static=assets.address())
    return look
