"""The one clock: what is left, what more time costs, and what was planned beside what was."""

from datetime import UTC, datetime, timedelta

import pytest

from sessions.clock import cost, ends_at, forecast, lasted, position, shares, used
from sessions.commands import CorrectStepStart, ExtendStep, PauseClock, ResumeClock, StartStep, WithdrawInstitution
from sessions.events import (
    ClockPaused,
    ClockResumed,
    RoomClosed,
    RoomReopened,
    Shrunk,
    StepExtended,
    StepStartCorrected,
    StepStarted,
)
from sessions.programme import Break
from sessions.refusals import ClockSays, NoSuchStep, NoTimeThere, RoleMayNot
from sessions.spare import in_proportion
from tests.sessions.cast import (
    CAUSEWAY,
    ESTUARY_GATE,
    HARROW_BECK,
    IMOGEN,
    JAMIE,
    LARKFIELD,
    ROSALIND,
    S1,
    S2,
    S3,
    S4,
    START,
    a_room,
    after,
    at_step,
    clock_shows,
    given,
    log,
    now,
    opened,
    refused,
    room,
    then,
    when,
)


def at(time: str) -> datetime:
    """That time on the day of the meeting, UTC."""
    hour, minute = map(int, time.split(":"))
    return START.replace(hour=hour, minute=minute)


def left() -> float:
    """Programme minutes left in the running step."""
    found = position(room(), now())
    assert found is not None
    return found.left / 60


def minutes_of(slot: str) -> dict[str, float]:
    """What each step of a slot has now, in programme minutes."""
    return {step.id.split(".")[1]: room().allotted[step.id] / 60 for step in room().programme if step.slot == slot}


def arrived_on_time(step: str) -> None:
    """The room is open and came to a step through those before it in the same slot, each of which took its time."""
    given(opened())
    for one in room().programme:
        if one.section == step.split(".", maxsplit=1)[0]:
            given(at_step(one.id))
            if one.id == step:
                return
            after(minutes=one.minutes)


def total() -> int:
    """Programme seconds of everything that is still in the programme."""
    return sum(room().allotted[step.id] for step in room().programme)


# What is left


def test_before_the_first_step_there_is_no_position() -> None:
    given(opened())
    assert position(room(), now()) is None


def test_a_step_begins_with_what_it_was_given_and_counts_down() -> None:
    clock_shows("09:40")
    given(opened(), at_step("slot-1.context"))
    after(minutes=3)
    found = position(room(), now())
    assert found is not None
    assert (found.left, found.allotted, found.over, found.paused) == (240, 420, 0, False)
    assert (found.started_at, found.ends_at) == (at("09:40"), at("09:47"))


def test_running_over_is_shown_and_nothing_ends_by_itself() -> None:
    given(opened(), at_step("slot-1.context"))
    after(minutes=9)
    found = position(room(), now())
    assert found is not None
    assert (found.left, found.over) == (-120, 120)
    assert found.step.id == "slot-1.context"


def test_a_paused_clock_stands_and_the_end_moves() -> None:
    clock_shows("09:40")
    given(opened(), at_step("slot-1.context"))
    after(minutes=2)
    when(ROSALIND, PauseClock)
    then(ClockPaused())
    after(minutes=10)
    found = position(room(), now())
    assert found is not None
    assert found.paused
    assert (found.left, found.ends_at) == (300, at("09:57"))
    when(JAMIE, ResumeClock)
    then(ClockResumed())
    after(minutes=1)
    assert left() == 4


def test_the_clock_is_paused_and_resumed_once() -> None:
    given(opened())
    when(ROSALIND, PauseClock)
    refused(ClockSays, "No step is running")
    given(at_step("slot-1.context"))
    when(ROSALIND, ResumeClock)
    refused(ClockSays, "running already")
    given(ClockPaused())
    when(JAMIE, PauseClock)
    refused(ClockSays, "paused already")


