"""Strengths, ideas, offers, notes and insights."""

from typing import Any

import pytest

from sessions.commands import (
    CorrectEntry,
    MakeOffer,
    NoteInsight,
    NoteStrength,
    TakeIdea,
    WithdrawEntry,
    WriteNote,
)
from sessions.events import (
    EntryCorrected,
    EntryWithdrawn,
    IdeaTaken,
    InsightNoted,
    NoteWritten,
    OfferMade,
    RoomClosed,
    ScribeNamed,
    StrengthNoted,
    WentOffTheRecord,
)
from sessions.refusals import (
    AlreadyUsed,
    NotNow,
    OffTheRecord,
    RoleMayNot,
    StatementOutsideModel,
    TextUnfit,
    Unknown,
)
from sessions.room import SCREEN, Actor
from tests.sessions.cast import (
    ANNELIESE,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    SAM,
    SIOBHAN,
    TOMASZ,
    at_step,
    given,
    opened,
    refused,
    room,
    then,
    when,
)


@pytest.fixture(autouse=True)
def _in_the_first_hour() -> None:
    given(opened(), at_step("slot-1.context"))


@pytest.mark.parametrize(
    ("kind", "happened", "name"),
    [
        (NoteStrength, StrengthNoted, "strength"),
        (TakeIdea, IdeaTaken, "idea"),
        (MakeOffer, OfferMade, "offer"),
        (WriteNote, NoteWritten, "note"),
        (NoteInsight, InsightNoted, "insight"),
    ],
)
def test_everybody_at_the_table_captures_at_any_time(kind: Any, happened: Any, name: str) -> None:
    for actor in (IMOGEN, SIOBHAN, ROSALIND, JAMIE):
        entry = f"{name}-{actor.person}"
        when(actor, kind, entry=entry, slot=S1, text=" Words ", statement="1.1")
        then(happened(entry=entry, slot=S1, text="Words", statement="1.1"))
        assert room().entries[entry].kind == name
        assert room().entries[entry].institution == actor.institution


@pytest.mark.parametrize("actor", [ANNELIESE, SAM, SCREEN], ids=lambda actor: actor.role)
def test_observers_screens_and_those_who_wait_capture_nothing(actor: Actor) -> None:
    when(actor, WriteNote, entry="n", slot=S1, text="Words")
    refused(RoleMayNot)
    when(actor, WriteNote, entry="n", slot=None, text="Words")
    refused(RoleMayNot)


def test_an_observer_who_was_asked_to_be_scribe_notes_in_that_slot() -> None:
    given(ScribeNamed(slot=S1, person="p_anneliese"))
    when(ANNELIESE, WriteNote, entry="n", slot=S1, text="Words")
    then(NoteWritten(entry="n", slot=S1, text="Words"))
    when(ANNELIESE, WriteNote, entry="m", slot="slot-2", text="Words")
    refused(RoleMayNot)


def test_an_offer_is_help_or_a_resource() -> None:
    when(SIOBHAN, MakeOffer, entry="o", slot=S1, text="Our survey", offer_type="resource")
    then(OfferMade(entry="o", slot=S1, text="Our survey", offer_type="resource"))
    assert (room().entries["o"].offer_type, room().entries["o"].institution) == ("resource", LARKFIELD)


def test_an_insight_belongs_to_the_room_and_to_themes() -> None:
    when(SIOBHAN, NoteInsight, entry="x", slot=None, text="Nobody asks leavers", themes=[1, 2], statement="1.1")
    then(InsightNoted(entry="x", slot=None, text="Nobody asks leavers", themes=(1, 2)))


def test_what_comes_after_the_hour_is_kept_in_the_hour_it_was_begun_in_and_marked_late() -> None:
    given(at_step("break-1.break"))
    when(IMOGEN, NoteStrength, entry="s", slot=S1, text="Words")
    then(StrengthNoted(entry="s", slot=S1, text="Words", late=True))


def test_for_the_room_as_a_whole_nothing_is_late() -> None:
    given(RoomClosed())
    when(SIOBHAN, NoteInsight, entry="x", slot=None, text="Words")
    then(InsightNoted(entry="x", slot=None, text="Words"))


def test_an_entry_is_kept_once() -> None:
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Words")
    when(TOMASZ, TakeIdea, entry="n", slot=S1, text="Other words")
    refused(AlreadyUsed)


def test_a_late_draft_is_told_that_off_the_record_means_every_hour() -> None:
    given(at_step("slot-2.challenge"), WentOffTheRecord())
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Begun in the hour before")
    refused(OffTheRecord, "not even for an hour that is over", "Your words stay here")
    when(SIOBHAN, WriteNote, entry="n", slot=S2, text="Begun now")
    refused(OffTheRecord, "nothing is kept now. Your words stay here")


def test_off_the_record_nothing_is_kept_nor_put_right() -> None:
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Words")
    given(WentOffTheRecord())
    when(SIOBHAN, WriteNote, entry="m", slot=S1, text="Words")
    refused(OffTheRecord)
    when(SIOBHAN, CorrectEntry, entry="n", text="Words")
    refused(OffTheRecord)


@pytest.mark.parametrize("text", ["", " ", "x" * 4001])
def test_an_entry_has_words_and_not_too_many(text: str) -> None:
    when(SIOBHAN, MakeOffer, entry="o", slot=S1, text=text)
    refused(TextUnfit, "he offer")


def test_a_statement_has_to_be_in_the_hosts_model() -> None:
    when(SIOBHAN, NoteStrength, entry="s", slot=S1, text="Words", statement="9.9")
    refused(StatementOutsideModel)


def test_its_author_and_the_facilitator_put_an_entry_right() -> None:
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Words")
    when(SIOBHAN, CorrectEntry, entry="n", text=" Better words ")
    then(EntryCorrected(entry="n", text="Better words"))
    when(JAMIE, CorrectEntry, entry="n", text="Best words")
    assert room().entries["n"].text == "Best words"
    for actor in (TOMASZ, IMOGEN, SCREEN):
        when(actor, CorrectEntry, entry="n", text="Mine")
        refused(RoleMayNot, "Only the facilitator or whoever wrote it can do this.")


def test_its_author_takes_an_entry_back_and_then_it_is_gone() -> None:
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Words")
    when(SIOBHAN, WithdrawEntry, entry="n")
    then(EntryWithdrawn(entry="n"))
    assert room().entries["n"].withdrawn
    when(SIOBHAN, CorrectEntry, entry="n", text="Words")
    refused(NotNow, "That entry was withdrawn.")
    when(ROSALIND, WithdrawEntry, entry="n")
    refused(NotNow)
    when(ROSALIND, WithdrawEntry, entry="m")
    refused(Unknown, "That entry is not in this room.")


def test_what_was_entered_for_somebody_is_theirs_to_put_right() -> None:
    when(ROSALIND, WriteNote, entry="n", slot=S1, text="Words", on_behalf_of="p_siobhan")
    when(SIOBHAN, CorrectEntry, entry="n", text="My words")
    then(EntryCorrected(entry="n", text="My words"))
