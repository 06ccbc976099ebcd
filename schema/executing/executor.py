"""graphql-core's executor, with short ways for what is plain.

Such a thing needs no information about the request and no place in the answer to report an error at. Whatever is not
as simple as that, also where it turns out so late, goes graphql-core's own way.
"""

from typing import Any, cast

from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.values import get_argument_values
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.executing.documents import OnlyField, known
from schema.executing.leaves import NOT_PLAIN, attempt
from schema.executing.objects import plain_fields


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as in the base class
        super().__init__(*arguments, **named)
        self._known = known(self.schema, self.fragments, self.operation)

    def execute_operation(
        self,
        serially: bool | None = None,  # noqa: FBT001 - as in the base class
    ) -> AwaitableOrValue[Any]:
        """Carry out the operation."""
        only = self._known.only
        return super().execute_operation(serially) if only is None else self._carry_out(only)

    async def _carry_out(self, only: OnlyField) -> Any:  # noqa: ANN401 - as in the base class
        """As graphql-core does, without what it needs for several fields."""
        try:
            data = {only.name: await self._value(only)}
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            data = None
        return self.build_response(data)

    async def _value(self, only: OnlyField) -> Any:  # noqa: ANN401 - whatever a resolver gives
        asked, kind, path = only.asked, only.field.type, Path(None, only.name, only.parent.name)
        info = self.build_resolve_info(only.field, only.nodes, only.parent, path)
        try:
            arguments = get_argument_values(only.field, only.nodes[0], self.variable_values)
            value = only.resolve(self.root_value, info, **arguments)
            if self.is_awaitable(value):
                value = await value
            told = attempt(only.tell, value)
            if told is NOT_PLAIN:
                told = self.complete_value(kind, asked, info, path, value, None)
            return await told if self.is_awaitable(told) else told
        except Exception as error:  # noqa: BLE001 - told in the answer
            self.handle_field_error(error, kind, asked, path)
            return None

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
        completions = self._known.completions
        told = NOT_PLAIN if completions is None else attempt(completions.of(return_type, field_details_list), result)
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
