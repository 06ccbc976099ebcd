"""What a subscriber asks for: what it has in common with others, and the cursor that is its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    NonNullTypeNode,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_operation_ast,
    visit,
)

from schema.parsing import DOCUMENTS_REMEMBERED, parse

Variables: TypeAlias = Mapping[str, object]
_FOLLOWS_THE_LOG = ("handoffs", "workflowEvents")


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription: `key` is equal for all that ask the same, save for the cursor, which is in `after`."""

    query: str
    operation_name: str | None
    variables: Variables
    key: tuple[str, str | None, str]
    after: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """Where an operation has its cursor: in a variable, which may be `required`, or in the document."""

    variable: str | None
    literal: str | None
    required: bool = False


def asked(query: str, operation_name: str | None, variables: Variables | None) -> Asked | None:
    """The subscription, if it is one that follows the log in a plain way; None for whatever must go the usual way."""
    form = _form(query, operation_name)
    if form is None:
        return None
    given = variables or {}
    after = given.get(form.variable, form.literal) if form.variable is not None else form.literal
    if not isinstance(after, str | None) or (form.required and after is None):
        return None
    shared = {name: value for name, value in given.items() if name != form.variable}
    return Asked(query, operation_name, given, (query, operation_name, json.dumps(shared, sort_keys=True)), after)


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def _form(query: str, operation_name: str | None) -> _Form | None:
    try:
        document = parse(query)
    except GraphQLError:
        return None
    operation = get_operation_ast(document, operation_name)
    field = None if operation is None else _field(operation)
    if operation is None or field is None:
        return None
    value = next((each.value for each in field.arguments or () if each.name.value == "after"), None)
    if isinstance(value, VariableNode):
        return _in_variable(document, operation, value.name.value)
    return _Form(None, _text(value)) if value is None or _is_text(value) else None


def _field(operation: OperationDefinitionNode) -> FieldNode | None:
    """The field that is subscribed to, where it stands alone and directly in the operation."""
    selections = operation.selection_set.selections
    field = selections[0] if len(selections) == 1 else None
    follows = isinstance(field, FieldNode) and field.name.value in _FOLLOWS_THE_LOG and not field.directives
    is_subscription = operation.operation is OperationType.SUBSCRIPTION and not operation.directives
    return field if isinstance(field, FieldNode) and follows and is_subscription else None


def _in_variable(document: DocumentNode, operation: OperationDefinitionNode, name: str) -> _Form | None:
    uses = _Uses(name)
    visit(document, uses)
    definition = next((each for each in operation.variable_definitions or () if each.variable.name.value == name), None)
    if definition is None or uses.count != 2:  # its definition, and the cursor
        return None
    default = definition.default_value
    required = isinstance(definition.type, NonNullTypeNode)
    return _Form(name, _text(default), required) if default is None or _is_text(default) else None


def _is_text(value: ValueNode) -> bool:
    return isinstance(value, StringValueNode | NullValueNode)


def _text(value: ValueNode | None) -> str | None:
    return value.value if isinstance(value, StringValueNode) else None


class _Uses(Visitor):
    """Counts how often a variable stands in a document."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.count = 0

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.count += node.name.value == self._name
