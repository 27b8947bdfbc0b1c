"""A rehearsal: the sample and other meetings are played whole, and what is wrong in a file is named with its line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.__main__ import main
from server.content import SAMPLE
from server.meeting_file import ReviewBroken, read_review
from server.meeting_request import room_request
from server.rehearse import Stopped, Wanted, rehearse
from server.rehearse.play import Rehearsal
from server.rehearse.script import Act
from tests.server.door import settings_in
from tests.server.ready import running_soon

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample")) / "meeting.yaml"


def change(file: Path, before: str, after: str) -> int:
    """Put other words into a file; the line they stand on."""
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    return text[: text.index(before)].count("\n") + 1


def small(folder: Path) -> Path:
    """A meeting of two institutions in another format, with nothing in it that may be left out."""
    (folder / "institutions.csv").write_text("name,type\nSzkoła Łuczak,secondary\n李小龙 College,fe\n", "utf-8")
    people = "Fay,Hub\nNguyễn Thị Hà,Szkoła Łuczak\nAway,Szkoła Łuczak\nمحمد الفاسي,李小龙 College\n"
    (folder / "people.csv").write_text("name,institution\n" + people, "utf-8")
    meeting = {
        "title": "A small one", "format": "follow-up", "date": "2026-03-04", "start": "10:40", "facilitator": "Fay",
        "slots": [
            {"order": 2, "institution": "李小龙 College", "minutes": 20},
            {
                "order": 1, "institution": "Szkoła Łuczak", "strengths": ["=1+1"],
                "challenge": [
                    {"asked_by": "محمد الفاسي", "question": "Why?", "anonymous": True, "outcome": "parked"},
                    {"asked_by": "Fay", "question": "And now?"},
                ],
                "peer_views": [{"institution": "李小龙 College", "statement": "1.1", "level": 3}],
                "reratings": [{"statement": "1.1", "to": 3}],
                "ideas_taken": [{"taken_by": "Away", "idea": "Told on the telephone"}],
                "actions": [{"id": "a", "text": "Do it", "owner": "Somebody else", "due": "2026-04-01"}],
            },
        ],
        "attendance": [{"name": "Away", "status": "apology"}],
    }  # fmt: skip
    file = folder / "meeting.yaml"
    file.write_text(yaml.safe_dump(meeting, allow_unicode=True, sort_keys=False), "utf-8")
    return file


@pytest.mark.slow
async def test_the_sample_is_played_whole_and_everybody_sees_the_log(tmp_path: Path) -> None:
    said: list[str] = []
    wanted = Wanted(file=SAMPLE / "meeting.yaml", scale=0.004, watchers=5, out=tmp_path / "out")
    assert await rehearse(wanted, said.append)
    assert said[-2:] == ["All 23 saw the log's events.", "The minutes hold all of the file."]
    assert any("Break: Break (30 min)" in line for line in said)
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert len(names) == 22
    minutes = json.loads((tmp_path / "out" / "minutes.json").read_text())
    assert minutes["state"] == "confirmed"
    assert [len(part["questions"]) for part in minutes["institutions"]] == as_the_file_has("questions")
    for part in ("actions", "ideas", "offers"):
        assert [len(one[part]) for one in minutes["institutions"]] == as_the_file_has(part)
    assert len(minutes["hub_actions"]) == 2
    assert [line["planned_minutes"] for line in minutes["programme"] if line["section"] == "Break"] == [7, 30, 7]


def as_the_file_has(part: str) -> list[int]:
    slots = yaml.safe_load((SAMPLE / "meeting.yaml").read_text("utf-8"))["slots"]
    keys = {"questions": ("clarifying", "challenge"), "ideas": ("ideas_taken",)}.get(part, (part,))
    return [sum(len(slot[key]) for key in keys) for slot in slots]


async def test_any_meeting_of_that_format_can_be_played(tmp_path: Path) -> None:
    said: list[str] = []
    assert await rehearse(Wanted(file=small(tmp_path), scale=0.004), said.append)
    assert any("Szkoła Łuczak: Action by action" in line for line in said)


async def test_a_house_that_stands_already_is_used(tmp_path: Path) -> None:
    async with running_soon(settings_in(tmp_path)) as (url, house):
        hub = await house.directory.make_hub("Hub")
        token = await house.directory.make_link("hub", hub=hub.id)
        (tmp_path / "small").mkdir()
        wanted = Wanted(file=small(tmp_path / "small"), scale=0.002, url=url, token=token)
        assert await rehearse(wanted, lambda _: None)
        assert len(await house.directory.rooms_of(hub.id)) == 1
        with pytest.raises(Stopped, match="could not be made"):
            await rehearse(Wanted(file=wanted.file, url=url, token="wrong"), lambda _: None)


async def test_a_difference_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare = Rehearsal.compare

    async def miscompare(self: Rehearsal) -> Any:
        self.facilitator.seen[3] = {**self.facilitator.seen[3], "kind": "SomethingElse"}
        return await compare(self)

    monkeypatch.setattr(Rehearsal, "compare", miscompare)
    said: list[str] = []
    assert not await rehearse(Wanted(file=small(tmp_path), scale=0.002), said.append)
    assert sum("DIFFERENT" in line for line in said) == 1


async def test_what_the_minutes_lack_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act = Rehearsal._act

    async def forgetful(self: Rehearsal, one: Act) -> None:
        if one.kind != "NoteStrength":
            await act(self, one)

    monkeypatch.setattr(Rehearsal, "_act", forgetful)
    file, said = small(tmp_path), list[str]()
    assert not await rehearse(Wanted(file=file, scale=0.002), said.append)
    assert said[-2] == f"{file}:13: the minutes do not hold “=1+1”"


async def test_what_a_rule_refuses_is_named_with_file_and_line(sample: Path) -> None:
    line = change(sample, "        level: 1\n", "        level: 9\n")
    with pytest.raises(Stopped) as stopped:
        await rehearse(Wanted(file=sample, scale=0.001), lambda _: None)
    where, _, says = str(stopped.value).partition(": ")
    assert where in (f"{sample}:{line - 1}", f"{sample}:{line - 2}")
    assert "There is no level 9" in says


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("asked_by: Farida Haidari", "asked_by: Farida Haydari", "Farida Haydari is not in people.csv"),
        ("institution: Harrow Beck Academy", "institution: Harrow", "Harrow is not in institutions.csv"),
        ("due: '2027-01-22'", "due: soon", "Invalid RFC3339"),
        ("outcome: answered", "outcome: unsure", "unsure"),
        ("facilitator: Rosalind", "facilitater: Rosalind", "“facilitator” is missing"),
        ("title:", "title: [", "not YAML"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_line(sample: Path, before: str, after: str, says: str) -> None:
    line = change(sample, before, after)
    with pytest.raises(ReviewBroken) as broken:
        read_review(sample)
    named, _, sentence = broken.value.faults[0].partition(": ")
    assert named.startswith(f"{sample}:")
    assert says in sentence
    if "missing" not in says and "YAML" not in says:
        assert named == f"{sample}:{line}"


def test_a_missing_file_or_column_is_named(sample: Path) -> None:
    (sample.parent / "institutions.csv").unlink()
    change(sample.parent / "compass.csv", "percent", "per cent")
    with pytest.raises(ReviewBroken) as broken:
        read_review(sample)
    assert f"{sample.parent}/institutions.csv:1: This file is missing" in str(broken.value)
    assert f"{sample.parent}/compass.csv:1: The column percent is missing" in str(broken.value)


def test_a_number_that_is_none_is_named(sample: Path) -> None:
    change(sample.parent / "compass.csv", "Harrow Beck Academy,1,65", "Harrow Beck Academy,1,most")
    with pytest.raises(ReviewBroken, match=r"compass.csv:2: The percent is “most”"):
        room_request(read_review(sample))


def test_the_command_line_ends_with_a_sentence_not_a_traceback(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(sample, "facilitator: Rosalind Achterley", "facilitator: Nobody")
    assert main(["rehearse", "--room-file", str(sample)]) == 2
    assert f"{sample}:" in capsys.readouterr().err


async def test_a_leadership_review_is_played_whole() -> None:
    told: list[str] = []
    assert await rehearse(Wanted(file=SAMPLE.parent / "the-causeway" / "meeting.yaml", scale=0.001), told.append)
    assert "The minutes hold all of the file." in told