def test_the_next_step_starts_a_paused_clock() -> None:
    given(opened(), at_step("slot-1.context"), ClockPaused())
    when(ROSALIND, StartStep, move="next")
    assert not room().paused


def test_back_resumes_the_earlier_step_with_what_it_had_left() -> None:
    given(opened(), at_step("slot-1.context"))
    after(minutes=3)
    given(at_step("slot-1.ratings"))
    after(minutes=2)
    when(ROSALIND, StartStep, move="back", from_step="slot-1.ratings")
    then(StepStarted(step="slot-1.context"))
    assert left() == 4
    after(minutes=1)
    when(ROSALIND, StartStep, move="next")
    assert left() == 6


def test_a_step_gone_back_to_after_it_ran_over_is_still_over() -> None:
    given(opened(), at_step("slot-1.context"))
    after(minutes=9)
    given(at_step("slot-1.ratings"), at_step("slot-1.context"))
    assert left() == -2


def test_a_room_in_small_time_runs_ten_times_as_fast() -> None:
    given(a_room(time_scale=6.0), opened(), at_step("slot-1.context"))
    after(seconds=6)
    assert left() == 6
    found = position(room(), now())
    assert found is not None
    assert found.ends_at == now() + timedelta(seconds=36)


def test_a_rehearsal_at_a_tenth_of_a_second_a_minute_counts_in_the_same_minutes() -> None:
    given(a_room(time_scale=0.1), opened(), at_step("slot-1.context"))
    after(seconds=0.3)
    assert left() == pytest.approx(4)
    when(ROSALIND, ExtendStep, minutes=2)
    assert left() == pytest.approx(6)
    assert room().allotted["slot-1.context"] == 540
    assert shares(room(), now())[0].actual == pytest.approx(180)


def test_time_does_not_run_backwards_for_a_reader_with_an_earlier_now() -> None:
    given(opened(), at_step("slot-1.context"))
    assert lasted(room(), room().runs[-1], now() - timedelta(minutes=5)) == 0


# Steps that were skipped


def test_a_step_that_was_passed_over_is_skipped_where_the_room_passed_it_whatever_the_time() -> None:
    given(opened(), at_step("slot-1.purpose"))
    after(minutes=3)
    given(at_step("slot-1.challenge"))
    after(minutes=10)
    given(at_step("slot-3.purpose"))
    after(minutes=30)
    lines = {line.step.id: line for line in forecast(room(), now())}
    skipped = [step for step, line in lines.items() if line.skipped]
    assert skipped[:4] == ["opening.welcome", "opening.how-it-runs", "slot-1.context", "slot-1.ratings"]
    assert "slot-2.read-back" in skipped
    assert not {"slot-1.purpose", "slot-1.challenge", "slot-3.context"} & {*skipped}
    assert lines["opening.welcome"].expected_start == START - timedelta(minutes=30)  # when the room began
    assert lines["slot-1.write"].expected_start == lines["slot-1.challenge"].actual_start
    assert lines["slot-2.purpose"].expected_start == lines["slot-3.purpose"].actual_start
    assert shares(room(), now())[1].expected_start == lines["slot-3.purpose"].actual_start


def test_after_the_close_what_never_ran_stands_where_the_room_ended() -> None:
    given(opened(), at_step("slot-1.purpose"))
    after(minutes=3)
    given(RoomClosed())
    closed = now()
    after(minutes=60)
    assert {line.expected_start for line in forecast(room(), now()) if line.step.slot == S2} == {closed}
    given(a_room(), opened(), RoomClosed())
    closed = now()
    after(minutes=60)
    assert {line.expected_start for line in forecast(room(), now())} == {closed}


# More time


def test_more_time_comes_out_of_the_rest_of_the_slot_in_proportion() -> None:
    arrived_on_time("slot-1.challenge")
    when(ROSALIND, ExtendStep, minutes=5)
    # peer-view, reflect, actions, read-back can spare 5, 4, 4 and 1 minutes: 14 in all
    assert 108 + 86 + 85 + 21 == 300
    then(
        StepExtended(
            step="slot-1.challenge", minutes=5, take_from="slot",
            shrunk=(
                Shrunk("slot-1.peer-view", 360 - 108), Shrunk("slot-1.reflect", 300 - 86),
                Shrunk("slot-1.actions", 300 - 85), Shrunk("slot-1.read-back", 120 - 21),
            ),
        )
    )  # fmt: skip
    assert left() == 20


