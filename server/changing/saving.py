"""Saving a changed plan: one append to the log, then the words about people, then links for who is new."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from msgspec.structs import replace
from starlette.responses import Response

from server.changing.asking import asked_for
from server.changing.here import At, Draft
from server.changing.saying import changes, consequences, is_held
from server.inviting.guests import Listed
from server.inviting.here import Here, here
from server.pages import page
from server.problems import Problem
from server.submit import command_id, submit_all
from sessions.events import LengthsChanged, PersonInvited, PlanChanged, SlotsReordered
from sessions.minuting import name_of
from sessions.refusals import AlreadyMoved
from sessions.room import Room


async def saved(at: At, draft: Draft, *, again: bool = False) -> Response:
    """Save it, and show what has changed with the links of who is new; `again` where it was saved before, by the same
    press. Raises Refused, with nothing changed."""
    if not draft.done:
        draft = await _save(at, draft)
    tokens = await at.place.house.directory.rotate_links(at.place.room_id, draft.invited) if draft.invited else {}
    place = at.place
    with suppress(Problem):  # whoever gave the role away themselves has no say in the room any more
        place = await here(at.request)
    return page(place.house, "plan-saved", again=again, **place.around(), **await _words(place, draft, tokens))


async def _save(at: At, draft: Draft) -> Draft:
    place = at.place
    asked = asked_for(place.room, at.now, draft.plan, at.content, place.by)
    said, invited, moved = changes(at.now, draft.plan, at.words), [], False
    if asked.commands:
        save, still = draft.saved[:40] or command_id(), partial(_is_still, place.room)
        reply = await submit_all(place.house, place.room_id, at.actor, save, asked.commands, still)
        happened = [one.event for one in reply.recorded]
        invited = [event.person for event in happened if isinstance(event, PersonInvited)]
        said += consequences(place.room, await place.house.store.room(place.room_id))
        moved = any(isinstance(event, PlanChanged | SlotsReordered | LengthsChanged) for event in happened)
    for person, words in asked.corrections.items():
        await place.house.directory.change_person(place.room_id, person, words)
    held = moved and (is_held(at.now, draft.plan) or _hours_moved(at, draft))
    done = Draft(state=at.state, saved=draft.saved, done=True, invited=invited, held=held)
    await at.put(done)
    return replace(done, said=said)


def _is_still(drawn: Room, room: Room) -> None:
    """Raises AlreadyMoved where somebody saved between the look at the room and the writing."""
    if _planned(room) != _planned(drawn):
        raise AlreadyMoved("Somebody else saved at this very moment. Save again: you are shown what they changed.")


def _planned(room: Room) -> tuple[object, ...]:
    """All that a plan is made from, but not who has come meanwhile."""
    places = {one.id: (one.role, one.institution, one.removed) for one in room.people.values()}
    return (
        room.title, room.format, room.start, room.time_zone, room.mode, room.place, room.call_link, room.peer_views,
        room.focus_themes, room.programme, room.allotted, room.institutions, places, room.state,
    )  # fmt: skip


def _hours_moved(at: At, draft: Draft) -> bool:
    """Whether hours begin at other times than letters say. Once the room is open, nobody reads letters any more."""
    if at.state != "prepared":
        return False
    before, after = (
        (plan.format, plan.steps, plan.breaks, [(row.key, row.minutes) for row in plan.institutions])
        for plan in (at.now, draft.plan)
    )
    return before != after


async def _words(place: Here, draft: Draft, tokens: Mapping[str, str]) -> dict[str, Any]:
    names = await place.house.directory.names(place.room_id)
    room = await place.house.store.room(place.room_id)
    links = [
        (name_of(names, person), _from(room, person), f"{place.base}/join/{token}") for person, token in tokens.items()
    ]
    fresh = set(draft.invited)
    people = [one for one in await place.everybody() if one.id not in fresh]
    return {
        "said": draft.said, "links": links, "held": draft.held, "state": room.state,
        "written_to": [one.id for one in people if one.has_letter and one.address and one.is_asked],
        "by_hand": _count(people),
    }  # fmt: skip


def _from(room: Room, person: str) -> str:
    one = room.institutions.get(room.people[person].institution or "")
    return one.name if one else ""


def _count(people: Sequence[Listed]) -> int:
    """How many have a link and no address to write to."""
    return sum(bool(one.opened or one.has_letter) and not one.address for one in people)
