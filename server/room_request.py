"""What a facilitator asks for when a room is to be made: its shape only. What fits together is told by `preparing`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from server.problems import misshapen
from sessions.commands import Level, Mode, Name, PeerViews
from sessions.programme import Break

Words = Annotated[str, Meta(max_length=20_000)]  # the rules of the room say how much of it may be kept
Short = Annotated[str, Meta(max_length=300)]
Address = Annotated[str, Meta(max_length=2000)]
SlotMinutes = Annotated[int, Meta(ge=1, le=480)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every part of the request shares: an unknown word in it is a mistake."""


class AskedPerson(Asked, frozen=True, kw_only=True):
    """Somebody to be given a link."""

    name: Name
    email: Short = ""
    job_title: Short = ""


class AskedGuest(AskedPerson, frozen=True, kw_only=True):
    """Somebody who belongs to none of the institutions."""

    organisation: Short = ""


class AskedFacilitator(AskedGuest, frozen=True, kw_only=True):
    """Somebody who runs the room."""

    room_role: Literal["facilitator", "co_facilitator"] = "facilitator"


class AskedSelfRating(Asked, frozen=True, kw_only=True):
    """A level the institution gave itself beforehand; `rated_by` is one of its people, by name."""

    statement: Name
    level: Level
    evidence: Words = ""
    rated_by: Name | None = None


class AskedColleagueRating(Asked, frozen=True, kw_only=True):
    """What one of its people, by name, thought alone."""

    statement: Name
    person: Name
    level: Level
    note: Words | None = None


class AskedBenchmark(Asked, frozen=True, kw_only=True):
    """A Compass result."""

    benchmark: int
    percent: Annotated[int, Meta(ge=0, le=100)]
    date: date


class AskedInstitution(Asked, frozen=True, kw_only=True):
    """An institution, in slot order. `framework` by id; where absent it follows from `type`."""

    name: Name
    type: Name
    urn: str | int | None = None
    local_authority: Short | None = None
    presenter: Name | None = None
    framework: Name | None = None
    minutes: SlotMinutes | None = None
    focus_statements: tuple[Name, ...] | None = None
    wants: Words | None = None
    priorities: Annotated[tuple[Words, ...], Meta(max_length=12)] = ()
    people: tuple[AskedPerson, ...] = ()
    self_ratings: tuple[AskedSelfRating, ...] = ()
    colleague_ratings: tuple[AskedColleagueRating, ...] = ()
    compass: tuple[AskedBenchmark, ...] = ()


class MakeRoom(Asked, frozen=True, kw_only=True):
    """A room to be made. `start` keeps its own offset; `time_scale` is real seconds per programme minute.

    `step_minutes` are lengths other than the format's, by part and step: `slot.challenge`."""

    title: Name
    format: Name
    start: Annotated[datetime, Meta(tz=True)]
    time_zone: Name = "Europe/London"
    place: Short | None = None
    mode: Mode = "in_person"
    call_link: Address | None = None
    focus_themes: tuple[int, ...] = ()
    peer_views: PeerViews = "institution"
    time_scale: Annotated[float, Meta(gt=0, le=3600)] = 60.0
    institutions: Annotated[tuple[AskedInstitution, ...], Meta(max_length=40)]
    facilitators: tuple[AskedFacilitator, ...]
    observers: tuple[AskedGuest, ...] = ()
    hub: Name | None = None
    breaks: tuple[Break, ...] = ()
    step_minutes: Mapping[str, SlotMinutes] = {}


_decode = msgspec.json.Decoder(MakeRoom).decode


def read_request(body: bytes) -> MakeRoom:
    """The request. Raises Problem 400 naming the field."""
    try:
        return _decode(body)
    except msgspec.ValidationError as error:
        says, _, place = str(error).partition(" - at `$")
        field = place.rstrip("`").lstrip(".")
        named = says.split("`")[1] if "field `" in says else ""
        raise misshapen(".".join(part for part in (field, named) if part), f"{says}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise misshapen("", "This is not JSON.") from error
