"""Reads exported files back as a person or a screen reader would get them: words, headings, rows of tables."""

import csv
import re
import unicodedata
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import docx
import icalendar
import openpyxl
from docx.oxml.ns import qn
from pypdf import PdfReader

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
APART = {"p", "li", "dt", "dd", "td", "th", "tr", "br", "figcaption", "caption", *HEADINGS}


class Page(NamedTuple):
    """All words of a file, its headings as (rank, words), and its tables as rows of cells."""

    text: str
    headings: list[tuple[int, str]]
    tables: list[list[list[str]]]


def squeezed(text: str) -> str:
    """The text without spaces, composed: what stays the same wherever a line was broken."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[list[list[str]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag in APART:
            self.words.append("\n")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag in HEADINGS:
            self.headings.append((HEADINGS[tag], ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, words: str) -> None:
        self.words.append(words)
        if self.tables and {"td", "th"} & set(self._open):
            self.tables[-1][-1][-1] += words
        if self.headings and set(HEADINGS) & set(self._open):
            rank, before = self.headings[-1]
            self.headings[-1] = (rank, before + words)


def html_tags(file: bytes) -> list[tuple[str, dict[str, str | None]]]:
    """Every element with its attributes."""
    reader = _Html()
    reader.feed(file.decode())
    return reader.tags


def html_page(file: bytes) -> Page:
    reader = _Html()
    reader.feed(file.decode())
    return Page("".join(reader.words), reader.headings, reader.tables)


def markdown_page(file: bytes) -> Page:
    headings, tables = [], []
    rows: list[list[str]] = []
    for line in [*file.decode().splitlines(), ""]:
        if heading := re.match(r"(#+) (.*)", line):
            headings.append((len(heading[1]), _unescaped(heading[2])))
        if line.startswith("|"):
            rows.append([_unescaped(cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            tables.append([rows[0], *rows[2:]])
            rows = []
    return Page(_unescaped(file.decode()), headings, tables)


def _unescaped(text: str) -> str:
    """What a reader of Markdown shows: marks gone, escaped signs themselves."""
    text = re.sub(r"(?<!\\)((?:\\\\)*)\*\*", r"\1", text).replace("<br>", "\n").replace("\\\n", "\n")
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def docx_page(file: bytes) -> Page:
    opened = docx.Document(BytesIO(file))
    body = opened.element.body
    words = []
    for line in body.iter(qn("w:p")):
        parts = [part.text or "" if part.tag == qn("w:t") else "\n" for part in line.iter(qn("w:t"), qn("w:br"))]
        words.append("".join(parts))
    headings = [
        (1 if line.style.name == "Title" else int(line.style.name.rpartition(" ")[2]) + 1, line.text)
        for line in opened.paragraphs
        if line.style is not None and line.style.name is not None
        if line.style.name == "Title" or line.style.name.startswith("Heading ")
    ]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]
    return Page("\n".join(words), headings, tables)


def pdf_page(file: bytes) -> Page:
    """The words alone, without page numbers; what is tagged how is read by `pdf_tags`."""
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    return Page(re.sub(r"^.*Page \d+ of \d+$", "", words, flags=re.MULTILINE), [], [])


def pdf_tags(file: bytes) -> list[tuple[str, Any]]:
    """Every element of the structure tree in reading order, with its alternative text."""
    found: list[tuple[str, Any]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict) and "/S" in node:
            found.append((str(node["/S"]), node.get("/Alt")))
            walk(node.get("/K", []))
        elif isinstance(node, dict) and "/K" in node:
            walk(node["/K"])

    walk(PdfReader(BytesIO(file)).root_object["/StructTreeRoot"])
    return found


def csv_rows(file: bytes) -> list[dict[str, str]]:
    """Rows by heading, the apostrophe that defuses a formula taken off."""
    rows = csv.DictReader(StringIO(file.decode("utf-8-sig"), newline=""))
    return [{key: re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", value) for key, value in row.items()} for row in rows]


def xlsx_rows(file: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(BytesIO(file)).worksheets[0]
    titles, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def events(file: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(file).walk("VEVENT"))
