"""Reviews that try the exports: hostile texts in every field, and more questions than a day could hold."""

import itertools
from collections.abc import Callable
from typing import Any

import msgspec

from sessions.minutes import Minutes
from tests.server.exports.sample import harrow_beck, review


def with_texts(minutes: Minutes, change: Callable[[str], str]) -> Minutes:
    """The same minutes with every text that a person writes changed."""
    kept = {
        "room",
        "state",
        "time_zone",
        "mode",
        "digest",
        "id",
        "slot",
        "role",
        "status",
        "type",
        "moved",
        "taken_from",
    }

    def walk(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: walk(one, key) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [walk(one, name) for one in value]
        written = isinstance(value, str) and value and name not in kept and not _is_moment(value)
        return change(value) if written else value

    return msgspec.convert(walk(msgspec.to_builtins(minutes), ""), Minutes)


def _is_moment(text: str) -> bool:
    return text[:4].isdigit() and text[4:5] == "-"


def long_review(institutions: int = 4, questions_each: int = 50) -> Minutes:
    """Four institutions with fifty questions each: more than a day could hold."""
    part = harrow_beck()
    asked = tuple(
        msgspec.structs.replace(part.questions[number % 4], text=f"{number}. {part.questions[number % 4].text}")
        for number in range(questions_each)
    )
    parts = tuple(
        msgspec.structs.replace(part, id=f"i_{number}", name=f"Institution {number}", questions=asked)
        for number in range(institutions)
    )
    return msgspec.structs.replace(review(), institutions=parts, withheld=())


NASTY = (
    '#read("/etc/passwd")',
    "{{7*7}}",
    "*x*",
    "=1+1",
    "<script>alert(1)</script>",
    "Nguyễn Thị Hà & محمد الفاسي, 李小龙 – Łuczak",
    "👩‍👩‍👧‍👦 🇬🇧 \ue000 \x07\x00 \ud83d",
    "a | b\n# not a heading\n\n- nor a list\n1. nor this",
    "\u202eesrever\u202c [x](javascript:1) `code` $x$ ~~y~~ \\",
    "&amp; ]]> <!-- --> __b__ @ref <label> 100 % // not a comment /* nor this */",
)


def hostile() -> Minutes:
    """The review with every text turned into an attack or a trap, all in turn."""
    turn = itertools.cycle(NASTY)
    return with_texts(review(), lambda text: f"{next(turn)} {text}")
