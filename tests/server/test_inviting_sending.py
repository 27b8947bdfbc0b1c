"""Sending letters through a real mail server: once to each, in the background, and what becomes of each is said."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from server.inviting.postman import LEFT_ALONE, LETTERS, LOST
from server.tables import LetterRow
from tests.server.hubs import Visitor, desks, words
from tests.server.invited import DOMINIC, IMOGEN, JAMIE, ROSALIND, RUTH, TOMASZ, Invited, inviting, token_in, until
from tests.server.letterbox import Letterbox, letterbox
from tests.server.setting_up.changing import Form

pytestmark = pytest.mark.slow  # letters leave two a second

PEOPLE = (IMOGEN, DOMINIC, RUTH, TOMASZ)


def body_of(letter: EmailMessage) -> str:
    """What a letter says."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@asynccontextmanager
async def posted(folder: Path, *names: str, **box: Any) -> AsyncIterator[tuple[Invited, Letterbox]]:
    """A room in a house with a mail server."""
    async with letterbox(**box) as kept, inviting(folder, *(names or PEOPLE), SMTP_URL=kept.url) as at:
        yield at, kept


async def settled(at: Invited) -> None:
    """Wait until no letter is on its way."""

    async def quiet() -> bool:
        return not {"waiting", "leaving"} & {state for states in (await at.states()).values() for state in states}

    await until(quiet)


async def test_everybody_with_an_address_gets_one_letter(tmp_path: Path) -> None:
    async with posted(tmp_path, *PEOPLE, JAMIE) as (at, box):
        await at.posts("invitation/address", person=at.ids[TOMASZ], email="")
        assert "Send to 4 people" in await at.sees("invitation")
        answers = await asyncio.gather(*(at.posts("invitation/letters") for _ in range(3)))  # pressed three times
        assert [answer.status_code for answer in answers] == [303] * 3
        await settled(at)
        assert sorted(str(one["To"]) for one in box.letters) == sorted(
            f"{name} <{name.lower().replace(' ', '.')}@example.org>" for name in (IMOGEN, DOMINIC, RUTH, JAMIE)
        )
        shown = await at.sees("invitation")
        assert "Everybody with an address has a letter" in shown
        assert f"No e-mail: give these out by hand {TOMASZ}" in shown
        assert (await at.posts("invitation/letters")).headers["location"].endswith("count=0")
        assert len(box.letters) == 4
        assert ROSALIND not in await at.states()


async def test_the_letter_is_the_one_that_was_shown_with_a_link_that_opens(tmp_path: Path) -> None:
    async with posted(tmp_path) as (at, box):
        await at.posts("invitation/opening", opening="Our third round: “at last”.")
        shown = await at.letter_for(IMOGEN)
        await at.posts("invitation/letters", person=at.ids[IMOGEN], letter="l_0123456789abcdef")
        await settled(at)
        (letter,) = box.letters
        text = body_of(letter)
        assert "Our third round: “at last”." in text
        token = token_in(text)
        spelt = " ".join(text.split()).replace(token, "(made when the letter leaves)")
        assert spelt in shown
        assert str(letter["Reply-To"]) == "rosalind.achterley@example.org"
        assert (await at.opens(token), await at.opens(at.tokens[IMOGEN])) == (200, 404)
        assert await at.opens(at.tokens[RUTH]) == 200


async def test_the_calendar_file_goes_along_and_holds_no_personal_link(tmp_path: Path) -> None:
    async with posted(tmp_path) as (at, box):
        await at.posts("invitation/letters", person=at.ids[RUTH])
        await settled(at)
        (file,) = box.letters[0].iter_attachments()
        assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "invitation.ics")
        assert file["Content-Type"].params["method"] == "PUBLISH"
        written = file.get_payload(decode=True)
        assert isinstance(written, bytes)
        assert b"/join/" not in written
        assert str(Calendar.from_ical(written).walk("VEVENT")[0]["uid"]) == f"{at.made.room}-meeting@review-rooms"


