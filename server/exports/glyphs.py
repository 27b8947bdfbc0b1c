"""What a file can hold and what a font can draw: every text passes here before it is written.

`writable` is for all files: it replaces what no file format can carry. `printable` is for files that bring
their own fonts: one letter without a glyph would fail a whole PDF/UA file, so what no font has is replaced,
visibly, by □. Neither ever fails, and both keep line breaks.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "□"
Facts = TypeVar("Facts", bound=msgspec.Struct)

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, half characters and code points that are none: XML and UTF-8 have no place for them.
UNWRITABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks without ink: variation selectors, tags, soft hyphens, and direction overrides, which could turn a page.
INKLESS = re.compile(
    "[\xad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
JOINER, NON_JOINER = "\u200d", "\u200c"
SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
REGIONS = {chr(code) for code in range(0x1F1E6, 0x1F200)}


def writable(text: str) -> str:
    """The text with one kind of line end, and □ for what UTF-8 or XML cannot carry."""
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return UNWRITABLE.sub(REPLACEMENT, LINE_ENDS.sub("\n", whole).replace("\t", " "))


def sound(struct: Facts) -> Facts:
    """A record with every text in it writable."""
    plain = msgspec.to_builtins(struct, builtin_types=(date, datetime))
    return msgspec.convert(with_texts(plain, writable), type(struct))


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same plain value with every text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: with_texts(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [with_texts(one, change) for one in value]
    return value


def printable(text: str) -> str:
    """The text, composed, with □ for each written character that no font in `fonts/` can draw.

    An emoji made of several characters is one □. Joiners stay where Arabic letters need them.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", writable(text))
    return "".join(drawable(cluster) for cluster in clusters(text))


def clusters(text: str) -> Iterator[str]:
    """Each character with the marks and joined characters that follow it."""
    cluster = ""
    for character in text:
        if cluster and follows(cluster, character):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def follows(cluster: str, character: str) -> bool:
    if cluster == "\n":
        return False
    if unicodedata.category(character).startswith("M") or character in SKIN_TONES:
        return True
    if character in (JOINER, NON_JOINER) or INKLESS.match(character):
        return True
    flag = len(cluster) == 1 and cluster in REGIONS and character in REGIONS
    return flag or (cluster[-1] == JOINER and unicodedata.category(character) == "So")


def drawable(cluster: str) -> str:
    """The cluster as the fonts can draw it: all of it from one font, or its base and □, or □."""
    joined = cluster.translate({ord(JOINER): None, ord(NON_JOINER): None})
    inked = INKLESS.sub("", joined)
    if not inked or inked == "\n":
        return inked
    if any(letters.issuperset(inked) for letters in alphabets()):
        arabic = unicodedata.bidirectional(inked[0]) == "AL"
        return INKLESS.sub("", cluster) if arabic else inked
    return inked[0] + REPLACEMENT if inked[0] in every_letter() else REPLACEMENT


@cache
def alphabets() -> tuple[frozenset[str], ...]:
    """The characters of each font. A weight that a family lacks is drawn in the one it has."""
    from fontTools.ttLib import TTFont

    found = []
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return tuple(found)


@cache
def every_letter() -> frozenset[str]:
    return frozenset().union(*alphabets())
