"""A command on its way through the writer."""

import asyncio
from dataclasses import dataclass

from db.log.answers import Answer, Refused
from domain.commands import Command
from domain.refusals import OutcomeUnknown, Unavailable


@dataclass(slots=True, eq=False)
class Item:
    """A command with its key, waiting for its answer.

    `keyed` says that the client gave the key, so that it may have been used before. `in_flight` holds while the
    statement that writes the command is under way, `uncertain` once such a statement was cut off. `replaying` says
    that the log bears it already, and that its first answer is being fetched.
    """

    command: Command
    key: str
    keyed: bool
    fingerprint: bytes
    answer: asyncio.Future[Answer]
    in_flight: bool = False
    uncertain: bool = False
    replaying: bool = False

    def resolve(self, answer: Answer) -> None:
        """Give the answer, unless time ran out before."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, error: Exception) -> None:
        """Give an error instead: the command was not carried out, and should have been."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def expire(self) -> None:
        """Answer that time ran out. An item that is not in flight will never be carried out after that."""
        unknown = self.in_flight or self.uncertain or self.replaying
        self.resolve(Refused(OutcomeUnknown(self.key) if unknown else Unavailable(), None))
