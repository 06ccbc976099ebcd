"""What the server says at its start of who may use it."""

import logging

from schema.serving.auth.settings import AuthSettings
from schema.serving.logs import said

_log = logging.getLogger("handoff.auth")


def announce_entry(settings: AuthSettings) -> None:
    """Say in one line who is let in; as a warning, if that is everybody who gets here from anywhere."""
    if settings.open_mode:
        _log.warning("OPEN_MODE: no token is needed; everyone who reaches this server may see and do everything")
    elif settings.configured:
        said.info("Handoff lets in who has a token: docs/security.md")
    else:
        said.info("Handoff asks for no token, and serves this machine alone: docs/security.md")
