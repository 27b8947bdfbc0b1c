"""What every page of a self-evaluation begins with: who asks, the room, and the institution whose levels these are."""

import hashlib
import re
from datetime import datetime
from typing import Any, NamedTuple

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server import auth
from server.days import clock
from server.eye import Scene
from server.house import House, house_of
from server.initials import initials
from server.pages import page, seats_here
from server.parts.comparing import level_names
from server.problems import Problem, no_room
from server.submit import command_id, submit
from sessions.commands import Command
from sessions.evaluation import Progress, progress
from sessions.framework import Framework, FrameworkOutline
from sessions.minuting import name_of
from sessions.room import Actor, Room, Slot

BASE = "/rooms/{room}/as/{seat}/self-evaluation"
IN_THE_MEETING = "Here colleagues rate in the meeting itself, all at the same time. Nothing is rated beforehand."
FOR_MEMBERS = "Only the people of a school or college rate it. You see how far each of them is."


class Here(NamedTuple):
    """A room, somebody who has a seat in it, and the slot of that one's institution: none for facilitators."""

    house: House
    request: Request
    room_id: str
    seat: str
    scene: Scene
    actor: Actor
    own: Slot | None
    seats: int

    @property
    def room(self) -> Room:
        """The room as it is."""
        return self.scene.room

    @property
    def home(self) -> str:
        """The room's page of this seat."""
        return f"/rooms/{self.room_id}/as/{self.seat}"

    @property
    def url(self) -> str:
        """Where the self-evaluation begins."""
        return f"{self.home}/self-evaluation"

    @property
    def slot(self) -> Slot:
        """The slot of one's own institution. Raises Problem 403 for those who have none."""
        if self.own is None:
            raise Problem(403, "role_may_not", FOR_MEMBERS)
        return self.own

    @property
    def model(self) -> FrameworkOutline:
        """The model that one's institution is rated by, in the version that the room began with."""
        return self.room.framework_of(self.slot.id)

    @property
    def framework(self) -> Framework | None:
        """The same with its descriptions, where they are at hand."""
        return self.scene.framework_of(self.slot.id, self.house.content)

    @property
    def progress(self) -> Progress:
        """How far one's institution is."""
        return progress(self.room, self.slot.id)

    @property
    def over(self) -> bool:
        """Whether nobody rates any more."""
        return self.room.ended

    @property
    def host(self) -> str:
        """What one's institution is called."""
        return self.room.institutions[self.slot.host].name

    def name(self, person: str | None) -> str:
        """A person's name."""
        return name_of(self.scene.names, person)

    def clock(self, at: datetime) -> str:
        """The hour and minute, where the room meets; the day too, unless it is today."""
        return clock(at, self.house.now(), self.room)

    def around(self) -> dict[str, Any]:
        """What every one of these pages shows at its head."""
        there: dict[str, Any] = {
            "room_title": self.room.title, "home": self.home, "url": self.url, "seats": self.seats, "over": self.over,
            "me": {"name": self.name(self.actor.person), "initials": ""}, "host": "", "names": [],
        }  # fmt: skip
        if self.own is not None:
            every = [one.name for one in self.room.institutions.values()]
            letters = dict(zip(self.room.institutions, initials(every), strict=True))
            there["me"]["initials"] = letters[self.own.host]
            there |= {"host": self.host, "names": level_names(self.model)}
        return there

    def page(self, template: str, *, status: int = 200, **words: Any) -> HTMLResponse:
        """One of these pages."""
        return page(self.house, template, status=status, **self.around(), **words)

    def part(
        self, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **words: Any
    ) -> Response:
        """A piece of one, for a script."""
        html = self.house.templates.get_template(f"parts/{template}.html").render(**self.around(), **words)
        return HTMLResponse(html, status, headers={"cache-control": "no-store", **(headers or {})})

    async def does(self, command: Command) -> None:
        """Raises Refused with the sentence for whoever asked."""
        await submit(self.house, self.room_id, self.actor, command)

    async def now(self) -> "Here":
        """The same after something was done."""
        return self._replace(scene=(await self.house.live.look(self.room_id)).scene)


def given_id(form: FormData) -> str:
    """The id that a form came with, so that pressing twice counts once; a new one where it is none of ours."""
    given = str(form.get("command", ""))
    return given if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", given) else command_id()


def once(form: FormData, *words: object) -> str:
    """An id that is the same for the same words from the same form, so that sending twice is sending once."""
    digest = hashlib.sha256(repr(words).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{given_id(form)[:27]}-{digest[:12]}"


def number_in(form: FormData, name: str) -> int | None:
    """The whole number that a field holds; none where it holds none."""
    given = str(form.get(name, ""))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else None


async def here(request: Request) -> Here:
    """Raises Problem 403 for whoever neither rates nor facilitates."""
    house, room_id, seat = house_of(request), request.path_params["room"], request.path_params["seat"]
    who = await auth.who(house, request, room_id, auth.seat_called(seat))
    if who.actor.role == "waiting":
        raise no_room()
    scene = (await house.live.look(room_id)).scene
    if scene.room.compares:
        raise Problem(404, "in_the_meeting", IN_THE_MEETING)
    institution = scene.room.institutions.get(who.actor.institution or "")
    if institution is None and not who.actor.facilitates:
        raise Problem(
            403, "role_may_not", "Schools and colleges rate themselves here. Observers look on in the meeting."
        )
    own = scene.room.slots[institution.slot] if institution else None
    return Here(house, request, room_id, seat, scene, who.actor, own, await seats_here(house, request, room_id))
