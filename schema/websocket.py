"""The graphql-transport-ws protocol, for clients that get it wrong, too."""

import asyncio
from typing import TYPE_CHECKING, cast

from graphql import GraphQLError
from strawberry.schema.schema import StreamResult
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from schema.adapter import WebSocketAdapter, unless_closed
from schema.close_codes import FORBIDDEN, MAX_REASON, TOKEN_EXPIRED, TRY_AGAIN_LATER
from schema.cohorts.asking import Asked, asked
from schema.cohorts.sending import Sender
from schema.context import Context
from schema.metrics import MEMBERS, REFUSED
from schema.problems import OVERLOADED
from schema.serving.auth.admission import NoKeysError, NotAdmittedError
from schema.serving.auth.expiry import expired
from schema.serving.pace import BURST, PER_SECOND, Pace
from schema.serving.turnstile import OverloadedError, asking
from schema.stream import gathered, is_subscription

if TYPE_CHECKING:
    from schema.endpoint import Endpoint

TOO_FAST = f"Too many messages: at most {PER_SECOND} a second, and {BURST} at once, are taken"
_TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")


class WebSocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Strawberry's handler, which trusts its messages to have the right shape, behind a look at the shape."""

    _expiry: asyncio.Task[None] | None = None
    _expired = False

    def on_request_accepted(self) -> None:
        """Begin to count messages."""
        self._pace = Pace()
        super().on_request_accepted()

    async def handle_message(self, message: Message) -> None:
        """Handle one message, or close with 4400 and say what is wrong with it, or with 4429 if there are too many."""
        if self._expired:
            return
        if not self._pace.allows():
            REFUSED.labels("message", "connection").inc()
            await self.websocket.close(4429, TOO_FAST)
            return
        problem = _problem(message)
        if problem is None:
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(problem)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Begin, or close and say why not; a payload of null is none."""
        if message.get("payload") is None:
            message = {"type": "connection_init"}
        try:
            await super().handle_connection_init(message)
        except NoKeysError as error:
            await self.websocket.close(TRY_AGAIN_LATER, error.brief)
        except NotAdmittedError as error:
            await self.websocket.close(FORBIDDEN, f"Forbidden: {error.brief}"[:MAX_REASON])
        if self.connection_acknowledged and self.context.expires_at is not None and self._expiry is None:
            self._expiry = asyncio.create_task(self._expire(self.context.expires_at), name="expiry")
            self._expiry.add_done_callback(self._task_done)

    async def _expire(self, expires_at: float) -> None:
        """End all operations when the token expires, and close."""
        await expired(expires_at)
        self._expired = True
        await super().shutdown()
        await self.websocket.close(TOKEN_EXPIRED, "Token expired")

    async def shutdown(self) -> None:
        """End whatever is left."""
        if self._expiry is not None:
            self._expiry.cancel()
        await super().shutdown()

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, unless its id is taken or the connection has as many as it may have."""
        if self.connection_acknowledged and message["id"] in self.operations:
            reason = f"Subscriber for {message['id']} already exists"
            await self.websocket.close(4409, reason.encode(errors="replace")[:MAX_REASON].decode(errors="ignore"))
            return
        limit = self.max_subscriptions_per_connection
        full = limit is not None and len(self.operations) >= limit
        if not (self.connection_acknowledged and full):
            await super().handle_subscribe(message)
            return
        told = (
            f"This connection has {limit} operations under way, which is all that it may have. Complete one, or open "
            "another connection."
        )
        REFUSED.labels("operation", "connection").inc()
        payload = [GraphQLError(told, extensions={"code": "TOO_MANY_OPERATIONS"}).formatted]
        await self.send_message({"id": message["id"], "type": "error", "payload": payload})

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Carry out one operation: a subscription that follows the log together with all that ask the same."""
        if is_subscription(operation.query, operation.operation_name):
            await self._follow(operation)
        else:
            await super().run_operation(operation)

    async def _send_result_stream(self, operation: Operation[Context, None], result_source: StreamResult) -> None:
        """Send what an operation gives.

        What is no subscription waits for its turn, as over HTTP. The turn ends before the result is sent, which takes
        as long as the client likes.
        """
        if not is_subscription(operation.query, operation.operation_name):
            try:
                who = asking(cast("WebSocketAdapter", self.websocket).ws.scope, self.context.store.caller)
                async with cast("Endpoint", self.view).turnstile.admitted(who):
                    result_source = await gathered(result_source)
            except OverloadedError as error:
                await operation.send_initial_errors([GraphQLError(str(error), extensions={"code": OVERLOADED})])
                return
        await super()._send_result_stream(operation, result_source)

    async def _follow(self, operation: Operation[Context, None]) -> None:
        found = asked(operation.query, operation.operation_name, operation.variables)
        shared: bool | None = None
        with unless_closed():
            shared = found is not None and await self._share(operation.id, found)
        if shared:
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        elif shared is False:
            await super().run_operation(operation)

    async def _share(self, identity: str, found: Asked) -> bool:
        """Send what is asked for until it ends. False, with nothing sent, if it can't be shared."""
        sender = Sender(cast("WebSocketAdapter", self.websocket).ws, identity)
        with MEMBERS.track_inprogress():
            return await cast("Endpoint", self.view).cohorts.serve(self.context.store, found, sender)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:  # noqa: ARG004 - as in the base class
        """No fault of one operation closes the connection, on which others may be under way: it gets its `error`."""
        return None


def _problem(message: object) -> str | None:
    """What keeps `message` from being one of the protocol; the reason of a close frame holds 123 bytes."""
    if not isinstance(message, dict):
        return "Invalid message: expected a JSON object with a `type`"
    kind = message.get("type")
    if kind not in _TYPES:
        return f"Invalid message: `type` must be one of {', '.join(_TYPES)}"
    if kind not in {"subscribe", "complete"}:
        return None
    if not isinstance(message.get("id"), str) or not message["id"]:
        return f"Invalid message: `id` of {kind} must be a text that is not empty"
    return _payload_problem(message.get("payload")) if kind == "subscribe" else None


def _payload_problem(payload: object) -> str | None:
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return "Invalid message: `payload` must have a `query`, a text"
    for name, kind, called in (("variables", dict, "an object"), ("operationName", str, "a text")):
        if not isinstance(payload.get(name), kind | None):
            return f"Invalid message: `payload.{name}` must be {called} or null"
    return None
