"""How HTTP requests are taken in: by uvicorn, but for those that never say what they want, or never stop saying it."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

WITHIN = 20.0
"""Seconds that the head of a request may take; the first one counts from when the connection was made."""
MOST = 64 * 1024
"""Bytes of a head that has no end yet."""


class Brisk(HttpToolsProtocol):
    """uvicorn's protocol, which hangs up on a head that takes too long or grows too large."""

    _head: asyncio.TimerHandle | None = None
    _taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has come: they have something to ask."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Bytes of a head, or of what follows one."""
        super().data_received(data)
        if self._head is not None:
            self._taken += len(data)
            if self._taken > MOST:
                self._give_up()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._expect()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._came()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._came()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._came()
        self._taken, self._head = 0, self.loop.call_later(WITHIN, self._give_up)

    def _came(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _give_up(self) -> None:
        self._came()
        self.transport.abort()
