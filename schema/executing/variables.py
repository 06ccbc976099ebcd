"""What a resolver takes, straight from the variables of a request, where they are as usual.

Whatever is not, such as a variable of another kind or one that is missing, raises something; graphql-core then looks at
all of them, and tells what is wrong if anything is.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeAlias

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLNonNull,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    coerce_input_literal,
    is_leaf_type,
    is_list_type,
    is_required_input_field,
    print_ast,
)
from graphql.utilities.coerce_input_value import coerce_default_value
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from schema.executing.inputs import Take, UnknownInputError, making, taken_as

Ready: TypeAlias = Callable[[Mapping[str, Any]], dict[str, Any]]
"""Gives the arguments by their names in Python."""

_AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}
_CONSTANTS = str | int | float | Enum | None


class _UnusualError(Exception):
    pass


def readying(field: GraphQLField, node: FieldNode, operation: OperationDefinitionNode) -> Ready:
    """How to make the arguments of an operation's only field. Raises UnknownInputError where that takes more."""
    declared = {each.variable.name.value: each for each in operation.variable_definitions or ()}
    constants = {
        taken_as(own): _constant(default)
        for own in field.args.values()
        if (default := coerce_default_value(own)) is not Undefined
    }
    variables: list[tuple[str, str, bool, Take]] = []
    for argument in node.arguments or ():
        own = field.args[argument.name.value]
        if not isinstance(argument.value, VariableNode):
            constants[taken_as(own)] = _constant(coerce_input_literal(argument.value, own.type))
            continue
        name = argument.value.name.value
        definition = declared.pop(name, None)
        if definition is None or definition.default_value is not None or print_ast(definition.type) != str(own.type):
            raise UnknownInputError
        variables.append((taken_as(own), name, isinstance(own.type, GraphQLNonNull), accepting(own.type)))
    if declared:
        raise UnknownInputError

    def ready(given: Mapping[str, Any]) -> dict[str, Any]:
        taken = constants.copy()
        for own, name, required, accept in variables:
            if required or name in given:
                taken[own] = accept(given[name])
        return taken

    return ready


def _constant(value: object) -> object:
    """The same for all requests: no object and no list, which is made anew for each."""
    if not isinstance(value, _CONSTANTS):
        raise UnknownInputError
    return value


@cache
def accepting(kind: GraphQLInputType) -> Take:
    """How a value of `kind` becomes what a resolver takes, as it comes in JSON. Raises UnknownInputError."""
    if isinstance(kind, GraphQLNonNull):
        return _some(kind.of_type)
    accept = _some(kind)
    return lambda value: None if value is None else accept(value)


def _some(kind: GraphQLInputType) -> Take:
    """For all values but null, which is refused."""
    if is_leaf_type(kind):
        return _leaf(kind)
    if is_list_type(kind):
        return _each(accepting(kind.of_type))
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind)
    raise UnknownInputError


def _leaf(kind: GraphQLLeafType) -> Take:
    if isinstance(kind, CustomGraphQLEnumType):
        return {name: kind.coerce_input_value(name) for name in kind.values}.__getitem__
    if kind.name == "Int":
        return _number
    own = _AS_THEY_ARE.get(kind.name)

    def accept(value: Any) -> Any:  # noqa: ANN401 - of a leaf's own type
        if own is None and value is not None:
            return kind.coerce_input_value(value)
        if type(value) is not own:
            raise _UnusualError
        return value

    return accept


def _number(value: Any) -> Any:  # noqa: ANN401 - whatever came
    if type(value) is not int or not GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT:
        raise _UnusualError
    return value


def _each(accept: Take) -> Take:
    def accept_all(values: Any) -> Any:  # noqa: ANN401 - whatever came
        if type(values) is not list:
            raise _UnusualError
        return [accept(each) for each in values]

    return accept_all


def _object(kind: GraphQLInputObjectType) -> Take:
    make, known = making(kind, accepting), kind.fields.keys()
    required = {name for name, field in kind.fields.items() if is_required_input_field(field)}
    if kind.is_one_of:
        raise UnknownInputError

    def accept(value: Any) -> Any:  # noqa: ANN401 - whatever came
        if type(value) is not dict or not required <= value.keys() <= known:
            raise _UnusualError
        return make(value)

    return accept
