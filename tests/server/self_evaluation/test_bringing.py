"""Compass results and a review held before: looked at first, then taken; nothing half-imported."""

from server.content import SAMPLE
from tests.server.self_evaluation.at_home import HOST, IMOGEN, ROSALIND, RUTH, SIOBHAN, SLOT, AtHome, words

LINES = "1.1 3\n1.2: Starting, what we saw"
TABLE = (
    "institution,benchmark,percent,date\nHarrow Beck Academy,1,82,2026-10-08\nLarkfield School,1,50,2026-10-08\n,9,x,\n"
)


async def results(home: AtHome, institution: str = HOST) -> dict[str, list[int]]:
    there = (await home.now()).benchmarks.get(home.room.institutions[institution], {})
    return {number: [one.percent for one in own] for number, own in there.items()}


async def test_percentages_are_typed_and_stand_beside_their_theme(home: AtHome) -> None:
    answer = await home.posts(
        IMOGEN, "bring/typed", command="c-1", date="2026-10-08", **{"percent-1": "82", "percent-4": "63%"}
    )
    assert answer.status_code == 303
    await home.posts(IMOGEN, "bring/typed", command="c-1", date="2026-10-08", **{"percent-1": "82", "percent-4": "63%"})
    assert await results(home) == {"1": [82], "4": [63]}
    for path in ("agree/1.1", "theme/1"):
        assert "A stable careers programme at 82% (8 October 2026)" in await home.sees(IMOGEN, path)


async def test_what_was_typed_wrongly_stands_there_with_a_sentence(home: AtHome) -> None:
    answer = await home.posts(IMOGEN, "bring/typed", date="2099-01-01", **{"percent-1": "<82>", "percent-2": "70"})
    assert answer.status_code == 422
    said = words(answer)
    assert "“<82>” is not a percentage" in said
    assert "still to come" in said
    assert 'value="&lt;82&gt;"' in answer.text
    assert 'value="70"' in answer.text
    for form, sentence in (({"date": ""}, "Write the day"), ({"date": "2026-10-08"}, "no percentage yet")):
        assert sentence in words(await home.posts(IMOGEN, "bring/typed", **form))
    assert await results(home) == {}


async def test_of_a_spreadsheet_the_good_rows_of_ones_own_are_taken(home: AtHome) -> None:
    answer = await home.posts(IMOGEN, "bring/compass", pasted=TABLE, do="look")
    said = words(answer)
    assert "1 result to take" in said
    assert "Larkfield School brings its own results" in said
    assert await results(home) == {}
    for _ in range(2):
        answer = await home.posts(IMOGEN, "bring/compass", pasted=TABLE, do="take", command="c-take")
        assert answer.status_code == 303
    assert await results(home) == {"1": [82]}
    assert "50" not in str(await results(home, "Larkfield School"))
    answer = await home.posts(IMOGEN, "bring/compass", pasted=TABLE.replace("82", "83"), do="look")
    assert "1 takes the place of another percentage" in words(answer)


async def test_a_faulty_row_is_mended_on_the_page_and_nothing_is_taken_unseen(home: AtHome) -> None:
    table = "benchmark,percent,date\n1,82,2026-10-08\n\n2,<lots>,2026-10-08\n3,64,soon\n"
    page = (await home.posts(IMOGEN, "bring/compass", pasted=table, do="look")).text
    assert 'name="mend-4-percent" value="&lt;lots&gt;"' in page
    assert 'name="mend-2-percent"' not in page  # it is fine as it is
    assert "2 rows need mending." in " ".join(page.split())
    shown = {"pasted": table, "shown": page.partition('name="shown" value="')[2].partition('"')[0]}
    mended = {"mend-4-benchmark": "2", "mend-4-percent": " 71% ", "mend-4-date": "2026-10-08", "mend-5-date": "later"}
    answer = await home.posts(IMOGEN, "bring/compass", **shown, **mended, do="take", command="c-first")
    assert "Not taken yet." in words(answer)
    assert "2 results to take" in words(answer)
    assert 'name="mend-4-percent" value="71%"' in answer.text  # and stays mended
    assert 'name="mend-5-date" value="later"' in answer.text
    assert await results(home) == {}
    shown["shown"] = answer.text.partition('name="shown" value="')[2].partition('"')[0]
    assert (
        await home.posts(IMOGEN, "bring/compass", **shown, **mended, do="take", command="c-next")
    ).status_code == 303
    assert await results(home) == {"1": [82], "2": [71]}


