"""The composition root: builds the house, hangs the doors into it, and nothing else. No handler lives here."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from server import (
    api,
    assets,
    auth,
    cards,
    changing,
    checking,
    downloads,
    entering,
    hours,
    hub,
    hub_frameworks,
    inviting,
    live,
    minutes_page,
    pages,
    removing,
    self_evaluation,
    setting_up,
    summary_page,
)
from server.bus import Bus, LookingBus
from server.content import Content, read_content
from server.course import pages as course
from server.directory import Directory
from server.fragments import Fragments
from server.framework_files.reader import Reader
from server.health import Health
from server.house import House
from server.inviting.postman import Postman
from server.limits import InProcessLimiter, Limiter
from server.listening import Listening
from server.live import Admitted, Live, check
from server.look import environment
from server.mail import Mail
from server.middleware import LARGEST_BODY, RequestLog, SafetyHeaders
from server.preparation import pages as preparation
from server.presence import InProcessPresence, Presence
from server.printing import Printer
from server.problems import HANDLERS, Problem
from server.settings import Settings
from server.store import Store
from server.stylesheet import stylesheet
from server.tables import RoomRow
from server.tidying import tidying
from sessions.room import SCREEN


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened(
    settings: Settings, *, content: Content | None = None, templates: Environment | None = None,
    now: Callable[[], datetime] = _now,
) -> AsyncIterator[House]:  # fmt: skip
    """The house, ready to serve, on a database that `server.migrations` has made ready; closed in order at the end.

    Raises ContentBroken before anything is opened.
    """
    content = content or read_content()
    async with Store.opened(settings.database_url, settings.secret_key, clock=now) as store:
        bus, presence, limiter = _between_processes(settings, store)
        directory = Directory(store, bus)
        templates = templates or environment(assets.TEMPLATES, stylesheet(assets.STATIC / "css").version)
        fragments = Fragments(templates, content)
        gallery = Live(
            store, directory, bus, presence, fragments, code_of=partial(_code_of, store), base=settings.base_url
        )
        mail = _mail(settings)
        post = Postman(mail, directory, store, limiter, settings.base_url, now) if mail else None
        house = House(
            settings=settings, content=content, store=store, directory=directory, bus=bus, presence=presence,
            limiter=limiter, listening=Listening(bus), templates=templates, fragments=fragments, live=gallery,
            printer=Printer(), reader=Reader(), mail=mail, post=post, health=Health(store, bus), now=now,
        )  # fmt: skip
        await bus.start()
        house.listening.start()
        try:
            async with gallery.running(), tidying(directory), AsyncExitStack() as background:
                if post is not None:
                    await background.enter_async_context(post.running())
                yield house
        finally:
            house.listening.stop()
            await bus.stop()
            await presence.close()
            await limiter.close()
            await house.printer.close()
            house.reader.close()


def _mail(settings: Settings) -> Mail | None:
    return Mail(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


def _between_processes(settings: Settings, store: Store) -> tuple[Bus, Presence, Limiter]:
    """What processes share: through Redis where there is one, else within this one."""
    if settings.redis_url is None:
        return LookingBus(store.heads), InProcessPresence(), InProcessLimiter()
    from server.over_redis.bus import RedisBus
    from server.over_redis.limits import RedisLimiter
    from server.over_redis.presence import RedisPresence

    url = settings.redis_url
    return RedisBus(url, store.heads), RedisPresence(url), RedisLimiter(url)


async def _code_of(store: Store, room_id: str) -> str:
    row = await store.read(lambda session: session.get(RoomRow, room_id))
    return row.code if row else ""


def routes(house: House) -> list[BaseRoute]:
    """Every address, by the module that answers it."""
    return [
        *api.ROUTES, *downloads.ROUTES, *assets.ROUTES,
        *live.routes(house.live, partial(_admitted, house)), *check.ROUTES, *checking.ROUTES,
        *pages.ROUTES, *hours.ROUTES, *minutes_page.ROUTES, *summary_page.ROUTES, *removing.ROUTES, *cards.ROUTES,
        *entering.ROUTES,
        *hub.ROUTES, *hub_frameworks.ROUTES, *setting_up.ROUTES, *changing.ROUTES, *inviting.ROUTES, *course.ROUTES,
        *preparation.ROUTES, *self_evaluation.ROUTES,
    ]  # fmt: skip


async def _admitted(house: House, connection: HTTPConnection, room_id: str, seat: str | None) -> Admitted:
    """Who looks through a live connection: a seat's person, or the screen."""
    if seat is None:
        auth.guard_origin(connection)
        await pages.screen_or_facilitator(house, connection, room_id)
        return Admitted(SCREEN, partial(_still_screen, house, _asker(connection), room_id))
    who = await auth.who(house, connection, room_id, auth.seat_called(seat), lately=True)
    return Admitted(who.actor, partial(_still, house, _asker(connection), room_id, seat), who.room.seq)


def _asker(connection: HTTPConnection) -> HTTPConnection:
    """As much of a request as tells who asked: an open page must not keep the rest of it for hours."""
    headers = [(name, value) for name, value in connection.scope["headers"] if name in (b"cookie", b"authorization")]
    return HTTPConnection({"type": "http", "method": "GET", "headers": headers, "client": connection.scope["client"]})


async def _still(house: House, connection: HTTPConnection, room_id: str, seat: str) -> bool:
    try:
        await auth.who(house, connection, room_id, auth.seat_called(seat))
    except Problem:
        return False
    return True


async def _still_screen(house: House, connection: HTTPConnection, room_id: str) -> bool:
    try:
        await pages.screen_or_facilitator(house, connection, room_id)
    except Problem:
        return False
    return True


def make_app(house: House) -> Starlette:
    """The application over a house. It opens and closes nothing itself."""
    app = Starlette(
        routes=routes(house),
        middleware=[Middleware(RequestLog), Middleware(SafetyHeaders, settings=house.settings)],
        exception_handlers=dict(HANDLERS),
        max_body_size=LARGEST_BODY,
    )
    app.state.house = house
    return app
