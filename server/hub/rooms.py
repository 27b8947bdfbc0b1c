"""The hub's rooms: live, coming up, past; searched by words; archived and brought back. And from hub to hub."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.days import day_words
from server.fragments import Audience
from server.house import House
from server.hub.calls import STILL_RUNNING, THE_WHOLE_COURSE, worth_a_call
from server.hub.cards import card
from server.hub.desk import Desk, around, choose, for_desk, has_page
from server.hub.finding import LONGEST, asked_words, finds
from server.pages import page
from server.parts.now import table
from server.problems import no_room
from server.store.faults import LogNewer
from server.tables import RoomRow
from sessions.minuting import section_of
from sessions.room import Room

PAST_AT_FIRST = 12
CALLS_AT_FIRST = 6
SET_UP = "/hub/rooms/new"

Folded = tuple[RoomRow, Room | None]


async def fold(house: House, rows: Sequence[RoomRow]) -> list[Folded]:
    """The rooms behind these rows; none where a newer version wrote what this one cannot read."""

    async def one(row: RoomRow) -> Room | None:
        try:
            return await house.store.room(row.id, at_least=row.seq)
        except LogNewer:
            return None

    return list(zip(rows, await asyncio.gather(*map(one, rows)), strict=True))


@for_desk
async def hub(house: House, request: Request, desk: Desk) -> Response:
    """The hub's rooms, or those that a search finds."""
    query = request.query_params.get("q", "")[:LONGEST].strip()
    rows = await house.directory.rooms_of(desk.hub.id)
    words: dict[str, Any] = {
        **around(request, desk), "q": query, "set_up": SET_UP if has_page(request, SET_UP) else "",
        "archived": sum(row.archived_at is not None for row in rows),
    }  # fmt: skip
    if query:
        asked, folded = asked_words(query), await fold(house, rows)
        found = [card(row, room, house.now()) for row, room in folded if finds(asked, row, room)]
        return page(house, "hub", **words, found=found)
    everything = "all" in request.query_params
    seen = [row for row in rows if row.archived_at is None]
    words["plans"] = await _plans(house, desk)
    return page(house, "hub", **words, found=None, **await _in_order(house, seen, everything=everything))


async def _plans(house: House, desk: Desk) -> list[dict[str, str]]:
    """What is being set up, the one worked on last first."""
    today = house.now().date()
    return [
        {"id": one.id, "title": one.title or "Without a name yet", "changed": day_words(one.changed_at.date(), today)}
        for one in await house.directory.plans_of(desk.hub.id)
    ]


def is_past(row: RoomRow, now: datetime) -> bool:
    """Whether a room stands among the past ones: closed, or prepared for a day that went by without it."""
    return row.state in ("closed", "confirmed") or (row.state == "prepared" and now - row.starts_at > STILL_RUNNING)


async def _in_order(house: House, rows: Sequence[RoomRow], *, everything: bool) -> dict[str, Any]:
    """Live, coming up, past. Of what is long past only as much is folded as is shown: a hub has many years."""
    now = house.now()
    past = [row for row in rows if is_past(row, now)]
    shown = past if everything else past[:PAST_AT_FIRST]
    wanted = {row.id for row in shown}
    folded = await fold(
        house,
        [row for row in rows if row.id in wanted or not is_past(row, now) or now - row.starts_at <= THE_WHOLE_COURSE],
    )
    cards = {row.id: card(row, room, now) for row, room in folded}
    calls = worth_a_call([(row.id, room) for row, room in folded if room is not None], now)
    return {
        "live": [await _live(house, row.id) for row, room in folded if room is not None and room.state == "open"],
        "upcoming": [cards[row.id] for row in reversed(rows) if row.state == "prepared" and not is_past(row, now)],
        "past": [cards[row.id] for row in shown],
        "past_in_all": len(past),
        "calls": calls[:CALLS_AT_FIRST],
        "more_calls": calls[CALLS_AT_FIRST:],
    }


async def _live(house: House, room_id: str) -> dict[str, Any]:
    """A room that is open now: its table, and where it is."""
    look = await house.live.look(room_id)
    eye = house.fragments.eye(look.scene, Audience("facilitator"), house.now())
    room, step = eye.room, eye.room.step if eye.room.run else None
    invited = [one for one in room.people.values() if one.role not in ("waiting", "screen") and not one.removed]
    here = sum(one.id in look.scene.present for one in invited)
    places = [slot.host for slot in room.order]
    slot = f"Slot {places.index(room.slot.host) + 1} of {len(places)}, {eye.host.name}." if room.slot and step else ""
    where = (
        f"{step.title}."
        if slot and step
        else f"{section_of(room, step)}: {step.title}."
        if step
        else "Not started yet."
    )
    return {"id": room_id, "title": room.title, "table": table(eye), "code": look.scene.code,
            "where": f"{slot} {where} {here} of {len(invited)} here.".strip()}  # fmt: skip


@for_desk
async def archive(house: House, request: Request, desk: Desk) -> Response:
    """Put a room out of sight, or bring it back."""
    room_id = request.path_params["room"]
    row = await house.directory.room_of(desk.hub.id, room_id)
    away = (await request.form()).get("archived") == "yes"
    if row is None or (away and row.state == "open"):
        raise no_room()
    await house.directory.archive_room(desk.hub.id, room_id, away=away)
    return RedirectResponse("/hub", 303)


@for_desk
async def switch(house: House, request: Request, desk: Desk) -> Response:
    """Another hub of the same facilitator."""
    wanted = str((await request.form()).get("hub", ""))
    known = any(one.id == wanted for one in desk.others)
    return choose(house, RedirectResponse("/hub", 303), wanted if known else desk.hub.id)


ROUTES: list[BaseRoute] = [
    Route("/hub", hub),
    Route("/hub/switch", switch, methods=["POST"]),
    Route("/hub/rooms/{room}/archive", archive, methods=["POST"]),
]
