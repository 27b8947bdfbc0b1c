"""Runs the house behind uvicorn: for good, or for as long as somebody rehearses or tests against it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from msgspec.structs import replace

from server.app import make_app, opened
from server.house import House
from server.settings import Settings
from server.sockets import serving

GRACE = 5  # seconds that answers under way may still take when the house closes


def configured(house: House) -> uvicorn.Config:
    """How uvicorn serves a house. The house is opened and closed around it, so that nothing under way is lost."""
    settings = house.settings
    options: dict[str, Any] = {
        "host": settings.host, "port": settings.port, "lifespan": "off", "log_config": None, "access_log": False,
        "server_header": False, "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies), "timeout_graceful_shutdown": GRACE, "backlog": 4096,
        **serving(),
    }  # fmt: skip
    return uvicorn.Config(make_app(house), **options)


class Serving(uvicorn.Server):
    """A server that lets those who wait go before it waits for them to have gone."""

    def __init__(self, house: House) -> None:
        super().__init__(configured(house))
        self._house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, then stop."""
        self._house.listening.stop()
        self._house.live.let_go()
        await super().shutdown(sockets)


class Quiet(Serving):
    """A server within another program: signals stay that program's, and it tells when it is ready."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listener_for(settings: Settings) -> socket.socket:
    """The place where the house listens. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=4096)


@asynccontextmanager
async def running(settings: Settings, **options: Any) -> AsyncIterator[tuple[str, House]]:
    """A house on a free port of this machine, with its address. The database must be ready. Options as for `opened`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with opened(replace(settings, base_url=url), **options) as house:
            server = Quiet(house)
            serving_it = asyncio.create_task(server.serve(sockets=[listener]))
            await server.ready.wait()
            try:
                yield url, house
            finally:
                server.should_exit = True
                await serving_it
