"""Pages, as connections."""

from collections.abc import Callable
from typing import TypeVar

from resolvers.paging import Page
from schema.types.connection import Connection, Edge

Item = TypeVar("Item")
Node = TypeVar("Node")


def to_connection(page: Page[Item], convert: Callable[[Item], Node]) -> Connection[Node]:
    """The connection of a page, each of its items converted to a GraphQL type when it is asked for."""
    return Connection(
        list_nodes=lambda: [convert(item) for item in page.items],
        list_edges=lambda: [Edge(cursor=page.cursor(item), node=convert(item)) for item in page.items],
        has_next=page.has_next,
        end=lambda: page.cursor(page.items[-1]) if page.items else None,
    )
