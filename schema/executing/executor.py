"""graphql-core's executor, with short ways for what is plain.

Such a thing needs no information about the request and no place in the answer to report an error at. Whatever is not
as simple as that, also where it turns out so late, goes graphql-core's own way.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeGuard, cast

from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.executing.completions import completions_of_known
from schema.executing.leaves import NOT_PLAIN, attempt
from schema.executing.objects import plain_fields

IS_AWAITABLE = cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable)


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as in the base class
        super().__init__(*arguments, **named)
        self._completions = completions_of_known(self.schema, self.fragments, self.operation)

    async def complete_only(
        self, kind: GraphQLOutputType, asked: FieldDetailsList, info: GraphQLResolveInfo[Any], value: object
    ) -> ExecutionResult:
        """The answer of an operation that has one field, of which the resolver gave `value`, or raised it."""
        data: dict[str, Any] | None = {str(info.path.key): None}
        try:
            try:
                told = self.complete_value(kind, asked, info, info.path, value, None)
                data = {str(info.path.key): await told if self.is_awaitable(told) else told}
            except Exception as error:  # noqa: BLE001 - told in the answer
                self.handle_field_error(error, kind, asked, info.path)
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            data = None
        return cast("ExecutionResult", self.build_response(data))

    def complete_object_value(  # noqa: PLR0917 - as in the base class
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,  # noqa: ANN401 - as in the base class
        position_context: Any,  # noqa: ANN401 - as in the base class
    ) -> AwaitableOrValue[dict[str, Any]]:
        """What is told of an object: all of it at once if it is plain."""
        known = self._completions
        told = NOT_PLAIN if known is None else attempt(known.of(return_type, field_details_list), result)
        if told is NOT_PLAIN:
            return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)
        return cast("dict[str, Any]", told)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: object,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,  # noqa: ANN401 - as in the base class
    ) -> AwaitableOrValue[dict[str, Any]]:
        """The values of the fields: the plain ones read at once, the others as ever."""
        plain = plain_fields(parent_type)
        results: dict[str, Any] = {}
        others: GroupedFieldSet = {}
        for name, details in grouped_field_set.items():
            results[name] = attempt(plain.get(details[0].node.name.value), source_value)
            if results[name] is NOT_PLAIN:
                others[name] = details
        if not others:
            return results
        found = super().execute_fields(parent_type, source_value, path, others, position_context)
        if isinstance(found, dict):
            return results | found

        async def together() -> dict[str, Any]:
            return results | await found

        return together()
