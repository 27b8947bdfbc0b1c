"""The facilitators of a hub: invited by a link that works once, sent a new one, removed; and one's own names."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.days import day_words
from server.directory.facilitators import AlreadyThere, LastOne
from server.house import House
from server.hub import letters
from server.hub.desk import Desk, around, desk_of, desks_of, for_desk
from server.hub.saying import Typed, not_so, passphrase_not_so, typed_in
from server.limits import Rate, spare
from server.mail import NotSent, mailto
from server.pages import page
from server.problems import no_room
from server.tables import Facilitator

INVITATIONS = Rate(per_second=0.2, burst=30)  # of one hub
NOTHING: Typed = {"name": "", "email": ""}


@for_desk
async def people(house: House, request: Request, desk: Desk) -> Response:
    """Who runs reviews for this hub."""
    return await _page(house, request, desk)


@for_desk
async def invite(house: House, request: Request, desk: Desk) -> Response:
    """Somebody more; their link is shown, and sent where a mail server was named."""
    typed = typed_in(await request.form(), "name", "email")
    if errors := not_so(typed):
        return await _page(house, request, desk, typed=typed, errors=errors)
    await spare(house.limiter, f"invitations:{desk.hub.id}", INVITATIONS)
    try:
        invited = await house.directory.invite(desk.hub.id, typed["name"], typed["email"])
    except AlreadyThere:
        errors = {"email": "This address is in the list already. Make a new link beside the name."}
        return await _page(house, request, desk, typed=typed, errors=errors)
    return await _with_link(house, request, desk, invited)


@for_desk
async def link(house: House, request: Request, desk: Desk) -> Response:
    """A new link for somebody in the list; it ends the one before."""
    wanted = await _one_of(house, request, desk)
    await spare(house.limiter, f"invitations:{desk.hub.id}", INVITATIONS)
    return await _with_link(house, request, desk, wanted)


async def _with_link(house: House, request: Request, desk: Desk, to: Facilitator) -> Response:
    """The page with a link that was just made. It is shown once: the database keeps its hash."""
    address = f"{house.settings.base_url}/sign-in/{await house.directory.make_invitation(to.id)}"
    letter = letters.invitation(to, desk.hub.name, desk.facilitator, address)
    made = {"name": to.name, "email": to.email, "link": address, "mailto": mailto(letter), "sent": False,
            "unsent": ""}  # fmt: skip
    if house.mail is not None:
        try:
            await house.mail.send(letter)
            made["sent"] = True
        except NotSent as error:
            made["unsent"] = error.sentence
    return await _page(house, request, desk, made=made)


@for_desk
async def remove(house: House, request: Request, desk: Desk) -> Response:
    """End an invitation or somebody's time here. Whoever removes themselves is out with this answer."""
    gone = await _one_of(house, request, desk)
    try:
        await house.directory.remove_facilitator(desk.hub.id, gone.id)
    except LastOne:
        sentence = f"{gone.name} is the only facilitator who can open this hub. Invite somebody else first."
        return await _page(house, request, desk, refused=sentence)
    if desk.facilitator and gone.id == desk.facilitator.id:
        return page(house, "error", title="You have left the hub", sentence=f"{desk.hub.name} is closed to you now.",
                    then="Another facilitator of the hub can invite you again.", reference="")  # fmt: skip
    words = f"{gone.name} is out." if gone.joined_at else f"The invitation of {gone.name} has ended."
    return await _page(house, request, desk, done=words)


@for_desk
async def passphrase(house: House, request: Request, desk: Desk) -> Response:
    """One's own passphrase, for every hub that this browser is signed in to as the same person."""
    me, form = desk.facilitator, await request.form()
    if me is None:
        raise no_room()
    new = str(form.get("passphrase", ""))
    if errors := passphrase_not_so(new, str(form.get("again", ""))):
        return await _page(house, request, desk, errors=errors)
    mine = [who.id for _, who in await desks_of(house, request) if who is not None and who.email == me.email]
    await house.directory.set_passphrases(mine, new)
    return await _page(house, request, desk, done="Your passphrase is set. Use it with your e-mail address to sign in.")


@for_desk
async def names(house: House, request: Request, desk: Desk) -> Response:
    """What the hub is called, and one's own name."""
    typed = typed_in(await request.form(), *(["hub", "name"] if desk.facilitator else ["hub"]))
    if errors := not_so(typed):
        own = {"own" if field == "name" else field: sentence for field, sentence in errors.items()}
        return await _page(house, request, desk, called=typed, errors=own)
    me = desk.facilitator.id if desk.facilitator else None
    await house.directory.rename(desk.hub.id, typed["hub"], me, typed.get("name", ""))
    desk = await desk_of(house, request) or desk
    return await _page(
        house, request, desk, done="The names are put right. Minutes that exist keep the name they have."
    )


async def _one_of(house: House, request: Request, desk: Desk) -> Facilitator:
    wanted = await house.directory.facilitator(request.path_params["facilitator"])
    if wanted is None or wanted.hub != desk.hub.id:
        raise no_room()
    return wanted


async def _page(house: House, request: Request, desk: Desk, **said: Any) -> Response:
    """The list with what is to be said: typed and errors, a link just made, what was done or refused."""
    there = await house.directory.facilitators(desk.hub.id)
    joined = sum(one.joined_at is not None for one in there)
    today = house.now().date()
    rows = [
        {"id": one.id, "name": one.name, "email": one.email, "joined": one.joined_at is not None,
         "since": day_words((one.joined_at or one.created_at).date(), today),
         "me": desk.facilitator is not None and one.id == desk.facilitator.id,
         "last": one.joined_at is not None and joined == 1}
        for one in there
    ]  # fmt: skip
    called = {"hub": desk.hub.name, "name": desk.facilitator.name if desk.facilitator else ""}
    words: dict[str, Any] = {
        "typed": NOTHING,
        "called": called,
        "errors": {},
        "made": None,
        "done": "",
        "refused": "",
        **said,
    }
    status = 422 if words["errors"] or words["refused"] else 200
    mail = house.mail is not None
    return page(house, "hub-people", status=status, **around(request, desk), people=rows, mail=mail, **words)


ROUTES: list[BaseRoute] = [
    Route("/hub/people", people, methods=["GET"]),
    Route("/hub/people", invite, methods=["POST"]),
    Route("/hub/people/names", names, methods=["POST"]),
    Route("/hub/people/passphrase", passphrase, methods=["POST"]),
    Route("/hub/people/{facilitator}/link", link, methods=["POST"]),
    Route("/hub/people/{facilitator}/remove", remove, methods=["POST"]),
]
