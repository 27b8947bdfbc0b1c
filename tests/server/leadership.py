"""A leadership review among five colleagues, as a request; and words that have no place in one."""

import re
from typing import Any

GARETH, PRIYA, COLETTE, JORDAN, BEV = (
    "Gareth Lindqvist", "Priya Nambiar", "Colette Farrow", "Jordan Whitlock", "Bev Mistry",
)  # fmt: skip
COLLEAGUES = (GARETH, PRIYA, COLETTE, JORDAN, BEV)
LEADS = "Rosalind Achterley"
TITLES = ("Careers Leader", "Head of Centre", "SENDCo", "Teacher of maths", "Governor")
FOCUS = ("2.1", "2.2", "2.3")
OUT_OF_PLACE = re.compile(r"\b(peers?|your hour|this hour|the hour of|hosts?)\b", re.IGNORECASE)
"""Nobody is host or peer among colleagues, and nobody has an hour. Read with `words_of`."""


def leadership_review(**changes: Any) -> dict[str, Any]:
    """The request that makes it, with some of it changed."""
    people = [
        {"name": name, "job_title": title, "email": f"{name.split()[0].lower()}@causeway.example"}
        for name, title in zip(COLLEAGUES, TITLES, strict=True)
    ]
    own = {"name": "The Causeway", "type": "pru", "people": people, "focus_statements": list(FOCUS)}
    asked: dict[str, Any] = {
        "title": "Our leadership review", "format": "internal-leadership-review",
        "start": "2026-11-12T15:45:00+00:00", "institutions": [own], "facilitators": [{"name": LEADS}],
        "observers": [{"name": "Anneliese Draper"}],
    }  # fmt: skip
    return asked | changes


def words_of(html: str) -> str:
    """What people read on a page, or hear of it: no tags, but their labels."""
    labels = " ".join(re.findall(r'(?:aria-label|placeholder|hx-confirm|title|alt)="([^"]*)"', html))
    plain = re.sub(r"<(script|style|template)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", plain) + " " + labels
