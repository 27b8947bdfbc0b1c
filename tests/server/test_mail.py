"""Letters, through a real mail server on a socket: what arrives, what is said where they cannot leave and logged."""

import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from server import logs
from server.mail import Enclosure, Letter, Mail, NotSent
from tests.server.letterbox import certificate, letterbox

SENDER = "Review Rooms <rooms@rooms.example>"
LETTER = Letter(to="imogen@harrowbeck.example", name="Imogen Thackray", subject="Your link", text="Here it is.\n")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the log goes in this test."""
    stream = io.StringIO()
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=_to(stream))
    yield stream
    structlog.reset_defaults()


def _to(stream: io.StringIO) -> structlog.PrintLoggerFactory:
    return structlog.PrintLoggerFactory(stream)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with letterbox() as box:
        await Mail(box.url, SENDER).send(LETTER)
    (letter,) = box.letters
    assert (box.sent_from, box.sent_to) == (["rooms@rooms.example"], ["imogen@harrowbeck.example"])
    assert (letter["From"], letter["To"]) == (SENDER, "Imogen Thackray <imogen@harrowbeck.example>")
    assert letter["Subject"] == "Your link"
    assert letter["Date"]
    assert letter["Message-ID"].endswith("@rooms.example>")
    assert letter.get_content() == "Here it is.\n"
    assert box.encrypted == [False]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Łucja Nguyễn", "Przegląd: jesień"),
        ('"Quote", (comment) <x@y>', "=?utf-8?q?not?="),
        ("", "a\r\nBcc: b@c.example"),
    ],
)
async def test_names_and_subjects_are_words_and_nothing_else(name: str, subject: str) -> None:
    async with letterbox() as box:
        await Mail(box.url, SENDER).send(Letter(to="a@b.example", name=name, subject=subject, text="…\n.\n.."))
    (letter,) = box.letters
    assert box.sent_to == ["a@b.example"]
    assert letter["To"].addresses[0].display_name == name
    assert letter["Bcc"] is None
    assert letter.get_content() == "…\n.\n..\n"


async def test_a_file_goes_with_it() -> None:
    diary = Enclosure("review.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    async with letterbox() as box:
        letter = Letter(to="a@b.example", subject="s", text="t", reply_to="lead@hub.example", enclosures=[diary])
        await Mail(box.url, SENDER).send(letter)
    (found,) = box.letters[0].iter_attachments()
    assert (found.get_filename(), found.get_content_type()) == ("review.ics", "text/calendar")
    assert box.letters[0]["Reply-To"] == "lead@hub.example"


async def test_user_and_password_are_taken_from_the_address() -> None:
    async with letterbox(wants=("us/er", "p@ss word")) as box:
        await Mail(f"smtp://us%2Fer:p%40ss%20word@127.0.0.1:{box.port}", SENDER).send(LETTER)
        assert box.signed_in == [("us/er", "p@ss word")]
        with pytest.raises(NotSent, match="user and password in SMTP_URL"):
            await Mail(f"smtp://us%2Fer:wrong@127.0.0.1:{box.port}", SENDER).send(LETTER)
    assert len(box.letters) == 1


async def test_letters_go_encrypted_where_it_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, tls = certificate(tmp_path)
    async with letterbox(tls=tls) as box, letterbox(tls=tls, from_the_first=True) as other:
        with pytest.raises(NotSent, match="certificate could not be trusted"):
            await Mail(box.url, SENDER).send(LETTER)
        with pytest.raises(NotSent, match="certificate could not be trusted"):
            await Mail(f"smtps://127.0.0.1:{other.port}", SENDER).send(LETTER)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        await Mail(box.url, SENDER).send(LETTER)
        await Mail(f"smtp+starttls://127.0.0.1:{box.port}", SENDER).send(LETTER)
        await Mail(f"smtps://127.0.0.1:{other.port}", SENDER).send(LETTER)
    assert (box.encrypted, other.encrypted) == ([True, True], [True])


async def test_what_must_be_encrypted_is_not_sent_in_the_clear() -> None:
    async with letterbox() as box:
        with pytest.raises(NotSent, match="did not take the letter"):
            await Mail(f"smtp+starttls://127.0.0.1:{box.port}", SENDER).send(LETTER)
        assert (box.letters, box.signed_in) == ([], [])


async def test_what_the_server_will_not_take_is_said_in_a_sentence() -> None:
    async with letterbox(refuses="imogen") as box:
        with pytest.raises(NotSent, match="does not deliver to this address"):
            await Mail(box.url, SENDER).send(LETTER)
    async with letterbox(refuses="rooms@") as box:
        with pytest.raises(NotSent, match="MAIL_FROM"):
            await Mail(box.url, SENDER).send(LETTER)


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>"])
async def test_no_address_no_letter(address: str) -> None:
    async with letterbox() as box:
        with pytest.raises(NotSent, match="Check how it is spelt"):
            await Mail(box.url, SENDER).send(Letter(to=address, subject="s", text="t"))
    assert box.sent_to == []


async def test_a_server_that_is_away_is_said_and_logged_without_address_or_text(lines: io.StringIO) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        mail = Mail(f"smtp://someone:hush@127.0.0.1:{taken.getsockname()[1]}", SENDER)
        with pytest.raises(NotSent, match="could not be reached"):
            await mail.check()
        with pytest.raises(NotSent, match="could not be reached"):
            await mail.send(LETTER)
    logged = lines.getvalue()
    assert "letter_unsent" in logged
    assert not any(word in logged for word in ("harrowbeck", "Imogen", "Here it is", "hush", "someone"))
    assert {"event", "error"} <= logs.SAFE


async def test_looking_whether_the_server_is_there_sends_nothing() -> None:
    async with letterbox() as box:
        await Mail(box.url, SENDER).check()
    assert (box.greeted, box.letters) == (1, [])
