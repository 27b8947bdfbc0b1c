"""The maturity models that hubs brought along. Every version stays: rooms go on with the one they began with.

What was imported waits as version 0 until somebody keeps or discards it, so that nothing is ever half imported, and
any process can show it. Versions are counted here, from 1; what a file says of its version is not used.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy.orm import defer
from sqlmodel import Session as Database
from sqlmodel import col, delete, func, or_, select

from server.directory.desk import Desk
from server.tables import EventRow, FrameworkRow, RoomRow
from sessions.events import PlanChanged
from sessions.framework import Framework, FrameworkOutline

MOST_VERSIONS = 200  # of all frameworks of a hub
WAITS = timedelta(days=2)  # for somebody to keep what was imported
NOT_KEPT = 0

_decode = msgspec.json.Decoder(Framework).decode


class FrameworkVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version as a list shows it. `by` is a facilitator's id; `retired_at` is set where it makes no new rooms."""

    id: str
    version: int
    title: str
    at: datetime
    by: str
    retired_at: datetime | None


class UsedIn(msgspec.Struct, frozen=True):
    """A room that uses a framework."""

    room: str
    title: str


class NothingWaits(LookupError):
    """There is nothing to keep: it was kept or discarded already, or something else was imported meanwhile."""


class TooManyVersions(ValueError):
    """The hub has as many versions as one may have."""


class _UsedFramework(msgspec.Struct, frozen=True):
    id: str
    version: str


class _Plan(msgspec.Struct, frozen=True):
    """As much of a room's plan, in its log, as says which frameworks it uses."""

    frameworks: tuple[_UsedFramework, ...] = ()


