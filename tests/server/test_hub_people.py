"""The people of a hub: invited, sent a new link, removed, in several hubs at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from server.house import House
from tests.server.hubs import PASSPHRASE, Visitor, desks, founder, hub_called, link_in, room_in, words
from tests.server.letterbox import letterbox

pytestmark = pytest.mark.slow  # passphrases are slow by design

JO = "jo@hub.example"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house without a mail server."""
    async with desks(tmp_path) as found:
        yield found


async def id_of(house: House, email: str) -> str:
    (row,) = await house.directory.facilitators_of_address(email)
    return row.id


async def joined(house: House, priya: Visitor, name: str = "Jo Marsh", email: str = JO) -> Visitor:
    """Somebody whom Priya has invited, and who came."""
    jo = Visitor(house)
    link = link_in(await priya.posts("/hub/people", name=name, email=email))
    assert (await jo.posts(link, passphrase=PASSPHRASE, again=PASSPHRASE)).headers["location"] == "/hub"
    return jo


async def test_an_invitation_is_a_link_to_copy_and_one_to_mail(house: House) -> None:
    priya = await founder(house, "Wexmoor & Vale", "Priya N")
    answer = await priya.posts("/hub/people", name="Jo Marsh", email="Jo@Hub.example")
    link = link_in(answer)
    assert "Invited" in words(answer)
    mailto = urlsplit(answer.text.partition('href="mailto:')[2].partition('"')[0].replace("&amp;", "&"))
    assert unquote(mailto.path) == JO
    letter = parse_qs(mailto.query)
    assert letter["subject"] == ["Run reviews with Wexmoor & Vale"]
    assert link in letter["body"][0]
    jo = Visitor(house)
    assert "You are Jo Marsh , jo@hub.example" in await jo.sees(link)
    assert (await jo.posts(link, passphrase=PASSPHRASE, again=PASSPHRASE)).headers["location"] == "/hub"
    assert "Jo Marsh (you)" in await jo.sees("/hub/people")
    assert (await Visitor(house).signs_in(JO)).status_code == 303


