"""Self-ratings, blind views, the reveal, and what the host settles on."""

from typing import Any

import pytest

from sessions.commands import AgreeRating, GivePeerView, RevealPeerViews, ShareSelfRating
from sessions.events import (
    ColleagueRatingGiven,
    PeerViewGiven,
    PeerViewsRevealed,
    RatingAgreed,
    RevealedView,
    RoomClosed,
    RoomReopened,
    SelfRatingShared,
    WentOffTheRecord,
)
from sessions.minuting import write_minutes
from sessions.reading import read_room
from sessions.refusals import (
    AlreadyRevealed,
    HostAsksItself,
    LevelOutsideModel,
    NothingToReveal,
    NotYetRevealed,
    OffTheRecord,
    RoleMayNot,
    RoomInAnotherState,
    SettledMeanwhile,
    StatementOutsideModel,
)
from sessions.room import SCREEN
from tests.sessions.cast import (
    AISHA,
    ANNELIESE,
    CAUSEWAY,
    DOMINIC,
    ESTUARY_GATE,
    GARETH,
    HARROW_BECK,
    HELEN,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    PRIYA,
    ROSALIND,
    S1,
    S4,
    SIOBHAN,
    TOMASZ,
    a_room,
    at_step,
    given,
    log,
    now,
    opened,
    rated,
    refused,
    revealed,
    room,
    then,
    viewed,
    when,
)

LINE: dict[str, Any] = {"slot": S1, "statement": "1.1"}


@pytest.fixture
def _by_institution() -> None:
    given(opened(), at_step("slot-1.peer-view"))


@pytest.fixture
def _by_person() -> None:
    given(a_room(peer_views="person"), opened(), at_step("slot-1.peer-view"))


institution = pytest.mark.usefixtures("_by_institution")
person = pytest.mark.usefixtures("_by_person")


# The host's own level


@institution
def test_a_host_shares_its_level_and_evidence() -> None:
    when(IMOGEN, ShareSelfRating, **LINE, level=3, evidence=" Leavers' survey ")
    then(SelfRatingShared(**LINE, level=3, evidence="Leavers' survey"))
    when(DOMINIC, ShareSelfRating, **LINE, level=2, evidence="")
    then(SelfRatingShared(**LINE, level=2, evidence=""))
    own = room().rating(S1, "1.1").self_rating
    assert own is not None
    assert (own.level, own.by) == (2, "p_dominic")


@institution
@pytest.mark.parametrize("level", [-1, 0, 5, 1000])
def test_a_level_outside_the_model_is_refused_with_those_inside(level: int) -> None:
    for actor, kind, more in (
        (IMOGEN, ShareSelfRating, {"evidence": ""}),
        (SIOBHAN, GivePeerView, {}),
        (IMOGEN, AgreeRating, {}),
    ):
        when(actor, kind, **LINE, level=level, **more)
        refused(LevelOutsideModel, f"There is no level {level}; Schools model has levels 1 to 4.")


@institution
def test_a_college_is_rated_by_its_own_model() -> None:
    when(HELEN, ShareSelfRating, slot=S4, statement="1.1", level=4, evidence="")
    refused(LevelOutsideModel, "Colleges model has levels 1 to 3")


@institution
def test_a_statement_outside_the_model_is_refused() -> None:
    for actor, kind, more in (
        (IMOGEN, ShareSelfRating, {"evidence": ""}),
        (SIOBHAN, GivePeerView, {}),
        (IMOGEN, AgreeRating, {}),
    ):
        when(actor, kind, slot=S1, statement="7.7", level=1, **more)
        refused(StatementOutsideModel)
    when(ROSALIND, RevealPeerViews, slot=S1, statement="7.7")
    refused(StatementOutsideModel)


@institution
def test_peers_and_facilitators_do_not_rate_for_the_host() -> None:
    for actor in (SIOBHAN, ROSALIND, ANNELIESE):
        when(actor, ShareSelfRating, **LINE, level=3, evidence="")
        refused(RoleMayNot, "Only the host of this slot can do this.")


@institution
def test_where_the_host_began_stays_once_views_are_on_the_table() -> None:
    given(rated(3), viewed(SIOBHAN, 2), revealed(2))
    when(IMOGEN, ShareSelfRating, **LINE, level=2, evidence="")
    refused(AlreadyRevealed, "where you began stays")
    when(IMOGEN, ShareSelfRating, slot=S1, statement="1.3", level=2, evidence="")
    then(SelfRatingShared(slot=S1, statement="1.3", level=2, evidence=""))


