"""What resolvers find in `info.context`."""

from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry

from db.store import Store
from domain.rights import Caller
from resolvers.following import Course
from schema.loaders import Loaders


@dataclass(slots=True)
class Context:
    """The opened database, the loaders of this request or WebSocket, and the course of the stream it is for."""

    store: Store
    loaders: Loaders
    course: Course = field(default_factory=Course)

    def admit(self, caller: Caller) -> None:
        """Show from now on what `caller` may see, and do what it may do."""
        self.store = self.store.seen_by(caller)
        self.loaders = Loaders(self.store)


Info: TypeAlias = strawberry.Info[Context, None]
