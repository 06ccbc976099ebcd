"""How far back the log is whole."""

from dataclasses import dataclass

from db.records import Position

_NOWHERE = Position(0)


class CursorTooOldError(Exception):
    """Events after the cursor may have been archived; `oldest` is the first position after which none has been."""

    def __init__(self, oldest: Position) -> None:
        super().__init__(f"events up to position {oldest} may have been archived")
        self.oldest = oldest


@dataclass(slots=True)
class Horizon:
    """The highest position that may be in the archive, as this process has last read it; 0 if nothing is there."""

    archived_to: Position = _NOWHERE