@institution
def test_what_colleagues_thought_alone_is_kept_by_colleague() -> None:
    for who, level in (("p_imogen", 3), ("p_ruth", 1), ("p_imogen", 2)):
        given(ColleagueRatingGiven(institution=HARROW_BECK, person=who, statement="1.1", level=level))
    assert [(one.person, one.level) for one in room().colleagues[HARROW_BECK]["1.1"]] == [
        ("p_ruth", 1),
        ("p_imogen", 2),
    ]


# Blind views


@institution
def test_any_member_writes_the_view_of_its_institution() -> None:
    when(SIOBHAN, GivePeerView, **LINE, level=2, reason=" One office ")
    then(PeerViewGiven(**LINE, holder=LARKFIELD, level=2, reason="One office"))
    when(TOMASZ, GivePeerView, **LINE, level=3)
    then(PeerViewGiven(**LINE, holder=LARKFIELD, level=3))
    assert [(view.holder, view.level, view.by) for view in room().views(S1, "1.1").values()] == [
        (LARKFIELD, 3, "p_tomasz")
    ]


@person
def test_by_person_everybody_has_a_view_of_their_own() -> None:
    when(SIOBHAN, GivePeerView, **LINE, level=2)
    then(PeerViewGiven(**LINE, holder="p_siobhan", level=2))
    when(TOMASZ, GivePeerView, **LINE, level=3)
    then(PeerViewGiven(**LINE, holder="p_tomasz", level=3))
    assert len(room().views(S1, "1.1")) == 2


@institution
def test_no_self_rating_is_needed_for_a_view() -> None:
    assert room().rating(S1, "1.1").self_rating is None
    when(SIOBHAN, GivePeerView, **LINE, level=2)
    then(PeerViewGiven(**LINE, holder=LARKFIELD, level=2))


@institution
def test_the_hosts_own_people_give_no_view() -> None:
    when(DOMINIC, GivePeerView, **LINE, level=4)
    refused(HostAsksItself, "a host does not give a peer view of itself")
    when(ROSALIND, GivePeerView, **LINE, level=4, on_behalf_of="p_dominic")
    refused(HostAsksItself)


@institution
def test_facilitators_and_observers_give_no_view_of_their_own() -> None:
    for actor in (ROSALIND, JAMIE, ANNELIESE):
        when(actor, GivePeerView, **LINE, level=4)
        refused(RoleMayNot, "Only the other institutions can do this.")


@institution
def test_the_facilitator_types_a_view_for_a_peer_and_the_record_says_so() -> None:
    when(ROSALIND, GivePeerView, **LINE, level=2, on_behalf_of="p_priya")
    then(PeerViewGiven(**LINE, holder=CAUSEWAY, level=2))
    assert (log()[-1].event.by, log()[-1].event.on_behalf_of) == ("p_rosalind", "p_priya")


@institution
def test_a_view_changes_until_the_reveal_and_not_after() -> None:
    given(viewed(SIOBHAN, 2))
    when(SIOBHAN, GivePeerView, **LINE, level=3)
    given(revealed(3))
    when(SIOBHAN, GivePeerView, **LINE, level=2)
    refused(AlreadyRevealed, "on the table already")


@institution
def test_views_are_given_in_the_meeting_and_on_the_record() -> None:
    given(WentOffTheRecord())
    when(SIOBHAN, GivePeerView, **LINE, level=2)
    refused(OffTheRecord)
    given(RoomClosed())
    when(SIOBHAN, GivePeerView, **LINE, level=2)
    refused(RoomInAnotherState, "views can no longer be given")


@institution
def test_nothing_that_may_be_shown_holds_a_blind_view() -> None:
    given(viewed(SIOBHAN, 2, reason="canary"))
    assert "canary" not in repr(room().ratings)
    assert room().rating(S1, "1.1").revealed is None
    assert "canary" in repr(room().blind)


# The reveal


