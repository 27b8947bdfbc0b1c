"""Maturity models as files: read from YAML, XLSX and CSV, written as the same three, and a template to fill in.

    faults      what is wrong with a file, with sheet, row and column
    grid        a table as its author sees it
    headings    the words that a table is read by
    csv_file    CSV, whatever program saved it
    unpacking   a workbook's archive, with bounds
    workbook    XLSX, as texts
    table       from a grid to plain data
    reading     a file of any kind, checked: the way in
    writing     the way out

Whatever a framework's text says, it is the same after it was written to a file and read again. Nothing in a file is
ever calculated.
"""

from server.framework_files.faults import FileFault, Unusable
from server.framework_files.reading import LARGEST_FILE, read_framework
from server.framework_files.writing import framework_csv, framework_xlsx, framework_yaml

__all__ = [
    "LARGEST_FILE", "FileFault", "Unusable", "framework_csv", "framework_xlsx", "framework_yaml", "read_framework",
]  # fmt: skip
