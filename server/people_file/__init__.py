"""People and institutions from a spreadsheet: a CSV file, or what was pasted. Pure; nothing is written anywhere.

A tour, in the order in which a file meets it:

`decoding`      bytes in whatever encoding a spreadsheet wrote, as text
`splitting`     text as rows of cells, whatever stands between them, each with the number that the spreadsheet shows
`headings`      which column holds what, by the names that people give them
`people` · `institutions`   each row with its values and what is the matter with it
`kinds` · `roles`           words for types of institutions, for jobs and for roles in the room
`staffing`      which institution brings no senior leader, no SENDCo

What cannot be read at all is `Unreadable`, with one sentence. What can be read is a `Sheet`: good rows are there to be
taken, faulty ones are marked, each fault in a sentence that names the row.
"""

from server.people_file.institutions import InstitutionRow, read_institutions
from server.people_file.kinds import KINDS
from server.people_file.people import PersonRow, read_people
from server.people_file.roles import Marker, markers_of
from server.people_file.sheet import MOST_ROWS, Fault, Sheet, TooManyRows, Unreadable
from server.people_file.staffing import lacking

__all__ = [
    "KINDS", "MOST_ROWS", "Fault", "InstitutionRow", "Marker", "PersonRow", "Sheet", "TooManyRows", "Unreadable",
    "lacking", "markers_of", "read_institutions", "read_people",
]  # fmt: skip
