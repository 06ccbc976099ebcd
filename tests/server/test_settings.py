"""What the environment decides, and what happens when it decides wrongly."""

import socket
from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgres
from schema.serving.listening import listen
from schema.serving.settings import Settings, SettingsError
from tests.conftest import database_url
from tests.server.processes import complaint, endings, start

DEFAULTS = Settings.read({})
PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"
WRONG = {
    "PORT": ("x", "-1", "65536", "8000x", " 80", "٣", "1" * 5000, "0x50", "1e3"),
    "WEB_CONCURRENCY": ("0", "65", "two", "-1", "1.5"),
    "MAX_CONNECTIONS": ("0", "-1", "many", "1000001", "1.5"),
    "MAX_CONNECTIONS_PER_CLIENT": ("0", "-1", "many", "1000001"),
    "LOG_LEVEL": ("loud", "3", "warn ing"),
    "LOG_FORMAT": ("xml", "json "),
    "BROADCAST_URL": (
        "nonsense",
        "pigeon://carrier",
        "postgres://",
        "postgresql://user:secret@host/d",
        "redis://",
        "redis://host:port",
        "redis://:sec#ret@host",
        "redis://host:0",
        "rediss://host:99999",
        "redis://host?unheard=of",
        "redis://[",
        "redis-stream://host",
    ),
    "DATABASE_URL": (
        "mysql://localhost/x",
        "localhost",
        "sqlite://",
        "http://localhost",
        "postgresql://a,b/x?target_session_attrs=standby",
    ),
    "AUTH_SECRET": ("short", "x" * 31, '{"kty": "RSA", "n": "the public key of somebody"}', PUBLIC_KEY),
    "AUTH_JWKS_URL": (
        "nonsense",
        "http://issuer.example/keys",
        "https://",
        "ftp://issuer.example/keys",
        "file:///etc/passwd",
        "https://issuer.example:port/keys",
        "https://[",
        "https://issuer.example/ü",
        "http://127.0.0.1.issuer.example/keys",
    ),
    "METRICS_TOKEN": ("short", "with spaces in between", "x" * 201, "ünicode-is-not-taken"),
    "OPEN_MODE": ("true", "1", "YES", "open"),
    "ALLOWED_ORIGINS": (
        "tool.example",
        "https://tool.example/path",
        "https://[",
        "https://a.example;https://b.example/x",
    ),
}
PROCESSES = {
    "PORT": "x",
    "WEB_CONCURRENCY": "0",
    "LOG_LEVEL": "loud",
    "BROADCAST_URL": "nonsense",
    "DATABASE_URL": "mysql://localhost/x",
    "ALLOWED_ORIGINS": "tool.example",
    "HOST": "192.0.2.1",
    "AUTH_SECRET": "short",
    "DATA_DIR": "/proc/handoff",
}


def test_without_settings_it_serves_this_machine_alone_with_a_database_of_its_own() -> None:
    assert (DEFAULTS.host, DEFAULTS.port, DEFAULTS.web_concurrency) == ("127.0.0.1", 8000, 1)
    assert DEFAULTS.database_url is None
    assert DEFAULTS.allowed_origins == ()
    assert (DEFAULTS.max_connections, DEFAULTS.max_connections_per_client) == (10_000, 2_000)


def test_a_setting_that_is_empty_is_one_that_is_not_there() -> None:
    names = (
        "HOST",
        "PORT",
        "DATABASE_URL",
        "BROADCAST_URL",
        "DATA_DIR",
        "WEB_CONCURRENCY",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "PROMETHEUS_MULTIPROC_DIR",
        "ALLOWED_ORIGINS",
        "MAX_CONNECTIONS",
        "MAX_CONNECTIONS_PER_CLIENT",
        "AUTH_SECRET",
        "AUTH_JWKS_URL",
        "AUTH_AUDIENCE",
        "AUTH_ISSUER",
        "METRICS_TOKEN",
        "OPEN_MODE",
    )
    assert Settings.read(dict.fromkeys(names, "")) == DEFAULTS


