"""What can still be done when the room is closed, what once it is confirmed, and what nobody will ever be shown."""

import re
from html import unescape

import pytest

from server.eye import Audience, audience_of
from server.fragments import Fragments
from server.own import own_parts
from sessions import events as e
from sessions.decide.ground import AFTER_CONFIRMATION, WHILE_OPEN
from sessions.room import Actor
from tests.server import ready
from tests.server.test_fragments import CANARY, a_full_slot, scene
from tests.sessions.cast import ANNELIESE, HARROW_BECK, IMOGEN, LARKFIELD, ROSALIND, S1, SIOBHAN, START


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


HELD = [*a_full_slot(), e.StepStarted(step=f"{S1}.reflect")]
CLOSED = [*HELD, e.RoomClosed(by="p_rosalind")]
CONFIRMED = [*CLOSED, e.MinutesConfirmed(by="p_rosalind")]


def page_of(fragments: Fragments, events: list[e.Event], audience: Audience) -> str:
    """All that somebody's page says then, in one line."""
    return " ".join(unescape("".join(fragments.all(scene(events), audience, START).values())).split())


def test_what_confirming_without_a_host_brings_about_is_said_before(fragments: Fragments) -> None:
    shown = page_of(fragments, CLOSED, Audience("facilitator"))
    assert "Harrow Beck Academy has not confirmed its part. If you confirm without it, the minutes say so" in shown
    assert "the others can read that part from then on" in shown
    agreed = [*CLOSED, e.PartConfirmed(slot=S1, by="p_imogen")]
    assert "If you confirm without" not in page_of(fragments, agreed, Audience("facilitator"))


@pytest.mark.parametrize("institution", [HARROW_BECK, LARKFIELD])
def test_a_part_that_was_confirmed_without_its_host_says_so(fragments: Fragments, institution: str) -> None:
    shown = page_of(fragments, CONFIRMED, Audience("member", institution))
    assert "Confirmed by Rosalind Test without Harrow Beck Academy" in shown
    assert "Not confirmed yet" not in shown


def offered(fragments: Fragments, events: list[e.Event], who: Actor) -> set[str]:
    """The commands for which somebody's page has a button or a form then, folded ones and their own among them."""
    audience = audience_of(who)
    shown = page_of(fragments, events, audience)
    eye = fragments.eye(scene(events), audience, START)
    shown += own_parts(ready.templates(), eye, who) if "data-own-wanted" in shown else ""
    forms = [form for form in shown.split("<form")[1:] if "<button" in form.partition("</form>")[0]]
    return {kind for form in forms for kind in re.findall(r'name="kind" value="(\w+)"', form.partition("</form>")[0])}


@pytest.mark.parametrize("who", [ROSALIND, IMOGEN, SIOBHAN, ANNELIESE])
def test_a_page_offers_only_what_can_still_be_done(fragments: Fragments, who: Actor) -> None:
    assert offered(fragments, HELD, who) or who is ANNELIESE
    assert offered(fragments, CLOSED, who) & {kind.__name__ for kind in WHILE_OPEN} == set()
    assert offered(fragments, CONFIRMED, who) <= {kind.__name__ for kind in AFTER_CONFIRMATION}
