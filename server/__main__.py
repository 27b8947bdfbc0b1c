"""What one starts by hand: `python -m server run | serve | migrate | hub NAME | token | verify ROOM | rehearse`."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.settings import Settings, SettingsFaulty

if TYPE_CHECKING:
    from server.house import House
    from server.making import MadeRoom

FIRST_LINK = "Set up your hub (once):"
"""What the first start prints before a link, the one line that is not of the log."""


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; the exit status."""
    asked = _parser().parse_args(arguments)
    from server.content import ContentBroken
    from server.meeting_file import ReviewBroken
    from server.migrations import Unready
    from server.store import StoreFault

    try:
        return int(asked.do(asked) or 0)
    except (SettingsFaulty, ContentBroken, ReviewBroken, Unready, StoreFault) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server", description="Review Rooms")
    commands = parser.add_subparsers(required=True, metavar="run|serve|migrate|hub|token|verify|rehearse")

    def command(name: str, do: Callable[[argparse.Namespace], int | None], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(do=do)
        return made

    command("run", _run, "Serve on this machine; the first time with the sample room, and its links printed.")
    command("serve", _serve, "Serve; the database has been migrated before.")
    command("migrate", _migrate, "Make the tables, or bring them up to date.")
    hub = command("hub", _hub, "Make a hub, and print the link that lets its first facilitator in.")
    hub.add_argument("name", help="what the hub is called")
    token = command("token", _token, "Make a new facilitator's token; it stands alone on the last line.")
    token.add_argument("--hub", default=None, help="the hub it is for; by default the first there is, else a new one")
    command("verify", _verify, "Prove a room's log.").add_argument("room")
    rehearse = command("rehearse", _rehearse, "Play a whole meeting through the machine's door.")
    rehearse.add_argument("--room-file", type=Path, default=None, help="a meeting.yaml; by default the sample")
    rehearse.add_argument("--time-scale", type=_scale, default=0.1, help="real seconds per programme minute (0.1)")
    rehearse.add_argument("--watchers", type=int, default=0, help="so many more live sockets")
    rehearse.add_argument("--url", default=None, help="a house that stands already")
    rehearse.add_argument("--token", default=None, help="a facilitator's token for it")
    rehearse.add_argument("--out", type=Path, default=None, help="a folder for all exports")
    return parser


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 < scale <= 3600:
        raise argparse.ArgumentTypeError("must be above 0 and at most 3600")
    return scale


def _in_loop(work: Coroutine[Any, Any, int]) -> int:
    """Run asynchronous work on uvloop."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _migrate(_asked: argparse.Namespace) -> int:
    from server.migrations import upgrade

    upgrade(Settings.from_environment().database_url)
    return 0


def _serve(_asked: argparse.Namespace) -> int:
    from server.migrations import demand

    settings = Settings.from_environment()
    demand(settings.database_url)
    _demand_redis(settings)
    return _in_loop(_serving(settings, sample=False))


def _demand_redis(settings: Settings) -> None:
    if settings.redis_url is not None:
        from server.over_redis.line import demand

        demand(settings.redis_url)


def _run(asked: argparse.Namespace) -> int:
    _migrate(asked)
    settings = Settings.from_environment()
    _demand_redis(settings)
    return _in_loop(_serving(settings, sample=True))


async def _serving(settings: Settings, *, sample: bool) -> int:
    from server import logs
    from server.app import opened
    from server.running import Serving, listener_for
    from server.tuning import keep_memory_together, tune

    try:
        listener = listener_for(settings)
    except OSError as error:
        sentence = "Stop what uses it, or choose another with PORT=8001."
        print(f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}. {sentence}", file=sys.stderr)
        return 1
    logs.configure()
    keep_memory_together()
    async with opened(settings) as house:
        if sample:
            await _welcome(house)
        await _first_link(house)
        if sample:
            print(f"Review Rooms is at {settings.base_url}  (stop with Ctrl+C)", flush=True)
        tune(house)
        await Serving(house).serve(sockets=[listener])
    return 0


async def _welcome(house: "House") -> None:
    """Print the ways in; on a new machine make the sample first."""
    from server.sample import HUB, prepare_sample

    base = house.settings.base_url
    if not await house.directory.hubs():
        hub = await house.directory.make_hub(HUB)
        _print_links(await prepare_sample(house, hub.id))
    desk = (await house.directory.hubs())[0]
    print(f"Your rooms (facilitator):  {base}/join/{await house.directory.make_link('hub', hub=desk.id)}")


async def _first_link(house: "House") -> None:
    """Where nobody runs reviews yet, print the link that lets the first facilitator in."""
    from server.sample import HUB

    if await house.directory.any_facilitator():
        return
    hubs = await house.directory.hubs()  # one that was made by hand gets its facilitator; the sample's is left alone
    only = hubs[0].id if len(hubs) == 1 and hubs[0].name != HUB else None
    token = await house.directory.make_founding_link(only)
    print(f"{FIRST_LINK}    {house.settings.base_url}/sign-in/{token}", flush=True)


def _hub(asked: argparse.Namespace) -> int:
    return _in_loop(_new_hub(Settings.from_environment(), asked.name))


async def _new_hub(settings: Settings, name: str) -> int:
    from server.app import opened
    from server.hub.saying import not_so
    from server.migrations import upgrade
    from server.one_line import clean

    if errors := not_so({"hub": clean(name)}):
        print(errors["hub"], file=sys.stderr)
        return 1
    await asyncio.to_thread(upgrade, settings.database_url)
    async with opened(settings) as house:
        same = [hub for hub in await house.directory.hubs() if hub.name == clean(name)]
        if same and await house.directory.any_facilitator(same[0].id):
            print(f"There is a hub {clean(name)} already; its facilitators invite others.", file=sys.stderr)
            return 1
        hub = same[0] if same else await house.directory.make_hub(name)
        print(f"The first facilitator of {hub.name} comes in by this link. It works once, for 7 days:")
        print(f"{settings.base_url}/sign-in/{await house.directory.make_founding_link(hub.id)}")
    return 0


def _print_links(made: "MadeRoom") -> None:
    print("\nThe sample review is ready to open. Its links, one for each seat:\n")
    seen: set[str] = set()
    names = {one.id: one.name for one in made.institutions}
    for person in made.people:
        what = names.get(person.institution or "", person.room_role.replace("_", "-"))
        if what not in seen:
            print(f"  {what:24} {person.link}  ({person.name})")
        seen.add(what)
    print(f"  {'screen':24} {made.screen}")
    print(f"  {'anybody, by link':24} {made.join}")
    print(f"  {'anybody, by code':24} {made.code}\n")


def _token(asked: argparse.Namespace) -> int:
    return _in_loop(_new_token(Settings.from_environment(), asked.hub))


async def _new_token(settings: Settings, name: str | None) -> int:
    from server.app import opened
    from server.migrations import upgrade

    await asyncio.to_thread(upgrade, settings.database_url)
    async with opened(settings) as house:
        hubs = [hub for hub in await house.directory.hubs() if name in (None, hub.name)]
        hub = hubs[0] if hubs else await house.directory.make_hub(name or "Our hub")
        print(f"A facilitator's token for {hub.name}; it opens {settings.base_url}/join/TOKEN and /api/rooms:")
        print(await house.directory.make_link("hub", hub=hub.id))
    return 0


def _verify(asked: argparse.Namespace) -> int:
    return _in_loop(_verifying(Settings.from_environment(), asked.room))


async def _verifying(settings: Settings, room: str) -> int:
    from server.store import RoomUnknown, Store

    async with Store.opened(settings.database_url, settings.secret_key) as store:
        try:
            verdict = await store.verify(room)
        except RoomUnknown as error:
            print(error, file=sys.stderr)
            return 1
    for fault in verdict.faults:
        print(fault)
    says = "the log holds" if verdict.holds else "THE LOG DOES NOT HOLD"
    print(f"{verdict.seq} events, digest {verdict.digest}: {says}")
    return 0 if verdict.holds else 1


def _rehearse(asked: argparse.Namespace) -> int:
    return _in_loop(_rehearsing(asked))


async def _rehearsing(asked: argparse.Namespace) -> int:
    from server.content import SAMPLE
    from server.rehearse import Stopped, Wanted, rehearse

    wanted = Wanted(
        file=asked.room_file or SAMPLE / "meeting.yaml", scale=asked.time_scale, watchers=asked.watchers, url=asked.url,
        token=asked.token, out=asked.out,
    )  # fmt: skip
    try:
        return 0 if await rehearse(wanted, lambda line: print(line, flush=True)) else 1
    except Stopped as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
