"""Cursors: places in the log, and in lists, as texts that mean something only to the log that gave them."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from db.records import Position

START = "START"
"""The cursor before the first event."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class BadCursorError(ValueError):
    """A cursor that can't be followed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place in a list that is ordered by a time and an id."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Cursors:
    """Writes and reads the cursors of one log."""

    log_id: UUID

    def of_position(self, position: Position) -> str:
        """The cursor after the event at `position`."""
        return _pack("e", self.log_id.hex, str(position))

    def position(self, cursor: str) -> Position:
        """The position that `cursor` stands after. Raises BadCursorError."""
        if cursor == START:
            return Position(0)
        (position,) = self._unpack("e", cursor, 1)
        return Position(_number(position, cursor))

    def of_place(self, place: ListPlace) -> str:
        """The cursor after `place`."""
        return _pack("l", self.log_id.hex, str((place.at - _EPOCH) // _MICROSECOND), place.id.hex)

    def place(self, cursor: str) -> ListPlace:
        """The place that `cursor` stands after. Raises BadCursorError."""
        at, identity = self._unpack("l", cursor, 2)
        try:
            return ListPlace(_EPOCH + _number(at, cursor) * _MICROSECOND, UUID(hex=identity))
        except (ValueError, OverflowError) as error:
            raise _malformed(cursor) from error

    def _unpack(self, kind: str, cursor: str, fields: int) -> list[str]:
        try:
            text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
            found, log_id, *rest = text.split(":")
        except (ValueError, binascii.Error) as error:
            raise _malformed(cursor) from error
        if found != kind or len(rest) != fields:
            raise _malformed(cursor)
        if log_id != self.log_id.hex:
            message = "This cursor is from another database. Read without a cursor, or from START, and take new ones."
            raise BadCursorError(message)
        return rest


def _pack(*fields: str) -> str:
    return base64.urlsafe_b64encode(":".join(fields).encode()).decode().rstrip("=")


def _number(text: str, cursor: str) -> int:
    if not (text.isdigit() and text.isascii() and len(text) < 19):
        raise _malformed(cursor)
    return int(text)


def _malformed(cursor: str) -> BadCursorError:
    shown = cursor if len(cursor) <= 40 else cursor[:40] + "..."
    return BadCursorError(f"{shown!r} is not a cursor of this list. Pass one back as it was given, without reading it.")