async def test_once_more_is_one_more_letter_however_often_it_is_pressed(tmp_path: Path) -> None:
    async with posted(tmp_path) as (at, box):
        for letter in ("l_000000000000000a", "l_000000000000000a", "l_000000000000000b"):
            await at.posts("invitation/letters", person=at.ids[RUTH], letter=letter)
            await settled(at)
        assert len(box.letters) == 2
        first, second = (token_in(body_of(one)) for one in box.letters)
        assert (await at.opens(first), await at.opens(second)) == (404, 200)


async def test_a_refused_address_is_told_and_its_link_stays_as_it_was(tmp_path: Path) -> None:
    async with posted(tmp_path, refuses="ruth.") as (at, box):
        await at.posts("invitation/letters")
        await settled(at)
        assert (await at.states())[RUTH] == ["failed"]
        assert "does not deliver to this address" in await at.sees("invitation")
        assert await at.opens(at.tokens[RUTH]) == 200
        assert "Send to 1 person" in await at.sees("invitation")
        wrong = await at.posts("invitation/address", person=at.ids[RUTH], email="ruth at school")
        assert wrong.status_code == 422
        assert 'value="ruth at school"' in wrong.text
        await at.posts("invitation/address", person=at.ids[RUTH], email="r.penhallow@school.example")
        await at.posts("invitation/letters")
        await settled(at)
        assert box.sent_to[-1] == "r.penhallow@school.example"
        assert (await at.states())[RUTH] == ["failed", "sent"]


async def test_letters_wait_for_a_mail_server_that_is_away_and_can_be_stopped(tmp_path: Path) -> None:
    async with inviting(tmp_path, *PEOPLE, SMTP_URL="smtp://127.0.0.1:9") as at:  # nobody listens there
        await at.posts("invitation/letters")

        async def told() -> bool:
            return "could not be reached" in await at.sees("invitation")

        await until(told)
        shown = await at.sees("invitation")
        assert "It is tried again every minute" in shown
        assert "4 on their way" in shown
        await at.posts("invitation/stop")
        assert await at.states() == {}
        assert "Send to 4 people" in await at.sees("invitation")
        assert await at.opens(at.tokens[RUTH]) == 200


async def test_what_waits_is_sent_by_the_next_start(tmp_path: Path) -> None:
    async with inviting(tmp_path, *PEOPLE, SMTP_URL="smtp://127.0.0.1:9") as at:
        await at.posts("invitation/letters")
    async with letterbox() as box, desks(tmp_path, SMTP_URL=box.url):
        await until(lambda: len(box.letters) == 4)
    assert len(set(box.sent_to)) == 4


async def test_a_letter_that_was_leaving_when_the_program_died_is_named_and_left_alone(tmp_path: Path) -> None:
    async with inviting(tmp_path, *PEOPLE) as at:
        await at.house.directory.ask_for_letters(at.made.room, {"l_000000000000000a": at.ids[RUTH]}, None)
        row = await at.house.directory.waiting_letter()
        assert row is not None
        assert await at.house.directory.begin_letter(row)
        await long_ago(at, row)
    async with letterbox() as box, desks(tmp_path, SMTP_URL=box.url) as house:
        at.house = house
        await settled(at)
        assert (await at.states())[RUTH] == ["doubtful"]
        at.visitor = Visitor(house)
        rosalind = await at.visitor.posts(f"/join/{at.tokens[ROSALIND]}")
        assert rosalind.status_code == 303
        shown = await at.sees("invitation")
        assert "Perhaps sent" in shown
        assert LEFT_ALONE in shown
        assert await at.opens(at.tokens[RUTH]) == 200  # the earlier link still works: this letter may not have come
        assert "Send to 3 people" in shown
        assert box.letters == []


async def long_ago(at: Invited, row: LetterRow) -> None:
    """As if a letter had begun to leave before anybody could still be sending it."""
    begun = at.house.now() - LOST - timedelta(seconds=1)

    def work(session: Any) -> None:
        kept = session.get(LetterRow, row.id)
        kept.begun_at = begun
        session.add(kept)

    await at.house.store.write(work)


