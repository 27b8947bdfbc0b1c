"""The verdict after a fault: nothing kept is lost, nothing counts twice, everybody sees the same, nothing leaks."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence

import httpx2
import msgspec

from server.rehearse.seat import digest_of
from server.store import Store
from sessions.events import Recorded
from tests.faults.crowd import FACILITATOR, MARK, Crowd, Follower, Page, Sent
from tests.faults.place import Place
from tests.faults.processes import SECRET

WITHIN = 5.0
"""Seconds after which everybody must see what the log says."""


async def judge(crowd: Crowd, url: str, within: float = WITHIN) -> list[str]:
    """Everything that is wrong, a sentence each. `url` is of a process that answers."""
    place = crowd.place
    last = await crowd.senders[-1].send(crowd.next_command(FACILITATOR), patience=20)
    async with Store.opened(place.database, SECRET.encode()) as store:
        events = await store.events(place.room, 0, 1_000_000)
        verdict = await store.verify(place.room)
    faults = [] if last.is_acknowledged else ["a command sent now is not acknowledged: it has not recovered"]
    faults += [*verdict.faults, *_order(events), *_kept(crowd.sent, events), *_answers(crowd.sent)]
    behind = await _behind(crowd, len(events), within)
    faults += [f"{who} had seen {seq} of {len(events)} events after {within:g} s" for who, seq in behind]
    faults += [fault for one in crowd.watching for fault in one.faults]
    faults += list(_leaks(place, crowd.sent, crowd.watching))
    faults += [fault for one in crowd.followers async for fault in _differs(place, url, one)] if not behind else []
    return faults


def _order(events: Sequence[Recorded]) -> Iterator[str]:
    if [one.seq for one in events] != list(range(1, len(events) + 1)):
        yield "the log has a gap"
    if [one.at for one in events] != sorted(one.at for one in events):
        yield "the log's time goes back"


def _kept(sent: Sequence[Sent], events: Sequence[Recorded]) -> Iterator[str]:
    found: dict[str, list[Recorded]] = defaultdict(list)
    for event in events:
        for mark in set(MARK.findall(msgspec.json.encode(event.event).decode())):
            found[mark].append(event)
    for one in sent:
        times = len(found[one.mark])
        if one.is_acknowledged and times != 1:
            yield f"{one.mark} ({one.body['kind']}) was acknowledged and stands in the log {times} times"
        elif times > 1:
            yield f"{one.mark} ({one.body['kind']}) was not acknowledged and stands in the log {times} times"
        if one.is_anonymous and any(event.event.by for event in found[one.mark]):
            yield f"{one.mark} is anonymous and names its author in the log"
        for answer in one.answers:
            if times == 1 and answer["seq"] != found[one.mark][0].seq:
                yield f"{one.mark} was answered with {answer['seq']} and stands at {found[one.mark][0].seq}"


def _answers(sent: Sequence[Sent]) -> Iterator[str]:
    for one in sent:
        if any(answer != one.answers[0] for answer in one.answers):
            yield f"{one.mark} was answered in several ways"
        if one.status not in (0, 200):
            yield f"{one.mark} ({one.body['kind']}) was refused with {one.status}"


async def _behind(crowd: Crowd, seq: int, within: float) -> list[tuple[str, int]]:
    until = time.monotonic() + within
    while True:
        behind = [one for one in crowd.watching if one.seq < seq]
        if not behind or time.monotonic() > until:
            return [(f"{one.who}’s {type(one).__name__.lower()}", one.seq) for one in behind]
        await asyncio.sleep(0.02)


def _leaks(place: Place, sent: Sequence[Sent], watching: Sequence[Follower | Page]) -> Iterator[str]:
    for one in watching:
        marks, house = set(MARK.findall(one.raw)), place.institutions.get(one.who, "none")
        for blind in (blind for blind in sent if blind.is_blind and place.institutions[blind.who] != house):
            if blind.mark in marks:
                yield f"{one.who} was shown the blind view {blind.mark} of {blind.who}"
    for follower in (one for one in watching if isinstance(one, Follower)):
        authors = {event["question"]: event.get("by") for event in follower.seen if event["kind"] == "QuestionAsked"}
        for asked in sent:
            if asked.is_anonymous and authors.get(str(asked.body["question"])):
                yield f"{follower.who} was shown who asked {asked.mark}"


async def _differs(place: Place, url: str, one: Follower) -> AsyncIterator[str]:
    headers = {"Authorization": f"Bearer {place.tokens[one.who]}"}
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=20, headers=headers) as client:
        log = (await client.get(f"/rooms/{place.room}/log.json")).json()
    if digest_of(one.seen) != digest_of(log):
        yield f"{one.who} saw something else than the log shows"


TWICE = "stands in the log 2 times|was refused with 422|was answered in several ways"
"""What a verdict says of a build that does a command again: what it leads to depends on the command."""


def told(faults: Sequence[str], build: str, words: str) -> None:
    """A sound build has no fault; in a broken one the verdict names it in one of these ways."""
    if build:
        named = any(word in fault for word in words.split("|") for fault in faults)
        assert named, f"{build} was not noticed: {faults}"
    else:
        assert faults == []
