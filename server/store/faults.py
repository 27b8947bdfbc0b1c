"""What can go wrong between a command and its log, apart from a rule that refuses it.

StoreFault
├── RoomUnknown        there is no such room (404)
├── CommandReused      the id was used for another command, or by somebody else (409)
├── StoreBusy          too much is waiting already; nothing was done (503)
├── LogNewer           only a newer version of this program can read the log (503)
└── StoreUnreachable   the database does not answer; whether it was kept is told by sending it again (503)
"""


class StoreFault(Exception):
    """Something between a command and its log."""


class RoomUnknown(StoreFault):
    """There is no such room."""

    def __init__(self, room: str) -> None:
        super().__init__(f"There is no room {room}.")
        self.room = room


class CommandReused(StoreFault):
    """A command id came a second time with another body, or from somebody else."""

    def __init__(self, command: str) -> None:
        super().__init__(f"The command id {command} was used before, for something else.")
        self.command = command


class StoreBusy(StoreFault):
    """More is waiting than can be written soon."""

    def __init__(self) -> None:
        super().__init__("Too much is waiting to be written. Nothing was kept; send it again in a moment.")


class LogNewer(StoreFault):
    """The log holds what this version does not know: in a deploy, until the process of the version before has ended."""

    def __init__(self) -> None:
        super().__init__(
            "This room was last changed by a newer version of Review Rooms. "
            "Nothing was kept; send it again in a moment."
        )


class StoreUnreachable(StoreFault):
    """The database does not answer, or cannot write."""

    def __init__(self) -> None:
        super().__init__("The database cannot be reached. Send it again: it will not count twice.")
