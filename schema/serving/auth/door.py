"""The one place that lets callers in, and counts and notes whom it does not."""

import hmac
import logging

from domain.rights import ANYONE
from schema.metrics import NOT_ADMITTED
from schema.serving.auth.admission import Admission, NotAdmittedError, Reason, UnauthenticatedError
from schema.serving.auth.bearer import token_in
from schema.serving.auth.keys import KeySet, SharedSecret
from schema.serving.auth.settings import AuthSettings
from schema.serving.auth.tokens import Tokens

_log = logging.getLogger("handoff.auth")

for _reason in Reason:
    NOT_ADMITTED.labels(_reason)


class Door:
    """Lets in whom the settings let in: whoever has a good token, or everybody if there are to be no tokens."""

    def __init__(self, settings: AuthSettings) -> None:
        self._tokens = _tokens(settings)
        self._scrapers = settings.metrics_token

    async def admit(self, authorization: str | None) -> Admission:
        """Who shows `authorization`, as in the header of that name. Raises NotAdmittedError."""
        if self._tokens is None:
            return Admission(ANYONE)
        try:
            return await self._tokens.admit(authorization)
        except NotAdmittedError as error:
            _note(error)
            raise

    async def admit_scraper(self, authorization: str | None) -> None:
        """Let an operator, or a Prometheus with its own token, see the figures. Raises NotAdmittedError."""
        if self._scrapers is not None and _is(self._scrapers, authorization):
            return
        if not (await self.admit(authorization)).caller.operator:
            advice = "Send METRICS_TOKEN, or an operator's token."
            error = UnauthenticatedError(Reason.NOT_OPERATOR, "the figures are for operators", advice)
            _note(error)
            raise error


def _tokens(settings: AuthSettings) -> Tokens | None:
    if settings.jwks_url is not None:
        return Tokens(KeySet(settings.jwks_url), settings.audience, settings.issuer)
    if settings.secret is not None:
        return Tokens(SharedSecret(settings.secret), settings.audience, settings.issuer)
    return None


def _is(secret: str, authorization: str | None) -> bool:
    try:
        return hmac.compare_digest(secret, token_in(authorization))
    except UnauthenticatedError:
        return False


def _note(error: NotAdmittedError) -> None:
    NOT_ADMITTED.labels(error.reason).inc()
    _log.info("somebody was not admitted: %s", error.reason, extra={"reason": error.reason})
