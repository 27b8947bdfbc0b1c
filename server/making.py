"""Makes a room: the request is prepared, kept in one transaction, and answered with a link for everybody."""

import msgspec

from server.content import Content
from server.directory import new_link
from server.house import House
from server.preparing import Prepared, prepare
from server.room_request import MakeRoom
from server.store import NewRoom
from server.tables import Link


class MadeInstitution(msgspec.Struct, frozen=True):
    """An institution's id and slot."""

    id: str
    name: str
    slot: str


class MadePerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the link to be sent to them; `token` is the link's end, and the bearer for the machine's door."""

    id: str
    name: str
    institution: str | None
    room_role: str
    link: str
    token: str


class MadeRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room with all ways in: the short `code`, the `join` link for everybody, the `screen` link, each person's."""

    room: str
    code: str
    join: str
    screen: str
    people: tuple[MadePerson, ...]
    institutions: tuple[MadeInstitution, ...]


async def content_for(house: House, hub: str | None) -> Content:
    """What new rooms of a hub can be made from: what comes with the product, and the hub's own frameworks before it."""
    return house.content.with_own(await house.directory.for_new_rooms(hub) if hub else [])


async def make_room(house: House, asked: MakeRoom, hub: str | None) -> MadeRoom:
    """Prepare the room and keep it, with a link for everybody. Raises Refused with what does not fit together."""
    named = asked.hub
    if named is None and hub is not None:
        row = await house.directory.hub(hub)
        named = row.name if row else None
    prepared = prepare(asked, await content_for(house, hub), house.directory, named)
    tokens: dict[str, str] = {}
    links: list[Link] = []
    for person in prepared.people:
        tokens[person.id], link = new_link("person", prepared.room, person.id)
        links.append(link)
    join, link = new_link("join", prepared.room)
    screen, screen_link = new_link("screen", prepared.room)
    made = await house.store.create_room(
        NewRoom(id=prepared.room, hub=hub, title=asked.title.strip(), starts_at=asked.start),
        prepared.events, prepared.people, [*links, link, screen_link],
    )  # fmt: skip
    return _told(house.settings.base_url, prepared, made.code, tokens, join, screen)


def _told(base: str, prepared: Prepared, code: str, tokens: dict[str, str], join: str, screen: str) -> MadeRoom:
    def address(token: str) -> str:
        return f"{base}/join/{token}"

    people = tuple(
        MadePerson(
            id=person.id, name=person.name, institution=prepared.roles[person.id][1],
            room_role=prepared.roles[person.id][0], link=address(tokens[person.id]), token=tokens[person.id],
        )
        for person in prepared.people
    )  # fmt: skip
    institutions = tuple(MadeInstitution(*one) for one in prepared.institutions)
    return MadeRoom(
        room=prepared.room, code=code, join=address(join), screen=address(screen), people=people,
        institutions=institutions,
    )  # fmt: skip
