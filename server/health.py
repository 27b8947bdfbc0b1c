"""Whether this process lives, and whether it should be given work: what a proxy and an operator ask."""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.bus import Bus
from server.house import house_of
from server.store import Store, StoreFault

PATIENCE = 2.0
"""Seconds that the database may take; a proxy does not wait much longer."""


class Health:
    """The health of one process. `leaving`: it takes nothing new any more and is about to stop."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store, self._bus = store, bus
        self.leaving = False
        self._asking: asyncio.Task[bool] | None = None

    async def database_answers(self) -> bool:
        """Whether the database answers in time. All who ask at once share one question, however long it hangs."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait((self._asking,), timeout=PATIENCE)
        return bool(done) and self._asking.result()

    async def _ask(self) -> bool:
        try:
            await self._store.ping()
        except StoreFault:
            return False
        return True

    async def report(self) -> tuple[int, dict[str, str | bool]]:
        """The status and what stands behind it. Without Redis a process is slower and no worse: it stays ready."""
        database, redis = await self.database_answers(), self._bus.reaches_others
        parts = {"database": database, **({} if redis is None else {"redis": redis})}
        if self.leaving:
            return 503, {"status": "leaving", **parts}
        if not database:
            return 503, {"status": "unreachable", **parts}
        return 200, {"status": "ok" if redis in (None, True) else "slower", **parts}


async def healthz(_request: Request) -> Response:
    """GET /healthz: the process answers."""
    return _said({"status": "ok"}, 200)


async def readyz(request: Request) -> Response:
    """GET /readyz: it can be given work."""
    status, report = await house_of(request).health.report()
    return _said(report, status)


def _said(report: dict[str, str | bool] | dict[str, str], status: int) -> Response:
    return Response(msgspec.json.encode(report), status, media_type="application/json")


ROUTES: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
