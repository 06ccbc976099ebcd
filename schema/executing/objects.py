"""How objects are told whose fields are all plain."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, is_leaf_type
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema.executing.code import Code, Express, Tell, optional
from schema.executing.leaves import leaf


def class_of(kind: GraphQLObjectType) -> type | None:
    """The class whose instances are of `kind`; of a generic one, it says nothing about what is in them."""
    definition = kind.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryObjectDefinition):
        return None
    return definition.origin if definition.concrete_of is None else definition.concrete_of.origin


def field_of(field: GraphQLField) -> StrawberryField | None:
    """What Strawberry knows about a field."""
    definition = field.extensions.get("strawberry-definition")
    return definition if isinstance(definition, StrawberryField) else None


def telling(kind: GraphQLObjectType, fields: Mapping[str, str], code: Code) -> Tell | None:
    """How to tell an object of `kind`, of whose fields it is written how each is told; None unless it has a class."""
    own = class_of(kind)
    if own is None:
        return None
    written = ", ".join(f"{name!r}: {field}" for name, field in fields.items())
    return code.function(f"if type(value) is not {code.name(own)}:", "    raise NotPlainError", f"return {{{written}}}")


def getting(field: GraphQLField, code: Code) -> str | None:
    """How to get the value of a field of `value`: an attribute, or what a resolver gives that needs nothing else."""
    definition = field_of(field)
    if definition is None:
        return None
    if definition.is_basic_field:
        return f"value.{definition.python_name}"
    resolver = _plain_resolver(definition)
    return None if resolver is None else code.calling(resolver)("value")


def _plain_resolver(definition: StrawberryField) -> Tell | None:
    resolver = definition.base_resolver
    if resolver is None or definition.is_async or definition.arguments or definition.extensions:
        return None
    alone = [*resolver.signature.parameters] == ["self"]
    return cast("Tell", resolver.wrapped_func) if alone else None


@cache
def plain_fields(kind: GraphQLObjectType) -> Mapping[str, Tell]:
    """How to tell, of an object of `kind`, the fields that are attributes with a leaf in them."""
    return {name: tell for name, field in kind.fields.items() if (tell := _plain_leaf(field)) is not None}


def _plain_leaf(field: GraphQLField) -> Tell | None:
    definition, code = field_of(field), Code()
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if definition is None or not definition.is_basic_field or not is_leaf_type(kind):
        return None
    express: Express = leaf(kind, code)
    if not isinstance(field.type, GraphQLNonNull):
        express = optional(express)
    return code.function(f"return {express(f'value.{definition.python_name}')}")
