"""Plays a review through the machine's door, in the programme's own time, and compares what everybody saw."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from server.meeting_file import Review
from server.meeting_request import room_request
from server.rehearse.facts import missing
from server.rehearse.script import Act, Step, script
from server.rehearse.seat import Answer, Seat, digest_of
from sessions.minutes import Minutes

Say = Callable[[str], None]
AtEnd = Callable[[], Awaitable[None]]


class Stopped(Exception):
    """The rehearsal cannot go on; says why, with file and line where there is one."""


class Saw(NamedTuple):
    """What somebody saw on their socket, beside what the log says they should have."""

    name: str
    role: str
    events: int
    withheld: int
    digest: str
    same: bool


class Rehearsal:
    """One room, from its making to its confirmed minutes."""

    def __init__(self, review: Review, url: str, token: str, *, scale: float, watchers: int, say: Say) -> None:
        self.review, self.url, self.scale, self.say = review, url.rstrip("/"), scale, say
        self.desk = Seat(self.url, token, "the hub", "hub")
        self.seats: dict[str, Seat] = {}
        self.ids: dict[str, str] = {}
        self.watchers: list[Seat] = []
        self._more = watchers
        self.room = ""
        self.screen: Seat | None = None
        self.institutions: Mapping[str, str] = {}

    async def run(self, at_end: AtEnd) -> list[Saw]:
        """Play it all; `at_end` runs while everybody still has their bearer. Raises Stopped where the door refuses."""
        try:
            await self.make()
            await self.gather()
            await self.meet()
            await self.confirm()
            await at_end()
            return await self.compare()
        finally:
            await asyncio.gather(*(seat.leave() for seat in [self.desk, *self.everybody]))

    @property
    def everybody(self) -> list[Seat]:
        """All who have a socket: people, the screen, watchers."""
        return [*self.seats.values(), *([self.screen] if self.screen else []), *self.watchers]

    @property
    def facilitator(self) -> Seat:
        """Who runs the room."""
        return self.seats[self.review.meeting.facilitator]

    async def make(self) -> None:
        """Make the room, and give everybody their bearer."""
        answer = await self.desk.ask("POST", "/api/rooms", room_request(self.review, time_scale=self.scale))
        if answer.status != 201:
            raise Stopped(f"{self.review.document.file}: the room could not be made: {answer.detail}")
        made = answer.json()
        self.room = made["room"]
        self.institutions = {one["name"]: one["id"] for one in made["institutions"]}
        for person in made["people"]:
            self.seats[person["name"]] = Seat(self.url, person["token"], person["name"], person["room_role"])
            self.ids[person["name"]] = person["id"]
        self.screen = Seat(self.url, made["screen"].rsplit("/", 1)[1], "the screen", "screen")
        people = made["people"]
        for number in range(self._more):
            one = people[number % len(people)]
            self.watchers.append(
                Seat(self.url, one["token"], f"{one['name']} (watcher {number + 1})", one["room_role"])
            )
        self.say(f"Room {self.room} made: {self.review.meeting.title}")

    async def gather(self) -> None:
        """Open the room; everybody who came joins and watches, apologies are recorded."""
        opened: list[Seat] = self.everybody
        for first in range(0, len(opened), 50):  # a door that stands alone takes fifty at a time
            await asyncio.gather(*(seat.watch(self.room) for seat in opened[first : first + 50]))
        await self._send(self.facilitator, "OpenRoom", {})
        came = {one.name: one.came for one in self.review.meeting.attendance}
        for name, seat in self.seats.items():
            if came.get(name, True):
                await self._send(seat, "JoinRoom", {})
            else:
                await self._send(self.facilitator, "RecordApology", {"person": self.ids[name]})
        away = sum(not here for here in came.values())
        self.say(f"{len(self.seats) - away} people joined, {away} sent apologies, {len(self.watchers)} more watch")

    async def meet(self) -> None:
        """Every step in its time, every act in its step."""
        read = (await self._got(self.facilitator, f"/api/rooms/{self.room}")).json()
        steps = [
            Step(one["step"], one["kind"], one["slot"], one["title"], one["planned_minutes"])
            for one in read["programme"]
        ]
        acts, hosts = script(self.review, steps), {one["slot"]: one["name"] for one in read["institutions"]}
        before, began = "", time.monotonic()
        for step in steps:
            self._announce(step, hosts, time.monotonic() - began)
            due = time.monotonic() + step.minutes * self.scale
            await self._send(self.facilitator, "StartStep", {"step": step.id, "from_step": before})
            for act in acts[step.id]:
                await self._act(act)
            before = step.id
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _announce(self, step: Step, hosts: Mapping[str, str], passed: float) -> None:
        minutes = int(passed / self.scale)
        where = hosts.get(step.slot or "", "Break" if step.kind == "break" else step.id.split(".")[0].capitalize())
        self.say(f"  {minutes // 60}:{minutes % 60:02} {where}: {step.title} ({step.minutes:g} min)")

    async def _act(self, act: Act) -> None:
        fields = {name: value for name, value in act.fields.items() if value is not None or name == "slot"}
        if (owner := fields.get("owner")) in self.ids:
            fields["owner"] = self.ids[str(owner)]
        seat, away = self.seats.get(act.who), self._is_away(act.who)
        if seat is None or away:
            if act.who in self.ids and seat is not self.facilitator:
                fields["on_behalf_of"] = self.ids[act.who]
            seat = self.facilitator
        await self._send(seat, act.kind, fields, act)

    def _is_away(self, name: str) -> bool:
        return any(one.name == name and not one.came for one in self.review.meeting.attendance)

    async def _send(self, seat: Seat, kind: str, fields: Mapping[str, Any], act: Act | None = None) -> Answer:
        command = {"id": f"c_{secrets.token_urlsafe(9)}", "kind": kind, **fields}
        answer = await seat.ask("POST", f"/api/rooms/{self.room}/commands", command)
        if answer.status != 200:
            where = self.review.line(act.place) if act and act.place else str(self.review.document.file)
            raise Stopped(f"{where}: {kind} by {seat.name} was answered {answer.status}: {answer.detail}")
        return answer

    async def _got(self, seat: Seat, path: str) -> Answer:
        answer = await seat.ask("GET", path)
        if answer.status != 200:
            raise Stopped(f"{path} was answered {answer.status} for {seat.name}: {answer.detail}")
        return answer

    async def confirm(self) -> None:
        """Close the room; every host confirms its part, the facilitator the minutes."""
        await self._send(self.facilitator, "CloseRoom", {})
        for number, (_, hour) in enumerate(self.review.meeting.hours, start=1):
            own = [r["name"] for r in self.review.people if r["institution"] == hour.institution]
            here = [name for name in own if name in self.seats and not self._is_away(name)]
            who = hour.presenter if hour.presenter in here else (here or [""])[0]
            await self._act(Act(who, "ConfirmPart", {"slot": f"slot-{number}"}))
        await self._send(self.facilitator, "ConfirmMinutes", {})
        self.say("Closed, every part confirmed, minutes confirmed")

    async def missing(self) -> list[str]:
        """What the file holds and the minutes do not, a sentence each."""
        answer = await self._got(self.facilitator, f"/rooms/{self.room}/minutes.json")
        return missing(self.review, msgspec.json.decode(answer.body, type=Minutes))

    async def compare(self) -> list[Saw]:
        """What everybody saw, beside what the log gives to the same bearer now."""
        seq = (await self._got(self.facilitator, f"/api/rooms/{self.room}")).json()["seq"]
        return [await self._compared(seat, seq) for seat in self.everybody]

    async def _compared(self, seat: Seat, seq: int) -> Saw:
        await seat.caught_up(seq)
        log = (await self._got(seat, f"/rooms/{self.room}/log.json")).json()
        withheld = sum(event["kind"] == "Withheld" for event in seat.seen)
        digest = digest_of(seat.seen)
        return Saw(seat.name, seat.role, len(seat.seen), withheld, digest, digest == digest_of(log) and len(log) == seq)
