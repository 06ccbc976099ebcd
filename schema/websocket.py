"""The graphql-transport-ws protocol, for clients that get it wrong, too."""

from typing import cast

from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from schema.cohorts.asking import asked
from schema.cohorts.registry import Cohorts
from schema.cohorts.sending import Sender
from schema.context import Context
from schema.metrics import MEMBERS, REFUSED
from schema.serving.pace import BURST, PER_SECOND, Pace

TOO_FAST = f"Too many messages: at most {PER_SECOND} a second, and {BURST} at once, are taken"
_CLOSED = "close"
"""A word in what Starlette and uvicorn say when something is sent on a connection that we have closed."""

_REASON = 123
"""Bytes that a close frame can hold of a reason."""

_TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")


class WebSocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Strawberry's handler, which trusts its messages to have the right shape, behind a look at the shape."""

    def on_request_accepted(self) -> None:
        """Begin to count messages."""
        self._pace = Pace()
        super().on_request_accepted()

    async def handle_message(self, message: Message) -> None:
        """Handle one message, or close with 4400 and say what is wrong with it, or with 4429 if there are too many."""
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
        """Begin; a payload of null is none."""
        if message.get("payload") is None:
            message = {"type": "connection_init"}
        await super().handle_connection_init(message)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, unless its id is taken or the connection has as many as it may have."""
        if self.connection_acknowledged and message["id"] in self.operations:
            reason = f"Subscriber for {message['id']} already exists"
            await self.websocket.close(4409, reason.encode(errors="replace")[:_REASON].decode(errors="ignore"))
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
        """Carry out one operation; a subscription that follows the log is shared with all that ask the same."""
        found = asked(operation.query, operation.operation_name, operation.variables)
        cohorts = getattr(self.view, "cohorts", None)
        if found is None or not isinstance(cohorts, Cohorts):
            await super().run_operation(operation)
            return
        try:
            with MEMBERS.track_inprogress():
                sender = Sender(cast("ASGIWebSocketAdapter", self.websocket).ws, operation.id)
                served = await cohorts.serve(self.context.store, found, sender)
        except WebSocketDisconnect:
            return
        except RuntimeError as error:
            if _CLOSED in str(error):
                return
            raise
        if served:
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        else:
            await super().run_operation(operation)

    async def send_message(self, message: Message) -> None:
        """Send a message, unless the connection was closed while it was made."""
        try:
            await super().send_message(message)
        except RuntimeError as error:
            if _CLOSED not in str(error):
                raise

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
