"""What a device may say that it found, and what it comes to. Pure: where it is kept is `server.directory.checks`.

static/check.js tries and tells; the same verdict stands there for the page itself (`verdict`), which must be able to
say it where nothing gets through.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

LARGEST = 2048  # bytes of a result
FURTHEST = 10 * 366 * 24 * 3600  # seconds that a clock is told to be wrong by

Live = Literal["works", "cut", "silent", "blocked"]
"""A socket: answered all along; answered, and was ended; opened and never answered; could not be opened."""
Fallback = Literal["works", "cut", "blocked"]
"""Asking: an answer that takes its time comes; only a quick one comes; none comes."""
Verdict = Literal["ready", "slower", "not_yet"]
Milliseconds = Annotated[int, Meta(ge=0, le=60_000)]


class Result(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One try of one device. `clock` is how many seconds it is ahead; none where the server did not answer."""

    device: Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]
    live: Live
    fallback: Fallback
    cookies: bool
    words: bool
    live_ms: Milliseconds | None = None
    fallback_ms: Milliseconds | None = None
    clock: Annotated[int, Meta(ge=-(10**11), le=10**11)] | None = None

    def fields(self) -> dict[str, Any]:
        """As the table has them: a clock that was never set is wrong by no more than ten years."""
        kept = msgspec.structs.asdict(self)
        if self.clock is not None:
            kept["clock"] = max(-FURTHEST, min(FURTHEST, self.clock))
        return kept


def verdict(live: str, fallback: str, *, cookies: bool) -> Verdict:
    """Whether a room will work there."""
    if not cookies or (live != "works" and fallback == "blocked"):
        return "not_yet"
    return "ready" if live == "works" else "slower"


_FAMILIES = (
    ("Edge", ("Edg/", "EdgA/", "EdgiOS/", "Edge/")),
    ("Opera", ("OPR/", "Opera")),
    ("Samsung Internet", ("SamsungBrowser/",)),
    ("Firefox", ("Firefox/", "FxiOS/")),
    ("Chrome", ("Chrome/", "CriOS/", "Chromium/")),
    ("Safari", ("Safari/",)),
)  # in this order: most claim to be those below them as well


def browser_family(user_agent: str) -> str:
    """The family of a browser, and nothing more of what it says about itself."""
    return next((name for name, marks in _FAMILIES if any(mark in user_agent for mark in marks)), "another browser")
