"""What is other in one plan than in another, in plain sentences: what somebody changed, or somebody else meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from server.content import Content
from server.exports.wording import institution_type, weekday
from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson
from sessions.room import Room

NOTHING = "nothing"
ROLES = {"facilitator": "facilitator", "co_facilitator": "co-facilitator", "observer": "observer"}
HELD = ("date", "time", "zone", "place", "call_link", "mode")
"""What stands in letters and calendars that people hold."""
OF_A_PERSON = (("email", "e-mail"), ("job_title", "role"), ("organisation", "organisation"))


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Names for what a plan holds as ids: formats, frameworks, themes, steps by part and step."""

    formats: Mapping[str, str]
    frameworks: Mapping[str, str]
    themes: Mapping[str, str]
    steps: Mapping[str, str]


def words_from(content: Content, frameworks: Mapping[str, str], steps: Mapping[str, str]) -> Words:
    """The names of what comes with the product and the hub, and of what the room has beside it."""
    parts = (("opening", "opening"), ("slot", "slot"), ("closing", "closing"))
    named = {
        f"{part}.{step.id}": step.title
        for form in content.formats.values()
        for part, attribute in parts
        for step in getattr(form, attribute)
    }
    return Words(
        formats={one.id: one.title for one in content.formats.values()},
        frameworks={**frameworks, **{one.id: one.title for one in content.frameworks.values()}},
        themes={str(theme.number): theme.title for one in content.frameworks.values() for theme in one.themes},
        steps={**named, **steps},
    )


def changes(was: Plan, now: Plan, words: Words) -> list[str]:
    """A sentence for each thing that is other; none where the two say the same."""
    return [*_about(was, now, words), *_institutions(was, now, words), *_people(was, now), *_times(was, now, words)]


def consequences(before: Room, after: Room) -> list[str]:
    """What else follows, which nobody typed: of institutions that are left out, and of statements in focus."""
    found = []
    for one in before.institutions.values():
        then = after.institutions[one.id]
        if one.withdrawn:
            continue
        if then.left_out:
            people = sum(who.institution == one.id and not who.removed for who in before.people.values())
            ends = {0: "", 1: " The link of its one person ends."}.get(
                people, f" The links of its {people} people end."
            )
            found.append(f"{one.name} had brought nothing, and no record will speak of it.{ends}")
        elif then.withdrawn:
            found.append(f"{one.name} has brought something already: it withdraws, and that stays with its own people.")
        elif before.slots[one.slot].focus != after.slots[then.slot].focus:
            focus = ", ".join(after.slots[then.slot].focus) or NOTHING
            found.append(f"{then.name} looks at other statements in its hour: {focus}.")
    return found


def is_held(was: Plan, now: Plan) -> bool:
    """Whether anything changed that people hold in a letter or a calendar."""
    return any(getattr(was, name) != getattr(now, name) for name in HELD)


def _about(was: Plan, now: Plan, words: Words) -> Iterator[str]:
    plain = (("title", "Name"), ("time", "Start"), ("zone", "Time zone"), ("place", "Place"),
             ("call_link", "Link to the call"))  # fmt: skip
    for name, what in plain:
        yield from _turned(what, getattr(was, name), getattr(now, name))
    yield from _turned("Date", _day(was.date), _day(now.date))
    if was.which != now.which and (was.date, was.time) == (now.date, now.time):
        yield from _turned("Which of the two hours", was.which, now.which)
    yield from _turned("How people meet", _mode(was.mode), _mode(now.mode))
    yield from _turned("Format", words.formats.get(was.format, was.format), words.formats.get(now.format, now.format))
    yield from _turned("Focus themes", _themes(was, words), _themes(now, words))
    yield from _turned("Peers’ views", _views(was.peer_views), _views(now.peer_views))


