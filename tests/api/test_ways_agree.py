"""The short way of a request, the long one and Strawberry's own execution answer the same."""

from typing import Any

import httpx
import pytest
import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from domain.rights import ANYONE
from schema.api import api
from schema.context import Context
from schema.encoding import answer, encode, payload
from schema.masking import MaskBugs
from schema.mutations import Mutation
from schema.prepared import prepared
from schema.query import Query
from schema.scalars import JSON_SCALAR, Json
from tests.api.agreeing import Asked, changes, queries
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import document

SHORT = {"content-type": "application/json"}
LONG = {"content-type": "application/json; charset=utf-8"}
EXTENSIONS: list[type[SchemaExtension]] = [MaskBugs]
STOCK = strawberry.Schema(
    Query,
    Mutation,
    execution_context_class=StrawberryGraphQLCoreExecutionContext,
    config=StrawberryConfig(scalar_map={Json: JSON_SCALAR}),
    extensions=EXTENSIONS,
)


async def _sent(client: Client, asked: Asked, headers: dict[str, str]) -> httpx.Response:
    body = {"query": asked.query, "variables": asked.variables, "operationName": asked.name}
    return await client.http.post(client.url, content=encode(body), headers=headers)


def _said(response: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, {**response.headers, "x-request-id": "", "date": ""}


async def _agree(client: Client, running: Running, asked: Asked) -> None:
    short, long = await _sent(client, asked, SHORT), await _sent(client, asked, LONG)
    assert _said(short) == _said(long)
    if prepared(api._schema, asked.query, asked.name) is not None and isinstance(asked.variables, dict | None):
        context = Context.of(running.store, ANYONE)
        given: dict[str, Any] | None = asked.variables
        stock = await STOCK.execute(asked.query, given, context, operation_name=asked.name)
        assert short.content == answer(payload(stock))


async def test_queries_are_answered_alike(
    client: Client, running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "strawberry.execution")
    workflow, *_ = [(await client.start())["workflow"]["id"] for _ in range(3)]
    for asked in queries(workflow):
        with subtests.test(query=asked.query[:80], variables=str(asked.variables)[:80]):
            await _agree(client, running, asked)


async def test_refused_mutations_are_answered_alike_and_change_nothing(
    client: Client, running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "strawberry.execution")
    workflow = (await client.start())["workflow"]["id"]
    for asked in changes(workflow):
        with subtests.test(query=asked.query[:80], variables=str(asked.variables)[:80]):
            await _agree(client, running, asked)
    assert await running.events() == 1


async def test_replayed_mutations_are_answered_alike(client: Client, running: Running) -> None:
    start = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R", "idempotencyKey": "one"}
    begun = Asked(document("startWorkflow"), {"input": start})
    workflow = (await _sent(client, begun, SHORT)).json()["data"]["answer"]["workflow"]["id"]
    done = {"workflowId": workflow, "role": "Q_ASSISTANT", "result": {"a": [1, None]}, "idempotencyKey": "two"}
    advanced = Asked(document("advanceWorkflow"), {"input": done})
    assert (await _sent(client, advanced, LONG)).json()["data"]["answer"]["replayed"] is False
    for asked in (begun, advanced):
        await _agree(client, running, asked)
        assert (await _sent(client, asked, SHORT)).json()["data"]["answer"]["replayed"] is True
