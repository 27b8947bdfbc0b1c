"""Scripts and icons come in one version or not at all."""

import re
from pathlib import Path

import pytest

from server import assets
from tests.server.door import standing


async def test_a_page_names_one_version_and_browsers_keep_it_for_good(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        page = (await door.client.get("/check")).text
        scripts = re.findall(r'<script src="([^"]+)"', page)
        assert scripts == [f"{assets.address()}/check.js"]
        answer = await door.client.get(scripts[0])
        assert (answer.status_code, answer.headers["cache-control"]) == (200, assets.FOR_GOOD)
        begin = await door.client.get(f"{assets.address()}/room/start.js")
        for other in re.findall(r'from "\./([a-z]+\.js)"', begin.text):
            assert (await door.client.get(f"{assets.address()}/room/{other}")).status_code == 200


async def test_another_version_is_not_given_under_its_name(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        answer = await door.client.get("/static/v-000000000000/room/start.js")
        assert answer.status_code == 404
        assert "immutable" not in answer.headers["cache-control"]


async def test_without_a_version_a_file_is_looked_at_again_after_a_while(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        answer = await door.client.get("/static/icons.svg")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, assets.FOR_A_WHILE)


@pytest.mark.parametrize("name", ["room/clock.js", "vendor/htmx.min.js", "icons.svg"])
def test_a_version_is_another_when_a_script_or_icon_changes(tmp_path: Path, name: str) -> None:
    for one in ("room/clock.js", "vendor/htmx.min.js", "icons.svg"):
        (tmp_path / one).parent.mkdir(exist_ok=True)
        (tmp_path / one).write_text("before")
    before = assets.version.__wrapped__(tmp_path)
    (tmp_path / name).write_text("after")
    assert assets.version.__wrapped__(tmp_path) != before
