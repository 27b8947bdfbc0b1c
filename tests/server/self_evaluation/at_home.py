"""An institution that has not rated itself yet, and the pages on which its people do.

async with at_home(tmp_path) as home:
    await home.rates(IMOGEN, 1, **{"level-1.1": "2"})
"""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from server.parts.comparing import own_ratings
from sessions.room import ColleagueRating, Position, Room
from tests.server.door import RoomAtDoor, sample_request, standing

IMOGEN, RUTH, DOMINIC, SIOBHAN = "Imogen Thackray", "Ruth Penhallow", "Dominic Asante", "Siobhan Merrick"
BASHIR = "Bashir Qureshi"
ROSALIND, ANNELIESE = "Rosalind Achterley", "Anneliese Draper"
HOST, SLOT = "Harrow Beck Academy", "slot-1"


class AtHome:
    """Somebody's pages, each asked with that one's own link. `text` is what came last."""

    def __init__(self, room: RoomAtDoor) -> None:
        self.room = room

    async def gets(self, who: str, path: str = "", **headers: str) -> httpx2.Response:
        """Open a page."""
        return await self._asks(who, "GET", path, headers)

    async def posts(self, who: str, path: str, **form: Any) -> httpx2.Response:
        """Press a button."""
        return await self._asks(who, "POST", path, {}, data=form)

    async def pauses(self, who: str, path: str, **form: Any) -> httpx2.Response:
        """What the script sends by itself."""
        return await self._asks(who, "POST", path, {"HX-Request": "true"}, data=form)

    async def _asks(self, who: str, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx2.Response:
        address = f"/rooms/{self.room.id}/as/seat/self-evaluation{'/' if path else ''}{path}"
        known = {"Authorization": f"Bearer {self.room.tokens[who]}", "Accept": "text/html", **headers}
        return await self.room.door.client.request(method, address, headers=known, **more)

    async def gets_room(self, who: str) -> httpx2.Response:
        """Open the room itself."""
        known = {"Authorization": f"Bearer {self.room.tokens[who]}", "Accept": "text/html"}
        return await self.room.door.client.get(f"/rooms/{self.room.id}/as/seat", headers=known)

    async def sees(self, who: str, path: str = "") -> str:
        """The words of a page."""
        answer = await self.gets(who, path)
        assert answer.status_code == 200, answer.text
        return words(answer)

    async def now(self) -> Room:
        """The room as its log has it."""
        return await self.room.door.house.store.room(self.room.id)

    async def own(self, who: str) -> dict[str, ColleagueRating]:
        """What somebody has rated alone."""
        return own_ratings(await self.now(), self.room.institutions[HOST], self.room.ids[who])

    async def positions(self) -> dict[str, Position]:
        """What is settled."""
        return dict((await self.now()).positions.get(SLOT, {}))

    async def alone(self, who: str, statement: str, level: int, note: str = "") -> None:
        """Somebody rates alone, without a page."""
        await self.room.does(who, "RateAlone", slot=SLOT, statement=statement, level=level, note=note)

    async def compared(self) -> None:
        """Two have rated one statement apart, one alike, and compared."""
        for who, level in ((IMOGEN, 1), (RUTH, 3)):
            await self.alone(who, "1.1", level, f"words of {who}")
            await self.alone(who, "1.2", 2)
        await self.room.does(IMOGEN, "CompareRatings", slot=SLOT)


def words(answer: httpx2.Response) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@asynccontextmanager
async def at_home(folder: Path) -> AsyncIterator[AtHome]:
    """The sample room, but Harrow Beck has rated nothing and brought nothing."""
    institutions = [dict(one) for one in sample_request()["institutions"]]
    institutions[0] |= {"self_ratings": [], "colleague_ratings": [], "compass": []}
    async with standing(folder) as door:
        yield AtHome(await door.room(institutions=institutions, start="2027-11-12T09:30:00+00:00"))
