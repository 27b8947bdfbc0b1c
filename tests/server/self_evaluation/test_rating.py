"""Rating alone on a theme's cards: kept as one taps and types, once, and nobody else's."""

import time
from pathlib import Path

from server.framework_files.notes import TEMPLATE
from tests.server.door import standing
from tests.server.self_evaluation.at_home import (
    BASHIR,
    DOMINIC,
    HOST,
    IMOGEN,
    ROSALIND,
    RUTH,
    SIOBHAN,
    SLOT,
    AtHome,
    words,
)
from tests.server.test_framework_in_room import keep_the_model, two_models

CANARY = "CANARY7"


async def test_a_tap_is_kept_at_once_and_the_page_says_how_far_one_is(home: AtHome) -> None:
    answer = await home.pauses(
        IMOGEN, "theme/1", typed="level-1.1 note-1.1", **{"level-1.1": "2", "note-1.1": " Why\r\nso "}
    )
    assert answer.status_code == 200
    assert "1 of 26 rated" in words(answer)
    assert "x-not-kept" not in answer.headers
    assert [(one.level, one.note) for one in (await home.own(IMOGEN)).values()] == [(2, "Why\nso")]
    shown = (await home.gets(IMOGEN, "theme/1")).text
    assert 'name="level-1.1" value="2" checked' in shown


async def test_the_same_words_twice_are_kept_once(home: AtHome) -> None:
    form = {"typed": "level-1.1", "level-1.1": "2"}
    await home.pauses(IMOGEN, "theme/1", **form)
    seq = (await home.now()).seq
    await home.pauses(IMOGEN, "theme/1", **form)
    assert (await home.now()).seq == seq


async def test_an_old_tab_overwrites_nothing_that_was_not_touched_in_it(home: AtHome) -> None:
    await home.alone(IMOGEN, "1.1", 3, "new")
    await home.pauses(IMOGEN, "theme/1", typed="level-1.2", **{"level-1.1": "1", "note-1.1": "old", "level-1.2": "2"})
    assert [(line, one.level, one.note) for line, one in (await home.own(IMOGEN)).items()] == [
        ("1.1", 3, "new"), ("1.2", 2, None),
    ]  # fmt: skip
    await home.pauses(IMOGEN, "theme/1", typed="-", **{"level-1.1": "1"})
    assert (await home.own(IMOGEN))["1.1"].level == 3


async def test_words_without_a_level_stay_on_the_device_until_there_is_one(home: AtHome) -> None:
    answer = await home.pauses(IMOGEN, "theme/1", typed="note-1.2", **{"note-1.2": "Words"})
    assert answer.headers["x-not-kept"] == "level-1.2+note-1.2"
    assert "Choose a level too" in words(answer)
    assert await home.own(IMOGEN) == {}
    answer = await home.pauses(IMOGEN, "theme/1", typed="level-1.2", **{"note-1.2": "Words", "level-1.2": "3"})
    assert "x-not-kept" not in answer.headers
    assert (await home.own(IMOGEN))["1.2"].note == "Words"


async def test_what_is_refused_is_said_at_its_statement_and_the_rest_is_kept(home: AtHome) -> None:
    form = {"level-1.1": "2", "note-1.1": "x" * 4001, "level-1.3": "9", "level-1.4": "1"}
    answer = await home.pauses(IMOGEN, "theme/1", typed=" ".join(form), **form)
    assert answer.headers["x-not-kept"] == "level-1.1+note-1.1 level-1.3+note-1.3"
    assert "4,000 is the most" in words(answer)
    assert "no level 9" in words(answer)
    assert [*(await home.own(IMOGEN))] == ["1.4"]


async def test_without_a_script_the_buttons_keep_and_go_on(home: AtHome) -> None:
    answer = await home.posts(IMOGEN, "theme/1", do="theme 2", typed="", **{"level-1.1": "2", "note-1.1": "Why"})
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (303, "2")
    assert (await home.own(IMOGEN))["1.1"].note == "Why"
    answer = await home.posts(IMOGEN, "theme/1", do="theme 2", typed="", **{"level-1.1": "2", "note-1.2": "<Alone>"})
    assert answer.status_code == 422
    assert "&lt;Alone&gt;" in answer.text
    assert "Choose a level too" in words(answer)
    for does, to in (("done", "self-evaluation"), ("theme 99", "self-evaluation"), ("keep", "1")):
        answer = await home.posts(IMOGEN, "theme/1", do=does)
        assert answer.headers["location"].rpartition("/")[2] == to


async def test_a_name_is_shown_only_where_one_chose_it_and_for_all_one_has_rated(home: AtHome) -> None:
    await home.alone(IMOGEN, "2.1", 2)
    assert not (await home.own(IMOGEN))["2.1"].named
    await home.pauses(IMOGEN, "theme/1", typed="named level-1.1", named="yes", **{"level-1.1": "1"})
    assert [one.named for one in (await home.own(IMOGEN)).values()] == [True, True]
    await home.pauses(IMOGEN, "theme/1", typed="level-1.2", **{"level-1.2": "1"})  # an old tab, without the tick
    assert (await home.own(IMOGEN))["1.2"].named
    await home.pauses(IMOGEN, "theme/1", typed="named")
    assert [one.named for one in (await home.own(IMOGEN)).values()] == [False, False, False]


