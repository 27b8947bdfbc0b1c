"""Bytes in whatever encoding a spreadsheet wrote, as text; and what is no text, by its right name."""

import codecs

from server.people_file.sheet import LARGEST, Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS = "Save it as “CSV UTF-8”, or copy the rows and paste them."
_NO_TEXT = (
    (b"PK\x03\x04", f"This is an Excel or Numbers workbook, not a CSV file. {_SAVE_AS}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel workbook, not a CSV file. {_SAVE_AS}"),
    (b"%PDF", "This is a PDF. Copy the rows out of the spreadsheet it was made from, and paste them."),
)


def text_of(content: bytes | str) -> str:
    """The text. Raises Unreadable for too much of it and for what is no text."""
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        says = f"This is {size / LARGEST:.1f} MB" if size >= 1.05 * LARGEST else "This is a little over 1 MB"
        raise Unreadable(f"{says}. Up to 1 MB can be read: keep the columns that are needed, and leave out the rest.")
    text = content if isinstance(content, str) else _decoded(content)
    return text.removeprefix("\ufeff")


def _decoded(content: bytes) -> str:
    for mark, sentence in _NO_TEXT:
        if content.startswith(mark):
            raise Unreadable(sentence)
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _as(content[len(mark) :], encoding)
    if b"\0" in content:
        return _as(content, _wide(content))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _as(content, "cp1252")  # what Excel on Windows calls CSV


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Some letters of this file cannot be read. {_SAVE_AS}") from error


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: delimiters and headings have a zero in every other byte. Raises Unreadable."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if odd > 3 * even:
        return "utf-16-le"
    if even > 3 * odd:
        return "utf-16-be"
    raise Unreadable(f"This is not a table of text. {_SAVE_AS}")
