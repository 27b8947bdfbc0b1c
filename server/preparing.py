"""What a room begins with: from the request to the first events of its log, by the rules that hold before a meeting."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.content import Content
from server.directory import Directory
from server.room_request import AskedInstitution, AskedPerson, MakeRoom
from server.tables import Person
from sessions import events as e
from sessions.commands import InvitedRole
from sessions.decide import ground
from sessions.evaluation import lowest_first
from sessions.framework import Framework, focus_from, outline
from sessions.planning import check_plan
from sessions.programme import Format, lengths_apart, make_programme, with_lengths
from sessions.refusals import CannotBePrepared, LevelOutsideModel, StatementOutsideModel, Unknown
from sessions.room import ColleagueRating


class Prepared(NamedTuple):
    """A room that is ready to be kept. `roles`: person → role and institution; `institutions`: id, name, slot."""

    room: str
    events: list[e.Event]
    people: list[Person]
    roles: Mapping[str, tuple[InvitedRole, str | None]]
    institutions: list[tuple[str, str, str]]


def new_id(letter: str) -> str:
    """A fresh random id such as `r_…`."""
    return f"{letter}_{secrets.token_urlsafe(9)}"


def prepare(asked: MakeRoom, content: Content, directory: Directory, hub: str | None) -> Prepared:
    """Everything a new room begins with. Raises Refused naming what does not fit together."""
    return _Preparing(asked, content, directory, hub).done()


class _Preparing:
    """One room in the making: ids given out, names resolved, events in order."""

    def __init__(self, asked: MakeRoom, content: Content, directory: Directory, hub: str | None) -> None:
        self.asked, self.content, self.directory, self.hub = asked, content, directory, hub
        self.room = new_id("r")
        self.people: list[Person] = []
        self.roles: dict[str, tuple[InvitedRole, str | None]] = {}
        self.institutions: list[_Institution] = []

    def done(self) -> Prepared:
        plan = self._plan()
        self._people()
        events = [self._room_prepared(plan), *self._invitations()]
        for one in self.institutions:
            events += one.events()
        listed = [(one.id, one.asked.name.strip(), one.slot) for one in self.institutions]
        return Prepared(self.room, events, self.people, self.roles, listed)

    def _plan(self) -> Format:
        asked = self.asked
        plan = self.content.formats.get(asked.format)
        if plan is None:
            raise Unknown(f"There is no format “{asked.format}”. There are: {', '.join(self.content.formats)}.")
        if not any(one.room_role == "facilitator" for one in asked.facilitators):
            raise CannotBePrepared("A room needs at least one facilitator. Add who will run it.")
        if plan.compares and any(one.self_ratings for one in asked.institutions):
            raise CannotBePrepared("In this format levels are agreed in the meeting itself. Leave self_ratings out.")
        form = with_lengths(plan, asked.step_minutes)
        shares = [(one.name, one.minutes) for one in asked.institutions]
        check_plan(form, asked.start, asked.time_zone, shares, asked.breaks)
        return form

    def _people(self) -> None:
        for facilitator in self.asked.facilitators:
            self._person(facilitator, facilitator.room_role, None, facilitator.organisation)
        for number, asked in enumerate(self.asked.institutions, start=1):
            self.institutions.append(_Institution(self, asked, number))
        for observer in self.asked.observers:
            self._person(observer, "observer", None, observer.organisation)

    def _person(self, asked: AskedPerson, role: InvitedRole, institution: str | None, organisation: str = "") -> Person:
        if not asked.name.strip():
            raise CannotBePrepared("Somebody has no name. Write one, or leave the line out.")
        person = self.directory.new_person(
            self.room, asked.name.strip(), asked.email.strip(), asked.job_title.strip(), organisation.strip()
        )
        self.people.append(person)
        self.roles[person.id] = (role, institution)
        return person

    @property
    def facilitator(self) -> str:
        """Who set the room up, as far as the log knows."""
        return next(person for person, (role, _) in self.roles.items() if role == "facilitator")

    def _room_prepared(self, plan: Format) -> e.RoomPrepared:
        asked = self.asked
        frameworks = {one.framework.id: outline(one.framework) for one in self.institutions}
        themes = {theme.number for model in frameworks.values() for theme in model.themes}
        for theme in asked.focus_themes:
            if theme not in themes:
                raise Unknown(f"There is no theme {theme} in the frameworks of this room.")
        return e.RoomPrepared(
            by=self.facilitator, title=asked.title.strip(), format=plan.id, format_title=plan.title,
            purpose=plan.description, start=asked.start, time_zone=asked.time_zone, time_scale=asked.time_scale,
            mode=asked.mode, peer_views=asked.peer_views, focus_themes=asked.focus_themes,
            ground_rules=plan.ground_rules, hub=self.hub, place=asked.place, call_link=asked.call_link,
            institutions=tuple(one.prepared(plan) for one in self.institutions),
            programme=make_programme(plan, [one.asked.minutes for one in self.institutions], asked.breaks),
            frameworks=tuple(frameworks.values()),
            step_minutes=tuple(
                e.NewLength(step, minutes)
                for step, minutes in lengths_apart(self.content.formats[plan.id], plan).items()
            ),
        )  # fmt: skip

    def _invitations(self) -> Iterator[e.Event]:
        for person, (role, institution) in self.roles.items():
            yield e.PersonInvited(by=self.facilitator, person=person, role=role, institution=institution)


class _Institution:
    """One institution in the making, with its people by name."""

    def __init__(self, room: _Preparing, asked: AskedInstitution, number: int) -> None:
        self.room, self.asked = room, asked
        self.id, self.slot = new_id("i"), f"slot-{number}"
        self.framework = self._framework()
        self._by_name: dict[str, str] = {}
        for one in asked.people:
            person = room._person(one, "member", self.id)
            self._by_name.setdefault(person.name.casefold(), person.id)

    def _framework(self) -> Framework:
        content, asked = self.room.content, self.asked
        if asked.framework is not None:
            found = content.frameworks.get(asked.framework)
            if found is None:
                there_are = ", ".join(content.frameworks)
                raise Unknown(f"{asked.name}: there is no framework “{asked.framework}”. There are: {there_are}.")
            return found
        found = content.framework_for(asked.type)
        if found is None:
            raise Unknown(f"{asked.name}: no framework is made for the type “{asked.type}”. Name a framework.")
        return found

    def prepared(self, plan: Format) -> e.PreparedInstitution:
        asked = self.asked
        return e.PreparedInstitution(
            id=self.id, name=asked.name.strip(), type=asked.type, slot=self.slot, framework=self.framework.id,
            focus_statements=self._focus(plan), minutes=asked.minutes or plan.slot_minutes,
            urn=None if asked.urn is None else str(asked.urn), local_authority=asked.local_authority,
            presenter=self._person(asked.presenter),
        )  # fmt: skip

    def _focus(self, plan: Format) -> tuple[str, ...]:
        """Those named; else a few of the focus themes, or all of these where colleagues rate them in the meeting."""
        if self.asked.focus_statements:
            return tuple(dict.fromkeys(self._statement(one) for one in self.asked.focus_statements))
        return focus_from(outline(self.framework), self.room.asked.focus_themes, whole=plan.compares)

    def _statement(self, statement: str) -> str:
        if self.framework.statement(statement) is None:
            raise StatementOutsideModel(f"{self.asked.name}: {self.framework.title} has no statement {statement[:20]}.")
        return statement

    def _level(self, level: int) -> int:
        if not any(one.number == level for one in self.framework.levels):
            last = self.framework.levels[-1].number
            raise LevelOutsideModel(
                f"{self.asked.name}: there is no level {level}; {self.framework.title} has levels 1 to {last}."
            )
        return level

    def _person(self, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            return self._by_name[name.strip().casefold()]
        except KeyError:
            raise Unknown(
                f"{name} is not among the people of {self.asked.name}. Add the name there, or mend it."
            ) from None

    def events(self) -> list[e.Event]:
        """What the institution brings, in the order in which it is usually looked at."""
        presenter = self._person(self.asked.presenter)
        events: list[e.Event] = []
        if wants := ground.words_if_any(self.asked.wants, "what the institution wants from its hour"):
            events.append(e.WantsNoted(by=presenter, slot=self.slot, text=wants))
        if priorities := _all_words(self.asked.priorities):
            events.append(e.PrioritiesSet(by=presenter, slot=self.slot, priorities=priorities))
        return [*events, *self._ratings(), *self._benchmarks()]

    def _colleagues(self) -> Iterator[e.ColleagueRatingGiven]:
        for alone in self.asked.colleague_ratings:
            person = self._person(alone.person)
            assert person is not None, "a colleague's rating always has a name"
            yield e.ColleagueRatingGiven(
                by=person, institution=self.id, person=person, statement=self._statement(alone.statement),
                level=self._level(alone.level), note=ground.words_if_any(alone.note, "the note"),
            )  # fmt: skip

    def _ratings(self) -> Iterator[e.Event]:
        alone = [*self._colleagues()]
        yield from alone
        if alone and self.asked.self_ratings:  # whoever settled on a level has compared first
            yield e.ColleagueRatingsCompared(slot=self.slot, statements=self._compared(alone))
        for own in self.asked.self_ratings:
            yield e.SelfRatingShared(
                by=self._person(own.rated_by), slot=self.slot, statement=self._statement(own.statement),
                level=self._level(own.level), evidence=ground.words_if_any(own.evidence, "the evidence") or "",
            )  # fmt: skip

    def _compared(self, alone: Sequence[e.ColleagueRatingGiven]) -> tuple[e.Compared, ...]:
        order = [line.id for theme in self.framework.themes for line in theme.statements]
        given = {one: {each.person: each for each in alone if each.statement == one} for one in order}
        return tuple(
            e.Compared(one, lowest_first(ColleagueRating(each.person, each.level, each.note) for each in by.values()))
            for one, by in given.items()
            if by
        )

    def _benchmarks(self) -> Iterator[e.Event]:
        for one in self.asked.compass:
            if one.benchmark not in self.room.content.benchmarks:
                raise Unknown(f"{self.asked.name}: there is no Gatsby Benchmark {one.benchmark}; they run from 1 to 8.")
            yield e.BenchmarkBrought(institution=self.id, benchmark=one.benchmark, percent=one.percent, date=one.date)


def _all_words(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(ground.words(text, "a priority") for text in texts if text.strip())
