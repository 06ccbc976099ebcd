"""Documents made from the schema, so that they leave nothing out."""

from functools import cache

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from schema.api import api

_NESTED = {
    "workflow": "{ id version state status nextRole cursor updatedAt }",
    "event": "{ id cursor sequence kind message notes data actor recordedAt }",
    "assignment": "{ role state phase attempt round maxRounds instructions context }",
    "claim": "{ token worker leaseSeconds expiresAt }",
    "since": "{ sequence kind }",
}


@cache
def schema() -> GraphQLSchema:
    """The schema that the server publishes."""
    return build_schema(api.as_str())


def mutations() -> dict[str, GraphQLUnionType]:
    """All mutations that take one input, with the union that each gives."""
    root = schema().mutation_type
    assert root is not None
    found = {name: get_nullable_type(field.type) for name, field in root.fields.items()}
    return {name: union for name, union in found.items() if isinstance(union, GraphQLUnionType)}


def every_field(member: GraphQLObjectType) -> str:
    """A fragment with all fields of a member of a union."""
    fields = (
        name if is_leaf_type(get_named_type(field.type)) else f"{name} {_NESTED[name]}"
        for name, field in member.fields.items()
    )
    return f"... on {member.name} {{ {' '.join(fields)} }}"


@cache
def document(mutation: str) -> str:
    """The mutation, with every field of every member of its union."""
    union = mutations()[mutation]
    members = " ".join(every_field(member) for member in union.types)
    input_type = union.name.removesuffix("Result") + "Input"
    return f"mutation($input: {input_type}!) {{ answer: {mutation}(input: $input) {{ __typename {members} }} }}"
