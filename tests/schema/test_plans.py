"""Plans of operations give what graphql-core's own execution gives, whatever is asked for and whatever is wrong."""

from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLFormattedError, OperationDefinitionNode, parse
from strawberry.types import ExecutionResult as StrawberrysResult

from schema.executing.plan import Plan
from schema.executing.planning import plan
from tests.schema.test_executor import WRONG, Documents, Even, Odd, odd

EACH = 12


@strawberry.type(name="Query")
class Root:
    """As that of the documents; its resolvers take `info`, as nearly all of ours do."""

    which: strawberry.Private[int] = 0

    @strawberry.field
    async def one(self, info: strawberry.Info) -> Odd | None:  # noqa: ARG002 - see above
        return odd(**WRONG[Root.which])

    @strawberry.field
    async def sure(self, info: strawberry.Info) -> Odd:  # noqa: ARG002 - see above
        return odd(**WRONG[Root.which])

    @strawberry.field
    async def named(self, info: strawberry.Info) -> list[Odd | Even]:  # noqa: ARG002 - see above
        return [odd(**WRONG[Root.which]), Even(name="e", number="2")]


STOCK = strawberry.Schema(Root, types=[Odd, Even])


def _plan(document: str) -> Plan | None:
    parsed = parse(document)
    (operation,) = (each for each in parsed.definitions if isinstance(each, OperationDefinitionNode))
    return plan(STOCK._schema, parsed, operation)


def _told(result: ExecutionResult | StrawberrysResult) -> tuple[Any, list[GraphQLFormattedError]]:
    return _in_order(result.data), sorted((error.formatted for error in result.errors or ()), key=str)


def _in_order(value: Any) -> Any:
    """Objects as lists, whose order counts; by their texts, for which NaN is itself."""
    if isinstance(value, dict):
        return [(name, _in_order(each)) for name, each in value.items()]
    return [_in_order(each) for each in value] if isinstance(value, list) else repr(value)


@pytest.mark.parametrize("which", range(len(WRONG)))
async def test_plans_are_carried_out_as_by_graphql_core(
    which: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "strawberry.execution")
    monkeypatch.setattr(Root, "which", which)
    carried_out = 0
    for seed in range(which * EACH, which * EACH + EACH):
        document = Documents(seed).one()
        found = _plan(document)
        if found is not None:
            carried_out += 1
            stock = _told(await STOCK.execute(document))
            for _ in range(2):
                assert _told(await found.carry_out(None, None)) == stock, document
    assert carried_out > 2


@pytest.mark.parametrize(
    "document",
    [
        "{ one { name } sure { name } }",
        "{ one { later } }",
        "{ one { name @skip(if: false) } }",
        "{ __typename }",
        "{ __schema { queryType { name } } }",
    ],
)
def test_what_is_not_plain_has_no_plan(document: str) -> None:
    assert _plan(document) is None
