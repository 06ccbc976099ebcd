"""What operations cost."""

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, parse
from hypothesis import given

from schema.api import api
from schema.limits.estimates import LENGTHS, WEIGHTS
from schema.limits.pricing import priced
from tests.schema.limits.random_documents import SIZES, Document, cost, documents

VERY_MUCH = 1e12


def price(query: str, **variables: object) -> float:
    (operation,) = priced(api._schema, parse(query)).values()
    return operation.cost(variables)


@given(documents())
def test_an_operation_costs_as_if_its_fragments_were_written_out(document: Document) -> None:
    expected = 1 + cost(tuple(document.expanded(document.parts[0])))
    assert price(document.text(), a=SIZES["$a"], b=SIZES["$b"]) == expected


def of_page(size: int) -> int:
    return 20 + size * (1 + 1)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        (1, 1),
        (50, 50),
        (100, 100),
        (5.0, 5),
        (4.5, 5),
        (101, 100),
        (2**70, 100),
        (1e300, 100),
        (0, 1),
        (-5, 1),
        ("7", 100),
        (None, 100),
        (True, 100),
        ([], 100),
    ],
)
def test_a_page_costs_by_the_size_given_and_at_most_what_is_given_out(given: object, size: int) -> None:
    assert price("query($n: Int!) { workflows(first: $n) { nodes { id } } }", n=given) == of_page(size)


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("{ workflows { nodes { id } } }", 20),
        ("{ workflows(first: 3) { nodes { id } } }", 3),
        ("{ workflows(first: 1000) { nodes { id } } }", 100),
        (f"{{ workflows(first: {'1' * 5000}) {{ nodes {{ id }} }} }}", 100),
        ('{ workflows(first: "3") { nodes { id } } }', 100),
        ("query($n: Int! = 4) { workflows(first: $n) { nodes { id } } }", 4),
        ("query($n: Int) { workflows(first: $n) { nodes { id } } }", 20),
        ("{ workflows(first: $undefined) { nodes { id } } }", 20),
    ],
)
def test_a_page_costs_by_the_literal_or_the_default(query: str, size: int) -> None:
    assert price(query) == of_page(size)


START = "startWorkflows(inputs: %s) { __typename ... on WorkflowSuccess { workflow { id } } }"
IN_A_VARIABLE = f"mutation($i: [StartWorkflowInput!]!%s) {{ {START % '$i'} }}"


@pytest.mark.parametrize(
    ("query", "variables", "commands"),
    [
        (f"mutation {{ {START % '[]'} }}", {}, 0),
        (f"mutation {{ {START % '{}'} }}", {}, 1),
        (f"mutation {{ {START % '[{}, {}, {}]'} }}", {}, 3),
        (f"mutation {{ {START % '[$a, $b]'} }}", {"a": [1, 2, 3]}, 2),
        (IN_A_VARIABLE % "", {"i": [{}] * 7}, 7),
        (IN_A_VARIABLE % "", {"i": [None] * 7_000}, 7_000),
        (IN_A_VARIABLE % "", {"i": {}}, 1),
        (IN_A_VARIABLE % "", {"i": None}, 1),
        (IN_A_VARIABLE % "", {}, 1),
        (IN_A_VARIABLE % " = [{}, {}, {}]", {}, 3),
        (IN_A_VARIABLE % " = [{}, {}, {}]", {"i": [{}, {}]}, 2),
        (IN_A_VARIABLE % " = {}", {}, 1),
    ],
)
def test_a_list_of_inputs_costs_an_answer_for_each(query: str, variables: dict[str, object], commands: int) -> None:
    assert price(query, **variables) == commands * (20 + 1 + 1 + 1)


def test_pages_inside_pages_and_lists_multiply() -> None:
    assert price("{ workflows(first: 10) { nodes { phases { phase } } } }") == 20 + 10 * (1 + 1 + 6)
    assert price("{ workflows(first: 10) { nodes { events(first: 5) { nodes { id } } } } }") == 20 + 10 * (
        1 + of_page(5)
    )


def test_what_doubles_without_end_costs_no_more_than_very_much() -> None:
    page = "events(first: $n) { nodes { workflow { ...F%d } } }"
    chain = "".join(f"fragment F{n} on Workflow {{ a: {page % (n + 1)} b: {page % (n + 1)} }} " for n in range(40))
    query = f"query($n: Int!) {{ workflow(id: 1) {{ ...F0 }} }} {chain} fragment F40 on Workflow {{ id }}"
    assert price(query, n=100) == price(query.replace("$n)", "100)")) >= VERY_MUCH


def test_every_operation_has_its_own_defaults() -> None:
    page = "fragment F on Query { workflows(first: $n) { nodes { id } } }"
    operations = priced(api._schema, parse(f"query A($n: Int! = 1) {{ ...F }} query B($n: Int! = 2) {{ ...F }} {page}"))
    assert {name: each.cost({}) for name, each in operations.items()} == {"A": of_page(1), "B": of_page(2)}


def test_what_is_estimated_is_in_the_schema() -> None:
    types = [
        each for each in api._schema.type_map.values() if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)
    ]
    assert (WEIGHTS.keys() | LENGTHS.keys()) - {name for each in types for name in each.fields} <= {"verifyWorkflow"}
