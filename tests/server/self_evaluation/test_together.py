"""Comparing, agreeing, sharing: what colleagues see of each other, and what nobody overwrites unawares."""

import asyncio

from tests.server.self_evaluation.at_home import (
    ANNELIESE,
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


async def test_before_comparing_one_sees_who_has_rated_and_what_it_means(home: AtHome) -> None:
    await home.alone(RUTH, "1.1", 2)
    shown = await home.sees(IMOGEN, "compare")
    assert "Ruth Penhallow has begun" in shown
    assert "0 of 1 have rated all 26 statements" in shown
    assert "everybody will know whose levels these are" in shown
    assert "Nobody rates alone after this." in shown
    assert "Imogen Thackray" in shown.partition("would not have rated")[0]
    assert "You have rated 0 of 26 yourself." in shown


async def test_nothing_says_who_alone_rated_a_statement(home: AtHome) -> None:
    """Three have rated; how many each did would name whoever rated 1.3."""
    for who, statements in ((IMOGEN, ("1.1", "1.2", "1.3")), (RUTH, ("1.1", "1.2")), (DOMINIC, ("1.1", "1.2"))):
        for statement in statements:
            await home.alone(who, statement, 2)
    assert "know whose levels" not in await home.sees(RUTH, "compare")
    for compared in (False, True):
        for path in ("", "compare"):
            shown = await home.sees(RUTH, path)
            assert "3 of 26" not in shown, (compared, path)
        evaluation = (await home.room.read(RUTH))["institutions"][0]["self_evaluation"]
        assert (evaluation["begun"], evaluation["finished"], evaluation["rated_by"]) == (3, 0, None)
        assert len((await home.room.read(ROSALIND))["institutions"][0]["self_evaluation"]["rated_by"]) == 3
        if not compared:
            await home.posts(IMOGEN, "compare", command="c-now")
    assert "Imogen Thackray has rated" in await home.sees(RUTH, "")


async def test_comparing_shows_the_widest_difference_first_and_no_names(home: AtHome) -> None:
    for who, apart, wide in ((IMOGEN, 2, 1), (RUTH, 3, 4)):
        await home.alone(who, "1.1", apart, f"words of {who.split()[0]} <i>")
        await home.alone(who, "2.1", wide)
        await home.alone(who, "1.2", 2)
    first, second = await asyncio.gather(
        *(home.posts(who, "compare", command=f"c-{who[:4]}") for who in (IMOGEN, RUTH))
    )
    assert {first.status_code, second.status_code} == {303}
    answer = await home.gets(DOMINIC, "compare")
    shown = words(answer)
    assert shown.index("2.1 Progressive") < shown.index("1.1 Vision") < shown.index("Where nobody differs")
    assert "words of Ruth <i>" in shown
    assert "&lt;i&gt;" in answer.text
    assert 'aria-label="1 Starting by 1, 4 Leading by 1"' in answer.text
    assert RUTH not in answer.text.partition("<main")[2]
    for stranger in (SIOBHAN, ROSALIND):
        assert "words of" not in (await home.gets(stranger, "compare")).text


async def test_nobody_compares_what_nobody_rated(home: AtHome) -> None:
    answer = await home.posts(IMOGEN, "compare", command="c-one")
    assert answer.status_code == 422
    assert "nothing to compare" in words(answer)
    assert "Agree your positions" in await home.sees(IMOGEN, "compare")


async def test_a_position_that_was_never_there_is_no_ones_to_overwrite(home: AtHome) -> None:
    answer = await home.posts(IMOGEN, "agree/1.1", level="2", evidence="The plan", seen="5")
    assert answer.status_code == 303
    answer = await home.posts(IMOGEN, "for-all/1", typed="level-1.2", **{"level-1.2": "2", "seen-1.2": "5"})
    assert answer.status_code == 303
    assert {*await home.positions()} == {"1.1", "1.2"}


async def test_one_position_after_the_other_is_agreed(home: AtHome) -> None:
    await home.compared()
    shown = await home.sees(RUTH, "agree/1.1")
    assert "1 of 26, theme 1" in shown
    assert "words of Imogen Thackray" in shown
    answer = await home.posts(RUTH, "agree/1.1", level="2", evidence=" The plan\r\nof May ", seen="0")
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (303, "1.2")
    there = (await home.positions())["1.1"]
    assert (there.level, there.evidence) == (2, "The plan\nof May")
    assert "1 of 26 agreed" in await home.sees(IMOGEN, "compare")
    assert 'name="level" value="2" checked' in (await home.gets(RUTH, "agree/1.2")).text  # they are of one mind
    answer = await home.pauses(RUTH, "agree/1.2", level="2", seen="0")
    assert answer.headers["hx-redirect"].endswith("/agree/1.3")


async def test_who_comes_second_is_told_and_keeps_the_words(home: AtHome) -> None:
    await home.compared()
    await home.posts(RUTH, "agree/1.1", level="3", evidence="Theirs", seen="0")
    answer = await home.posts(IMOGEN, "agree/1.1", level="1", evidence="Mine <b>", seen="0")
    assert answer.status_code == 422
    assert "Ruth Penhallow settled it at" in words(answer)
    assert "Mine &lt;b&gt;" in answer.text
    answer = await home.pauses(IMOGEN, "agree/1.1", level="1", evidence="Mine", seen="0")
    assert (answer.status_code, "“Theirs”" in words(answer)) == (422, True)
    seen = (await home.positions())["1.1"].seq
    assert f'value="{seen}"' in answer.text
    await home.posts(IMOGEN, "agree/1.1", level="1", evidence="Mine", seen=str(seen))
    assert (await home.positions())["1.1"].evidence == "Mine"


async def test_a_page_that_is_open_hears_of_it_before_anybody_presses(home: AtHome) -> None:
    await home.compared()
    assert "settled" not in await home.sees(IMOGEN, "agree/1.1/news?seen=0")
    await home.posts(RUTH, "agree/1.1", level="3", seen="0")
    assert "Ruth Penhallow settled this" in await home.sees(IMOGEN, "agree/1.1/news?seen=0")


async def test_what_cannot_be_agreed_is_said_in_a_sentence(home: AtHome) -> None:
    for form, sentence in (
        ({}, "Choose a level."), ({"level": "²"}, "Choose a level."), ({"level": "9"}, "no level 9"),
        ({"level": "2", "evidence": "x" * 4001}, "4,000 is the most"),
    ):  # fmt: skip
        answer = await home.posts(IMOGEN, "agree/1.1", **form)
        assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert await home.positions() == {}


async def test_sharing_says_who_sees_what_and_then_they_do(home: AtHome) -> None:
    await home.compared()
    await home.posts(IMOGEN, "agree/1.1", level="2", evidence="CANARY8", seen="0")
    for stranger in (SIOBHAN, ROSALIND):
        assert "CANARY8" not in (await home.room.gets(stranger, "/api/rooms/ROOM")).text
    shown = await home.sees(IMOGEN, "share")
    assert "Larkfield School, The Causeway PRU, Estuary Gate College" in shown
    assert "25 statements not agreed yet: 1.2, 1.3" in shown
    assert "Observers, only if you let them see your hour" in shown
    for name in ("c-share", "c-share", "c-again"):  # pressed twice, and by a colleague
        assert (await home.posts(IMOGEN, "share", command=name)).status_code == 303
    assert "CANARY8" in (await home.room.gets(SIOBHAN, "/api/rooms/ROOM")).text
    assert "Known to everybody" in await home.sees(IMOGEN, "share")
    assert "words of Imogen" not in (await home.room.gets(SIOBHAN, "/api/rooms/ROOM")).text
    minutes = (await home.room.gets(ROSALIND, "/rooms/ROOM/minutes.md")).text
    assert "Took part in the self-evaluation" in minutes
    assert "Imogen Thackray, Ruth Penhallow" in minutes


async def test_the_way_says_where_one_stands_on_it(home: AtHome) -> None:
    assert "26 statements: a level and a few words on each" in await home.sees(IMOGEN)
    await home.room.does(IMOGEN, "AgreePosition", slot=SLOT, statement="1.1", level=2)
    shown = await home.sees(RUTH)
    assert "one of you settles the positions for all" in shown
    assert "Go on with theme 1" in shown
    await home.room.does(IMOGEN, "SharePositions", slot=SLOT)
    assert "Partly shared Harrow Beck Academy" in await home.sees(ROSALIND)
    await home.alone(RUTH, "1.1", 2)
    assert "Ruth Penhallow has begun" in await home.sees(IMOGEN)


async def test_in_its_hour_a_host_finds_one_button_to_share(home: AtHome) -> None:
    await home.room.does(IMOGEN, "AgreePosition", slot=SLOT, statement="1.1", level=2, evidence="CANARY9")
    await home.room.does(ROSALIND, "OpenRoom")
    await home.room.does(ROSALIND, "StartStep", step="slot-1.ratings")
    pages = {who: (await home.gets_room(who)).text for who in (IMOGEN, SIOBHAN, ROSALIND)}
    assert "1 position of yours is not shared yet." in " ".join(pages[IMOGEN].replace("\n", " ").split())
    assert 'value="SharePositions"' in pages[IMOGEN]
    for who in (SIOBHAN, ROSALIND):
        assert "SharePositions" not in pages[who]
        assert "CANARY9" not in pages[who]
    await home.room.does(IMOGEN, "SharePositions", slot=SLOT)
    assert "CANARY9" in (await home.gets_room(SIOBHAN)).text
    assert "SharePositions" not in (await home.gets_room(IMOGEN)).text


async def test_facilitators_see_how_far_everybody_is_and_nothing_else(home: AtHome) -> None:
    await home.alone(RUTH, "1.1", 2, "CANARY10")
    shown = await home.sees(ROSALIND)
    assert f"{HOST} 1 colleague has rated alone, not compared yet. 0 of 26 agreed, 0 shared." in shown
    assert "CANARY10" not in shown
    for path in ("theme/1", "for-all/1", "compare", "agree/1.1", "share", "print"):
        answer = await home.gets(ROSALIND, path)
        assert (answer.status_code, "CANARY10" in answer.text) == (403, False)
    assert "Begun Harrow Beck Academy" in shown
    assert "Shared Larkfield School 26 of 26 agreed, 26 shared." in shown
    part = await home.room.door.client.get(
        f"/rooms/{home.room.id}/self-evaluation/progress",
        headers={"Authorization": f"Bearer {home.room.tokens[ROSALIND]}", "HX-Request": "true"},
    )
    assert "1 colleague has rated alone" in part.text
    for who in (IMOGEN, SIOBHAN):
        assert (await home.room.gets(who, "/rooms/ROOM/self-evaluation/progress")).status_code == 403
    assert (await home.gets(ANNELIESE)).status_code == 403


async def test_the_lobby_leads_there(home: AtHome) -> None:
    assert f'href="/rooms/{home.room.id}/self-evaluation">' in (await home.gets_room(IMOGEN)).text
    assert "/self-evaluation/progress" in (await home.gets_room(ROSALIND)).text
    assert "/self-evaluation" not in (await home.gets_room(ANNELIESE)).text
    answer = await home.room.gets(IMOGEN, "/rooms/ROOM/self-evaluation")
    assert answer.status_code == 303


async def test_a_form_is_printed_empty_and_as_it_is_filled_in(home: AtHome) -> None:
    await home.room.does(IMOGEN, "AgreePosition", slot=SLOT, statement="1.1", level=2, evidence="In May")
    filled, empty = await home.sees(IMOGEN, "print"), await home.sees(IMOGEN, "print?empty=yes")
    assert "✓ 2 Building chosen" in filled
    assert "In May" in filled
    assert "✓" not in empty
    assert "In May" not in empty
    assert (await home.gets(IMOGEN, "print?empty=yes")).text.count("paper__words") == 26
