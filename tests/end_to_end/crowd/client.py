"""A client of the API in a few lines: one connection, and streams beside it."""

import json
import time
from collections.abc import Generator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, TypeAlias

from tests.end_to_end.crowd.sizes import QUIET

Json: TypeAlias = dict[str, Any]
TRIES = 8
PAUSE = 0.2
AGAIN = {"UNAVAILABLE", "OUTCOME_UNKNOWN"}


class UnexpectedError(Exception):
    """The API answered what it must not."""


class Client:
    """A connection to the server, opened anew when it was lost; `tries` is how often the last question was asked."""

    def __init__(self, host: str, port: int) -> None:
        self.tries = 0
        self._address = host, port
        self._connection = HTTPConnection(host, port, timeout=QUIET)

    def ask(self, document: str, **variables: object) -> Any:
        """The answer to a request of one field; sent again until there is one, so a mutation needs its key."""
        for self.tries in range(1, TRIES + 1):
            try:
                _post(self._connection, document, variables, "application/json")
                with self._connection.getresponse() as response:
                    found = _only(json.load(response))
            except (OSError, HTTPException):
                self._connection.close()
            else:
                if not (isinstance(found, dict) and found.get("code") in AGAIN):
                    return found
                time.sleep(PAUSE)
        raise UnexpectedError(f"no answer to {document} {variables}")

    def send(self, document: str, **variables: object) -> None:
        """Send a request and hang up."""
        with suppress(OSError, HTTPException):
            _post(self._connection, document, variables, "application/json")
        self._connection.close()

    def follow(self, document: str, **variables: object) -> Generator[Json, None, None]:
        """What a subscription of one field gives, until it ends or has been quiet for long."""
        with closing(HTTPConnection(*self._address, timeout=QUIET)) as connection:
            try:
                _post(connection, document, variables, "text/event-stream")
                with connection.getresponse() as response:
                    yield from _events(response)
            except (OSError, HTTPException):
                return


def _events(response: HTTPResponse) -> Generator[Json, None, None]:
    heard = time.monotonic()
    while time.monotonic() < heard + QUIET and (line := response.readline()):
        name, _, data = line.partition(b":")
        if name == b"data" and data.strip():
            yield _only(json.loads(data))
            heard = time.monotonic()


def _post(connection: HTTPConnection, document: str, variables: Json, accept: str) -> None:
    body = json.dumps({"query": document, "variables": variables}).encode()
    connection.request("POST", "/graphql", body, {"Content-Type": "application/json", "Accept": accept})


def _only(answer: Json) -> Any:
    if "errors" in answer or not answer.get("data"):
        raise UnexpectedError(answer)
    ((_, found),) = answer["data"].items()
    return found
