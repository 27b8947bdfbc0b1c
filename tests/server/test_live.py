"""What a page of a room is told, in which order, and what it is not told. Real sockets, real store."""

import asyncio
import gc
import itertools
import json
import weakref
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from server.bus import InProcessBus
from server.eye import Audience
from server.live import gallery
from server.presence import InProcessPresence
from sessions import commands as c
from sessions.room import SCREEN, Actor
from tests.contracts.logs import write_as_a_newer_version
from tests.server.serving import until
from tests.server.watching import ROOM, Door, Stage, staged
from tests.sessions.cast import (
    CAUSEWAY,
    GARETH,
    HARROW_BECK,
    IMOGEN,
    LARKFIELD,
    PRIYA,
    ROSALIND,
    S1,
    SIOBHAN,
    TOMASZ,
)  # fmt: skip

pytestmark = pytest.mark.slow  # waits for what does not come

CANARY = "canary-7f3a"
_entries = itertools.count()


@pytest.fixture(params=["handed over", "send_text"])
async def staging(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Stage, Door]]:
    """The stage and its door, with each kind of line."""
    ws = "websockets-sansio" if request.param == "send_text" else None
    async with staged(tmp_path, lambda _: InProcessBus(), InProcessPresence(), ws=ws) as found:
        yield found


@pytest.fixture
def stage(staging: tuple[Stage, Door]) -> Stage:
    """The stage."""
    return staging[0]


@pytest.fixture
def door(staging: tuple[Stage, Door]) -> Door:
    """Its door."""
    return staging[1]


async def notes(stage: Stage, *texts: str) -> None:
    """Somebody notes strengths."""
    for text in texts:
        await stage.does(SIOBHAN, c.NoteStrength, entry=f"e-{next(_entries)}", slot=S1, text=text)


# What comes, and in which order


async def test_who_comes_without_a_standpoint_gets_everything(stage: Stage) -> None:
    await notes(stage, "calm")
    async with stage.watching(IMOGEN) as page:
        assert "from" not in page.first
        assert "calm" in page.first["content"]
        assert page.first["own"]


