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
    """The opened database, the loaders of this request or WebSocket, and the course of the stream it is for.

    Of a WebSocket also what it brought along to say who opened it: the header of that name, and the payload of its
    connection_init; and when its token expires, in seconds since 1970.
    """

    store: Store
    loaders: Loaders
    course: Course = field(default_factory=Course)
    authorization: str | None = None
    connection_params: dict[str, object] = field(default_factory=dict)
    expires_at: float | None = None

    @classmethod
    def of(cls, store: Store, caller: Caller) -> "Context":
        """What `caller` finds in the database."""
        seen = store.seen_by(caller)
        return cls(seen, Loaders(seen))

    def admit(self, caller: Caller) -> None:
        """Show from now on what `caller` may see, and do what it may do."""
        self.store = self.store.seen_by(caller)
        self.loaders = Loaders(self.store)


Info: TypeAlias = strawberry.Info[Context, None]
