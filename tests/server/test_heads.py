"""Whoever connects has to say what they want, soon and briefly."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server import heads, sockets
from server.problems import HANDLERS
from tests.server.serving import serving

ASKED = b"POST / HTTP/1.1\r\nHost: rooms.test\r\nContent-Length: 2\r\n\r\n"


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A door that answers with what it was sent."""
    app = Starlette(routes=[Route("/", echo, methods=["POST"])])
    async with serving(app, **sockets.serving()) as address:
        yield int(address.rpartition(":")[2])


async def said(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Everything that is answered until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("began", [b"", b"POST / HTTP/1.1\r\nHost: ro"], ids=["nothing", "half a head"])
async def test_who_does_not_say_what_they_want_is_hung_up_on(
    port: int, began: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "WITHIN", 0.2)
    assert await said(port, began) == b""


async def test_a_head_without_end_is_not_read_to_its_end(port: int) -> None:
    assert await said(port, b"POST / HTTP/1.1\r\n", *[b"x: " + b"y" * 16_000 + b"\r\n"] * 8) == b""


async def test_a_body_may_take_longer_than_a_head(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "WITHIN", 0.2)
    closing = ASKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert (await said(port, closing, b"a", b"b", pause=0.3)).endswith(b"ab")


async def test_one_connection_may_ask_again_and_again(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "WITHIN", 0.4)
    asked = [ASKED + b"ab"] * 4
    closing = ASKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b"yz"
    answered = await said(port, *asked, closing, pause=0.15)
    assert answered.count(b"200 OK") == 5
    assert answered.endswith(b"yz")


async def test_a_page_that_goes_while_it_sends_is_no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(routes=[Route("/", echo, methods=["POST"])], exception_handlers=HANDLERS)
    async with serving(app, **sockets.serving()) as address:
        _, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(ASKED + b"a")
        await asyncio.sleep(0.1)
        writer.close()
        await asyncio.sleep(0.1)
    assert caplog.text == ""