async def test_who_has_missed_nothing_gets_no_content(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
    look = await stage.live.look(ROOM)
    async with stage.watching(GARETH, {"epoch": look.epoch, "after": look.seq, "frame": look.frame}) as page:
        assert "content" not in page.first
        assert (page.first["epoch"], page.first["seq"], page.first["from"]) == (look.epoch, look.seq, look.frame)


async def test_a_page_begins_where_it_was_rendered(stage: Stage) -> None:
    await notes(stage, "before")
    look = await stage.live.look(ROOM)
    assert [entry.text for entry in look.scene.room.entries.values()] == ["before"]
    assert look.scene.code == "FERN42"
    async with stage.watching(IMOGEN, {"epoch": look.epoch, "after": look.seq, "frame": look.frame}) as page:
        assert "content" not in page.first


async def test_events_come_in_order_without_gaps_and_each_builds_on_the_one_before(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        for n in range(20):
            await notes(stage, f"n{n}")
        await page.until("n19")
        frames = page.seen[1:]
        assert [push["from"] for push in frames] == [push["frame"] for push in page.seen[:-1]]
        assert [push["seq"] for push in page.seen] == sorted(push["seq"] for push in page.seen)
        assert frames[-1]["seq"] == (await stage.store.head(ROOM)).seq


async def test_events_that_come_while_one_is_shown_are_shown_together(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        for n in range(30):
            await stage.writes(SIOBHAN, c.NoteStrength, entry=f"e-{n}", slot=S1, text=f"n{n}")
        await stage.bus.announce(ROOM, (await stage.store.head(ROOM)).seq)
        push = await page.push()
        assert "n0|" in push["content"]
        assert "n29" in push["content"]
        assert await page.all_quiet() == []


async def test_one_rendering_serves_everybody_of_an_audience(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as one, stage.watching(TOMASZ) as other, stage.watching(GARETH) as third:
        for page in (one, other, third):
            await page.all_quiet()
        stage.plain.rendered.clear()
        await stage.does(ROSALIND, c.OpenRoom)
        pushes = [await page.push() for page in (one, other, third)]
        rendered = [audience for _, audience in stage.plain.rendered]
        assert sorted(rendered, key=str) == sorted(
            [Audience("member", LARKFIELD), Audience("member", CAUSEWAY)], key=str
        )
        assert pushes[0] == pushes[1]


# Coming back


async def test_who_comes_back_gets_what_was_missed_and_no_more(stage: Stage) -> None:
    async with stage.watching(TOMASZ), stage.watching(IMOGEN) as stays:
        async with stage.watching(SIOBHAN) as page:
            await stays.all_quiet()
            await page.all_quiet()
        await notes(stage, "missed")
        async with stage.watching(SIOBHAN, page.query) as again:
            assert "missed" in again.first["content"]
            assert "step" not in again.first["content"]
            assert again.first["from"] == page.query["frame"]


async def test_who_comes_from_before_a_restart_gets_everything(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
    async with stage.watching(IMOGEN, {**page.query, "epoch": "another"}) as again:
        assert "from" not in again.first
        assert "lobby" in again.first["content"]


async def test_who_was_away_for_long_gets_everything(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        for n in range(70):
            await notes(stage, f"n{n}")
            await page.until(f"n{n}")  # or those that follow quickly would come in one push
        async with stage.watching(IMOGEN, {**page.query, "frame": 1, "after": 18}) as again:
            assert "from" not in again.first
            assert "n0|" in again.first["content"]


@pytest.mark.parametrize("query", [{"epoch": "x", "after": "-1"}, {"epoch": "", "after": "1"}, {"after": "9" * 40}])
async def test_a_standpoint_that_makes_no_sense_is_none(stage: Stage, query: dict[str, str]) -> None:
    async with stage.watching(IMOGEN, query) as page:
        assert "from" not in page.first


# Who gets what


async def test_each_audience_gets_its_own_content(stage: Stage) -> None:
    async with (
        stage.watching(ROSALIND) as facilitator, stage.watching(SIOBHAN) as member, stage.watching(SCREEN) as screen,
    ):  # fmt: skip
        for page in (facilitator, member, screen):
            await page.all_quiet()
        await notes(stage, "for the room")
        assert "for the room" in (await facilitator.push())["content"]
        assert "for the room" in (await member.push())["content"]
        assert "content" not in await screen.push()


async def test_a_blind_view_reaches_its_own_institution_alone_until_the_reveal(stage: Stage) -> None:
    await stage.does(ROSALIND, c.OpenRoom)
    await stage.does(ROSALIND, c.StartStep, step="slot-1.peer-view")
    async with (
        stage.watching(SIOBHAN) as sender, stage.watching(TOMASZ) as colleague, stage.watching(GARETH) as peer,
        stage.watching(IMOGEN) as host, stage.watching(ROSALIND) as facilitator, stage.watching(SCREEN) as screen,
    ):  # fmt: skip
        await stage.does(SIOBHAN, c.GivePeerView, slot=S1, statement="1.1", level=2, reason=CANARY)
        assert CANARY in json.dumps(await sender.push())
        assert CANARY in json.dumps(await colleague.push())
        others = {peer: GARETH, host: IMOGEN, facilitator: ROSALIND, screen: SCREEN}
        for page, actor in others.items():
            await page.push()
            await page.all_quiet()
            assert CANARY not in json.dumps(page.seen)
            assert CANARY not in json.dumps(await stage.asks(actor))
        await stage.does(ROSALIND, c.RevealPeerViews, slot=S1, statement="1.1")
        for page in others:
            assert CANARY in json.dumps(await page.push())


async def test_own_parts_are_asked_of_those_whom_an_event_concerns(stage: Stage) -> None:
    await stage.does(SIOBHAN, c.AskQuestion, question="q-1", slot=S1, text="How do you know?", type="challenge")
    async with stage.watching(SIOBHAN) as asker, stage.watching(GARETH) as peer, stage.watching(TOMASZ) as colleague:
        for page in (asker, peer, colleague):
            await page.all_quiet()
        await stage.does(GARETH, c.SupportQuestion, question="q-1")
        assert (await asker.push()).get("own")
        assert (await peer.push()).get("own")
        assert "own" not in await colleague.push()


async def test_nobody_is_asked_for_own_parts_after_an_anonymous_question(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as asker, stage.watching(GARETH) as peer:
        for page in (asker, peer):
            await page.all_quiet()
        await stage.does(SIOBHAN, c.AskQuestion, question="q-1", slot=S1, text="Why?", type="challenge", anonymous=True)
        one, other = await asker.push(), await peer.push()
        assert "own" not in one
        assert "own" not in other


async def test_everybody_is_asked_for_own_parts_when_an_anonymous_question_is_put_right(stage: Stage) -> None:
    secret = {"anonymous": True, "secret_hash": sha256(b"mine").hexdigest()}
    await stage.does(SIOBHAN, c.AskQuestion, question="q-1", slot=S1, text="Why?", type="challenge", **secret)
    async with stage.watching(SIOBHAN) as asker, stage.watching(GARETH) as peer:
        for page in (asker, peer):
            await page.all_quiet()
        await stage.does(SIOBHAN, c.CorrectQuestion, question="q-1", text="Why so?", secret="mine")
        assert (await asker.push()).get("own")
        assert (await peer.push()).get("own")
        await stage.does(SIOBHAN, c.WithdrawQuestion, question="q-1", secret="mine")
        assert (await peer.push()).get("own")


async def test_a_new_step_asks_everybody_for_own_parts(stage: Stage) -> None:
    await stage.does(ROSALIND, c.OpenRoom)
    async with stage.watching(SIOBHAN) as one, stage.watching(GARETH) as other:
        await stage.does(ROSALIND, c.StartStep, move="next")
        assert (await one.push()).get("own")
        assert (await other.push()).get("own")


async def test_other_statements_in_focus_ask_everybody_for_own_parts(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as one, stage.watching(GARETH) as other:
        for page in (one, other):
            await page.all_quiet()
        await stage.does(ROSALIND, c.ChooseFocus, slot=S1, statements=("1.1",))
        assert (await one.push()).get("own")
        assert (await other.push()).get("own")


# Who may look


@pytest.mark.parametrize("who", [SIOBHAN, SCREEN], ids=["a person", "the screen"])
async def test_one_link_cannot_fill_the_house(stage: Stage, monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
    monkeypatch.setattr(gallery, "MOST_TABS", 2)
    address = f"{stage.address.replace('http', 'ws')}{stage.path(who)}/live"
    async with stage.watching(who) as first, stage.watching(who):
        async with connect(address, proxy=None) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013
        with pytest.raises(httpx2.HTTPStatusError, match="429"):
            await stage.asks(who)
        async with stage.watching(IMOGEN):
            await notes(stage, "calm")
            await first.until("" if who is SCREEN else "calm")
    await until(lambda: not (stage.live.connections))
    async with stage.watching(who) as again:
        assert again.first["content"]


async def test_somebody_without_a_seat_is_told_so_and_does_not_try_again(stage: Stage, door: Door) -> None:
    door.barred.add("p_siobhan")
    async with connect(f"{stage.address.replace('http', 'ws')}{stage.path(SIOBHAN)}/live", proxy=None) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_seat_that_is_taken_away_ends_at_once_and_others_go_on(stage: Stage, door: Door) -> None:
    async with stage.watching(SIOBHAN) as gone, stage.watching(GARETH) as stays:
        door.barred.add("p_siobhan")
        await stage.bus.announce_people(ROOM)
        assert await gone.closed() == 4401
        await stage.does(ROSALIND, c.OpenRoom)
        assert (await stays.push())["own"]


async def test_a_page_made_for_another_role_loads_again(stage: Stage) -> None:
    """Let in just after the page of those who wait was sent: nothing that comes later would tell it."""
    made_for_waiting = f"{stage.path(SIOBHAN)}/live/waiting"
    async with connect(f"{stage.address.replace('http', 'ws')}{made_for_waiting}", proxy=None) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4205
    async with httpx2.AsyncClient(base_url=stage.address, trust_env=False) as client:
        assert (await client.get(f"{stage.path(SIOBHAN)}/frames/waiting")).json() == {"reload": True}
        assert "reload" not in (await client.get(f"{stage.path(SIOBHAN)}/frames/member")).json()


async def test_a_person_who_is_removed_sees_nothing_more(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as gone, stage.watching(GARETH) as stays:
        await stage.does(ROSALIND, c.RemovePerson, person="p_siobhan")
        assert await gone.closed() == 4401
        await stays.push()


async def test_a_seat_that_became_another_persons_loads_the_page_again(stage: Stage, door: Door) -> None:
    async with stage.watching(SIOBHAN) as moved:
        door.handed_over.add("p_siobhan")
        await stage.does(ROSALIND, c.RemovePerson, person="p_siobhan")
        assert await moved.closed() == 4205


async def test_a_log_that_only_a_newer_version_can_read_is_told_once(stage: Stage, tmp_path: Path) -> None:
    async with stage.watching(SIOBHAN):
        seq = (await stage.store.head(ROOM)).seq
        with capture_logs() as logs:
            write_as_a_newer_version(f"sqlite:///{tmp_path / 'rooms.db'}", ROOM)
            await stage.bus.announce(ROOM, seq + 1)
            await until(lambda: bool(logs), 5)
            await stage.bus.announce(ROOM, seq + 1)
            await asyncio.sleep(1.2)  # longer than a fault would take to be tried again
    assert [one["event"] for one in logs] == ["log_newer"]


# Presence


async def test_a_person_with_two_tabs_is_one_and_stays_until_the_last_is_gone(stage: Stage) -> None:
    async with stage.watching(ROSALIND) as desk:
        await desk.until("p_rosalind")
        async with stage.watching(SIOBHAN) as first:
            await desk.until("p_rosalind,p_siobhan")
            async with stage.watching(SIOBHAN):
                await first.all_quiet()
            assert [push for push in await desk.all_quiet() if "content" in push] == []
        assert "p_siobhan" not in (await desk.next())["content"]


async def test_a_reload_is_no_leaving(stage: Stage) -> None:
    async with stage.watching(ROSALIND) as desk:
        async with stage.watching(SIOBHAN):
            await desk.until("p_siobhan")
        async with stage.watching(SIOBHAN):
            await asyncio.sleep(0.5)
            assert [push for push in await desk.all_quiet() if "content" in push] == []


async def test_the_screen_is_nobody(stage: Stage) -> None:
    async with stage.watching(SCREEN) as screen:
        await screen.all_quiet()
        assert await stage.presence.present(ROOM) == {}


# Signs of life


async def test_a_sign_of_life_is_answered_with_where_the_room_stands(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        await page.socket.send("?")
        pong = await page.next()
        assert pong["pong"]
        assert "content" not in pong
        assert pong["seq"] == (await stage.store.head(ROOM)).seq


async def test_too_many_messages_end_the_connection(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        for _ in range(40):
            await page.socket.send("?")
        assert await page.closed() == 1008


async def test_a_page_that_says_nothing_for_long_is_given_up(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        for onlooker in (await stage.live.gallery(ROOM)).onlookers:
            assert onlooker.line is not None
            onlooker.line.heard_at -= 100
        await stage.live.sweep()
        assert await page.closed() == 1001


async def test_a_room_that_nobody_looks_at_is_forgotten(stage: Stage) -> None:
    async with stage.watching(IMOGEN):
        await stage.live.sweep()
        assert stage.live.connections == 1
    gallery = await stage.live.gallery(ROOM)
    await asyncio.sleep(0.05)
    gallery.idle_since -= 100
    await stage.live.sweep()
    assert await stage.live.gallery(ROOM) is not gallery


async def test_a_room_that_is_over_leaves_memory_at_once(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page, stage.watching(GARETH):
        await notes(stage, "calm")
        await page.until("calm")
        await stage.asks(SIOBHAN)
    gallery = await stage.live.gallery(ROOM)
    over = weakref.ref(gallery)
    await until(lambda: stage.live.connections == 0)
    await asyncio.sleep(0.5)  # the last one counts as here for a while
    gallery.idle_since -= 100
    gc.disable()
    try:
        await stage.live.sweep()
        del gallery
        await asyncio.sleep(0)
        assert over() is None, gc.get_referrers(over())
    finally:
        gc.enable()


# When something goes wrong


async def test_one_who_does_not_read_is_dropped_and_the_others_go_on(stage: Stage) -> None:
    async with stage.watching(GARETH) as stuck, stage.watching(PRIYA) as reads, stage.watching(IMOGEN) as host:
        stuck.socket.transport.pause_reading()
        long = "x" * 3900
        for n in range(200):
            await notes(stage, f"{n}{long}")
            await reads.push()
            await host.push()
            if stage.live.connections == 2:
                break
        assert stage.live.connections == 2
        stuck.socket.transport.abort()


async def test_a_fault_in_one_audiences_page_does_not_stop_the_others(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as faulty, stage.watching(IMOGEN) as well:
        await faulty.all_quiet()
        await well.all_quiet()
        stage.plain.fails_for = Audience("member", LARKFIELD)
        await notes(stage, "go on")
        assert await faulty.closed() == 1011
        await well.until("go on")
        stage.plain.fails_for = None
        async with stage.watching(SIOBHAN, faulty.query) as again:
            assert "go on" in again.first["content"]


# The same by asking


async def test_the_fallback_gives_what_the_socket_gives(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as page, stage.watching(TOMASZ):
        await page.all_quiet()
        waiting = asyncio.create_task(stage.asks(TOMASZ, page.query, wait=5))
        await until(lambda: stage.live.connections == 3)
        await notes(stage, "both ways")
        pushed, polled = await page.push(), await waiting
        assert pushed["content"] == polled["content"]
        assert {**polled, "now": 0, "own": 0} == {**pushed, "now": 0, "own": 0}


async def test_a_poll_from_long_ago_gets_everything_at_once(stage: Stage) -> None:
    await notes(stage, "calm")
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        polled = await stage.asks(IMOGEN, wait=20)
    async with stage.watching(IMOGEN) as page:
        assert polled["content"] == page.first["content"]


async def test_a_poll_that_waits_in_vain_is_told_where_the_room_stands(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        polled = await stage.asks(IMOGEN, page.query, wait=1)
        assert "content" not in polled
        assert polled["seq"] == page.query["after"]


async def test_polls_between_pushes_miss_nothing(stage: Stage) -> None:
    at = await stage.asks(GARETH)
    heard = []
    for n in range(5):
        await notes(stage, f"n{n}")
        at = await stage.asks(GARETH, {"epoch": at["epoch"], "after": at["seq"], "frame": at["frame"]}, wait=2)
        assert "from" in at
        heard.append(at.get("content", ""))
    assert "n4" in "".join(heard)


async def test_a_process_that_stops_lets_polls_and_sockets_go(stage: Stage) -> None:
    async with stage.watching(SIOBHAN) as page:
        await page.all_quiet()
        waiting = asyncio.create_task(stage.asks(SIOBHAN, page.query, wait=20))
        await until(lambda: stage.live.connections == 2)
        stage.live.let_go()
        assert await page.closed() == 1012
        with pytest.raises(Exception, match="503"):
            await waiting


async def test_who_polls_is_here(stage: Stage) -> None:
    async with stage.watching(ROSALIND) as desk:
        await stage.asks(SIOBHAN)
        await desk.until("p_siobhan")


async def test_a_poll_without_a_seat_is_refused(stage: Stage, door: Door) -> None:
    door.barred.add("p_siobhan")
    with pytest.raises(Exception, match="401"):
        await stage.asks(SIOBHAN)


async def test_a_poll_whose_seat_is_taken_away_is_refused(stage: Stage, door: Door) -> None:
    async with stage.watching(SIOBHAN) as page:
        await page.all_quiet()
        waiting = asyncio.create_task(stage.asks(SIOBHAN, page.query, wait=10))
        await until(lambda: stage.live.connections == 2)
        door.barred.add("p_siobhan")
        await stage.bus.announce_people(ROOM)
        with pytest.raises(Exception, match="401"):
            await waiting
        assert await page.closed() == 4401


async def test_hosts_and_peers_hear_of_a_view_given_for_somebody(stage: Stage) -> None:
    await stage.does(ROSALIND, c.OpenRoom)
    async with stage.watching(SIOBHAN) as other, stage.watching(IMOGEN) as host:
        for page in (other, host):
            await page.all_quiet()
        await stage.does(
            ROSALIND, c.GivePeerView, slot=S1, statement="1.1", level=3, reason=CANARY, on_behalf_of="p_siobhan"
        )
        assert CANARY in json.dumps(await other.push())
        assert CANARY not in json.dumps(await host.push())
        assert IMOGEN.institution == HARROW_BECK
