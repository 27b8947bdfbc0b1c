"""Names of people, joined in when something is shown; the log holds none. Who has none any more is "somebody"."""

from collections.abc import Mapping

import msgspec

SOMEBODY = "somebody"


class PersonName(msgspec.Struct, frozen=True):
    """What the directory knows of a person; empty where it was erased."""

    name: str
    job_title: str = ""
    organisation: str = ""


Names = Mapping[str, PersonName]


def name_of(names: Names, person: str | None) -> str:
    """A person's name; "somebody" where there is none any more."""
    known = names.get(person or "")
    return known.name if known and known.name else SOMEBODY


def said_by(names: Names, person: str | None, typist: str | None) -> str:
    """Who said it, and who typed it for them where somebody did."""
    if person is None:
        return ""
    return f"{name_of(names, person)} (entered by {name_of(names, typist)})" if typist else name_of(names, person)
