"""Sheets to print: one for the room, with its code, and a card for each person. Cards carry new links, so they are made
by a button; looking at the page makes none."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.inviting.guests import Listed
from server.inviting.here import Here, here
from server.limits import Rate, spare
from server.pages import page
from server.qr import qr_path

SHEETS = Rate(per_second=0.1, burst=10)  # of one room


class Card(msgspec.Struct, frozen=True):
    """What one person is given: the address, and the same as a QR code."""

    name: str
    group: str
    address: str
    qr: tuple[str, int]


def choices(people: list[Listed]) -> list[tuple[str, str, str, list[Listed]]]:
    """For whom cards can be made: value, words, what it means, who that is now. Nobody is offered cards for nobody."""
    asked = [one for one in people if one.is_asked]
    offered = [
        ("by_hand", "Those without an e-mail address", "No letter can reach them.",
         [one for one in asked if not one.address]),
        ("unopened", "Those who have not opened a link yet", "", [one for one in asked if not one.opened]),
        ("everybody", "Everybody", "Who has come in already stays in; their earlier link ends all the same.", asked),
    ]  # fmt: skip
    return [one for one in offered if one[-1]]


async def sheet(request: Request) -> Response:
    """The room's sheet, and what cards could be made; a press makes them, with new links that end the earlier ones."""
    at = await here(request)
    people = await at.everybody()
    offered = choices(people)
    cards: list[Card] = []
    if request.method == "POST":
        wanted = str((await request.form()).get("whom", ""))
        chosen = next((who for value, _, _, who in offered if value == wanted), [])
        await spare(at.house.limiter, f"sheets:{at.room_id}", SHEETS)
        cards = await _cards(at, chosen)
    return page(at.house, "links-sheet", **at.around(), **_room_sheet(at), cards=cards, choices=[
        (value, words, means, len(who)) for value, words, means, who in offered
    ], nobody=request.method == "POST" and not cards)  # fmt: skip


async def _cards(at: Here, chosen: list[Listed]) -> list[Card]:
    """Cards with new links. Whom no letter can reach is invited so, and the list of letters says it."""
    tokens = await at.house.directory.rotate_links(at.room_id, [one.id for one in chosen]) if chosen else {}
    cards = []
    for one in chosen:
        address = f"{at.base}/join/{tokens[one.id]}"
        cards.append(Card(one.name, one.group, address.partition("://")[2], qr_path(address)))
    await at.house.directory.note_by_hand(at.room_id, [one.id for one in chosen if not one.address], at.by)
    return cards


def _room_sheet(at: Here) -> dict[str, Any]:
    join = f"{at.base}/join?code={at.scene.code}"
    host = f"{at.base}/join".partition("://")[2]
    return {
        "code": at.scene.code, "join_host": host, "join_qr": qr_path(join), "call_link": at.meeting.call_link,
        "names": [hour.name for hour in at.meeting.hours],
    }  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/links/sheet", sheet, methods=["GET", "POST"])]
