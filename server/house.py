"""The house: everything a handler may need, built once by `app` and handed down; nothing else is global."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from jinja2 import Environment
from starlette.requests import HTTPConnection

from server.bus import Bus
from server.content import Content
from server.directory import Directory
from server.fragments import Fragments
from server.framework_files.reader import Reader
from server.limits import Limiter
from server.listening import Listening
from server.live import Live
from server.mail import Mail
from server.presence import Presence
from server.printing import Printer
from server.settings import Settings
from server.store import Store

if TYPE_CHECKING:
    from server.health import Health
    from server.inviting.postman import Postman


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is shared by all who serve. `now` is the server's clock, in UTC; `mail` and `post` are none where no mail
    server was set up."""

    settings: Settings
    content: Content
    store: Store
    directory: Directory
    bus: Bus
    presence: Presence
    limiter: Limiter
    listening: Listening
    templates: Environment
    fragments: Fragments
    live: Live
    printer: Printer
    reader: Reader
    mail: Mail | None
    post: "Postman | None"
    health: "Health"
    now: Callable[[], datetime]


def house_of(connection: HTTPConnection) -> House:
    """The house that a request came to."""
    return cast(House, connection.app.state.house)
