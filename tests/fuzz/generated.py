"""Operations that hypothesis-graphql makes from the schema."""

from functools import cache
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLSchema,
    IntValueNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    ValueNode,
    Visitor,
    build_schema,
    parse_value,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import Mode, from_schema

from tests.fuzz.known import TIMES, Known
from tests.serving import PROJECT

JSON = (
    "{}",
    "[]",
    "null",
    '"x"',
    "1",
    "1e308",
    '{a: {b: [1, "x", null, true, ENUM]}}',
    "[[[[[[[[1]]]]]]]]",
    '{result: "\\u0000"}',
)
SCALARS = {
    "JSON": st.sampled_from([parse_value(text) for text in JSON]),
    "DateTime": st.sampled_from([StringValueNode(value=text) for text in TIMES]),
}
LIKELY = 0.8
"""How often a value is replaced by one that the server knows."""


@cache
def _schema() -> GraphQLSchema:
    return build_schema((PROJECT / "schema" / "schema.graphql").read_text())


@cache
def _followed() -> GraphQLSchema:
    """The schema with its subscriptions as if they were queries, which is what hypothesis-graphql can make."""
    schema = _schema()
    return GraphQLSchema(query=schema.subscription_type, types=list(schema.type_map.values()))


def operations(chance: Random, known: Known, count: int) -> list[str]:
    """Queries or mutations of one field, or some that break one rule of the schema."""
    schema = _schema()
    roots = (schema.query_type, schema.mutation_type)
    fields = [chance.choice([name for root in roots if root is not None for name in root.fields])]
    wrong = chance.random() < 0.2
    strategy = from_schema(
        schema,
        fields=None if wrong else fields,
        custom_scalars=SCALARS,
        print_ast=_as_is,
        codec=None,
        mode=Mode.NEGATIVE if wrong else Mode.POSITIVE,
    )
    return [print_ast(visit(document, _Knowing(chance, known))) for document in _made(strategy, chance, count)]


def subscriptions(chance: Random, known: Known, count: int) -> list[str]:
    """Subscriptions."""
    schema = _followed()
    fields = [chance.choice(list(schema.query_type.fields))] if schema.query_type else []
    made = _made(
        from_schema(schema, fields=fields, custom_scalars=SCALARS, print_ast=_as_is, codec=None), chance, count
    )
    return [print_ast(visit(document, _Knowing(chance, known, follow=True))) for document in made]


def _as_is(document: DocumentNode) -> DocumentNode:
    return document


def _made(strategy: st.SearchStrategy[DocumentNode], chance: Random, count: int) -> list[DocumentNode]:
    found: list[DocumentNode] = []

    @seed(chance.getrandbits(32))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def make(document: DocumentNode) -> None:
        found.append(document)

    make()
    return found


class _Knowing(Visitor):
    """Puts what the server knows in the place of random ids and the like."""

    def __init__(self, chance: Random, known: Known, *, follow: bool = False) -> None:
        super().__init__()
        self._chance = chance
        self._known = known
        self._follow = follow

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> Any:
        if not self._follow or node.operation is OperationType.SUBSCRIPTION:
            return None
        return OperationDefinitionNode(
            operation=OperationType.SUBSCRIPTION,
            selection_set=node.selection_set,
            variable_definitions=(),
            directives=(),
        )

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        value = self._value(node.name.value)
        return None if value is None else ArgumentNode(name=node.name, value=value)

    def leave_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
        value = self._value(node.name.value)
        return None if value is None else ObjectFieldNode(name=node.name, value=value)

    def _value(self, name: str) -> ValueNode | None:
        found = self._known.value(name, self._chance) if self._chance.random() < LIKELY else None
        if isinstance(found, int):
            return IntValueNode(value=str(found))
        return None if found is None else StringValueNode(value=found)
