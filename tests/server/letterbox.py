"""A mail server of our own on a real socket: takes what comes, and keeps it to be read. It speaks enough SMTP for it.

async with letterbox() as box:  # box.url is what SMTP_URL would be, box.letters what came
"""

import asyncio
import base64
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


class Letterbox:
    """What came: `letters` as they were sent, `sent_to` and `sent_from` the envelope, `signed_in` user and password."""

    def __init__(self, tls: ssl.SSLContext | None, refuses: str, wants: tuple[str, str] | None) -> None:
        self.letters: list[EmailMessage] = []
        self.sent_to: list[str] = []
        self.sent_from: list[str] = []
        self.signed_in: list[tuple[str, str]] = []
        self.encrypted: list[bool] = []
        self.greeted = 0
        self.port = 0
        self._tls, self._refuses, self._wants = tls, refuses, wants

    @property
    def url(self) -> str:
        """What SMTP_URL would be."""
        return f"smtp://127.0.0.1:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        self.greeted += 1
        await self._say(writer, "220 letterbox ESMTP")
        try:
            while line := await reader.readline():
                if not await self._hear(line.decode().rstrip("\r\n"), reader, writer):
                    break
        except (ConnectionError, ssl.SSLError):
            pass
        writer.close()

    async def _hear(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        word = line[:4].upper()
        if word in ("EHLO", "HELO"):
            tls = self._tls and writer.get_extra_info("sslcontext") is None
            offers = ["letterbox", "AUTH PLAIN", *(["STARTTLS"] if tls else []), "8BITMIME"]
            said = [f"250{'-' if one is not offers[-1] else ' '}{one}" for one in offers]
            await self._say(writer, "\r\n".join(said))
        elif word == "STAR" and self._tls:
            await self._say(writer, "220 go on")
            await writer.start_tls(self._tls)
        elif word == "AUTH":
            await self._say(writer, self._sign_in(line.rpartition(" ")[2]))
        elif word == "DATA":
            await self._say(writer, "354 write")
            await self._take(reader, writer)
        elif word in ("MAIL", "RCPT"):
            await self._say(writer, self._envelope(line))
        else:
            await self._say(writer, "221 bye" if word == "QUIT" else "250 ok")
        return word != "QUIT"

    def _envelope(self, line: str) -> str:
        address = line.partition("<")[2].partition(">")[0]
        if self._refuses and self._refuses in line:
            return "550 not here"
        (self.sent_from if line.upper().startswith("MAIL") else self.sent_to).append(address)
        return "250 ok"

    def _sign_in(self, given: str) -> str:
        _, user, password = base64.b64decode(given).decode().split("\0")
        self.signed_in.append((user, password))
        return "235 welcome" if self._wants in (None, (user, password)) else "535 no"

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.encrypted.append(writer.get_extra_info("sslcontext") is not None)
        self.letters.append(
            BytesParser(EmailMessage, policy=policy.default).parsebytes(b"".join(lines).replace(b"\r\n", b"\n"))
        )
        await self._say(writer, "250 kept")

    async def _say(self, writer: asyncio.StreamWriter, text: str) -> None:
        writer.write(f"{text}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def letterbox(
    *, tls: ssl.SSLContext | None = None, from_the_first: bool = False, refuses: str = "",
    wants: tuple[str, str] | None = None,
) -> AsyncIterator[Letterbox]:  # fmt: skip
    """A letterbox on a free port. `tls` is offered by STARTTLS, or begun at once with `from_the_first`; addresses that
    hold `refuses` are not taken; `wants` is the only user and password that signs in."""
    box = Letterbox(None if from_the_first else tls, refuses, wants)
    server = await asyncio.start_server(box.answer, "127.0.0.1", 0, ssl=tls if from_the_first else None)
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
