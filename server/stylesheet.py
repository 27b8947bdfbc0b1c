"""The one stylesheet pages load: the files under static/css joined in the order that app.css names them.

No build step and nothing clever: app.css is a list of `@import`s that a browser could follow by itself; joining them
saves a tablet thirty requests.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\);\n?', re.MULTILINE)


class Stylesheet(NamedTuple):
    """The text to serve, and a short hash of it for the address, so that it can be kept by browsers for good."""

    text: str
    version: str


def joined(css_dir: Path) -> str:
    """app.css with every import replaced by the file it names. Raises FileNotFoundError naming a missing file."""
    entry = (css_dir / "app.css").read_text(encoding="utf-8")
    return _IMPORT.sub(lambda match: (css_dir / match["path"]).read_text(encoding="utf-8"), entry)


@cache
def stylesheet(css_dir: Path) -> Stylesheet:
    """Joined once per process."""
    text = joined(css_dir)
    return Stylesheet(text, sha256(text.encode()).hexdigest()[:12])
