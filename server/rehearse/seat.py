"""A person at the machine's door: one bearer, one connection for commands, one live socket that keeps what it saw."""

import asyncio
import contextlib
import hashlib
import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from sessions.codec import canonical

TIRED = (ConnectionError, http.client.HTTPException, TimeoutError)
PATIENCE = 60.0  # seconds for one answer; a printed file may take a while


class Answer(NamedTuple):
    """What the door said."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as plain data."""
        return msgspec.json.decode(self.body)

    @property
    def detail(self) -> str:
        """The sentence of a problem."""
        with contextlib.suppress(msgspec.DecodeError, AttributeError):
            return str(self.json().get("detail", self.status))
        return f"status {self.status}"


class Seat:
    """Somebody with a bearer. Requests go one after the other; one that was lost is sent again, as a page would."""

    def __init__(self, url: str, token: str, name: str = "", role: str = "") -> None:
        self.name, self.role = name, role
        self.seen: list[dict[str, Any]] = []
        self._url, self._token = urlsplit(url), token
        self._connection: http.client.HTTPConnection | None = None
        self._turn, self._grew = asyncio.Lock(), asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Send a request. Raises ConnectionError where the door does not answer at all."""
        async with self._turn:
            return await asyncio.to_thread(self._ask, method, path, body)

    def _ask(self, method: str, path: str, body: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body).encode()
        for last in (False, True):
            try:
                self._connection = self._connection or self._opened()
                self._connection.request(method, self._url.path.rstrip("/") + path, sent, headers)
                response = self._connection.getresponse()
                return Answer(response.status, response.read())
            except TIRED:
                self._hang_up()
                if last:
                    raise
        raise AssertionError("the loop returns or raises")

    def _opened(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=PATIENCE)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def watch(self, room: str) -> None:
        """Open the live socket and keep every event that comes, from the first on."""
        scheme = "wss" if self._url.scheme == "https" else "ws"
        address = f"{scheme}://{self._url.netloc}{self._url.path.rstrip('/')}/api/rooms/{room}/live?after=0"
        bearer = {"Authorization": f"Bearer {self._token}"}
        socket = await connect(address, additional_headers=bearer, compression=None, max_size=None, proxy=None)
        self._reading = asyncio.create_task(self._read(socket))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self.seen.append(msgspec.json.decode(message))
                self._grew.set()
        except ConnectionClosed:
            pass  # what is missing is found when the digests are compared
        finally:
            await socket.close()

    async def caught_up(self, seq: int, seconds: float = 10.0) -> None:
        """Wait until the socket has shown event `seq`, or for that long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.seen or self.seen[-1]["seq"] < seq:
                    self._grew.clear()
                    await self._grew.wait()

    async def leave(self) -> None:
        """Close everything."""
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        self._hang_up()


def digest_of(events: list[dict[str, Any]]) -> str:
    """The digest of a list of events as a reader has them."""
    return hashlib.sha256(canonical(events)).hexdigest()
