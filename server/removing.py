"""From a text of the minutes to what can still be done about it, and the page on which it is removed for good."""

from collections.abc import Iterator
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.exports.glyphs import writable
from server.house import house_of
from server.pages import page
from server.parts.correcting import places
from server.parts.removable import open_texts
from server.problems import Problem
from sessions.minutes import Minutes
from sessions.room import Actor, Room

NOT_YOURS = Problem(403, "role_may_not", "Only the facilitator can remove words for good. Ask them to.")


def hands(room: Room, actor: Actor, seat: str) -> dict[str, dict[str, str]]:
    """By the text as the minutes show it: where something can be done about it, for whoever may. `seat` is the address
    of who does it: a facilitator comes to the page below, others to where they put it right."""
    right = {writable(text): f"{seat}{place}" for text, place in places(room, actor).items()}
    if not actor.facilitates:
        return {text: {"href": href, "label": "Put it right"} for text, href in right.items()}
    label = "Remove these words" if room.state == "confirmed" else "Put right or remove"
    return {
        writable(text): {"href": f"{seat}/words/{place}{f'?part={words.slot}' if words.slot else ''}", "label": label}
        for text, (place, words) in open_texts(room).items()
    }


def beside(room: Room, slot: str, minutes: Minutes) -> list[tuple[str, str]]:
    """Texts of an hour that the log still has and the minutes do not hold, each with its place: what was put right
    or taken back since, and what was brought to the hour and not looked at in it."""
    shown = set(_texts(msgspec.to_builtins(minutes)))
    found = ((text, place) for text, (place, words) in open_texts(room).items() if words.slot == slot)
    return [(text, place) for text, place in found if text not in shown]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


async def removing(request: Request) -> Response:
    """One text of the minutes, and the button that removes it for good: while the meeting runs and ever after."""
    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.facilitator(house, request, room_id, auth.seat_called(request.path_params["seat"]), NOT_YOURS)
    place = f"{request.path_params['seq']}/{request.path_params['field']}"
    found = who.room.texts.get(place)
    words = found.text if found and found.holder is None else ""
    part = request.query_params.get("part", "")
    back = f"/rooms/{room_id}/minutes{f'#part-{part}' if part in who.room.slots else ''}"
    right = places(who.room, who.actor).get(words, "")
    return page(
        house, "words", room_title=who.room.title, url=f"/rooms/{room_id}", place=place, words=words, back=back,
        right=f"/rooms/{room_id}/as/{who.seat_name}{right}" if right else "",
    )  # fmt: skip


ROUTES: list[BaseRoute] = [Route("/rooms/{room}/as/{seat}/words/{seq:int}/{field}", removing)]