async def test_the_link_is_shown_once(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    link = link_in(await priya.posts("/hub/people", name="Jo", email=JO))
    assert link not in (await priya.gets("/hub/people")).text


async def test_a_new_link_ends_the_one_before_and_revoking_ends_both(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    first = link_in(await priya.posts("/hub/people", name="Jo", email=JO))
    jo = await id_of(house, JO)
    second = link_in(await priya.posts(f"/hub/people/{jo}/link"))
    assert (await Visitor(house).gets(first)).status_code == 404
    assert (await Visitor(house).gets(second)).status_code == 200
    assert "The invitation of Jo has ended." in words(await priya.posts(f"/hub/people/{jo}/remove"))
    assert (await Visitor(house).gets(second)).status_code == 404
    assert (await Visitor(house).posts(second)).status_code == 404


@pytest.mark.parametrize(
    ("name", "email", "says"),
    [
        ("", "jo@hub.example", "Write the name"),
        ("Jo", "jo", "whole e-mail address"),
        ("Jo", "x" * 250 + "@hub.example", "whole e-mail address"),
        ("Jo", "PRIYA@hub.example", "in the list already"),
    ],
)
async def test_a_faulty_invitation_keeps_what_was_typed(house: House, name: str, email: str, says: str) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    answer = await priya.posts("/hub/people", name=name, email=email)
    assert answer.status_code == 422
    assert says in words(answer)
    assert f'value="{email}"' in answer.text
    assert len(await house.directory.facilitators((await hub_called(house, "Wexmoor")).id)) == 1


async def test_whoever_is_removed_is_out_with_the_next_request(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    jo = await joined(house, priya)
    made = await room_in(house, "Wexmoor")
    assert (await jo.gets(f"/rooms/{made.room}/as/desk")).status_code == 200
    assert "Jo Marsh is out." in words(await priya.posts(f"/hub/people/{await id_of(house, JO)}/remove"))
    assert (await jo.gets("/hub")).headers["location"] == "/"
    assert (await jo.gets(f"/rooms/{made.room}/as/desk")).status_code in (401, 404)
    assert (await Visitor(house).signs_in(JO)).status_code == 422


async def test_another_process_that_remembers_the_browser_lets_nobody_in_who_was_removed(
    house: House, tmp_path: Path
) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    jo = await joined(house, priya)
    made = await room_in(house, "Wexmoor")
    async with desks(tmp_path) as other:
        elsewhere = Visitor(other)
        elsewhere.client.cookies.update(jo.client.cookies)
        assert (await elsewhere.gets("/hub")).status_code == 200
        assert (await elsewhere.gets(f"/rooms/{made.room}/as/desk")).status_code == 200
        await priya.posts(f"/hub/people/{await id_of(house, JO)}/remove")
        assert (await elsewhere.gets("/hub")).headers["location"] == "/"
        assert (await elsewhere.gets(f"/rooms/{made.room}/as/desk")).status_code in (401, 404)


async def test_the_last_facilitator_is_not_removed(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    answer = await priya.posts(f"/hub/people/{await id_of(house, 'priya@hub.example')}/remove")
    assert answer.status_code == 422
    assert "the only facilitator" in words(answer)
    assert (await priya.gets("/hub")).status_code == 200


async def test_one_may_leave_where_others_stay(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    jo = await joined(house, priya)
    assert "Wexmoor is closed to you now" in words(await jo.posts(f"/hub/people/{await id_of(house, JO)}/remove"))
    assert (await jo.gets("/hub")).headers["location"] == "/"


async def test_another_hubs_people_are_nobody_here(house: House) -> None:
    priya = await founder(house, "Wexmoor", "Priya N")
    await founder(house, "Coastal", "Sam Oduya")
    sam = await id_of(house, "sam@hub.example")
    assert "Sam" not in await priya.sees("/hub/people")
    for path in (f"/hub/people/{sam}/link", f"/hub/people/{sam}/remove", "/hub/people/f_nobody/remove"):
        assert (await priya.posts(path)).status_code == 404
    assert (await Visitor(house).signs_in("sam@hub.example")).status_code == 303


async def test_one_person_in_two_hubs_sees_one_at_a_time(house: House) -> None:
    priya, sam = await founder(house, "Wexmoor", "Priya N"), await founder(house, "Coastal", "Sam Oduya")
    ours, theirs = await room_in(house, "Wexmoor", title="Ours"), await room_in(house, "Coastal", title="Theirs")
    await priya.posts(link_in(await sam.posts("/hub/people", name="Priya N", email="priya@hub.example")))
    assert "Theirs" in (shown := await priya.sees("/hub"))
    assert "Ours" not in shown
    await priya.posts("/hub/switch", hub=(await hub_called(house, "Wexmoor")).id)
    assert "Ours" in (shown := await priya.sees("/hub"))
    assert "Theirs" not in shown
    for made in (ours, theirs):  # whichever hub she looks at, both rooms know her
        assert (await priya.gets(f"/rooms/{made.room}/as/desk")).status_code == 200
    assert (await sam.gets(f"/rooms/{ours.room}/as/desk")).status_code == 404
    await sam.posts("/hub/switch", hub=(await hub_called(house, "Wexmoor")).id)
    assert "Ours" not in await sam.sees("/hub")


@pytest.mark.parametrize(
    ("email", "acts_as"),
    [("JAMIE.Sorrell@wexmoor.example.org", "Jamie Sorrell"), ("priya@hub.example", "Rosalind Achterley")],
)
async def test_at_the_desk_one_acts_as_oneself_where_the_room_knows_ones_address(
    house: House, email: str, acts_as: str
) -> None:
    visitor = await founder(house, "Wexmoor", "Somebody", email)
    helper = {"email": "jamie.sorrell@WEXMOOR.example.org", "room_role": "co_facilitator"}
    leads = [{"name": "Rosalind Achterley"}, {"name": "Jamie Sorrell", **helper}]
    made = await room_in(house, "Wexmoor", facilitators=leads)
    assert (await visitor.posts(f"/rooms/{made.room}/commands", kind="OpenRoom", id="c-1")).status_code == 303
    last = (await house.store.events(made.room, after=(await house.store.head(made.room)).seq - 1))[-1]
    assert getattr(last.event, "by", None) == next(one.id for one in made.people if one.name == acts_as)


async def test_a_passphrase_is_changed_in_every_hub_that_one_is_signed_in_to(house: House) -> None:
    priya, sam = await founder(house, "Wexmoor", "Priya N"), await founder(house, "Coastal", "Sam Oduya")
    await priya.posts(link_in(await sam.posts("/hub/people", name="Priya N", email="priya@hub.example")))
    new = "three herons by the weir"
    assert "The two are not the same" in words(await priya.posts("/hub/people/passphrase", passphrase=new, again=""))
    assert "Your passphrase is set." in words(await priya.posts("/hub/people/passphrase", passphrase=new, again=new))
    again = Visitor(house)
    assert (await again.signs_in("priya@hub.example")).status_code == 422
    assert (await again.signs_in("priya@hub.example", new)).status_code == 303
    assert "Other hubs" in await again.sees("/hub")


async def test_names_are_put_right(house: House) -> None:
    priya = await founder(house, "Wexmor", "Pirya N")
    made = await room_in(house, "Wexmor")
    answer = await priya.posts("/hub/people/names", hub="", name="x" * 121)
    assert answer.status_code == 422
    assert "Write what your hub or trust is called." in words(answer)
    assert "up to 120 characters" in words(answer)
    assert f'value="{"x" * 121}"' in answer.text
    shown = words(await priya.posts("/hub/people/names", hub="Wexmoor", name="Priya N"))
    assert "The names are put right." in shown
    assert "Priya N (you)" in shown
    assert "Wexmor" not in shown
    assert (await house.store.room(made.room)).hub == "Wexmoor Vale Careers Hub"  # as it was prepared


async def test_the_hubs_own_link_may_put_its_name_right_too(house: House) -> None:
    hub = await house.directory.make_hub("Our hub")
    visitor = Visitor(house)
    await visitor.posts(f"/join/{await house.directory.make_link('hub', hub=hub.id)}")
    assert "The names are put right." in words(await visitor.posts("/hub/people/names", hub="Coastal"))
    assert (await visitor.posts("/hub/people/passphrase", passphrase=PASSPHRASE, again=PASSPHRASE)).status_code == 404
    link = link_in(await visitor.posts("/hub/people", name="Kit", email="kit@hub.example"))
    await visitor.posts(link)
    assert "Kit (you)" in await visitor.sees("/hub/people")


async def test_an_invitation_is_sent_where_letters_can_be(tmp_path: Path) -> None:
    async with letterbox(refuses="wrong@") as box, desks(tmp_path, SMTP_URL=box.url) as house:
        priya = await founder(house, "Wexmoor", "Priya N")
        answer = await priya.posts("/hub/people", name="Jo Marsh", email=JO)
        assert "It is on its way to jo@hub.example" in words(answer)
        (letter,) = box.letters
        assert (letter["To"], letter["Reply-To"]) == ("Jo Marsh <jo@hub.example>", "priya@hub.example")
        assert link_in(answer) in letter.get_content()
        answer = await priya.posts("/hub/people", name="Kit", email="wrong@hub.example")
        assert "does not deliver to this address" in words(answer)
        assert (await Visitor(house).gets(link_in(answer))).status_code == 200  # nothing is lost


async def test_what_people_are_called_stays_text(house: House) -> None:
    priya = await founder(house, '<mark>"Hub"', "<mark>Priya", "priya@hub.example")
    await priya.posts("/hub/people", name="{{7*7}}<mark>", email=JO)
    await room_in(house, '<mark>"Hub"', title="<mark>{{7*7}}")
    for path in ("/hub", "/hub/people", "/hub?q=mark", "/"):
        page = (await priya.gets(path)).text
        assert "<mark>" not in page
        assert "&lt;mark&gt;" in page
        assert "49" not in words(await priya.gets(path)).replace("{{7*7}}", "")
