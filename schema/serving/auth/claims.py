"""What a token says of who holds it: `sub`, `roles`, `projects` and `operator`."""

import json
from collections.abc import Mapping
from typing import Any

from domain.decide import CLOCK
from domain.limits import MAX_NAME
from domain.rights import OPERATOR, Caller, Projects
from domain.texts import check_required
from domain.vocabulary import Role
from schema.serving.auth.admission import Reason, UnauthenticatedError

MAX_PROJECTS = 100
"""Projects that one token may name."""

ALL_PROJECTS = "*"
_ROLES = frozenset(str(role) for role in Role)
_TAKEN = _ROLES | {CLOCK.name, OPERATOR}
_SHOWN = 40


def caller_of(claims: Mapping[str, Any]) -> Caller:
    """Who is meant by the claims of a token. Raises UnauthenticatedError for the first that has a wrong shape."""
    operator = claims.get("operator", False)
    if not isinstance(operator, bool):
        raise _wrong("operator", "true or false", operator)
    return Caller(_subject(claims.get("sub")), _roles(claims.get("roles", [])), _projects(claims), operator)


def shown(value: object) -> str:
    """A value that came from outside, in a few characters of ASCII."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _subject(value: object) -> str:
    expected = f"a name of 1 to {MAX_NAME} printable characters"
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME or not value.isprintable():
        raise _wrong("sub", expected, value)
    if value.strip().upper() in _TAKEN:
        raise _wrong("sub", "a name that is not the log's own", value)
    return value


def _roles(value: object) -> frozenset[Role]:
    if not isinstance(value, list):
        raise _wrong("roles", "a list of roles", value)
    for name in value:
        if not isinstance(name, str) or name not in _ROLES:
            raise _wrong("roles", "roles such as CODE_WRITER", name)
    return frozenset(Role(name) for name in value)


def _projects(claims: Mapping[str, Any]) -> Projects:
    value = claims.get("projects", [])
    if value == ALL_PROJECTS:
        return None
    if not isinstance(value, list):
        raise _wrong("projects", 'a list of names, or "*"', value)
    if len(value) > MAX_PROJECTS:
        raise _wrong("projects", f"at most {MAX_PROJECTS} names", len(value))
    for name in value:
        if not isinstance(name, str) or check_required("projects", name, MAX_NAME) is not None:
            raise _wrong("projects", f"names of 1 to {MAX_NAME} characters", name)
    return frozenset(value)


def _wrong(claim: str, expected: str, received: object) -> UnauthenticatedError:
    brief = f"the claim `{claim}`: expected {expected}, received {shown(received)}"
    return UnauthenticatedError(Reason.CLAIMS, brief)
