"""The codes of errors, and how often something may happen."""

import re

from domain.refusals import ErrorCode
from resolvers.requests import RequestErrorCode
from schema.persisted import NOT_FOUND
from schema.problems import BAD_REQUEST, CODES, OVERLOADED, PARSE_FAILED, VALIDATION_FAILED, problem
from schema.serving.pace import Pace
from tests.serving import PROJECT

OTHERS = {
    BAD_REQUEST,
    PARSE_FAILED,
    VALIDATION_FAILED,
    OVERLOADED,
    NOT_FOUND,
    "QUERY_TOO_LARGE",
    "ANSWER_TOO_LARGE",
    "TOO_MANY_OPERATIONS",
    "INTERNAL_ERROR",
    "UNAUTHENTICATED",
    "MISDIRECTED_REQUEST",
    ErrorCode.UNAVAILABLE,
}


def test_every_code_is_documented_with_its_statuses() -> None:
    page = (
        (PROJECT / "docs" / "operating.md").read_text().partition("\n## Errors of a request\n")[2].partition("\n## ")[0]
    )
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]
    documented = {code: statuses for codes, statuses in rows for code in re.findall("`([A-Z_]+)`", codes)}
    assert documented.keys() == {*CODES.values(), *RequestErrorCode, *OTHERS}
    assert [status for status, code in CODES.items() if str(status) not in documented[code]] == []


def test_a_status_without_a_code_of_its_own_is_a_bad_request() -> None:
    assert problem(400, "M") == {"errors": [{"message": "M", "extensions": {"code": "BAD_REQUEST"}}]}


def test_as_many_as_the_bucket_holds_may_come_at_once_and_others_when_it_has_filled_again() -> None:
    never, soon = Pace(per_second=0, burst=3), Pace(per_second=1e9, burst=1)
    assert [never.allows() for _ in range(5)] == [True] * 3 + [False] * 2
    assert all(soon.allows() for _ in range(100))
