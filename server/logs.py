"""The program's own log: one line of JSON for each thing that happened, with ids, never names, texts or tokens."""

import io
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog
from structlog.types import EventDict, WrappedLogger

SAFE = {
    "bytes", "command", "connections", "count", "error", "event", "exception", "host", "institution", "jobs",
    "kind", "level", "logger", "method", "origin", "person", "port", "process", "room", "route", "seconds",
    "seq", "slot", "state", "status", "timestamp", "version", "waiting",
}  # fmt: skip
"""The fields a line may hold; others are left out. A name, a text or an address with a token has none to stand in."""


class _Forbearing(io.TextIOBase):
    """A stream whose end may be full or gone: a line that cannot be written must not stop what it tells of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, if it can be."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if it can be."""
        with suppress(OSError):
            self._stream.flush()


def configure(to: TextIO = sys.stderr) -> None:
    """Write lines of JSON to a stream, those of libraries too (warnings and worse)."""
    stream = cast(TextIO, _Forbearing(to))
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _frames_alone,
        _safe_alone,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _safe_alone,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _frames_alone(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its kind and where it was raised; its message may hold what somebody typed."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = [type(error).__name__, *_frames(error)]
    return event


def _frames(error: BaseException) -> list[str]:
    frames, at = [], error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        frames.append(f"{code.co_filename}:{at.tb_lineno} {code.co_name}")
        at = at.tb_next
    return frames[-12:]


def _safe_alone(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in SAFE or name.startswith("_")}
