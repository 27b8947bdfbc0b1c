"""Where a request to change a review works: its room, the plan as it stands, and the draft of whoever changes it."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request

from server import auth
from server.changing.reading import plan_of
from server.changing.running import as_running, settled
from server.changing.saying import Words, words_from
from server.content import Content
from server.inviting.here import Here, here
from server.making import content_for
from server.setting_up.plan import Plan
from server.tables import PlanRow
from sessions.minuting import section_of
from sessions.room import Actor, RoomState


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is changing: the plan as it was drawn, as it is now in the form, and the state of the room then.

    `saved` is the id of a save, `done` whether it was done, `invited` whom it invited: a button pressed twice saves
    once. What is said of the change is shown and not kept, for there are names in it."""

    was: Plan = Plan()
    plan: Plan = Plan()
    state: RoomState = "prepared"
    saved: str = ""
    done: bool = False
    invited: Sequence[str] = ()
    said: Sequence[str] = ()
    held: bool = False


def draft_in(row: PlanRow | None) -> Draft | None:
    """The draft that is kept; none where an earlier version kept it."""
    try:
        return msgspec.json.decode(row.body, type=Draft) if row else None
    except msgspec.MsgspecError:
        return None


class At(NamedTuple):
    """A room whose facilitator changes its plan. `hub` is none for a room of no hub, whose drafts are not kept."""

    place: Here
    request: Request
    hub: str | None
    content: Content
    now: Plan
    words: Words

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"{self.place.url}/plan"

    @property
    def state(self) -> RoomState:
        """The state of the room."""
        return self.place.room.state

    @property
    def actor(self) -> Actor:
        """As whom the facilitator acts."""
        return self.place.room.actor(self.place.by or "")

    @property
    def _draft(self) -> str:
        """Drafts are of a browser: two who sit at the same desk have two."""
        cookie = self.request.cookies.get(auth.cookie_name(self.place.house), "")
        return "ed_" + hashlib.sha256(f"{self.place.room_id} {cookie}".encode()).hexdigest()[:32]

    async def row(self) -> PlanRow | None:
        """What is kept of what was typed and not saved."""
        row = await self.place.house.directory.plan(self._draft)
        return row if row is not None and row.room == self.place.room_id else None

    async def keep(self, draft: Draft, *, over: PlanRow | None) -> bool:
        """Keep it, unless something else is kept than `over`; whether it is."""
        if self.hub is None:
            return True
        body = msgspec.json.encode(draft).decode()
        return await self.place.house.directory.keep_draft(self._draft, self.hub, self.place.room_id, body, over=over)

    async def put(self, draft: Draft) -> None:
        """Keep it in place of whatever is kept."""
        while not await self.keep(draft, over=await self.row()):
            pass

    async def drop(self) -> None:
        """Throw it away."""
        if self.hub is not None:
            await self.place.house.directory.drop_plan(self.hub, self._draft)

    def was_in(self, form: FormData) -> Plan:
        """The plan that a form was drawn from; the one of now where the form does not say."""
        try:
            return msgspec.json.decode(str(form.get("was", "")), type=Plan)
        except msgspec.MsgspecError:
            return self.now

    def settled(self, plan: Plan) -> Plan:
        """A plan with nothing other than what may be changed in the room's state."""
        return plan if self.state == "prepared" else settled(plan, self.now)


async def at_plan(request: Request) -> At:
    """Raises Problem 403 for everybody but facilitators, 404 for those of another hub."""
    place = await here(request)
    house, room = place.house, place.room
    hub = await house.directory.hub_of(place.room_id)
    content = await content_for(house, hub)
    now = plan_of(room, place.people, content)
    steps = {step.id: f"{section_of(room, step)}, {step.title}" for step in room.programme}
    words = words_from(content, {one.id: one.title for one in room.frameworks.values()}, steps)
    return At(place, request, hub, content, now if room.state == "prepared" else as_running(room, now), words)
