"""Documents that ask for too much are refused before anything else looks at them, whichever way they come."""

import inspect
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import graphql
import pytest
from strawberry.schema.schema import validate_document

from schema.api import api
from schema.context import Context
from schema.limits.cost import check_cost
from schema.limits.table import LIMITS, NAMES, WORDS
from schema.loaders import Loaders
from schema.parsing import parse
from schema.validating import MAX_ERRORS, RULES
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.large_documents import OF
from tests.api.scraping import scrape
from tests.api.sockets import Socket
from tests.api.streams import stream
from tests.serving import PROJECT

CURSOR = "{ cursor }"
CIRCULAR = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
PAGES = "{ workflows(first: 100) { nodes { events(first: 100) { nodes { workflow { events(first: 100) %s } } } } } }"
DOUBLING = "fragment F{0} on Workflow {{ a: origin {{ ...F{1} }} ...F{1} ...F{1} }} "
EXPONENTIAL = (
    "{ workflow(id: 1) { ...F0 } } "
    + "".join(DOUBLING.format(n, n + 1) for n in range(30))
    + ("fragment F30 on Workflow { id }")
)
SUBSCRIPTION = f"subscription {{ workflowEvents {{ {' '.join(f'c{n}: id' for n in range(LIMITS.aliases + 1))} }} }}"
DEAR = (
    "subscription { workflowEvents { workflow { events(first: 100) { nodes { workflow { events(first: 100) "
    "{ nodes { id } } } } } } } }"
)
EVENTS_OF_MANY = (
    "{ workflows(first: 50) { nodes { events(first: 20) { nodes { id cursor sequence kind fromState toState "
    "fromRole toRole phase message } } } } }"
)
PHASES_OF_MANY = (
    "{ workflows(first: 100) { nodes { id buildId projectId title state status version nextRole createdAt "
    "updatedAt completedAt waitingSince gates awaitsApproval cursor waitingSeconds progress { percent } "
    "claim { worker } phases { phase attempt round maxRounds status startedAt finishedAt } "
    "allowedActions { action outcome leadsTo } } pageInfo { hasNextPage endCursor } } }"
)


async def over_http(client: Client, _live: Socket, query: str) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = (await client.post(query)).get("errors", [])
    return errors


async def over_sse(client: Client, _live: Socket, query: str) -> list[dict[str, Any]]:
    async with stream(client, query) as answer:
        name, result = await answer.event()
        assert name == "next"
        errors: list[dict[str, Any]] = result.get("errors", [])
        return errors


async def over_websocket(_client: Client, live: Socket, query: str) -> list[dict[str, Any]]:
    await live.subscribe("q", query)
    message = await live.receive()
    errors: list[dict[str, Any]]
    if message["type"] == "error":
        errors = message["payload"]
    else:
        assert await live.receive() == {"id": "q", "type": "complete"}
        errors = message["payload"].get("errors", [])
    return errors


WAYS = (over_http, over_sse, over_websocket)


def _is_refusal(errors: list[dict[str, Any]], limit: str, found: int | None) -> bool:
    (error,) = errors
    assert error["message"].startswith("The request is too large: ")
    assert error["message"].endswith(WORDS[limit][1])
    facts = {} if found is None else {"found": found}
    return bool(
        error["extensions"] == {"code": "QUERY_TOO_LARGE", "limit": limit, "maximum": getattr(LIMITS, limit), **facts}
    )


@pytest.mark.parametrize("ask", WAYS)
async def test_what_is_just_at_a_limit_is_answered_and_one_more_is_refused(
    ask: Any, client: Client, live: Socket, subtests: pytest.Subtests
) -> None:
    assert (*OF, "event") == NAMES
    for limit, document in OF.items():
        maximum: int = getattr(LIMITS, limit)
        with subtests.test(limit):
            errors = await ask(client, live, document(maximum))
            which = "Expected `operationName` to say which"
            assert errors == [] or (limit == "operations" and errors[0]["message"].startswith(which))
            errors = await ask(client, live, document(maximum + 1))
            assert _is_refusal(errors, limit, None if limit == "tokens" else maximum + 1)
    assert await ask(client, live, CURSOR) == []


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize(
    ("query", "limit"),
    [(EXPONENTIAL, "depth"), (CIRCULAR, "cost"), (PAGES % "{ nodes { id } }", "cost"), (SUBSCRIPTION, "aliases")],
)
async def test_what_would_grow_without_end_is_refused(
    ask: Any, query: str, limit: str, client: Client, live: Socket, running: Running
) -> None:
    (error,) = await ask(client, live, query)
    assert error["extensions"]["limit"] == limit
    assert error["extensions"]["found"] > error["extensions"]["maximum"]
    assert len(running.endpoint.cohorts) == 0


