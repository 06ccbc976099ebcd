"""What is sent on one connection, and what came back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Case:
    """The pieces of what one client says; `finished` tells when all is answered, None waits until nothing comes.

    If `upgrades`, the first piece is a handshake, and what comes after it waits for an answer to it.
    """

    kind: str
    pieces: tuple[bytes, ...]
    finished: Callable[[bytes], bool] | None = None
    upgrades: bool = False

    @property
    def data(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces)

    def without(self, index: int) -> "Case":
        """The same without one piece after the first, so that nobody knows when all is answered."""
        return replace(self, pieces=self.pieces[:index] + self.pieces[index + 1 :], finished=None)


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the server said, after how many seconds it said the last of it, and whether more was expected."""

    data: bytes
    seconds: float
    late: bool


class FaultError(Exception):
    """Something went wrong: what, and with which of the cases; there are several if nobody knows which it was."""

    def __init__(self, site: str, what: str, cases: Sequence[Case] = ()) -> None:
        super().__init__(f"{site}: {what}")
        self.cases = cases