async def test_a_facilitator_brings_the_results_of_all(home: AtHome) -> None:
    file = (SAMPLE / "compass.csv").read_bytes()
    answer = await home._asks(
        ROSALIND, "POST", "bring/compass", {}, data={"do": "look"}, files={"table": ("c.csv", file)}
    )
    assert "results to take" in words(answer)
    answer = await home.posts(ROSALIND, "bring/compass", pasted=file.decode(), do="take")
    assert answer.status_code == 303
    assert len(await results(home)) == 8
    assert len(await results(home, "Estuary Gate College")) == 8
    answer = await home.posts(ROSALIND, "bring/typed", date="2026-11-01", institution="i_x", **{"percent-1": "1"})
    assert "Choose the school or college." in words(answer)
    other = home.room.institutions["Larkfield School"]
    await home.posts(ROSALIND, "bring/typed", date="2026-11-01", institution=other, **{"percent-1": "1"})
    assert (await results(home, "Larkfield School"))["1"][-1] == 1
    answer = await home.posts(SIOBHAN, "bring/typed", date="2026-11-01", institution="x", **{"percent-1": "2"})
    assert (await results(home, "Larkfield School"))["1"][-1] == 2


async def test_what_is_no_table_is_refused_and_the_page_is_still_there(home: AtHome) -> None:
    for pasted in ("", "hello", "=1+1"):
        answer = await home.posts(IMOGEN, "bring/compass", pasted=pasted, do="look")
        assert answer.status_code == 422
    big = b"a,b\n" * 400_000
    for content in (b"PK\x03\x04" + b"\0" * 99, big):
        answer = await home._asks(
            IMOGEN, "POST", "bring/compass", {}, data={"do": "look"}, files={"table": ("x", content)}
        )
        assert answer.status_code == 422
        assert "Compass, from a spreadsheet" in words(answer)
    assert await results(home) == {}


async def test_a_review_held_before_is_looked_at_and_taken_whole(home: AtHome) -> None:
    await home.room.does(RUTH, "AgreePosition", slot=SLOT, statement="1.1", level=1, evidence="Older")
    said = words(await home.posts(IMOGEN, "bring/review", review=LINES, do="look"))
    assert "2 positions to take over" in said
    assert "1 takes the place of what you have agreed, 1 with its evidence." in said
    assert "Older" in said
    for _ in range(2):
        answer = await home.posts(IMOGEN, "bring/review", review=LINES, do="take", command="c-review")
        assert answer.status_code == 303
    there = await home.positions()
    assert [(one.level, one.evidence, one.brought) for one in there.values()] == [
        (3, "", True), (1, "what we saw", True),
    ]  # fmt: skip
    assert "From a review held before" in await home.sees(IMOGEN, "agree/1.1")


async def test_one_faulty_line_and_nothing_is_taken(home: AtHome) -> None:
    for does in ("look", "take"):
        answer = await home.posts(IMOGEN, "bring/review", review=f"{LINES}\n9.9 <2>", do=does)
        assert "1 line to mend" in words(answer)
        assert "Line 3: “9.9” is not a statement" in words(answer)
        assert "9.9 &lt;2&gt;" in answer.text
    assert await home.positions() == {}
    assert (await home.posts(IMOGEN, "bring/review", review="", do="look")).status_code == 422
    assert (await home.posts(ROSALIND, "bring/review", review=LINES, do="take")).status_code == 403


async def test_after_the_meeting_a_review_is_refused_in_a_sentence(home: AtHome) -> None:
    await home.room.does(ROSALIND, "OpenRoom")
    await home.room.does(ROSALIND, "CloseRoom")
    answer = await home.posts(IMOGEN, "bring/review", review=LINES, do="take")
    assert "nobody rates any more" in words(answer)
    assert "A leadership review held before" not in await home.sees(IMOGEN, "bring")
    for slot in ("slot-1", "slot-2", "slot-3", "slot-4"):
        await home.room.tries(IMOGEN, "ConfirmPart", slot=slot)
    await home.room.does(ROSALIND, "ConfirmMinutes")
    assert "Keep these" not in await home.sees(IMOGEN, "bring")
    answer = await home.posts(IMOGEN, "bring/typed", date="2026-10-08", **{"percent-1": "82"})
    assert "The minutes are confirmed" in words(answer)
