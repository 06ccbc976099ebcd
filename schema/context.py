"""What resolvers find in `info.context`."""

from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry

from db.store import Store
from resolvers.following import Course
from schema.loaders import Loaders


@dataclass(slots=True)
class Context:
    """The opened database, the loaders of this request or WebSocket, and the course of the stream it is for."""

    store: Store
    loaders: Loaders
    course: Course = field(default_factory=Course)


Info: TypeAlias = strawberry.Info[Context, None]
