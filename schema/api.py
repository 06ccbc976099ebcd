"""The schema, put together."""

import strawberry
from graphql import GraphQLError
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

import schema.enums  # noqa: F401 - publishes the domain's enums, before any type refers to them
from schema.masking import MaskBugs
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import JSON_SCALAR, Json
from schema.subscription import Subscription

OPERATIONS_REMEMBERED = 500


class Schema(strawberry.Schema):
    """Strawberry's schema, whose errors are logged where they are masked."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave the logging to `MaskBugs`."""


api = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map={Json: JSON_SCALAR}),
    extensions=[
        MaskBugs,
        lambda: ParserCache(maxsize=OPERATIONS_REMEMBERED),
        lambda: ValidationCache(maxsize=OPERATIONS_REMEMBERED),
    ],
)
