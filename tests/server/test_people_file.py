"""Spreadsheets about people and institutions as people write them: what is read, what is marked, what is refused."""

import time
from pathlib import Path

import pytest

from server.content import SAMPLE
from server.exports.wording import institution_type
from server.people_file import Fault, TooManyRows, Unreadable, lacking, markers_of, read_institutions, read_people
from server.people_file.kinds import kind_of, title_of
from server.people_file.roles import job_title_of

HARROW, LARKFIELD, CAUSEWAY, ESTUARY = FOUR = [
    "Harrow Beck Academy", "Larkfield School", "The Causeway PRU", "Estuary Gate College",
]  # fmt: skip


def sentences(faults: tuple[Fault, ...]) -> list[str]:
    """What is the matter, in words."""
    return [fault.sentence for fault in faults]


def people(*lines: str, head: str = "Name,E-mail,Institution,Job title,Room role") -> str:
    """A table as text."""
    return "\r\n".join([head, *lines])


def refusal(content: bytes | str) -> str:
    """Why nothing of it could be read."""
    with pytest.raises(Unreadable) as refused:
        read_people(content, FOUR)
    return refused.value.sentence


# The sample


def sample(name: str) -> bytes:
    """A file of the sample review."""
    return Path(SAMPLE / name).read_bytes()


def test_the_sample_is_read_whole() -> None:
    institutions = read_institutions(sample("institutions.csv"))
    assert [(row.name, row.type, row.urn) for row in institutions.good] == [
        (HARROW, "secondary", "900101"), (LARKFIELD, "special", "900102"), (CAUSEWAY, "pru", "900103"),
        (ESTUARY, "fe", "900104"),
    ]  # fmt: skip
    found = read_people(sample("people.csv"), FOUR)
    assert len(found.good) == 17
    assert not found.faults
    assert [row.room_role for row in found.rows[:4]] == ["facilitator", "co_facilitator", "observer", "member"]
    assert found.rows[0].institution == "Wexmoor Vale Careers Hub"
    assert found.rows[3].number == 5
    assert found.left_out == ()


def test_who_is_missing_is_said_of_each_institution() -> None:
    found = read_people(sample("people.csv"), FOUR)
    assert lacking([*FOUR, "Newcomer School"], [(row.institution, row.markers) for row in found.good]) == {
        HARROW: (), LARKFIELD: ("No SENDCo yet",), CAUSEWAY: (), ESTUARY: ("No SENDCo yet",),
        "Newcomer School": ("No senior leader yet", "No SENDCo yet"),
    }  # fmt: skip


# Columns and forms


def test_columns_are_known_by_the_names_that_people_give_them_in_any_order() -> None:
    text = (
        "Dietary needs\tSchool / College\tYour full name *\tWork e-mail address (required)\tPosition\n"
        "vegan\tlarkfield school\tAisha Bello\taisha@larkfield.example\tFamily Liaison Manager\n"
    )
    found = read_people(text, FOUR)
    (row,) = found.good
    assert (row.name, row.institution, row.email) == ("Aisha Bello", LARKFIELD, "aisha@larkfield.example")
    assert row.job_title == "Family Liaison Manager"
    assert found.left_out == ("Dietary needs",)
    assert found.columns["email"] == "Work e-mail address (required)"


def test_first_name_and_surname_may_stand_apart() -> None:
    (row,) = read_people("Surname;Forename;College\nOkonjo;Helen;Estuary Gate College\n", FOUR).good
    assert row.name == "Helen Okonjo"


def test_a_title_above_and_empty_rows_between_change_no_row_number() -> None:
    text = people(
        "",
        "Ann Lee,,Larkfield School,,",
        ",,,,",
        "Bo,,Larkfield School,,",
        head="Peer review,,,,\r\n\r\nName,E-mail,School,Post,",
    )
    assert [(row.number, row.name) for row in read_people(text, FOUR).rows] == [(5, "Ann Lee"), (7, "Bo")]


