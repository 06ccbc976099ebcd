"""Requests that are malformed, whatever the workflow's state."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})


class RequestErrorCode(StrEnum):
    """What is wrong with the request; stable, for programs to switch on."""

    BAD_CURSOR = "BAD_CURSOR"
    CURSOR_TOO_OLD = "CURSOR_TOO_OLD"
    BAD_PAGE_SIZE = "BAD_PAGE_SIZE"
    BAD_FILTER = "BAD_FILTER"
    BAD_INPUT_SIZE = "BAD_INPUT_SIZE"
    WORKFLOW_NOT_FOUND = "WORKFLOW_NOT_FOUND"
    NO_SUCH_ATTEMPT = "NO_SUCH_ATTEMPT"
    FORBIDDEN = "FORBIDDEN"


class RequestError(Exception):
    """A request that can't be answered as it stands. The message says what was expected, what came, what would help.

    `facts` are for programs, by their names on the wire.
    """

    def __init__(self, code: RequestErrorCode, message: str, facts: Mapping[str, str] = _NOTHING) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts
