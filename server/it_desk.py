"""The letter to an IT desk: what a network has to let through, in its own words. Pure."""

from urllib.parse import urlsplit

import msgspec


class Network(msgspec.Struct, frozen=True):
    """Where this house is on the network. `live` is what WebSocket addresses begin with."""

    host: str
    port: int
    base: str
    live: str
    secure: bool


def network_of(base_url: str) -> Network:
    """What has to be reached, from what links begin with."""
    parts = urlsplit(base_url)
    secure = parts.scheme == "https"
    live = f"{'wss' if secure else 'ws'}://{parts.netloc}/"
    return Network(parts.hostname or "", parts.port or (443 if secure else 80), f"{base_url}/", live, secure)


_LETTER = """\
We take part in a careers review that runs in the browser: Review Rooms, at {host}.{meeting} Nothing is installed and \
nobody needs an account. Could you check that our network lets it through, for staff laptops and for the tablets that \
are used in the meeting?

Host: {host}, and no other. Fonts, icons and code come from there too.
Port: {port} (TCP)
Pages: {base}
Live updates: {live} (WebSocket). Pass the headers Upgrade and Connection on.

Leave an open WebSocket alone. It is open for the whole meeting, and something is said on it every 10 seconds.
No buffering: pass answers on as they come. Where WebSockets are blocked the page asks instead, and an answer may take \
25 seconds to begin. Do not end it before 30.
{inspection}Cookies, scripts and local storage are needed for this host. There is one cookie: it holds somebody’s \
place in the room.

To test it, open {base}check on the same network. It takes a quarter of a minute."""
# One paragraph a line: whoever reads it has a window of their own width.

_INSPECTION = (
    "Where HTTPS is opened for inspection and WebSockets do not survive it, leave this host out of the inspection.\n"
)


def letter(network: Network, meeting: str = "") -> str:
    """The whole text. `meeting` says which one and when: "Spring review, Thursday 12 November 2026, 9:15"."""
    return _LETTER.format(
        host=network.host, port=network.port, base=network.base, live=network.live,
        meeting=f" The meeting: {meeting}." if meeting else "", inspection=_INSPECTION if network.secure else "",
    )  # fmt: skip
