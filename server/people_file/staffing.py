"""Which institution brings no senior leader yet, and which no SENDCo. What helped most in the pilot was a second senior
leader in the room, best of all one who champions disadvantaged learners.
"""

from collections.abc import Collection, Iterable, Mapping

from server.people_file.roles import Marker

SAID: Mapping[Marker, str] = {"senior_leader": "No senior leader yet", "sendco": "No SENDCo yet"}


def lacking(
    institutions: Iterable[str], people: Iterable[tuple[str, Collection[Marker]]]
) -> dict[str, tuple[str, ...]]:
    """What to say of each institution; nothing where nobody is missing. `people`: institution and markers of each."""
    brought: dict[str, set[Marker]] = {}
    for institution, markers in people:
        brought.setdefault(institution, set()).update(markers)
    return {
        institution: tuple(says for marker, says in SAID.items() if marker not in brought.get(institution, ()))
        for institution in institutions
    }
