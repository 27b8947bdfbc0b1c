"""What is wrong with a framework's file: every fault with the place at which its author finds it."""

from collections.abc import Iterable

import msgspec

LONGEST_SENTENCE = 400


class FileFault(msgspec.Struct, frozen=True):
    """One fault: where it stands (sheet “Framework”, row 14, column H; empty for the whole file) and a sentence.

    `line` is what faults are ordered by, counted from 1.
    """

    where: str
    says: str
    line: int = 0

    @property
    def sentence(self) -> str:
        """Both in one."""
        return f"{self.where}: {self.says}" if self.where else self.says


class Unusable(Exception):
    """A file that makes no framework; `faults` in the order in which they stand in it."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        in_order = sorted(faults, key=lambda fault: fault.line)
        self.faults = tuple(FileFault(one.where, _short(one.says), one.line) for one in in_order)
        super().__init__("\n".join(one.sentence for one in self.faults))


def unusable(says: str, where: str = "") -> Unusable:
    """The file has this one fault, and no more can be said before it is mended."""
    return Unusable([FileFault(where, says)])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]} …"
