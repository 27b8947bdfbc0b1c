"""Sends letters through the mail server that SMTP_URL names. Nothing of a letter, and no address, goes into the log.

    smtp://host:25            encrypted where the server offers it; always where a password goes to another machine
    smtp+starttls://host:587  encrypted after STARTTLS, or not at all
    smtps://host:465          encrypted from the first byte

User and password stand before the host, percent-encoded. A letter that cannot be sent is a `NotSent` with a sentence
for whoever wrote it; their words are still theirs to keep.
"""

import ssl
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec
import structlog

if TYPE_CHECKING:
    from aiosmtplib import SMTP

PATIENCE = 15.0  # seconds for each answer of the mail server
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
Fate = Literal["refused", "away", "unknown"]
AWAY = "The mail server could not be reached, so nothing was sent. Try again in a few minutes."

NOT_NOW = "The mail server did not take the letter, so nothing was sent. Try again in a few minutes."
BROKEN_OFF = "The connection to the mail server broke while the letter was handed over, so it may have arrived or not."

log = structlog.get_logger()


class NotSent(Exception):
    """The letter did not leave; `sentence` says why and what to do.

    `fate` tells whose fault it is: `refused` is this letter's own, with `away` no other would get through either, and
    with `unknown` the line broke while the letter was handed over, so that it may have arrived.
    """

    def __init__(self, sentence: str, fate: Fate = "refused") -> None:
        super().__init__(sentence)
        self.sentence, self.fate = sentence, fate


class Enclosure(msgspec.Struct, frozen=True):
    """A file that goes with a letter: its name, its media type ("text/calendar; charset=utf-8"), its bytes."""

    name: str
    media_type: str
    content: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in plain text to one person."""

    to: str
    name: str = ""
    subject: str
    text: str
    reply_to: str = ""
    enclosures: Sequence[Enclosure] = ()


def mailto(letter: Letter) -> str:
    """A link that opens the letter in somebody's own mail program, to be sent from there (RFC 6068)."""
    body = letter.text.replace("\n", "\r\n")
    return f"mailto:{quote(letter.to, safe='@')}?subject={quote(letter.subject, safe='')}&body={quote(body, safe='')}"


class Mail:
    """The way to one mail server. `sender` is what letters come from: an address, with a name before it or not."""

    def __init__(self, url: str, sender: str) -> None:
        self._server, self._sender = urlsplit(url), sender

    async def check(self) -> None:
        """Greet the server and sign in, no more. Raises NotSent."""
        await self._through(None)

    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises NotSent; the server has taken it otherwise."""
        await self._through(_written(letter, self._sender))

    async def _through(self, message: EmailMessage | None) -> None:
        from aiosmtplib import SMTPException

        begun = taken = False
        try:
            async with self._line() as line:
                if message is not None:
                    begun = True
                    await line.send_message(message)
                    taken = True
        except (SMTPException, OSError, ValueError) as error:
            if taken:  # only the farewell went wrong
                return
            log.warning("letter_unsent", error=type(error).__name__)
            if begun and isinstance(error, OSError):
                raise NotSent(BROKEN_OFF, "unknown") from error
            raise NotSent(_sentence(error), "away" if not begun or _is_ours(error) else "refused") from error

    def _line(self) -> "SMTP":
        from aiosmtplib import SMTP

        server = self._server
        secret = server.password is not None and server.hostname not in THIS_MACHINE
        must = server.scheme == "smtp+starttls" or (server.scheme == "smtp" and secret)
        return SMTP(
            hostname=server.hostname, port=server.port, timeout=PATIENCE,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password is not None else None,
            use_tls=server.scheme == "smtps", start_tls=False if server.scheme == "smtps" else must or None,
            local_hostname=_domain(self._sender),
        )  # fmt: skip


def _written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it goes over the wire. Raises NotSent where an address cannot stand in a letter."""
    message = EmailMessage()
    try:
        message["From"] = _address(*parseaddr(sender))
        message["To"] = _address(letter.name, letter.to)
        if letter.reply_to:
            message["Reply-To"] = _address("", letter.reply_to)
        message["Subject"] = " ".join(letter.subject.split())
    except (ValueError, IndexError, MessageError) as error:  # the library's own parser stumbles over some
        raise NotSent("No letter can be sent to this address. Check how it is spelt.") from error
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=_domain(sender))
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday message answers
    message.set_content(letter.text)
    for one in letter.enclosures:
        whole, *said = one.media_type.split("; ")
        kind, _, part = whole.partition("/")
        more = dict(word.split("=", 1) for word in said)
        message.add_attachment(one.content, maintype=kind, subtype=part, filename=one.name, params=more)
    return message


def _address(name: str, address: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=address)


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _is_ours(error: Exception) -> bool:
    """Whether it is our own sender, and not this letter, that the server does not take."""
    import aiosmtplib

    return isinstance(error, aiosmtplib.SMTPSenderRefused)


def _is_for_now(error: Exception) -> bool:
    """Whether every answer was "not now" (4xx), such as too many letters or a full box."""
    import aiosmtplib

    many = error.recipients if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else [error]
    codes = [one.code for one in many if isinstance(one, aiosmtplib.SMTPResponseException)]
    return bool(codes) and all(400 <= code < 500 for code in codes)


def _sentence(error: Exception) -> str:
    """What to tell whoever wrote the letter."""
    import aiosmtplib

    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return "The mail server did not accept the user and password in SMTP_URL, so nothing was sent."
        case _ if _is_for_now(error):
            return NOT_NOW
        case aiosmtplib.SMTPRecipientsRefused() | aiosmtplib.SMTPRecipientRefused() | aiosmtplib.SMTPNotSupported():
            return "The mail server does not deliver to this address. Check how it is spelt."
        case aiosmtplib.SMTPSenderRefused():
            return "The mail server does not take letters from the address in MAIL_FROM, so nothing was sent."
        case _ if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
            return "The mail server’s certificate could not be trusted, so nothing was sent."
        case OSError():  # which connections that broke and times that ran out are, too
            return AWAY
    return NOT_NOW
