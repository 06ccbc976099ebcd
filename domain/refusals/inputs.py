"""What came with a command is missing or out of bounds."""

from dataclasses import dataclass

from domain.refusals.codes import ErrorCode
from domain.vocabulary import Phase


@dataclass(frozen=True, slots=True)
class InvalidInput:
    """A value that no workflow could take. `field` is its name on the wire."""

    field: str
    expected: str
    received: str
    code = ErrorCode.INVALID_INPUT

    @property
    def message(self) -> str:
        return f"`{self.field}`: expected {self.expected}, received {self.received}."


@dataclass(frozen=True, slots=True)
class ResultRequired:
    """A phase was finished without its result."""

    phase: Phase
    code = ErrorCode.RESULT_REQUIRED

    @property
    def message(self) -> str:
        return (
            f"Finishing {self.phase} needs a `result`: a JSON object with what the phase produced, "
            'such as {"summary": "..."}. None came.'
        )


@dataclass(frozen=True, slots=True)
class ReasonRequired:
    """Work was sent back without saying why; `field` is where the reason goes."""

    field: str
    code = ErrorCode.REASON_REQUIRED

    @property
    def message(self) -> str:
        return (
            f"Sending work back needs a reason in `{self.field}`: say what is wrong and what would make it "
            "right. None came."
        )
