"""A mail server on a real socket, aiosmtpd: takes what comes, and keeps it to be read.

async with letterbox() as box:  # box.url is what SMTP_URL would be, box.letters what came
"""

import asyncio
import logging
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").disabled = True  # the other side's, which writes down every word


class Letterbox:
    """What came: `letters` as they were sent, `sent_to` and `sent_from` the envelope, `signed_in` user and password."""

    def __init__(self, refuses: str, wants: tuple[str, str] | None, *, hangs_up: bool) -> None:
        self.letters: list[EmailMessage] = []
        self.sent_to: list[str] = []
        self.sent_from: list[str] = []
        self.signed_in: list[tuple[str, str]] = []
        self.encrypted: list[bool] = []
        self.greeted = 0
        self.port = 0
        self._refuses, self._wants, self._hangs_up = refuses, wants, hangs_up

    @property
    def url(self) -> str:
        """What SMTP_URL would be."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Who writes."""
        if self._refuses and self._refuses in address:
            return "550 not here"
        envelope.mail_from = address
        self.sent_from.append(address)
        return "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """To whom."""
        if self._refuses and self._refuses in address:
            return "550 not here"
        envelope.rcpt_tos.append(address)
        self.sent_to.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """What."""
        assert server.transport is not None
        assert isinstance(envelope.content, bytes)
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.letters.append(
            BytesParser(EmailMessage, policy=policy.default).parsebytes(envelope.content.replace(b"\r\n", b"\n"))
        )
        if self._hangs_up:
            server.transport.close()
        return "250 kept"

    def admit(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        """Who signs in."""
        assert isinstance(given, LoginPassword)
        self.signed_in.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self._wants in (None, self.signed_in[-1]), handled=False)


@asynccontextmanager
async def letterbox(
    *, tls: ssl.SSLContext | None = None, from_the_first: bool = False, refuses: str = "",
    wants: tuple[str, str] | None = None, hangs_up: bool = False,
) -> AsyncIterator[Letterbox]:  # fmt: skip
    """A letterbox on a free port. `tls` is offered by STARTTLS, or begun at once with `from_the_first`; addresses that
    hold `refuses` are not taken; `wants` is the only user and password that signs in; with `hangs_up` it takes a
    letter to its end, and then says nothing."""
    box = Letterbox(refuses, wants, hangs_up=hangs_up)

    def greet() -> SMTP:
        box.greeted += 1
        starttls = None if from_the_first else tls
        return SMTP(box, hostname="letterbox", tls_context=starttls, authenticator=box.admit, auth_require_tls=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(greet, "127.0.0.1", 0, ssl=tls if from_the_first else None)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, and what a server shows it with."""
    file, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", file, "-days", "2",
         "-subj", "/CN=letterbox", "-addext", f"subjectAltName=IP:{name}"],
        check=True, capture_output=True,
    )  # fmt: skip
    shows = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shows.load_cert_chain(file, key)
    return file, shows
