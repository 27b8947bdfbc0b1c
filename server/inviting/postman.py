"""Sends the letters that wait, one after the other, in the background of every process that has a mail server.

A letter is taken from the table before it leaves and noted in it afterwards. Whatever stops in between leaves at most
that one letter in doubt: it is named on the page and never sent again by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog

from server.addresses import is_address
from server.directory import Directory
from server.inviting.calendar import FILE_NAME, MEDIA_TYPE, calendar_file
from server.inviting.facts import gathering
from server.inviting.guests import guest_of
from server.inviting.letters import letter
from server.limits import Limiter, Rate
from server.mail import Enclosure, Letter, Mail, NotSent
from server.store import Store
from server.store.faults import LogNewer, StoreFault
from server.tables import LetterRow, LetterState

LETTERS = Rate(per_second=2, burst=2)  # of this installation
FIRST_LOOK = 2.0  # seconds after the start: what only prints a link is gone by then, and sends nothing
LOOK_AGAIN = 60.0  # seconds: what another process left waiting, a mail server that was away
LONGEST = 120.0  # seconds for one letter
LOST = timedelta(minutes=4)  # with nothing heard of a letter for so long, nobody is sending it any more
LAST = 15.0  # seconds that a letter under way may still take when the process ends

LEFT_ALONE = "The program stopped while this letter was leaving, so it may have arrived or not. Ask, or send another."
NOBODY_THERE = "There is no e-mail address to send it to."
GONE = "This person is not in the room any more."
OVER = "The meeting is over, so no invitation was sent."

log = structlog.get_logger()


class Unsendable(Exception):
    """The room or the person is no longer as the letter needs it; the text says why."""


class Postman:
    """Who sends. `running` for as long as the house stands; `wake` when there is something to send."""

    def __init__(
        self, mail: Mail, directory: Directory, store: Store, limiter: Limiter, base: str, now: Callable[[], datetime]
    ) -> None:
        self._mail, self._directory, self._store, self._limiter = mail, directory, store, limiter
        self._base, self._now = base, now
        self._woken, self._leaving = asyncio.Event(), False

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send in the background until the block ends; a letter under way is waited for."""
        work = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._leaving = True
            self.wake()
            await asyncio.wait([work], timeout=LAST)
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

    async def _work(self) -> None:
        await self._pause(FIRST_LOOK)
        while not self._leaving:
            try:
                await self._round()
            except Exception as error:  # noqa: BLE001 - whatever it was, the rows are still there; only its name is safe
                log.warning("letters_put_off", error=type(error).__name__)
            await self._pause(LOOK_AGAIN)

    async def _pause(self, seconds: float) -> None:
        """Wait, or until there is something to send."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()

    async def _round(self) -> None:
        """Send what waits. A mail server that is away is greeted again at the next look, and the page says so."""
        await self._directory.doubt_letters(self._now() - LOST, LEFT_ALONE)
        if await self._directory.waiting_letter() is None:
            return
        try:
            await self._mail.check()
            while not self._leaving and (row := await self._directory.waiting_letter()) is not None:
                while seconds := await self._limiter.allow("letters-out", LETTERS):  # noqa: ASYNC110 - told how long
                    await asyncio.sleep(seconds)
                await self._send(row)
        except NotSent as error:
            why = error.sentence.removesuffix(" Try again in a few minutes.")
            await self._directory.put_letters_off(f"{why} It is tried again every minute.")

    async def _send(self, row: LetterRow) -> None:
        """One letter. Raises NotSent where no other would get through either; this one waits again."""
        token = await self._directory.begin_letter(row)
        if token is None:
            return
        state: LetterState = "sent"
        why, away = "", None
        try:
            words = await self._written(row, token)
            async with asyncio.timeout(LONGEST):
                await self._mail.send(words)
        except Unsendable as error:
            state, why = "failed", str(error)
        except StoreFault:
            await self._note(row, "waiting", "")
            raise
        except TimeoutError:
            state, why = "doubtful", LEFT_ALONE
        except NotSent as error:
            away = error if error.fate == "away" else None
            state = "waiting" if away else "doubtful" if error.fate == "unknown" else "failed"
            why = error.sentence
        await self._note(row, state, why)
        if away:
            raise away

    async def _note(self, row: LetterRow, state: LetterState, why: str) -> None:
        """Keep what became of it, even where the database stumbles for a moment."""
        log.info("letter", state=state)
        for pause in (0.5, 2.0):
            try:
                return await self._directory.end_letter(row, state, why)
            except StoreFault:
                await asyncio.sleep(pause)
        return await self._directory.end_letter(row, state, why)

    async def _written(self, row: LetterRow, token: str) -> Letter:
        """The letter as it is now. Raises Unsendable."""
        try:
            room = await self._store.room(row.room)
        except LogNewer:
            raise Unsendable("The room was changed by a newer version of the program. Send it again.") from None
        people = {one.id: one for one in await self._directory.people(row.room)}
        one, person = room.people.get(row.person), people.get(row.person)
        if room.ended:
            raise Unsendable(OVER)
        if one is None or one.removed or person is None:
            raise Unsendable(GONE)
        if not is_address(person.email):
            raise Unsendable(NOBODY_THERE)
        meeting = gathering(row.room, room, people)
        opening = await self._directory.opening(row.room)
        again = await self._directory.has_had_letter(row.room, row.person)
        guest, link = guest_of(meeting, room, person), f"{self._base}/join/{token}"
        words = letter(meeting, guest, link, self._base, opening, again=again)
        file = Enclosure(FILE_NAME, MEDIA_TYPE, calendar_file(meeting, room.seq, self._base, self._now()))
        by = people.get(row.asked_by)
        reply_to = by.email if by and is_address(by.email) else meeting.facilitator_email
        return Letter(
            to=person.email, name=person.name, subject=words.subject, text=words.text,
            reply_to=reply_to if is_address(reply_to) else "", enclosures=(file,),
        )  # fmt: skip
