"""Reads the files of `sessions/content/`: frameworks, formats, stems, crosswalk and survey. The core checks them.

A broken file stops the start: `ContentBroken` lists every fault of every file with its line and the way to mend it.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from server.yaml_file import NotReadable, read_yaml, sentences
from sessions import aids
from sessions.faults import ContentFaulty
from sessions.framework import Framework, check_framework
from sessions.programme import Format, check_format

FOLDER = Path(__file__).parent.parent / "sessions" / "content"
SAMPLE = FOLDER / "sample" / "wexmoor-vale"

Checked = TypeVar("Checked")


class ContentBroken(ValueError):
    """Files that cannot be used; `faults` has one sentence for each fault: file, line, what is wrong, what to do."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The content files need attention:\n" + "\n".join(f"- {fault}" for fault in faults))
        self.faults = tuple(faults)


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that the files say. `prompts`, `crosswalk` and `survey` are plain data, checked by `sessions.aids`."""

    frameworks: Mapping[str, Framework]
    formats: Mapping[str, Format]
    prompts: Mapping[str, Any]
    crosswalk: Mapping[str, Any]
    survey: Mapping[str, Any]
    benchmarks: Mapping[int, str]

    def with_own(self, frameworks: Iterable[Framework]) -> "Content":
        """The same with a hub's own frameworks, which go before those that come with the product."""
        own = {one.id: one for one in frameworks}
        rest = {name: one for name, one in self.frameworks.items() if name not in own}
        return msgspec.structs.replace(self, frameworks=own | rest)

    def framework_for(self, institution_type: str) -> Framework | None:
        """The first framework that names this type of institution."""
        return next((one for one in self.frameworks.values() if institution_type in one.applies_to), None)


def read_content(folder: Path = FOLDER) -> Content:
    """Read every file. Raises ContentBroken with all faults of all files."""
    faults: list[str] = []
    frameworks = _read_all(folder / "frameworks", check_framework, faults)
    formats = _read_all(folder / "formats", check_format, faults)
    prompts = _read(folder / "prompts.yaml", aids.check_prompts, faults)
    crosswalk = _read(folder / "crosswalk.yaml", aids.check_crosswalk, faults)
    survey = _read(folder / "evaluation.yaml", aids.check_survey, faults)
    if faults or prompts is None or crosswalk is None or survey is None:
        raise ContentBroken(faults)
    return Content(
        frameworks={one.id: one for one in frameworks}, formats={one.id: one for one in formats}, prompts=prompts,
        crosswalk=crosswalk, survey=survey,
        benchmarks={one["number"]: one["title"] for one in crosswalk["benchmarks"]},
    )  # fmt: skip


def _read_all(folder: Path, check: Callable[[Any], Checked], faults: list[str]) -> list[Checked]:
    found: list[Checked] = []
    files: dict[str, Path] = {}
    for file in sorted(folder.glob("*.yaml")):
        one = _read(file, check, faults)
        if one is None:
            continue
        name = getattr(one, "id", "")
        if name in files:
            faults.append(f"{file}:1: The id “{name}” is taken by {files[name].name} already. Give it another id.")
        files[name] = file
        found.append(one)
    if not files and not faults:
        faults.append(f"{folder}:1: There is no file here. Put at least one .yaml file into this folder.")
    return found


def _read(file: Path, check: Callable[[Any], Checked], faults: list[str]) -> Checked | None:
    try:
        document = read_yaml(file)
    except NotReadable as error:
        faults.append(str(error))
        return None
    try:
        return check(document.tree)
    except ContentFaulty as error:
        faults.extend(sentences(document, error))
        return None
