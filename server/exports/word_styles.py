"""The look of a Word file: styles, margins, borders and the properties that readers and searches use."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from server.exports.document import Document

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row

# A run of Arabic or Hebrew letters, with the spaces between them.
RIGHT_TO_LEFT = r"([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:\s+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*)"
INK, QUIET, MOSS = RGBColor(0x25, 0x1A, 0x28), RGBColor(0x5B, 0x4C, 0x5E), RGBColor(0x2D, 0x6A, 0x3A)
TINTS = {"quiet": QUIET, "chip": QUIET, "settled": MOSS}
TABLE_TOP, LINE, EDGE = "331637", "DDD2DA", "85748A"
# Arial is on every school's machine and has Latin, Greek, Cyrillic and Arabic; Word brings the Chinese.
FONT, CHINESE = "Arial", "Microsoft YaHei"
WIDTH = 17.8  # cm between the margins of A4


class Look(NamedTuple):
    """A paragraph style: size and space in points, indent in cm. `base` names the style that a new one grows from."""

    points: float
    bold: bool = False
    colour: RGBColor = INK
    before: float = 0
    after: float = 6
    indent: float = 0
    base: str = "Normal"


STYLES = {
    "Normal": Look(10.5),
    "Title": Look(22, bold=True, after=2),
    "Subtitle": Look(11, colour=QUIET, after=12),
    "Heading 1": Look(16, bold=True, before=22),
    "Heading 2": Look(12.5, bold=True, before=14, after=4),
    "Heading 3": Look(11, bold=True, before=10, after=4),
    "List Bullet": Look(10.5, after=3, indent=0.6),
    "Eyebrow": Look(10, bold=True, colour=QUIET, after=2),
    "Small": Look(9.5, colour=QUIET, before=4),
    "Fact": Look(10, after=3, indent=3.8),
    "Note": Look(9.5, after=2, indent=0.6, base="List Bullet"),
    "Mark": Look(10.5, after=3, indent=0.6),
    "Cell": Look(9.5, before=2, after=2),
    "After table": Look(6, after=0),
    "Chart label": Look(10, before=8, after=2),
    "Question": Look(10.5, bold=True, before=8, after=2, indent=0.4),
    "Asked by": Look(9.5, colour=QUIET, after=2, indent=0.4),
    "Answer": Look(10.5, indent=0.4),
}
# Word wants a fixed order: these come after the borders of a paragraph or cell.
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:noWrap", "w:tcMar", "w:vAlign")
HANGING = ("List Bullet", "Note", "Fact", "Mark")
STAY_WITH_NEXT = ("Chart label", "Question", "Heading 1", "Heading 2", "Heading 3")


def blank(document: Document) -> "File":
    """An A4 file with our styles and the document's properties, and nothing on it."""
    file = docx.Document()
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.6)
        section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.8)
    for name, look in STYLES.items():
        _style(file, name, look)
    _rule(file.styles["Heading 1"].element.get_or_add_pPr(), "top", 18, TABLE_TOP, 6)
    _speaks_english(file)
    _properties(file, document)
    return file


def _properties(file: "File", document: Document) -> None:
    made = datetime.fromisoformat(document.written_on).replace(tzinfo=UTC)
    properties = file.core_properties
    properties.title, properties.author = document.title[:255], document.author[:255]
    properties.subject, properties.language = document.eyebrow, "en-GB"
    properties.comments, properties.keywords = document.subtitle[:255], ""
    properties.created = properties.modified = made
    properties.last_modified_by = ""


def _style(file: "File", name: str, look: Look) -> None:
    styles = file.styles
    style = cast("ParagraphStyle", styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    if name not in ("Normal", "List Bullet"):
        style.base_style = styles[look.base]
    font, space = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(look.points), look.bold, False
    font.color.rgb = look.colour
    _sized_alike(style.element.get_or_add_rPr(), look.points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), CHINESE)
    fonts.set(qn("w:cs"), FONT)
    space.space_before, space.space_after, space.line_spacing = Pt(look.before), Pt(look.after), 1.12
    space.keep_with_next = name in STAY_WITH_NEXT
    space.left_indent = Cm(look.indent)
    space.first_line_indent = Cm(-look.indent) if name in HANGING else Cm(0)
    if name == "Fact":
        space.tab_stops.add_tab_stop(Cm(look.indent))
    for line in style.element.iter(qn("w:pBdr")):  # the template underlines its title
        line.getparent().remove(line)


def _sized_alike(properties: Any, points: float) -> None:
    """Gives Arabic letters, whose size Word keeps apart, the size of the others."""
    for size in properties.findall(qn("w:szCs")):
        properties.remove(size)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(round(2 * points)))
    properties.find(qn("w:sz")).addnext(size)


def _speaks_english(file: "File") -> None:
    """English by default, with Chinese letters in their simplified form and Arabic for what runs from the right."""
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        language.set(qn("w:bidi"), "ar-SA")


def shared(table: "Table", shares: Sequence[float]) -> None:
    """Gives each column its share of the page's width."""
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(WIDTH * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width


def described(table: "Table", caption: str) -> None:
    """The table's title, for those who have it read out."""
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), caption)
    table._tbl.tblPr.append(element)


def heading_row(row: "_Row") -> None:
    """Marks the row as headings, repeated on every page."""
    element = OxmlElement("w:tblHeader")
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def ruled(row: "_Row", *, heading: bool) -> None:
    """A hairline under the row, and no page break within it."""
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for cell in row.cells:
        _rule(
            cell._tc.get_or_add_tcPr(), "bottom", 6 if heading else 4, EDGE if heading else LINE, 0, box="w:tcBorders"
        )


def _rule(parent: Any, side: str, eighths: int, colour: str, space: int, box: str = "w:pBdr") -> None:
    """A line on one side of a paragraph or cell; its strength in eighths of a point."""
    borders, line = OxmlElement(box), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    parent.insert_element_before(borders, *AFTER_BORDERS)