def test_time_from_the_slot_leaves_the_hour_and_every_other_hour_as_long_as_they_were() -> None:
    arrived_on_time("slot-1.challenge")
    before = [share.expected for share in shares(room(), now())]
    when(ROSALIND, ExtendStep, minutes=14)
    assert minutes_of(S1)["challenge"] == 29
    assert [minutes_of(S1)[step] for step in ("peer-view", "reflect", "actions", "read-back")] == [1, 1, 1, 1]
    assert [share.expected for share in shares(room(), now())] == before
    assert sum(minutes_of(S1).values()) == 60


def test_what_earlier_steps_have_left_over_goes_first() -> None:
    arrived_on_time("slot-1.write")
    after(minutes=1)
    given(at_step("slot-1.challenge"))  # three minutes early
    when(ROSALIND, ExtendStep, minutes=2)
    then(StepExtended(step="slot-1.challenge", minutes=2, take_from="slot", shrunk=(Shrunk("slot-1.write", 120),)))
    when(ROSALIND, ExtendStep, minutes=3)
    now_have = minutes_of(S1)
    assert (now_have["challenge"], now_have["write"]) == (20, 1)
    assert sum(now_have[step] for step in ("peer-view", "reflect", "actions", "read-back")) == pytest.approx(18 - 2)
    assert sum(now_have.values()) == pytest.approx(60)


def test_what_was_run_over_meanwhile_is_not_left_over() -> None:
    arrived_on_time("slot-1.clarify")
    after(minutes=2)
    given(at_step("slot-1.write"))  # three minutes early
    after(minutes=6)
    given(at_step("slot-1.challenge"))  # one minute early
    after(minutes=15.5)  # half a minute
    when(ROSALIND, ExtendStep, minutes=1)
    now_have = minutes_of(S1)
    assert now_have["clarify"] == 4.5
    assert sum(now_have[step] for step in ("peer-view", "reflect", "actions", "read-back")) == pytest.approx(17.5)


def test_the_last_step_can_have_what_the_slot_has_left_over_and_is_told_how_much() -> None:
    given(opened(), at_step("slot-1.actions"))
    after(minutes=2)
    given(at_step("slot-1.read-back"))
    when(ROSALIND, ExtendStep, minutes=49)
    refused(NoTimeThere, "The rest of this part can give 48 min at most.")
    when(ROSALIND, ExtendStep, minutes=48)
    assert minutes_of(S1)["read-back"] == 50
    assert minutes_of(S1)["actions"] == 2


def test_what_the_slot_cannot_give_is_refused_with_what_it_could() -> None:
    arrived_on_time("slot-1.challenge")
    when(ROSALIND, ExtendStep, minutes=15)
    refused(NoTimeThere, "The rest of this part can give 14 min at most.")


def test_the_last_step_of_a_slot_has_nothing_to_take_from() -> None:
    arrived_on_time("slot-1.read-back")
    when(ROSALIND, ExtendStep, minutes=1)
    refused(NoTimeThere, "No step follows in this part.")


def test_steps_at_their_least_cannot_give_a_whole_minute() -> None:
    arrived_on_time("slot-1.challenge")
    when(ROSALIND, ExtendStep, minutes=14)
    when(ROSALIND, ExtendStep, minutes=1)
    refused(NoTimeThere, "cannot give a whole minute")


def test_time_that_a_later_step_has_used_already_is_not_its_to_give() -> None:
    arrived_on_time("slot-1.actions")
    after(minutes=4)
    given(at_step("slot-1.reflect"))
    when(ROSALIND, ExtendStep, minutes=3)
    refused(NoTimeThere, "can give 2 min at most")  # one from actions, one from read-back
    when(ROSALIND, ExtendStep, minutes=2)
    assert minutes_of(S1)["actions"] == 4


