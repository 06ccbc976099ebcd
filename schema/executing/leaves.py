"""How values of leaf types are told."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from graphql import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT, GraphQLLeafType, Undefined
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from schema.executing.code import Code, Express, NotPlainError, Tell

NOT_PLAIN = object()
"""Stands for what is left to graphql-core."""

_AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}


def attempt(tell: Tell | None, value: object) -> Any:  # noqa: ANN401 - of any type
    """What is told of `value`, or NOT_PLAIN: what is wrong is met again where it has a place in the answer."""
    if tell is None:
        return NOT_PLAIN
    try:
        return tell(value)
    except Exception:  # noqa: BLE001 - see above
        return NOT_PLAIN


def leaf(kind: GraphQLLeafType, code: Code) -> Express:
    """How values of `kind` are told; not null."""
    if isinstance(kind, CustomGraphQLEnumType):
        members: Iterable[Enum] = kind.wrapped_cls
        names = code.name({member: kind.coerce_output_value(member) for member in members})
        return lambda value: f"{names}[{value}]"
    if kind.name == "DateTime":
        return code.calling(datetime.isoformat)
    coerce = code.calling(_coercing(kind))
    if kind.name == "Int":
        fits = f"{GRAPHQL_MIN_INT} <= it <= {GRAPHQL_MAX_INT}"
        return lambda value: f"(it if type(it := {value}) is int and {fits} else {coerce('it')})"
    if kind.name in _AS_THEY_ARE:
        own = _AS_THEY_ARE[kind.name].__name__
        return lambda value: f"(it if type(it := {value}) is {own} else {coerce('it')})"
    return coerce


def _coercing(kind: GraphQLLeafType) -> Tell:
    def tell(value: Any) -> Any:  # noqa: ANN401 - whatever a resolver gives
        told = None if value is None else kind.coerce_output_value(value)
        if told is None or told is Undefined:
            raise NotPlainError
        return told

    return tell
