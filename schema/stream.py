"""Server-sent events: when they are wanted, and how they end when the server goes down."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from graphql import GraphQLError, OperationType, get_operation_ast

from schema.parsing import parse
from schema.serving.auth.expiry import expired

Item = TypeVar("Item")
_JSON = ("application/json", "application/graphql-response+json", "*/*", "application/*")


def accepts_json(headers: Mapping[str, str]) -> bool:
    """Whether the client takes a plain answer, too."""
    accepted = headers.get("accept", "")
    return any(part.split(";", 1)[0].strip().lower() in _JSON for part in accepted.split(","))


def is_subscription(query: str | None, operation_name: object) -> bool:
    """Whether the request is for a subscription; one that can't be told is not."""
    return _is(OperationType.SUBSCRIPTION, query, operation_name)


def is_mutation(query: str | None, operation_name: object) -> bool:
    """Whether the request is for a mutation; one that can't be told is not."""
    return _is(OperationType.MUTATION, query, operation_name)


def _is(kind: OperationType, query: str | None, operation_name: object) -> bool:
    if query is None or kind.value not in query:
        return False
    try:
        document = parse(query)
    except GraphQLError:
        return False
    name = operation_name if isinstance(operation_name, str) else None
    operation = get_operation_ast(document, name)
    return operation is not None and operation.operation is kind


async def gathered(results: AsyncGenerator[Item, None]) -> AsyncGenerator[Item, None]:
    """`results`, which have an end, all made before the first is given."""
    async with aclosing(results):
        made = [result async for result in results]

    async def again() -> AsyncGenerator[Item, None]:
        for result in made:
            yield result

    return again()


async def until(
    ending: asyncio.Event, stream: AsyncIterator[str], expires_at: float | None = None
) -> AsyncIterator[str]:
    """`stream`, cut off when `ending` is set or its token expires, and ended with all that makes it when nobody reads.

    It stops without the protocol's `complete`, so that clients know that more was to come and connect again.
    """
    ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(ending.wait())]
    if expires_at is not None:
        ends.append(asyncio.ensure_future(expired(expires_at)))
    chunk = asyncio.ensure_future(anext(stream, None))
    try:
        while True:
            await asyncio.wait((chunk, *ends), return_when=asyncio.FIRST_COMPLETED)
            if any(end.done() for end in ends) or (text := chunk.result()) is None:
                return
            yield text
            chunk = asyncio.ensure_future(anext(stream, None))
    finally:
        for end in ends:
            end.cancel()
        chunk.cancel()