def test_more_time_can_come_from_the_next_break_but_for_two_minutes_of_it() -> None:
    given(opened(), at_step("slot-1.read-back"))
    when(ROSALIND, ExtendStep, minutes=5, take_from="break")
    then(StepExtended(step="slot-1.read-back", minutes=5, take_from="break", shrunk=(Shrunk("break-1.break", 120),)))
    when(ROSALIND, ExtendStep, minutes=1, take_from="break")
    refused(NoTimeThere, "The next break cannot give a whole minute.")


def test_what_the_break_cannot_give_is_refused_with_what_it_could() -> None:
    given(opened(), at_step("slot-1.read-back"))
    when(ROSALIND, ExtendStep, minutes=6, take_from="break")
    refused(NoTimeThere, "The next break can give 5 min at most.")


def test_after_the_last_break_there_is_none_to_take_from() -> None:
    given(opened(), at_step("slot-4.challenge"))
    when(ROSALIND, ExtendStep, minutes=1, take_from="break")
    refused(NoTimeThere, "There is no break ahead.")


def test_time_taken_from_later_moves_everything_and_takes_from_nobody() -> None:
    given(opened(), at_step("slot-1.challenge"))
    before = dict(room().allotted)
    when(ROSALIND, ExtendStep, minutes=10, take_from="later")
    then(StepExtended(step="slot-1.challenge", minutes=10, take_from="later"))
    assert room().allotted == {**before, "slot-1.challenge": 25 * 60}


def test_time_from_slot_or_break_is_conserved() -> None:
    given(opened(), at_step("slot-1.context"))
    before = total()
    when(ROSALIND, ExtendStep, minutes=7)
    when(ROSALIND, ExtendStep, minutes=3, take_from="break")
    assert total() == before


def test_a_preview_shows_the_cost_and_nothing_happens() -> None:
    clock_shows("09:13")
    arrived_on_time("slot-1.challenge")
    when(ROSALIND, ExtendStep, minutes=5, preview=True)
    then()
    price = cost(room(), now(), 5, "slot")
    assert price.ends_at == at("10:00")
    assert price.shrunk[0] == ("slot-1.peer-view", 360, 252)
    assert price.later == ()
    assert price.room_ends_at == ends_at(room(), now())


def test_a_preview_is_refused_as_the_extension_would_be() -> None:
    arrived_on_time("slot-1.challenge")
    when(ROSALIND, ExtendStep, minutes=15, preview=True)
    refused(NoTimeThere)


def test_the_cost_names_the_institutions_that_start_later() -> None:
    clock_shows("09:40")
    given(opened(), at_step("slot-2.challenge"))
    price = cost(room(), now(), 5, "later")
    assert [one.institution for one in price.later] == [CAUSEWAY, ESTUARY_GATE]
    assert [one.becomes - one.was for one in price.later] == [timedelta(minutes=5)] * 2
    # 15 + 5 of the challenge, 18 left of the slot, a break, and the next hour begins
    assert price.later[0].becomes == at("09:40") + timedelta(minutes=20 + 18 + 7)
    assert price.room_ends_at == ends_at(room(), now()) + timedelta(minutes=5)


def test_what_the_slot_has_left_over_makes_nobody_later() -> None:
    arrived_on_time("slot-1.write")
    after(minutes=1)
    given(at_step("slot-1.challenge"))  # three minutes early
    assert cost(room(), now(), 2, "slot").later == ()
    assert cost(room(), now(), 5, "slot").later == ()
    assert [one.becomes - one.was for one in cost(room(), now(), 2, "later").later] == [timedelta(minutes=2)] * 3


def test_time_that_has_run_over_anyway_makes_nobody_later_still() -> None:
    given(opened(), at_step("slot-1.challenge"))
    after(minutes=20)
    assert cost(room(), now(), 5, "later").later == ()
    assert [one.becomes - one.was for one in cost(room(), now(), 6, "later").later] == [timedelta(minutes=1)] * 3


