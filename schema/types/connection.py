"""Lists in pages, in the manner of Relay's cursor connections (https://relay.dev/graphql/connections.htm)."""

from collections.abc import Callable
from typing import Generic, TypeVar

import strawberry

Node = TypeVar("Node")


@strawberry.type(description="Where a page ends, and whether more follows.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows after this page.")
    end: strawberry.Private[Callable[[], str | None]]

    @strawberry.field(description="Pass it as `after` for the next page; null on an empty page.")
    def end_cursor(self) -> str | None:
        return self.end()


@strawberry.type(description="An item of a list, with its place in it.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The place of this item: pass it as `after` for what follows it.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    list_nodes: strawberry.Private[Callable[[], list[Node]]]
    list_edges: strawberry.Private[Callable[[], list[Edge[Node]]]]
    has_next: strawberry.Private[bool]
    end: strawberry.Private[Callable[[], str | None]]

    @strawberry.field(description="The items with their cursors.")
    def edges(self) -> list[Edge[Node]]:
        return self.list_edges()

    @strawberry.field(description="The items alone.")
    def nodes(self) -> list[Node]:
        return self.list_nodes()

    @strawberry.field(description="Where this page ends, and whether more follows.")
    def page_info(self) -> PageInfo:
        return PageInfo(has_next_page=self.has_next, end=self.end)
