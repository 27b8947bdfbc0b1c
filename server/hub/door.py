"""Signing in and out: by address and passphrase, by a link from an e-mail, by an invitation, by the very first link.

An answer never tells whether an address is known here. Looking at a link signs nobody in; a button does.
"""

import hashlib
import secrets
from contextlib import suppress
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server import auth
from server.addresses import is_address
from server.directory.facilitators import Newcomer, one_spelling
from server.directory.onetime import OneTime, Spent
from server.house import House, house_of
from server.hub import letters
from server.hub.desk import choose, desks_of
from server.hub.saying import Errors, Typed, not_so, passphrase_not_so, typed_in
from server.limits import Rate
from server.mail import Mail, NotSent
from server.pages import page
from server.tables import Facilitator

TRIES = Rate(per_second=0.5, burst=30)  # from one address: a whole office may come through one
TRIES_OF_ONE = Rate(per_second=1 / 30, burst=10)  # at one facilitator's address, from wherever
LETTERS_TO_ONE = Rate(per_second=1 / 300, burst=3)
LONGEST_PRESS = 64
TOO_MANY = "Too many tries. Wait a minute and try again."
NOT_KNOWN = "This address and passphrase do not belong together here. Check both and try again."
LINK_ENDED = "A link like this works once and not for long. It was used already, has ended, or was taken back."


async def first_page(house: House, request: Request, status: int = 200, **words: Any) -> Response:
    """What this is, and the ways in."""
    desks = await desks_of(house, request)
    known = {"signed_in": ", ".join(hub.name for hub, _ in desks)} if desks else {}
    local = house.settings.base_url.startswith(("http://127.", "http://localhost"))
    notice = "This room runs without HTTPS, on the school’s own network. Do not use it from outside."
    words = {"notice": "" if auth.is_secure(house) or local else notice, "mail": house.mail is not None} | known | words
    return page(house, "home", status=status, **words)


async def sign_in(request: Request) -> Response:
    """By address and passphrase, by asking for a link, or by the hub's own link or passphrase."""
    house, form = house_of(request), await request.form()
    auth.guard_origin(request)
    if "pass" in form:
        return await _by_hubs_own(house, request, str(form["pass"]).strip())
    email, passphrase = " ".join(str(form.get("email", "")).split()), str(form.get("passphrase", ""))
    if not is_address(email):
        sentence = "Write your whole e-mail address, such as name@school.example."
        return await first_page(house, request, 422, email=email, email_error=sentence)
    if await _too_many(house, request, email):
        return await first_page(house, request, 429, email=email, sign_in_error=TOO_MANY)
    if house.mail is not None and (not passphrase or form.get("by") == "link"):
        return await _send_link(house, house.mail, request, email)
    found = await house.directory.facilitators_by_passphrase(email, passphrase)
    if not found:
        return await first_page(house, request, 422, email=email, sign_in_error=NOT_KNOWN)
    return await _in(house, request, found)


async def _too_many(house: House, request: Request, email: str) -> bool:
    host = request.client.host if request.client else "nowhere"
    one = hashlib.sha256(one_spelling(email).encode()).hexdigest()[:24]  # no address in Redis
    return bool(
        await house.limiter.allow(f"sign-in:{host}", TRIES)
        or await house.limiter.allow(f"sign-in-as:{one}", TRIES_OF_ONE)
    )


async def _send_link(house: House, mail: Mail, request: Request, email: str) -> Response:
    """The mail server is greeted first, whoever asks, so that a fault is told to everybody; what follows, if anything
    does, happens after the answer: neither words nor time tell whether the address is known."""
    address = one_spelling(email)
    if await house.limiter.allow(f"letters:{hashlib.sha256(address.encode()).hexdigest()[:24]}", LETTERS_TO_ONE):
        return await first_page(house, request, 429, email=email, sign_in_error=TOO_MANY)
    try:
        await mail.check()
    except NotSent as error:
        return await first_page(house, request, 503, email=email, sign_in_error=error.sentence)
    answer = await first_page(house, request, sent_to=email)
    answer.background = BackgroundTask(_write_if_known, house, mail, address)
    return answer


async def _write_if_known(house: House, mail: Mail, address: str) -> None:
    if not await house.directory.facilitators_of_address(address):
        return
    token = await house.directory.make_sign_in_link(address)
    with suppress(NotSent):  # the mail server took a greeting a moment ago; `mail` writes down what went wrong since
        await mail.send(letters.sign_in(address, f"{house.settings.base_url}/sign-in/{token}"))


