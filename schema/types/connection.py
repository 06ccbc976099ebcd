"""Lists in pages, in the manner of Relay's cursor connections (https://relay.dev/graphql/connections.htm)."""

from typing import Generic, TypeVar

import strawberry

Node = TypeVar("Node")


@strawberry.type(description="Where a page ends, and whether more follows.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows after this page.")
    end_cursor: str | None = strawberry.field(
        description="Pass it as `after` for the next page; null on an empty page."
    )


@strawberry.type(description="An item of a list, with its place in it.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The place of this item: pass it as `after` for what follows it.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]] = strawberry.field(description="The items with their cursors.")
    nodes: list[Node] = strawberry.field(description="The items alone.")
    page_info: PageInfo = strawberry.field(description="Where this page ends, and whether more follows.")
