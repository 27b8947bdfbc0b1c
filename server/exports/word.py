"""Documents as DOCX: real heading styles, repeated table headings, alternative texts, properties of the file."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, assert_never

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm

from server.exports.charts import key, picture, png
from server.exports.document import (
    AnyBlock,
    Asked,
    Bullets,
    Chart,
    ChartKey,
    Document,
    Facts,
    Heading,
    Pair,
    Paragraph,
    Span,
    Table,
    Words,
    plain,
    strong,
)
from server.exports.word_styles import RIGHT_TO_LEFT, TINTS, blank, described, heading_row, ruled, shared

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.text.paragraph import Paragraph as Line

CHART_PIXELS = 1080
# Word's own extension for pictures that a screen reader passes over.
DECORATION = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)
MARKS = {"dot": "", "tick": "✓ ", "wait": "○ ", "none": "– "}


def word(document: Document) -> bytes:
    """The document as a Word file. Draws each chart: call it in a worker thread."""
    file = blank(document)
    _said(file.add_paragraph(style="Eyebrow"), plain(document.eyebrow))
    _said(file.add_paragraph(style="Title"), plain(document.title))
    _said(file.add_paragraph(style="Subtitle"), plain(document.subtitle))
    _write(file, document.blocks)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def _write(file: "File", blocks: Iterable[AnyBlock]) -> None:
    for block in blocks:
        match block:
            case Heading():
                _heading(file, block)
            case Paragraph():
                _said(file.add_paragraph(style="Small" if block.quiet else "Normal"), block.words)
            case Facts():
                _facts(file, block)
            case Bullets():
                _bullets(file, block)
            case Table():
                _table(file, block)
            case Chart():
                _chart(file, block)
            case ChartKey():
                _key(file, block)
            case Asked():
                _asked(file, block)
            case Pair():
                _write(file, (*block.left, *block.right))
            case _:
                assert_never(block)


def _heading(file: "File", block: Heading) -> None:
    line = file.add_paragraph(style=f"Heading {block.rank - 1}")
    line.paragraph_format.page_break_before = block.new_page
    _said(line, plain(block.text))


def _facts(file: "File", block: Facts) -> None:
    for name, words in block.rows:
        _said(file.add_paragraph(style="Fact"), (Span(f"{name}:\t", "strong"), *_indented(words)))


def _indented(words: Words) -> Words:
    """Further lines begin where the first one does: a tab after each line end."""
    return tuple(Span(span.text.replace("\n", "\n\t"), span.style) for span in words)


def _bullets(file: "File", block: Bullets) -> None:
    for item in block.items:
        style = "List Bullet" if item.mark == "dot" else "Mark"
        _said(file.add_paragraph(style=style), (*plain(MARKS[item.mark]), *item.words))


def _table(file: "File", block: Table) -> None:
    table = file.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    shared(table, [column.share for column in block.columns])
    described(table, block.caption)
    titles = tuple((strong(column.title),) for column in block.columns)
    for order, (row, words_of_row) in enumerate(zip(table.rows, (titles, *block.rows), strict=True)):
        ruled(row, heading=order == 0)
        for cell, words, column in zip(row.cells, words_of_row, block.columns, strict=True):
            line = cell.paragraphs[0]
            line.style = "Cell"
            if column.figures:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _said(line, words)
    heading_row(table.rows[0])
    file.add_paragraph(style="After table")


def _chart(file: "File", block: Chart) -> None:
    label = file.add_paragraph(style="Chart label")
    _said(label, block.label)
    _drawn(file.add_paragraph(), png(picture(block), CHART_PIXELS), block.alt, width=9)
    for item in block.notes:
        _said(file.add_paragraph(style="Note"), item.words)


def _key(file: "File", block: ChartKey) -> None:
    line = file.add_paragraph(style="Small")
    for mark, words in key(block):
        _drawn(line, png(mark, 96), "", width=0.42)
        line.add_run(f" {words}    ")


def _drawn(line: "Line", image: bytes, alt: str, width: float) -> None:
    """A picture with its alternative text; one without any is marked as decoration beside words."""
    drawn = line.add_run().add_picture(BytesIO(image), width=Cm(width))
    drawn._inline.docPr.set("descr", alt)
    if not alt:
        drawn._inline.docPr.append(parse_xml(DECORATION))


def _asked(file: "File", block: Asked) -> None:
    _said(file.add_paragraph(style="Question"), plain(block.question))
    outcome = Span(f" · {block.outcome}", "settled" if block.settled else "chip")
    _said(file.add_paragraph(style="Asked by"), (Span(block.by, "quiet"), outcome))
    if block.answer:
        _said(file.add_paragraph(style="Answer"), plain(block.answer))


def _said(line: "Line", words: Sequence[Span]) -> None:
    """Adds the words, each run in one style and one direction."""
    for span in words:
        for part in re.split(RIGHT_TO_LEFT, span.text):
            if part:
                _run(line, part, span)


def _run(line: "Line", text: str, span: Span) -> None:
    run = line.add_run(text)
    run.bold = True if span.style in ("strong", "chip", "settled") else None
    if span.style in TINTS:
        run.font.color.rgb = TINTS[span.style]
    if re.fullmatch(RIGHT_TO_LEFT, text):
        run.font.rtl = True
        run.font.complex_script = True
