"""What nearly all operations are: one field, and all that is asked for of it is plain."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.pyutils import Path
from graphql.type.definition import GraphQLResolveInfoHelpers

from schema.executing.code import Tell
from schema.executing.completions import NO_VARIABLES
from schema.executing.executor import IS_AWAITABLE, Executor
from schema.executing.leaves import NOT_PLAIN, attempt
from schema.executing.resolvers import Resolver
from schema.executing.variables import Ready

_MAX_ERRORS = 50
"""Errors of variables that are told: as many as graphql-core tells."""

_HELPERS = GraphQLResolveInfoHelpers(gather=lambda values: asyncio.gather(*values), track=lambda _: None)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to carry out a query or a mutation whose one field is called `name` in the answer."""

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    parent: GraphQLObjectType
    field: GraphQLField
    name: str
    asked: FieldDetailsList
    nodes: list[FieldNode]
    path: Path
    resolver: Resolver
    ready: Ready | None
    tell: Tell

    async def carry_out(self, context: object, variables: Mapping[str, Any] | None) -> ExecutionResult:
        """The answer, as graphql-core would give it."""
        taken = attempt(self.ready, variables or {})
        given = self._coerced(variables) if taken is NOT_PLAIN else NO_VARIABLES
        if isinstance(given, list):
            return ExecutionResult(None, given)
        try:
            if taken is NOT_PLAIN:
                taken = self.resolver.taken(get_argument_values(self.field, self.nodes[0], given))
            value = await self.resolver(self._info(context, given), taken)
            told = attempt(self.tell, value)
        except Exception as error:  # noqa: BLE001 - told in the answer
            value, told = error, NOT_PLAIN
        if told is NOT_PLAIN:
            return await self._at_length(context, variables, value)
        return ExecutionResult({self.name: told}, None)

    def _coerced(self, variables: Mapping[str, Any] | None) -> VariableValues | list[GraphQLError]:
        wanted = self.operation.variable_definitions or ()
        return get_variable_values(self.schema, wanted, dict(variables or {}), _MAX_ERRORS)

    def _info(self, context: object, variables: VariableValues) -> GraphQLResolveInfo[Any]:
        return GraphQLResolveInfo(
            self.nodes[0].name.value,
            self.nodes,
            self.field.type,
            self.parent,
            self.path,
            self.schema,
            {},
            None,
            self.operation,
            variables,
            context,
            IS_AWAITABLE,
            None,
            _HELPERS,
        )

    async def _at_length(self, context: object, variables: Mapping[str, Any] | None, value: object) -> ExecutionResult:
        """The answer where the field's resolver gave what is not plain, or raised it."""
        name = None if self.operation.name is None else self.operation.name.value
        built = Executor.build(
            self.schema, self.document, None, context, dict(variables or {}), name, is_awaitable=IS_AWAITABLE
        )
        executor = cast("Executor", built)  # what could be wrong was looked at before
        info = executor.build_resolve_info(self.field, self.nodes, self.parent, self.path)
        return await executor.complete_only(self.field.type, self.asked, info, value)
