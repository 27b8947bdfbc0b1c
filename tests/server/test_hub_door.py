"""The hub's door: the first link, signing in by passphrase and by e-mail, what nobody is told, signing out."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from server.house import House
from tests.server.hubs import BASE, PASSPHRASE, Visitor, desks, founder, hub_called, words
from tests.server.letterbox import Letterbox, letterbox
from tests.server.serving import until

pytestmark = pytest.mark.slow  # passphrases are slow by design

PRIYA = "priya@hub.example"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house without hubs, and without a mail server."""
    async with desks(tmp_path) as found:
        yield found


# The first link


async def test_the_first_link_makes_hub_and_facilitator_and_signs_in(house: House) -> None:
    priya = await founder(house, "Wexmoor Vale Careers Hub", "Priya Nandakumar")
    shown = await priya.sees("/hub")
    assert "Wexmoor Vale Careers Hub" in shown
    assert "Priya Nandakumar" in shown
    assert "No reviews yet" in shown


async def test_looking_at_a_link_spends_nothing(house: House) -> None:
    token, scanner = await house.directory.make_founding_link(), Visitor(house)
    for _ in range(3):
        answer = await scanner.gets(f"/sign-in/{token}")
        assert "Set up your hub" in answer.text
        assert "set-cookie" not in answer.headers
    priya = await founder(house, "Wexmoor", "Priya N", "priya@hub.example")
    jo = await house.directory.invite((await hub_called(house, "Wexmoor")).id, "Jo", "jo@hub.example")
    for token in (await house.directory.make_sign_in_link(PRIYA), await house.directory.make_invitation(jo.id)):
        for answer in (await scanner.gets(f"/sign-in/{token}"), await scanner.client.head(f"/sign-in/{token}")):
            assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
        assert await house.directory.find_one_time(token) is not None
    assert "Jo" in await priya.sees("/hub/people")


async def test_a_used_link_says_so(house: House) -> None:
    token = await house.directory.make_founding_link()
    form = {"hub": "A hub", "name": "Priya", "email": PRIYA}
    await Visitor(house).posts(f"/sign-in/{token}", **form)
    for answer in (
        await Visitor(house).gets(f"/sign-in/{token}"),
        await Visitor(house).posts(f"/sign-in/{token}", **form),
    ):
        assert answer.status_code == 404
        assert "This link has ended" in answer.text
    assert len(await house.directory.hubs()) == 1


async def test_a_button_pressed_twice_in_a_hurry_is_one_press(house: House) -> None:
    token, visitor = await house.directory.make_founding_link(), Visitor(house)
    press = pressed_on(await visitor.gets(f"/sign-in/{token}"))
    form = {"hub": "Wexmoor", "name": "Priya", "email": PRIYA, "press": press}
    answers = [
        await Visitor(house).posts(f"/sign-in/{token}", **form),
        await visitor.posts(f"/sign-in/{token}", **form),
    ]
    assert [one.headers.get("location") for one in answers] == ["/hub", "/hub"]
    assert "Priya" in await visitor.sees("/hub")  # of the first answer the browser took nothing
    assert len(await house.directory.hubs()) == 1
    link = await house.directory.make_sign_in_link(PRIYA)
    press = pressed_on(await visitor.gets(f"/sign-in/{link}"))
    assert [(await Visitor(house).posts(f"/sign-in/{link}", press=press)).status_code for _ in range(2)] == [303, 303]
    other = pressed_on(await visitor.gets(f"/sign-in/{await house.directory.make_sign_in_link(PRIYA)}"))
    for another in ("", "guessed", other):
        assert (await Visitor(house).posts(f"/sign-in/{link}", press=another)).status_code == 404


