"""The content files: all of them load, and a broken one stops the start with file, line, fault and fix."""

import shutil
from pathlib import Path

import pytest

from server.content import FOLDER, ContentBroken, read_content
from server.yaml_file import NotReadable, read_yaml


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


def broken(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ContentBroken) as caught:
        read_content(folder)
    return caught.value.faults


def change(file: Path, before: str, after: str) -> int:
    """Put other words into a file; the line they stand on."""
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    return text[: text.index(before)].count("\n") + 1


def test_every_file_loads() -> None:
    content = read_content()
    assert set(content.frameworks) == {"schools", "colleges"}
    assert len(content.formats) == len(list((FOLDER / "formats").glob("*.yaml")))
    assert content.benchmarks[8] == "Personal guidance"
    assert content.prompts["groups"]
    assert content.survey["pilot"]["responses"] == 70


def test_an_institution_finds_its_framework_by_type() -> None:
    content = read_content()
    assert [getattr(content.framework_for(kind), "id", None) for kind in ("pru", "fe", "zoo")] == [
        "schools", "colleges", None,
    ]  # fmt: skip


def test_a_fault_is_named_with_file_line_and_fix(copy: Path) -> None:
    file = copy / "formats" / "peer-review-hour.yaml"
    line = change(file, "kind: clarify", "kind: clarifi")
    (fault,) = broken(copy)
    assert fault.startswith(f"{file}:{line}: ")
    assert "clarifi" in fault
    assert fault.endswith(".")


def test_faults_of_all_files_are_told_at_once(copy: Path) -> None:
    change(copy / "frameworks" / "schools.yaml", "number: 2", "number: 7")
    change(copy / "formats" / "follow-up.yaml", "minutes: 15", "minutes: 0")
    change(copy / "prompts.yaml", "groups:", "grups:")
    change(copy / "crosswalk.yaml", "number: 3", "number: three")
    faults = broken(copy)
    assert {Path(fault.split(":")[0]).name for fault in faults} == {
        "schools.yaml", "follow-up.yaml", "prompts.yaml", "crosswalk.yaml",
    }  # fmt: skip


def test_two_files_may_not_share_an_id(copy: Path) -> None:
    shutil.copy(copy / "formats" / "follow-up.yaml", copy / "formats" / "second.yaml")
    (fault,) = broken(copy)
    assert "taken by follow-up.yaml" in fault


def test_an_empty_folder_is_a_fault(copy: Path) -> None:
    shutil.rmtree(copy / "frameworks")
    assert "no file here" in broken(copy)[0]


def test_a_missing_file_is_a_fault(copy: Path) -> None:
    (copy / "evaluation.yaml").unlink()
    assert "cannot be read" in broken(copy)[0]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: [1, 2\n", 3, "not YAML"),
        ("a: &x 1\nb: *x\n", 1, "aliases"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? [a]\n: 1\n", 1, "key"),
        ("a: " + "[" * 40 + "]" * 40, 1, "nested"),
        ("a: \x00", 1, "not YAML"),
    ],
)
def test_only_plain_yaml_is_read(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(NotReadable, match=says) as caught:
        read_yaml(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: " + "x" * 2_100_000)
    with pytest.raises(NotReadable, match="larger"):
        read_yaml(file)


def test_times_and_dates_stay_texts_and_numbers_are_numbers(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: 10:40\nb: 2026-11-12\nc: 12\nd: 1.5\ne: true\nf:\ng: '7'\nh: no\ni: 007\n")
    assert read_yaml(file).tree == {
        "a": "10:40", "b": "2026-11-12", "c": 12, "d": 1.5, "e": True, "f": None, "g": "7", "h": "no", "i": "007",
    }  # fmt: skip
