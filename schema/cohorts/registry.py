"""The cohorts of a process."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult

from db.records import Position
from db.store import Store
from resolvers.following import Course, start_of
from schema.cohorts.asking import Asked
from schema.cohorts.cohort import Cohort, OpenStream
from schema.cohorts.member import Member
from schema.cohorts.sending import Sender
from schema.context import Context
from schema.encoding import encode, payload
from schema.loaders import Loaders


class Cohorts:
    """Brings together who asks the same of `schema`."""

    def __init__(self, schema: BaseSchema) -> None:
        self._schema = schema
        self._cohorts: dict[object, Cohort] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._cohorts)

    async def serve(self, store: Store, asked: Asked, sender: Sender) -> bool:
        """Send what is asked for until it ends. False, with nothing sent, if it can't be followed."""
        key, open_stream = (asked.key, store.caller.projects), partial(self._open, store, asked)
        try:
            position = await start_of(store, asked.after)
        except Exception:  # noqa: BLE001 - whatever it is, the usual way meets it too, and knows how to tell it
            return False
        cohort = self._cohort(key, store, position, open_stream)
        member = Member(cohort, position, sender, open_stream)
        cohort.join(member)
        try:
            if not await cohort.good():
                return False
            await member.run()
        finally:
            if cohort.leave(member) and self._cohorts.get(key) is cohort:
                del self._cohorts[key]
        return True

    def _cohort(self, key: object, store: Store, position: Position, open_stream: OpenStream) -> Cohort:
        """The cohort that there is, or a new one, which begins where its first member does if that costs no reading."""
        cohort = self._cohorts.get(key)
        if cohort is None or cohort.ended:
            begin = position if store.feed.keeps(position) else store.feed.head
            cohort = self._cohorts[key] = Cohort(begin, open_stream)
        return cohort

    async def _open(self, store: Store, asked: Asked, course: Course) -> AsyncGenerator[bytes, None]:
        """The results on this course, encoded as the payloads of `next` messages."""
        results = await self._schema.stream(
            asked.query,
            variable_values=dict(asked.variables),
            context_value=Context(store, Loaders(store), course),
            operation_name=asked.operation_name,
        )
        async with aclosing(results):
            async for result in results:
                if isinstance(result, ExecutionResult):
                    yield encode(payload(result))
