"""Whoever is removed from a hub while a room is open before them: the page is told at once, over a real socket."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from server.auth import cookie_name
from server.house import House
from server.live.onlooker import NO_SEAT
from server.tables import Facilitator
from tests.server.door import settings_in
from tests.server.hubs import founder, hub_called, room_in
from tests.server.ready import running_soon


async def in_hub(house: House, name: str) -> Facilitator:
    """Somebody more in the only hub, who has come in."""
    jo = await house.directory.invite((await hub_called(house, "Wexmoor")).id, name, f"{name.lower()}@hub.example")
    await house.directory.come_in(await house.directory.make_invitation(jo.id))
    return jo


async def closing_of(socket: ClientConnection, seconds: float) -> int | None:
    """The code that a socket is closed with in this time; none where it stays open."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await socket.wait_closed()
    return socket.close_code


async def test_the_open_desk_of_somebody_removed_is_closed_and_others_stay(tmp_path: Path) -> None:
    async with running_soon(settings_in(tmp_path)) as (url, house):
        await founder(house, "Wexmoor", "Priya N")
        made = await room_in(house, "Wexmoor")
        jo, kit = await in_hub(house, "Jo"), await in_hub(house, "Kit")
        cookies = [await house.directory.take_desks(None, [one]) for one in (jo, kit)]
        address = f"{url.replace('http', 'ws')}/rooms/{made.room}/as/desk/live"
        headers = [{"Cookie": f"{cookie_name(house)}={cookie}", "Origin": url} for cookie in cookies]
        async with (
            connect(address, additional_headers=headers[0], proxy=None) as jos,
            connect(address, additional_headers=headers[1], proxy=None) as kits,
        ):
            for socket in (jos, kits):
                assert json.loads(await asyncio.wait_for(socket.recv(), 5))["seq"] > 0
            await house.directory.remove_facilitator(jo.hub, jo.id)
            assert await closing_of(jos, 5) == NO_SEAT
            assert await closing_of(kits, 0.5) is None
