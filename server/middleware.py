"""Around every request: what browsers are told about safety, and one line in the log without tokens, names or texts."""

import time
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.settings import Settings

QUIET = {"/healthz", "/readyz", "/static"}
LARGEST_BODY = 4 * 1024 * 1024  # bytes; a whole room with its self-ratings
LARGEST_COMMAND = 256 * 1024


def content_security_policy(base_url: str) -> str:
    """No script or style but our own files; sockets to this host alone (older iPads do not count them as 'self')."""
    host = urlsplit(base_url).netloc
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "manifest-src 'self'"
    )


class SafetyHeaders:
    """Adds what makes browsers careful. Answers are private unless a handler says otherwise."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        headers = {
            "content-security-policy": content_security_policy(settings.base_url),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
            "cache-control": "no-store",
        }
        if settings.base_url.startswith("https://"):
            headers["strict-transport-security"] = "max-age=31536000"
        self._encoded = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message["headers"])
                told = {name for name, _ in headers}
                headers += [header for header in self._encoded if header[0] not in told]
            await send(message)

        await self.app(scope, receive, careful if scope["type"] == "http" else send)


class RequestLog:
    """Writes a line for each request: the route's pattern, not the address, which may hold a token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            if route not in QUIET:
                seconds = round(time.perf_counter() - began, 4)
                self._log.info("request", method=scope["method"], route=route, status=status, seconds=seconds)
