"""What makes each kind of file good in its own way: tags in PDF, styles in Word, dates in Excel, ids in calendars."""

import time
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import docx
import msgspec
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from server.exports import EXPORTS, SUMMARIES, UnknownInstitution, file_name
from sessions.minutes import InstitutionPart
from tests.server.exports import parsed
from tests.server.exports.sample import harrow_beck, level, review
from tests.server.exports.trials import hostile, long_review

pytestmark = pytest.mark.slow

NAMES = ("Łuczak", "Nguyễn", "Thị", "Hà", "محمد", "الفاسي", "李小龙")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return EXPORTS["minutes", "pdf"].write(review())


@pytest.fixture(scope="module")
def word() -> bytes:
    return EXPORTS["minutes", "docx"].write(review())


def test_a_pdf_says_that_it_is_accessible(pdf: bytes) -> None:
    read = PdfReader(BytesIO(pdf))
    root: Any = read.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert read.metadata is not None
    assert read.metadata.title == "Wexmoor Vale spring review"
    assert read.metadata.author == "Wexmoor Vale Careers Hub"


def test_a_pdf_is_tagged(pdf: bytes) -> None:
    tags = parsed.pdf_tags(pdf)
    kinds = [kind for kind, _ in tags]
    assert {"/Title", "/H1", "/H2", "/L", "/LI", "/Table", "/THead", "/TH", "/TD", "/Figure", "/P"} <= set(kinds)
    headings = [kind for kind in kinds if kind in ("/H1", "/H2", "/H3")]
    assert headings[0] == "/H1"
    pictures = [alt for kind, alt in tags if kind == "/Figure"]
    assert pictures[0] == "Self-rating 3. Peer views: middle 2, from 2 to 3. Agreed 2."
    assert all(pictures)


def fonts_of(pdf: bytes) -> list[Any]:
    pages: Any = PdfReader(BytesIO(pdf)).pages
    return [font for page in pages for font in page["/Resources"]["/Font"].values()]


def test_a_pdf_brings_all_its_letters(pdf: bytes) -> None:
    fonts = {
        str(descriptor["/FontName"]).partition("+")[2]
        for font in fonts_of(pdf)
        for descendant in font["/DescendantFonts"]
        if (descriptor := descendant["/FontDescriptor"]).keys() & {"/FontFile2", "/FontFile3"}
    }
    assert {"AtkinsonHyperlegibleNext-Regular", "NotoSans-Regular", "Vazirmatn-Regular", "NotoSansSC-Regular"} <= fonts
    text = parsed.pdf_page(pdf).text
    assert [name for name in NAMES if name not in text] == []


def test_a_long_review_is_printed_within_seconds() -> None:
    began = time.perf_counter()
    pdf = EXPORTS["minutes", "pdf"].write(long_review())
    took = time.perf_counter() - began
    assert len(PdfReader(BytesIO(pdf)).pages) > 20
    assert took < 10


def test_word_files_have_headings_titles_and_descriptions(word: bytes) -> None:
    opened = docx.Document(BytesIO(word))
    properties = opened.core_properties
    assert (properties.title, properties.language) == ("Wexmoor Vale spring review", "en-GB")
    assert properties.created.date() == date(2026, 3, 24)
    headings = parsed.docx_page(word).headings
    assert headings[0] == (1, "Wexmoor Vale spring review")
    assert (2, "1. Harrow Beck Academy") in headings
    assert (3, "Ratings") in headings
    assert all(table._tbl.tr_lst[0].findall(f".//{qn('w:tblHeader')}") for table in opened.tables)
    captions = [element.get(qn("w:val")) for element in opened.element.iter(qn("w:tblCaption"))]
    assert "Ratings of Harrow Beck Academy" in captions
    descriptions = [element.get("descr") for element in opened.element.iter(qn("wp:docPr"))]
    assert "Self-rating 3. Peer views: middle 2, from 2 to 3. Agreed 2." in descriptions
    assert None not in descriptions


def test_word_files_turn_arabic_words_and_only_those(word: bytes) -> None:
    runs = docx.Document(BytesIO(word)).element.iter(qn("w:r"))
    turned = {run.text for run in runs if run.findall(f".//{qn('w:rtl')}")}
    assert turned == {"محمد الفاسي"}


def test_actions_are_the_same_in_csv_and_excel() -> None:
    for minutes in (review(), hostile()):
        rows = parsed.csv_rows(EXPORTS["actions", "csv"].write(minutes))
        sheet = parsed.xlsx_rows(EXPORTS["actions", "xlsx"].write(minutes))
        assert len(rows) == len(sheet) == 5
        for row, line in zip(rows, sheet, strict=True):
            assert line.pop("Due") == datetime.fromisoformat(row.pop("Due"))
            assert {key: value or "" for key, value in line.items()} == row


