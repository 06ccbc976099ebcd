"""What is wrong with a request, in GraphQL's form."""

from typing import Any

TOO_MANY_CONNECTIONS = "TOO_MANY_CONNECTIONS"
CODES = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT",
    413: "TOO_LARGE",
    414: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    431: "TOO_LARGE",
    503: TOO_MANY_CONNECTIONS,
}
"""What an HTTP status is called among the codes of errors; the others are BAD_REQUEST."""

PRIVATE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""Headers of what is said to one client: nobody keeps it, and it is nothing but what it says it is."""

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
BAD_REQUEST = "BAD_REQUEST"
OVERLOADED = "OVERLOADED"


def problem(status: int, message: str, code: str | None = None) -> dict[str, Any]:
    """The body of an answer that has one error and no data. Half characters, which nobody could read, are replaced."""
    text = message.encode(errors="replace").decode()
    return {"errors": [{"message": text, "extensions": {"code": code or CODES.get(status, BAD_REQUEST)}}]}
