"""The commands that follow from a changed plan, and the words about people that stand beside the log."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from msgspec.structs import replace

from server.changing.reading import breaks_for
from server.changing.running import running_commands
from server.changing.saying import everybody
from server.content import Content
from server.preparing import new_id
from server.setting_up.faults import breaks_of, lengths_of, named, slot_minutes, start_of
from server.setting_up.plan import Plan, PlannedGuest, PlannedInstitution, PlannedPerson
from server.submit import command_id
from sessions import commands as c
from sessions.framework import outline
from sessions.room import Room

Ids = Mapping[str, str]
"""Of institutions: key in the plan → id in the room."""


class Asked(NamedTuple):
    """What a save asks for. `corrections`: person → words that are other ones; `new`: whom links are to be made for, in
    the order of their commands."""

    commands: list[c.Command]
    corrections: Mapping[str, Mapping[str, str]]
    new: Sequence[PlannedPerson]


def asked_for(room: Room, now: Plan, plan: Plan, content: Content, me: str | None) -> Asked:
    """What follows from `plan` where the room stands as `now`. `me` is placed last, for who gives a role away may not
    do what comes after it."""
    ids = {row.key: row.key if row.key in room.institutions else new_id("i") for row in plan.institutions}
    other = _change_plan(room, now, plan, content, ids) if room.state == "prepared" else None
    first = [other] if other else running_commands(room, now, plan)
    before, after = everybody(now), everybody(plan)
    new = [(one, of) for key, (one, of) in after.items() if key not in before]
    people: list[c.Command] = [
        *(_invite(one, of, ids) for one, of in new), *_placed(before, after, ids), *_removed(before, after, ids),
    ]  # fmt: skip
    people.sort(key=lambda command: isinstance(command, c.PlacePerson) and command.person == me)
    return Asked([*first, *people], dict(_corrections(before, after)), [one for one, _ in new])


Everybody = Mapping[str, tuple[PlannedPerson, str]]


def _bare(plan: Plan) -> Plan:
    return replace(plan, guests=(), institutions=tuple(replace(row, people=()) for row in named(plan)))


def _change_plan(room: Room, now: Plan, plan: Plan, content: Content, ids: Ids) -> c.ChangePlan | None:
    if _bare(now) == _bare(plan):
        return None
    rows, form = named(plan), content.formats[plan.format]
    same_time = all(getattr(now, name) == getattr(plan, name) for name in ("date", "time", "zone", "which"))
    rated_by = {row.key: _framework(row, content) for row in rows}
    return c.ChangePlan(
        id=command_id(), title=plan.title, form=form, step_minutes=lengths_of(plan), time_zone=plan.zone,
        start=room.start if same_time else start_of(plan), mode="online" if plan.mode == "online" else "in_person",
        peer_views="person" if plan.peer_views == "person" else "institution", place=plan.place or None,
        call_link=plan.call_link or None, focus_themes=tuple(int(one) for one in plan.themes if one.isdecimal()),
        breaks=breaks_for(room, plan, breaks_of(plan, len(rows)), form, len(rows)),
        frameworks=tuple(
            outline(content.frameworks[one])
            for one in dict.fromkeys(rated_by.values()) if one in content.frameworks and one not in room.frameworks
        ),
        institutions=tuple(
            c.PlannedInstitution(
                id=ids[row.key], name=row.name, type=row.type, framework=rated_by[row.key],
                minutes=slot_minutes(row), urn=row.urn or None, local_authority=row.local_authority or None,
            )
            for row in rows
        ),
    )  # fmt: skip


def _framework(row: PlannedInstitution, content: Content) -> str:
    usual = content.framework_for(row.type)
    return row.framework or (usual.id if usual else "")


def _place(one: PlannedPerson, of: str, ids: Ids) -> tuple[c.InvitedRole, str | None]:
    if isinstance(one, PlannedGuest):
        role = one.role if one.role in ("facilitator", "co_facilitator") else "observer"
        return cast(c.InvitedRole, role), None
    return "member", ids.get(of)


def _invite(one: PlannedPerson, of: str, ids: Ids) -> c.InvitePerson:
    role, institution = _place(one, of, ids)
    return c.InvitePerson(
        id=command_id(), name=one.name, email=one.email, job_title=one.job_title, role=role, institution=institution,
        organisation=getattr(one, "organisation", ""),
    )  # fmt: skip


def _placed(before: Everybody, after: Everybody, ids: Ids) -> Iterator[c.PlacePerson]:
    for key, (one, of) in after.items():
        if key in before and _place(one, of, ids) != _place(*before[key], {**ids, before[key][1]: before[key][1]}):
            role, institution = _place(one, of, ids)
            yield c.PlacePerson(id=command_id(), person=key, role=role, institution=institution)


def _removed(before: Everybody, after: Everybody, ids: Ids) -> Iterator[c.RemovePerson]:
    for key, (_, of) in before.items():
        if key not in after and (not of or of in ids):  # else they go with their institution
            yield c.RemovePerson(id=command_id(), person=key)


def _corrections(before: Everybody, after: Everybody) -> Iterator[tuple[str, dict[str, str]]]:
    for key, (one, _) in after.items():
        was = before[key][0] if key in before else one
        fields = ("name", "email", "job_title", "organisation")
        changed = {name: getattr(one, name, "") for name in fields if getattr(one, name, "") != getattr(was, name, "")}
        if changed:
            yield key, changed
