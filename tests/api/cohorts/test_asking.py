"""What counts as the same subscription, and what goes the usual way."""

from typing import Any

import pytest

from schema.cohorts.asking import asked

PLAIN = "subscription($after: String, $id: ID) { workflowEvents(workflowId: $id, after: $after) { id } }"
SHARED: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "a variable": (PLAIN, {"after": "x"}, "x"),
    "a variable that is null": (PLAIN, {"after": None}, None),
    "a variable that is not given": (PLAIN, {}, None),
    "a variable with a default": (PLAIN.replace("String", 'String = "START"'), {}, "START"),
    "a default that null overrides": (PLAIN.replace("String", 'String = "START"'), {"after": None}, None),
    "a required variable": (PLAIN.replace("String", "String!"), {"after": "x"}, "x"),
    "a text": ('subscription { handoffs(after: "START") { id } }', {}, "START"),
    "a text in a block": ('subscription { handoffs(after: """START""") { id } }', {}, "START"),
    "null": ("subscription { handoffs(after: null) { id } }", {}, None),
    "no cursor": ("subscription { handoffs { id } }", {}, None),
    "an alias": ("subscription { it: handoffs { id } }", {}, None),
    "fragments below the root": ("subscription { handoffs { ...F } } fragment F on WorkflowEvent { id }", {}, None),
    "directives below the root": ("subscription($d: Boolean!) { handoffs { id @skip(if: $d) } }", {"d": False}, None),
}
USUAL: dict[str, tuple[str, dict[str, Any]]] = {
    "a query": ("{ cursor }", {}),
    "what is no part of the log": ("subscription { workProgress { note } }", {}),
    "a fragment at the root": ("subscription { ...F } fragment F on Subscription { handoffs { id } }", {}),
    "an inline fragment at the root": ("subscription { ... on Subscription { handoffs { id } } }", {}),
    "two fields": ("subscription { handoffs { id } workflowEvents { id } }", {}),
    "a directive at the field": ("subscription { handoffs @include(if: true) { id } }", {}),
    "a directive at the operation": ("subscription @x { handoffs { id } }", {}),
    "a cursor that is a number": ("subscription { handoffs(after: 5) { id } }", {}),
    "a variable that is a number": (PLAIN, {"after": 5}),
    "a required variable that is null": (PLAIN.replace("String", "String!"), {"after": None}),
    "a required variable that is not given": (PLAIN.replace("String", "String!"), {}),
    "a variable that nobody declared": ("subscription { handoffs(after: $a) { id } }", {"a": "x"}),
    "a variable that is used elsewhere": (
        "subscription($a: String) { handoffs(after: $a, projectId: $a) { id } }",
        {"a": "x"},
    ),
    "a variable that is used below": (
        "subscription($a: String) { handoffs(after: $a) { workflow { events(after: $a) { nodes { id } } } } }",
        {"a": "x"},
    ),
    "a syntax error": ("subscription { handoffs", {}),
    "no operation of this kind": ("fragment F on Query { cursor }", {}),
    "one of several operations, not named": ("subscription A { handoffs { id } } query B { cursor }", {}),
}


@pytest.mark.parametrize("form", SHARED)
def test_whatever_is_plain_is_shared_and_its_cursor_found(form: str) -> None:
    query, variables, after = SHARED[form]
    found = asked(query, None, variables)
    assert found is not None
    assert (found.after, found.query, found.variables) == (after, query, variables)


@pytest.mark.parametrize("form", USUAL)
def test_whatever_is_not_plain_goes_the_usual_way(form: str) -> None:
    query, variables = USUAL[form]
    assert asked(query, None, variables) is None


def test_only_the_cursor_may_differ() -> None:
    def key(query: str = PLAIN, name: str | None = None, **variables: object) -> object:
        found = asked(query, name, variables)
        assert found is not None
        return found.key

    assert key(after="x", id="1") == key(after="y", id="1") == key(id="1")
    others = [key(id="1"), key(id="2"), key(id=1), key(id=True), key(id=None), key(), key(PLAIN + " ", id="1")]
    named = PLAIN.replace("subscription", "subscription A") + " subscription B { handoffs { id } }"
    others += [key(named, "A", id="1"), key(named, "B", id="1")]
    assert len(set(map(repr, others))) == len(others)
