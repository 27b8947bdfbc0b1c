"""Settings: nothing needs setting, everything is checked, and all faults are told at once."""

from pathlib import Path

import pytest

from server.settings import Settings, SettingsFaulty


def read(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"DATA_DIR": str(folder), **given})


def faults_of(folder: Path, **given: str) -> str:
    with pytest.raises(SettingsFaulty) as caught:
        read(folder, **given)
    return "\n".join(caught.value.faults)


def test_nothing_needs_setting(tmp_path: Path) -> None:
    settings = read(tmp_path / "var")
    assert (settings.port, settings.host) == (8000, "127.0.0.1")
    assert settings.database_url == f"sqlite:///{tmp_path}/var/rooms.db"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.redis_url is None
    assert settings.trusted_proxies == ()


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_given_secret_leaves_no_file(tmp_path: Path) -> None:
    assert read(tmp_path, SECRET_KEY="k" * 32).secret_key == b"k" * 32
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize(
    "given", ["postgres://u:p@db/rooms", "postgresql://u:p@db/rooms", "postgresql+psycopg://u:p@db/rooms"]
)
def test_every_spelling_of_postgresql_means_psycopg(tmp_path: Path, given: str) -> None:
    assert read(tmp_path, DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@db/rooms"


@pytest.mark.parametrize(
    ("host", "link"),
    [("0.0.0.0", "http://localhost:81"), ("::1", "http://[::1]:81"), ("10.0.0.2", "http://10.0.0.2:81")],  # noqa: S104
)
def test_links_begin_with_an_address_that_can_be_opened(tmp_path: Path, host: str, link: str) -> None:
    assert read(tmp_path, HOST=host, PORT="81").base_url == link


def test_a_given_base_url_loses_its_last_slash(tmp_path: Path) -> None:
    assert read(tmp_path, BASE_URL="https://rooms.example.org/").base_url == "https://rooms.example.org"


def test_every_fault_is_listed(tmp_path: Path) -> None:
    said = faults_of(
        tmp_path,
        PORT="eighty",
        DATABASE_URL="mysql://db/rooms",
        REDIS_URL="http://cache",
        BASE_URL="rooms.example.org",
        SECRET_KEY="short",
        SMTP_URL="mail",
        MAIL_FROM="nobody",
        TRUSTED_PROXIES="10.0.0.0/8, elsewhere",
    )
    for name in (
        "PORT",
        "DATABASE_URL",
        "REDIS_URL",
        "BASE_URL",
        "SECRET_KEY",
        "SMTP_URL",
        "MAIL_FROM",
        "TRUSTED_PROXIES",
    ):
        assert name in said
    assert len(said.splitlines()) == 8


@pytest.mark.parametrize("url", ["smtp://mail", "smtps://u:p@mail:465", "smtp+starttls://mail:587"])
def test_mail_goes_through_any_of_these(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, SMTP_URL=url).smtp_url == url


def test_a_port_that_is_no_number_is_a_fault(tmp_path: Path) -> None:
    assert "SMTP_URL" in faults_of(tmp_path, SMTP_URL="smtp://mail:port")


def test_letters_come_from_the_host_of_the_links_where_nothing_else_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, BASE_URL="https://rooms.example").mail_from == "Review Rooms <review-rooms@rooms.example>"
    assert read(tmp_path, MAIL_FROM="Hub <hub@x.example>").mail_from == "Hub <hub@x.example>"


def test_a_fault_does_not_repeat_a_password(tmp_path: Path) -> None:
    assert "pa55word" not in faults_of(
        tmp_path, REDIS_URL="http://:pa55word@cache", DATABASE_URL="my://u:pa55word@db/x"
    )


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "DATA_DIR" in faults_of(tmp_path / "file" / "var")
