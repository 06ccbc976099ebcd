"""graphql-core's executor, with a short way for what most fields are: an attribute that holds a leaf.

Such a field needs no resolver, no information about the request and no place in the answer to report an error at.
Whatever is not as simple as that, also where it turns out so late, goes graphql-core's own way.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, is_leaf_type
from graphql.execution.collect_fields import GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

_NOT_PLAIN = object()
Read = Callable[[object], Any]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation."""

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
            read = plain.get(details[0].node.name.value)
            results[name] = _NOT_PLAIN if read is None else read(source_value)
            if results[name] is _NOT_PLAIN:
                others[name] = details
        if not others:
            return results
        found = super().execute_fields(parent_type, source_value, path, others, position_context)
        if isinstance(found, dict):
            return results | found

        async def together() -> dict[str, Any]:
            return results | await found

        return together()


@cache
def plain_fields(parent_type: GraphQLObjectType) -> Mapping[str, Read]:
    """How to read the plain fields of a type; what is read is _NOT_PLAIN where that fails."""
    return {name: read for name, field in parent_type.fields.items() if (read := _read(field)) is not None}


def _read(field: GraphQLField) -> Read | None:
    definition = field.extensions.get("strawberry-definition")
    leaf = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if not (isinstance(definition, StrawberryField) and definition.is_basic_field and is_leaf_type(leaf)):
        return None
    value_of, coerce = attrgetter(definition.python_name), leaf.coerce_output_value
    of_null = _NOT_PLAIN if leaf is not field.type else None

    def read(source: object) -> Any:  # noqa: ANN401 - a leaf of any type
        try:
            value = value_of(source)
            return of_null if value is None else coerce(value)
        except Exception:  # noqa: BLE001 - met again, and told, where it has a place in the answer
            return _NOT_PLAIN

    return read