@institution
def test_the_reveal_shows_each_institution_with_its_reason_in_the_order_of_hours() -> None:
    given(rated(3), viewed(HELEN, 3), viewed(SIOBHAN, 2, reason="One office"), viewed(GARETH, 2))
    when(ROSALIND, RevealPeerViews, **LINE)
    then(
        PeerViewsRevealed(
            **LINE, count=3, lowest=2, highest=3, middle=(2, 2),
            views=(
                RevealedView(2, "One office", LARKFIELD), RevealedView(2, None, CAUSEWAY),
                RevealedView(3, None, ESTUARY_GATE),
            ),
        )
    )  # fmt: skip
    assert room().rating(S1, "1.1").self_rating is not None


@institution
def test_the_middle_of_an_even_number_lies_between_two_levels_and_is_no_average() -> None:
    given(viewed(SIOBHAN, 1), viewed(GARETH, 4))
    when(ROSALIND, RevealPeerViews, **LINE)
    shown = room().rating(S1, "1.1").revealed
    assert shown is not None
    assert (shown.middle, shown.lowest, shown.highest, shown.count) == ((1, 4), 1, 4, 2)


@institution
def test_the_middle_of_one_view_is_that_view() -> None:
    given(viewed(SIOBHAN, 3))
    when(ROSALIND, RevealPeerViews, **LINE)
    shown = room().rating(S1, "1.1").revealed
    assert shown is not None
    assert (shown.middle, shown.count) == ((3, 3), 1)


@institution
def test_a_reveal_of_the_slot_shows_every_statement_that_has_views_once() -> None:
    given(
        viewed(SIOBHAN, 3),
        viewed(SIOBHAN, 1, "2.2"),
        viewed(GARETH, 2, "1.2"),
        viewed(SIOBHAN, 2, "1.3", slot="slot-3"),
    )
    when(ROSALIND, RevealPeerViews, **LINE)
    when(ROSALIND, RevealPeerViews, slot=S1)
    shown = [event for event in (log()[-2].event, log()[-1].event) if isinstance(event, PeerViewsRevealed)]
    assert [event.statement for event in shown] == ["2.2", "1.2"]  # focus first, then the others
    when(ROSALIND, RevealPeerViews, slot=S1)
    refused(NothingToReveal)


@institution
def test_where_nobody_gave_a_view_there_is_nothing_to_reveal() -> None:
    when(ROSALIND, RevealPeerViews, slot=S1)
    refused(NothingToReveal, "Nobody has given a view yet")
    when(ROSALIND, RevealPeerViews, **LINE)
    refused(NothingToReveal)


@institution
def test_views_are_revealed_once_and_by_the_facilitator() -> None:
    given(viewed(SIOBHAN, 3))
    when(IMOGEN, RevealPeerViews, **LINE)
    refused(RoleMayNot)
    given(revealed(3))
    when(JAMIE, RevealPeerViews, **LINE)
    refused(AlreadyRevealed)


@institution
def test_views_never_revealed_stay_so_when_the_room_is_closed() -> None:
    given(viewed(SIOBHAN, 3), RoomClosed())
    when(ROSALIND, RevealPeerViews, **LINE)
    refused(RoomInAnotherState)


SIX = (SIOBHAN, TOMASZ, AISHA, GARETH, PRIYA, HELEN)


@person
def test_with_fewer_than_six_views_by_person_only_middle_and_range_are_shown() -> None:
    given(
        [
            viewed(actor, level, reason=f"says {actor.person}")
            for actor, level in zip(SIX[:5], (4, 1, 2, 2, 3), strict=True)
        ]
    )
    when(ROSALIND, RevealPeerViews, **LINE)
    then(PeerViewsRevealed(**LINE, count=5, lowest=1, highest=4, middle=(2, 2)))
    assert "says" not in repr(room().ratings)


@person
def test_six_views_by_person_are_shown_without_names_and_out_of_order() -> None:
    given([viewed(actor, level, reason=f"r{level}") for actor, level in zip(SIX, (4, 1, 2, 2, 3, 3), strict=True)])
    when(ROSALIND, RevealPeerViews, **LINE)
    shown = tuple(RevealedView(level, f"r{level}") for level in (1, 2, 2, 3, 3, 4))
    then(PeerViewsRevealed(**LINE, count=6, lowest=1, highest=4, middle=(2, 3), views=shown))
    assert "p_siobhan" not in repr(room().ratings)


# What the host settles on


