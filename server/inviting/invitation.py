"""The letters of a room: how they begin, the exact letter for anybody, who has got one, sending, and the calendar."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.addresses import is_address
from server.house import house_of
from server.inviting.calendar import FILE_NAME, calendar_file
from server.inviting.facts import gathering
from server.inviting.here import Here, here, letter_in, new_letter
from server.inviting.letters import LONGEST_OPENING, TO_BE_MADE, Words, default_opening, letter, short_mailto
from server.inviting.postman import OVER
from server.limits import Rate, spare
from server.one_line import clean
from server.pages import page, seat_named
from server.problems import Problem

BY_HAND = Rate(per_second=1, burst=60)  # of one room
TOO_LONG = f"That is too long. Begin the letters in up to {LONGEST_OPENING} characters."
NO_ADDRESS = "Write a whole e-mail address, such as name@school.example."


async def invitation(request: Request) -> Response:
    """Who has got a letter, and the letter for one of them."""
    return await _page(await here(request), request)


async def opening(request: Request) -> Response:
    """Keep how the letters of this room begin."""
    at, form = await here(request), await request.form()
    text = "\n".join(clean(line) for line in str(form.get("opening", "")).strip().splitlines())
    if len(text) > LONGEST_OPENING:
        return await _page(at, request, opening=text, opening_error=TOO_LONG)
    await at.house.directory.write_opening(at.room_id, "" if text == default_opening(at.meeting) else text)
    return _back(at, request, said="opening")


async def address(request: Request) -> Response:
    """Put somebody's e-mail address right, or take it away."""
    at, form = await here(request), await request.form()
    guest = at.guest(str(form.get("person", "")))
    email = " ".join(str(form.get("email", "")).split())
    if email and not is_address(email):
        return await _page(at, request, person=guest.person, email=email, email_error=NO_ADDRESS)
    await at.house.directory.change_person(at.room_id, guest.person, {"email": email})
    return _back(at, request, said="address", person=guest.person)


async def send(request: Request) -> Response:
    """Have letters sent: to everybody who has an address and has not got one, or, `again`, to everybody who has; or to
    one person, once more if need be. They wait in the table from here on, and leave in the background."""
    at, form = await here(request), await request.form()
    person, again = str(form.get("person", "")), form.get("again") == "yes"
    if at.is_over:
        raise Problem(422, "over", OVER)
    if at.house.post is None:
        raise Problem(422, "no_mail", "This installation sends no e-mail. Copy the letters instead.")
    if person and not at.guest(person).email:
        return await _page(at, request, person=person, email_error=NO_ADDRESS)
    if person:
        wanted = {letter_in(form): person}
    else:
        people = [one for one in await at.everybody() if one.is_asked and one.address]
        wanted = {new_letter(): one.id for one in people if one.has_letter or not again}
    asked = await at.house.directory.ask_for_letters(at.room_id, wanted, at.by, again=again or bool(person))
    at.house.post.wake()
    return _back(at, request, said="asked", count=len(asked), person=person)


async def stop(request: Request) -> Response:
    """Send nothing that has not left yet."""
    at = await here(request)
    return _back(at, request, said="stopped", count=await at.house.directory.stop_letters(at.room_id))


async def by_hand(request: Request) -> Response:
    """A letter to be copied, with a new link. It is shown once."""
    at, form = await here(request), await request.form()
    guest = at.guest(str(form.get("person", "")))
    if at.is_over:
        raise Problem(422, "over", OVER)
    await spare(at.house.limiter, f"by-hand:{at.room_id}", BY_HAND)
    again = await at.house.directory.has_had_letter(at.room_id, guest.person)
    token = await at.house.directory.write_by_hand(at.room_id, guest.person, letter_in(form), at.by)
    if token is None:
        return _back(at, request, said="shown", person=guest.person)
    link = f"{at.base}/join/{token}"
    words = letter(at.meeting, guest, link, at.base, await at.house.directory.opening(at.room_id), again=again)
    made = {"subject": words.subject, "text": words.text, "link": link, "mailto": short_mailto(at.meeting, guest, link)}
    return await _page(at, request, person=guest.person, made=made)


async def calendar(request: Request) -> Response:
    """GET /rooms/{room}/invitation.ics: for everybody who has a place in the room."""
    house, room_id = house_of(request), request.path_params["room"]
    who = await auth.who(house, request, room_id, seat_named(request))
    if who.actor.role in ("screen", "waiting"):
        raise Problem(403, "role_may_not", "The invitation is for those who take part.")
    people = {one.id: one for one in await house.directory.people(room_id)}
    meeting = gathering(room_id, who.room, people)
    written = await asyncio.to_thread(calendar_file, meeting, who.room.seq, house.settings.base_url, house.now())
    headers = {"content-disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(written, media_type="text/calendar; charset=utf-8", headers=headers)


def _back(at: Here, request: Request, *, said: str, count: int | None = None, person: str = "") -> Response:
    person = person or request.query_params.get("person", "")
    known = {"person": person, "said": said, "count": "" if count is None else str(count)}
    query = urlencode({name: value for name, value in known.items() if value})
    return RedirectResponse(f"{at.url}/invitation?{query}", 303)


async def _page(at: Here, request: Request, person: str = "", **typed: Any) -> Response:
    people = await at.everybody()
    kept = await at.house.directory.opening(at.room_id)
    asked = person or request.query_params.get("person", "")
    chosen = next((one for one in people if one.id == asked), None)
    chosen = chosen or next((one for one in people if one.is_asked), people[0] if people else None)
    shown = await _shown(at, chosen.id, kept) if chosen else None
    states, count = [one.post.state for one in people if one.post], request.query_params.get("count", "")
    words: dict[str, Any] = {
        "people": people, "chosen": chosen, "shown": shown, "letter": new_letter(), "made": None,
        "to_send": sum(one.is_asked and bool(one.address) and not one.has_letter for one in people),
        "on_their_way": sum(state in ("waiting", "leaving") for state in states),
        "troubled": [one for one in people if one.post and one.post.state in ("failed", "doubtful")],
        "without": [one for one in people if one.is_asked and not one.address],
        "opening": kept or default_opening(at.meeting), "own_opening": bool(kept), "opening_error": "",
        "longest": LONGEST_OPENING, "email": chosen.email if chosen else "", "email_error": "",
        "said": request.query_params.get("said", "") if request.method == "GET" else "",
        "count": count if count.isdecimal() else "0", **typed,
    }  # fmt: skip
    status = 422 if words["opening_error"] or words["email_error"] else 200
    return page(at.house, "invitation", status=status, **at.around(), **words)


async def _shown(at: Here, person: str, opening: str) -> Words:
    """The letter as it would leave now."""
    again = await at.house.directory.has_had_letter(at.room_id, person)
    return letter(at.meeting, at.guest(person), f"{at.base}/join/{TO_BE_MADE}", at.base, opening, again=again)


ROUTES: list[BaseRoute] = [
    Route("/rooms/{room}/invitation", invitation, methods=["GET"]),
    Route("/rooms/{room}/invitation/opening", opening, methods=["POST"]),
    Route("/rooms/{room}/invitation/address", address, methods=["POST"]),
    Route("/rooms/{room}/invitation/letters", send, methods=["POST"]),
    Route("/rooms/{room}/invitation/stop", stop, methods=["POST"]),
    Route("/rooms/{room}/invitation/by-hand", by_hand, methods=["POST"]),
    Route("/rooms/{room}/invitation.ics", calendar),
]