def test_the_cost_in_a_paused_room_counts_from_now() -> None:
    given(opened(), at_step("slot-1.challenge"))
    after(minutes=5)
    given(ClockPaused())
    after(minutes=5)
    assert cost(room(), now(), 2, "slot").ends_at == now() + timedelta(minutes=12)


def test_without_a_running_step_nothing_is_extended() -> None:
    given(opened())
    when(ROSALIND, ExtendStep, minutes=5)
    refused(ClockSays, "nothing to extend")


def test_a_host_does_not_extend_its_own_hour() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(IMOGEN, ExtendStep, minutes=5)
    refused(RoleMayNot)


def test_every_extension_is_remembered_for_the_minutes() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(JAMIE, ExtendStep, minutes=2, take_from="later")
    (one,) = room().extensions
    assert (one.step, one.minutes, one.take_from, one.by, one.at) == (
        "slot-1.challenge", 2, "later", "p_jamie", now(),
    )  # fmt: skip


# What was planned and what was


def test_planned_times_follow_the_programme() -> None:
    lines = {line.step.id: line for line in forecast(room(), START - timedelta(days=3))}
    assert lines["opening.welcome"].planned_start == at("09:30")
    assert lines["slot-1.purpose"].planned_start == at("09:40")
    assert lines["break-1.break"].planned_start == at("10:40")
    assert lines["slot-2.purpose"].planned_start == at("10:47")
    assert lines["slot-4.purpose"].expected_start == at("13:01")
    assert {line.standing for line in lines.values()} == {"to_come"}
    assert ends_at(room(), START - timedelta(days=3)) == at("14:12")


def test_a_room_that_begins_late_expects_to_end_late() -> None:
    clock_shows("09:50")
    given(opened())
    assert ends_at(room(), now()) == at("14:32")
    given(at_step("opening.welcome"))
    assert ends_at(room(), now()) == at("14:32")


def test_a_longer_break_is_in_the_plan() -> None:
    given(a_room(breaks=(Break(2, 30, "Lunch"),)))
    lines = {line.step.id: line for line in forecast(room(), START)}
    assert lines["break-2.break"].planned == 1800
    assert lines["slot-3.purpose"].planned_start == at("12:17")


def test_planned_and_actual_stand_side_by_side_for_every_institution() -> None:
    clock_shows("09:40")
    given(opened(), at_step("slot-1.purpose"))
    clock_shows("10:45")
    given(at_step("break-1.break"))
    clock_shows("10:52")
    given(at_step("slot-2.purpose"))
    clock_shows("11:00")
    first, second, third, fourth = shares(room(), now())
    assert (first.institution, first.standing, first.promised, first.actual) == (HARROW_BECK, "past", 3600, 3900)
    assert (first.expected_start, first.expected_end) == (at("09:40"), at("10:45"))
    assert (second.institution, second.standing, second.actual) == (LARKFIELD, "now", 480)
    assert second.expected == 3600 + 300  # five minutes over in a step of three
    assert (third.standing, third.actual, third.expected) == ("to_come", 0, 3600)
    assert third.expected_start == at("11:00") + timedelta(minutes=57 + 7)
    assert fourth.expected_end == ends_at(room(), now()) - timedelta(minutes=11)


def test_the_running_slot_ends_when_its_last_step_will() -> None:
    clock_shows("10:00")
    given(opened(), at_step("slot-1.read-back"))
    after(minutes=1)
    (first, *_) = shares(room(), now())
    assert first.expected_end == at("10:02")


def test_steps_that_were_jumped_over_take_no_time() -> None:
    clock_shows("10:00")
    given(opened(), at_step("slot-2.purpose"))
    first = shares(room(), now())[0]
    assert (first.standing, first.actual, first.expected) == ("past", 0, 0)
    assert first.expected_end == now()


