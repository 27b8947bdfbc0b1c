"""The hub's pages: its door, its rooms, its people. For facilitators, who have an account; nobody else needs one.

`door`         signing in and out, and the links that work once
`desk`         who sits at which hub's desk, for every page under /hub
`rooms`        the hub's rooms: upcoming, live, past, searched, archived (`cards` shows them, `finding` searches)
`calls`        what is worth a call, derived from the rooms and from nothing else
`duplicating`  a room once more, on another day (`copying` says what is taken along)
`people`       the facilitators of the hub
`letters`      what is written to them
"""

from starlette.routing import BaseRoute

from server.hub import door, duplicating, people, rooms

ROUTES: list[BaseRoute] = [*door.ROUTES, *rooms.ROUTES, *duplicating.ROUTES, *people.ROUTES]
