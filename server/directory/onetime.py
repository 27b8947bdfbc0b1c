"""Links that work once: to make a hub, to come in as a facilitator, to sign in by e-mail. Kept as SHA-256.

Whoever opens one sees a button; only pressing it spends the link, for mail scanners open links too. A page names its
press by a random word, so that a button pressed twice in a hurry is one press, and the second answers like the first.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlmodel import Session as Database
from sqlmodel import col, delete, update

from server.directory.desk import Desk, hashed, new_token
from server.tables import OneTimeKind, OneTimeLink

SIGN_IN_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=14)
FOUNDING_LASTS = timedelta(days=7)
SAME_PRESS = timedelta(minutes=1)


class Spent(Exception):
    """The link was used, has ended, or never was."""


class OneTime(msgspec.Struct, frozen=True):
    """A link that can still be used; `again`: it was, by this very press a moment ago."""

    kind: OneTimeKind
    hub: str | None
    facilitator: str | None
    email: str
    again: bool = False


class OneTimeLinks(Desk):
    """Links that work once."""

    async def make_founding_link(self, hub: str | None = None) -> str:
        """A link that makes a hub, or gives the one named its first facilitator. Earlier ones stay valid until one of
        them is used: several processes that start together each print one. Gives the token."""
        return await self._make("founding", FOUNDING_LASTS, hub=hub)

    async def make_invitation(self, facilitator: str) -> str:
        """A link that brings a facilitator in; it ends the ones before. Gives the token."""
        return await self._make("invitation", INVITATION_LASTS, facilitator=facilitator)

    async def make_sign_in_link(self, email: str) -> str:
        """A link to be sent to an e-mail address and nowhere else. Gives the token."""
        return await self._make("sign_in", SIGN_IN_LASTS, email=email)

    async def find_one_time(self, token: str, press: str = "") -> OneTime | None:
        """The link of a token, where it can still be used. Looking does not spend it."""
        now = self._clock()
        return await self._store.read(lambda session: _usable(session, token, press, now))

    async def _make(self, kind: OneTimeKind, lasts: timedelta, **whose: Any) -> str:
        token, now = new_token(), self._clock()
        kept = {"token": hashed(token), "kind": kind, "created_at": now, "expires_at": now + lasts, **whose}

        def work(session: Database) -> None:
            ended: Any = delete(OneTimeLink).where(col(OneTimeLink.expires_at) <= now)
            session.exec(ended)
            if kind == "invitation":
                end_invitations(session, whose["facilitator"], now)
            session.add(OneTimeLink(**kept))

        await self._store.write(work)
        return token


def spend(session: Database, token: str, press: str, now: datetime) -> OneTime:
    """Use a link up, within the transaction that does what it is for. Raises Spent."""
    found = _usable(session, token, press, now)
    if found is None:
        raise Spent
    if not found.again:
        unused = col(OneTimeLink.token) == hashed(token), col(OneTimeLink.used_at).is_(None)
        used: Any = update(OneTimeLink).where(*unused).values(used_at=now)
        if session.exec(used).rowcount != 1:  # of two that press at once the database lets one through
            raise Spent
    return found


def remember_press(
    session: Database, token: str, press: str, link: OneTime, facilitator: str | None, now: datetime
) -> None:
    """Let the same press come again for a moment: a link of its own, whose token is the old one with the press."""
    if press:
        session.add(
            OneTimeLink(token=_pressed(token, press), kind=link.kind, hub=link.hub, facilitator=facilitator,
                        email=link.email, created_at=now, expires_at=now + SAME_PRESS)
        )  # fmt: skip


def _usable(session: Database, token: str, press: str, now: datetime) -> OneTime | None:
    keys = {hashed(token): False, **({_pressed(token, press): True} if press else {})}
    for key, again in keys.items():
        row = session.get(OneTimeLink, key)
        if row is not None and row.used_at is None and row.expires_at > now:
            return _shown(row, again=again)
    return None


def _pressed(token: str, press: str) -> str:
    return hashed(f"{token} {press}")


def end_invitations(session: Database, facilitator: str, now: datetime) -> None:
    """No link that was made for this facilitator works any more."""
    ended: Any = update(OneTimeLink).where(
        col(OneTimeLink.facilitator) == facilitator, col(OneTimeLink.used_at).is_(None)
    )
    session.exec(ended.values(used_at=now))


def end_founding(session: Database, hub: str | None, now: datetime) -> None:
    """The other links that were to found the same hub work no more."""
    same = col(OneTimeLink.hub).is_(None) if hub is None else col(OneTimeLink.hub) == hub
    ended: Any = update(OneTimeLink).where(
        col(OneTimeLink.kind) == "founding", same, col(OneTimeLink.used_at).is_(None)
    )
    session.exec(ended.values(used_at=now))


def _shown(row: OneTimeLink, *, again: bool) -> OneTime:
    kinds: dict[str, OneTimeKind] = {"founding": "founding", "invitation": "invitation", "sign_in": "sign_in"}
    return OneTime(kinds[row.kind], row.hub, row.facilitator, row.email, again)
