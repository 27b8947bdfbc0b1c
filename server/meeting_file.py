"""Reads a whole review from a folder: `meeting.yaml` and the CSV files beside it, with file and line in every fault.

The sample is one such folder, and a rehearsal plays one. Beside `meeting.yaml` stand institutions.csv and people.csv,
and, where there are any, self_ratings.csv, colleague_ratings.csv, compass.csv and hub.yaml.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from server.meeting_shapes import Meeting
from server.yaml_file import Document, NotReadable, Place, read_yaml, sentences
from sessions.faults import ContentFaulty, Fault, shaped

Shape = TypeVar("Shape")
Row = Mapping[str, str]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A folder as read: the meeting, the rows of the CSV files, and the name of the hub."""

    document: Document
    meeting: Meeting
    institutions: tuple[Row, ...]
    people: tuple[Row, ...]
    self_ratings: tuple[Row, ...]
    colleague_ratings: tuple[Row, ...]
    compass: tuple[Row, ...]
    hub: str | None
    frameworks: Mapping[str, str]

    def line(self, place: Place) -> str:
        """File and line of a place in the meeting, for an error."""
        return f"{self.document.file}:{self.document.line(place)}"


class ReviewBroken(ValueError):
    """A folder that cannot be played; `faults` has one sentence for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("The meeting's files need attention:\n" + "\n".join(f"- {fault}" for fault in self.faults))


def read_review(file: Path) -> Review:
    """Read `meeting.yaml` and what lies beside it. Raises ReviewBroken with all faults."""
    faults: list[str] = []
    try:
        document = read_yaml(file)
        meeting = shaped(document.tree, Meeting)
    except NotReadable as error:
        raise ReviewBroken([str(error)]) from error
    except ContentFaulty as error:
        raise ReviewBroken(sentences(document, error)) from error
    beside, hub = file.parent, _hub(file.parent / "hub.yaml", faults)
    review = Review(
        document=document, meeting=meeting,
        institutions=_rows(beside / "institutions.csv", ("name", "type"), faults, needed=True),
        people=_rows(beside / "people.csv", ("name", "institution"), faults, needed=True),
        self_ratings=_rows(beside / "self_ratings.csv", ("institution", "statement", "level"), faults),
        colleague_ratings=_rows(
            beside / "colleague_ratings.csv", ("institution", "statement", "person", "level"), faults
        ),
        compass=_rows(beside / "compass.csv", ("institution", "benchmark", "percent", "date"), faults),
        hub=str(hub.get("name") or meeting.hub or "") or None, frameworks=hub.get("frameworks") or {},
    )  # fmt: skip
    faults += [document.says(fault) for fault in _unknown_names(review)]
    if faults:
        raise ReviewBroken(faults)
    return review


def _hub(file: Path, faults: list[str]) -> Mapping[str, Any]:
    if not file.exists():
        return {}
    try:
        tree = read_yaml(file).tree
    except NotReadable as error:
        faults.append(str(error))
        return {}
    return tree if isinstance(tree, dict) else {}


def _rows(file: Path, columns: tuple[str, ...], faults: list[str], *, needed: bool = False) -> tuple[Row, ...]:
    """The rows of a CSV file, each with its `line`."""
    if not file.exists():
        if needed:
            faults.append(f"{file}:1: This file is missing. Put it beside meeting.yaml.")
        return ()
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restval="")
            if lacking := [name for name in columns if name not in (reader.fieldnames or ())]:
                faults.append(f"{file}:1: The column {lacking[0]} is missing. Add it to the first line.")
                return ()
            rows = tuple(
                {"line": str(reader.line_num), **{key: (text or "").strip() for key, text in row.items() if key}}
                for row in reader
            )
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{file}:1: This is not CSV: {error}. Save it as UTF-8 text with commas.")
        return ()
    faults += [
        f"{file}:{row['line']}: The {name} is empty. Fill it in, or remove the line."
        for row in rows
        for name in columns
        if not row[name]
    ]
    return rows


def _unknown_names(review: Review) -> list[Fault]:
    """Every name in the meeting that neither people.csv nor institutions.csv has."""
    people = {row["name"] for row in review.people}
    institutions = {row["name"] for row in review.institutions}
    faults = []
    for place, name in _names(review.meeting):
        known, file = (institutions, "institutions.csv") if place[-1] == "institution" else (people, "people.csv")
        if name not in known:
            faults.append(Fault(place, f"{name} is not in {file}.", "Add a line there, or mend the name."))
    return faults


def _names(meeting: Meeting) -> Iterable[tuple[Place, str]]:
    for role in ("facilitator", "co_facilitator", "minute_taker"):
        if getattr(meeting, role):
            yield (role,), getattr(meeting, role)
    for i, one in enumerate(meeting.attendance):
        yield ("attendance", i, "name"), one.name
    for i, slot in enumerate(meeting.slots):
        yield ("slots", i, "institution"), slot.institution
        if slot.presenter:
            yield ("slots", i, "presenter"), slot.presenter
        for part, key in PEOPLE_IN.items():
            for j, item in enumerate(getattr(slot, part)):
                yield ("slots", i, part, j, key), getattr(item, key)
    for i, insight in enumerate(meeting.closing.insights):
        if insight.raised_by:
            yield ("closing", "insights", i, "raised_by"), insight.raised_by


PEOPLE_IN = {
    "clarifying": "asked_by", "challenge": "asked_by", "peer_views": "institution", "ideas_taken": "taken_by",
    "offers": "offered_by", "rated_alone": "person",
}  # fmt: skip
