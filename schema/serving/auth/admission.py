"""What comes of showing a token: somebody is let in, or hears why not."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rights import Caller

NOBODY = Caller(None, frozenset(), frozenset(), operator=False)
"""Who looks at the page in a browser: may see it, and nothing of what is in the database."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was let in, and until when, in seconds since 1970; None without an end."""

    caller: Caller
    expires_at: float | None = None


class Reason(StrEnum):
    """Why somebody was not let in, as it is counted."""

    MISSING = "missing"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    AUDIENCE = "audience"
    ISSUER = "issuer"
    CLAIMS = "claims"
    NOT_OPERATOR = "not_operator"
    NO_KEYS = "no_keys"


class NotAdmittedError(Exception):
    """Somebody is not let in: why, in a few words of ASCII that quote no token, and what would help."""

    def __init__(self, reason: Reason, brief: str, advice: str) -> None:
        super().__init__(f"Not admitted: {brief}. {advice}")
        self.reason = reason
        self.brief = brief


class UnauthenticatedError(NotAdmittedError):
    """The caller did not prove who it is."""

    def __init__(
        self, reason: Reason, brief: str, advice: str = "Get a new token from whoever runs this server."
    ) -> None:
        super().__init__(reason, brief, advice)


class NoKeysError(NotAdmittedError):
    """Nobody's token can be checked for now: the provider of the keys has not answered."""

    def __init__(self) -> None:
        brief = "no token can be checked now, because the provider of the keys does not answer"
        super().__init__(Reason.NO_KEYS, brief, "Your token may be good: come back later.")