def pressed_on(page: httpx2.Response) -> str:
    """The word by which a page names its press."""
    found = re.search(r'name="press" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hub": "  "}, "Write what your hub or trust is called."),
        ({"name": ""}, "Write the name that others know."),
        ({"name": "x" * 121}, "up to 120 characters"),
        ({"email": "priya at hub"}, "Write a whole e-mail address"),
        ({"email": "a@b@c.example"}, "Write a whole e-mail address"),
        ({"passphrase": "short", "again": "short"}, "at least 10 characters"),
        ({"passphrase": PASSPHRASE, "again": ""}, "The two are not the same"),
    ],
)
async def test_what_cannot_be_taken_is_said_and_the_rest_stays_typed(
    house: House, change: dict[str, str], says: str
) -> None:
    token, visitor = await house.directory.make_founding_link(), Visitor(house)
    form = {"hub": "Hub <b>", "name": "Priya “P”", "email": PRIYA, "passphrase": "", "again": ""} | change
    answer = await visitor.posts(f"/sign-in/{token}", **form)
    assert answer.status_code == 422
    assert says in words(answer)
    kept = re.findall(r'name="(?:hub|name|email)"[^>]* value="([^"]*)"', answer.text)
    assert len(kept) == 3
    assert "Hub <b>" not in answer.text
    assert PASSPHRASE not in answer.text
    assert await house.directory.hubs() == []


# By passphrase


async def test_address_and_passphrase_sign_in(house: House) -> None:
    await founder(house, "Wexmoor", "Priya N")
    again = Visitor(house)
    answer = await again.signs_in(" PRIYA@hub.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/hub")
    assert "Priya N" in await again.sees("/hub")
    assert "You are signed in to Wexmoor" in await again.sees("/")


async def test_a_wrong_passphrase_and_an_unknown_address_are_answered_alike(house: House) -> None:
    await founder(house, "Wexmoor", "Priya N")
    known = await Visitor(house).signs_in(PRIYA, "not this one")
    unknown = await Visitor(house).signs_in("nobody@hub.example", "not this one")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.text.replace(PRIYA, "") == unknown.text.replace("nobody@hub.example", "")
    assert 'value="priya@hub.example"' in known.text
    assert "set-cookie" not in known.headers


async def test_an_invited_address_has_no_passphrase_to_guess(house: House) -> None:
    await founder(house, "Wexmoor", "Priya N")
    await house.directory.invite((await hub_called(house, "Wexmoor")).id, "Jo", "jo@hub.example")
    assert (await Visitor(house).signs_in("jo@hub.example", "")).status_code == 422


async def test_guessing_at_one_address_is_slowed_wherever_it_comes_from(house: House) -> None:
    await founder(house, "Wexmoor", "Priya N")
    for email in (PRIYA, "nobody@hub.example"):
        answers = [(await Visitor(house).signs_in(email, "a guess")).status_code for _ in range(12)]
        assert answers == [422] * 10 + [429] * 2
    assert (await Visitor(house).signs_in("jo@hub.example", "a guess")).status_code == 422


async def test_guessing_from_one_place_is_slowed_whatever_the_address(house: House) -> None:
    visitor = Visitor(house)
    answers = [(await visitor.posts("/sign-in", **{"pass": f"guess {i}"})).status_code for i in range(40)]
    assert answers[0] == 422
    assert answers[-1] == 429


