"""Questions one asks of a room, and the parts that stay the same object."""

import pytest

from sessions.commands import WriteNote
from sessions.events import PersonRemoved
from sessions.room import Actor
from tests.sessions.cast import S1, SIOBHAN, asked, at_step, given, opened, room, when


def test_a_person_of_the_room_acts_in_their_role() -> None:
    assert room().actor("p_siobhan") == Actor("p_siobhan", "member", "i_larkfield")
    given(PersonRemoved(person="p_siobhan"))
    for person in ("p_siobhan", "p_nobody"):
        with pytest.raises(KeyError):
            room().actor(person)


def test_a_step_that_is_in_no_programme_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        room().step_of("slot-9.tea")


def test_what_an_event_does_not_touch_stays_the_same_object() -> None:
    given(opened(), at_step("slot-1.challenge"), asked())
    before = room()
    when(SIOBHAN, WriteNote, entry="n", slot=S1, text="Words")
    after = room()
    assert after.entries is not before.entries
    for part in ("questions", "actions", "ratings", "blind", "slots", "people", "programme", "runs", "allotted"):
        assert getattr(after, part) is getattr(before, part)
