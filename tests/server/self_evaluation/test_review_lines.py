"""The levels of a review held elsewhere, as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import read_content
from server.self_evaluation.review_lines import ReviewLine, TooMuchPasted, read_review_lines
from sessions.framework import outline

MODEL = outline(read_content().frameworks["schools"])


def read(text: str) -> list[tuple[str, int, str]]:
    lines = read_review_lines(text, MODEL)
    assert not any(line.fault for line in lines), lines
    return [(line.statement, line.level, line.evidence) for line in lines]


def fault(text: str) -> str:
    return next(line.fault for line in read_review_lines(text, MODEL) if line.fault)


@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        ("1.1 3", ""), ("1.1: Embedded", ""), ("1.1\t3\tThe plan", "The plan"), ("1.1,embedded,The plan", "The plan"),
        ("1.1; 3; The plan", "The plan"), ("1.1 – Level 3 – The plan", "The plan"), ("• 1.1 = 3", ""),
        ('"1.1","3","A ""fine"" plan"', 'A "fine" plan'), ("1.1 3 Embedded: since May", "since May"),
        ("1.1 (3) x", ""), ("1.1|3|- one, two", "one, two"), ("1.1: 3. 2019 was the year", "2019 was the year"),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_is_written(line: str, evidence: str) -> None:
    if "(3)" in line:
        assert "is not a level" in fault(line)
        return
    assert read(line) == [("1.1", 3, evidence)]


def test_lines_headings_and_empty_lines() -> None:
    assert read("statement\tlevel\n\n1.1\t3\r\n\n2.1\t1\n") == [("1.1", 3, ""), ("2.1", 1, "")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("9.9 3", "Line 1: “9.9” is not a statement of"), ("1.10 3", "is not a statement"), ("Vision 3", "“Vision”"),
        ("1.1", "the level is missing"), ("1.1 high", "“high” is not a level"), ("1.1 7", "there is no level 7"),
        ("1.1 2.5", "is not a level"), ("1.1 3 Starting", "it says 3 and Starting, which is 1"),
        ("1.1 3 =HYPERLINK(A1)", "is a formula"), ("1.1 3 +SUM(A1)", "is a formula"),
        ("1.1 3 " + "x" * 4001, "4,001 characters"), ("1.1 3\n1.1 3", "1.1 stands in line 1 already"),
    ],
)  # fmt: skip
def test_each_line_says_what_is_the_matter(line: str, says: str) -> None:
    assert says in fault(line)


@pytest.mark.parametrize("text", ["", " \n ", "statement,level", "1.1 3\n" * 201, "x" * 200_001])
def test_nothing_and_far_too_much_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(TooMuchPasted) as refused:
        read_review_lines(text, MODEL)
    assert refused.value.sentence.endswith(".")


@given(
    st.text(max_size=300) | st.from_regex(r"(1\.[1-9][\t :,]*([1-9]|Lead|Leading|=x|.{0,9})\n){0,6}", fullmatch=True)
)
def test_whatever_is_pasted_is_a_level_of_the_model_or_a_fault(text: str) -> None:
    try:
        lines = read_review_lines(text, MODEL)
    except TooMuchPasted:
        return
    for line in lines:
        assert isinstance(line, ReviewLine)
        assert line.fault or (MODEL.has_level(line.level) and MODEL.statement(line.statement))
