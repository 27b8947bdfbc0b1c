"""The program's own log holds ids, never names, texts or tokens."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from server import logs

CANARY = "Jordan Oakley of 9C"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the log goes in this test; afterwards it is as it was."""
    before, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers[:] = before
    logging.root.setLevel(level)


def written(lines: io.StringIO) -> dict[str, Any]:
    (line,) = lines.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_is_json_with_ids(lines: io.StringIO) -> None:
    structlog.get_logger().info("command_accepted", room="r_1", seq=7, kind="AskQuestion")
    line = written(lines)
    assert (line["event"], line["room"], line["seq"], line["level"]) == ("command_accepted", "r_1", 7, "info")


def test_a_name_or_a_text_has_no_field_to_stand_in(lines: io.StringIO) -> None:
    structlog.get_logger().info("command_accepted", room="r_1", text=CANARY, name=CANARY, token=CANARY)
    assert CANARY not in lines.getvalue()


def test_an_exception_shows_where_and_not_what(lines: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        structlog.get_logger().exception("failed")
    assert CANARY not in lines.getvalue()
    kind, *frames = written(lines)["exception"]
    assert kind == "ValueError"
    assert "test_an_exception_shows" in frames[-1]


def test_a_librarys_warning_is_a_line_too(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").warning("slow")
    assert (written(lines)["event"], written(lines)["logger"]) == ("slow", "asyncio")


def test_a_librarys_exception_shows_where_and_not_what(lines: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("failed")
    assert CANARY not in lines.getvalue()
    assert written(lines)["exception"][0] == "ValueError"
