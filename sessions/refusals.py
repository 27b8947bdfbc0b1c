"""Why a room says no: each refusal has a short `code` for programs and one plain sentence for people.

Refused
├── RoleMayNot        somebody else's to do (403 at the door)
└── every other one   a rule of the meeting (422 at the door)
"""

from typing import ClassVar


class Refused(Exception):
    """A command that the room does not follow. The log is untouched and what was typed is kept by the page."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RoleMayNot(Refused):
    """The actor's role may not do this."""

    code = "role_may_not"


class RoomInAnotherState(Refused):
    """The room is not open, already open, closed or confirmed."""

    code = "room_state"


class AlreadyMoved(Refused):
    """Somebody else moved the room first."""

    code = "already_moved"


class NoSuchStep(Refused):
    """There is no such step, or none before or after."""

    code = "no_such_step"


class NoTimeThere(Refused):
    """What was asked for cannot be taken from there; says what could be. `could` is in programme minutes."""

    code = "no_time_there"

    def __init__(self, take_from: str, could: int, any_there: bool) -> None:
        place = "the next break" if take_from == "break" else "the rest of this part"
        if not any_there:
            where = "There is no break ahead." if take_from == "break" else "No step follows in this part."
            super().__init__(f"{where} Take the time from another place.")
        elif could == 0:
            super().__init__(f"{place.capitalize()} cannot give a whole minute. Take the time from another place.")
        else:
            super().__init__(
                f"{place.capitalize()} can give {could} min at most. Ask for less, or take it from another place."
            )
        self.could = could


class ClockSays(Refused):
    """The clock cannot do that now."""

    code = "clock"


class OffTheRecord(Refused):
    """Nothing is captured off the record, not even what belongs to an hour that is over."""

    code = "off_the_record"

    def __init__(self, late: bool = False) -> None:
        also = ", not even for an hour that is over" if late else ""
        super().__init__(
            f"The room is off the record, so nothing is kept now{also}. Your words stay here; send them "
            "when it is back on."
        )


class Unknown(Refused):
    """Something named in the command is not in this room."""

    code = "unknown"


class CannotBePrepared(Refused):
    """What was asked for does not make a room."""

    code = "cannot_be_prepared"


class AlreadyRated(Refused):
    """An institution has rated itself by another framework."""

    code = "already_rated"


class TextUnfit(Refused):
    """A text that is empty or too long."""

    code = "text"


class LevelOutsideModel(Refused):
    """The framework has no such level."""

    code = "level"


class StatementOutsideModel(Refused):
    """The framework has no such statement."""

    code = "statement"


class FocusUnfit(Refused):
    """No statement, or more than an hour can look at."""

    code = "focus"


class AlreadyUsed(Refused):
    """That id was used before."""

    code = "already_used"


class HostAsksItself(Refused):
    """A host's own people do not put questions to it, nor give it a peer view."""

    code = "host_asks_itself"


class AlreadyRevealed(Refused):
    """The views are on the table."""

    code = "already_revealed"


class NotYetRevealed(Refused):
    """There are views to be seen first."""

    code = "not_yet_revealed"


class NotComparedYet(Refused):
    """Colleagues have rated alone and have not compared."""

    code = "not_compared_yet"


class SettledMeanwhile(Refused):
    """A colleague settled a statement after one had looked at it."""

    code = "settled_meanwhile"


class NothingToReveal(Refused):
    """Nobody has given a view."""

    code = "nothing_to_reveal"


class DueTooEarly(Refused):
    """An action cannot be due before the meeting."""

    code = "due_too_early"


class NotNow(Refused):
    """It is done already, or its time has passed."""

    code = "not_now"
