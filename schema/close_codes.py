"""The codes with which the server closes WebSockets, besides those of the graphql-transport-ws protocol."""

TRY_AGAIN_LATER = 1013
"""No token can be checked for now."""

FORBIDDEN = 4403
"""The token is missing or wrong; the reason says why."""

TOKEN_EXPIRED = 4440
"""The token was good, and has expired: connect again with another one."""

MAX_REASON = 123
"""Bytes that the reason of a close frame holds."""
