"""Somebody else settled a level while one was still writing: who, when and what, in words, so that nothing is put in
the place of another's unawares."""

from datetime import datetime

from server.days import clock
from server.eye import Scene
from sessions import commands as c
from sessions.minuting import name_of
from sessions.room import Agreed, Position, Room, SelfRating

Settled = SelfRating | Agreed | Position
STILL_HERE = "What you chose and wrote still stands here. Press the button once more to put it in the place of theirs."


def what_stands(room: Room, command: c.Command) -> Settled | None:
    """The level that a command would take the place of; none where the command is not about one."""
    match command:
        case c.ShareSelfRating():
            return room.rating(command.slot, command.statement).self_rating
        case c.AgreeRating():
            return room.rating(command.slot, command.statement).agreed
    return None


def settled_meanwhile(scene: Scene, slot: str, there: Settled, now: datetime) -> str:
    """Who settled it, when, at which level and with which words, and how to keep one's own all the same."""
    who = name_of(scene.names, there.by)
    level = f"{there.level} {scene.room.framework_of(slot).level_name(there.level)}"
    return f"{who} settled it at {clock(there.at, now, scene.room)}, at {level}.{_words(there)} {STILL_HERE}"


def _words(there: Settled) -> str:
    if isinstance(there, Agreed):
        return f" Their reason: “{there.reason}”." if there.reason else ""
    evidence = f" Their evidence: “{there.evidence}”." if there.evidence else ""
    doubt = there.doubt if isinstance(there, SelfRating) else None
    return evidence + (f" Their doubt: “{doubt}”." if doubt else "")
