"""Maturity models as files: read from YAML, XLSX and CSV, written as the same three, and a template to fill in.

    faults      what is wrong with a file, with sheet, row and column
    grid        a table as its author sees it
    headings    the words that a table is read by
    csv_file    CSV, whatever program saved it
    unpacking   a workbook's archive, with bounds
    workbook    XLSX, as texts
    table       from a grid to plain data
    reading     a file of any kind, checked: the way in
    reader      the same beside the rooms, in a thread of its own
    writing     the way out

Whatever a framework's text says, it is the same after it was written to a file and read again. Nothing in a file is
ever calculated. What is needed is imported where it is used: a process that starts reads no spreadsheet.
"""

LARGEST_FILE = 1_500_000
"""Bytes of a file that is read."""
