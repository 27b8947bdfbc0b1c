"""Types of institutions, as people write them, and as England's register of schools does."""

import re
from collections.abc import Iterable

KINDS = {
    "secondary": "Secondary school",
    "special": "Special school",
    "pru": "Pupil referral unit",
    "fe": "College (further education or sixth form)",
}
"""The types that there is a framework for, with the words to show."""
TITLES = {**KINDS, "ap": "Alternative provision", "sixth_form": "Sixth form college"}
"""With further ones that a hub's own framework may be for."""

# Looked for one after the other: a special academy is special, a school with a sixth form is no college.
_WORDS = {
    "special": r"\bspecial|\bsen(d)?\b|\bsemh\b|\bslds?\b|\bpmld\b",
    "pru": r"\bprus?\b|pupil referral|\balternative prov|\bap\b|\bhospital school",
    "secondary": r"\bsecondary|\bhigh school|\bupper school|\bgrammar|\bcomprehensive|\ball[- ]through|\bstudio school|"
    r"\butc\b|university technical|\bcity technology|\bmainstream|\b1[134] ?(-|–|to) ?1[689]\b|"
    r"\bschool('s|s)? (with (a )?)?(6th|sixth)",
    "fe": r"\bfe\b|\bgfe\b|further education|\b(6th|sixth)[- ]form|\btertiary|(?<!community )\bcollege|\bpost[- ]?16",
}


def kind_of(text: str, kinds: Iterable[str] = KINDS) -> str | None:
    """The type that a cell means; none where it says none of `kinds`, or leaves it open ("Academy", "School")."""
    plain = " ".join(text.casefold().replace("_", " ").replace(".", "").split())
    known = list(kinds)
    if plain in known:
        return plain
    named = next((kind for kind in known if KINDS.get(kind, "").casefold() == plain), None)
    meant = named or next((kind for kind, words in _WORDS.items() if re.search(words, plain)), None)
    return meant if meant in known else None


def title_of(kind: str) -> str:
    """The words for a type; where a hub has one of its own, it says itself."""
    return TITLES.get(kind, kind.replace("_", " ").capitalize())
