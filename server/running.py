"""Runs the house behind uvicorn: for good, or for as long as somebody rehearses or tests against it."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import uvicorn
from msgspec.structs import replace

from server.app import make_app, opened
from server.house import House
from server.settings import Settings
from server.sockets import serving

NOTICE = 2.0
"""Seconds between saying that the process leaves and its listening no more: proxies look at /readyz meanwhile, and live
connections are sent to other processes. Commands are still taken in and answered."""
GRACE = 5
"""Seconds that answers under way may still take after that."""
LAST = 25.0
"""Seconds after which the process ends in any case. What was acknowledged is on the disk, the rest is sent again."""
DEAD_PEER = 20_000
"""Milliseconds that the kernel tries to deliver what is written before it gives a connection up."""


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
    """A server that leaves in order: first it says so, then it sends everybody to other processes, then it stops."""

    def __init__(self, house: House) -> None:
        super().__init__(configured(house))
        self._house = house

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to leave, and end in any case: whatever hangs must not hold the process for good."""
        last = threading.Timer(LAST, os._exit, (1,))
        last.daemon = True
        last.start()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, then stop."""
        self._house.health.leaving = True
        notice = NOTICE if signal.SIGTERM in self._captured_signals else 0.0
        noticed = asyncio.create_task(asyncio.sleep(notice))
        self._house.listening.stop()
        await self._house.live.send_away(NOTICE)
        await noticed
        await super().shutdown(sockets)
        self._captured_signals.clear()  # uvicorn would raise them again, and the house would not be closed


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
    listener = socket.create_server((settings.host, settings.port), family=family, backlog=4096)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # every connection that is accepted inherits it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER)
    return listener


@asynccontextmanager
async def running(settings: Settings, **options: Any) -> AsyncIterator[tuple[str, House]]:
    """A house on a free port of this machine, with its address. The database must be ready. Options as for `opened`."""
    with listener_for(replace(settings, host="127.0.0.1", port=0)) as listener:
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
