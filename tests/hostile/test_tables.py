"""Whatever bytes come: the answer is no error of the server's, it tells nothing, and nobody else notices."""

import json

import pytest

from tests.hostile.http_cases import cases as requests
from tests.hostile.socket_cases import cases as sockets
from tests.hostile.target import Target, check_discreet
from tests.hostile.wire import Answer, exchange, farewell

REQUESTS, SOCKETS = requests(), sockets()
EMPTY = {0, 204, 403}


def test_there_are_as_many_cases_as_there_should_be() -> None:
    assert len(REQUESTS) + len(SOCKETS) > 150


@pytest.mark.parametrize("name", REQUESTS)
def test_a_hostile_request_is_answered_as_such(target: Target, name: str) -> None:
    data, status = REQUESTS[name]
    with target.unharmed():
        answer = exchange(target.url, data)
    assert answer.status == status, answer
    check_discreet(answer.body.decode())
    if status not in EMPTY and "handshake" not in name and not data.startswith(b"HEAD"):
        _check(answer)


def _check(answer: Answer) -> None:
    """Check that it is in GraphQL's form."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert ("allow" in answer.headers) == (answer.status == 405)
    if answer.status == 200:
        data = json.loads(answer.body)["data"]
        assert data.keys() == {"cursor"} or data["answer"] == {"__typename": "InvalidInputError"}
    else:
        assert answer.error["extensions"]["code"]


@pytest.mark.parametrize("name", SOCKETS)
def test_a_hostile_websocket_is_closed_with_its_code(target: Target, name: str) -> None:
    data, code = SOCKETS[name]
    with target.unharmed():
        found, reason = farewell(target.url, data)
    assert found == code, reason
    check_discreet(reason)
