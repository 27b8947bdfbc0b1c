"""Words that were removed leave no trace on the page for governors; the record says that they are gone."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from server.exports import EXPORTS, SUMMARIES
from sessions.minutes import Minutes
from sessions.room import REMOVED
from tests.server.exports import parsed
from tests.server.exports.sample import review
from tests.server.exports.test_formats import PAGES

pytestmark = pytest.mark.slow


def removed() -> Minutes:
    """Everything that anybody wrote for Harrow Beck has been removed, but for one of each that stands in lists."""
    minutes = review()
    harrow, larkfield = minutes.institutions
    assert minutes.next_meeting is not None
    gone = replace(
        harrow, wants=REMOVED,
        strengths=(replace(harrow.strengths[0], text=REMOVED), harrow.strengths[1]),
        questions=tuple(replace(one, text=REMOVED, status="parked") for one in harrow.questions),
        offers=(replace(harrow.offers[0], text=REMOVED),),
        ratings=tuple(
            replace(one, agreed=replace(one.agreed, words=REMOVED, doubt=REMOVED))
            for one in harrow.ratings
            if one.agreed
        ),
    )  # fmt: skip
    meeting = replace(minutes.next_meeting, purpose=REMOVED, place=REMOVED)
    return replace(minutes, institutions=(gone, larkfield), next_meeting=meeting)


@pytest.mark.parametrize("kind", SUMMARIES)
def test_governors_are_not_told_of_removed_words(kind: str) -> None:
    read: Callable[[bytes], parsed.Page] = PAGES[kind]
    for minutes in (removed(), replace(removed(), compares=True)):
        seen = parsed.squeezed(read(SUMMARIES[kind].write(minutes, "i_harrow")).text)
        assert parsed.squeezed(REMOVED) not in seen
        for words in ("Still to answer", "Offered to us", "What we wanted"):
            assert parsed.squeezed(words) not in seen, words
        assert parsed.squeezed("Sixth formers run the options evening.") in seen


@pytest.mark.parametrize("kind", SUMMARIES)
def test_an_agreed_action_stays_although_its_words_are_gone(kind: str) -> None:
    harrow, larkfield = review().institutions
    action = replace(harrow.actions[0], text=REMOVED, subject_to=REMOVED)
    minutes = replace(review(), institutions=(replace(harrow, actions=(action,)), larkfield))
    seen = parsed.squeezed(PAGES[kind](SUMMARIES[kind].write(minutes, "i_harrow")).text)
    assert parsed.squeezed(f"{REMOVED} Subject to: {REMOVED}") in seen


@pytest.mark.parametrize("kind", PAGES)
def test_the_record_says_that_words_are_gone(kind: str) -> None:
    assert parsed.squeezed(REMOVED) in parsed.squeezed(PAGES[kind](EXPORTS["minutes", kind].write(removed())).text)
