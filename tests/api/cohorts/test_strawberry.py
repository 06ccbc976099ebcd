"""What cohorts rely on in Strawberry and uvicorn; a new version that changes it has to be looked at."""

import inspect
from collections.abc import AsyncIterator

from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.schema import BaseSchema
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler as Handler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import Operation
from strawberry.types import ExecutionResult

from schema.api import api
from schema.context import Context
from schema.loaders import Loaders
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring

RUN_OPERATION = ["self", "operation"]
HANDLE_SUBSCRIBE = ["self", "message"]
STREAM = ["query", "variable_values", "context_value", "root_value", "operation_name"]


def _parameters(function: object) -> list[str]:
    assert callable(function)
    return list(inspect.signature(function).parameters)


def test_the_handler_has_the_methods_that_are_overridden() -> None:
    assert _parameters(Handler.run_operation) == RUN_OPERATION
    assert _parameters(Handler.handle_subscribe) == HANDLE_SUBSCRIBE
    assert _parameters(Handler._get_pre_execution_close_reason) == ["error"]
    for method in (Handler.run_operation, Handler.handle_subscribe, Handler.send_message):
        assert inspect.iscoroutinefunction(method)


def test_the_handler_begins_each_operation_by_running_it_in_a_task() -> None:
    source = inspect.getsource(Handler.handle_subscribe)
    assert "asyncio.create_task(self.run_operation(operation))" in source
    assert 'self.operations[message["id"]] = operation' in source


def test_an_operation_has_what_is_read_of_it_and_a_handler_what_is_read_of_that() -> None:
    assert {"id", "query", "variables", "operation_name"} <= set(Operation.__slots__)
    assert _parameters(Operation.send_operation_message) == ["self", "message"]
    read = {"view", "websocket", "context", "max_subscriptions_per_connection"}
    assert read <= set(_parameters(Handler.__init__))
    assert _parameters(ASGIWebSocketAdapter.__init__)[:4] == ["self", "view", "request", "response"]


def test_a_schema_streams_any_operation() -> None:
    assert [name for name in _parameters(BaseSchema.stream) if name in STREAM] == STREAM
    assert inspect.iscoroutinefunction(type(api).stream)


async def test_a_stream_gives_each_result_before_it_asks_for_the_next_event(client: Client, running: Running) -> None:
    await bring(client, "IMPLEMENTATION")
    context = Context(running.store, Loaders(running.store))
    query = 'subscription { workflowEvents(after: "START") { cursor } }'
    results = await api.stream(query, context_value=context)
    assert isinstance(results, AsyncIterator)
    positions = []
    for _ in range(4):
        result = await anext(results)
        assert isinstance(result, ExecutionResult)
        assert result.data is not None
        cursor = result.data["workflowEvents"]["cursor"]
        assert running.store.cursors.position(cursor) == context.course.position
        positions.append(context.course.position)
    assert positions == [1, 2, 3, 4]
    await results.aclose()
