"""How values of leaf types are told."""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, TypeAlias

from graphql import GraphQLLeafType, Undefined
from strawberry.schema.schema_converter import CustomGraphQLEnumType

Tell: TypeAlias = Callable[[Any], Any]
"""Gives what an answer tells of a value. It raises for whatever is not as it is as a rule: what, does not matter."""

NOT_PLAIN = object()
"""Stands for what is left to graphql-core."""

_AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}


class NotPlainError(Exception):
    """graphql-core has to look at a value, and to tell what is wrong if anything is."""


def attempt(tell: Tell | None, value: object) -> Any:  # noqa: ANN401 - of any type
    """What is told of `value`, or NOT_PLAIN: what is wrong is met again where it has a place in the answer."""
    if tell is None:
        return NOT_PLAIN
    try:
        return tell(value)
    except Exception:  # noqa: BLE001 - see above
        return NOT_PLAIN


def leaf(kind: GraphQLLeafType) -> Tell:
    """How values of `kind` are told; not null."""
    if isinstance(kind, CustomGraphQLEnumType):
        members: Iterable[Enum] = kind.wrapped_cls
        return {member: kind.coerce_output_value(member) for member in members}.__getitem__
    own, coerce = _AS_THEY_ARE.get(kind.name), kind.coerce_output_value

    def tell(value: Any) -> Any:  # noqa: ANN401 - whatever a resolver gives
        if type(value) is own:
            return value
        told = None if value is None else coerce(value)
        if told is None or told is Undefined:
            raise NotPlainError
        return told

    return tell


def optional(tell: Tell) -> Tell:
    """The same, for values of which null is one."""
    return lambda value: None if value is None else tell(value)
