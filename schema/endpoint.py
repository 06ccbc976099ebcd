"""The endpoint /graphql: HTTP, WebSocket and server-sent events in one ASGI application."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.unset import UnsetType

from schema import graphiql
from schema.adapter import WebSocketAdapter
from schema.answers import REFUSALS, HeldResponse, abandoned, refused, too_many_connections
from schema.api import api
from schema.asking import METHODS, NotAllowedError, check_headers, check_method
from schema.body import BODY_SECONDS, bounded
from schema.cohorts.registry import Cohorts
from schema.context import Context
from schema.decoding import decode
from schema.encoding import answer
from schema.persisted import PersistedTexts
from schema.problems import PRIVATE
from schema.serving.auth.admission import NOBODY, Admission
from schema.serving.auth.bearer import said_at_first, sent
from schema.serving.auth.door import Door
from schema.serving.clients import has_gone
from schema.serving.connections import Connections, TooManyConnectionsError
from schema.serving.logs import SUBJECT, logged_as
from schema.serving.turnstile import Turnstile, asking
from schema.stream import accepts_json, gathered, is_mutation, is_subscription, until
from schema.websocket import WebSocketHandler

INIT_TIMEOUT = timedelta(seconds=4.5)
SUBSCRIPTIONS_PER_CONNECTION = 100
_HOW_TO_ASK = 'Expected a JSON object, such as {"query": "..."}; `variables` in a URL is one, too.'
_NO_BATCHES = "Expected a JSON object, received a list: there are no batches, send a request for each operation."
_HOW_TO_SUBSCRIBE = (
    "A subscription needs a stream: use a WebSocket with the subprotocol graphql-transport-ws, "
    "or send the header Accept: text/event-stream."
)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's ASGI application over the store that the application's state holds, for those whom `door` lets in.

    `ending` tells the streams that the server goes down, `connections` bounds how many there may be. `allowed_origins`
    may open WebSockets besides our own.
    """

    graphql_transport_ws_handler_class = WebSocketHandler
    websocket_adapter_class = WebSocketAdapter
    body_seconds = BODY_SECONDS

    def __init__(
        self, door: Door, ending: asyncio.Event, connections: Connections, allowed_origins: Sequence[str] = ()
    ) -> None:
        super().__init__(
            api,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=SUBSCRIPTIONS_PER_CONNECTION,
            allowed_origins=allowed_origins,
        )
        self.door = door
        self._ending = ending
        self._connections = connections
        self.cohorts = Cohorts(api)
        self.turnstile = Turnstile()
        self.texts = PersistedTexts(api._schema)  # noqa: SLF001 - Strawberry has no other name for it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket. Raises NotAdmittedError for a request."""
        if scope["type"] != "http":
            await self._serve_socket(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # of its answer the body is not sent
        request = Request(scope, bounded(receive, self.body_seconds))
        request.state.admission = admission = await self._admit(request)
        with logged_as(SUBJECT, admission.caller.subject):
            response = await self._answer(request)
            for name, value in PRIVATE.items():
                response.headers.setdefault(name, value)
            await response(scope, receive, send)

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Whether a browser asks for the page, and not for an operation, whose text may be missing if it has a hash."""
        return "extensions" not in request.query_params and super().should_render_graphql_ide(request)

    async def _admit(self, request: Request) -> Admission:
        """Who sent the request, before any more of it is read; the page itself is for everybody."""
        if request.method == "OPTIONS" or self.should_render_graphql_ide(self.request_adapter_class(request)):
            return Admission(NOBODY)
        return await self.door.admit(sent(request.headers))

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})
        try:
            check_method(request.method)
            await request.body()  # before it is its turn, which a slow client must not use up
            async with self.turnstile.admitted(asking(request.scope, request.state.admission.caller)) as waited:
                return abandoned() if waited and has_gone(request.scope) else await self.run(request)
        except REFUSALS as error:
            return refused(error)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._connections.held(scope):
                await super().__call__(scope, receive, send)
        except TooManyConnectionsError as error:
            await WebSocket(scope, receive, send).send_denial_response(too_many_connections(error))

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """The context of one request, or of one WebSocket for as long as it lives."""
        if isinstance(request, Request):
            return self._context(request)
        context = Context.of(request.app.state.store, NOBODY)
        context.authorization = sent(request.headers)
        return context

    @staticmethod
    def _context(request: Request) -> Context:
        return Context.of(request.app.state.store, request.state.admission.caller)

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Let in who opened a WebSocket, by what its connection_init says. Raises NotAdmittedError."""
        admission = await self.door.admit(said_at_first(context.connection_params, context.authorization))
        context.admit(admission.caller)
        context.expires_at = admission.expires_at
        SUBJECT.set(admission.caller.subject)  # until the task of this WebSocket ends
        return await super().on_ws_connect(context)

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL, from our own files."""
        return graphiql.page()

    def encode_json(self, data: object) -> str:
        """JSON as in all answers; as bytes it would go over a WebSocket as such."""
        return answer(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """Strict JSON."""
        return decode(data)

    def parse_json(self, data: str | bytes) -> Any:  # noqa: ANN401 - as in the base class
        """A JSON object: the body, or `variables` in a URL."""
        try:
            parsed = self.decode_json(data)
        except json.JSONDecodeError as error:
            where = f" (line {error.lineno}, column {error.colno})" if error.pos else ""
            raise HTTPException(400, f"Expected JSON, received something else: {error.msg}{where}.") from error
        if not isinstance(parsed, dict):
            raise HTTPException(400, _NO_BATCHES if isinstance(parsed, list) else _HOW_TO_ASK)
        return parsed

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The request. A client that takes events and plain answers gets events for subscriptions only."""
        if request.method == "POST":
            check_headers(request.headers)
        data = cast("GraphQLRequestData", await super().parse_http_body(request))
        if not isinstance(data.operation_name, str | None):
            raise HTTPException(400, "`operationName` must be a text or null.")
        query = self.texts.meant(data.extensions, data.query, data.operation_name, data.variables)
        data = replace(data, query=query)
        if request.method == "GET" and is_mutation(data.query, data.operation_name):
            raise NotAllowedError("A mutation is not allowed when using GET: send it by POST.", "POST")
        streams = is_subscription(data.query, data.operation_name)
        if streams and data.protocol == "http":
            raise HTTPException(400, _HOW_TO_SUBSCRIBE)
        plain = data.protocol == "sse" and not streams and accepts_json(request.headers)
        return replace(data, protocol="http") if plain else data

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        *arguments: Any,  # noqa: ANN401 - as in the base class
        **named: Any,  # noqa: ANN401 - as in the base class
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """The result, or a stream of results, which is made before the turn is over unless it is a subscription's."""
        result = await super().execute_operation(request, request_adapter, request_data, *arguments, **named)
        data = cast("GraphQLRequestData", request_data)
        if data.protocol == "sse" and not is_subscription(data.query, data.operation_name):
            return cast("SubscriptionExecutionResult", await gathered(cast("AsyncGenerator[Any, None]", result)))
        return result

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """A stream of events that ends when the server does."""
        held = ExitStack()
        try:
            held.enter_context(self._connections.held(request.scope))
        except TooManyConnectionsError as error:
            return too_many_connections(error)
        events = until(self._ending, stream(), request.state.admission.expires_at)
        return HeldResponse(held, events, headers={**sub_response.headers, **headers})
