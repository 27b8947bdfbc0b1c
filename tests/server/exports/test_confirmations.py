"""What the printed record says of hours not held, of parts that nobody confirmed and of people who were not there."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from server.exports import EXPORTS, SUMMARIES
from sessions.minutes import Minutes
from tests.server.exports import parsed
from tests.server.exports.sample import CAUSEWAY, COLLEGE, HARROW, LARKFIELD, START, review

pytestmark = pytest.mark.slow

PAGES: dict[str, Callable[[bytes], parsed.Page]] = {
    "html": parsed.html_page,
    "md": parsed.markdown_page,
    "docx": parsed.docx_page,
    "pdf": parsed.pdf_page,
}


def closed() -> Minutes:
    """Harrow Beck has confirmed; Larkfield’s hour was not held; two parts are withheld, one of an hour not held."""
    minutes = review()
    harrow, larkfield = minutes.institutions
    larkfield = replace(larkfield, held=False, ratings=(), actions=())
    airtime = tuple(replace(line, held=line.institution in (HARROW, CAUSEWAY)) for line in minutes.airtime)
    return replace(
        minutes, state="draft", confirmed_by="", confirmed_at=None, institutions=(harrow, larkfield), airtime=airtime,
        withheld=(CAUSEWAY, COLLEGE), not_for_observers=(),
    )  # fmt: skip


def confirmed() -> Minutes:
    """The same once the facilitator has confirmed the minutes, for an observer whom two hosts have not admitted."""
    return replace(
        closed(), state="confirmed", confirmed_by="Rosalind", confirmed_at=START, withheld=(),
        not_for_observers=(CAUSEWAY, COLLEGE),
    )  # fmt: skip


def says(minutes: Minutes, kind: str, *words: str, not_: tuple[str, ...] = ()) -> None:
    seen = parsed.squeezed(PAGES[kind](EXPORTS["minutes", kind].write(minutes)).text)
    assert [one for one in words if parsed.squeezed(one) not in seen] == []
    assert [one for one in not_ if parsed.squeezed(one) in seen] == []


@pytest.mark.parametrize("kind", PAGES)
def test_nobody_is_waited_for_to_confirm_an_hour_that_was_not_held(kind: str) -> None:
    says(
        closed(), kind,
        "Harrow Beck Academy confirmed by Imogen Thackray",
        "Larkfield School: hour not held, nothing to confirm",
        "The Causeway PRU not yet confirmed",
        "Estuary Gate College: hour not held, nothing to confirm",
        "The part of The Causeway PRU can be read here once it has confirmed it.",
        "The hour of Estuary Gate College was not held.",
    )  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_what_the_close_left_unconfirmed_is_not_promised_any_more(kind: str) -> None:
    unconfirmed = replace(confirmed(), institutions=(replace(review().institutions[1], held=True),))
    says(
        unconfirmed, kind,
        "Larkfield School: not confirmed by its own people",
        "The Causeway PRU has not let observers into its hour.",
        not_=("not yet confirmed", "can be read here", "The Causeway PRU: not confirmed"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_all_institutions_of_the_room_are_named_whoever_reads(kind: str) -> None:
    says(review(), kind, f"{HARROW}, {LARKFIELD}, {CAUSEWAY} and {COLLEGE}")


@pytest.mark.parametrize("kind", PAGES)
def test_a_facilitator_who_was_not_there_did_not_facilitate(kind: str) -> None:
    rosalind, jamie, *others = review().attendance
    away = replace(jamie, status="absent", arrived=None)
    says(replace(review(), attendance=(rosalind, away, *others)), kind, not_=("Rosalind Achterley and Jamie Sorrell",))
    says(
        replace(review(), attendance=(rosalind, away, *others), closed_at=None), kind,
        "Rosalind Achterley and Jamie Sorrell",  # who may still come
    )  # fmt: skip


def test_an_hour_that_was_not_held_takes_no_page_of_its_own() -> None:
    harrow, larkfield = review().institutions
    bare = replace(larkfield, ratings=(), actions=(), context="")
    others = [replace(bare, id=f"i_{n}", name=f"School {n}", held=n in (0, 4)) for n in range(5)]
    minutes = replace(review(), institutions=(harrow, *others))

    def page_of(name: str) -> int:
        pages = PdfReader(BytesIO(EXPORTS["minutes", "pdf"].write(minutes))).pages
        return next(n for n, page in enumerate(pages) if f". {name}" in page.extract_text())

    assert page_of("School 1") == page_of("School 2") == page_of("School 3") == page_of("School 4")
    file = docx.Document(BytesIO(EXPORTS["minutes", "docx"].write(minutes)))
    broken = [line.text for line in file.paragraphs if line.paragraph_format.page_break_before]
    assert broken == ["1. Harrow Beck Academy", "2. School 0"]


def footnote(minutes: Minutes, institution: str, kind: str) -> str:
    return parsed.squeezed(PAGES[kind](SUMMARIES[kind].write(minutes, institution)).text)


@pytest.mark.parametrize("kind", SUMMARIES)
def test_governors_read_only_what_happened(kind: str) -> None:
    assert parsed.squeezed(
        "Peers gave their views unseen; Harrow Beck Academy agreed its own levels. Confirmed on 23 March 2026."
    ) in footnote(confirmed(), "i_harrow", kind)
    nothing = footnote(confirmed(), "i_larkfield", kind)
    assert parsed.squeezed("This hour was not held.") in nothing
    assert parsed.squeezed("The minutes were confirmed on 19 March 2026.") in nothing
    for words in ("Peers gave", "agreed its own", "Draft", "Agreed actions"):
        assert parsed.squeezed(words) not in nothing


@pytest.mark.parametrize("kind", SUMMARIES)
def test_governors_are_told_that_nobody_confirmed_their_part(kind: str) -> None:
    minutes = replace(confirmed(), institutions=(replace(review().institutions[1], held=True),))
    assert parsed.squeezed("The minutes were confirmed on 19 March 2026, this part not by its own people.") in footnote(
        minutes, "i_larkfield", kind
    )
    draft = replace(minutes, state="draft", confirmed_at=None)
    assert parsed.squeezed("Draft, not yet confirmed.") in footnote(draft, "i_larkfield", kind)