async def _by_hubs_own(house: House, request: Request, typed: str) -> Response:
    """A link pasted in, or the passphrase of a hub."""
    token = typed.rpartition("/")[2]
    if await house.directory.find_link(token) is not None:
        return RedirectResponse(f"/join/{token}", 303)
    if await house.directory.find_one_time(token) is not None:
        return RedirectResponse(f"/sign-in/{token}", 303)
    host = request.client.host if request.client else "nowhere"
    if await house.limiter.allow(f"sign-in:{host}", TRIES):
        return await first_page(house, request, 429, pass_error=TOO_MANY)
    hub = await house.directory.hub_by_passphrase(typed)
    if hub is None:
        sentence = "That passphrase or link is not known. Check it and try again."
        return await first_page(house, request, 422, pass_error=sentence)
    cookie, _ = await house.directory.take_hub_seat(request.cookies.get(auth.cookie_name(house)), hub.id)
    response = RedirectResponse("/hub", 303)
    auth.set_cookie(house, response, cookie)
    return choose(house, response, hub.id)


async def _in(house: House, request: Request, found: list[Facilitator]) -> Response:
    """To the desk, as these."""
    cookie = await house.directory.take_desks(request.cookies.get(auth.cookie_name(house)), found)
    response = RedirectResponse("/hub", 303)
    auth.set_cookie(house, response, cookie)
    return choose(house, response, found[0].hub)


async def by_link(request: Request) -> Response:
    """A link that works once: who and what; the button signs in."""
    house, token = house_of(request), request.path_params["token"]
    if request.method != "POST":
        link = await house.directory.find_one_time(token)
        return _ended(house) if link is None else await _shown(house, link)
    auth.guard_origin(request)
    form = await request.form()
    press = str(form.get("press", ""))[:LONGEST_PRESS]
    link = await house.directory.find_one_time(token, press)
    if link is None:
        return _ended(house)
    typed = typed_in(form, "hub", "name", "email") if link.kind == "founding" else {}
    new, again = str(form.get("passphrase", "")), str(form.get("again", ""))
    errors = not_so(typed) | (passphrase_not_so(new, again) if new or again else {})
    if errors:
        return await _shown(house, link, typed, errors)
    try:
        if link.kind == "founding":
            found = [await house.directory.found_hub(token, Newcomer(**typed, passphrase=new), press)]
        else:
            found = list(await house.directory.come_in(token, new if link.kind == "invitation" else "", press))
    except Spent:
        return _ended(house)
    return await _in(house, request, found)


async def _shown(house: House, link: OneTime, typed: Typed | None = None, errors: Errors | None = None) -> Response:
    who = await house.directory.facilitator(link.facilitator)
    hub = await house.directory.hub(link.hub or (who.hub if who else None))
    if link.kind == "invitation" and who is None:
        return _ended(house)
    typed = typed or {"hub": hub.name if hub else "", "name": "", "email": ""}
    words = {
        "hub": hub,
        "who": who,
        "typed": typed,
        "press": secrets.token_urlsafe(12),
        "errors": errors or {},
        "mail": house.mail is not None,
    }
    template = "hub-founding" if link.kind == "founding" else "hub-sign-in"
    return page(house, template, status=422 if errors else 200, **words, kind=link.kind)


def _ended(house: House) -> Response:
    then = "On the first page you can sign in, or ask for a new link. Another facilitator of your hub can make you one."
    return page(
        house, "error", status=404, title="This link has ended", sentence=LINK_ENDED, then=then, reference="",
        way=["/hub", "To your rooms"],
    )  # fmt: skip


async def sign_out(request: Request) -> Response:
    """Out of everything that this browser holds, rooms included: the next one at it may be anybody."""
    house = house_of(request)
    auth.guard_origin(request)
    cookie = request.cookies.get(auth.cookie_name(house))
    if cookie:
        await house.directory.end_session(cookie)
    response = RedirectResponse("/", 303)
    response.delete_cookie(auth.cookie_name(house), path="/", secure=auth.is_secure(house), httponly=True)
    return response


ROUTES: list[BaseRoute] = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/sign-in/{token}", by_link, methods=["GET", "POST"]),
]
