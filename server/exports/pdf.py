"""Documents as PDF/UA-1, by Typst: tagged, with our own fonts and nothing from the machine.

The template is fixed; what people wrote reaches it as one JSON value, so it can only ever be text.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from server.exports.charts import glyph, key, picture
from server.exports.document import Chart, ChartKey, Document
from server.exports.glyphs import FONTS, printable, with_texts

if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "exports" / "main.typ"
MARK = ROOT / "static" / "mark.svg"


def pdf(document: Document) -> bytes:
    """The document printed. Uses a processor for up to a few seconds: call it in a worker thread."""
    import typst

    given = {"document": _with_pictures(document), "glyphs": _glyphs(document), "mark": _mark()}
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts())
    written = compiler.compile(
        format="pdf", pdf_standards=["ua-1"], sys_inputs={"given": msgspec.json.encode(given).decode()}
    )
    assert isinstance(written, bytes), "one document gives one file"
    return written


def _with_pictures(document: Document) -> dict[str, Any]:
    """The document as plain values, each chart with its picture and each key with its marks."""
    plain: dict[str, Any] = with_texts(msgspec.to_builtins(document), printable)
    for block, values in zip(document.blocks, plain["blocks"], strict=True):
        if isinstance(block, Chart):
            values["picture"] = picture(block)
        elif isinstance(block, ChartKey):
            values["marks"] = key(block)
    return plain


def _glyphs(document: Document) -> dict[str, str]:
    levels = {
        span.level
        for block in document.blocks
        for row in getattr(block, "rows", ())
        for words in row
        for span in words
        if not isinstance(span, str) and span.level
    }
    return {f"{level}/{of}": glyph(level, of) for level, of in levels}


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _mark() -> str:
    return MARK.read_text(encoding="utf-8")
