"""The machine's door: who may, what comes back, and how everything that goes wrong is answered."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.middleware import LARGEST_COMMAND
from tests.contracts.logs import write_as_a_newer_version
from tests.server.door import (
    FACILITATOR,
    HOST,
    NOTE_TAKER,
    OBSERVER,
    OTHER_PEER,
    PEER,
    S1,
    Door,
    RoomAtDoor,
    sample_request,
    settings_in,
    standing,
)
from tests.server.ready import running_soon

CANARY = "canary in a peer's reason"


@pytest.fixture(scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with standing(tmp_path_factory.mktemp("house")) as standing_door:
        yield standing_door


@pytest.fixture
async def room(door: Door) -> RoomAtDoor:
    made = await door.room()
    await made.does(FACILITATOR, "OpenRoom")
    return made


async def test_it_answers_whether_it_is_well(door: Door) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await door.ask("GET", path)
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_an_accepted_command_is_answered_with_its_events(room: RoomAtDoor) -> None:
    reply = await room.asked(statement="2.2")
    (event,) = reply["events"]
    assert event["kind"] == "QuestionAsked"
    assert event["seq"] == reply["seq"]
    assert event["by"] == room.ids[PEER]
    assert event["text"] == "How do you know?"


async def test_a_repeated_command_gets_its_first_answer(room: RoomAtDoor) -> None:
    body = {"id": "same", "kind": "JoinRoom"}
    first, second = await room.sends(PEER, body), await room.sends(PEER, body)
    assert first.json() == second.json()
    assert first.json()["events"][0]["kind"] == "PersonJoined"


async def test_an_id_is_used_once(room: RoomAtDoor) -> None:
    await room.sends(PEER, {"id": "once", "kind": "JoinRoom"})
    for who, kind in ((PEER, "LeaveRoom"), (OTHER_PEER, "JoinRoom")):
        answer = await room.sends(who, {"id": "once", "kind": kind})
        assert (answer.status_code, answer.json()["code"]) == (409, "command_reused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", ""),
        (b'"\xff"', ""),
        (b"[]", ""),
        (b'{"id": "a"}', "kind"),
        (b'{"id": "a", "kind": "Dance"}', "kind"),
        (b'{"kind": "OpenRoom"}', "id"),
        (b'{"id": "a b", "kind": "OpenRoom"}', "id"),
        (b'{"id": "a", "kind": "NoteContext", "slot": "slot-1", "text": 3}', "text"),
        (b'{"id": "a", "kind": "NoteContext", "slot": "slot-1", "text": "x", "colour": 1}', "colour"),
        (b'{"id": "a", "kind": "ExtendStep", "minutes": 0}', "minutes"),
    ],
)
async def test_what_is_malformed_is_named(room: RoomAtDoor, body: bytes, field: str) -> None:
    answer = await room.sends(FACILITATOR, body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_a_room_that_a_newer_version_wrote_to_is_said_to_be_so(room: RoomAtDoor) -> None:
    write_as_a_newer_version(room.door.house.settings.database_url, room.id)
    answer = await room.tries(FACILITATOR, "PauseClock")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "newer_version", "5")
    assert answer.json()["detail"].startswith("This room was last changed by a newer version of Review Rooms.")


async def test_a_rule_refuses_in_a_sentence_and_keeps_nothing(room: RoomAtDoor) -> None:
    before = (await room.read(FACILITATOR))["seq"]
    body = {"id": "later", "kind": "AskQuestion", "question": "q", "slot": S1, "text": "Why?", "type": "challenge"}
    await room.does(FACILITATOR, "GoOffTheRecord")
    answer = await room.sends(PEER, body)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "detail", "code"} <= set(problem)
    assert problem["code"] == "off_the_record"
    await room.does(FACILITATOR, "GoOnTheRecord")
    assert (await room.sends(PEER, body)).status_code == 200
    assert (await room.read(FACILITATOR))["seq"] == before + 3


@pytest.mark.parametrize(
    ("who", "kind", "fields", "status"),
    [
        (PEER, "OpenRoom", {}, 403),
        (OBSERVER, "WriteNote", {"entry": "e", "slot": S1, "text": "x"}, 403),
        ("screen", "JoinRoom", {}, 403),
        (HOST, "AskQuestion", {"question": "q", "slot": S1, "text": "x", "type": "challenge"}, 422),
        (HOST, "NoteContext", {"slot": S1, "text": "   "}, 422),
        (HOST, "NoteContext", {"slot": S1, "text": "ä" * 20_000}, 422),
        (HOST, "NoteContext", {"slot": "slot-9", "text": "x"}, 422),
        (HOST, "ShareSelfRating", {"slot": S1, "statement": "1.1", "level": 9, "evidence": ""}, 422),
        (HOST, "ProposeAction", {"action": "a", "slot": S1, "text": "x", "owner": HOST, "due": "2026-11-11"}, 422),
        (
            HOST,
            "ProposeAction",
            {"action": "a", "slot": S1, "text": "x", "owner": "p_nobody", "due": "2027-01-01"},
            422,
        ),
        (HOST, "ProposeAction", {"action": "a", "slot": S1, "text": "x", "owner": " ", "due": "2027-01-01"}, 422),
    ],
)
async def test_each_refusal_has_its_status(
    room: RoomAtDoor, who: str, kind: str, fields: dict[str, object], status: int
) -> None:
    assert (await room.tries(who, kind, **fields)).status_code == status


async def test_the_second_of_two_who_press_next_is_told(room: RoomAtDoor) -> None:
    both = [room.tries(who, "StartStep", move="next", from_step="") for who in (FACILITATOR, NOTE_TAKER)]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert {answer.json().get("code") for answer in answers} == {None, "already_moved"}


async def test_nobody_without_a_bearer_and_nothing_for_an_unknown_one(room: RoomAtDoor) -> None:
    for path in ("", "/events"):
        assert (await room.door.ask("GET", f"/api/rooms/{room.id}{path}")).status_code == 401
        assert (await room.door.ask("GET", f"/api/rooms/{room.id}{path}", "nonsense")).status_code == 401
    join = room.made["join"].rsplit("/", 1)[1]
    assert (await room.door.ask("GET", f"/api/rooms/{room.id}", join)).status_code == 401


async def test_another_rooms_bearer_finds_no_room(room: RoomAtDoor, door: Door) -> None:
    other = await door.room()
    for path in (f"/api/rooms/{other.id}", "/api/rooms/r_none", f"/rooms/{other.id}/minutes.json"):
        assert (await door.ask("GET", path, room.tokens[PEER])).status_code == 404


async def test_a_hub_reads_its_own_rooms_and_no_others(room: RoomAtDoor, door: Door) -> None:
    hub = await door.house.directory.make_hub("Another")
    token = await door.house.directory.make_link("hub", hub=hub.id)
    assert (await door.ask("GET", f"/api/rooms/{room.id}", token)).status_code == 404
    mine = await door.ask("GET", f"/api/rooms/{room.id}", door.token)
    assert mine.json()["you"]["role"] == "facilitator"


async def test_somebody_removed_is_shut_out_at_once(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "RemovePerson", person=room.ids[PEER])
    assert (await room.gets(PEER, "/api/rooms/ROOM")).status_code == 401
    assert (await room.tries(PEER, "JoinRoom")).status_code == 401


async def test_what_is_too_large_is_not_read(room: RoomAtDoor) -> None:
    answer = await room.sends(FACILITATOR, b" " * (LARGEST_COMMAND + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_who_sends_without_end_is_told_to_wait(room: RoomAtDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    from server import submit
    from server.limits import Rate

    monkeypatch.setattr(submit, "COMMANDS", Rate(per_second=0.5, burst=2))
    answers = [await room.tries(NOTE_TAKER, "LeaveRoom") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_a_preview_shows_the_cost_and_keeps_nothing(room: RoomAtDoor) -> None:
    await room.does(FACILITATOR, "StartStep", step="slot-1.context")
    before = (await room.read(FACILITATOR))["seq"]
    answer = await room.does(FACILITATOR, "ExtendStep", minutes=5, take_from="later", preview=True)
    assert len(answer["preview"]["later"]) == 3
    assert (await room.read(FACILITATOR))["seq"] == before
    refused = await room.tries(FACILITATOR, "ExtendStep", minutes=100, preview=True)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_time_there")
    assert (await room.tries(PEER, "ExtendStep", minutes=5, preview=True)).status_code == 403


async def test_an_owner_by_name_becomes_a_person(room: RoomAtDoor) -> None:
    words = {"slot": S1, "text": "Ring every leaver", "due": "2027-01-29"}
    known = await room.does(HOST, "ProposeAction", action="a-1", owner="ruth penhallow", **words)
    assert known["events"][0]["owner"] == room.ids["Ruth Penhallow"]
    body = {"id": "new-owner", "kind": "ProposeAction", "action": "a-2", "owner": "Małgorzata Nowak", **words}
    first, again = (await room.sends(HOST, body)).json(), (await room.sends(HOST, body)).json()
    assert first == again
    third = await room.does(HOST, "ProposeAction", action="a-3", owner="Małgorzata  Nowak", **words)
    assert third["events"][0]["owner"] == first["events"][0]["owner"]
    actions = (await room.read(HOST))["actions"]
    assert [action["owner_name"] for action in actions] == ["Ruth Penhallow", "Małgorzata Nowak", "Małgorzata Nowak"]


async def test_an_anonymous_question_has_no_author_anywhere(room: RoomAtDoor) -> None:
    reply = await room.asked(anonymous=True)
    assert "by" not in reply["events"][0]
    question = next(one for one in (await room.read(FACILITATOR))["questions"] if one["id"] == "q-1")
    assert (question["by"], question["institution"]) == (None, None)


async def gives_a_view(room: RoomAtDoor) -> int:
    reply = await room.does(PEER, "GivePeerView", slot=S1, statement="1.1", level=2, reason=CANARY)
    return int(reply["seq"])


async def test_before_the_reveal_nobody_outside_sees_a_view_anywhere(room: RoomAtDoor) -> None:
    seq = await gives_a_view(room)
    paths = ("/api/rooms/ROOM", "/api/rooms/ROOM/events", "/rooms/ROOM/log.json")
    for who in (FACILITATOR, NOTE_TAKER, HOST, OTHER_PEER, OBSERVER, "screen"):
        for path in paths:
            text = (await room.gets(who, path)).text
            assert CANARY not in text, (who, path)
        events = (await room.gets(who, "/rooms/ROOM/log.json")).json()
        assert events[seq - 1] == {"seq": seq, "kind": "Withheld"}
    for who in (PEER, "Tomasz Wilk"):
        for path in paths:
            assert CANARY in (await room.gets(who, path)).text, (who, path)


async def test_after_the_reveal_the_same_capture_finds_it(room: RoomAtDoor) -> None:
    seq = await gives_a_view(room)
    await room.does(FACILITATOR, "RevealPeerViews", slot=S1, statement="1.1")
    for who in (FACILITATOR, HOST, OTHER_PEER, "screen"):
        assert CANARY in (await room.gets(who, "/api/rooms/ROOM")).text
        events = (await room.gets(who, "/rooms/ROOM/log.json")).json()
        assert events[seq - 1] == {"seq": seq, "kind": "Withheld"}
        assert CANARY in json.dumps(events[seq])
    rating = next(r for r in (await room.read(HOST))["ratings"] if (r["slot"], r["statement"]) == (S1, "1.1"))
    assert rating["views"]["revealed"]
    assert rating["views"]["views"][0]["institution"] == room.institutions["Larkfield School"]


async def test_counts_of_views_are_of_those_present(room: RoomAtDoor) -> None:
    for who in (HOST, PEER, OTHER_PEER):
        await room.does(who, "JoinRoom")
    await gives_a_view(room)
    rating = (await room.read(HOST))["ratings"][0]
    assert (rating["statement"], rating["views"]) == ("1.1", {"in": 1, "of": 2, "revealed": False})
    assert rating["own_view"] is None
    assert (await room.read(PEER))["ratings"][0]["own_view"]["words"] == CANARY


async def test_the_screen_reads_only_what_a_wall_may_show(room: RoomAtDoor) -> None:
    await room.asked()
    await room.asked(question="q-2", text="Taken up")
    await room.does(FACILITATOR, "TakeUpQuestion", question="q-2")
    await room.does(HOST, "NoteStrength", entry="e", slot=S1, text="Good")
    read = await room.read("screen")
    assert [question["text"] for question in read["questions"]] == ["Taken up"]
    assert (read["people"], read["entries"], read["actions"], read["ratings"]) == ([], [], [], [])
    assert read["code"] == room.made["code"]
    assert "example.org" not in json.dumps(read)
    assert (await room.gets("screen", "/rooms/ROOM/minutes.json")).status_code == 403


async def test_an_observer_sees_a_slot_only_when_its_host_agrees(room: RoomAtDoor) -> None:
    await room.asked()
    assert (await room.read(OBSERVER))["questions"] == []
    await room.does(HOST, "AdmitObservers", slot=S1)
    assert len((await room.read(OBSERVER))["questions"]) == 1
    assert (await room.read(OBSERVER))["institutions"][1]["wants"] is None


async def test_colleague_ratings_are_for_their_own_institution(room: RoomAtDoor) -> None:
    for who, own in (
        (HOST, [True, False, False, False]),
        (FACILITATOR, [False] * 4),
        (PEER, [False, True, False, False]),
    ):
        read = await room.read(who)
        assert [one["colleague_ratings"] is not None for one in read["institutions"]] == own


async def test_the_room_says_where_it_is(room: RoomAtDoor) -> None:
    lobby = await room.read(PEER)
    assert (lobby["state"], lobby["position"]["step"]) == ("open", None)
    await room.does(FACILITATOR, "StartStep", step="slot-2.challenge")
    read = await room.read(PEER)
    assert (read["position"]["slot"], read["position"]["step"]) == ("slot-2", "slot-2.challenge")
    assert 890 < read["position"]["left"] <= 900
    verdict = await room.door.house.store.verify(room.id)
    assert (read["seq"], read["digest"]) == (verdict.seq, verdict.digest)


async def test_events_follow_on_from_a_seq_and_wait_for_the_first(room: RoomAtDoor) -> None:
    seq = (await room.read(PEER))["seq"]
    assert (await room.gets(PEER, f"/api/rooms/ROOM/events?after={seq}")).json() == []
    waiting = asyncio.create_task(room.gets(PEER, f"/api/rooms/ROOM/events?after={seq}&wait=20"))
    await asyncio.sleep(0.1)
    await room.asked()
    async with asyncio.timeout(2):
        events = (await waiting).json()
    assert [event["seq"] for event in events] == [seq + 1]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1.5", "wait=-1", "wait=nan", "wait=soon"])
async def test_a_malformed_place_is_named(room: RoomAtDoor, query: str) -> None:
    answer = await room.gets(PEER, f"/api/rooms/ROOM/events?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, query.partition("=")[0])


async def test_the_log_is_the_events_without_holes(room: RoomAtDoor) -> None:
    log = (await room.gets(OBSERVER, "/rooms/ROOM/log.json")).json()
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert log == (await room.gets(OBSERVER, "/api/rooms/ROOM/events")).json()


async def test_answers_are_private_and_careful(door: Door) -> None:
    answer = await door.ask("GET", "/healthz")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_an_unknown_address_is_told_in_the_readers_form(door: Door) -> None:
    machine = await door.ask("GET", "/api/nothing")
    assert (machine.status_code, machine.headers["content-type"]) == (404, "application/problem+json")
    person = await door.client.get("/nothing", headers={"accept": "text/html"})
    assert person.status_code == 404
    assert "<h1>" in person.text


async def test_files_are_for_those_who_may_have_them(room: RoomAtDoor) -> None:
    for name in ("minutes.md", "minutes.json", "minutes.html", "actions.csv", "actions.ics", "calendar.ics"):
        assert (await room.gets(FACILITATOR, f"/rooms/ROOM/{name}")).status_code == 200
    assert (await room.gets(FACILITATOR, "/rooms/ROOM/minutes.exe")).status_code == 404
    harrow_beck = room.institutions["Harrow Beck Academy"]
    assert (await room.gets(HOST, f"/rooms/ROOM/summary/{harrow_beck}.html")).status_code == 200
    assert (await room.gets(PEER, f"/rooms/ROOM/summary/{harrow_beck}.html")).status_code == 403
    assert (await room.gets(HOST, "/rooms/ROOM/summary/i_none.html")).status_code == 404
    printed = await room.gets(HOST, f"/rooms/ROOM/summary/{harrow_beck}.docx")
    assert 'filename="harrow-beck-academy-' in printed.headers["content-disposition"]
    peers = (await room.gets(PEER, "/rooms/ROOM/minutes.json")).json()
    assert [part["name"] for part in peers["institutions"]] == ["Larkfield School"]


async def test_the_page_about_an_institution_leads_back_and_to_its_files(room: RoomAtDoor) -> None:
    address = f"/rooms/{room.id}/summary/{room.institutions['Harrow Beck Academy']}"
    page = (await room.gets(HOST, address)).text
    assert "Harrow Beck Academy: what was decided" in page
    for href in (f"/rooms/{room.id}/minutes", f"{address}.pdf", f"{address}.docx"):
        assert f'href="{href}"' in page
    minutes = (await room.gets(HOST, "/rooms/ROOM/minutes")).text
    assert f'href="{address}"' in minutes
    assert (await room.gets(PEER, address)).json()["code"] == "not_confirmed"
    for kind in ("CloseRoom", "ConfirmMinutes"):
        await room.does(FACILITATOR, kind)
    assert (await room.gets(PEER, address)).status_code == 200
    assert (await room.gets(OBSERVER, address)).json()["code"] == "not_admitted"


# The live socket, on a real server


@pytest.fixture(scope="module")
async def real(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, Door]]:
    async with running_soon(settings_in(tmp_path_factory.mktemp("real"))) as (url, house):
        hub = await house.directory.make_hub("Hub")
        token = await house.directory.make_link("hub", hub=hub.id)
        async with client_of(url) as client:
            yield url, Door(house, client, token)


def client_of(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url, trust_env=False)


async def live(url: str, room: RoomAtDoor, who: str, after: int = 0) -> ClientConnection:
    address = f"{url.replace('http', 'ws')}/api/rooms/{room.id}/live?after={after}"
    return await connect(address, additional_headers={"Authorization": f"Bearer {room.tokens[who]}"}, proxy=None)


async def next_event(socket: ClientConnection) -> dict[str, object]:
    async with asyncio.timeout(5):
        event: dict[str, object] = json.loads(await socket.recv())
    return event


async def test_a_socket_gives_what_was_missed_and_then_each_event_in_order(real: tuple[str, Door]) -> None:
    url, door = real
    room = RoomAtDoor(door, (await door.make(sample_request())).json())
    seq = (await room.read(PEER))["seq"]
    socket = await live(url, room, PEER)
    try:
        missed = [await next_event(socket) for _ in range(seq)]
        assert [event["seq"] for event in missed] == list(range(1, seq + 1))
        await room.does(FACILITATOR, "OpenRoom")
        await asyncio.gather(*(room.asked(question=f"q-{i}") for i in range(20)))
        fresh = [await next_event(socket) for _ in range(21)]
        assert [event["seq"] for event in fresh] == list(range(seq + 1, seq + 22))
    finally:
        await socket.close()
    again = await live(url, room, PEER, after=seq + 20)
    try:
        assert (await next_event(again))["seq"] == seq + 21
    finally:
        await again.close()


async def test_a_socket_ends_when_its_person_is_removed(real: tuple[str, Door]) -> None:
    url, door = real
    room = await door.room()
    seq = (await room.read(PEER))["seq"]
    socket = await live(url, room, PEER, after=seq)
    await room.does(FACILITATOR, "RemovePerson", person=room.ids[PEER])
    with pytest.raises(ConnectionClosed) as closed:
        await next_event(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_a_person_with_a_socket_is_present(real: tuple[str, Door]) -> None:
    url, door = real
    room = await door.room()
    seq = (await room.read(PEER))["seq"] - 1
    first, second = await live(url, room, PEER, seq), await live(url, room, PEER, seq)
    await next_event(first)
    await next_event(second)
    assert set(await door.house.presence.present(room.id)) == {room.ids[PEER]}
    await first.close()
    await second.close()
    for _ in range(200):
        if not await door.house.presence.present(room.id):
            return
        await asyncio.sleep(0.01)
    pytest.fail("still present")


@pytest.mark.parametrize(("path", "status"), [("ROOM/live?after=x", 400), ("r_none/live", 404)])
async def test_a_socket_that_may_not_is_refused_with_a_status(real: tuple[str, Door], path: str, status: int) -> None:
    url, door = real
    room = await door.room()
    bearer = {"Authorization": f"Bearer {room.tokens[PEER]}"}
    address = f"{url.replace('http', 'ws')}/api/rooms/{path.replace('ROOM', room.id)}"
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, additional_headers=bearer, proxy=None)
    assert refused.value.response.status_code == status
    with pytest.raises(InvalidStatus) as nobody:
        await connect(f"{url.replace('http', 'ws')}/api/rooms/{room.id}/live", proxy=None)
    assert nobody.value.response.status_code == 401


async def test_who_waits_is_let_go_when_the_house_closes(tmp_path: Path) -> None:
    async with running_soon(settings_in(tmp_path)) as (url, house), client_of(url) as client:
        hub = await house.directory.make_hub("Hub")
        room = await Door(house, client, await house.directory.make_link("hub", hub=hub.id)).room()
        seq = (await room.read(PEER))["seq"]
        waiting = asyncio.create_task(room.gets(PEER, f"/api/rooms/ROOM/events?after={seq}&wait=25"))
        socket = await live(url, room, PEER, seq)
        await asyncio.sleep(0.2)
        house.listening.stop()
        async with asyncio.timeout(5):
            assert (await waiting).json() == []
            await socket.wait_closed()