def test_every_setting_is_read() -> None:
    chosen = Settings.read(
        {
            "HOST": "::1",
            "PORT": "0",
            "DATABASE_URL": "postgres://u@h/d",
            "BROADCAST_URL": "memory://",
            "DATA_DIR": "/srv/handoff",
            "WEB_CONCURRENCY": "3",
            "LOG_LEVEL": "WARNING",
            "MAX_CONNECTIONS": "50000",
            "MAX_CONNECTIONS_PER_CLIENT": "50",
            "ALLOWED_ORIGINS": " https://B.example:443 , http://a.example:80/,",
        }
    )
    assert (chosen.host, chosen.port, chosen.database_url) == ("::1", 0, "postgres://u@h/d")
    assert (chosen.data_dir, chosen.web_concurrency, chosen.log_level) == (Path("/srv/handoff"), 3, "warning")
    assert chosen.allowed_origins == ("http://a.example", "https://b.example")
    assert (chosen.max_connections, chosen.max_connections_per_client) == (50_000, 50)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_by_name_with_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: expected ") as refused:
        Settings.read({name: value})
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://user:secret@localhost/x"),
        ("BROADCAST_URL", "amqp://user:secret@localhost/x"),
        ("BROADCAST_URL", "postgresql://user:secret@localhost/x"),
        ("BROADCAST_URL", "redis://user:secret@localhost:x"),
        ("BROADCAST_URL", "redis://user:secret#@localhost"),
    ],
)
def test_a_password_in_a_url_that_is_refused_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({name: value})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "memory://"),
        ({"WEB_CONCURRENCY": "2"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://u@h/d"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://u@h/d", "BROADCAST_URL": "memory://"}, "memory://"),
        ({"BROADCAST_URL": "postgresql://"}, "postgresql://"),
        ({"BROADCAST_URL": "redis://h"}, "redis://h"),
        (
            {"BROADCAST_URL": "rediss://u:secret@h:6380/1?ssl_cert_reqs=none"},
            "rediss://u:secret@h:6380/1?ssl_cert_reqs=none",
        ),
    ],
)
def test_hints_go_through_the_database_as_soon_as_another_process_may_use_it(
    environment: dict[str, str], url: str
) -> None:
    assert Settings.read(environment).broadcast_url == url


def test_a_server_with_a_wrong_setting_ends_with_one_line_and_exit_code_1(subtests: pytest.Subtests) -> None:
    for (name, value), (line, ending) in zip(PROCESSES.items(), endings(PROCESSES), strict=True):
        with subtests.test(name):
            assert line.startswith("handoff: ")
            assert name in line or value in line
            assert ending == "exit code 1"


def test_a_database_that_can_not_be_used_ends_the_server_with_one_line(postgres: EmbeddedPostgres) -> None:
    nowhere = start({"DATABASE_URL": "postgresql://user:secret@127.0.0.1:1/handoff"})
    missing = start({"DATABASE_URL": database_url(postgres, "missing")})
    for process, words in ((nowhere, "Connect call failed"), (missing, '"missing" does not exist')):
        line = complaint(process)
        assert line.startswith("the database can't be used: ")
        assert words in line
        assert "secret" not in line


def test_a_taken_port_ends_the_server_with_one_line_before_any_database_is_touched() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        unreachable = "postgresql://127.0.0.1:1/handoff"
        line = complaint(start({"PORT": str(port), "DATABASE_URL": unreachable}))
    assert line == f"HOST and PORT: can't listen on 127.0.0.1:{port}: Address already in use."


def test_a_port_is_taken_from_the_moment_it_is_asked_for() -> None:
    with listen(Settings.read({"PORT": "0"})) as first:
        port = str(first.getsockname()[1])
        with pytest.raises(SettingsError, match="Address already in use"):
            listen(Settings.read({"PORT": port}))
