"""Where the words that a page shows stand in the log, so that whoever facilitates can remove them for good."""

from sessions.room import Room, Words


def open_texts(room: Room) -> dict[str, tuple[str, Words]]:
    """Every text that stands open to the room, with one place where it stands ("47/text"). Who removes it there removes
    it wherever else the very same words stand; blind views are not among them."""
    return {words.text: (place, words) for place, words in room.texts.items() if words.holder is None}


def place_of(room: Room, text: str) -> str:
    """One place where a text stands; empty where it is gone, or there is none."""
    return next((place for place, one in room.texts.items() if one.text == text and one.holder is None), "")


def earlier_place(room: Room, seq: int, text: str) -> str:
    """Where the first words of what was written at `seq` stand, if put right since: the log still has them."""
    first = room.texts.get(f"{seq}/text")
    return f"{seq}/text" if first is not None and first.text != text else ""
