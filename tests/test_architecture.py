"""Who may import what. The core stays free of input, output, clocks and chance; each large library has one home."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent

# What the core may use beside itself: the parts of the standard library that only compute.
COMPUTES_ONLY = (
    "__future__ abc bisect collections dataclasses datetime enum fractions functools hashlib heapq hmac itertools json "
    "math operator re statistics string textwrap types typing unicodedata zoneinfo"
)
PURE = {*COMPUTES_ONLY.split(), "msgspec", "sessions"}
# Ways to the outside that need no import of their own.
REACHES_OUT = {"open", "print", "input", "eval", "exec", "__import__", "compile", "breakpoint"}
ASKS_THE_CLOCK = {"now", "utcnow", "today"}

# Where in the shell a library may be imported: a few for SQL, a few for Redis, one for printed files.
SQL = ["server/store/*", "server/directory/*", "server/tables.py", "server/migrations/*"]
REDIS = ["server/over_redis/*"]
HOMES = {
    "sqlalchemy": SQL,
    "sqlmodel": SQL,
    "psycopg": SQL,
    "pysqlite3": SQL,
    "sqlite3": [],  # the system's own can lose commits; see docs/development.md
    "alembic": SQL,
    "redis": REDIS,
    "typst": ["server/exports/*"],
    "docx": ["server/exports/*"],
    "xlsxwriter": ["server/exports/*", "server/framework_files/*"],
    "openpyxl": ["server/framework_files/*"],
    "icalendar": ["server/exports/*"],
    "resvg_py": ["server/exports/*"],
    "fontTools": ["server/exports/*"],
    "pwdlib": ["server/directory/passphrases.py"],
    "aiosmtplib": ["server/mail*"],
    "tests": [],
    "tooling": [],
}


def imported(node: ast.AST) -> list[str]:
    """The top-level packages that one statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.partition(".")[0]]
    return []


def called(node: ast.AST) -> str:
    """The name that a call ends in: `now` for `datetime.now()`, `open` for `open()`; else nothing."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name if name in REACHES_OUT else ""
        case ast.Call(func=ast.Attribute(attr=name)):
            return name if name in ASKS_THE_CLOCK else ""
    return ""


def breaches(path: str, source: str) -> Iterator[str]:
    """Every rule that a file breaks, as sentences with its line."""
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        for package in imported(node):
            if path.startswith("sessions/") and package not in PURE:
                yield f"{path}:{line}: the core may not import {package}"
            elif path.startswith("server/") and not any(fnmatch(path, home) for home in HOMES.get(package, ["*"])):
                yield f"{path}:{line}: {package} may be imported only in {' '.join(HOMES[package]) or 'no file here'}"
        if path.startswith("sessions/") and (name := called(node)):
            yield f"{path}:{line}: the core may not call {name}(); what it needs is handed to it"


def test_every_file_keeps_to_the_rules() -> None:
    files = [path for folder in ("sessions", "server") for path in sorted((TOP / folder).rglob("*.py"))]
    assert files
    assert [
        breach for path in files for breach in breaches(path.relative_to(TOP).as_posix(), path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("sessions/room.py", "import server.store"),
        ("sessions/room.py", "from server import store"),
        ("sessions/decide/slots.py", "def late():\n    import time"),
        ("sessions/clock.py", "from random import choice"),
        ("sessions/clock.py", "import sqlmodel"),
        ("sessions/clock.py", "started = datetime.now(tz=UTC)"),
        ("sessions/clock.py", "today = datetime.date.today()"),
        ("sessions/framework.py", "text = open('schools.yaml').read()"),
        ("server/pages.py", "from sqlalchemy import text"),
        ("server/submit.py", "import redis.asyncio"),
        ("server/live.py", "import docx"),
        ("server/store/database.py", "import sqlite3"),
        ("server/app.py", "from tests.services import running_redis"),
    ],
)
def test_a_broken_rule_is_noticed(path: str, source: str) -> None:
    assert len(list(breaches(path, source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("sessions/room.py", "import msgspec\nfrom sessions.events import Event\nfrom . import clock"),
        ("server/store/store.py", "from sqlalchemy import text"),
        ("server/migrations/versions/first.py", "import sqlmodel"),
        ("server/over_redis/bus.py", "import redis.asyncio"),
        ("server/exports/word.py", "import docx"),
        ("server/app.py", "import time\nfrom sessions import decide\nstarted = time.monotonic()"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert list(breaches(path, source)) == []
