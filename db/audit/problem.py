"""What an audit finds."""

from dataclasses import dataclass

from db.records import Position
from domain.vocabulary import WorkflowId

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """The first thing that does not fit: which `field` of what, what was `expected` there, and what was `found`.

    `sequence` and `position` name an event, as far as they are known. Without them it is the workflow's row.
    """

    field: str
    expected: str
    found: str
    sequence: int | None = None
    position: int | None = None

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return f"{self._subject} does not fit: {self.field}: expected {self.expected}, found {self.found}."

    @property
    def _subject(self) -> str:
        if self.sequence is None:
            return "The row"
        place = "" if self.position is None else f" at position {self.position} of the log"
        return f"Event {self.sequence}{place}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The audit of one workflow: how many events fit, one after the other, and the hash of the last of them."""

    workflow_id: WorkflowId
    events: int
    hash: bytes
    problem: Problem | None

    @property
    def valid(self) -> bool:
        """Whether everything fits."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class LogVerification:
    """The audit of the log as a whole: the position up to which it fits, and what is wrong there, in a sentence."""

    head: Position
    problem: str | None


def shown(value: object) -> str:
    """`value` for people, shortened."""
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
