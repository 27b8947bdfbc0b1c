"""How much of an A4 page a document will take: an estimate on the safe side, from the sizes in `document.typ`."""

from collections.abc import Iterable, Sequence
from math import ceil

from server.exports.document import AnyBlock, Bullets, Document, Heading, Pair, Paragraph, Table, Words, text_of

PAGE = 762.0  # points between the margins of a one-page document
WIDTH, GUTTER = 504.0, 26.0
LETTER, SMALL_LETTER = 5.0, 4.4  # the width of a letter in text and in tables, on average
LINE, SMALL_LINE = 13.2, 11.2
MASTHEAD, HEADING, SPACE = 62.0, 20.0, 6.0


def fits_one_page(document: Document) -> bool:
    """Whether it will stand on one page of A4."""
    return MASTHEAD + _height(document.blocks, WIDTH) <= PAGE


def _height(blocks: Iterable[AnyBlock], width: float) -> float:
    return sum(_block_height(block, width) for block in blocks)


def _block_height(block: AnyBlock, width: float) -> float:
    match block:
        case Heading():
            return HEADING
        case Paragraph():
            return _lines(block.words, width / LETTER) * LINE + SPACE
        case Bullets():
            return sum(_lines(item.words, (width - 12) / LETTER) * LINE + 2 for item in block.items) + SPACE
        case Table():
            shares = [column.share for column in block.columns]
            return sum(_row_height(row, shares, width) for row in block.rows) + 22
        case Pair():
            half = (width - GUTTER) / 2
            return max(_height(block.left, half), _height(block.right, half)) + SPACE
        case _:
            raise TypeError(f"no estimate for {block.kind}, which no one-page document has")


def _row_height(row: Sequence[Words], shares: Sequence[float], width: float) -> float:
    letters = ((width * share / sum(shares) - 8) / SMALL_LETTER for share in shares)
    return max(_lines(words, most) for words, most in zip(row, letters, strict=True)) * SMALL_LINE + 7


def _lines(words: Words, letters: float) -> int:
    """Lines of about so many letters each; the last word of a line is often too long for it."""
    return sum(max(1, ceil(len(line) * 1.04 / letters)) for line in text_of(words).split("\n"))
