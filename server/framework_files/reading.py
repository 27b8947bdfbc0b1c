"""Reads a framework from a file of any kind, and tells every fault at once with the place it stands at.

What is inside has to be what the name promises: a file that lies about itself is refused before it is read.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from server.exports.glyphs import with_texts, writable
from server.framework_files import LARGEST_FILE
from server.framework_files.csv_file import read_csv
from server.framework_files.faults import FileFault, Unusable, unusable
from server.framework_files.grid import Grid
from server.framework_files.table import Table
from server.framework_files.workbook import read_workbook
from server.yaml_file import NotReadable, parse_yaml
from sessions.faults import ContentFaulty
from sessions.framework import Framework
from sessions.own_framework import check_own_framework

Kind = Literal["yaml", "xlsx", "csv"]
KINDS: dict[str, Kind] = {
    ".yaml": "yaml", ".yml": "yaml", ".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "csv", ".tsv": "csv", ".txt": "csv",
}  # fmt: skip
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OLD_EXCEL = (
    "This is an Excel workbook of the old kind, or one with a password. Save it as .xlsx without a password and "
    "choose that file."
)


def read_framework(name: str, data: bytes, taken: Collection[str] = ()) -> Framework:
    """The framework in a file of that name; what it says of its version counts for nothing.

    `taken` are ids that it may not have. Raises Unusable with every fault.
    """
    kind = _kind(name, data)
    if kind == "yaml":
        return _from_yaml(data, taken)
    return _from_table(read_workbook(data) if kind == "xlsx" else read_csv(data), taken)


def _kind(name: str, data: bytes) -> Kind:
    if not data.strip():
        raise unusable("This file is empty. Choose the one that holds the model.")
    if len(data) > LARGEST_FILE:
        raise unusable(
            f"This file is larger than {LARGEST_FILE / 1_000_000:g} MB. A model needs far less: choose another."
        )
    if data.startswith(OLD_OFFICE):
        raise unusable(OLD_EXCEL)
    kind = KINDS.get(Path(name.lower()).suffix)
    if kind is None:
        raise unusable("Only files that end in .xlsx, .csv, .yaml or .yml can be read. Save the model as one of them.")
    if kind == "xlsx" and not data.startswith(ZIP):
        raise unusable("This is not an Excel workbook, though its name says so. Give it the ending it should have.")
    if kind != "xlsx" and data.startswith(ZIP):
        raise unusable(f"This is a workbook or an archive, though its name ends in {Path(name).suffix.lower()}.")
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise unusable("This is a picture or a PDF, though its name says otherwise. Choose the file with the table.")
    return kind


def _from_yaml(data: bytes, taken: Collection[str]) -> Framework:
    try:
        document = parse_yaml(Path("model.yaml"), data)
    except NotReadable as error:
        raise unusable(error.sentence, f"line {error.line}") from error
    try:
        return check_own_framework(with_texts(document.tree, _tidy), taken)
    except ContentFaulty as error:
        placed = ((document.line(fault.path), f"{fault.says} {fault.fix}") for fault in error.faults)
        raise Unusable(FileFault(f"line {line}", says, line) for line, says in placed) from error


def _from_table(grid: Grid, taken: Collection[str]) -> Framework:
    table = Table(grid)
    try:
        framework = check_own_framework(with_texts(table.raw, _tidy), taken)
    except ContentFaulty as error:
        raise Unusable([*table.faults, *map(table.place, error.faults)]) from error
    if table.faults:
        raise Unusable(table.faults)
    return framework


def _tidy(text: str) -> str:
    """The text without what no file can carry, and without spaces around it."""
    return writable(text).strip()
