"""The schema, put together."""

import strawberry
from graphql import GraphQLError
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.execution import PreExecutionError

from schema.executor import Executor
from schema.limits.cost import check_cost
from schema.limits.refusal import QueryTooLargeError
from schema.masking import MaskBugs
from schema.metrics import REFUSED_DOCUMENTS
from schema.mutations import Mutation
from schema.parsing import OneOperation, parse
from schema.query import Query
from schema.scalars import JSON_SCALAR, Json
from schema.subscription import Subscription
from schema.validating import Validate


class Schema(strawberry.Schema):
    """Strawberry's schema, which refuses what is beyond a limit, and whose errors are logged where they are masked."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave the logging to `MaskBugs`."""

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        """Parse, and hold the operation against the limits, before anything else looks at it.

        No hook of an extension could do that: what it raises breaks off a stream, and validation would go on.
        """
        try:
            if context.query:
                context.graphql_document = parse(context.query)
                check_cost(self._schema, context.query, context.operation_name, context.variables)
        except GraphQLError as error:
            if isinstance(error, QueryTooLargeError):
                REFUSED_DOCUMENTS.labels(error.limit).inc()
            context.pre_execution_errors = [error]
            return PreExecutionError(data=None, errors=[error])
        return await super()._prepare_operation_async(context, extensions_runner)


api = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    execution_context_class=Executor,
    config=StrawberryConfig(scalar_map={Json: JSON_SCALAR}),
    extensions=[
        MaskBugs,
        Validate,
        OneOperation,
    ],
)