async def test_a_form_of_another_site_signs_nobody_in(house: House) -> None:
    await founder(house, "Wexmoor", "Priya N")
    form = {"email": PRIYA, "passphrase": PASSPHRASE}
    visitor = Visitor(house)
    for path in ("/sign-in", "/sign-out", f"/sign-in/{await house.directory.make_founding_link()}", "/hub/people"):
        answer = await visitor.client.post(path, data=form, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


# The hub's own link and passphrase


async def test_the_hubs_own_link_and_passphrase_go_on_working(house: House) -> None:
    hub = await house.directory.make_hub("Our hub")
    await house.directory.set_passphrase(hub.id, "six herons by the weir")
    token = await house.directory.make_link("hub", hub=hub.id)
    for pasted in (token, f"{BASE}/join/{token}"):
        answer = await Visitor(house).posts("/sign-in", **{"pass": f" {pasted} "})
        assert answer.headers["location"] == f"/join/{token}"
    visitor = Visitor(house)
    assert (await visitor.posts(f"/join/{token}")).headers["location"] == "/hub"
    assert "Our hub" in await visitor.sees("/hub")
    assert "Nobody has a name here yet" in await visitor.sees("/hub/people")
    other = Visitor(house)
    assert (await other.posts("/sign-in", **{"pass": "six herons by the weir"})).headers["location"] == "/hub"
    assert "Our hub" in await other.sees("/hub")


async def test_a_one_time_link_may_be_pasted_too(house: House) -> None:
    token = await house.directory.make_founding_link()
    answer = await Visitor(house).posts("/sign-in", **{"pass": f"{BASE}/sign-in/{token}"})
    assert answer.headers["location"] == f"/sign-in/{token}"


# By e-mail


@pytest.fixture
async def box() -> AsyncIterator[Letterbox]:
    """A mail server."""
    async with letterbox() as found:
        yield found


@pytest.fixture
async def writing(tmp_path: Path, box: Letterbox) -> AsyncIterator[House]:
    """A house that sends its letters there."""
    async with desks(tmp_path, SMTP_URL=box.url, MAIL_FROM="Rooms <rooms@rooms.example>") as found:
        yield found


async def test_a_link_by_e_mail_signs_in_once(writing: House, box: Letterbox) -> None:
    await founder(writing, "Wexmoor", "Priya N")
    visitor = Visitor(writing)
    answer = await visitor.posts("/sign-in", email="Priya@HUB.example", by="link")
    assert "a link is on its way" in words(answer)
    await until(lambda: len(box.letters) == 1)
    assert box.sent_to == [PRIYA]
    link = re.search(rf"{BASE}/sign-in/\S+", box.letters[0].get_content())
    assert link is not None
    assert "Sign in to your rooms" in await visitor.sees(link[0])
    assert (await visitor.posts(link[0])).headers["location"] == "/hub"
    assert "Priya N" in await visitor.sees("/hub")
    assert (await Visitor(writing).posts(link[0])).status_code == 404


async def test_an_address_without_a_passphrase_typed_means_a_link(writing: House, box: Letterbox) -> None:
    await founder(writing, "Wexmoor", "Priya N")
    await Visitor(writing).posts("/sign-in", email=PRIYA, passphrase="")
    await until(lambda: len(box.letters) == 1)


async def test_an_unknown_address_gets_the_same_answer_and_no_letter(writing: House, box: Letterbox) -> None:
    await founder(writing, "Wexmoor", "Priya N")
    known = await Visitor(writing).posts("/sign-in", email=PRIYA, by="link")
    unknown = await Visitor(writing).posts("/sign-in", email="nobody@hub.example", by="link")
    assert (known.status_code, known.text.replace(PRIYA, "")) == (200, unknown.text.replace("nobody@hub.example", ""))
    await until(lambda: len(box.letters) == 1)
    await asyncio.sleep(0.05)
    assert box.sent_to == [PRIYA]
    assert box.greeted == 3  # one for each who asked, one for the letter


async def test_one_address_is_not_flooded_with_letters(writing: House, box: Letterbox) -> None:
    await founder(writing, "Wexmoor", "Priya N")
    answers = [(await Visitor(writing).posts("/sign-in", email=PRIYA, by="link")).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    await until(lambda: len(box.letters) == 3)


async def test_a_mail_server_that_is_away_is_said_to_everybody_alike(tmp_path: Path) -> None:
    async with letterbox() as gone:
        url = gone.url
    async with desks(tmp_path, SMTP_URL=url) as house:
        await founder(house, "Wexmoor", "Priya N")
        known = await Visitor(house).posts("/sign-in", email=PRIYA, by="link")
        unknown = await Visitor(house).posts("/sign-in", email="nobody@hub.example", by="link")
        assert "The mail server could not be reached" in words(known)
        assert (known.status_code, known.text.replace(PRIYA, "")) == (
            503,
            unknown.text.replace("nobody@hub.example", ""),
        )
        assert 'value="priya@hub.example"' in known.text


# Leaving


async def test_signing_out_ends_the_desk_on_this_device_alone(house: House) -> None:
    priya, elsewhere = await founder(house, "Wexmoor", "Priya N"), Visitor(house)
    await elsewhere.signs_in(PRIYA)
    assert (await priya.posts("/sign-out")).headers["location"] == "/"
    for path in ("/hub", "/hub/people", "/hub/rooms/r_1/duplicate"):
        assert (await priya.gets(path)).headers["location"] == "/"
    assert (await elsewhere.gets("/hub")).status_code == 200
