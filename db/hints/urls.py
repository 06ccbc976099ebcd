"""Where hints travel: what a URL means, and whether it means anything."""

from functools import partial

from broadcaster import Broadcast

from db.hints.postgres import postgres_line
from db.hints.relay import Relay

MEMORY = "memory://"
DATABASE = "postgresql://"
"""The database itself, whichever that is."""

_REDIS = ("redis://", "rediss://")
_EXPECTED = "memory://, postgresql:// (the database itself), redis://host or rediss://host"


class BadHintsUrlError(ValueError):
    """A URL by which no hints can travel. The message says what was expected, and never repeats the URL."""


def check_hints_url(url: str) -> None:
    """Raise BadHintsUrlError unless hints can travel by `url`."""
    if url in {MEMORY, DATABASE}:
        return
    if url.startswith(DATABASE):
        raise BadHintsUrlError(f"expected {_EXPECTED}, received postgresql:// with more: hints go through DATABASE_URL")
    if not url.startswith(_REDIS):
        raise BadHintsUrlError(f"expected {_EXPECTED}, received something else")
    from db.hints.redis import is_usable  # noqa: PLC0415 - most servers never need redis-py and its 20 MB

    if not is_usable(url):
        raise BadHintsUrlError(f"expected {_EXPECTED}, received a Redis URL that can't be used")


def open_broadcast(url: str, dsn: str, channel: str) -> Broadcast:
    """The broadcast behind a `url` that was checked; `dsn` leads to the database."""
    if url == MEMORY:
        return Broadcast(url)
    if url == DATABASE:
        return Broadcast(backend=Relay(channel, partial(postgres_line, dsn, channel)))
    from db.hints.redis import redis_line  # noqa: PLC0415 - as above

    return Broadcast(backend=Relay(channel, partial(redis_line, url, channel)))
