"""What resolvers find in `info.context`."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from db.store import Store
from schema.loaders import Loaders


@dataclass(slots=True)
class Context:
    """The opened database, and the loaders of this request or WebSocket."""

    store: Store
    loaders: Loaders


Info: TypeAlias = strawberry.Info[Context, None]