def test_a_line_break_inside_a_cell_makes_no_new_row() -> None:
    text = people('"Ann\nLee",,Larkfield School,"Careers\r\nLeader",', "Bo,,Larkfield School,,")
    assert [(r.number, r.name, r.job_title) for r in read_people(text, FOUR).rows] == [
        (2, "Ann Lee", "Careers Leader"), (3, "Bo", ""),
    ]  # fmt: skip


def test_excels_own_line_about_the_delimiter_is_no_row() -> None:
    (row,) = read_people("sep=;\r\nname;school\r\nLee, Ann;Larkfield School\r\n", FOUR).rows
    assert (row.number, row.name) == (2, "Lee, Ann")


def test_short_rows_and_trailing_empty_cells_are_read() -> None:
    text = people("Ann Lee,,Larkfield School", "Bo Li,,Larkfield School,,,,,,", "", ",,,")
    assert len(read_people(text, FOUR).good) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_names_come_through_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    text = people("Siân O’Pryce-Müller,,Larkfield School,,")
    (row,) = read_people(text.encode(encoding), FOUR).good
    assert row.name == "Siân O’Pryce-Müller"


@pytest.mark.parametrize("name", ["李小龍", "Ольга Петрова", "محمد علي", "D'Arcy Nic-Giolla-Bhríde", "Nguyễn Thị Ánh"])
def test_names_of_all_letters_are_kept(name: str) -> None:
    (row,) = read_people(people(f"{name},,Larkfield School,,").encode(), FOUR).good
    assert row.name == name


def test_what_looks_like_a_formula_is_text() -> None:
    (row,) = read_people(people('"=HYPERLINK(""http://x.example"",""A"")",,Larkfield School,+44 7700,'), FOUR).good
    assert row.name == '=HYPERLINK("http://x.example","A")'
    assert row.job_title == "+44 7700"


def test_control_characters_and_unseen_marks_are_cleaned_away() -> None:
    (row,) = read_people(people("\u202eAnn\x07\u200b  Lee\ufeff,,Larkfield School,,"), FOUR).good
    assert row.name == "Ann Lee"


# What is the matter with a row


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        (",ann@x.example,Larkfield School,,", "name", "Row 2: the name is missing (it has ann@x.example)."),
        ("TBC,,Larkfield School,SENDCo,", "name", "“TBC” is not a name (it has SENDCo)"),
        (
            "Ann,ann.x.example,Larkfield School,,",
            "email",
            "Row 2: the e-mail of Ann, “ann.x.example”, is not an address.",
        ),
        ("Ann,a@x.example b@y.example,Larkfield School,,", "email", "more than one address"),
        ("Ann,ann@localhost,Larkfield School,,", "email", "is not an address"),
        ("Ann,,,,", "institution", "Row 2: the institution of Ann is missing."),
        ("Ann,,Wexmoor Grammar,,", "institution", "“Wexmoor Grammar” is not among the institutions. Add it"),
        ("Ann,,Larkfield School,,juggler", "room_role", "Row 2: “juggler” is no role in the room. Write member,"),
        ("Ann,,Larkfield School," + "y" * 201 + ",", "job_title", "Row 2: Job title has 201 characters. Up to 200"),
    ],
)
def test_a_fault_names_row_cell_and_what_to_do(line: str, field: str, says: str) -> None:
    (row,) = read_people(people(line), FOUR).faulty
    (fault,) = row.faults
    assert (fault.row, fault.field) == (2, field)
    assert says in fault.sentence


def test_good_rows_are_kept_beside_faulty_ones() -> None:
    found = read_people(people("Ann,,Larkfield School,,", ",,Larkfield School,,", "Bo,,Larkfield School,,"), FOUR)
    assert [row.name for row in found.good] == ["Ann", "Bo"]
    assert [row.number for row in found.faulty] == [3]


