"""Passphrases: kept as argon2 hashes, which are slow by design. Worked out in threads, few at once."""

import asyncio
import secrets
import unicodedata
from functools import cache

from pwdlib import PasswordHash

AT_ONCE = 2  # each takes a core and 64 MiB: guesses must not keep a meeting waiting
SHORTEST, LONGEST = 10, 200  # characters

_argon2 = PasswordHash.recommended()


class Passphrases:
    """Makes hashes and compares with them."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def hash(self, passphrase: str) -> str:
        """What is kept of a passphrase."""
        async with self._turn:
            return await asyncio.to_thread(_argon2.hash, _typed(passphrase))

    async def fits(self, passphrase: str, kept: str | None) -> bool:
        """Whether it is the one that was kept. Where none was, it takes as long to say no."""
        async with self._turn:
            return await asyncio.to_thread(_fits, _typed(passphrase), kept)


def _fits(passphrase: str, kept: str | None) -> bool:
    return _argon2.verify(passphrase, kept or _nobodys()) and kept is not None


@cache
def _nobodys() -> str:
    return _argon2.hash(secrets.token_urlsafe())


def _typed(passphrase: str) -> str:
    """The same letters, whatever keyboard they came from."""
    return unicodedata.normalize("NFC", passphrase).strip()