@pytest.mark.parametrize("ask", [over_sse, over_websocket])
async def test_a_subscription_whose_events_would_cost_too_much_is_refused(
    ask: Any, client: Client, live: Socket, running: Running
) -> None:
    (error,) = await ask(client, live, DEAR)
    assert error["extensions"]["limit"] == "event"
    assert len(running.endpoint.cohorts) == 0
    assert await ask(client, live, CURSOR) == []


async def test_the_cost_is_that_of_each_request_with_its_variables(client: Client) -> None:
    query = "query($n: Int!) { workflows(first: $n) { nodes { events(first: $n) { nodes { id } } } } }"
    for first, found in ((10, None), (100, 22_120), (10, None), (100, 22_120)):
        answer = await client.post(query, n=first)
        assert ("errors" not in answer) if found is None else _is_refusal(answer["errors"], "cost", found)


async def validated(query: str, running: Running) -> bool:
    """Whether anything of the validator is called when `query` comes."""
    modules: set[str] = set()

    def note(frame: FrameType, _event: str, _argument: object) -> None:
        modules.add(frame.f_globals.get("__name__", ""))

    context = Context(running.store, Loaders(running.store))
    sys.setprofile(note)
    try:
        await api.execute(query, context_value=context)
        async for _ in await api.stream(query, context_value=context):
            pass
    finally:
        sys.setprofile(None)
    return any(name.startswith(("graphql.validation", "strawberry.schema.validation_rules")) for name in modules)


async def test_nothing_of_the_validator_sees_what_is_refused(running: Running) -> None:
    assert await validated(f"{{ cursor nope_{uuid4().hex} }}", running)
    for limit, document in OF.items():
        assert not await validated(document(getattr(LIMITS, limit) + 1), running), limit
    assert not await validated(EXPONENTIAL, running)


def test_what_fits_the_schema_is_decided_by_the_rules_of_strawberry() -> None:
    named = set(re.findall(r"\b\w+ValidationRule\b", inspect.getsource(validate_document))) - {"ASTValidationRule"}
    assert {rule.__name__ for rule in RULES[len(graphql.specified_rules) :]} == named


async def test_of_several_errors_only_the_limit_is_told(client: Client) -> None:
    nested = "query A { nope { " + "a { " * 14 + "b" + " }" * 16 + " query A { nope }"
    (error,) = (await client.post(nested))["errors"]
    assert error["extensions"]["limit"] == "depth"


async def test_a_document_is_told_a_few_of_its_errors(client: Client) -> None:
    errors = (await client.post("{ " + " ".join(f"nope{n}" for n in range(50)) + " }"))["errors"]
    assert len(errors) == MAX_ERRORS + 1
    assert errors[-1]["message"].startswith("Too many validation errors")


async def test_refusals_are_counted_by_limit_each_time(client: Client, running: Running) -> None:
    async def counted() -> float:
        return (await scrape(running.url)).value("handoff_documents_refused_total", limit="depth")

    before = await counted()
    for _ in range(2):
        await client.post(OF["depth"](LIMITS.depth + 1))
    assert await counted() == before + 2


async def test_introspection_as_tools_ask_for_it_is_answered(client: Client) -> None:
    everything = graphql.get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    for query in (graphql.get_introspection_query(), everything):
        assert (await client.data(query))["__schema"]["queryType"]["name"] == "Query"
    assert await client.data("{ __typename workflows { __typename } }")


def documented() -> list[str]:
    texts = [Path(PROJECT, "README.md"), *Path(PROJECT, "docs").rglob("*.md"), *Path(PROJECT, "schema").rglob("*.md")]
    blocks = (block for text in texts for block in re.findall(r"```graphql\n(.*?)```", text.read_text(), re.DOTALL))
    return [*blocks, *(path.read_text() for path in Path(PROJECT, "schema/graphiql").rglob("*.graphql"))]


@pytest.mark.parametrize("query", [*documented(), EVENTS_OF_MANY, PHASES_OF_MANY])
def test_documents_of_the_documentation_and_of_dashboards_are_within_the_limits(query: str) -> None:
    for operation in parse(query).definitions:
        name = getattr(operation, "name", None)
        check_cost(api._schema, query, name and name.value, {})
