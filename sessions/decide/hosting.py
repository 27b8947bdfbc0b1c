"""A host's slot: what it wants, its context, priorities and focus, and whether observers may look on."""

from datetime import datetime

from sessions import commands as c
from sessions import events as e
from sessions.decide import ground
from sessions.refusals import FocusUnfit, NotNow
from sessions.room import Actor, Room

MOST_FOCUS = 12
"""Statements that an hour looks at, at the most. Three are usual; a room that was made with more may keep as many."""


def note_wants(room: Room, _actor: Actor, command: c.NoteWants, _at: datetime) -> list[e.Event]:
    """What the host wants from its hour."""
    text = _words_or_none(command.text, "what you want from the hour", room.slots[command.slot].wants)
    return [e.WantsNoted(slot=command.slot, text=text)]


def note_context(room: Room, _actor: Actor, command: c.NoteContext, _at: datetime) -> list[e.Event]:
    """The host's setting."""
    text = _words_or_none(command.text, "the context", room.slots[command.slot].context)
    return [e.ContextNoted(slot=command.slot, text=text)]


def _words_or_none(text: str, what: str, stands: str) -> str:
    """The words; none takes back those that stand there. Raises TextUnfit where there is nothing to take back."""
    taken_back = stands and ground.words_if_any(text, what) is None
    return "" if taken_back else ground.words(text, what)


def set_priorities(_room: Room, _actor: Actor, command: c.SetPriorities, _at: datetime) -> list[e.Event]:
    """The host's improvement priorities."""
    priorities = tuple(ground.words(one, "a priority") for one in command.priorities if one.strip())
    return [e.PrioritiesSet(slot=command.slot, priorities=priorities)]


def choose_focus(room: Room, _actor: Actor, command: c.ChooseFocus, _at: datetime) -> list[e.Event]:
    """The statements that the hour looks at, as long as nobody has given a view and the hour is not over. The very same
    ones are chosen once: then they are the host's own choice, and no longer those the room was made with."""
    slot = room.slots[command.slot]
    statements = tuple(dict.fromkeys(command.statements))
    most = max(MOST_FOCUS, len(slot.focus))
    if not statements:
        what, usual = ("A review", "about a dozen") if room.compares else ("An hour", "three")
        raise FocusUnfit(f"{what} looks at one statement at least. Choose one; {usual} are usual.")
    if room.compares:
        _not_begun(room, slot.id)
    elif len(statements) > most:
        raise FocusUnfit(f"These are {len(statements)} statements; {most} is the most for an hour. Three are usual.")
    for one in statements:
        ground.statement(room, slot.id, one)
    if any(room.blind.get(slot.id, {}).values()):
        raise NotNow("Peers have given views in this hour, so what it looks at stays as it is.")
    if room.is_over(slot.id):
        raise NotNow("This hour is over, so what it looked at stays as it was.")
    same = slot.focus_chosen and statements == slot.focus
    return [] if same else [e.FocusChosen(slot=slot.id, statements=statements)]


def _not_begun(room: Room, slot: str) -> None:
    """Raise where colleagues have compared: then they look at what they rated. All statements may be chosen."""
    if slot in room.compared:
        raise NotNow("Colleagues have compared, so what they look at stays as it is.")


def admit_observers(room: Room, _actor: Actor, command: c.AdmitObservers, _at: datetime) -> list[e.Event]:
    """Observers may see this slot from here on."""
    return [] if room.slots[command.slot].observers_at() else [e.ObserversAdmitted(slot=command.slot)]


def exclude_observers(room: Room, _actor: Actor, command: c.ExcludeObservers, _at: datetime) -> list[e.Event]:
    """And no more."""
    return [e.ObserversExcluded(slot=command.slot)] if room.slots[command.slot].observers_at() else []
