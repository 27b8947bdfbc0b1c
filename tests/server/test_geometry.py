"""The pictures' geometry: what stands where, without looking at a screen."""

import re

from hypothesis import given
from hypothesis import strategies as st

from server.dumbbell import Mark, dumbbell
from server.geometry import around, band, clock_label, clock_text, pie, share, table
from server.initials import initials

LEVELS = ["Starting", "Building", "Embedded", "Leading"]
HOUR = [3, 7, 8, 5, 4, 15, 6, 5, 5, 2]


def test_the_rim_is_one_arc_a_step_sized_by_minutes() -> None:
    drawn = table(HOUR, 5, 0.42, [])
    assert [arc.state for arc in drawn.arcs] == ["past"] * 5 + ["now"] + ["next"] * 4
    assert (drawn.start, drawn.end) == ("163.100", "250.900")


def test_the_hand_stands_where_the_time_left_begins() -> None:
    drawn = table(HOUR, 5, 0.42, [])
    assert (drawn.hand_x, drawn.hand_y) == ("143.8", "354.6")
    assert drawn.left_path.startswith("M139.5 366.4A177 177 0 0 1 32.7 257.9")


def test_a_step_over_time_has_no_time_left_and_keeps_its_whole_arc() -> None:
    drawn = table([10, 10], 0, 1.3, [])
    assert drawn.left_path == ""
    assert drawn.over_path.startswith("M")


def test_before_the_first_step_nothing_is_past() -> None:
    assert {arc.state for arc in table([10, 50], -1, 0, []).arcs} == {"next"}


def test_a_part_of_one_step_fills_the_rim() -> None:
    assert " 0 1 1 " in table([15], 0, 0, []).arcs[0].path


def test_a_part_without_minutes_is_drawn_without_arcs() -> None:
    assert [arc.path for arc in table([0, 0], 0, 0, []).arcs] == ["", ""]


@given(st.lists(st.tuples(st.text(max_size=2), st.just("")), max_size=20))
def test_no_seat_leaves_the_box_covers_the_table_or_another_seat(seats: list[tuple[str, str]]) -> None:
    placed = [(float(seat.x), float(seat.y), float(seat.radius)) for seat in around(seats)]
    assert len(placed) == len(seats)
    for x, y, radius in placed:
        assert radius <= x <= 400 - radius + 0.1
        assert radius <= y + 0.1
        assert ((x - 200) ** 2 + (y - 200) ** 2) ** 0.5 >= 172 + radius
    for index, (x, y, radius) in enumerate(placed):
        assert all(((x - a) ** 2 + (y - b) ** 2) ** 0.5 > radius + c for a, b, c in placed[index + 1 :])


def test_time_reads_as_people_say_it() -> None:
    assert [clock_text(seconds) for seconds in (522, 0, 0.4, -80, 119 * 60, 125 * 60, 115.4 * 86400)] == [
        "8:42",
        "0:00",
        "0:01",
        "+1:20",
        "119:00",
        "2 h 05",
        "115 days",
    ]
    assert clock_label(522, "Challenge round") == "8:42 left in Challenge round"
    assert clock_label(-80, "Challenge round") == "1:20 over time in Challenge round"


def test_a_level_glyph_is_as_many_parts_of_the_hour() -> None:
    assert pie(1, 4) == "M16 16V3A13 13 0 0 1 29 16z"
    assert pie(3, 4) == "M16 16V3A13 13 0 1 1 3 16z"
    assert pie(4, 4) == pie(0, 4) == ""


def test_a_bar_never_leaves_its_box() -> None:
    assert [share(5, 10), share(20, 10), share(-1, 10), share(1, 0)] == ["100", "200", "0", "0"]


@given(st.floats(0, 360), st.floats(0, 360))
def test_a_band_is_empty_or_closed(start: float, end: float) -> None:
    assert re.fullmatch(r"(M[^a-z]+z)?", band(start, end, (172, 157)))


def test_markers_that_share_a_level_are_stacked_not_shifted() -> None:
    drawn = dumbbell(LEVELS, 3, [(3, "HB"), (3, "TC")], (3, 3), agreed=3)
    assert drawn.own is not None
    assert drawn.agreed is not None
    marks = [drawn.own, *drawn.middle, drawn.agreed, *drawn.dots]
    assert len({mark.x for mark in marks}) == 1
    heights = [float(mark.y) for mark in marks]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 5


def test_a_middle_between_two_levels_stands_on_both_and_nowhere_between() -> None:
    drawn = dumbbell(LEVELS, 2, [(2, "HB"), (3, "TC")], (2, 3))
    ticks = {tick.number: tick.x for tick in drawn.ticks}
    assert [mark.x for mark in drawn.middle] == [ticks["2"], ticks["3"]]
    assert len({mark.y for mark in drawn.middle}) == 1
    assert drawn.between is not None
    assert drawn.bar is None
    assert drawn.text == "Self-rating 2. Peer views: middle between 2 and 3, from 2 to 3."


def test_what_stands_alone_on_a_level_stands_on_the_line() -> None:
    drawn = dumbbell(LEVELS, 3, [(1, ""), (2, "HB")])
    assert drawn.own is not None
    assert {drawn.own.y, *(dot.y for dot in drawn.dots)} == {drawn.base}


def test_few_views_show_only_middle_and_range() -> None:
    drawn = dumbbell(LEVELS, 4, middle=(2, 2), ranged=(1, 3), agreed=3)
    assert drawn.dots == []
    assert drawn.ranged is not None
    assert drawn.text == "Self-rating 4. Peer views: middle 2, from 1 to 3. Agreed 3."


def test_a_statement_that_nobody_rated_is_an_empty_line() -> None:
    drawn = dumbbell(LEVELS, None)
    assert (drawn.own, drawn.middle, drawn.agreed, drawn.bar) == (None, [], None, None)
    assert drawn.text == "No self-rating."


def test_a_framework_may_have_five_levels() -> None:
    assert [tick.x for tick in dumbbell(["A", "B", "C", "D", "E"], 5).ticks] == ["58", "149", "240", "331", "422"]
    assert dumbbell(["A", "B", "C", "D", "E"], 5).own == Mark("422", "23.5", "")


def test_initials_are_unique_in_a_room() -> None:
    assert initials(["Harrow Beck Academy", "Larkfield School", "The Causeway", "Estuary Gate College"]) == [
        "HB",
        "LS",
        "TC",
        "EG",
    ]
    twice = initials(["Oak School", "Oak School", "Oak School", "", "王"])
    assert len(set(twice)) == 5
