"""Every format is read back and compared with the minutes it was made from, hostile texts and all."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from server.exports import EXPORTS, SUMMARIES
from server.exports.charts import key
from server.exports.document import ChartKey
from server.exports.glyphs import printable, sound, writable
from sessions.minutes import BenchmarkLine, Minutes, OffTheRecord, QuestionLine
from tests.server.exports import parsed
from tests.server.exports.sample import CAUSEWAY, COLLEGE, HARROW, START, review
from tests.server.exports.trials import hostile

pytestmark = pytest.mark.slow

PAGES: dict[str, Callable[[bytes], parsed.Page]] = {
    "html": parsed.html_page,
    "md": parsed.markdown_page,
    "docx": parsed.docx_page,
    "pdf": parsed.pdf_page,
}
WITH_TABLES = ("html", "md", "docx")
# What a page shows in other words than the minutes hold it, or not at all.
SHOWN_OTHERWISE = {"state", "mode", "id", "slot", "role", "status", "type", "moved", "taken_from", "kind", "step"}


def written(kind: str, minutes: Minutes) -> parsed.Page:
    return PAGES[kind](EXPORTS["minutes", kind].write(minutes))


def texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text that the minutes hold and a page shows as it is."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, key)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, name)
    elif isinstance(value, str) and name not in SHOWN_OTHERWISE:
        yield value


def plain(minutes: Minutes) -> Any:
    values = msgspec.to_builtins(minutes, builtin_types=(date, datetime))
    for part in values["institutions"]:
        for rating in part["ratings"]:
            del rating["scale"]  # stands on the axis of the chart, which is a picture in files
        for action in part["actions"]:
            del action["institution"]  # is the heading that the action stands under
    return values


def words_of(text: str) -> list[str]:
    """Parts that stay together in any file: Arabic words one by one, for a PDF holds them from right to left."""
    return re.findall(r"[\u0600-\u06ff]+|[^\u0600-\u06ff]+", text)


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("minutes", [review(), hostile()], ids=["plain", "hostile"])
def test_every_text_of_the_minutes_is_on_the_page(kind: str, minutes: Minutes) -> None:
    seen = parsed.squeezed(written(kind, minutes).text)
    shown = printable if kind == "pdf" else writable
    expected = {part for text in texts(plain(minutes)) for part in words_of(shown(text))}
    assert [text for text in expected if parsed.squeezed(text) not in seen] == []


def test_json_is_the_minutes() -> None:
    for minutes in (review(), hostile()):
        assert msgspec.json.decode(EXPORTS["minutes", "json"].write(minutes), type=Minutes) == sound(minutes)


@pytest.mark.parametrize("minutes", [review(), hostile()], ids=["plain", "hostile"])
def test_headings_and_tables_are_the_same_in_each_format(minutes: Minutes) -> None:
    pages = [written(kind, minutes) for kind in WITH_TABLES]
    for one, other in itertools.pairwise(pages):
        assert [(rank, parsed.squeezed(text)) for rank, text in one.headings] == [
            (rank, parsed.squeezed(text)) for rank, text in other.headings
        ]
        assert squeezed_tables(one) == squeezed_tables(other)


def squeezed_tables(page: parsed.Page) -> list[list[list[str]]]:
    return [[[parsed.squeezed(cell) for cell in row] for row in table] for table in page.tables]


def table(page: parsed.Page, *titles: str) -> list[list[str]]:
    """The rows of the first table whose headings begin so."""
    return next(rows[1:] for rows in page.tables if rows[0][: len(titles)] == list(titles))


@pytest.mark.parametrize("kind", WITH_TABLES)
def test_attendance_programme_ratings_and_actions_stand_in_tables(kind: str) -> None:
    page = written(kind, review())
    assert ["Imogen Thackray", HARROW, "Assistant Headteacher and Careers Leader", "09:09 to 12:15"] in table(
        page, "Name"
    )
    assert table(page, "Part")[1] == [HARROW, "09:25", "60", "09:27", "61.5"]
    assert table(page, "Step")[-1] == ["Insights", "Closing", "11:25", "15", "", ""]
    assert table(page, "Institution", "Promised")[0] == [HARROW, "60", "61.5"]
    lines = [cell.split("\n")[0] for cell in table(page, "Statement")[0]]
    assert lines[0] == "2.3 Every learner is planned for"
    assert [line.strip() for line in lines[1:4]] == ["3 Embedded", middle(kind), "2 Building"]
    entered = "Entered by Rosalind Achterley for Łukasz Łuczak." if kind == "html" else ""  # breaks by an element too
    assert lines[4] == "Moved down from 3. Joined-up planning does not reach SEN support." + entered
    assert table(page, "Institution", "Promised")[-1] == [COLLEGE, "60", "not held"]
    assert table(page, "Action")[0][1:3] == ["Łukasz Łuczak", "22 May 2026"]


@pytest.mark.parametrize("kind", WITH_TABLES)
def test_compass_results_stand_in_a_table_with_a_column_for_each_day(kind: str) -> None:
    harrow, larkfield = review().institutions
    earlier = BenchmarkLine(4, 50, date(2025, 2, 4))
    part = msgspec.structs.replace(harrow, benchmarks=(*harrow.benchmarks, earlier))
    page = written(kind, msgspec.structs.replace(review(), institutions=(part, larkfield)))
    assert table(page, "Compass", "4 February 2025", "3 February 2026") == [
        ["Benchmark 1", "", "88%"], ["Benchmark 4", "50%", "63%"],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", WITH_TABLES)
def test_an_hour_that_never_began_has_no_figure(kind: str) -> None:
    still_open = review()
    shown = table(written(kind, still_open), "Institution", "Promised")
    assert shown[-2:] == [[CAUSEWAY, "60", "not yet"], [COLLEGE, "60", "not held"]]
    hours = tuple(
        msgspec.structs.replace(line, held=line.institution != CAUSEWAY and line.held) for line in still_open.airtime
    )
    closed = msgspec.structs.replace(still_open, airtime=hours)
    assert [CAUSEWAY, "60", "not held"] in table(written(kind, closed), "Institution", "Promised")


@pytest.mark.parametrize("kind", PAGES)
def test_what_was_not_held_not_reached_and_off_the_record_is_said(kind: str) -> None:
    minutes = review()
    harrow, larkfield = minutes.institutions
    closed = msgspec.structs.replace(
        minutes,
        institutions=(
            msgspec.structs.replace(
                harrow,
                questions=(
                    QuestionLine(text="Who?", type="challenge", asked_by="A peer", status="not_reached"),
                    QuestionLine(text="Why?", type="challenge", asked_by="A peer", status="taken_up"),
                ),
            ),
            msgspec.structs.replace(larkfield, held=False, ratings=()),
        ),
        off_the_record=(OffTheRecord(START, START + timedelta(minutes=7)),),
    )
    seen = parsed.squeezed(written(kind, closed).text)
    for words in ("This hour was not held.", "Not reached", "Taken up, no answer noted", "09:15 to 09:22. Nothing was"):
        assert parsed.squeezed(words) in seen, words


@pytest.mark.parametrize("kind", PAGES)
def test_every_mark_of_the_charts_is_explained(kind: str) -> None:
    seen = parsed.squeezed(written(kind, review()).text)
    for words in (
        "Self-rating", "A peer institution’s view", "Middle of the peer views", "Middle falls between these two",
    ):  # fmt: skip
        assert kind == "md" or parsed.squeezed(words) in seen, words  # Markdown has the charts in words
    marks = key(ChartKey(named=False, between=False))
    assert [words for _, words in marks] == ["Self-rating", "One peer’s view", "Middle of the peer views", "Agreed"]
    compared = key(ChartKey(named=False, between=False, colleagues=True))
    assert [words for _, words in compared] == ["One colleague", "Agreed position"]


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_the_hub_has_not_agreed_stands_among_its_actions(kind: str) -> None:
    seen = written(kind, review()).text
    order = (
        "Actions of the hub",
        "Draft a shared leaver",
        "Proposed for the hub, not agreed",
        "Run a network",
        "Matters arising",
    )
    places = [parsed.squeezed(seen).find(parsed.squeezed(words)) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def middle(kind: str) -> str:
    """HTML breaks the line by an element, which the reader of cells does not see."""
    return "2 Building2 to 3, 3 views" if kind == "html" else "2 Building"


@pytest.mark.parametrize("kind", PAGES)
def test_outcomes_and_moments_are_said_in_words(kind: str) -> None:
    seen = parsed.squeezed(written(kind, review()).text)
    for words in (
        "Thursday 19 March 2026, 09:16 to 14:43",
        "Confirmed by Rosalind Achterley, 24 March 2026",
        "Apologies: Aisha Bello (Governor, Larkfield School).",
        "between 2 Building and 3 Embedded",
        "supported by 4",
        "Not yet satisfied",
        "Estuary Gate College, themes 2 and 3",
        "Proposed, not agreed",
        "10:05: Harrow Beck Academy, Challenge round was given 2 minutes from the rest of the same slot",
        "The part of The Causeway PRU can be read here once it has confirmed it.",
        "Tuesday 9 June 2026, 15:45",
        "Larkfield School: not confirmed by its own people",
        "The hour of Estuary Gate College was not held.",
        "1 Leadership and 2 Every learner",
        "Self-rating changed: 4 Leading → 3 Embedded, 19 March 2026, 09:48, Łukasz Łuczak (entered by Jamie Sorrell)",
        "34 learners with plans are reviewed together. Entered by Jamie Sorrell for Łukasz Łuczak.",
        "Joined-up planning does not reach SEN support. Entered by Rosalind Achterley for Łukasz Łuczak.",
        "not held",
        "added later",
        "Name a deputy for careers. added later",
    ):
        assert parsed.squeezed(words) in seen, words


@pytest.mark.parametrize("kind", ["html", "md"])
def test_nothing_that_people_wrote_becomes_markup(kind: str) -> None:
    page = EXPORTS["minutes", kind].write(hostile()).decode()
    if kind == "html":
        tags = parsed.html_tags(page.encode())
        assert "script" not in {tag for tag, _ in tags}
        assert not [name for _, attributes in tags for name in attributes if name == "style" or name.startswith("on")]
    else:
        bare = re.sub(r"\\.", "", page.replace("**", "").replace("<br>", ""))
        assert not re.search(r"[<>*_`\[\]{}~$]", bare)
    assert "49" not in parsed.squeezed(PAGES[kind](page.encode()).text)


def test_a_template_or_a_path_in_a_text_is_printed_not_followed() -> None:
    seen = parsed.squeezed(written("pdf", hostile()).text)
    for text in ('#read("/etc/passwd")', "{{7*7}}", "*x*", "=1+1", "<script>alert(1)</script>"):
        assert parsed.squeezed(text) in seen
    assert "root:" not in seen


@pytest.mark.parametrize("kind", SUMMARIES)
def test_a_summary_says_what_was_decided_and_no_more(kind: str) -> None:
    seen = parsed.squeezed(PAGES[kind](SUMMARIES[kind].write(review(), "i_harrow")).text)
    for words in (
        "Harrow Beck Academy: what was decided",
        "Moved down from 3. Joined-up planning does not reach SEN support.",
        "Write careers into the attendance strand of the improvement plan.",
        "Łukasz Łuczak",
        "22 May 2026",
        "Every Year 11 student has an interview by February.",
        "Who misses out, and do governors know?",
        "Tuesday 9 June 2026",
    ):
        assert parsed.squeezed(words) in seen, words
    for words in ("The gap has not moved.", "3 views", "between 2", "The modesty was misplaced.", "Name a deputy"):
        assert parsed.squeezed(words) not in seen, words


@pytest.mark.parametrize("kind", SUMMARIES)
def test_a_hostile_summary_is_written_too(kind: str) -> None:
    assert PAGES[kind](SUMMARIES[kind].write(hostile(), "i_harrow")).text
