"""The services the tests lean on are real, and each test finds them empty."""

import asyncio
from contextlib import suppress

import psycopg
import pytest
import redis
from playwright.async_api import Browser

from tests.services import Redis

pytestmark = pytest.mark.slow


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
async def test_the_browser_shows_a_page_of_this_machine(chromium: Browser) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):  # a browser opens connections in advance as well
            await reader.readuntil(b"\r\n\r\n")  # or hanging up would reset the connection
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<title>Review Rooms</title>")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server, await chromium.new_context() as context:
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert await page.title() == "Review Rooms"
