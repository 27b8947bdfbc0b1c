"""Who somebody at the door may be: names compared as people read them, and those of an institution who are missed."""

import unicodedata
from collections.abc import Collection, Iterator

from sessions.room import Person, Room


def alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: case, accents, order and spaces do not matter, initials may stand."""
    ones, others = bare_words(one), bare_words(other)
    if not ones or not others:
        return False
    if sorted(ones) == sorted(others) or "".join(ones) == "".join(others):
        return True
    if 1 in (len(ones), len(others)):
        return bool({*ones} & {*others})
    return _fits(ones[0], others[0]) and _fits(ones[-1], others[-1])


def bare_words(name: str) -> list[str]:
    """The words of a text as they are compared: small letters and figures, without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold()).replace("ł", "l").replace("ø", "o").replace("đ", "d")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’")
    return "".join(letter if letter.isalnum() else " " for letter in bare).split()


def _fits(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


COME_BY_CODE = ("member", "observer")
"""Roles of those who are recognised at the door; facilitators have ways in of their own."""


def missed(room: Room, institution: str | None, present: Collection[str]) -> Iterator[Person]:
    """The members of an institution who have not come, or are not connected; without one, the observers."""
    return (one for one in room.people.values() if one.institution == institution and is_missed(one, present))


def is_missed(person: Person, present: Collection[str]) -> bool:
    """Whether somebody at the door may be this person."""
    return person.role in COME_BY_CODE and not person.removed and person.id not in present
