"""People at a review: they send commands again until they are answered, and follow the room whatever is done to it.

Each command carries a mark in its words, so that the log can be searched for it; the answers are kept for the verdict.
"""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidMessage, InvalidStatus, WebSocketException

from tests.faults.place import Place

S1, S2 = "slot-1", "slot-2"
FACILITATOR, HOST, PEER, OTHER_PEER = "Rosalind Achterley", "Imogen Thackray", "Siobhan Merrick", "Gareth Lindqvist"
WRITERS = (FACILITATOR, HOST, PEER, OTHER_PEER, "Ruth Penhallow")
FOLLOWERS = (FACILITATOR, HOST, PEER, OTHER_PEER, "Anneliese Draper", "screen")
MARK = re.compile(r"mark-\d+-\d+")
LOST = (httpx2.HTTPError, OSError, TimeoutError)
HUNG_UP = (WebSocketException, OSError, TimeoutError, EOFError)


@dataclass
class Sent:
    """A command, and what became of it. `answers` are the bodies of all 200s that came for it."""

    who: str
    body: dict[str, Any]
    mark: str
    status: int = 0
    tries: int = 0
    answers: list[Any] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        """Whether anybody was told that it is kept."""
        return bool(self.answers)

    @property
    def is_blind(self) -> bool:
        """Whether only its own institution may see its words."""
        return str(self.body["kind"]) == "GivePeerView"

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody may see whose it is."""
        return "anonymous" in self.body


class Sender:
    """Somebody's form: the same command with the same id, again and again, until there is an answer."""

    def __init__(self, place: Place, url: str, chance: random.Random) -> None:
        self.place, self.chance = place, chance
        self._client = httpx2.AsyncClient(base_url=url, trust_env=False, timeout=6)

    async def send(self, sent: Sent, patience: float = 40) -> Sent:
        """Send until it is answered; gives up after so many seconds, not knowing."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not await self.attempt(sent):  # noqa: ASYNC110 - a person tries again after a moment
                    await asyncio.sleep(0.05 + self.chance.random() * 0.2)
        return sent

    async def attempt(self, sent: Sent) -> bool:
        """Send once; whether there is an answer."""
        sent.tries += 1
        headers = {"Authorization": f"Bearer {self.place.tokens[sent.who]}"}
        try:
            answer = await self._client.post(
                f"/api/rooms/{self.place.room}/commands", content=json.dumps(sent.body), headers=headers
            )
        except LOST:
            return False
        if answer.status_code == 200:
            sent.answers.append(answer.json())
        elif answer.status_code in (429, 502, 503, 504):
            return False
        sent.status = answer.status_code
        return True

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


class Follower:
    """Somebody's program that keeps every event it was shown, over a socket or by asking, and comes back when cut."""

    def __init__(self, place: Place, url: str, who: str, *, asks: bool = False) -> None:
        self.place, self.url, self.who, self.asks = place, url, who, asks
        self.seen: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.codes: list[int] = []
        self.comings = 0

    @property
    def seq(self) -> int:
        """The last event it was shown."""
        return int(self.seen[-1]["seq"]) if self.seen else 0

    @property
    def raw(self) -> str:
        """Everything it was shown, as text."""
        return json.dumps(self.seen)

    async def run(self) -> None:
        """Follow for ever."""
        while True:
            with suppress(*HUNG_UP, *LOST):
                await (self._ask() if self.asks else self._listen())
            await asyncio.sleep(0.15)

    async def _listen(self) -> None:
        path = f"/api/rooms/{self.place.room}/live?after={self.seq}"
        async with opened(self.url, path, self.place.tokens[self.who]) as socket:
            self.comings += 1
            async for message in socket:
                self._keep(json.loads(message))
            self.codes.append(socket.close_code or 0)

    async def _ask(self) -> None:
        headers = {"Authorization": f"Bearer {self.place.tokens[self.who]}"}
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=8, headers=headers) as client:
            self.comings += 1
            while True:
                answer = await client.get(f"/api/rooms/{self.place.room}/events", params={"after": self.seq, "wait": 3})
                answer.raise_for_status()
                for event in answer.json():
                    self._keep(event)

    def _keep(self, event: dict[str, Any]) -> None:
        if event["seq"] != self.seq + 1:
            self.faults.append(f"{self.who} was shown {event['seq']} after {self.seq}")
        self.seen.append(event)


