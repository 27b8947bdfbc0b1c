"""Searching a hub's rooms by words: those of the title, the institutions, the place, the code and the day."""

from server.alike import bare_words
from server.tables import RoomRow
from sessions.room import Room

LONGEST = 200  # characters of a question


def asked_words(query: str) -> list[str]:
    """The words of a question, as they are compared: small letters without accents."""
    return bare_words(query[:LONGEST])


def finds(words: list[str], row: RoomRow, room: Room | None) -> bool:
    """Whether every word begins some word of a room."""
    there = bare_words(" ".join((row.title, row.code, *(_of_room(room) if room else ()))))
    return all(any(one.startswith(word) for one in there) for word in words)


def _of_room(room: Room) -> list[str]:
    names = [room.institutions[slot.host].name for slot in room.known_slots]
    return [room.title, room.place or "", room.format_title, f"{room.day.day} {room.day:%B %Y}", *names]
