"""Finding the node that takes writes, among all that the URL of the database names."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from asyncpg.connect_utils import SessionAttribute
from asyncpg.pool import PoolConnectionProxy


class NotWritableError(ConnectionError):
    """No node could be had that takes writes. The message says what became of each."""


def nodes(dsn: str) -> list[str]:
    """URLs of one host each: those that `dsn` names, separated by commas, in its order."""
    parts = urlsplit(dsn)
    login, at, hosts = parts.netloc.rpartition("@")
    if "," in hosts:
        return [urlunsplit(parts._replace(netloc=f"{login}{at}{host}")) for host in hosts.split(",")]
    query = dict(parse_qsl(parts.query))
    named, ports = query.get("host", "").split(","), query.get("port", "").split(",")
    if hosts or len(named) == 1 or len(ports) not in {1, len(named)}:
        return [dsn]
    places = zip(named, ports * len(named), strict=False)
    queries = [urlencode(query | {"host": host, "port": port}) for host, port in places]
    return [urlunsplit(parts._replace(query=each)) for each in queries]


async def connect(
    dsn: str, *, patience: float, command_timeout: float | None, server_settings: Mapping[str, str]
) -> asyncpg.Connection:
    """A connection to the first node of `dsn` that takes writes; each gets its share of `patience`, in seconds.

    Raises what the node said if there is one only, and NotWritableError if there are several.
    """
    places, said = nodes(dsn), []
    for place in places:
        try:
            return await asyncpg.connect(
                place,
                timeout=patience / len(places),
                command_timeout=command_timeout,
                server_settings=dict(server_settings),
                target_session_attrs=SessionAttribute.read_write,
            )
        except asyncpg.TargetServerAttributeNotMatched as error:
            failure: Exception = NotWritableError("it takes no writes: a standby, or set to read only")
            failure.__cause__ = error
        except (OSError, asyncpg.PostgresError) as error:
            failure = error
        if len(places) == 1:
            raise failure
        said.append(f"{_name(place)}: {str(failure).strip() or type(failure).__name__}")
    raise NotWritableError(f"none of the {len(places)} nodes can be used ({'; '.join(said)})")


def takes_writes(connection: asyncpg.Connection | PoolConnectionProxy) -> bool:
    """Whether the node still took writes when it last answered; Postgres tells unasked when that changes."""
    settings = connection.get_settings()
    states = (getattr(settings, name, "off") for name in ("in_hot_standby", "default_transaction_read_only"))
    return "on" not in states


def _name(place: str) -> str:
    """The host, and the port if it is named: nothing that is secret."""
    parts = urlsplit(place)
    query = dict(parse_qsl(parts.query))
    return parts.netloc.rpartition("@")[2] or ":".join(filter(None, (query.get("host"), query.get("port"))))
