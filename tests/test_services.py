"""The services the tests lean on are real, and each test finds them empty."""

import psycopg
import pytest
import redis
from playwright.async_api import Browser

from tests.services import Redis


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_an_empty_database(postgres_url: str, turn: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE turn (name text)")
        connection.execute("INSERT INTO turn VALUES (%s)", [turn])
        assert connection.execute("SELECT name FROM turn").fetchall() == [(turn,)]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_an_empty_redis(redis_url: str, turn: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.set("turn", turn, nx=True)


def test_redis_can_go_and_come_back(redis_url: str, redis_server: Redis) -> None:
    redis_server.stop()
    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(redis_url) as client:
        client.ping()
    redis_server.start()
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.browser
async def test_the_browser_shows_a_page(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content("<title>Review Rooms</title>")
    assert await page.title() == "Review Rooms"
    await page.close()
