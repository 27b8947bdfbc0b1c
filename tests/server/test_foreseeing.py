"""While a commit is under way, what it will show is rendered; nobody sees it before it is kept and announced."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.bus import InProcessBus
from server.presence import InProcessPresence
from sessions import commands as c
from sessions import events as e
from sessions.evolve import evolve
from tests.server.watching import ROOM, Stage, staged
from tests.sessions.cast import IMOGEN, S1, SIOBHAN, START


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A room that is served."""
    async with staged(tmp_path, lambda _: InProcessBus(), InProcessPresence()) as (stage, _):
        yield stage


async def test_what_will_be_shown_is_rendered_once_and_written_when_it_is_announced(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        stage.plain.rendered.clear()
        seq = await stage.writes(SIOBHAN, c.NoteStrength, entry="e-1", slot=S1, text="Calm start")
        assert [kind for kind, _ in stage.plain.rendered] == ["changed"]
        assert await page.all_quiet() == []

        await stage.bus.announce(ROOM, seq)
        assert "Calm start" in (await page.push())["content"]
        assert len(stage.plain.rendered) == 1


async def test_what_was_foreseen_and_never_kept_is_never_shown(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        gallery, room = await stage.live.gallery(ROOM), await stage.store.room(ROOM)
        lost = e.StrengthNoted(entry="e-0", slot=S1, text="Lost", by=SIOBHAN.person)
        gallery.foresee(evolve(room, e.Recorded(room.seq + 1, START, lost)))
        await stage.does(SIOBHAN, c.NoteStrength, entry="e-1", slot=S1, text="Kept")
        content = (await page.push())["content"]
        assert "Kept" in content
        assert "Lost" not in content


async def test_somebody_who_comes_meanwhile_is_shown_it_too(stage: Stage) -> None:
    async with stage.watching(IMOGEN) as page:
        await page.all_quiet()
        seq = await stage.writes(SIOBHAN, c.NoteStrength, entry="e-1", slot=S1, text="Calm start")
        async with stage.watching(SIOBHAN) as other:
            await stage.bus.announce(ROOM, seq)
            assert "Calm start" in (await other.push())["content"]
            assert "Calm start" in (await page.push())["content"]
