"""Requests that are malformed, whatever the workflow's state."""

from enum import StrEnum


class RequestErrorCode(StrEnum):
    """What is wrong with the request; stable, for programs to switch on."""

    BAD_CURSOR = "BAD_CURSOR"
    BAD_PAGE_SIZE = "BAD_PAGE_SIZE"
    BAD_FILTER = "BAD_FILTER"
    BAD_INPUT_SIZE = "BAD_INPUT_SIZE"
    WORKFLOW_NOT_FOUND = "WORKFLOW_NOT_FOUND"
    NO_SUCH_ATTEMPT = "NO_SUCH_ATTEMPT"
    FORBIDDEN = "FORBIDDEN"


class RequestError(Exception):
    """A request that can't be answered as it stands. The message says what was expected, what came, what would help."""

    def __init__(self, code: RequestErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