@pytest.mark.parametrize("written", ["Harow Beck", "Harrow Beck", "harrow  beck acadamy", "Beck"])
def test_an_institution_written_otherwise_is_asked_about_and_not_guessed(written: str) -> None:
    (row,) = read_people(people(f"Ann,,{written},,"), FOUR).faulty
    assert row.faults[0].offers[0] == HARROW
    assert f"Is it {HARROW}" in row.faults[0].sentence


@pytest.mark.parametrize("written", ["causeway pru", "THE CAUSEWAY P.R.U", " The  Causeway-PRU"])
def test_case_spaces_and_punctuation_make_no_other_institution(written: str) -> None:
    (row,) = read_people(people(f"Ann,,{written},,"), FOUR).good
    assert row.institution == CAUSEWAY


def test_where_there_is_one_institution_the_column_may_be_absent() -> None:
    (row,) = read_people("Name\nAnn Lee\n", [LARKFIELD]).good
    assert row.institution == LARKFIELD


def test_facilitators_and_observers_may_come_from_elsewhere() -> None:
    found = read_people(people("Ann,,Careers Hub,,Facilitator", "Bo,,Boatworks,,observer", "Cy,,,,note taker"), FOUR)
    assert [row.room_role for row in found.good] == ["facilitator", "observer", "co_facilitator"]


def test_the_same_person_twice_is_marked_in_the_later_row() -> None:
    text = people(
        "Ann Lee,ann@x.example,Larkfield School,,",
        "ann  LEE,,larkfield school,,",
        "A. Lee,ANN@x.example,Larkfield School,,",
        "Ann Lee,ann@x.example,Harrow Beck Academy,,",
    )
    found = read_people(text, FOUR)
    assert [row.number for row in found.good] == [2, 5]
    assert "is in row 2 already" in found.faults[0].sentence
    assert "ANN@x.example is in row 2 already, for Ann Lee." in found.faults[1].sentence


def test_names_that_differ_in_their_vowels_alone_are_two_people() -> None:
    assert len(read_people(people("राम,,Larkfield School,,", "रीम,,Larkfield School,,"), FOUR).good) == 2


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("Ann Lee <ann@x.example>", "ann@x.example"), ("mailto:ann@x.example;", "ann@x.example"), ("n/a", ""),
        ("ann.o'lee+peer@careers.x-y.example", "ann.o'lee+peer@careers.x-y.example"),
    ],
)  # fmt: skip
def test_an_address_is_taken_out_of_what_mail_programs_copy(cell: str, address: str) -> None:
    (row,) = read_people(people(f"Ann,{cell},Larkfield School,,"), FOUR).good
    assert row.email == address


# Jobs and roles


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Head", "Headteacher"), ("SLT", "Senior leader"), ("senco", "SENDCo"), ("governor", "Governor"),
        ("CL", "Careers Leader"), ("Teacher of Latin", "Teacher of Latin"),
    ],
)  # fmt: skip
def test_short_words_for_jobs_are_written_out(written: str, title: str) -> None:
    assert job_title_of(written) == title
    (row,) = read_people(f"Name,School,Role\nAnn,Larkfield School,{written}\n", FOUR).good
    assert (row.job_title, row.room_role) == (title, "member")


def test_a_role_may_be_one_in_the_room_or_a_job_and_a_job_may_stand_in_the_wrong_column() -> None:
    found = read_people("Name,School,Role\nAnn,Larkfield School,Observer\nBo,Larkfield School,SENDCo\n", FOUR)
    assert [(row.job_title, row.room_role) for row in found.good] == [("", "observer"), ("SENDCo", "member")]
    (row,) = read_people(people("Ann,,Larkfield School,,Deputy Head"), FOUR).good
    assert (row.job_title, row.room_role) == ("Deputy Headteacher", "member")


def test_a_title_before_the_name_is_no_job() -> None:
    (row,) = read_people("Title,Name,School\nMrs,Ann Lee,Larkfield School\n", FOUR).good
    assert row.job_title == ""


@pytest.mark.parametrize(
    "job",
    [
        "Headteacher", "Head", "Head of School", "Executive Head", "Deputy Head Pastoral", "Acting Head",
        "Assistant Head for Inclusion",
        "Vice Principal, Curriculum and Quality", "Assistant Headteacher and Careers Leader", "SLT", "Chief Executive",
        "Senior Lead", "Senior Lead for Inclusion", "Head of School at Millfold",
    ],
)  # fmt: skip
def test_senior_leaders_are_recognised(job: str) -> None:
    assert "senior_leader" in markers_of(job)


@pytest.mark.parametrize(
    "job",
    [
        "Head of Year 9", "Head of Careers and Progression", "Head of Sixth Form", "Head Boy", "PA to the Headteacher",
        "Headteacher’s PA", "Principal Careers Adviser", "Principal Teacher", "Link Governor for Careers",
        "Deputy Head of Sixth Form", "Head of Faculty, Construction and Engineering", "Senior Lead Practitioner", "",
    ],
)  # fmt: skip
def test_others_are_not_taken_for_senior_leaders(job: str) -> None:
    assert "senior_leader" not in markers_of(job)


@pytest.mark.parametrize(
    "job", ["SENDCo", "SENCO", "SEN Co-ordinator", "Assistant Head and SENDCo", "Director of SEND"]
)
def test_sendcos_are_recognised(job: str) -> None:
    assert "sendco" in markers_of(job)


@pytest.mark.parametrize("job", ["Deputy SENDCo", "Teaching assistant", "Sender of post", "Assistant to the SENDCo"])
def test_others_are_not_taken_for_sendcos(job: str) -> None:
    assert "sendco" not in markers_of(job)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("special", "Special school"), ("ap", "Alternative provision"), ("studio_school", "Studio school")],
)
def test_a_type_has_the_same_words_on_pages_and_in_the_record(kind: str, words: str) -> None:
    assert title_of(kind) == institution_type(kind) == words


def test_a_column_may_tick_them() -> None:
    found = read_people("Name,School,SLT?,SENDCo\nAnn,Larkfield School,yes,\nBo,Larkfield School,no,x\n", FOUR)
    assert [row.markers for row in found.good] == [{"senior_leader"}, {"sendco"}]


# Institutions


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("secondary school", "secondary"), ("11-18", "secondary"), ("Secondary with sixth form", "secondary"),
        ("UTC", "secondary"), ("FE college", "fe"), ("sixth form", "fe"), ("Sixth Form College", "fe"), ("F.E.", "fe"),
        ("special", "special"), ("Academy special converter", "special"), ("SEND", "special"), ("PRU", "pru"),
        ("Pupil referral unit", "pru"), ("Academy alternative provision converter", "pru"), ("School", None),
        ("Academy", None), ("primary school", None), ("Community college", None), ("", None),
    ],
)  # fmt: skip
def test_types_are_known_as_people_write_them(written: str, kind: str | None) -> None:
    assert kind_of(written) == kind


def test_a_type_that_is_not_known_is_asked_about_with_those_that_are() -> None:
    found = read_institutions("School;Phase\nLittle Acorns;primary\nLarkfield;special\nOak;\n")
    assert [row.name for row in found.good] == ["Larkfield"]
    first, second = found.faults
    assert "Row 2: “primary” does not say which type Little Acorns is. Write Secondary school," in first.sentence
    assert first.offers == ("secondary", "special", "pru", "fe")
    assert "Row 4: the type of Oak is missing." in second.sentence


def test_a_hub_may_know_other_types() -> None:
    (row,) = read_institutions("name,type\nAcorns,primary\n", ["primary", "secondary"]).good
    assert row.type == "primary"
    assert read_institutions("name,type\nGate,FE\n", ["primary"]).faulty


