"""The envelope of a push: where the room stands, and the HTML to swap in.

    {"epoch", "seq", "frame", "now", "from"?, "content"?, "own"?, "pong"?}

`epoch` is new with each process, `seq` the last event told, `frame` the number of this push, `from` the push it builds
on (absent in a snapshot, which builds on nothing), `now` the server's clock in milliseconds since 1970. `own` asks the
page to fetch its own parts. Nothing in an envelope is for one person only.
"""

import re
import time
from typing import Any

import msgspec

from server.sockets import Message

_encode = msgspec.json.Encoder().encode


class Standpoint(msgspec.Struct, frozen=True):
    """Where a client says it is. A frame of none means it follows the log alone."""

    epoch: str
    seq: int
    frame: int | None = None


def standpoint(epoch: str | None, after: str | None, frame: str | None) -> Standpoint | None:
    """The standpoint of a query string; none where it is missing or makes no sense."""
    if not epoch or not _number(after):
        return None
    return Standpoint(epoch, int(after or 0), int(frame or 0) if _number(frame) else None)


def _number(text: str | None) -> bool:
    return bool(text and re.fullmatch(r"[0-9]{1,12}", text))


def milliseconds() -> int:
    """The server's clock as pages want it."""
    return time.time_ns() // 1_000_000


def envelope(
    epoch: str, seq: int, frame: int, *, since: int | None = None, content: str = "", own: bool = False,
    pong: bool = False,
) -> Message:  # fmt: skip
    """One envelope, encoded. `since` none makes it a snapshot."""
    fields: dict[str, Any] = {"epoch": epoch, "seq": seq, "frame": frame, "now": milliseconds()}
    if since is not None:
        fields["from"] = since
    if content:
        fields["content"] = content
    if own:
        fields["own"] = True
    if pong:
        fields["pong"] = True
    return Message(_encode(fields))
