"""Reads YAML safely, and knows on which line everything stands. What the file has to say is checked elsewhere.

Only plain things are read: mappings, lists, texts, whole numbers, decimals, yes and no. Aliases, tags and deep nesting
are refused, and so is a key that stands twice. Dates and times stay texts: `10:40` is not six hundred and forty.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sessions.faults import ContentFaulty, Fault

DEEPEST = 20
LARGEST = 2_000_000  # bytes
MOST_VALUES = 100_000
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]


class Document(msgspec.Struct, frozen=True):
    """A file as plain data, and the line (from 1) of every place in it."""

    file: Path
    tree: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def says(self, fault: Fault) -> str:
        """A fault with file and line before it and the fix after it."""
        return f"{self.file}:{self.line(fault.path)}: {fault.says} {fault.fix}"


class NotReadable(ValueError):
    """A file that is not YAML of the plain kind; says file, line, fault and fix."""

    def __init__(self, file: Path, line: int, sentence: str) -> None:
        super().__init__(f"{file}:{line}: {sentence}")
        self.line, self.sentence = line, sentence


def read_yaml(file: Path) -> Document:
    """Read a file. Raises NotReadable."""
    try:
        return parse_yaml(file, file.read_bytes())
    except OSError as error:
        sentence = f"The file cannot be read: {error.strerror}. Mend its name or its rights."
        raise NotReadable(file, 1, sentence) from error


def parse_yaml(file: Path, text: bytes) -> Document:
    """Read what stands in a file of that name. Raises NotReadable."""
    if len(text) > LARGEST:
        raise NotReadable(file, 1, f"The file is larger than {LARGEST:,} bytes. Split it, or shorten it.")
    try:
        return _Reading(file, yaml.parse(text, Loader=_loader())).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = f"This is not YAML: {error.problem or error.context}."
        advice = "Look at indents, colons and quotation marks there."
        raise NotReadable(file, mark.line + 1 if mark else 1, f"{says} {advice}") from error
    except yaml.YAMLError as error:
        raise NotReadable(file, 1, f"This is not YAML: {error}. Save it as plain UTF-8 text.") from error


def _loader() -> Any:
    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Reading:
    """One pass over the events of a file, building the tree and noting lines."""

    def __init__(self, file: Path, events: Iterator[yaml.Event]) -> None:
        self._file, self._events = file, events
        self._lines: dict[Place, int] = {}

    def document(self) -> Document:
        tree: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "A second document begins here.", "Keep one document in a file.")
                tree = self._value(next(self._events), ())
        return Document(self._file, tree, self._lines)

    def _value(self, event: yaml.Event, place: Place) -> Any:
        self._lines[place] = _line(event)
        if len(place) > DEEPEST:
            raise self._refuse(event, "This is nested too deeply.", f"Use at most {DEEPEST} levels.")
        if len(self._lines) > MOST_VALUES:
            raise self._refuse(event, f"There are more than {MOST_VALUES:,} values up to here.", "Split the file.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refuse(
                event, "Anchors and aliases (& and *) are not read.", "Write the words out, or quote them."
            )
        if tag := getattr(event, "tag", None):
            raise self._refuse(event, f"The tag {tag} is not read.", "Remove it.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        assert isinstance(event, yaml.ScalarEvent)
        return event.value if event.style else plain(event.value)

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse(event, "A key has to be a word.", "Write it as “word: …”.")
            key = event.value
            if key in found:
                raise self._refuse(event, f"“{key}” stands here twice.", "Keep one of them.")
            line = _line(event)
            found[key] = self._value(next(self._events), (*place, key))
            self._lines[*place, key] = line
        return found

    def _list(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*place, len(found))))
        return found

    def _refuse(self, event: yaml.Event, says: str, fix: str) -> NotReadable:
        return NotReadable(self._file, _line(event), f"{says} {fix}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def plain(word: str) -> Any:
    """What a word without quotation marks means."""
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if _WHOLE.fullmatch(word) and len(word) < 16:
        return int(word)
    if _DECIMAL.fullmatch(word):
        return float(word)
    return word


def sentences(document: Document, faulty: ContentFaulty) -> list[str]:
    """All faults of a document, each with file, line and fix."""
    return [document.says(fault) for fault in faulty.faults]
