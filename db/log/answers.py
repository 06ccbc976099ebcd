"""What becomes of a command."""

from dataclasses import dataclass
from typing import TypeAlias

from db.records import StoredEvent, StoredWorkflow
from domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Committed:
    """The command is durable: the events it made, and the workflow right after them.

    `replayed` says that it was carried out before, under the same key, and that this is the first answer again.
    """

    events: tuple[StoredEvent, ...]
    workflow: StoredWorkflow
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The command left no trace. `workflow` is the one that it was held against, if there is one."""

    refusal: Refusal
    workflow: StoredWorkflow | None


Answer: TypeAlias = Committed | Refused
