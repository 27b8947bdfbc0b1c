"""What is wrong with a content file, said so that its author can mend it.

The core says where in the document a fault is (`path`); the shell, which read the file, adds its name and the line.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

import msgspec

Path = tuple[str | int, ...]
Shape = TypeVar("Shape")

KINDS = {
    "str": "a text, in quotation marks where it looks like a number",
    "int": "a whole number",
    "array": "a list",
    "object": "lines of the form “word: …”",
}
"""What a value should have been, in words."""


class Fault(msgspec.Struct, frozen=True):
    """One fault: where, what is wrong, and what to do about it."""

    path: Path
    says: str
    fix: str


class ContentFaulty(ValueError):
    """A document that cannot be used; `faults` in the order they stand in it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.says} {fault.fix}" for fault in faults))
        self.faults = faults


def shaped(raw: Any, shape: type[Shape]) -> Shape:
    """Fit plain data to a shape. Raises ContentFaulty with the place of the first thing that does not fit."""
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise ContentFaulty([_fault(str(error))]) from error


def misfits(raw: Any, shape: Any, path: Path = ()) -> Iterator[Fault]:
    """Every place at which plain data does not fit a shape, where `shaped` stops at the first."""
    if isinstance(raw, dict) and isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        fields = {field.name: field for field in msgspec.structs.fields(shape)}
        for name in raw.keys() - fields.keys():
            yield Fault((*path, name), f"“{name}” is not a word this file knows.", "Remove it or mend its spelling.")
        for name, field in fields.items():
            if name in raw:
                yield from misfits(raw[name], field.type, (*path, name))
            elif field.required:
                yield Fault(path, f"“{name}” is missing.", f"Add a line “{name}: …”.")
    elif isinstance(raw, list) and get_origin(shape) is tuple:
        for index, one in enumerate(raw):
            yield from misfits(one, get_args(shape)[0], (*path, index))
    else:
        yield from _misfit(raw, shape, path)


def _misfit(raw: Any, shape: Any, path: Path) -> Iterator[Fault]:
    try:
        msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        (wanted,) = re.findall(r"Expected `(\w+)`", str(error))
        yield Fault(path, "This is a value of another kind.", f"Write {KINDS[wanted]}.")


def _fault(message: str) -> Fault:
    says, _, place = message.partition(" - at `$")
    path = tuple(
        int(index) if index else name for name, index in re.findall(r"\.([A-Za-z_]\w*)|\[(\d+)\]", place.rstrip("`"))
    )
    says = says.replace("Object contains", "There is an").replace("Object missing", "There is no")
    if match := re.search(r"(unknown|required) field `(\w+)`", says):
        if match[1] == "unknown":
            return Fault(
                (*path, match[2]), f"“{match[2]}” is not a word this file knows.", "Remove it or mend its spelling."
            )
        return Fault(path, f"“{match[2]}” is missing.", f"Add a line “{match[2]}: …”.")
    return Fault(path, f"{says.replace('`', '')}.", "Write a value of that kind.")
