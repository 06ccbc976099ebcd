"""What the environment says of who is let in."""

import logging

import pytest

from schema.serving.auth.announcing import announce_entry
from schema.serving.settings import Settings, SettingsError

SECRET = "thirty-two bytes are long enough"
KEYS = "https://issuer.example/keys"
NAMED = {"AUTH_AUDIENCE": "builds", "AUTH_ISSUER": "https://issuer.example"}
LOOPBACK = ("127.0.0.1", "127.9.8.7", "::1", "localhost", "LocalHost")
REACHED = ("0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "handoff.example", "localhost.example", "127.0.0.1.example")
TOGETHER: dict[str, dict[str, str]] = {
    "AUTH_SECRET and AUTH_JWKS_URL: expected one": {"AUTH_SECRET": SECRET, "AUTH_JWKS_URL": KEYS, **NAMED},
    "AUTH_ISSUER: expected a name": {"AUTH_JWKS_URL": KEYS, "AUTH_AUDIENCE": "builds"},
    "AUTH_AUDIENCE: expected a name": {"AUTH_JWKS_URL": KEYS, "AUTH_ISSUER": "https://issuer.example"},
    "OPEN_MODE: expected nothing": {"AUTH_SECRET": SECRET, "OPEN_MODE": "yes"},
    "AUTH_AUDIENCE: expected with": {"AUTH_AUDIENCE": "builds"},
    "AUTH_ISSUER: expected with": {"AUTH_ISSUER": "https://issuer.example"},
    "METRICS_TOKEN: expected with": {"METRICS_TOKEN": "the-token-of-prometheus"},
}


def test_a_secret_comes_with_names_for_the_audience_and_the_issuer() -> None:
    auth = Settings.read({"AUTH_SECRET": SECRET}).auth
    assert (auth.secret, auth.audience, auth.issuer) == (SECRET.encode(), "handoff", "handoff")
    chosen = Settings.read({"AUTH_SECRET": SECRET, **NAMED}).auth
    assert (chosen.audience, chosen.issuer) == ("builds", "https://issuer.example")
    assert auth.configured


@pytest.mark.parametrize("url", [KEYS, "http://127.0.0.1:8080/keys", "http://[::1]/keys", "http://localhost/keys"])
def test_a_key_set_is_fetched_safely_or_from_this_machine(url: str) -> None:
    auth = Settings.read({"AUTH_JWKS_URL": url, **NAMED}).auth
    assert (auth.jwks_url, auth.configured) == (url, True)


@pytest.mark.parametrize(("told", "environment"), TOGETHER.items())
def test_settings_that_contradict_each_other_are_refused(told: str, environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=f"^{told}"):
        Settings.read(environment)


@pytest.mark.parametrize("host", LOOPBACK)
def test_without_authentication_it_serves_this_machine(host: str) -> None:
    assert Settings.read({"HOST": host}).auth.loopback_only


@pytest.mark.parametrize("host", REACHED)
def test_without_authentication_it_serves_no_other_unless_told_to(host: str) -> None:
    with pytest.raises(SettingsError, match=r"^HOST: .* Set AUTH_SECRET or AUTH_JWKS_URL .* or OPEN_MODE=yes"):
        Settings.read({"HOST": host, "OPEN_MODE": "no"})
    for more in ({"OPEN_MODE": "yes"}, {"AUTH_SECRET": SECRET}, {"AUTH_JWKS_URL": KEYS, **NAMED}):
        assert not Settings.read({"HOST": host, **more}).auth.loopback_only


@pytest.mark.parametrize(
    ("environment", "level", "words"),
    [
        ({}, "INFO", "no token, and serves this machine alone"),
        ({"OPEN_MODE": "yes"}, "WARNING", "everyone who reaches this server"),
        ({"AUTH_SECRET": SECRET}, "INFO", "who has a token"),
    ],
)
def test_the_start_says_in_one_line_who_is_let_in(
    environment: dict[str, str], level: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    announce_entry(Settings.read(environment).auth)
    (record,) = caplog.records
    assert record.levelname == level
    assert words in record.message
    assert "\n" not in record.message


def test_secrets_are_neither_shown_nor_repeated() -> None:
    settings = Settings.read({"AUTH_SECRET": SECRET, "METRICS_TOKEN": "the-token-of-prometheus"})
    assert SECRET not in repr(settings)
    assert "prometheus" not in repr(settings)
    for name in ("AUTH_SECRET", "METRICS_TOKEN"):
        with pytest.raises(SettingsError) as refused:
            Settings.read({name: "hush hush"})
        assert "hush" not in str(refused.value)
