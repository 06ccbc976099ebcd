"""How the log looks: lines for people, or one JSON object a line."""

import json
import logging
import sys
from contextvars import ContextVar

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request, or the WebSocket, on whose behalf something is done."""

SUBJECT: ContextVar[str | None] = ContextVar("subject", default=None)
"""Who asks for it, as their token says."""

WORKFLOW_ID: ContextVar[str | None] = ContextVar("workflow_id", default=None)
"""The workflow to which something is done."""

said = logging.getLogger("handoff.said")
"""What the server says for itself, whatever the level: people see it as it is, without level and name."""

_UNSEEN = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))} | {
    number: f"\\u{number:04x}" for number in (0x2028, 0x2029, 0x202A, 0x202B, 0x202D, 0x202E, 0x2066, 0x2067, 0x2069)
}
"""Characters that move a terminal's cursor or begin a line, and what stands for them."""


class logged_as:  # noqa: N801 - read as a phrase; a generator would cost more, for each request
    """Have what is logged in the block bear `value`."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable: ContextVar[str | None], value: str | None) -> None:
        self._variable, self._value = variable, value

    def __enter__(self) -> None:
        self._token = self._variable.set(self._value)

    def __exit__(self, *_: object) -> None:
        self._variable.reset(self._token)


class _Ids(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        for variable in (REQUEST_ID, SUBJECT, WORKFLOW_ID):
            if (value := variable.get()) is not None and not hasattr(record, variable.name):
                setattr(record, variable.name, value)
        return True


class _ForPeople(logging.Formatter):
    """One line for each message, whatever is in it; tracebacks follow as they are."""

    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage() if record.name == said.name else super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = {variable.name: getattr(record, variable.name, None) for variable in (SUBJECT, WORKFLOW_ID)}
        told = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in ids.items() if value)
        return (super().formatMessage(record) + (told and f" [{told}]")).translate(_UNSEEN)


def configure_logs(level: str, *, as_json: bool) -> None:
    """Log to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Ids())
    handler.setFormatter(_json() if as_json else _ForPeople("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)  # noqa: FBT003 - that is all that it takes
    said.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _json() -> logging.Formatter:
    return JsonFormatter(
        ["levelname", "name", "message"],
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        timestamp="time",
    )
