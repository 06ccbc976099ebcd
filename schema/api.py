"""The schema, put together."""

import strawberry
from graphql import GraphQLError
from strawberry.extensions import ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema.executor import Executor
from schema.masking import MaskBugs
from schema.mutations import Mutation
from schema.parsing import DOCUMENTS_REMEMBERED, OneOperation, ParseOnce
from schema.query import Query
from schema.scalars import JSON_SCALAR, Json
from schema.subscription import Subscription


class Schema(strawberry.Schema):
    """Strawberry's schema, whose errors are logged where they are masked."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave the logging to `MaskBugs`."""


api = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    execution_context_class=Executor,
    config=StrawberryConfig(scalar_map={Json: JSON_SCALAR}),
    extensions=[
        MaskBugs,
        ParseOnce,
        lambda: ValidationCache(maxsize=DOCUMENTS_REMEMBERED),
        OneOperation,
    ],
)