async def test_a_line_that_breaks_at_the_end_leaves_one_letter_in_doubt(tmp_path: Path) -> None:
    async with posted(tmp_path, hangs_up=True) as (at, box):
        await at.posts("invitation/letters", person=at.ids[RUTH])
        await settled(at)
        assert (await at.states())[RUTH] == ["doubtful"]
        assert "may have arrived or not" in await at.sees("invitation")
        token = token_in(body_of(box.letters[0]))
        assert (await at.opens(token), await at.opens(at.tokens[RUTH])) == (200, 200)
        assert len(box.letters) == 1


async def test_who_is_shut_out_while_a_letter_waits_gets_none(tmp_path: Path) -> None:
    async with inviting(tmp_path, *PEOPLE, SMTP_URL="smtp://127.0.0.1:9") as at:
        await at.posts("invitation/letters", person=at.ids[RUTH])
        await at.posts("links/end", person=at.ids[RUTH])
        assert await at.states() == {}


async def test_nobody_is_invited_to_a_meeting_that_is_over(tmp_path: Path) -> None:
    async with posted(tmp_path) as (at, box):
        for kind in ("OpenRoom", "CloseRoom"):
            await at.posts("commands", kind=kind, id=f"c-{kind}")
        answer = await at.posts("invitation/letters")
        assert answer.status_code == 422
        assert "The meeting is over" in words(answer)
        assert "Invitations are not sent any more" in await at.sees("invitation")
        assert box.letters == []


async def test_without_a_mail_server_letters_are_copied(tmp_path: Path) -> None:
    async with inviting(tmp_path, *PEOPLE) as at:
        shown = await at.sees("invitation")
        assert "This installation sends no e-mail" in shown
        assert "Send to" not in shown
        assert (await at.posts("invitation/letters")).status_code == 422
        page = (await at.posts("invitation/by-hand", person=at.ids[RUTH])).text
        assert "mailto:ruth.penhallow@example.org?subject=Invitation" in page
        assert "By hand" in await at.sees("invitation")


async def test_no_name_address_or_link_reaches_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with posted(tmp_path, refuses="ruth.") as (at, box):
        await at.posts("invitation/letters")
        await settled(at)
        tokens = [token_in(body_of(one)) for one in box.letters]
    said = "".join(capsys.readouterr()) + caplog.text
    assert "letter" in said
    for word in ("example.org", "Penhallow", "Dominic", "Wexmoor Vale", *tokens):
        assert word not in said


async def test_a_few_letters_leave_each_second(tmp_path: Path) -> None:
    async with posted(tmp_path) as (at, box):
        began = time.monotonic()
        await at.posts("invitation/letters")
        await settled(at)
        took = time.monotonic() - began
    assert len(box.letters) == 4
    assert took >= (len(box.letters) - LETTERS.burst) / LETTERS.per_second * 0.9


async def test_after_a_change_of_plan_whoever_has_a_letter_gets_another_one(tmp_path: Path) -> None:
    async with posted(tmp_path, IMOGEN, DOMINIC) as (at, box):
        await at.posts("invitation/letters", person=at.ids[IMOGEN])
        await settled(at)
        form = await Form.opened(at.visitor, at.made.room)
        form["date"] = "2027-11-19"
        saved = await form.sends("save-plan")
        assert "1 person has a letter with what was planned before." in words(saved)
        assert "takes the place of the one that you have" in await at.letter_for(IMOGEN)
        await asyncio.gather(*(at.posts("invitation/letters", again="yes") for _ in range(3)))  # pressed three times
        await settled(at)
        assert [str(one["To"]).partition(" <")[0] for one in box.letters] == [IMOGEN, IMOGEN]
        first, second = (body_of(one) for one in box.letters)
        assert "takes the place of the one that you have" not in first
        assert "takes the place of the one that you have" in second
        assert "Friday 19 November 2027" in second
        assert await at.opens(token_in(second)) == 200
        assert await at.opens(token_in(first)) == 404
        calendars = [Calendar.from_ical(next(one.iter_attachments()).get_content()) for one in box.letters]
        was, now = (one.walk("VEVENT")[0] for one in calendars)
        assert now["UID"] == was["UID"]
        assert int(str(now["SEQUENCE"])) > int(str(was["SEQUENCE"]))
