"""From the text of a document to the operation that is meant."""

from collections.abc import Iterator
from functools import lru_cache

import graphql
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from schema.limits.measure import check
from schema.limits.refusal import QueryTooLargeError
from schema.limits.table import LIMITS

DOCUMENTS_REMEMBERED = 100
_STOPPED = {
    f"Syntax Error: Document contains more than {LIMITS.tokens} tokens. Parsing aborted.": "tokens",
    "Syntax Error: Document is nested too deeply. Parsing aborted.": "nesting",
}
"""What the parser says when it stops at a limit, of ours or of its own."""


def parse(query: str) -> DocumentNode:
    """The document. Raises GraphQLError for what is none, and QueryTooLargeError for one beyond a limit.

    Both are remembered, so that a document is read once, however often it comes; one that is too long to be read is
    not, which would take room.
    """
    if len(query) > LIMITS.characters:
        raise QueryTooLargeError("characters", len(query))
    found = _parsed(query)
    if isinstance(found, GraphQLError):
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def _parsed(query: str) -> DocumentNode | GraphQLError:
    if (breaks := query.count("\n") + query.count("\r")) >= LIMITS.lines:
        return QueryTooLargeError("lines", breaks + 1)
    try:
        document = graphql.parse(query, max_tokens=LIMITS.tokens)
        check(document)
    except GraphQLError as error:
        stopped = _STOPPED.get(error.message)
        return error.with_traceback(None) if stopped is None else QueryTooLargeError(stopped)
    return document


class OneOperation(SchemaExtension):
    """Refuses a document with several operations of which none is named, where Strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:
        """Add the error to those that the document has."""
        context = self.execution_context
        definitions = () if context.graphql_document is None else context.graphql_document.definitions
        operations = [found for found in definitions if isinstance(found, OperationDefinitionNode)]
        if len(operations) > 1 and context._provided_operation_name is None:  # noqa: SLF001 - nothing else has it
            names = ", ".join(found.name.value for found in operations if found.name is not None)
            message = f"Expected `operationName` to say which operation is meant, one of {names}; received none."
            context.pre_execution_errors = [*(context.pre_execution_errors or ()), GraphQLError(message)]
        yield