def test_a_step_gone_back_from_is_expected_to_take_only_what_it_has_left() -> None:
    clock_shows("10:00")
    given(opened(), at_step("slot-1.context"))
    after(minutes=7)
    given(at_step("slot-1.ratings"))
    after(minutes=5)
    given(at_step("slot-1.context"))
    lines = {line.step.id: line for line in forecast(room(), now())}
    assert lines["slot-1.ratings"].expected_start == now()
    assert lines["slot-1.clarify"].expected_start == now() + timedelta(minutes=3)


def test_after_the_close_everything_lies_behind() -> None:
    clock_shows("10:00")
    given(opened(), at_step("closing.close"))
    after(minutes=3)
    given(RoomClosed())
    after(minutes=60)
    assert {line.standing for line in forecast(room(), now())} == {"past"}
    assert position(room(), now()) is None
    assert ends_at(room(), now()) == at("10:03")
    assert used(room(), now()) == {"closing.close": 180}


def test_the_time_between_a_close_and_a_reopening_belongs_to_no_step() -> None:
    given(opened(), at_step("closing.insights"))
    after(minutes=3)
    given(RoomClosed())
    after(minutes=30)
    given(RoomReopened())
    after(minutes=2)
    assert left() == 3


# A forgotten "next"


def test_a_forgotten_next_is_put_right() -> None:
    clock_shows("10:30")
    given(opened(), at_step("slot-1.challenge"))
    clock_shows("10:50")
    given(at_step("slot-1.peer-view"))
    when(ROSALIND, CorrectStepStart, step="slot-1.peer-view", at="2026-11-12T10:41:00Z")
    then(StepStartCorrected(step="slot-1.peer-view", start=at("10:41")))
    assert used(room(), now()) == {"slot-1.challenge": 11 * 60, "slot-1.peer-view": 9 * 60}
    assert left() == -3


def test_a_correction_in_local_time_is_kept_in_utc() -> None:
    clock_shows("10:30")
    given(opened(), at_step("slot-1.challenge"))
    clock_shows("10:50")
    given(at_step("slot-1.peer-view"))
    when(ROSALIND, CorrectStepStart, step="slot-1.peer-view", at="2026-11-12T11:41:00+01:00")
    event = log()[-1].event
    assert isinstance(event, StepStartCorrected)
    assert (event.start, event.start.tzinfo) == (at("10:41"), UTC)


def test_pauses_count_for_the_step_that_really_ran_then() -> None:
    clock_shows("10:00")
    given(opened(), at_step("slot-1.challenge"))
    clock_shows("10:05")
    given(ClockPaused())
    clock_shows("10:15")
    given(ClockResumed())
    clock_shows("10:20")
    given(at_step("slot-1.peer-view"))
    clock_shows("10:22")
    when(ROSALIND, CorrectStepStart, step="slot-1.peer-view", at="2026-11-12T10:08:00Z")
    # 10:00-10:05 ran, 10:05-10:15 stood, three minutes of that now before the new beginning
    assert used(room(), now()) == {"slot-1.challenge": 5 * 60, "slot-1.peer-view": 7 * 60}


def test_a_start_is_not_put_before_the_step_before_it() -> None:
    clock_shows("10:30")
    given(opened(), at_step("slot-1.challenge"))
    clock_shows("10:50")
    given(at_step("slot-1.peer-view"))
    when(ROSALIND, CorrectStepStart, step="slot-1.peer-view", at="2026-11-12T10:30:00Z")
    refused(ClockSays, "Another step was running then.")


def test_a_start_is_not_put_after_the_steps_own_end() -> None:
    clock_shows("10:30")
    given(opened(), at_step("slot-1.challenge"))
    clock_shows("10:50")
    given(at_step("slot-1.peer-view"))
    when(ROSALIND, CorrectStepStart, step="slot-1.challenge", at="2026-11-12T10:50:00.001Z")
    refused(ClockSays, "still to come")
    after(minutes=5)
    when(ROSALIND, CorrectStepStart, step="slot-1.challenge", at="2026-11-12T10:51:00Z")
    refused(ClockSays, "Another step was running then.")


