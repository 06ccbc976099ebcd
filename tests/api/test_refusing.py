"""Refusals that only trouble brings, as the API shows them."""

from db.log.answers import Refused
from domain import refusals
from schema import errors
from schema.refusing import to_error


def test_an_unreachable_database_is_said_with_when_to_try_again() -> None:
    error = to_error(Refused(refusals.Unavailable(), None))
    assert isinstance(error, errors.UnavailableError)
    assert error.code is refusals.ErrorCode.UNAVAILABLE
    assert error.retry_after_seconds > 0
    assert "again in a few seconds" in error.message


def test_an_unknown_outcome_is_said_with_the_key_to_repeat_the_request_under() -> None:
    error = to_error(Refused(refusals.OutcomeUnknown("the key"), None))
    assert isinstance(error, errors.OutcomeUnknownError)
    assert error.code is refusals.ErrorCode.OUTCOME_UNKNOWN
    assert error.idempotency_key == "the key"
    assert "'the key'" in error.message
