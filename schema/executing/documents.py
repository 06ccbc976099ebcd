"""What is known about operations that were executed before."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, collect_fields

from schema.executing.completions import NO_VARIABLES, Completions
from schema.executing.leaves import Tell
from schema.limits.own import own
from schema.parsing import DOCUMENTS_REMEMBERED

Fragments = dict[str, FragmentDetails]


@dataclass(frozen=True, slots=True)
class OnlyField:
    """The one field of a query or a mutation, by the name that it has in the answer; and how to tell it, if plain."""

    name: str
    parent: GraphQLObjectType
    field: GraphQLField
    asked: FieldDetailsList
    nodes: list[FieldNode]
    resolve: Callable[..., Any]
    tell: Tell | None


@dataclass(frozen=True, slots=True)
class Known:
    """What depends on no variables, if anything."""

    operation: OperationDefinitionNode
    completions: Completions | None = None
    only: OnlyField | None = None


_known: OrderedDict[int, Known] = OrderedDict()
"""By the identity of the operation, which each holds, so that no other gets it."""


def known(schema: GraphQLSchema, fragments: Fragments, operation: OperationDefinitionNode) -> Known:
    """What is known about `operation`: little if it has a directive, which may depend on variables."""
    found = _known.get(id(operation))
    if found is None:
        definitions: list[Node] = [operation, *(each.definition for each in fragments.values())]
        plain = not any(own(definition).directives for definition in definitions)
        found = _known[id(operation)] = _look(schema, fragments, operation) if plain else Known(operation)
        while len(_known) > DOCUMENTS_REMEMBERED:
            _known.popitem(last=False)
    return found


def _look(schema: GraphQLSchema, fragments: Fragments, operation: OperationDefinitionNode) -> Known:
    completions = Completions(schema, fragments, operation)
    parent = schema.get_root_type(operation.operation)
    if parent is None or operation.operation is OperationType.SUBSCRIPTION:
        return Known(operation, completions)
    fields = collect_fields(schema, fragments, NO_VARIABLES, parent, operation).grouped_field_set
    name, asked = next(iter(fields.items()))
    field = parent.fields.get(asked[0].node.name.value)
    if len(fields) > 1 or field is None or field.resolve is None:
        return Known(operation, completions)
    nodes, tell = [each.node for each in asked], completions.value(field.type, asked)
    return Known(operation, completions, OnlyField(name, parent, field, asked, nodes, field.resolve, tell))
