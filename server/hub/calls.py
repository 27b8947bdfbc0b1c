"""What is worth a call: derived from the rooms as they are, and kept nowhere. Nothing here asks the clock or a table.

A reason is told as long as it holds, and for as long as a call can still change something: a review takes 15 to 18
weeks from its invitation to its follow-up.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from server.days import day_words, today_in
from server.preparation.words import row, unprepared
from sessions.evaluation import progress
from sessions.room import Institution, Room

BEFORE_THE_MEETING = timedelta(days=14)
TO_CONFIRM = timedelta(days=7)
STILL_RUNNING = timedelta(hours=18)  # after its start: nobody meets overnight
THE_WHOLE_COURSE = timedelta(weeks=18)

RATED_BEFOREHAND = frozenset({"ratings", "challenge", "peer_view"})  # steps that build on self-ratings


class Call(msgspec.Struct, frozen=True):
    """A reason to ring somebody: `what` stands out, `rest` follows it; `way` leads to the place, under these words."""

    what: str
    rest: str
    way: str
    words: str


def worth_a_call(rooms: Iterable[tuple[str, Room]], now: datetime) -> list[Call]:
    """Every reason in these rooms, the most pressing first. Rooms by id."""
    found = []
    for room_id, room in rooms:
        for place, reason in enumerate(REASONS):
            found += [((place, abs(room.start - now)), call) for call in reason(f"/rooms/{room_id}", room, now)]
    return [call for _, call in sorted(found, key=lambda one: one[0])]


def lacks_people(room: Room) -> list[Institution]:
    """Institutions for which nobody is named."""
    named = {person.institution for person in room.people.values() if person.role == "member" and not person.removed}
    return [one for one in _meeting(room) if one.id not in named]


def lacks_ratings(room: Room) -> list[tuple[Institution, int, int]]:
    """Institutions that have not rated themselves, with how many of how many statements in focus they have rated.

    Where one institution meets alone it rates itself in the room, and a follow-up rates only what has moved.
    """
    if len(_meeting(room)) < 2 or not any(step.kind in RATED_BEFOREHAND for step in room.programme):
        return []
    found = []
    for one in _meeting(room):
        focus = room.slots[one.slot].focus
        rated = sum(room.rating(one.slot, statement).self_rating is not None for statement in focus)
        if rated < len(focus):
            found.append((one, rated, len(focus)))
    return found


def overdue(room: Room, now: datetime) -> int:
    """How many agreed actions are past their date."""
    today = today_in(room, now)
    return sum(one.status == "agreed" and one.due < today for one in room.actions.values())


def _meeting(room: Room) -> list[Institution]:
    return [one for one in room.institutions.values() if not one.withdrawn]


def _still_open(url: str, room: Room, now: datetime) -> Iterator[Call]:
    if room.state == "open" and now - room.start > STILL_RUNNING and now - (room.opened_at or now) > STILL_RUNNING:
        yield Call(room.title, f"was opened on {_day(room, now)} and never closed.", url, "Close it")


def _not_held(url: str, room: Room, now: datetime) -> Iterator[Call]:
    days = (today_in(room, now) - room.day).days
    if room.state == "prepared" and 0 < days <= THE_WHOLE_COURSE.days:
        yield Call(room.title, f"was planned for {_day(room, now)} and was not opened.", url, "Go to the room")


def _nobody_named(url: str, room: Room, now: datetime) -> Iterator[Call]:
    if room.state == "prepared" and today_in(room, now) <= room.day:
        for one in lacks_people(room):
            yield Call(one.name, f"has named nobody yet for {_meeting_on(room, now)}.", url, "See who is invited")


def _not_rated(url: str, room: Room, now: datetime) -> Iterator[Call]:
    if room.state != "prepared" or not _is_near(room, now):
        return
    unnamed = {one.id for one in lacks_people(room)}  # one reason to ring is enough
    for one, rated, of in lacks_ratings(room):
        if one.id not in unnamed:
            way = f"{url}/preparation?slot={one.slot}"
            yield Call(
                one.name,
                f"{_how_far(room, one, rated, of)}; {_meeting_on(room, now)} is near.",
                way,
                "See what is there",
            )


def _how_far(room: Room, one: Institution, rated: int, of: int) -> str:
    """Of what is shared how many; else whether they have begun, for levels are theirs until they share them."""
    if rated:
        return f"has rated {rated} of {of} statements"
    far = progress(room, one.slot)
    return "has begun to rate itself and shared nothing yet" if far.begun else "has not rated itself yet"


def _not_prepared(url: str, room: Room, now: datetime) -> Iterator[Call]:
    if room.state != "prepared" or not _is_near(room, now):
        return
    rung = {one.id for one in lacks_people(room)} | {one.id for one, _, _ in lacks_ratings(room)}
    for host, found in unprepared(room):
        if host.id not in rung:
            how_far = f"has prepared {len(found.done)} of {len(found.asked)} (missing: {row(room, host.slot).missing})"
            way = f"{url}/preparation?slot={host.slot}"
            yield Call(host.name, f"{how_far}; {_meeting_on(room, now)} is near.", way, "See what is there")


def _not_confirmed(url: str, room: Room, now: datetime) -> Iterator[Call]:
    if room.state != "closed" or room.closed_at is None or not TO_CONFIRM < now - room.closed_at <= THE_WHOLE_COURSE:
        return
    waiting = [room.institutions[slot.host].name for slot in room.order if slot.confirmed_at is None]
    rest = f"waits for {_listed(waiting)} to confirm its minutes." if waiting else "has minutes for you to confirm."
    yield Call(room.title, rest, f"{url}/minutes", "Read the minutes")


def _actions_overdue(url: str, room: Room, now: datetime) -> Iterator[Call]:
    count = overdue(room, now)
    if count and now - room.start <= THE_WHOLE_COURSE:
        words = "1 action" if count == 1 else f"{count} actions"
        are = "is past its date" if count == 1 else "are past their dates"
        yield Call(words, f"of {_meeting_on(room, now)} {are}.", f"{url}/minutes", "See them")


Reason = Callable[[str, Room, datetime], Iterator[Call]]
REASONS: tuple[Reason, ...] = (
    _still_open,
    _not_held,
    _nobody_named,
    _not_rated,
    _not_prepared,
    _not_confirmed,
    _actions_overdue,
)
"""In the order in which one would ring."""


def _is_near(room: Room, now: datetime) -> bool:
    return 0 <= (room.day - today_in(room, now)).days <= BEFORE_THE_MEETING.days


def _meeting_on(room: Room, now: datetime) -> str:
    return f"{room.title} on {_day(room, now)}"


def _day(room: Room, now: datetime) -> str:
    return day_words(room.day, today_in(room, now))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
