"""Whether a document fits the schema."""

from collections.abc import Iterator
from functools import lru_cache

from graphql import GraphQLError, GraphQLSchema, specified_rules, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.parsing import DOCUMENTS_REMEMBERED, parse

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
MAX_ERRORS = 5
"""Errors of one document that are told: each may repeat a large value, and take time to word."""


class Validate(SchemaExtension):
    """Validates each document once, and stops at MAX_ERRORS, where Strawberry would go on to a hundred."""

    def on_validate(self) -> Iterator[None]:
        """Set the errors."""
        context = self.execution_context
        context.pre_execution_errors = errors_of(context.schema._schema, context.query or "")  # noqa: SLF001 - as Strawberry's cache does
        yield


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def errors_of(schema: GraphQLSchema, query: str) -> list[GraphQLError]:
    """What is wrong with a document that can be parsed."""
    return validate(schema, parse(query), RULES, max_errors=MAX_ERRORS)
