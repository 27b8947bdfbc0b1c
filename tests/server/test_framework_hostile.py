"""Files that mean harm, or are not what they say, are refused in a sentence, quickly and with little memory."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest

from server.framework_files import LARGEST_FILE
from server.framework_files.faults import Unusable
from server.framework_files.notes import TEMPLATE
from server.framework_files.reading import read_framework
from server.framework_files.writing import framework_xlsx, framework_yaml
from tests.server.test_framework_reading import ROWS, as_csv, as_xlsx

pytestmark = pytest.mark.slow  # large files

GOOD = framework_xlsx(TEMPLATE)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refusal(name: str, data: bytes) -> str:
    """The one sentence it is refused with; on the way no more memory is taken than a model could need."""
    tracemalloc.start()
    try:
        with pytest.raises(Unusable) as unusable:
            read_framework(name, data)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    (fault,) = unusable.value.faults
    assert len(fault.sentence) < 600
    return fault.sentence


def with_part(name: str, part: bytes, *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The template with one part of it replaced or added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good, zipfile.ZipFile(written, "w", packed) as archive:
        for one in good.namelist():
            archive.writestr(one, part if one == name else good.read(one))
        if name not in good.namelist():
            archive.writestr(name, part)
    return written.getvalue()


def sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def lying(data: bytes, name: str, size: int) -> bytes:
    """The archive with another size written down for one part, in its directory and before the part itself."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        one = archive.getinfo(name)
        start = archive.start_dir
    struct.pack_into("<L", changed, one.header_offset + 22, size)
    at = data.index(name.encode(), start) - 46
    struct.pack_into("<L", changed, at + 24, size)
    return bytes(changed)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(SHEET, b"<" + b" " * 200_000_000)
    assert len(bomb) < LARGEST_FILE
    assert "holds far more than a model" in refusal("bomb.xlsx", bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_is_unpacked() -> None:
    bomb = lying(with_part(SHEET, b"<" + b" " * 200_000_000), SHEET, 100)
    assert "damaged" in refusal("bomb.xlsx", bomb)


def test_parts_that_nobody_reads_may_be_as_large_as_they_like() -> None:
    data = with_part("xl/vbaProject.bin", b"\0" * 50_000_000)
    assert read_framework("model.xlsm", data) == TEMPLATE


def test_an_archive_with_too_many_parts_is_refused() -> None:
    written = io.BytesIO(GOOD)
    with zipfile.ZipFile(written, "a") as archive:
        for number in range(500):
            archive.writestr(f"xl/worksheets/s{number}.xml", b"")
    assert "holds far more than a model" in refusal("m.xlsx", written.getvalue())


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>',
        '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16"),
        b"<worksheet", b"not xml at all", b"\xff\x00\xff",
        sheet('<row r="x"><c r="A1"><v>1</v></c></row>'),
        sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
    ],
)  # fmt: skip
def test_xml_that_is_broken_or_means_harm_is_called_damaged(part: bytes) -> None:
    assert "damaged" in refusal("m.xlsx", with_part(SHEET, part))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="5000"><c r="A5000"><v>1</v></c></row>', "more than 2,000 rows"),
        ('<row r="999999999"><c r="A999999999"><v>1</v></c></row>', "more than 2,000 rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "more than 60 columns"),
        ('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>', "more than 60 columns"),
        ("<row>" + "<c/>" * 70_000 + "</row>", "more than 60,000 cells"),
        ("<row/>" * 70_000, "more than 60,000 cells"),
    ],
)
def test_a_sheet_beyond_all_bounds_is_refused(rows: str, says: str) -> None:
    assert says in refusal("m.xlsx", with_part(SHEET, sheet(rows)))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/styles.xml", b"<styleSheet><cellXfs>" + b"<xf/>" * 1_000_000),
        ("xl/workbook.xml", b"<workbook><definedNames>" + b"<definedName/>" * 100_000),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 1_000_000),
        (SHEET, b"<worksheet>" + b"<x/>" * 1_000_000),
    ],
)
def test_parts_that_would_be_read_for_ever_are_refused(name: str, part: bytes) -> None:
    assert "holds far more than a model" in refusal("m.xlsx", with_part(name, part))


def test_empty_formatted_cells_far_below_do_no_harm() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        part = good.read(SHEET).replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        )
    assert read_framework("m.xlsx", with_part(SHEET, part)) == TEMPLATE


def test_a_csv_file_beyond_all_bounds_is_refused() -> None:
    assert "more than 2,000 rows" in refusal("m.csv", as_csv([*ROWS, *([["1", "", "", "1.3", "T", "a", "b"]] * 5000)]))
    assert "more than 2,000 rows" in refusal("m.csv", b"\n" * 1_000_000 + b"x")
    assert "more than 60 columns" in refusal("m.csv", b"," * 1_000_000 + b"x")
    assert "nobody closed" in refusal("m.csv", b'Theme,Statement,Title\n1,1.1,"' + b"x" * 1_000_000)
    assert "nobody closed" in refusal("m.csv", b'Theme,Statement,Title\n1,1.1,"' + b"x" * 50_000)


YAML = framework_yaml(TEMPLATE).decode()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x 1\nb: *x\n", "Anchors and aliases"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "Anchors and aliases"),
        ("a: " + "[" * 10_000, "nested too deeply"),
        ("".join("  " * n + "a:\n" for n in range(1000)), "nested too deeply"),
        ("a: !!python/object/apply:os.system ['true']\n", "The tag"),
        (YAML + "title: Again\n", "stands here twice"),
        (YAML + "---\na: 1\n", "second document"),
        ("[" + "[]," * 200_000 + "]", "more than 100,000 values"),
        ("a: \x00\n", "not YAML"),
        ("\x7fELF\x02", "not YAML"),
    ],
)
def test_yaml_is_read_only_where_it_is_plain(text: str, says: str) -> None:
    assert says in refusal("m.yaml", text.encode())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("m.xlsx", as_csv(ROWS), "not an Excel workbook"),
        ("m.csv", GOOD, "workbook or an archive, though its name ends in .csv"),
        ("m.yaml", GOOD, "though its name ends in .yaml"),
        ("m.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 500, "of the old kind, or one with a password"),
        ("m.csv", b"%PDF-1.7 and so on", "a picture or a PDF"),
        ("m.csv", bytes(range(256)) * 10, "no text has"),
        ("m.xls", GOOD, "Only files that end in"),
        ("model", b"x", "Only files that end in"),
        ("../../etc/passwd", b"x", "Only files that end in"),
        ("m.csv", b"  \n ", "This file is empty"),
        ("m.csv", b"x" * (LARGEST_FILE + 1), "larger than 1.5 MB"),
        ("m.xlsx", GOOD[:3000], "damaged"),
        ("m.xlsx", as_xlsx([]), "This workbook is empty"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, data: bytes, says: str) -> None:
    assert says in refusal(name, data)


def test_another_kind_of_archive_is_no_workbook() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "not an Excel workbook" in refusal("letter.xlsx", written.getvalue())


def test_every_single_changed_byte_is_read_or_refused() -> None:
    """Nothing but Unusable ever comes out of a damaged workbook."""
    refused = 0
    for at in range(0, len(GOOD), 97):
        damaged = bytearray(GOOD)
        damaged[at] ^= 0x55
        with suppress(Unusable):
            read_framework("m.xlsx", bytes(damaged))
            continue
        refused += 1
    assert refused
