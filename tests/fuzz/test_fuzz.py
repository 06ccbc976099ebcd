"""The fuzzer runs to its end and finds nothing, and would find something if there were anything."""

from pathlib import Path

import pytest

from db.embedded import EmbeddedPostgres
from tests.fuzz.__main__ import fuzz
from tests.fuzz.case import Case, Heard
from tests.fuzz.judging import fault

CASE = Case("HTTP", (b"POST /graphql HTTP/1.1\r\n\r\nsqlalchemy",))
HEAD = b"HTTP/1.1 %b \r\n\r\n"
GOOD = {
    "an answer": HEAD % b"200" + b'{"data": {}}',
    "nothing": b"",
    "an overloaded server": HEAD % b"503" + b'{"errors": [{"message": "M", "extensions": {"code": "OVERLOADED"}}]}',
    "what the client said": HEAD % b"400" + b'{"errors": [{"message": "no sqlalchemy"}]}',
    "what is stored": HEAD % b"200" + b'{"data": {"title": "a.py"}}',
}
BAD = {
    "an error of the server": HEAD % b"500",
    "a server without a word": HEAD % b"503",
    "a bug": HEAD % b"200" + b'{"errors": [{"extensions": {"code": "INTERNAL_ERROR"}}]}',
    "the name of a file": HEAD % b"400" + b'{"errors": [{"message": "in a.py"}]}',
    "two protocols": HEAD % b"101" + HEAD % b"200",
    "a reason with a table": HEAD % b"101" + b"\x88\x12\x03\xe8workflow_events.",
}


def test_servers_are_unharmed_by_some_seconds_of_it(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    assert fuzz(postgres, tmp_path, seconds=3, seed=1) == 0


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_is_no_fault(name: str) -> None:
    assert fault(CASE, Heard(GOOD[name], 0, late=False)) is None


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_a_fault(name: str) -> None:
    assert fault(CASE, Heard(BAD[name], 0, late=False)) is not None


def test_an_answer_that_does_not_come_is_a_fault() -> None:
    assert fault(CASE, Heard(b"", 0, late=True)) == "the answer did not come"
