"""Tokens, good and bad."""

import base64
import json
import warnings
from time import time
from typing import Any

import httpx
import jwt

SECRET = "a secret of this test, which is long enough to sign"
SCRAPER = "the-token-of-prometheus"


def claims(**more: Any) -> dict[str, Any]:
    """Claims of a good token for an hour; those that are None are left out."""
    good = {
        "iss": "handoff",
        "aud": "handoff",
        "sub": "alice",
        "exp": int(time()) + 3600,
        "roles": ["CODE_WRITER"],
        "projects": ["shop"],
    }
    return {name: value for name, value in {**good, **more}.items() if value is not None}


def signed(key: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **more: Any) -> str:
    """A token with these claims."""
    with warnings.catch_warnings(action="ignore", category=jwt.InsecureKeyLengthWarning):
        return jwt.encode(claims(**more), key, algorithm, headers)


def by_hand(header: object, payload: object, signature: bytes = b"") -> str:
    """A token that the library would not make."""
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def bearer(token: str) -> str:
    """How it is sent."""
    return f"Bearer {token}"


def caller(**options: Any) -> httpx.AsyncClient:
    """A client for HTTP that loads no certificates, which takes long and is of no use here."""
    return httpx.AsyncClient(verify=False, **options)