@institution
def test_the_host_keeps_or_changes_its_level_with_a_reason() -> None:
    given(rated(3), viewed(SIOBHAN, 2), revealed(2))
    when(IMOGEN, AgreeRating, **LINE, level=2, reason=" Staff, no ")
    then(RatingAgreed(**LINE, level=2, reason="Staff, no"))
    when(IMOGEN, AgreeRating, **LINE, level=3, reason=" ")
    then(RatingAgreed(**LINE, level=3))
    rating = room().rating(S1, "1.1")
    assert rating.self_rating is not None
    assert rating.revealed is not None
    assert rating.agreed is not None
    assert (rating.self_rating.level, rating.revealed.middle, rating.agreed.level) == (3, (2, 2), 3)


@institution
def test_nobody_puts_a_level_in_the_place_of_a_colleagues_unawares() -> None:
    for kind, words in ((ShareSelfRating, {"evidence": ""}), (AgreeRating, {})):
        when(IMOGEN, kind, **LINE, **words, level=2, seen=0)
        seen = log()[-1].seq
        when(DOMINIC, kind, **LINE, **words, level=3, seen=0)
        refused(SettledMeanwhile, "not lost")
        when(DOMINIC, kind, **LINE, **words, level=3, seen=seen)
        when(IMOGEN, kind, **LINE, **words, level=4)  # a program that does not say what it saw
    rating = room().rating(S1, "1.1")
    assert rating.self_rating is not None
    assert rating.agreed is not None
    assert (rating.self_rating.level, rating.agreed.level) == (4, 4)


@institution
def test_the_host_settles_on_nothing_while_views_wait_to_be_seen() -> None:
    given(viewed(SIOBHAN, 2))
    when(IMOGEN, AgreeRating, **LINE, level=2)
    refused(NotYetRevealed, "Ask the facilitator to reveal them first.")
    when(IMOGEN, AgreeRating, slot=S1, statement="1.3", level=2)  # nobody looked at that one
    then(RatingAgreed(slot=S1, statement="1.3", level=2))


@institution
def test_after_the_close_the_host_settles_it_without_the_views_that_nobody_revealed() -> None:
    given(rated(3), viewed(SIOBHAN, 1, reason="canary"), RoomClosed())
    when(IMOGEN, AgreeRating, **LINE, level=2, reason="We thought again")
    then(RatingAgreed(**LINE, level=2, reason="We thought again", late=True))
    assert room().rating(S1, "1.1").revealed is None
    minutes = write_minutes(room(), "r", {}, now(), ROSALIND)
    (line,) = (line for line in minutes.institutions[0].ratings if line.statement == "1.1")
    assert line.peers is None
    for reader in (IMOGEN, ROSALIND, HELEN, SCREEN):
        assert "canary" not in repr(read_room(room(), "r", {}, now(), reader))
    assert "canary" not in repr(minutes)


@institution
def test_a_room_that_is_opened_again_waits_for_the_reveal_again() -> None:
    given(viewed(SIOBHAN, 1), RoomClosed(), RoomReopened())
    when(IMOGEN, AgreeRating, **LINE, level=2)
    refused(NotYetRevealed)


@institution
def test_nobody_settles_it_for_the_host_but_on_its_behalf() -> None:
    for actor in (SIOBHAN, ROSALIND):
        when(actor, AgreeRating, **LINE, level=2)
        refused(RoleMayNot)
    when(ROSALIND, AgreeRating, **LINE, level=2, on_behalf_of="p_imogen")
    then(RatingAgreed(**LINE, level=2))
    agreed = room().rating(S1, "1.1").agreed
    assert agreed is not None
    assert agreed.by == "p_imogen"


@institution
def test_a_rating_that_comes_after_the_hour_is_marked_late() -> None:
    given(at_step("slot-2.purpose"))
    when(IMOGEN, ShareSelfRating, **LINE, level=3, evidence="")
    then(SelfRatingShared(**LINE, level=3, evidence="", late=True))
    when(IMOGEN, AgreeRating, **LINE, level=2)
    then(RatingAgreed(**LINE, level=2, late=True))


@institution
def test_a_slot_looks_at_its_focus_and_then_at_whatever_else_was_rated() -> None:
    given(viewed(SIOBHAN, 2, "2.3"), rated(2, "1.2"))
    assert room().statements(S1) == ("1.1", "1.3", "2.2", "1.2", "2.3")
