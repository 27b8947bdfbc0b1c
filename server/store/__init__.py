"""The log on disk, and the only SQL beside the directory's. A tour, in the order in which a command meets it:

`store`      asynchronous outside, threads inside; what the rest of the program calls
`writer`     one thread that writes everything; what waits shares one flush of the disk
`batch`      commands decided and written within one transaction
`founding`   a new room with its first events
`reading`    events with what stands beside them; proof that nothing was changed
`kept`       rooms in memory; `folded`: rooms put by on disk, so that a long log opens quickly
`database`   SQLite or PostgreSQL: how each is opened, locks a room and forgets
`faults`     what can go wrong between a command and its log
"""

from server.store.batch import Decide, HandOver, Reply
from server.store.database import SqliteTooOld, open_database
from server.store.faults import CommandReused, LogNewer, RoomUnknown, StoreBusy, StoreFault, StoreUnreachable
from server.store.founding import CODE_LENGTH, Made, NewRoom
from server.store.reading import LogRow, Verdict
from server.store.store import Head, Limits, Store, now

__all__ = [
    "CODE_LENGTH", "CommandReused", "Decide", "HandOver", "Head", "Limits", "LogNewer", "LogRow", "Made", "NewRoom",
    "Reply",
    "RoomUnknown", "SqliteTooOld", "Store", "StoreBusy", "StoreFault", "StoreUnreachable", "Verdict", "now",
    "open_database",
]  # fmt: skip
