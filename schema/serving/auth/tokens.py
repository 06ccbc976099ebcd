"""JSON Web Tokens: what makes one good, and what is said of one that is not."""

from datetime import UTC, datetime
from time import time
from typing import Any

import jwt
from jwt.exceptions import InvalidSubjectError

from schema.serving.auth.admission import Admission, Reason, UnauthenticatedError
from schema.serving.auth.bearer import token_in
from schema.serving.auth.claims import caller_of, shown
from schema.serving.auth.keys import Keys

REMEMBERED = 1_000
"""Tokens that are remembered, once they were found good."""

MEMORY = 60.0
"""Seconds for which they are: so long a key that was withdrawn may go on opening."""

REQUIRED = ("exp", "aud", "iss", "sub")
_LATEST = datetime.max.replace(tzinfo=UTC).timestamp()


class Tokens:
    """Lets in who shows a token that `keys` have signed, for this audience, by this issuer."""

    def __init__(self, keys: Keys, audience: str, issuer: str) -> None:
        self._keys = keys
        self._audience = audience
        self._issuer = issuer
        self._known: dict[str | None, tuple[Admission, float]] = {}

    async def admit(self, authorization: str | None) -> Admission:
        """Who shows what, which is remembered for a moment. Raises NotAdmittedError."""
        known = self._known.get(authorization)
        if known is not None and known[1] > time():
            return known[0]
        admission = await self._check(authorization)
        self._known.pop(authorization, None)
        if len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[authorization] = admission, min(admission.expires_at or 0, time() + MEMORY)
        return admission

    async def _check(self, authorization: str | None) -> Admission:
        claims = await self._claims(token_in(authorization))
        expires_at = claims["exp"]
        if isinstance(expires_at, bool) or not isinstance(expires_at, int | float) or expires_at > _LATEST:
            brief = f"the claim `exp`: expected seconds since 1970, received {shown(expires_at)}"
            raise UnauthenticatedError(Reason.CLAIMS, brief)
        return Admission(caller_of(claims), float(expires_at))

    async def _claims(self, token: str) -> dict[str, Any]:
        """What the token says, once it is known to be good."""
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise _unreadable() from error
        algorithm, allowed = header.get("alg"), self._keys.algorithms
        if not isinstance(algorithm, str) or algorithm not in allowed:
            brief = f"expected a token signed by {' or '.join(allowed)}, received one by {shown(algorithm)}"
            raise UnauthenticatedError(Reason.ALGORITHM, brief)
        key = await self._keys.find(header.get("kid"), algorithm)
        if key is None:
            brief = f"no key for {algorithm} has the `kid` of the token"
            raise UnauthenticatedError(Reason.UNKNOWN_KEY, brief)
        try:
            return jwt.decode(
                token,
                key,
                algorithms=list(allowed),
                audience=self._audience,
                issuer=self._issuer,
                options={"require": list(REQUIRED), "verify_iat": False, "enforce_minimum_key_length": True},
            )
        except jwt.PyJWTError as error:
            raise self._refusal(token, error) from error

    def _refusal(self, token: str, error: jwt.PyJWTError) -> UnauthenticatedError:
        """What is said of a token with which the library found this wrong."""
        reason, brief = (
            Reason.CLAIMS,
            "expected claims in a JSON object, of which `exp` and `nbf` are numbers",
        )
        match error:
            case jwt.InvalidSignatureError():
                reason, brief = Reason.SIGNATURE, "the token was signed with another key, or changed since"
            case jwt.MissingRequiredClaimError():
                brief = f"the token lacks the claim `{error.claim}`: all of {', '.join(REQUIRED)} are needed"
            case jwt.ExpiredSignatureError():
                reason, brief = Reason.EXPIRED, f"the token has expired{_moment(_claim(token, 'exp'))}"
            case jwt.ImmatureSignatureError():
                reason, brief = Reason.NOT_YET_VALID, f"the token is not valid yet{_moment(_claim(token, 'nbf'))}"
            case jwt.InvalidAudienceError():
                reason, brief = Reason.AUDIENCE, _other("aud", self._audience, token)
            case jwt.InvalidIssuerError():
                reason, brief = Reason.ISSUER, _other("iss", self._issuer, token)
            case InvalidSubjectError():
                brief = f"the claim `sub`: expected a name, received {shown(_claim(token, 'sub'))}"
            case jwt.InvalidKeyError():
                reason, brief = Reason.UNKNOWN_KEY, "the key that signed the token is too weak, or of another kind"
            case _:
                pass
        return UnauthenticatedError(reason, brief)


def _unreadable() -> UnauthenticatedError:
    brief = "expected a JSON Web Token, three parts with dots between, received something else"
    return UnauthenticatedError(Reason.MALFORMED, brief)


def _claim(token: str, name: str) -> object:
    """A claim, to speak of; the signature has been looked at before."""
    return jwt.decode(token, options={"verify_signature": False}).get(name)


def _other(claim: str, expected: str, token: str) -> str:
    return f"the claim `{claim}`: expected {shown(expected)}, received {shown(_claim(token, claim))}"


def _moment(value: object) -> str:
    """When, if it is a time that people know."""
    if not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        return ""
    return f" ({datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC)"