def _turned(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{what}: {after or NOTHING} (was {before})." if before else f"{what}: {after}."


def _day(typed: str) -> str:
    try:
        return weekday(date.fromisoformat(typed))
    except ValueError:
        return typed


def _mode(mode: str) -> str:
    return "on a call" if mode == "online" else "in person"


def _views(views: str) -> str:
    return "one from each person" if views == "person" else "one from each institution"


def _themes(plan: Plan, words: Words) -> str:
    return ", ".join(f"{theme} {words.themes.get(theme, '')}".strip() for theme in plan.themes) or "all"


def _institutions(was: Plan, now: Plan, words: Words) -> Iterator[str]:
    before = {one.key: one for one in was.institutions if not one.is_empty}
    after = {one.key: one for one in now.institutions if not one.is_empty}
    for key, one in after.items():
        if key not in before:
            yield f"{one.name or 'An institution'} joins."
    for key, one in before.items():
        if key not in after:
            yield f"{one.name} is not part of it any more."
        else:
            yield from _institution(one, after[key], words)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield f"The order: {', '.join(one.name for one in after.values())}."


def _institution(was: PlannedInstitution, now: PlannedInstitution, words: Words) -> Iterator[str]:
    if was.name != now.name:
        yield f"{was.name} is called {now.name or NOTHING}."
    kinds = institution_type(was.type), institution_type(now.type)
    yield from _turned(f"{now.name}, kind", *kinds)
    frameworks = [words.frameworks.get(one.framework, one.framework) or "by its kind" for one in (was, now)]
    yield from _turned(f"{now.name}, framework", *frameworks)
    minutes = [f"{one.minutes} min" if one.minutes else "as the format says" for one in (was, now)]
    yield from _turned(f"{now.name}, minutes", *minutes)
    yield from _turned(f"{now.name}, URN", was.urn, now.urn)
    yield from _turned(f"{now.name}, local authority", was.local_authority, now.local_authority)


def everybody(plan: Plan) -> dict[str, tuple[PlannedPerson, str]]:
    """Everybody of a plan by key, with the key of the institution they come with; "" for none."""
    members = {p.key: (p, row.key) for row in plan.institutions for p in row.people if not p.is_empty}
    return members | {p.key: (p, "") for p in plan.guests if not p.is_empty}


def _people(was: Plan, now: Plan) -> Iterator[str]:
    names = {one.key: one.name for one in (*was.institutions, *now.institutions)}
    before, after = everybody(was), everybody(now)
    kept = {one.key for one in now.institutions}
    for key, (one, of) in after.items():
        if key not in before:
            yield f"{one.name or 'Somebody'} comes{_with(one, names.get(of, ''))}."
    for key, (one, of) in before.items():
        if key not in after:
            if not of or of in kept:  # else they go with their institution
                yield f"{one.name} does not come any more; the link ends."
        else:
            yield from _person(one, after[key][0], names.get(of, ""), names.get(after[key][1], ""))


def _with(one: PlannedPerson, institution: str) -> str:
    if isinstance(one, PlannedGuest):
        return f" as {ROLES.get(one.role, one.role)}"
    return f" with {institution}" if institution else ""


def _person(was: PlannedPerson, now: PlannedPerson, of: str, goes_to: str) -> Iterator[str]:
    if was.name != now.name:
        yield f"{was.name} is called {now.name or NOTHING}."
    for field, what in OF_A_PERSON:
        yield from _turned(f"{now.name}, {what}", getattr(was, field, ""), getattr(now, field, ""))
    if _with(was, of) != _with(now, goes_to) and (of != goes_to or isinstance(now, PlannedGuest)):
        yield f"{now.name} comes{_with(now, goes_to)}."


def _times(was: Plan, now: Plan, words: Words) -> Iterator[str]:
    for name in _either(was.steps, now.steps):
        yield from _turned(words.steps.get(name, name), _min(was.steps, name), _min(now.steps, name))
    for number in _either(was.breaks, now.breaks):
        yield from _turned(f"Break after slot {number}", _min(was.breaks, number), _min(now.breaks, number))


def _either(one: Mapping[str, str], other: Mapping[str, str]) -> Iterable[str]:
    return dict.fromkeys((*one, *other))


def _min(lengths: Mapping[str, str], name: str) -> str:
    return f"{lengths[name]} min" if name in lengths else "as the format says"
