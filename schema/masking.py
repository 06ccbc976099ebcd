"""Errors that are bugs: logged whole, with an id, of which the client sees only the id."""

import logging
from uuid import uuid4

from graphql import GraphQLError, GraphQLSyntaxError, IntValueNode
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import MaskErrors
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from db.faults import is_unreachable
from domain.refusals import ErrorCode, Unavailable
from resolvers.requests import RequestError
from schema.problems import BAD_REQUEST, PARSE_FAILED, VALIDATION_FAILED

_NO_OPERATION = (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError)
_log = logging.getLogger("handoff.errors")


class MaskBugs(MaskErrors):
    """Hides what a client must not see, and adds a code to what it must understand."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda _: True)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """What the client sees of `error`."""
        cause = error.original_error
        if isinstance(cause, RequestError):
            return _like(error, str(cause), code=str(cause.code), **cause.facts)
        if cause is None or isinstance(cause, GraphQLError):
            return _coded(error)
        if isinstance(cause, _NO_OPERATION):
            return _like(error, error.message, code=BAD_REQUEST)
        if isinstance(cause, ValueError) and any(isinstance(node, IntValueNode) for node in error.nodes or ()):
            message = "Expected an integer of 32 bits, received one of thousands of digits."
            return _like(error, message, code=VALIDATION_FAILED)
        if is_unreachable(cause):
            _log.warning("a request failed because the database can't be reached: %r", cause)
            return _like(error, Unavailable().message, code=str(ErrorCode.UNAVAILABLE))
        identity = uuid4().hex
        _log.error("error %s: %s", identity, error.message, exc_info=cause)
        message = f"Something went wrong on our side, and was logged as {identity}. The request may be tried again."
        return _like(error, message, code="INTERNAL_ERROR", id=identity)


def _coded(error: GraphQLError) -> GraphQLError:
    """An error of the document, or of its variables, which says what it is unless it does so already."""
    if error.extensions and "code" in error.extensions:
        return error
    code = PARSE_FAILED if isinstance(error, GraphQLSyntaxError) else VALIDATION_FAILED
    return _like(error, error.message, **(error.extensions or {}), code=code)


def _like(error: GraphQLError, message: str, **extensions: object) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
