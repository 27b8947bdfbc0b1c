"""A level that nobody decided on is said to be undecided: in the minutes and on the page for governors."""

import pytest
from msgspec.structs import replace

from server.exports import EXPORTS, SUMMARIES
from sessions.minutes import Minutes
from tests.server.exports import parsed
from tests.server.exports.sample import review
from tests.server.exports.test_formats import PAGES, WITH_TABLES, table, written

pytestmark = pytest.mark.slow


def draft() -> Minutes:
    return replace(review(), state="draft", confirmed_by="", confirmed_at=None)


@pytest.mark.parametrize("kind", WITH_TABLES)
def test_the_minutes_say_what_was_not_rated_and_not_decided(kind: str) -> None:
    undecided = table(written(kind, review()), "Statement", "Self")[2]
    assert undecided == ["1.3 Careers does not rest on one person", "Not rated", "", "Not decided", ""]
    assert table(written(kind, draft()), "Statement", "Self")[2][3] == "Not decided yet"


def test_the_pdf_says_so_too() -> None:
    text = parsed.pdf_page(EXPORTS["minutes", "pdf"].write(review())).text
    assert parsed.squeezed("Not decided") in parsed.squeezed(text)


@pytest.mark.parametrize("kind", SUMMARIES)
def test_governors_read_which_levels_were_not_decided(kind: str) -> None:
    seen = parsed.squeezed(PAGES[kind](SUMMARIES[kind].write(review(), "i_harrow")).text)
    assert parsed.squeezed("1.3 Careers does not rest on one person Not decided") in seen
    assert seen.index(parsed.squeezed("Joined-up planning")) < seen.index(parsed.squeezed("Not decided"))


def test_what_was_decided_comes_first_where_a_page_cannot_hold_all() -> None:
    harrow = review().institutions[0]
    agreed, _, undecided = harrow.ratings
    many = replace(harrow, ratings=(*[undecided] * 9, agreed))
    shown = parsed.html_page(SUMMARIES["html"].write(replace(review(), institutions=(many,)), "i_harrow"))
    assert shown.tables[0][1][0].startswith("2.3")
    assert "more in the minutes." in shown.text
