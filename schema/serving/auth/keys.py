"""What tokens are checked with: one secret that is shared, or the keys that a provider publishes."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any, Protocol

from jwt import PyJWK, PyJWKClient, PyJWTError

from schema.serving.auth.admission import NoKeysError

LIFETIME = 300.0
"""Seconds after which the provider is asked again."""

PAUSE = 30.0
"""Seconds between two times that the provider is asked before that, because a token names a key that nobody knows."""

RETRY = 5.0
"""Seconds between two times that it is asked while there are no keys at all."""

TIMEOUT = 3.0
"""Seconds that the provider has to answer."""

_FITTING = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA",)}
_log = logging.getLogger("handoff.auth")


class Keys(Protocol):
    """Finds the key of a token. `algorithms` are those that tokens may be signed by."""

    @property
    def algorithms(self) -> Sequence[str]:
        """Their names."""

    async def find(self, identity: str | None, algorithm: str) -> PyJWK | bytes | None:
        """The key that a token names, if there is one. Raises NoKeysError."""


class SharedSecret:
    """One secret for all tokens."""

    algorithms = ("HS256",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    async def find(self, identity: str | None, algorithm: str) -> bytes:  # noqa: ARG002 - as in Keys
        """The secret, whatever the token calls it."""
        return self._secret


class KeySet:
    """The public keys at `url`, which are asked for when they are needed and kept for a while.

    Callers who need them at the same time share one request. While the provider is away, the keys that there are stay.
    `lifetime`, `pause` and `retry` are the seconds of LIFETIME, PAUSE and RETRY.
    """

    algorithms = tuple(name for names in _FITTING.values() for name in names)

    def __init__(self, url: str, *, lifetime: float = LIFETIME, pause: float = PAUSE, retry: float = RETRY) -> None:
        self._client = PyJWKClient(url, cache_jwk_set=False, timeout=TIMEOUT)
        self._lifetime, self._pause, self._retry = lifetime, pause, retry
        self._keys: Mapping[tuple[str | None, str], PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, identity: str | None, algorithm: str) -> PyJWK | None:
        """The key of this `kid` for this algorithm; without a `kid`, the only one for it."""
        if not self._keys:
            await self._refresh(self._retry)
            if not self._keys:
                raise NoKeysError
        stale = monotonic() - self._fetched > self._lifetime
        if stale or self._known(identity, algorithm) is None:
            await self._refresh(self._pause)
        return self._known(identity, algorithm)

    def _known(self, identity: str | None, algorithm: str) -> PyJWK | None:
        if identity is not None:
            return self._keys.get((identity, algorithm))
        fitting = [key for (_, name), key in self._keys.items() if name == algorithm]
        return fitting[0] if len(fitting) == 1 else None

    async def _refresh(self, pause: float) -> None:
        """Ask the provider, unless that was done less than `pause` seconds ago, and wait for it for a moment."""
        if monotonic() - self._tried >= pause and (self._fetching is None or self._fetching.done()):
            self._tried = monotonic()
            self._fetching = asyncio.create_task(self._fetch(), name="keys")
        if self._fetching is not None:
            await asyncio.wait((self._fetching,), timeout=max(0.0, self._tried + TIMEOUT - monotonic()))

    async def _fetch(self) -> None:
        try:
            published = await asyncio.to_thread(self._client.fetch_data)
            self._keys = dict(_usable(published.get("keys")))
        except (PyJWTError, OSError, ValueError) as error:
            _log.warning("the provider of the keys (AUTH_JWKS_URL) did not give them: %s", error)
            return
        self._fetched = monotonic()
        if not self._keys:
            _log.warning("the provider of the keys (AUTH_JWKS_URL) has none for %s", ", ".join(self.algorithms))


def _usable(published: object) -> list[tuple[tuple[str | None, str], PyJWK]]:
    """The keys that tokens may be signed by, each for each algorithm that its type and its `alg` allow."""
    if not isinstance(published, list):
        raise ValueError("expected an object with a list of `keys`")  # noqa: TRY004 - of what came, not of our own call
    return [
        ((_text(data.get("kid")), name), key)
        for data in published
        if isinstance(data, dict) and data.get("use") in (None, "sig")
        for name in _FITTING.get(_text(data.get("kty")) or "", ())
        if data.get("alg") in (None, name) and (key := _read(data, name)) is not None
    ]


def _read(data: dict[str, Any], algorithm: str) -> PyJWK | None:
    try:
        return PyJWK(data, algorithm)
    except PyJWTError:
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