async def test_nobody_else_reads_what_somebody_rates_alone_whatever_they_ask(home: AtHome) -> None:
    await home.pauses(RUTH, "theme/1", typed="", **{"level-1.1": "3", "note-1.1": CANARY})
    paths = (
        "",
        "theme/1",
        "compare",
        "agree/1.1",
        "share",
        "bring",
        "print",
        "print?empty=yes",
        "agree/1.1/news?seen=0",
    )
    for who in (IMOGEN, DOMINIC, SIOBHAN, ROSALIND):
        for path in paths:
            assert CANARY not in (await home.gets(who, path)).text, (who, path)
        for path in ("/rooms/ROOM", "/rooms/ROOM/minutes.json", "/rooms/ROOM/log.json", "/api/rooms/ROOM"):
            assert CANARY not in (await home.room.gets(who, path)).text, (who, path)
    assert "Ruth Penhallow has begun" in await home.sees(IMOGEN)
    assert CANARY in (await home.gets(RUTH, "print")).text


async def test_once_compared_nobody_rates_alone_and_nothing_typed_is_lost(home: AtHome) -> None:
    await home.compared()
    answer = await home.gets(IMOGEN, "theme/1")
    assert answer.headers["location"].endswith("/compare")
    answer = await home.pauses(IMOGEN, "theme/1", typed="level-1.3 note-1.3", **{"level-1.3": "1", "note-1.3": "Late"})
    assert answer.headers["x-not-kept"] == "level-1.3+note-1.3"
    assert "have compared" in words(answer)


async def test_one_who_fills_it_in_for_all_settles_at_once(home: AtHome) -> None:
    assert "You fill this in for all of you" in await home.sees(IMOGEN, "for-all/1")
    answer = await home.pauses(IMOGEN, "for-all/1", typed="", **{"level-1.1": "2", "note-1.1": "Minutes"})
    assert "1 of 26 agreed" in words(answer)
    assert (await home.positions())["1.1"].evidence == "Minutes"
    seen = (await home.positions())["1.1"].seq
    assert f'name="seen-1.1" value="{seen}"' in answer.text


async def test_a_colleague_who_settled_meanwhile_is_named_and_the_second_press_counts(home: AtHome) -> None:
    await home.room.does(RUTH, "AgreePosition", slot=SLOT, statement="1.1", level=3, evidence="Theirs")
    form = {"typed": "level-1.1", "level-1.1": "2", "note-1.1": "Mine"}  # nothing stood there when the page came
    answer = await home.pauses(IMOGEN, "for-all/1", **form)
    assert "Ruth Penhallow chose 3 Embedded meanwhile" in words(answer)
    assert answer.headers["x-not-kept"] == "level-1.1+note-1.1"
    assert (await home.positions())["1.1"].level == 3
    seen = str((await home.positions())["1.1"].seq)
    await home.pauses(IMOGEN, "for-all/1", **form | {"seen-1.1": seen})
    assert (await home.positions())["1.1"].level == 2


async def test_where_colleagues_have_rated_alone_they_compare_first(home: AtHome) -> None:
    await home.alone(RUTH, "1.1", 2)
    assert (await home.gets(IMOGEN, "for-all/1")).headers["location"].endswith("/compare")
    answer = await home.pauses(IMOGEN, "for-all/1", typed="", **{"level-1.1": "2", "note-1.2": "Alone"})
    assert "Compare first" in words(answer)
    assert "Choose a level too" in words(answer)
    assert await home.positions() == {}


async def test_the_cards_carry_the_words_of_the_model(home: AtHome) -> None:
    shown = await home.sees(IMOGEN, "theme/2")
    assert "Theme 2 of 6" in shown
    line = home.room.door.house.content.frameworks["schools"].themes[1].statements[0]
    assert all(" ".join(text.split()) in shown for text in line.levels)
    for path in ("theme/99", "theme/x", "agree/9.9"):
        assert (await home.gets(IMOGEN, path)).status_code == 404


async def test_a_hub_s_own_model_brings_its_own_words(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        await keep_the_model(door)
        home = AtHome(await door.room(**two_models()))
        theme = TEMPLATE.themes[0]
        shown = await home.sees(IMOGEN, f"theme/{theme.number}")
        assert theme.title in shown
        assert all(" ".join(text.split()) in shown for text in theme.statements[0].levels)
        assert all(level.name in shown for level in TEMPLATE.levels)


async def test_a_whole_model_with_many_colleagues_is_there_at_once(home: AtHome) -> None:
    lines = [line.id for line in (await home.now()).framework_of(SLOT).statements]
    for number, who in enumerate((IMOGEN, RUTH, DOMINIC, BASHIR)):
        for line in lines:
            await home.alone(who, line, 1 + (number + len(line)) % 4, "A note. " * 40)
    await home.room.does(IMOGEN, "CompareRatings", slot=SLOT)
    for path in ("compare", "agree/1.1", "for-all/1", "print", ""):
        took = []
        for _ in range(3):
            began = time.perf_counter()
            await home.gets(IMOGEN, path)
            took.append(time.perf_counter() - began)
        assert min(took) < 0.4, f"{path}: {min(took):.2f} s"


async def test_after_the_meeting_it_is_there_to_read(home: AtHome) -> None:
    await home.alone(IMOGEN, "1.1", 2, "kept")
    await home.room.does(ROSALIND, "OpenRoom")
    await home.room.does(ROSALIND, "CloseRoom")
    answer = await home.gets(IMOGEN, "theme/1")
    assert "The meeting is over." in words(answer)
    assert 'value="2" checked disabled' in answer.text
    assert f"How {HOST} rates itself" in await home.sees(IMOGEN)
    answer = await home.pauses(IMOGEN, "theme/1", typed="level-1.1", **{"level-1.1": "3"})
    assert "nobody rates any more" in words(answer)
    assert "Your self-evaluation" in (await home.gets_room(IMOGEN)).text