def test_the_first_step_may_have_begun_earlier_but_not_yesterday() -> None:
    clock_shows("10:30")
    given(opened(), at_step("opening.welcome"))
    when(ROSALIND, CorrectStepStart, step="opening.welcome", at="2026-11-11T10:30:00Z")
    refused(ClockSays, "more than a day ago")
    when(ROSALIND, CorrectStepStart, step="opening.welcome", at="2026-11-12T09:31:00Z")
    assert left() == -54


def test_a_step_that_has_not_begun_has_no_start_to_put_right() -> None:
    given(opened(), at_step("opening.welcome"))
    when(ROSALIND, CorrectStepStart, step="slot-1.context", at="2026-11-12T09:31:00Z")
    refused(NoSuchStep, "has not begun")


def test_of_a_step_that_ran_twice_the_later_start_is_put_right() -> None:
    clock_shows("10:00")
    given(opened(), at_step("slot-1.context"))
    clock_shows("10:10")
    given(at_step("slot-1.ratings"))
    clock_shows("10:20")
    given(at_step("slot-1.context"))
    clock_shows("10:30")
    when(ROSALIND, CorrectStepStart, step="slot-1.context", at="2026-11-12T10:15:00Z")
    assert used(room(), now()) == {"slot-1.context": 25 * 60, "slot-1.ratings": 5 * 60}


def test_a_start_put_before_a_close_gives_no_minute_to_two_steps() -> None:
    clock_shows("10:00")
    given(opened(), at_step("closing.insights"))
    clock_shows("10:05")
    given(at_step("closing.close"))
    clock_shows("10:10")
    given(RoomClosed())
    clock_shows("10:30")
    given(RoomReopened())
    clock_shows("10:40")
    when(ROSALIND, CorrectStepStart, step="closing.close", at="2026-11-12T10:08:00Z")
    assert used(room(), now())["closing.close"] == 35 * 60  # from 10:05 on, each minute once


def test_a_start_after_a_close_leaves_the_gap() -> None:
    clock_shows("10:00")
    given(opened(), at_step("closing.close"))
    clock_shows("10:10")
    given(RoomClosed())
    clock_shows("10:30")
    given(RoomReopened())
    clock_shows("10:40")
    when(ROSALIND, CorrectStepStart, step="closing.close", at="2026-11-12T10:25:00Z")
    assert used(room(), now())["closing.close"] == 25 * 60


# When the day changes


def test_when_an_institution_drops_out_the_later_hours_begin_earlier() -> None:
    clock_shows("09:30")
    given(opened(), at_step("opening.welcome"))
    when(ROSALIND, WithdrawInstitution, institution=LARKFIELD)
    assert [share.slot for share in shares(room(), now())] == [S1, S3, S4]
    assert [share.expected_start for share in shares(room(), now())] == [at("09:40"), at("10:47"), at("11:54")]
    assert ends_at(room(), now()) == at("13:05")


def test_the_promise_of_an_hour_is_what_was_prepared() -> None:
    given(opened(), at_step("slot-1.challenge"))
    when(ROSALIND, ExtendStep, minutes=10, take_from="later")
    assert [share.promised for share in shares(room(), now())] == [3600] * 4


@pytest.mark.parametrize(
    ("seconds", "spares", "gifts"),
    [(60, [60], [60]), (60, [30, 30], [30, 30]), (61, [100, 100], [31, 30]), (10, [0, 30, 0], [0, 10, 0])],
)
def test_seconds_are_shared_out_whole(seconds: int, spares: list[int], gifts: list[int]) -> None:
    assert in_proportion(seconds, spares) == gifts


def test_the_slots_of_a_room_are_known_by_where_they_stand() -> None:
    given(opened(), at_step("slot-2.context"))
    assert room().slot is room().slots[S2]
    assert room().is_over(S1) is False  # it never ran
