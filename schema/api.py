"""The schema, put together."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError
from graphql.pyutils import AwaitableOrValue
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from schema.executing.executor import IS_AWAITABLE, Executor
from schema.limits.cost import check_cost
from schema.limits.refusal import QueryTooLargeError
from schema.masking import MaskBugs
from schema.metrics import REFUSED_DOCUMENTS
from schema.mutations import Mutation
from schema.parsing import OneOperation, parse
from schema.prepared import Prepared, prepared
from schema.query import Query
from schema.scalars import JSON_SCALAR, Json
from schema.subscription import Subscription
from schema.validating import Validate

MASK = MaskBugs()
DIRECT = (OperationType.QUERY, OperationType.MUTATION)


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

    async def execute(  # noqa: PLR0917 - as in the base class
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,  # noqa: ANN401 - as in the base class
        root_value: Any = None,  # noqa: ANN401
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Carry out one operation: at once if nothing stands against it, or else Strawberry's way, which tells what."""
        found = self._unopposed(query, variable_values, operation_name, allowed_operation_types or DIRECT)
        if found is None:
            given = variable_values, context_value, root_value, operation_name, allowed_operation_types
            return await super().execute(query, *given, operation_extensions)
        plan = found.plan()
        if plan is not None:
            return self._result(await plan.carry_out(context_value, variable_values))
        executor = Executor.build(
            self._schema,
            found.document,
            root_value,
            context_value,
            variable_values,
            operation_name,
            is_awaitable=IS_AWAITABLE,
            operation_extensions=operation_extensions,
        )
        if isinstance(executor, list):
            return self._result(GraphQLExecutionResult(None, executor))
        result: AwaitableOrValue[Any] = executor.execute_operation()
        return self._result(result if isinstance(result, GraphQLExecutionResult) else await result)

    @staticmethod
    def _result(done: GraphQLExecutionResult) -> ExecutionResult:
        errors = None if done.errors is None else [MASK.anonymise_error(each) for each in done.errors]
        return ExecutionResult(data=done.data, errors=errors)

    def _unopposed(
        self,
        query: str | None,
        variables: Mapping[str, object] | None,
        operation_name: str | None,
        allowed: Iterable[OperationType],
    ) -> Prepared | None:
        """The query or mutation that is meant, if nothing stands against it."""
        found = prepared(self._schema, query, operation_name) if query else None
        if query is None or found is None or found.kind not in DIRECT or found.kind not in allowed:
            return None
        try:
            check_cost(self._schema, query, operation_name, variables)
        except QueryTooLargeError:
            return None
        return found


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
