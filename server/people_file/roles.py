"""Jobs and roles as people write them: what to call a job, who leads, who is the SENDCo, who does what in the room."""

import re
from typing import Literal

Marker = Literal["senior_leader", "sendco"]
MARKERS: tuple[Marker, ...] = ("senior_leader", "sendco")

ROOM_ROLES = {
    "member": "member",
    "facilitator": "facilitator",
    "co_facilitator": "co-facilitator",
    "observer": "observer",
}
"""Roles in the room, with the words to show."""

_ROOM_WORDS = {
    "member": "member, participant, attendee, delegate, peer, host, presenter, reviewer",
    "facilitator": "facilitator, lead facilitator",
    "co_facilitator": "co-facilitator, co facilitator, cofacilitator, second facilitator, note taker, notetaker, "
    "minute taker",
    "observer": "observer, observing, guest",
}
_ROOM = {word.strip(): role for role, words in _ROOM_WORDS.items() for word in words.split(",")}

_JOBS = {
    "Careers Leader": "cl, careers lead, careers leader, career leader, careers ldr",
    "Careers Adviser": "careers adviser, careers advisor, career adviser",
    "Headteacher": "head, ht, head teacher, headteacher, headmaster, headmistress",
    "Principal": "principal",
    "Deputy Headteacher": "dht, deputy, deputy head, deputy head teacher, deputy headteacher",
    "Assistant Headteacher": "aht, assistant head, assistant head teacher, assistant headteacher, asst head",
    "Vice Principal": "vp, vice principal, vice-principal",
    "Senior leader": "sl, slt, smt, senior leader, senior leadership, senior leadership team, slt member",
    "SENDCo": "sendco, senco, send co, sen co, sendco-ordinator, send coordinator, send co-ordinator, sen coordinator",
    "Governor": "gov, governor, school governor, governing body",
    "Link Governor for Careers": "careers governor, link governor, careers link governor, governor for careers",
    "Enterprise Adviser": "ea, enterprise adviser, enterprise advisor",
}
_TITLES = {word.strip(): title for title, words in _JOBS.items() for word in words.split(",")}


def room_role_of(text: str) -> str | None:
    """The role in the room that a cell means; none where it means none."""
    plain = " ".join(text.casefold().replace("_", " ").split())
    return _ROOM.get(plain)


def job_title_of(text: str) -> str:
    """What to call a job: a short form in full, all else as it was written."""
    return _TITLES.get(" ".join(text.casefold().replace(".", "").split()), text)


_WHOLE = r"(?: of (?:the )?(?:school|college|cent(?:re|er)|provision|unit|academy)\b)"
_SENIOR = re.compile(
    rf"\bhead{_WHOLE}?(?=$|\s*[^\w\s]|\s+(?:and|with|at)\b)|"  # and no head of year, no head chef
    r"\b(?:executive|deputy|assistant|asst|associate|acting|interim|vice)[- ]head\b(?! of\b)|"
    r"\bhead ?(?:teacher|master|mistress)|"
    r"\bprincipal(?:ship)?\b(?! (?:teacher|lecturer|examiner|officer|tutor|(?:careers )?advis))|"
    r"\bsenior lead(?:er|ership)|\bsenior lead\b(?! (?:practitioner|teacher|professional|tutor))|"
    r"\bs[lm]t\b|\bchief executive|\bceo\b|\bdht\b|\baht\b"
)
_SEND = (
    r"(?:send?|aln|special educational needs(?: and disabilit(?:y|ies))?|(?:additional )?learning (?:needs|support))"
)
_SENDCO = re.compile(
    rf"\bsend?[ -]?co\b|\balnco\b|\b{_SEND} (?:co-?ordinator|lead(?:er)?|manager|director)\b|"
    rf"\b(?:co-?ordinator|director|head|lead|manager) (?:of|for) {_SEND}\b"
)
_FOR_ONE = re.compile(r"\b(?:pa|ea|secretary|clerk|assistant) to\b|'s (?:pa|assistant|secretary)\b")
"""Somebody who works for a head is none."""
_NOT_YET = re.compile(r"\b(?:deputy|assistant|asst|trainee|aspiring)[- ](?:send?[ -]?co\b|head of send?)")


def markers_of(job_title: str) -> frozenset[Marker]:
    """What a job title tells: whether somebody is one of those who lead an institution, or leads its SEND provision."""
    plain = " ".join(job_title.casefold().replace("’", "'").replace(".", "").split())
    found: set[Marker] = set()
    if _SENIOR.search(plain) and not _FOR_ONE.search(plain):
        found.add("senior_leader")
    if _SENDCO.search(plain) and not _NOT_YET.search(plain) and not _FOR_ONE.search(plain):
        found.add("sendco")
    return frozenset(found)


CAREERS_LEADER = re.compile(r"\b(careers?|ceiag)\b.*\b(lead|leader|head|coordinator|co-ordinator|manager)\b"
                            r"|\b(lead|leader|head|director)\b.*\b(careers?|ceiag)\b", re.IGNORECASE)  # fmt: skip
"""A job title by which somebody leads careers at an institution."""
