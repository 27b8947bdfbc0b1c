"""Rows about institutions: name, type, reference number, local authority; and what is the matter with them."""

import re
from collections.abc import Iterable

import msgspec

from server.people_file.cells import cut, listed, same, too_long, unless_nothing
from server.people_file.decoding import text_of
from server.people_file.headings import Laid, columns, lay_out
from server.people_file.kinds import KINDS, kind_of, title_of
from server.people_file.sheet import Fault, Sheet
from server.people_file.splitting import Record

TITLES = {"name": "Name", "type": "Type", "urn": "URN", "local_authority": "Local authority"}
_COLUMNS = columns(
    TITLES,
    (("name",), ("type",)),
    name="name, institution, institution name, school, school name, college, college name, school college, "
    "school college name, establishment, establishment name, provider, setting, academy, organisation, "
    "organisation name, organization, name of school, name of college, name of institution, name of establishment",
    type="type, institution type, type of institution, school type, type of school, kind, phase, phase of education, "
    "establishment type, type of establishment, establishment type group, sector, provision, provision type, "
    "type of provision, category, school college type, setting type, type of setting",
    urn="urn, ukprn, urn ukprn, unique reference number, reference number, dfe urn, school urn, urn number",
    local_authority="local authority, la, lea, council, local authority name, la name, authority, "
    "local education authority, borough, county",
)


class InstitutionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One institution as a row has it. `type` is empty where it is not known; `typed` is what stands there."""

    number: int
    name: str
    type: str
    typed: str
    urn: str
    local_authority: str
    faults: tuple[Fault, ...] = ()


def read_institutions(content: bytes | str, kinds: Iterable[str] = KINDS) -> Sheet[InstitutionRow]:
    """The institutions of a file or a paste, in its order. `kinds` are the types that there is a framework for.

    Raises Unreadable.
    """
    laid, known = lay_out(text_of(content), _COLUMNS), list(kinds)
    found: list[InstitutionRow] = []
    named: dict[str, int] = {}
    numbered: dict[str, InstitutionRow] = {}
    for record in laid.rows:
        row = _institution(laid, record, known)
        fault = _twice(row, named, numbered)
        named.setdefault(same(row.name), row.number)
        numbered.setdefault(row.urn, row)
        found.append(msgspec.structs.replace(row, faults=(*row.faults, fault)) if fault else row)
    return Sheet(rows=tuple(found), columns=laid.headings, left_out=laid.left_out)


def _institution(laid: Laid, record: Record, known: list[str]) -> InstitutionRow:
    row = record.number
    whole = {field: laid.cell(record, field) for field in TITLES}
    cells = {field: cut(cell) for field, cell in whole.items()}
    typed = unless_nothing(cells["type"])
    kind, urn = kind_of(typed, known) or "", _urn(cells["urn"])
    faults = too_long(row, whole, TITLES)
    if not any(letter.isalnum() for letter in unless_nothing(cells["name"])):
        faults.append(Fault(row, "name", f"Row {row}: the name is missing. Write the name of the school or college."))
    if not kind:
        faults.append(_type_fault(row, typed, cells["name"], known))
    if urn and not re.fullmatch(r"[0-9]{5,8}", urn):
        sentence = f"Row {row}: “{urn[:40]}” is not a URN or UKPRN. It has 6 or 8 digits. Leave it empty if in doubt."
        faults.append(Fault(row, "urn", sentence))
    return InstitutionRow(
        number=row, name=cells["name"], type=kind, typed=typed, urn=urn,
        local_authority=unless_nothing(cells["local_authority"]), faults=tuple(faults),
    )  # fmt: skip


def _type_fault(row: int, typed: str, name: str, known: list[str]) -> Fault:
    which = name[:60] or "this institution"
    says = f"“{typed[:40]}” does not say which type {which} is" if typed else f"the type of {which} is missing"
    return Fault(row, "type", f"Row {row}: {says}. Write {listed([title_of(kind) for kind in known])}.", tuple(known))


def _urn(cell: str) -> str:
    """The number alone: "URN 900101", "900101.0" and "900 101" are the same."""
    plain = re.sub(r"^(urn|ukprn)\s*:?\s*", "", unless_nothing(cell), flags=re.IGNORECASE)
    digits = re.sub(r"[\s ]|\.0+$", "", plain)
    return digits if digits.isascii() and digits.isdigit() else plain


def _twice(row: InstitutionRow, named: dict[str, int], numbered: dict[str, InstitutionRow]) -> Fault | None:
    before = named.get(same(row.name)) if row.name else None
    if before is not None:
        return Fault(
            row.number, "name", f"Row {row.number}: {row.name} is in row {before} already. Remove one of them."
        )
    other = numbered.get(row.urn) if row.urn else None
    if other is None:
        return None
    return Fault(row.number, "urn", f"Row {row.number}: {row.urn} is the number of {other.name} in row {other.number}.")
