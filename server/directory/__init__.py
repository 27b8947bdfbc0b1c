"""Who the ids are, and how people get in: names, links, browsers with their seats, hubs. The log knows none of it.

`people`    names of a room's people; erasing empties a row
`links`     tokens of 192 bits, kept as SHA-256, shown once, revocable at once; the room's short code
`letters`   what becomes of the letters that carry them
`seats`     a browser's session and the seats it holds
`hubs`      organisations that run reviews, their rooms and passphrases
`onetime`   links that work once, kept as SHA-256 too
`facilitators`  the people of a hub who run its reviews
`checks`    what the check page found, by institution
`plans`     reviews that are being set up
`frameworks` the maturity models that hubs brought along, with their versions
"""

from server.directory.checks import Checks
from server.directory.facilitators import Facilitators
from server.directory.frameworks import Frameworks
from server.directory.letters import Letters
from server.directory.links import new_link
from server.directory.people import People
from server.directory.plans import Plans
from server.directory.seats import Seat, Seats, Session

__all__ = ["Directory", "Seat", "Session", "new_link"]


class Directory(People, Letters, Seats, Facilitators, Checks, Plans, Frameworks):
    """The directory over a store. What it remembers of a room is forgotten when the bus says that people changed."""