class Page:
    """Somebody's open page: pushes over a socket, signs of life, and polls where no socket gets through."""

    def __init__(self, place: Place, url: str, who: str) -> None:
        self.place, self.url, self.who = place, url, who
        self.at: dict[str, Any] = {}
        self.texts: list[str] = []
        self.faults: list[str] = []
        self.codes: list[int] = []
        self.polls = self.pushes = 0

    @property
    def seq(self) -> int:
        """The last event that its page shows."""
        return int(self.at.get("seq", 0))

    @property
    def raw(self) -> str:
        """Everything that was pushed to it."""
        return "\n".join(self.texts)

    @property
    def _path(self) -> str:
        return f"/rooms/{self.place.room}/as/desk"

    @property
    def _query(self) -> dict[str, Any]:
        return {"epoch": self.at["epoch"], "after": self.at["seq"], "frame": self.at["frame"]} if self.at else {}

    async def run(self) -> None:
        """Look for ever: by a socket, and where that brings nothing, by asking."""
        while True:
            before = self.pushes
            with suppress(*HUNG_UP):
                await self._listen()
            if self.pushes == before:
                with suppress(*LOST):
                    await self._poll()
            await asyncio.sleep(0.1)

    async def _listen(self) -> None:
        path = f"{self._path}/live?{httpx2.QueryParams(self._query)}"
        async with opened(self.url, path, self.place.tokens[self.who]) as socket:
            waiting = 0
            while waiting < 3:
                try:
                    text = await asyncio.wait_for(socket.recv(), 1)
                except TimeoutError:
                    waiting += 1
                    await socket.send("?")
                except WebSocketException:
                    self.codes.append(socket.close_code or 0)
                    raise
                else:
                    waiting, self.pushes = 0, self.pushes + 1
                    self._take(str(text))

    async def _poll(self) -> None:
        headers = {"Authorization": f"Bearer {self.place.tokens[self.who]}"}
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=6, headers=headers) as client:
            for _ in range(5):  # then a socket is tried again
                self.polls += 1
                answer = await client.get(f"{self._path}/frames", params={**self._query, "wait": 1})
                answer.raise_for_status()
                self._take(answer.text)

    def _take(self, text: str) -> None:
        self.texts.append(text)
        envelope = json.loads(text)
        if "reload" in envelope:
            self.at = {}
            return
        since = envelope.get("from")
        if since is not None and (envelope["epoch"], since) != (self.at.get("epoch"), self.at.get("frame")):
            self.at = {}  # a push that builds on another: the page asks for everything, by saying nothing
            raise ConnectionResetError
        self.at = {name: envelope[name] for name in ("epoch", "seq", "frame")}


@asynccontextmanager
async def opened(url: str, path: str, token: str) -> AsyncIterator[ClientConnection]:
    """A socket that notices within seconds that nobody answers."""
    address = url.replace("http", "ws") + path
    bearer = {"Authorization": f"Bearer {token}"}
    try:
        async with connect(
            address, additional_headers=bearer, compression=None, max_size=None, proxy=None, open_timeout=3,
            ping_interval=1, ping_timeout=2, close_timeout=1,
        ) as socket:  # fmt: skip
            yield socket
    except (InvalidStatus, InvalidMessage) as error:
        raise ConnectionRefusedError from error


class Crowd:
    """Everybody in one room, coming through one address (or several in turn)."""

    def __init__(self, place: Place, *urls: str, seed: int = 0, asks: Sequence[str] = (), pages: bool = True) -> None:
        self.place, self.urls, self.chance = place, urls, random.Random(seed)
        self.sent: list[Sent] = []
        self._seed = seed
        self.senders = [Sender(place, url, self.chance) for url in urls]
        turn = [urls[number % len(urls)] for number in range(2 * len(FOLLOWERS))]
        self.followers = [Follower(place, turn[number], who, asks=who in asks) for number, who in enumerate(FOLLOWERS)]
        self.pages = [Page(place, turn[number + 1], who) for number, who in enumerate(FOLLOWERS[:-1])] if pages else []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def watching(self) -> list[Follower | Page]:
        """All who look."""
        return [*self.followers, *self.pages]

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(one.run()) for one in self.watching]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for sender in self.senders:
            await sender.close()

    def go_to(self, url: str) -> None:
        """Everybody comes through another address from now on."""
        self.senders.append(Sender(self.place, url, self.chance))
        for one in self.watching:
            one.url = url

    def next_command(self, who: str) -> Sent:
        """Something that this person might do now."""
        mark = f"mark-{self._seed}-{len(self.sent)}"
        words = {"slot": S1, "text": f"Said: {mark}"}
        options: list[dict[str, Any]] = [{"kind": "WriteNote", "entry": f"e-{mark}", **words}]
        if who in (PEER, OTHER_PEER):
            options.append({"kind": "GivePeerView", "slot": S1, "statement": self.chance.choice(("1.1", "1.2")),
                            "level": self.chance.randint(1, 4), "reason": f"Blind: {mark}"})  # fmt: skip
            question = {"kind": "AskQuestion", "question": f"q-{mark}", "type": "challenge", **words}
            options += [question, {**question, "anonymous": True}]
        sent = Sent(who, {"id": f"c-{mark}", **self.chance.choice(options)}, mark)
        self.sent.append(sent)
        return sent

    async def write(self, each: int, *, pause: float = 0.05, patience: float = 40) -> None:
        """Everybody writes so many commands, sends some of them twice, and some of the old ones again."""
        await asyncio.gather(*(self._write(who, each, pause, patience) for who in WRITERS))

    async def _write(self, who: str, each: int, pause: float, patience: float) -> None:
        mine: list[Sent] = []
        for _ in range(each):
            sent, sender = self.next_command(who), self.chance.choice(self.senders)
            mine.append(sent)
            twice = self.chance.random() < 0.2
            await asyncio.gather(
                sender.send(sent, patience), *([self.chance.choice(self.senders).attempt(sent)] if twice else [])
            )
            if self.chance.random() < 0.2:
                await self.chance.choice(self.senders).attempt(self.chance.choice(mine))
            await asyncio.sleep(pause * self.chance.random())
