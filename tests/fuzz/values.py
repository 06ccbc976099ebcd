"""Variables: inputs made from their types, mostly right, sometimes hardly."""

from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_input_field,
)

from tests.api.documents import mutations, schema
from tests.fuzz.known import NUMBERS, TEXTS, TIMES, Known

WRONG = 0.04
"""How often a value is of another type than it should be."""


def variables(chance: Random, known: Known, mutation: str) -> dict[str, Any]:
    """Variables for the document of a mutation."""
    type_ = schema().type_map[mutations()[mutation].name.removesuffix("Result") + "Input"]
    assert isinstance(type_, GraphQLInputObjectType)
    return {"input": _object(chance, known, type_)}


def anything(chance: Random, depth: int = 0) -> Any:
    """Any JSON."""
    kind = chance.randrange(5 if depth < 4 else 3)
    if kind < 3:
        return (chance.choice(TEXTS), chance.choice(NUMBERS), chance.choice((None, True, float("nan"), float("inf"))))[
            kind
        ]
    items = [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    return items if kind == 3 else {chance.choice(TEXTS): item for item in items}


def _object(chance: Random, known: Known, type_: GraphQLInputObjectType) -> dict[str, Any]:
    wanted = {
        name: field for name, field in type_.fields.items() if is_required_input_field(field) or chance.random() < 0.4
    }
    return {name: _value(chance, known, name, field.type) for name, field in wanted.items()}


def _value(chance: Random, known: Known, name: str, type_: GraphQLInputType) -> Any:
    if chance.random() < WRONG:
        return anything(chance)
    if isinstance(type_, GraphQLNonNull):
        return _value(chance, known, name, type_.of_type)
    if isinstance(type_, GraphQLList):
        return [_value(chance, known, name, type_.of_type) for _ in range(chance.choice((0, 1, 2, 50)))]
    if isinstance(type_, GraphQLInputObjectType):
        return _object(chance, known, type_)
    if isinstance(type_, GraphQLEnumType):
        return chance.choice(list(type_.values))
    found = known.value(name, chance) if chance.random() < 0.9 else None
    return _scalar(chance, get_named_type(type_).name) if found is None else found


def _scalar(chance: Random, name: str) -> Any:
    match name:
        case "Int":
            return chance.choice(NUMBERS) if chance.random() < 0.3 else chance.randint(0, 10)
        case "Boolean":
            return chance.random() < 0.5
        case "DateTime":
            return chance.choice(TIMES)
        case "JSON":
            return {"r": anything(chance)} if chance.random() < 0.7 else anything(chance)
        case _:
            return chance.choice(TEXTS) if chance.random() < 0.5 else f"text {chance.randrange(5)}"
