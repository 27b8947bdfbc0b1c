"""Whatever somebody types, the check lets through what fonts can draw and says visibly what they cannot."""

import unicodedata
from datetime import date

import pytest

from server.exports.document import Document, Paragraph, plain
from server.exports.glyphs import FONTS, REPLACEMENT, printable, writable
from server.exports.pdf import pdf


def printed(*texts: str) -> bytes:
    blocks = tuple(Paragraph(words=plain(text)) for text in texts)
    written = date(2026, 3, 19).isoformat()
    return pdf(Document(title="T", eyebrow="E", subtitle="S", author="", written_on=written, blocks=blocks))


@pytest.mark.parametrize("text", ["Łuczak", "Nguyễn Thị Hà", "محمد الفاسي", "李小龙", "Ψυχή", "Дарья", "✓ • → ½ £ “…”"])
def test_names_are_printed_as_they_are(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("😀", "□"),
        ("👩‍👩‍👧‍👦 in a row", "□ in a row"),
        ("🇬🇧👍🏽", "□□"),
        ("\ue000", "□"),
        ("bell\x07", "bell□"),
        ("✓\ufe0f", "✓"),
        ("left\u202eright", "leftright"),
        ("a\r\nb\u2028c\x0bd", "a\nb\nc\nd"),
        ("tab\there", "tab here"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("soft\xadly", "softly"),
        ("e\u0323\u0302", "ệ"),
        ("李\u0308", "李□"),
        ("", ""),
    ],
)
def test_what_no_font_has_is_replaced(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["😀", "👩‍👩‍👧‍👦", "\ue000", "नमस्ते"])
def test_files_with_the_readers_fonts_keep_every_character(text: str) -> None:
    assert writable(text) == text


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\ud800", "\ufffe", "\x7f"])
def test_no_file_gets_what_it_cannot_hold(text: str) -> None:
    assert writable(text) in (REPLACEMENT, "\ufffd")
    writable(text).encode()


@pytest.mark.slow
def test_every_character_there_is_can_be_printed() -> None:
    kept = {printable(chr(code)) for code in range(0x110000)} - {"", "\n", REPLACEMENT}
    assert len(kept) > 9_000
    every = "".join(sorted(kept))
    assert printed(*(every[start : start + 80] for start in range(0, len(every), 80)))


def test_every_letter_with_every_accent_can_be_printed() -> None:
    marks = [chr(code) for code in (*range(0x300, 0x370), *range(0x64B, 0x660), 0x20E3, 0xFE0F, 0x200D)]
    letters = "aŁệЖΩسه李✓ \n□"
    assert printed(*(printable("".join(letter + mark for mark in marks)) for letter in letters))
    assert not any(
        unicodedata.category(character) == "Cc" for character in printable("\n".join(marks)) if character > "\n"
    )


def test_fonts_are_few_and_free() -> None:
    fonts = list(FONTS.glob("*.ttf"))
    assert sum(font.stat().st_size for font in fonts) < 6_000_000
    for font in fonts:
        licence = (FONTS / f"{font.stem.partition('-')[0]}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
