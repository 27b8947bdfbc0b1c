"""What people wish to do, by what they see: mostly sensible, sometimes not theirs to do, often two at once."""

from random import Random
from typing import Any

from sessions.room import Actor, Room

STATEMENTS = ("1.1", "1.3", "2.2")
Body = dict[str, Any]


def wish(dice: Random, room: Room, actor: Actor) -> Body | None:
    """The next command of somebody; none where there is nothing to do."""
    if actor.role in ("facilitator", "co_facilitator"):
        return _facilitates(dice, room)
    if actor.role in ("observer", "waiting"):
        forbidden = {"kind": "NoteStrength", **_kept(dice, "slot-1")}
        return forbidden if dice.random() < 0.2 else {"kind": dice.choice(("JoinRoom", "LeaveRoom"))}
    if actor.role == "screen":
        return None
    slot = room.slot.id if room.slot else f"slot-{dice.randint(1, 4)}"
    if dice.random() < 0.1:
        return {"kind": dice.choice(("JoinRoom", "LeaveRoom"))}
    hosts = room.slots[slot].host == actor.institution
    return _hosts(dice, room, slot) if hosts else _challenges(dice, room, slot)


def _facilitates(dice: Random, room: Room) -> Body:
    if room.state == "prepared":
        return {"kind": "OpenRoom"}
    if room.state == "closed":
        return {"kind": dice.choice(("ReopenRoom", "ReopenRoom", "ReopenRoom", "ConfirmMinutes"))}
    if room.off_record and dice.random() < 0.5:
        return {"kind": "GoOnTheRecord"}
    if room.run is None:
        return {"kind": "StartStep", "step": f"slot-{dice.randint(1, 3)}.challenge"}
    chosen = dice.choices(tuple(_CONDUCT), tuple(_CONDUCT.values()))[0]
    slot = room.slot.id if room.slot else "slot-1"
    question = _any(dice, room.questions)
    fields: dict[str, Body] = {
        "StartStep": {"move": "next", "from_step": room.run.step},
        "ExtendStep": {"minutes": dice.randint(1, 4), "take_from": dice.choice(("slot", "break", "later"))},
        "ChangeLengths": {
            "lengths": [{"step": f"slot-{dice.randint(1, 4)}.challenge", "minutes": dice.randint(5, 20)}]
        },
        "RevealPeerViews": {"slot": slot},
        "TakeUpQuestion": {"question": question},
        "SettleQuestion": {"question": question, "outcome": dice.choice(("answered", "parked"))},
        "AdmitJoiner": {"person": "p_sam", "institution": "i_causeway"},
        "NameScribe": {"slot": slot, "person": "p_tomasz"},
        "GivePeerView": {**_rated(dice, slot), "reason": "As Gareth says", "on_behalf_of": "p_gareth"},
        "RemoveText": _removal(dice, room),
    }
    if chosen == "Record":
        chosen = "GoOnTheRecord" if room.off_record else "GoOffTheRecord"
    if chosen == "Pause":
        chosen = "ResumeClock" if room.paused else "PauseClock"
    return {"kind": chosen, **fields.get(chosen, {})}


_CONDUCT = {
    "StartStep": 4, "Pause": 2, "ExtendStep": 3, "RevealPeerViews": 3, "TakeUpQuestion": 4, "SettleQuestion": 3,
    "ChangeLengths": 1,
    "AdmitJoiner": 2, "NameScribe": 1, "GivePeerView": 2, "RemoveText": 2, "Record": 1, "CloseRoom": 0.4,
}  # fmt: skip


def _removal(dice: Random, room: Room) -> Body:
    seq, field = _any(dice, room.texts or ("1/text",)).split("/", 1)
    return {"seq": int(seq), "field": field, "reason": "A pupil was named"}


def _hosts(dice: Random, room: Room, slot: str) -> Body:
    choices: tuple[Body, ...] = (
        {"kind": "ShareSelfRating", **_rated(dice, slot), "evidence": "Our survey"},
        {"kind": "AgreeRating", **_rated(dice, slot), "reason": "We thought again"},
        {"kind": "AnswerQuestion", "question": _any(dice, room.questions), "answer": "Because we asked"},
        {"kind": "AgreeAction", "action": _any(dice, room.actions)},
        {"kind": "NoteWants", "slot": slot, "text": "Ask us how we know"},
        {"kind": "ChooseFocus", "slot": slot, "statements": dice.sample(STATEMENTS, 2)},
        {"kind": "RateAlone", **_rated(dice, slot), "note": "What I see"},
        {"kind": "CompareRatings", "slot": slot},
        {"kind": "TakeUpDifference", "slot": slot, "statement": _rated(dice, slot)["statement"]},
        {"kind": "AgreePosition", **_rated(dice, slot), "evidence": "Our minutes"},
        {"kind": "SharePositions", "slot": slot},
        {"kind": "AdmitObservers", "slot": slot},
        {"kind": "ExcludeObservers", "slot": slot},
        {"kind": "ConfirmPart", "slot": slot},
        _proposal(dice, slot),
    )
    return dice.choice(choices)


def _challenges(dice: Random, room: Room, slot: str) -> Body:
    question = {"kind": "AskQuestion", "question": _id(dice), "slot": slot, "text": "How do you know?"}
    choices: tuple[Body, ...] = (
        {**question, "type": "challenge"},
        {**question, "type": "challenge", "anonymous": True},
        {"kind": "SupportQuestion", "question": _any(dice, room.questions)},
        {"kind": "UnsupportQuestion", "question": _any(dice, room.questions)},
        {"kind": "GivePeerView", **_rated(dice, slot), "reason": "Not yet everywhere"},
        {"kind": "GivePeerView", **_rated(dice, slot), "reason": "Less than they say"},
        {"kind": dice.choice(("NoteStrength", "TakeIdea", "MakeOffer", "WriteNote")), **_kept(dice, slot)},
        _proposal(dice, slot),
    )
    return dice.choice(choices)


def _proposal(dice: Random, slot: str) -> Body:
    words = {"slot": slot, "text": "Ask the leavers", "owner": "p_imogen", "due": "2027-01-08"}
    return {"kind": "ProposeAction", "action": _id(dice), **words}


def _kept(dice: Random, slot: str) -> Body:
    return {"entry": _id(dice), "slot": slot, "text": "Worth keeping"}


def _rated(dice: Random, slot: str) -> Body:
    return {"slot": slot, "statement": dice.choice(STATEMENTS), "level": dice.randint(1, 3)}


def _id(dice: Random) -> str:
    return f"x-{dice.getrandbits(40):x}"


def _any(dice: Random, things: Any) -> str:
    return dice.choice(list(things)) if things else "none-yet"
