"""A printed page as a list of blocks: what HTML, PDF, DOCX and Markdown have in common.

Minutes are put into blocks once (`minutes_document`, `summary_document`); each format only knows how to write a
block. So every file holds the same content, and no format can forget a part.
"""

from typing import Literal

import msgspec

Style = Literal["plain", "strong", "quiet", "chip", "settled"]


class Span(msgspec.Struct, frozen=True):
    """Words in one style. `level` of (level, of how many) puts its glyph before the words."""

    text: str
    style: Style = "plain"
    level: tuple[int, int] | None = None


Words = tuple[Span, ...]


class Block(msgspec.Struct, frozen=True, kw_only=True, tag_field="block"):
    """Anything that stands by itself on the page. `kind` is the word that templates choose a writer by."""

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)


class Heading(Block, frozen=True, kw_only=True, tag="heading"):
    """`rank` 2 to 4; the document's title is rank 1. `anchor` is what a link of the page leads to."""

    text: str
    rank: int
    new_page: bool = False
    anchor: str = ""


class Paragraph(Block, frozen=True, kw_only=True, tag="paragraph"):
    """Words; `quiet` in smaller, greyer type. A line end in the words stays one."""

    words: Words
    quiet: bool = False


class Facts(Block, frozen=True, kw_only=True, tag="facts"):
    """Names and what they are, side by side."""

    rows: tuple[tuple[str, Words], ...]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list; a tick says it is settled, a wait that it is not yet, none that it will not be."""

    words: Words
    mark: Literal["dot", "tick", "wait", "none"] = "dot"


class Bullets(Block, frozen=True, kw_only=True, tag="bullets"):
    """A list."""

    items: tuple[Item, ...]


class Column(msgspec.Struct, frozen=True):
    """A column's heading and its share of the width. Figures stand to the right."""

    title: str
    share: float = 1.0
    figures: bool = False


class Table(Block, frozen=True, kw_only=True, tag="table"):
    """Rows under column headings; the first cell of a row is the row's heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]


class Chart(Block, frozen=True, kw_only=True, tag="chart"):
    """The dumbbell of one statement: what `macros/charts.html` draws, the same facts in words as `alt`, and `notes`:
    the evidence and reasons behind its marks, beside it where there is room."""

    label: Words
    notes: tuple[Item, ...]
    names: tuple[str, ...]
    alt: str
    own: int | None = None
    views: tuple[tuple[int, str], ...] = ()
    middle: tuple[int, int] | None = None
    ranged: tuple[int, int] | None = None
    agreed: int | None = None


class ChartKey(Block, frozen=True, kw_only=True, tag="key"):
    """What the marks of the charts mean; whether any view is named, and any middle falls between two levels. Where
    `colleagues` compared there are no views but theirs."""

    named: bool
    between: bool
    colleagues: bool = False


class Asked(Block, frozen=True, kw_only=True, tag="asked"):
    """A question with who asked it, how it ended and what was answered."""

    question: str
    by: str
    outcome: str
    settled: bool
    answer: str = ""


class Pair(Block, frozen=True, kw_only=True, tag="pair"):
    """Two lists under their headings, side by side where there is room."""

    left: tuple["Heading | Paragraph | Bullets", ...]
    right: tuple["Heading | Paragraph | Bullets", ...]


AnyBlock = Heading | Paragraph | Facts | Bullets | Table | Chart | ChartKey | Asked | Pair


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A titled page. `author` and `written_on` (ISO date) go into the file's properties."""

    title: str
    eyebrow: str
    subtitle: str
    author: str
    written_on: str
    blocks: tuple[AnyBlock, ...]
    one_page: bool = False


def plain(text: str) -> Words:
    """The text in plain style; no words at all where it is empty."""
    return (Span(text),) if text else ()


def apart(*texts: str) -> Words:
    """Texts with line ends between, each in a span of its own, so that a page can lead somewhere from one of them."""
    spans: list[Span] = []
    for text in filter(None, texts):
        spans += [Span("\n")] if spans else []
        spans.append(Span(text))
    return tuple(spans)


def strong(text: str) -> Span:
    return Span(text, "strong")


def quiet(text: str) -> Span:
    return Span(text, "quiet")


def text_of(words: Words) -> str:
    """The words without their styles."""
    return "".join(span.text for span in words)
