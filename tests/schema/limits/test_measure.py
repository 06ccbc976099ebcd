"""The walk that measures a document, and what it makes of fragments."""

import sys
from types import FrameType

import pytest
from graphql import GraphQLError, parse
from hypothesis import given

from schema.limits.measure import CEILING, Size, measure
from schema.limits.repeats import repeats
from tests.schema.limits.random_documents import Document, count, depth, documents, pairs


@given(documents())
def test_a_document_counts_as_if_its_fragments_were_written_out(document: Document) -> None:
    node = parse(document.text())
    found = measure(node)
    operation, *fragments = (tuple(document.expanded(part)) for part in document.parts)
    parts = [count(part) for part in (operation, *fragments)]
    expected = {name: sum(part[name] for part in parts) for name in ("fields", "aliases", "spreads")}
    assert {name: getattr(found, name) for name in expected} == {**expected, "fields": expected["fields"] + 1}
    assert found.depth == max(1 + depth(operation), *(depth(part) for part in fragments), 0)
    assert repeats(node) == sum(pairs(part) for part in (operation, *fragments))


def doubling(times: int) -> str:
    chain = "".join(f"fragment F{n} on Query {{ a: cursor ...F{n + 1} ...F{n + 1} }} " for n in range(times))
    return f"{{ ...F0 }} {chain} fragment F{times} on Query {{ cursor }}"


def calls(times: int) -> int:
    """Functions called while a chain of fragments that spread each other twice is measured."""
    document, called = parse(doubling(times)), 0

    def note(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal called
        called += 1

    sys.setprofile(note)
    try:
        measure(document)
    finally:
        sys.setprofile(None)
    return called


def test_fragments_that_double_each_other_are_measured_in_linear_time() -> None:
    assert calls(80) - calls(40) <= 2.1 * (calls(40) - calls(20))


def test_what_doubles_without_end_grows_no_number_without_end() -> None:
    found = measure(parse(doubling(40)))
    assert (found.fields, found.aliases, found.spreads) == (CEILING, CEILING, CEILING)


@pytest.mark.parametrize("cycle", [("A",), ("A", "B"), ("A", "B", "C")])
def test_fragments_that_spread_themselves_are_refused(cycle: tuple[str, ...]) -> None:
    text = "".join(f"fragment {a} on Query {{ ...{b} }} " for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    with pytest.raises(GraphQLError, match=r"Cannot spread fragment '[ABC]' within itself"):
        measure(parse("{ cursor } " + text))


def test_everything_in_the_text_is_counted() -> None:
    found = measure(
        parse(
            """query A($v: [[Int!]]! = [[1]] @a) @b { a: cursor @c(x: {y: [$v]}) ...F } mutation B { d }
            fragment F on Query { ... @d { e { f } } ...Missing }"""
        )
    )
    assert found == Size(
        depth=2,
        fields=6,
        aliases=1,
        spreads=5,
        operations=2,
        fragments=1,
        variables=1,
        directives=4,
        values=7,
        nesting=3,
    )
