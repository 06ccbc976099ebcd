"""`python server.py token`: makes a token for whoever holds AUTH_SECRET."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping, Sequence
from time import time
from typing import Any

import jwt

from domain.vocabulary import Role
from schema.serving.auth.admission import UnauthenticatedError
from schema.serving.auth.bearer import MAX_TOKEN
from schema.serving.auth.claims import ALL_PROJECTS, caller_of
from schema.serving.auth.settings import AuthSettings, BadAuthSettingError

LONGEST = 366 * 86_400
"""Seconds that a token may live."""

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_HOW = (
    "AUTH_SECRET is not set: tokens are signed with it. Make one with `openssl rand -base64 32` and set it for the "
    "server, too. With AUTH_JWKS_URL, tokens come from your provider."
)


class _NotIssuedError(Exception):
    pass


def issue(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Print a token. Gives the exit code: 0, or 2 after an error on stderr."""
    chosen = _parser().parse_args(arguments)
    try:
        token = _token(chosen, AuthSettings.read(environment, "localhost"))
    except (BadAuthSettingError, _NotIssuedError) as error:
        sys.stderr.write(f"handoff: {error}\n")
        return 2
    sys.stdout.write(f"{token}\n")
    return 0


def _token(chosen: Namespace, settings: AuthSettings) -> str:
    if settings.secret is None:
        raise _NotIssuedError(_HOW)
    claims = _claims(chosen, settings)
    try:
        caller_of(claims)
    except UnauthenticatedError as error:
        raise _NotIssuedError(f"{error.brief}.") from error
    token = jwt.encode(claims, settings.secret, "HS256")
    if len(token) > MAX_TOKEN:
        raise _NotIssuedError(f"the token would be longer than {MAX_TOKEN} characters: name fewer projects.")
    return token


def _claims(chosen: Namespace, settings: AuthSettings) -> dict[str, Any]:
    now = int(time())
    return {
        "iss": settings.issuer,
        "aud": settings.audience,
        "sub": chosen.subject,
        "iat": now,
        "exp": now + chosen.ttl,
        "roles": chosen.role,
        "projects": ALL_PROJECTS if chosen.all_projects else chosen.project,
        "operator": chosen.operator,
    }


def _parser() -> ArgumentParser:
    parser = ArgumentParser("server.py token", description="Print a token, signed with AUTH_SECRET.")
    parser.add_argument("--subject", default="somebody", help="who holds it, as the log will name them")
    roles = [str(role) for role in Role]
    parser.add_argument("--role", action="append", default=[], choices=roles, help="a role it may act as; repeatable")
    projects = parser.add_mutually_exclusive_group(required=True)
    projects.add_argument("--project", action="append", default=[], help="a project it may see; repeatable")
    projects.add_argument("--all-projects", action="store_true", help="it may see all projects")
    parser.add_argument("--operator", action="store_true", help="it may act as an operator")
    parser.add_argument("--ttl", type=_seconds, default="1h", help="how long it lives: 90s, 15m, 1h, 7d (default 1h)")
    return parser


def _seconds(text: str) -> int:
    found = re.fullmatch(r"(\d{1,8})([smhd])", text, re.ASCII)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= LONGEST:
        raise ArgumentTypeError(f"expected a time such as 90s, 15m, 1h or 7d, at most 366d, received {text[:40]!r}")
    return seconds
