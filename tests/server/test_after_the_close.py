"""What a host can still do when the room is closed, and what nobody will ever be shown."""

import pytest

from server.eye import Audience
from server.fragments import Fragments
from sessions import events as e
from tests.server import ready
from tests.server.test_fragments import CANARY, a_full_slot, scene
from tests.sessions.cast import HARROW_BECK, LARKFIELD, S1, START


@pytest.fixture(scope="module")
def fragments() -> Fragments:
    """The real templates and content."""
    return ready.fragments()


def test_a_host_settles_its_rating_although_the_views_were_never_revealed(fragments: Fragments) -> None:
    reflecting = [*a_full_slot(), e.StepStarted(step=f"{S1}.reflect")]
    closed = scene([*reflecting, e.RoomClosed(by="p_rosalind")])
    host = Audience("member", HARROW_BECK)
    assert 'data-draft="agree:slot-1:1.1"' not in fragments.all(scene(reflecting), host, START)["work"]
    assert 'data-draft="agree:slot-1:1.1"' in fragments.all(closed, host, START)["work"]
    for audience in (host, Audience("member", LARKFIELD), Audience("facilitator")):
        shown = fragments.all(closed, audience, START)
        assert not any("RevealPeerViews" in part for part in shown.values())
        assert audience.institution == LARKFIELD or not any(CANARY in part for part in shown.values())
