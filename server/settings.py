"""What the application is told from outside: read once at start, every fault listed. One machine needs nothing set."""

import os
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from server.addresses import is_address

SHORTEST_SECRET = 32  # characters


class SettingsFaulty(ValueError):
    """Settings that cannot be used; `faults` holds one sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The settings need attention:\n" + "\n".join(f"- {fault}" for fault in faults))
        self.faults = tuple(faults)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings, checked. `base_url` has no slash at its end; `database_url` is in SQLAlchemy's form."""

    port: int
    host: str
    data_dir: Path
    database_url: str
    redis_url: str | None
    base_url: str
    secret_key: bytes
    smtp_url: str | None
    mail_from: str
    trusted_proxies: tuple[str, ...]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; make the data folder and, where none is given, the secret. Raises SettingsFaulty."""
        faults: list[str] = []
        port = _port(environ, faults)
        host = environ.get("HOST") or "127.0.0.1"
        data_dir = Path(environ.get("DATA_DIR") or "var").resolve()
        base_url = _url(environ, "BASE_URL", ("http", "https"), faults) or f"http://{_shown(host)}:{port}"
        settings = cls(
            port=port,
            host=host,
            data_dir=data_dir,
            database_url=_database_url(environ, data_dir, faults),
            redis_url=_url(environ, "REDIS_URL", ("redis", "rediss", "unix"), faults),
            base_url=base_url.rstrip("/"),
            secret_key=_given_secret(environ, faults),
            smtp_url=_url(environ, "SMTP_URL", ("smtp", "smtp+starttls", "smtps"), faults),
            mail_from=_mail_from(environ, base_url, faults),
            trusted_proxies=_proxies(environ, faults),
        )
        kept = _kept_secret(data_dir, faults, make=not settings.secret_key and not faults)
        if faults:
            raise SettingsFaulty(faults)
        return msgspec.structs.replace(settings, secret_key=settings.secret_key or kept)


def _shown(host: str) -> str:
    """How links write a host: a listener on every address is reached as localhost, IPv6 stands in brackets."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, not listened on
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _port(environ: Mapping[str, str], faults: list[str]) -> int:
    given = environ.get("PORT") or "8000"
    if given.isdecimal() and 0 <= int(given) <= 65535:
        return int(given)
    faults.append(f"PORT is “{given}”; it must be a number from 0 to 65535.")
    return 0


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], faults: list[str]) -> str | None:
    given = (environ.get(name) or "").strip()
    if not given:
        return None
    try:
        parts = urlsplit(given)
        _ = parts.port  # raises where it is no number
        fits = parts.scheme in schemes and bool(parts.path if parts.scheme == "unix" else parts.hostname)
    except ValueError:
        fits = False
    if not fits:  # the address itself is not repeated: it may hold a password
        faults.append(
            f"{name} must be an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}."
        )
    return given


def _database_url(environ: Mapping[str, str], data_dir: Path, faults: list[str]) -> str:
    given = (environ.get("DATABASE_URL") or "").strip()
    if not given:
        return f"sqlite:///{data_dir / 'rooms.db'}"
    scheme, found, rest = given.partition("://")
    if found and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return given
    faults.append("DATABASE_URL must begin with postgresql://, or with sqlite:/// and name a file.")
    return given


def _mail_from(environ: Mapping[str, str], base_url: str, faults: list[str]) -> str:
    """Who letters come from: `rooms@example.org`, or with a name: `Review Rooms <rooms@example.org>`."""
    given = (environ.get("MAIL_FROM") or "").strip()
    if given:
        if not is_address(parseaddr(given)[1]):
            faults.append("MAIL_FROM must be an e-mail address, such as rooms@example.org.")
        return given
    try:
        host = urlsplit(base_url).hostname or "localhost"
    except ValueError:
        host = "localhost"
    return f"Review Rooms <review-rooms@{host}>"


def _given_secret(environ: Mapping[str, str], faults: list[str]) -> bytes:
    given = environ.get("SECRET_KEY") or ""
    if given and len(given) < SHORTEST_SECRET:
        faults.append(f"SECRET_KEY has {len(given)} characters; it must have at least {SHORTEST_SECRET}.")
    return given.encode()


def _kept_secret(data_dir: Path, faults: list[str], *, make: bool) -> bytes:
    """The secret of this data folder, made at the first start, readable by its owner alone."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not make:
            return b""
        file = data_dir / "secret"
        if not file.exists():
            _write_once(file, secrets.token_hex(32))
        return file.read_bytes().strip()
    except OSError as error:
        faults.append(f"DATA_DIR is {data_dir}, which cannot be written to: {error.strerror}.")
        return b""


def _write_once(file: Path, text: str) -> None:
    """Write a whole file or none, and leave one that somebody else wrote meanwhile."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _proxies(environ: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    given = tuple(part.strip() for part in (environ.get("TRUSTED_PROXIES") or "").split(",") if part.strip())
    for part in given:
        try:
            ip_network(part, strict=False)
        except ValueError:
            faults.append(f"TRUSTED_PROXIES holds “{part}”, which is neither an address nor a network.")
    return given
