"""Facilitators of hubs and the links that work once, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from server.bus import InProcessBus
from server.directory import Directory
from server.directory.facilitators import AlreadyThere, LastOne, Newcomer
from server.directory.onetime import Spent
from server.store import NewRoom, Store
from server.tables import Facilitator, Hub
from tests.contracts.logs import VirtualClock, rows
from tests.sessions.cast import START, a_room

PRIYA = Newcomer(
    hub="Wexmoor Vale", name="Priya Nandakumar", email="Priya@Hub.example", passphrase="five owls over the moor"
)


@pytest.fixture
async def bus() -> InProcessBus:
    """The bus of the only process."""
    return InProcessBus()


@pytest.fixture
async def directory(store: Store, bus: InProcessBus, clock: VirtualClock) -> Directory:
    """A directory with nobody in it."""
    return Directory(store, bus, clock)


async def founded(directory: Directory, newcomer: Newcomer = PRIYA) -> Facilitator:
    return await directory.found_hub(await directory.make_founding_link(), newcomer)


async def test_the_first_link_makes_a_hub_with_its_first_facilitator(directory: Directory, address: str) -> None:
    assert not await directory.any_facilitator()
    priya = await founded(directory)
    assert await directory.any_facilitator()
    assert (priya.name, priya.email) == ("Priya Nandakumar", "priya@hub.example")
    hub = await directory.hub(priya.hub)
    assert hub is not None
    assert hub.name == "Wexmoor Vale"
    assert "owls" not in str(rows(address, "SELECT * FROM facilitators"))


async def test_a_founding_link_works_once_and_ends_the_others(directory: Directory, address: str) -> None:
    one, other = await directory.make_founding_link(), await directory.make_founding_link()
    assert one not in str(rows(address, "SELECT * FROM one_time_links"))
    assert len(one) >= 22  # 128 bits and more
    await directory.found_hub(one, PRIYA)
    for token in (one, other, "nonsense", ""):
        assert await directory.find_one_time(token) is None
        with pytest.raises(Spent):
            await directory.found_hub(token, PRIYA)
    assert len(await directory.hubs()) == 1


async def test_two_who_press_at_once_do_not_both_come_in(directory: Directory) -> None:
    token = await directory.make_founding_link()
    tried = await asyncio.gather(*(directory.found_hub(token, PRIYA) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in tried) == ["Facilitator", "Spent"]
    assert len(await directory.hubs()) == 1


async def test_the_same_press_again_is_answered_like_the_first_for_a_minute(
    directory: Directory, clock: VirtualClock
) -> None:
    token = await directory.make_founding_link()
    both = await asyncio.gather(*(directory.found_hub(token, PRIYA, "a press") for _ in range(2)))
    assert both[0].id == both[1].id
    link = await directory.make_sign_in_link("priya@hub.example")
    for _ in range(2):
        assert [one.id for one in await directory.come_in(link, press="a press")] == [both[0].id]
        clock.move(59)
    clock.move(2)
    for press in ("a press", "another", ""):
        assert await directory.find_one_time(link, press) is None
        with pytest.raises(Spent):
            await directory.come_in(link, press=press)


async def test_a_founding_link_for_a_hub_that_is_there_gives_it_a_facilitator(directory: Directory) -> None:
    hub = await directory.make_hub("Our hub")
    anywhere = await directory.make_founding_link()
    priya = await directory.found_hub(await directory.make_founding_link(hub.id), PRIYA)
    assert (priya.hub, [one.name for one in await directory.hubs()]) == (hub.id, ["Wexmoor Vale"])
    assert await directory.find_one_time(anywhere) is not None


async def test_links_end_by_themselves(directory: Directory, clock: VirtualClock) -> None:
    priya = await founded(directory)
    made = {
        timedelta(minutes=30): await directory.make_sign_in_link(priya.email),
        timedelta(days=14): await directory.make_invitation(priya.id),
        timedelta(days=7): await directory.make_founding_link(),
    }
    began = clock.now
    for lasts, token in sorted(made.items()):
        clock.now = began + lasts - timedelta(seconds=1)
        assert await directory.find_one_time(token) is not None
        clock.now = began + lasts
        assert await directory.find_one_time(token) is None
        with pytest.raises(Spent):
            await directory.come_in(token)


async def test_an_invitation_brings_somebody_in_with_a_passphrase_of_their_own(
    directory: Directory, clock: VirtualClock
) -> None:
    priya = await founded(directory)
    clock.move(1)
    jo = await directory.invite(priya.hub, " Jo  Marsh ", "JO@hub.example ")
    assert (jo.name, jo.email, jo.joined_at) == ("Jo Marsh", "jo@hub.example", None)
    assert [one.name for one in await directory.facilitators(priya.hub)] == ["Priya Nandakumar", "Jo Marsh"]
    first, second = await directory.make_invitation(jo.id), await directory.make_invitation(jo.id)
    with pytest.raises(Spent):  # a new one ends the one before
        await directory.come_in(first)
    (came,) = await directory.come_in(second, "six herons by the weir")
    assert (came.id, came.joined_at is not None) == (jo.id, True)
    found = await directory.facilitators_by_passphrase("jo@HUB.example", "six herons by the weir ")
    assert [one.id for one in found] == [jo.id]
    assert await directory.facilitators_by_passphrase("jo@hub.example", "five owls over the moor") == []
    assert await directory.facilitators_by_passphrase("nobody@hub.example", "six herons by the weir") == []


async def test_an_address_is_invited_once_and_again_after_leaving(directory: Directory, address: str) -> None:
    priya = await founded(directory)
    with pytest.raises(AlreadyThere):
        await directory.invite(priya.hub, "Somebody", "PRIYA@hub.example")
    for _ in range(2):  # of those who left nothing stands in the way, and nothing is kept
        jo = await directory.invite(priya.hub, "Jo Marsh", "jo@hub.example")
        assert await directory.remove_facilitator(priya.hub, jo.id)
        kept = rows(address, "SELECT name, email, passphrase FROM facilitators WHERE id = ?", jo.id)
        assert kept == [("", jo.id, None)]
    assert (await directory.invite(priya.hub, "Jo Marsh", "jo@hub.example")).joined_at is None


async def test_a_name_is_put_right(directory: Directory) -> None:
    priya = await founded(directory)
    await directory.rename(priya.hub, " Wexmoor  Vale Careers Hub ", priya.id, "Priya N")
    hub, who = await directory.hub(priya.hub), await directory.facilitator(priya.id)
    assert hub is not None
    assert who is not None
    assert (hub.name, who.name) == ("Wexmoor Vale Careers Hub", "Priya N")


async def test_a_link_from_an_e_mail_opens_every_hub_of_the_address(directory: Directory) -> None:
    priya = await founded(directory)
    other = await founded(directory, Newcomer(hub="Another", name="Sam", email="sam@x.example"))
    there = await directory.invite(other.hub, "Priya N", "priya@hub.example")
    token = await directory.make_sign_in_link("priya@hub.example")
    assert {one.id for one in await directory.come_in(token)} == {priya.id, there.id}
    with pytest.raises(Spent):
        await directory.come_in(token)


async def test_a_passphrase_of_one_hub_opens_no_other(directory: Directory) -> None:
    """Whoever invites an address into a hub of their own can open the link themselves."""
    priya = await founded(directory)
    mine = await founded(directory, Newcomer(hub="Mine", name="Mallory", email="mallory@x.example"))
    fake = await directory.invite(mine.hub, "Priya", priya.email)
    (came,) = await directory.come_in(await directory.make_invitation(fake.id), "chosen by mallory")
    assert came.id == fake.id
    found = await directory.facilitators_by_passphrase(priya.email, "chosen by mallory")
    assert [one.hub for one in found] == [mine.hub]
    assert [one.id for one in await directory.facilitators_by_passphrase(priya.email, PRIYA.passphrase)] == [priya.id]


async def test_whoever_is_removed_is_out_at_once(directory: Directory, bus: InProcessBus, store: Store) -> None:
    told: list[str] = []
    priya = await founded(directory)
    await store.create_room(NewRoom(id="r_1", title="A room", starts_at=START, hub=priya.hub), a_room())
    jo = await directory.invite(priya.hub, "Jo", "jo@hub.example")
    await directory.come_in(await directory.make_invitation(jo.id), "six herons by the weir")
    cookie = await directory.take_desks(None, [jo])
    assert await directory.at_desk("r_1", priya.hub, jo.id) == ()
    invitation = await directory.make_invitation(jo.id)
    bus.subscribe_people(told.append)
    assert await directory.remove_facilitator(priya.hub, jo.id)
    session = await directory.session(cookie)
    assert session is not None
    assert session.seats == ()
    assert told == ["r_1", priya.hub]
    assert await directory.at_desk("r_1", priya.hub, jo.id) is None
    assert await directory.facilitator(jo.id) is None
    assert await directory.find_one_time(invitation) is None
    assert await directory.facilitators_by_passphrase("jo@hub.example", "six herons by the weir") == []
    assert not await directory.remove_facilitator(priya.hub, jo.id)


async def test_the_last_facilitator_stays(directory: Directory) -> None:
    priya = await founded(directory)
    invited = await directory.invite(priya.hub, "Jo", "jo@hub.example")
    with pytest.raises(LastOne):  # somebody who is only invited cannot open the hub yet
        await directory.remove_facilitator(priya.hub, priya.id)
    assert await directory.remove_facilitator(priya.hub, invited.id)


async def test_nobody_is_removed_through_another_hub(directory: Directory) -> None:
    priya = await founded(directory)
    other = await founded(directory, Newcomer(hub="Another", name="Sam", email="sam@x.example"))
    assert not await directory.remove_facilitator(other.hub, priya.id)
    assert await directory.facilitator(priya.id) is not None


async def test_a_browser_has_one_desk_a_hub_and_one_facilitator(directory: Directory) -> None:
    priya = await founded(directory)
    jo = await directory.invite(priya.hub, "Jo", "jo@hub.example")
    link = await directory.find_link(await directory.make_link("hub", hub=priya.hub))
    assert link is not None
    cookie, _ = await directory.take_seat(None, link)
    assert await sits(directory, cookie) == [None]
    cookie = await directory.take_desks(cookie, [priya])
    assert await sits(directory, cookie) == [priya.id]
    cookie, _ = await directory.take_seat(cookie, link)  # the hub's own link does not make her nameless
    assert await sits(directory, cookie) == [priya.id]
    cookie = await directory.take_desks(cookie, [jo])
    assert await sits(directory, cookie) == [jo.id]


async def test_signing_in_as_somebody_else_leaves_no_desk_of_the_first(directory: Directory) -> None:
    priya = await founded(directory)
    other = await founded(directory, Newcomer(hub="Another", name="Priya", email=priya.email))
    sam = await directory.invite(other.hub, "Sam", "sam@x.example")
    cookie = await directory.take_desks(None, [priya])
    cookie = await directory.take_desks(cookie, [other])
    assert {*await sits(directory, cookie)} == {priya.id, other.id}
    assert await sits(directory, await directory.take_desks(cookie, [sam])) == [sam.id]


async def sits(directory: Directory, cookie: str) -> list[str | None]:
    session = await directory.session(cookie)
    assert session is not None
    return [seat.facilitator for seat in session.seats]


async def test_a_room_is_archived_and_brought_back_by_its_own_hub(directory: Directory, store: Store) -> None:
    mine, theirs = await directory.make_hub("Mine"), await directory.make_hub("Theirs")
    await store.create_room(NewRoom(id="r_1", title="A room", starts_at=START, hub=mine.id), a_room())
    assert not await directory.archive_room(theirs.id, "r_1", away=True)
    assert not await directory.archive_room(mine.id, "r_other", away=True)
    before = await store.head("r_1")
    for away in (True, False):
        assert await directory.archive_room(mine.id, "r_1", away=away)
        row = await directory.room_of(mine.id, "r_1")
        assert row is not None
        assert (row.archived_at is not None) == away
    assert await store.head("r_1") == before
    assert await directory.room_of(theirs.id, "r_1") is None


async def test_what_the_version_before_kept_is_kept(directory: Directory, store: Store) -> None:
    """A hub made without facilitators goes on opening by its link; see `server.migrations`."""
    hub: Hub = await directory.make_hub("Ours")
    await store.create_room(NewRoom(id="r_1", title="A room", starts_at=START, hub=hub.id), a_room())
    assert await directory.at_desk("r_1", hub.id, None) == ()
    assert await directory.at_desk("r_1", None, None) is None
