"""The files that leave the house: what can be exported, and who writes it.

Every file is made from one `Minutes` object, which holds what its reader may have and no more. Minutes and summaries
go through a document of blocks (`document`), so that all formats say the same. The writers use a processor for up to
a few seconds: call them in another thread or, for PDF and Word, another process (`server.printing`).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from server.exports.document import Document
from server.exports.glyphs import sound
from server.exports.minutes_document import minutes_document
from server.exports.summary_document import UnknownInstitution, summary_document
from sessions.minutes import Minutes

__all__ = ["EXPORTS", "SUMMARIES", "Export", "SummaryExport", "UnknownInstitution", "file_name"]

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar; charset=utf-8"


class Export(NamedTuple):
    """A kind of file: its media type, and how it is written."""

    media_type: str
    write: Callable[[Minutes], bytes]


class SummaryExport(NamedTuple):
    """A kind of file about one institution, by its id. `write` raises UnknownInstitution."""

    media_type: str
    write: Callable[[Minutes, str], bytes]


# Large libraries are loaded by the first who needs them, so that the house opens quickly.


def _html(document: Document) -> bytes:
    from server.exports.pages import html

    return html(document)


def _markdown(document: Document) -> bytes:
    from server.exports.pages import markdown

    return markdown(document)


def _pdf(document: Document) -> bytes:
    from server.exports.pdf import pdf

    return pdf(document)


def _docx(document: Document) -> bytes:
    from server.exports.word import word

    return word(document)


def _json(minutes: Minutes) -> bytes:
    return msgspec.json.format(msgspec.json.encode(sound(minutes)), indent=2) + b"\n"


def _actions_csv(minutes: Minutes) -> bytes:
    from server.exports.actions import actions_csv

    return actions_csv(minutes)


def _actions_xlsx(minutes: Minutes) -> bytes:
    from server.exports.actions import actions_xlsx

    return actions_xlsx(minutes)


def _actions_ics(minutes: Minutes) -> bytes:
    from server.exports.diary import actions_ics

    return actions_ics(minutes)


def _meeting_ics(minutes: Minutes) -> bytes:
    from server.exports.diary import meeting_ics

    return meeting_ics(minutes)


# What is exported and the ending of the file, as in /rooms/{room}/minutes.pdf.
EXPORTS: Mapping[tuple[str, str], Export] = {
    ("minutes", "html"): Export(HTML, lambda minutes: _html(minutes_document(minutes))),
    ("minutes", "md"): Export("text/markdown; charset=utf-8", lambda minutes: _markdown(minutes_document(minutes))),
    ("minutes", "pdf"): Export(PDF, lambda minutes: _pdf(minutes_document(minutes))),
    ("minutes", "docx"): Export(DOCX, lambda minutes: _docx(minutes_document(minutes))),
    ("minutes", "json"): Export("application/json", _json),
    ("actions", "csv"): Export("text/csv; charset=utf-8", _actions_csv),
    ("actions", "xlsx"): Export(XLSX, _actions_xlsx),
    ("actions", "ics"): Export(CALENDAR, _actions_ics),
    ("meeting", "ics"): Export(CALENDAR, _meeting_ics),
}
# As in /rooms/{room}/summary/{institution}.pdf.
SUMMARIES: Mapping[str, SummaryExport] = {
    "html": SummaryExport(HTML, lambda minutes, institution: _html(summary_document(minutes, institution))),
    "pdf": SummaryExport(PDF, lambda minutes, institution: _pdf(summary_document(minutes, institution))),
    "docx": SummaryExport(DOCX, lambda minutes, institution: _docx(summary_document(minutes, institution))),
}


def file_name(title: str, what: str, ending: str, about: str = "") -> str:
    """A name that every file system takes: wexmoor-vale-spring-review-minutes.pdf. `about` is the institution that a
    summary is about, first, so that several of them differ where one looks."""
    return f"{'-'.join([*_words(about), *_words(title), what])}.{ending}"


def _words(text: str) -> list[str]:
    letters = (letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return [word for word in "".join(letters).split("-") if word][:10]
