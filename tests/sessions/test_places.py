"""Places in a room: given at any time, and put right where somebody comes with others or in another role."""

from sessions import events as e
from sessions.commands import InvitePerson, PlacePerson, ReopenRoom
from sessions.minuting import write_minutes
from sessions.refusals import AlreadyUsed, NotNow, RoomInAnotherState, TextUnfit, Unknown
from sessions.room import Actor
from tests.sessions.cast import (
    JAMIE,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    given,
    knocked,
    now,
    opened,
    refused,
    room,
    story,
    then,
    when,
)


def test_somebody_is_given_a_place_at_any_time_before_the_minutes_are_confirmed() -> None:
    for happened in (opened(), e.RoomClosed()):
        when(ROSALIND, InvitePerson, name="Ann Other", role="member", institution=LARKFIELD, person="p_ann")
        then(e.PersonInvited(person="p_ann", role="member", institution=LARKFIELD))
        given(e.PersonRemoved(person="p_ann"), happened)
        when(ROSALIND, InvitePerson, name="Ann Other", role="member", institution=LARKFIELD, person="p_ann")
        refused(AlreadyUsed)
        story().log.clear()
    given(opened(), e.RoomClosed(), e.MinutesConfirmed())
    when(ROSALIND, InvitePerson, name="Ann Other", role="observer", person="p_ann")
    refused(RoomInAnotherState)


def test_whoever_was_invited_after_the_meeting_was_not_missed_in_it() -> None:
    given(opened(), e.RoomClosed())
    when(ROSALIND, InvitePerson, name="Ann Other", role="observer", institution=LARKFIELD, person="p_ann")
    then(e.PersonInvited(person="p_ann", role="observer"))
    listed = [one.role for one in write_minutes(room(), "r", {}, now(), ROSALIND).attendance]
    assert listed.count("observer") == 1
    when(ROSALIND, ReopenRoom)
    given(e.PersonJoined(person="p_ann"))
    listed = [one.role for one in write_minutes(room(), "r", {}, now(), ROSALIND).attendance]
    assert listed.count("observer") == 2


def test_a_place_needs_a_name_and_an_institution_that_comes() -> None:
    when(ROSALIND, InvitePerson, name=" ", role="observer", person="p_ann")
    refused(TextUnfit, "Somebody has no name.")
    when(ROSALIND, InvitePerson, name="Ann Other", role="member", person="p_ann")
    refused(Unknown, "That institution is not in this room.")
    given(e.InstitutionWithdrawn(institution=LARKFIELD, dropped=()))
    when(ROSALIND, InvitePerson, name="Ann Other", role="member", institution=LARKFIELD, person="p_ann")
    refused(Unknown)
    when(ROSALIND, InvitePerson, name="Ann Other", role="observer")
    refused(AlreadyUsed)


def test_somebody_is_placed_with_another_institution_and_does_not_present_the_first_any_more() -> None:
    when(ROSALIND, PlacePerson, person="p_imogen", role="member", institution=LARKFIELD)
    then(e.PersonPlaced(person="p_imogen", role="member", institution=LARKFIELD))
    assert room().actor("p_imogen") == Actor("p_imogen", "member", LARKFIELD)
    assert room().slots[S1].presenter is None
    assert room().slots[S2].presenter == "p_siobhan"
    when(ROSALIND, PlacePerson, person="p_imogen", role="member", institution=LARKFIELD)
    then()


def test_somebody_comes_in_another_role_as_long_as_somebody_facilitates() -> None:
    when(JAMIE, PlacePerson, person="p_rosalind", role="observer")
    refused(NotNow, "Somebody has to facilitate.")
    when(ROSALIND, PlacePerson, person="p_jamie", role="facilitator")
    then(e.PersonPlaced(person="p_jamie", role="facilitator"))
    when(JAMIE, PlacePerson, person="p_rosalind", role="observer")
    then(e.PersonPlaced(person="p_rosalind", role="observer"))


def test_whoever_waits_or_is_not_there_is_not_placed() -> None:
    given(knocked())
    when(ROSALIND, PlacePerson, person="p_sam", role="observer")
    refused(NotNow, "still waiting")
    when(ROSALIND, PlacePerson, person="p_nobody", role="observer")
    refused(Unknown)