class Frameworks(Desk):
    """Hubs' own frameworks."""

    # Importing

    async def put_by(self, hub: str, framework: Framework, by: str) -> None:
        """Have a framework wait to be kept, in place of any of the same id that waited. `by` is a facilitator's id."""
        row = FrameworkRow(
            hub=hub, id=framework.id, version=NOT_KEPT, title=framework.title, body=_body(framework), by=by,
            at=self._clock(),
        )  # fmt: skip
        kept, old = row.model_dump(), self._clock() - WAITS

        def work(session: Database) -> None:
            too_old: Any = delete(FrameworkRow).where(
                col(FrameworkRow.hub) == hub, col(FrameworkRow.version) == NOT_KEPT, col(FrameworkRow.at) < old
            )
            session.exec(too_old)
            session.merge(FrameworkRow(**kept))

        await self._store.write(work)

    async def keep(self, hub: str, framework: str, digest: str) -> int:
        """Keep what waits as the newest version, and say which that is. One that says nothing new is not kept again.

        `digest` says what somebody looked at. Raises NothingWaits or TooManyVersions.
        """

        def work(session: Database) -> int:
            waits = session.get(FrameworkRow, (hub, framework, NOT_KEPT))
            if waits is None or _digest(waits.body) != digest:
                raise NothingWaits(framework)
            newest = self._newest(session, hub, framework)
            session.delete(waits)
            if newest is not None and newest.body == waits.body:
                return newest.version
            count = select(func.count()).where(col(FrameworkRow.hub) == hub, col(FrameworkRow.version) != NOT_KEPT)
            if session.exec(count).one() >= MOST_VERSIONS:
                raise TooManyVersions(hub)
            version = newest.version + 1 if newest else 1
            words = waits.model_dump() | {"version": version, "at": self._clock()}
            session.add(FrameworkRow(**words))
            return version

        return await self._store.write(work)

    async def discard(self, hub: str, framework: str) -> None:
        """Throw away what waits."""

        def work(session: Database) -> None:
            waits = session.get(FrameworkRow, (hub, framework, NOT_KEPT))
            if waits is not None:
                session.delete(waits)

        await self._store.write(work)

    async def retire(self, hub: str, framework: str, version: int, *, retired: bool = True) -> bool:
        """Make no new rooms with a version, or do so again; whether there is such a version."""

        def work(session: Database) -> bool:
            row = session.get(FrameworkRow, (hub, framework, version)) if version != NOT_KEPT else None
            if row is None:
                return False
            row.retired_at = self._clock() if retired else None
            session.add(row)
            return True

        return await self._store.write(work)

    # Reading

    async def framework_versions(self, hub: str) -> list[FrameworkVersion]:
        """Every kept version, by id and the newest first."""
        return [_listed(row) for row in await self._rows(hub) if row.version != NOT_KEPT]

    async def waiting_frameworks(self, hub: str) -> list[FrameworkVersion]:
        """What was imported and is neither kept nor discarded."""
        return [_listed(row) for row in await self._rows(hub) if row.version == NOT_KEPT]

    async def framework(self, hub: str, framework: str, version: int) -> Framework | None:
        """A version of a hub's own framework."""
        row = await self._store.read(lambda session: session.get(FrameworkRow, (hub, framework, version)))
        return _framework(row) if row else None

    async def waiting_framework(self, hub: str, framework: str) -> tuple[Framework, str] | None:
        """What waits to be kept, with the digest to keep it by."""
        row = await self._store.read(lambda session: session.get(FrameworkRow, (hub, framework, NOT_KEPT)))
        return (_framework(row), _digest(row.body)) if row else None

    async def for_new_rooms(self, hub: str) -> list[Framework]:
        """The newest version of each framework that is not retired, the one imported last first."""

        def look(session: Database) -> list[FrameworkRow]:
            kept = select(FrameworkRow).where(
                col(FrameworkRow.hub) == hub,
                col(FrameworkRow.version) != NOT_KEPT,
                col(FrameworkRow.retired_at).is_(None),
            )
            return list(session.exec(kept.order_by(col(FrameworkRow.at).desc(), col(FrameworkRow.version).desc())))

        found: dict[str, FrameworkRow] = {}
        for row in await self._store.read(look):
            if row.id not in found or found[row.id].version < row.version:
                found[row.id] = row
        return [_framework(row) for row in found.values()]

    async def frameworks_of_room(self, room: str, outlines: Iterable[FrameworkOutline]) -> Mapping[str, Framework]:
        """A room's frameworks, by id, as they were when it began; those that come with the product are left out."""
        wanted = {one.id: int(one.version) for one in outlines if one.version.isdecimal() and len(one.version) < 9}
        if not wanted:
            return {}

        def look(session: Database) -> list[FrameworkRow]:
            rows = select(FrameworkRow).join(RoomRow, col(RoomRow.hub) == col(FrameworkRow.hub))
            rows = rows.where(
                col(RoomRow.id) == room, col(FrameworkRow.id).in_(wanted), col(FrameworkRow.version) != NOT_KEPT
            )
            return list(session.exec(rows))

        rows = await self._store.read(look)
        return {row.id: _framework(row) for row in rows if row.version == wanted[row.id]}

    async def rooms_by_framework(self, hub: str) -> Mapping[tuple[str, str], list[UsedIn]]:
        """The rooms of a hub by the frameworks they use (id and version), read from the rooms' own logs."""
        plans = (
            select(RoomRow.id, RoomRow.title, EventRow.record)
            .join(EventRow, col(RoomRow.id) == col(EventRow.room))
            .where(col(RoomRow.hub) == hub, or_(col(EventRow.seq) == 1, col(EventRow.kind) == PlanChanged.__name__))
            .order_by(col(RoomRow.starts_at).desc(), col(RoomRow.id), col(EventRow.seq))
        )
        rows = await self._store.read(lambda session: list(session.exec(plans)))
        latest = {room: (title, record) for room, title, record in rows}  # a plan may have changed since
        found: dict[tuple[str, str], list[UsedIn]] = {}
        for room, (title, record) in latest.items():
            for used in msgspec.json.decode(record, type=_Plan).frameworks:
                found.setdefault((used.id, used.version), []).append(UsedIn(room, title))
        return found

    async def _rows(self, hub: str) -> list[FrameworkRow]:
        """Without the models themselves, which are long."""
        wanted = select(FrameworkRow).options(defer(FrameworkRow.body)).where(col(FrameworkRow.hub) == hub)  # type: ignore[arg-type]
        wanted = wanted.order_by(col(FrameworkRow.id), col(FrameworkRow.version).desc())
        return await self._store.read(lambda session: list(session.exec(wanted)))

    @staticmethod
    def _newest(session: Database, hub: str, framework: str) -> FrameworkRow | None:
        wanted = select(FrameworkRow).where(col(FrameworkRow.hub) == hub, col(FrameworkRow.id) == framework)
        wanted = wanted.where(col(FrameworkRow.version) != NOT_KEPT)
        return session.exec(wanted.order_by(col(FrameworkRow.version).desc())).first()


def _body(framework: Framework) -> str:
    """Canonical JSON; the version is the row's, so that the same words are the same body."""
    return msgspec.json.encode(replace(framework, version=""), order="sorted").decode()


def _framework(row: FrameworkRow) -> Framework:
    return replace(_decode(row.body), version=str(row.version))


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _listed(row: FrameworkRow) -> FrameworkVersion:
    return FrameworkVersion(
        id=row.id, version=row.version, title=row.title, at=row.at, by=row.by, retired_at=row.retired_at
    )
