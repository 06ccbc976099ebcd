"""What the environment says of who is let in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import jwt

from schema.serving.auth.loopback import is_loopback

NAME = "handoff"
"""The audience and the issuer of tokens, unless the settings say otherwise."""

LEAST_SECRET = 32
"""Bytes of a secret that signs tokens."""

_SCRAPERS = re.compile(r"[A-Za-z0-9._~+/=-]{16,200}", re.ASCII)
_ALONE = ("AUTH_AUDIENCE", "AUTH_ISSUER", "METRICS_TOKEN")
_CLOSED = (
    "HOST: {host!r} can be reached from other machines, and no authentication is configured. Set AUTH_SECRET or "
    "AUTH_JWKS_URL (docs/security.md), or OPEN_MODE=yes to serve everyone who reaches the address."
)


class BadAuthSettingError(Exception):
    """A setting that can't be used: which one, what was expected, what came unless it is secret."""


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """Either a secret or the URL of a key set, or neither: then everybody is let in who gets here."""

    secret: bytes | None = field(repr=False)
    jwks_url: str | None
    audience: str
    issuer: str
    metrics_token: str | None = field(repr=False)
    open_mode: bool

    @property
    def configured(self) -> bool:
        """Whether tokens are needed."""
        return self.secret is not None or self.jwks_url is not None

    @property
    def loopback_only(self) -> bool:
        """Whether only this machine is served, because nobody has to say who they are."""
        return not self.configured and not self.open_mode

    @classmethod
    def read(cls, environment: Mapping[str, str], host: str) -> "AuthSettings":
        """The settings in `environment` for a server on `host`. Raises BadAuthSettingError."""
        found = cls(
            secret=_secret(environment.get("AUTH_SECRET", "")),
            jwks_url=_jwks_url(environment.get("AUTH_JWKS_URL", "")),
            audience=environment.get("AUTH_AUDIENCE") or NAME,
            issuer=environment.get("AUTH_ISSUER") or NAME,
            metrics_token=_metrics_token(environment.get("METRICS_TOKEN", "")),
            open_mode=_open_mode(environment.get("OPEN_MODE", "")),
        )
        _check_together(found, environment)
        if found.loopback_only and not is_loopback(host):
            raise BadAuthSettingError(_CLOSED.format(host=host[:40]))
        return found


def _check_together(found: AuthSettings, environment: Mapping[str, str]) -> None:
    if found.secret is not None and found.jwks_url is not None:
        raise BadAuthSettingError("AUTH_SECRET and AUTH_JWKS_URL: expected one of them, received both.")
    if found.configured and found.open_mode:
        raise BadAuthSettingError("OPEN_MODE: expected nothing beside AUTH_SECRET or AUTH_JWKS_URL, received 'yes'.")
    for name in _ALONE:
        if environment.get(name) and not found.configured:
            raise BadAuthSettingError(f"{name}: expected with AUTH_SECRET or AUTH_JWKS_URL, received alone.")
        if found.jwks_url is not None and name != "METRICS_TOKEN" and not environment.get(name):
            raise BadAuthSettingError(f"{name}: expected a name, because AUTH_JWKS_URL is set, received none.")


def _secret(text: str) -> bytes | None:
    if not text:
        return None
    secret = text.encode(errors="surrogateescape")
    if len(secret) < LEAST_SECRET:
        raise BadAuthSettingError(f"AUTH_SECRET: expected at least {LEAST_SECRET} bytes, received {len(secret)}.")
    try:
        jwt.encode({}, secret, "HS256")
    except jwt.InvalidKeyError as error:
        message = "AUTH_SECRET: expected random bytes, received a key of another kind, which may be public."
        raise BadAuthSettingError(message) from error
    return secret


def _jwks_url(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        good = bool(parts.hostname) and (parts.port or 1) > 0 and text.isascii() and text.isprintable()
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    except ValueError:
        good = secure = False
    if not (good and secure):
        raise BadAuthSettingError(
            "AUTH_JWKS_URL: expected https://..., or http:// to this machine, received something else."
        )
    return text


def _metrics_token(text: str) -> str | None:
    if text and not _SCRAPERS.fullmatch(text):
        raise BadAuthSettingError("METRICS_TOKEN: expected 16 to 200 of A-Z a-z 0-9 . _ ~ + / = -, received otherwise.")
    return text or None


def _open_mode(text: str) -> bool:
    if text not in {"", "yes", "no"}:
        raise BadAuthSettingError(f"OPEN_MODE: expected yes or no, received {text[:40]!r}.")
    return text == "yes"
