"""The Jinja environment that every page, fragment and export is rendered with. What a page says is not here."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server import assets, shapes
from server.dumbbell import dumbbell
from server.remembered import Remembered


def environment(templates: Path, css_version: str) -> Environment:
    """Escapes everything, whatever the file is called, and stops at a name that nobody passed."""
    look = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # or every fragment of every push asks the disk whether it is still the same
    )
    look.globals.update(
        once=Remembered(), shapes=shapes, dumbbell_of=dumbbell, css_version=css_version, static=assets.address()
    )
    return look
