"""The live layer: what changes in a room is rendered once for each audience and written to everybody who looks.

    Live       all rooms shown by this process; hears the bus, sweeps, answers `look` for pages
    Gallery    one room: its scene, who looks, one worker that renders what changed
    Group      one audience of a gallery: its latest pushes and its snapshot
    Onlooker   one socket or one waiting poll
    envelope   the JSON around the HTML
    concerns   whose own parts an event touches
    doors      the WebSocket and the long poll

A client names where it stands (`Standpoint`: epoch, seq, frame) and gets what it missed, or the whole page's fragments
where that is not known any more. Frames count what a gallery has pushed; not every push comes from the log, for
somebody's coming and going shows as well.
"""

from server.live.doors import routes
from server.live.onlooker import Admitted
from server.live.presence import Pace
from server.live.rooms import Live, Look

__all__ = ["Admitted", "Live", "Look", "Pace", "routes"]
