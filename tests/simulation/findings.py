"""What must hold after every run, said in sentences where it does not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sessions import codec
from sessions.access import visible
from sessions.codec import decode_command
from sessions.decide import decide
from sessions.events import Recorded, Withheld
from sessions.evolve import fold
from sessions.minuting import write_minutes
from sessions.reading import read_room
from sessions.refusals import Refused
from sessions.room import Actor, Room
from tests.sessions.cast import IMOGEN, ROSALIND, SIOBHAN
from tests.simulation.readers import Reader
from tests.simulation.servers import Server
from tests.simulation.shared_log import PREPARED, SharedLog, in_json
from tests.simulation.world import World


def findings(world: World, log: SharedLog, servers: Sequence[Server], readers: Sequence[Reader]) -> list[str]:
    """All that is wrong; nothing, if the run is as it should be."""
    room = fold(log.recorded)
    return [
        *_of_the_log(log),
        *_of_commands(log, readers),
        *_of_servers(servers, room),
        *_of_readers(log, room, readers),
        *_of_secrets(log, readers),
        *_of_minutes(world, room, readers),
    ]


def _of_the_log(log: SharedLog) -> Iterator[str]:
    if [one.seq for one in log.recorded] != list(range(1, log.head + 1)):
        yield "The log has a gap."
    times = [one.at for one in log.recorded]
    if times != sorted(times):
        yield "Time goes back in the log."
    room = PREPARED
    for entry in log.appended:
        command = decode_command(entry.body)
        try:
            follows = decide(room, entry.actor, command, entry.at) == [one.event for one in entry.events]
        except Refused:
            follows = False
        if not follows:
            yield f"{command.id} does not follow from the room as it was."
        room = fold(entry.events, room)


def _of_commands(log: SharedLog, readers: Iterable[Reader]) -> Iterator[str]:
    """Acknowledged commands stand in the log once, others at most once; nobody waits for ever."""
    marks = Counter(mark for one in log.recorded for mark in _marks(log.text(one.seq)))
    written = Counter(decode_command(entry.body).id for entry in log.appended if entry.events)
    for reader in readers:
        for command in reader.waiting:
            yield f"{reader.name} never heard of {command}."
        for command, reply in reader.acknowledged.items():
            own = [one.seq for one, came in zip(log.recorded, log.came_from, strict=True) if came == command]
            if not reply.refusal and own != list(range(reply.first, reply.last + 1)):
                yield f"{command} was acknowledged as {reply.first} to {reply.last} and stands in the log at {own}."
    for command, times in (written | marks).items():
        if times > 1:
            yield f"{command} stands in the log {times} times."


REPEAT = ("PeerViewsRevealed", "ColleagueRatingsCompared", "SelfRatingShared", "TextRemoved")


def _marks(text: str) -> Iterator[str]:
    """The commands whose words an event brought; what reveals or shares repeats words, a removal may be of several."""
    if not any(kind in text for kind in REPEAT):
        for part in text.split("[")[1:]:
            if (end := part.find("]")) > 0 and "-" in part[:end] and '"' not in part[:end]:
                yield part[:end]


def _of_servers(servers: Iterable[Server], room: Room) -> Iterator[str]:
    for server in servers:
        if server.room != room:
            yield f"{server.name} has another room than the log makes."


def _of_readers(log: SharedLog, room: Room, readers: Iterable[Reader]) -> Iterator[str]:
    """What a reader was told is the projection of the whole log for what it is now."""
    for reader in readers:
        expected = [_as_seen(room, log, one, reader.actor) for one in log.recorded]
        if reader.person and room.actor(reader.person) != reader.actor:
            yield f"{reader.name} does not know who it is by now."
        elif reader.person is None:  # the projector keeps pages, which have no removed words, and no log
            if list(map(_kind, reader.told)) != list(map(_kind, expected)):
                yield "The screen was told something else than the log holds for it."
        elif reader.told != expected:
            differ = (n for n, (a, b) in enumerate(zip(reader.told, expected, strict=False), start=1) if a != b)
            first = next(differ, min(len(reader.told), len(expected)) + 1)
            yield f"{reader.name} was told something else than the log holds for it, from event {first} on."


def _as_seen(room: Room, log: SharedLog, one: Recorded, actor: Actor) -> str:
    seen = visible(room, one, actor)
    return in_json(codec.shown(seen)) if isinstance(seen, Withheld) else log.text(one.seq)


def _kind(text: str) -> str:
    return str(msgspec.json.decode(text)["kind"])


def _of_secrets(log: SharedLog, readers: Iterable[Reader]) -> Iterator[str]:
    """Blind views reach their holders and typists alone; who asked without a name is written nowhere."""
    for reader in readers:
        for text in {text for text in reader.seen if '"PeerViewGiven"' in text}:
            view = msgspec.json.decode(text)
            if reader.person not in (view["by"], view["holder"]) and reader.actor.institution != view["holder"]:
                yield f"{reader.name} saw the blind view of {view['holder']}."
    for seq, text in enumerate(map(log.text, range(1, log.head + 1)), start=1):
        if '"anonymous":true' in text and ('"by":' in text or '"on_behalf_of":' in text):
            yield f"Event {seq} says who asked without a name."


def _of_minutes(world: World, room: Room, readers: Iterable[Reader]) -> Iterator[str]:
    """Minutes can be written, and hold no view that was never revealed; nor does any page."""
    blind = _never_revealed(room)
    for reader in (ROSALIND, IMOGEN, SIOBHAN):
        minutes = in_json(write_minutes(room, "r", {}, world.instant(), reader))
        yield from (f"The minutes hold the blind view {words}." for words in blind if words in minutes)
    if blind:
        for actor in {reader.actor.role: reader.actor for reader in readers if reader.actor.role != "member"}.values():
            page = in_json(read_room(room, "r", {}, world.instant(), actor))
            typed = {view.reason for by in room.blind.values() for s in by.values() for view in s.values()
                     if view.by == actor.person}  # fmt: skip
            yield from (
                f"The page of the {actor.role} holds the blind view {words}."
                for words in blind
                if words in page and words not in typed
            )


def _never_revealed(room: Room) -> list[str]:
    """The words of views that nobody has been shown."""
    return [
        view.reason
        for slot, statements in room.blind.items()
        for statement, views in statements.items()
        for view in views.values()
        if view.reason and "[" in view.reason and room.rating(slot, statement).revealed is None
    ]