def test_the_same_institution_twice_is_marked() -> None:
    found = read_institutions("name,type,urn\nOak,special,123456\nThe OAK,special,\nElm,special,URN 123456\n")
    assert [sentence.partition(":")[0] for sentence in sentences(tuple(found.faults))] == ["Row 3", "Row 4"]
    assert "is in row 2 already" in found.faults[0].sentence
    assert "123456 is the number of Oak in row 2" in found.faults[1].sentence


@pytest.mark.parametrize(("cell", "urn"), [("900101.0", "900101"), ("URN: 900 101", "900101"), ("n/a", "")])
def test_a_urn_is_a_number_however_it_is_written(cell: str, urn: str) -> None:
    assert read_institutions(f"name,type,URN\nOak,special,{cell}\n").good[0].urn == urn


def test_a_urn_that_is_none_is_marked() -> None:
    (row,) = read_institutions("name,type,URN\nOak,special,call us\n").faulty
    assert "“call us” is not a URN" in row.faults[0].sentence


# What cannot be read


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "There is nothing in it."),
        (b"\xef\xbb\xbf\r\n,,\r\n", "There is nothing in it."),
        ("Ann Lee,Larkfield School\nBo Li,Harrow Beck\n", "There are no headings. The first row has to say what each"),
        (
            "Ann Lee,Larkfield School\n",
            "“Name” and “Institution” are needed; E-mail, Job title, Room role can be there",
        ),
        ("Name,E-mail\nAnn,\n", "The column “Institution” is missing. Row 1 has: Name, E-mail."),
        ("Name,Institution\n", "There are headings and no rows under them."),
        (b"PK\x03\x04" + b"\0" * 100, "This is an Excel or Numbers workbook, not a CSV file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an old Excel workbook"),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\x00\x00\x01\x02" * 50, "This is not a table of text."),
        (b"\xff\xfeN\x00a", "Some letters of this file cannot be read."),
        (b"name,institution\nAnn\x81,x", "Some letters of this file cannot be read."),
        ('Name,Institution\nAnn,X\n"Bo,Y\nCy,Z\n', "A quotation mark that opens in row 3 is never closed"),
        ("Name,Institution\n" + "a" * 200_000, "Row 2 is one very long cell"),
        ("x" * 1_100_000, "This is a little over 1 MB. Up to 1 MB can be read"),
        ("name,institution\n" * 70_000, "Up to 1 MB can be read"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_sentence(content: bytes | str, says: str) -> None:
    assert says in refusal(content)


def test_a_file_of_five_thousand_rows_is_refused_at_once() -> None:
    text = people(*(f"Person {n},p{n}@x.example,Larkfield School,Teacher,member" for n in range(5000))).encode()
    began = time.perf_counter()
    assert refusal(text) == str(TooManyRows(5000))
    assert time.perf_counter() - began < 0.5


def test_two_hundred_people_and_twelve_institutions_are_read_in_no_time() -> None:
    names = [f"School number {n}" for n in range(12)]
    institutions = "name,type\n" + "".join(f"{name},secondary\n" for name in names)
    text = people(*(f"Person {n},p{n}@x.example,{names[n % 12]},Deputy Headteacher,member" for n in range(200)))
    began = time.perf_counter()
    known = [row.name for row in read_institutions(institutions.encode()).good]
    assert len(read_people(text.encode(), known).good) == 200
    assert time.perf_counter() - began < 0.1


def test_a_file_made_to_be_slow_is_not() -> None:
    names = ["".join("abcdef "[(n * k) % 7] for k in range(1, 150)) for n in range(1, 41)]
    text = people(*(f"{'(' * 90},{'a.' * 45}@,{names[n % 40][::-1]} {n},{'head of ' * 6},x" for n in range(2000)))
    began = time.perf_counter()
    assert len(read_people(text, names).faulty) == 2000
    assert time.perf_counter() - began < 5
