"""Pages, as connections."""

from collections.abc import Callable
from typing import TypeVar

from resolvers.paging import Page
from schema.types.connection import Connection, Edge, PageInfo

Item = TypeVar("Item")
Node = TypeVar("Node")


def to_connection(page: Page[Item], convert: Callable[[Item], Node]) -> Connection[Node]:
    """The connection of a page, each of its items converted to a GraphQL type."""
    edges = [Edge(cursor=cursor, node=convert(item)) for cursor, item in page.items]
    return Connection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=PageInfo(has_next_page=page.has_next, end_cursor=edges[-1].cursor if edges else None),
    )