def test_actions_hold_what_was_minuted() -> None:
    rows = parsed.csv_rows(EXPORTS["actions", "csv"].write(review()))
    assert rows[0] == {
        "Action": "Write careers into the attendance strand of the improvement plan.",
        "Institution": "Harrow Beck Academy",
        "Who": "Łukasz Łuczak",
        "Due": "2026-05-22",
        "Status": "Agreed",
        "Subject to": "the head’s word",
        "Statement": "1.1 Vision and a plan that lasts",
        "Priority": "Raise attendance in Years 9 and 10",
        "Id": "HB-1",
    }
    assert [row["Status"] for row in rows] == ["Agreed", "Proposed", "Agreed", "Agreed", "Proposed"]
    assert rows[3]["Institution"] == "The hub"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1+1", "\t=1"])
def test_what_looks_like_a_formula_stays_text(formula: str) -> None:
    action = msgspec.structs.replace(harrow_beck().actions[0], text=formula)
    part = msgspec.structs.replace(harrow_beck(), actions=(action,))
    minutes = msgspec.structs.replace(review(), institutions=(part,))
    file = EXPORTS["actions", "csv"].write(minutes)
    assert file.startswith(b"\xef\xbb\xbf")
    assert file.decode("utf-8-sig").splitlines()[1].startswith("'")
    sheet = openpyxl.load_workbook(BytesIO(EXPORTS["actions", "xlsx"].write(minutes))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == formula.replace("\t", " ")


def test_excel_keeps_headings_in_sight() -> None:
    sheet = openpyxl.load_workbook(BytesIO(EXPORTS["actions", "xlsx"].write(review()))).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I6"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > 50


def test_agreed_actions_are_days_in_a_calendar() -> None:
    events = parsed.events(EXPORTS["actions", "ics"].write(review()))
    assert [str(event["uid"]) for event in events] == [
        "r_wexmoor-HB-1@review-rooms",
        "r_wexmoor-LF-1@review-rooms",
        "r_wexmoor-HUB-1@review-rooms",
    ]
    first = events[0]
    assert first["dtstart"].dt == date(2026, 5, 22)
    assert str(first["summary"]).startswith("Due: Write careers into")
    for words in ("Who: Łukasz Łuczak", "Subject to: the head’s word", "Harrow Beck Academy"):
        assert words in str(first["description"])


def test_the_meeting_is_a_calendar_file() -> None:
    meeting, following = parsed.events(EXPORTS["meeting", "ics"].write(review()))
    assert meeting["dtstart"].dt == datetime(2026, 3, 19, 9, 15, tzinfo=UTC)
    assert meeting["dtend"].dt == datetime(2026, 3, 19, 11, 40, tzinfo=UTC)
    assert str(meeting["location"]) == "Wexmoor Vale Civic Rooms, Long Barn Room"
    assert following["dtstart"].dt == datetime(2026, 6, 9, 14, 45, tzinfo=UTC)


def test_calendars_take_hostile_texts() -> None:
    events = parsed.events(EXPORTS["actions", "ics"].write(hostile()))
    assert len(events) == 3
    assert parsed.events(EXPORTS["meeting", "ics"].write(hostile()))[1]["dtstart"].dt == date(2026, 6, 9)


def much(part: InstitutionPart, text: str) -> InstitutionPart:
    """The part with more of everything than a page holds, each saying `text`."""
    agreed = level(2, text)
    return msgspec.structs.replace(
        part,
        ratings=tuple(msgspec.structs.replace(part.ratings[0], title=text, agreed=agreed) for _ in range(12)),
        actions=tuple(msgspec.structs.replace(part.actions[0], text=text, subject_to=text) for _ in range(20)),
        strengths=tuple(msgspec.structs.replace(remark, text=text) for remark in part.strengths * 6),
        questions=tuple(msgspec.structs.replace(part.questions[1], text=text) for _ in range(9)),
        offers=tuple(msgspec.structs.replace(part.offers[0], text=text) for _ in range(9)),
        wants=text,
    )


@pytest.mark.parametrize("length", [10, 30, 60, 70, 75, 80, 85, 90, 100, 150, 2000])
def test_a_summary_is_one_page_however_much_was_said(length: int) -> None:
    long = "A sentence that goes on for a good while, as sentences in minutes do when nobody stops them. " * 30
    part = much(harrow_beck(), long[:length])
    pdf = SUMMARIES["pdf"].write(msgspec.structs.replace(review(), institutions=(part,)), part.id)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert "more in the minutes." in parsed.pdf_page(pdf).text


def test_there_is_no_summary_of_a_part_that_is_not_in_the_minutes() -> None:
    with pytest.raises(UnknownInstitution):
        SUMMARIES["html"].write(review(), "i_causeway")


def test_a_file_is_named_after_its_meeting() -> None:
    assert file_name("Wexmoor Vale: Frühjahr 2026", "minutes", "pdf") == "wexmoor-vale-fr-hjahr-2026-minutes.pdf"
    assert file_name("李小龙", "actions", "csv") == "actions.csv"
    spring = "Wexmoor Vale spring review"
    assert file_name(spring, "summary", "pdf", "St Anne’s") == "st-anne-s-wexmoor-vale-spring-review-summary.pdf"
