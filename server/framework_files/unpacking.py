"""Takes the parts of an Excel workbook out of its ZIP archive, with bounds on everything the archive may claim.

Sizes are looked up before anything is unpacked, and counted again while it is, for what an archive says of itself may
be a lie. Only the parts that hold cells are taken: macros, pictures and links to other files are never touched.
"""

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from server.framework_files.faults import unusable
from server.framework_files.grid import MOST_COLUMNS, MOST_ROWS, number_of

MOST_PARTS = 400
LARGEST_UNPACKED = 8_000_000  # bytes, of all the parts that are read
MOST_CELLS = 60_000
MOST_TAGS = 600_000  # of a sheet and of its words
MOST_OTHER_TAGS = 50_000  # styles, names and the like
AT_ONCE = 65_536
READ = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,  # some programs write SharedStrings.xml
)
A_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
A_FULL_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*\s)?r="([A-Z]{1,9})(\d{1,9})"[^>]*(?<!/)>')
A_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
NO_WORKBOOK = "This is not an Excel workbook, though its name says so. Save the table as .xlsx and choose that file."
DAMAGED = "This workbook is damaged. Open it in Excel, save it anew as .xlsx and choose that file."
TOO_LARGE = (
    "This workbook holds far more than a model. Copy the table alone into an empty workbook, or into the template, "
    "and choose that."
)
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def unpacked(data: bytes) -> BytesIO:
    """The workbook with the parts that are read, and nothing else, in an archive without packing. Raises Unusable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _parts(archive, _wanted(archive))
    except UNREADABLE as error:
        raise unusable(DAMAGED) from error
    for name, part in parts.items():
        _look_over(name, part)
    bare = BytesIO()
    with zipfile.ZipFile(bare, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return bare


def _wanted(archive: zipfile.ZipFile) -> Sequence[zipfile.ZipInfo]:
    """The parts to read, by what the archive's directory says of them."""
    listed = archive.infolist()
    if len(listed) > MOST_PARTS:
        raise unusable(TOO_LARGE)
    if not any(one.filename == "xl/workbook.xml" for one in listed):
        raise unusable(NO_WORKBOOK)
    wanted = {one.filename: one for one in listed if READ.fullmatch(one.filename)}
    if sum(one.file_size for one in wanted.values()) > LARGEST_UNPACKED:
        raise unusable(TOO_LARGE)
    if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in wanted.values()):
        raise unusable(DAMAGED)
    return list(wanted.values())


def _parts(archive: zipfile.ZipFile, wanted: Sequence[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for one in wanted:
        part = bytearray()
        with archive.open(one) as stream:
            while piece := stream.read(AT_ONCE):
                part += piece
                left -= len(piece)
                if left < 0:
                    raise unusable(TOO_LARGE)
        parts[one.filename] = bytes(part)
    return parts


def _look_over(name: str, part: bytes) -> None:
    """Refuse what an XML reader could choke on, before one sees it."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in part or A_DOCTYPE.search(part):
        raise unusable(DAMAGED)  # no program for spreadsheets writes these
    holds_words = name.lower().startswith(("xl/worksheets/", "xl/sharedstrings"))
    if part.count(b"<") > (MOST_TAGS if holds_words else MOST_OTHER_TAGS):
        raise unusable(TOO_LARGE)
    if not name.lower().startswith("xl/worksheets/"):
        return
    if sum(1 for _ in A_CELL.finditer(part)) > MOST_CELLS:
        raise unusable(f"A sheet has more than {MOST_CELLS:,} cells, empty formatted ones counted. {TOO_LARGE}")
    for column, row in (cell.groups() for cell in A_FULL_CELL.finditer(part)):
        if int(row) > MOST_ROWS:
            raise unusable(f"A sheet has more than {MOST_ROWS:,} rows: something stands in row {int(row)}. {TOO_LARGE}")
        if number_of(column.decode()) > MOST_COLUMNS:
            raise unusable(f"A sheet has more than {MOST_COLUMNS} columns. {TOO_LARGE}", f"row {int(row)}")
