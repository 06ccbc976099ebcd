"""All that the environment decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from strawberry.http.websocket_origin import normalize_allowed_origins

from db.embedded import default_data_dir
from db.hints import DATABASE, MEMORY, BadHintsUrlError, check_hints_url
from schema.serving.auth.settings import AuthSettings, BadAuthSettingError
from schema.serving.traces import traces_possible

PROJECT = Path(__file__).resolve().parents[2]
METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes share their figures; `main` sets it for those that it starts."""

TRACED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")
_WISHES = ("read-write", "primary", "any")


class SettingsError(Exception):
    """A setting that can't be used: which one, what was expected, what came."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the environment decides; docs/operating.md explains each."""

    host: str
    port: int
    database_url: str | None
    broadcast_url: str
    data_dir: Path
    web_concurrency: int
    log_level: str
    log_format: str
    traces: bool
    metrics_dir: Path | None
    allowed_origins: tuple[str, ...]
    max_connections: int
    max_connections_per_client: int
    auth: AuthSettings

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings in `environment`. Raises SettingsError for the first that can't be used."""
        level = (environment.get("LOG_LEVEL") or "info").lower()
        if level not in LOG_LEVELS:
            raise SettingsError(f"LOG_LEVEL: expected one of {', '.join(LOG_LEVELS)}, received {level!r}.")
        url = _database_url(environment)
        processes = _number(environment, "WEB_CONCURRENCY", 1, 1, 64)
        host = environment.get("HOST") or "127.0.0.1"
        return cls(
            host=host,
            port=_number(environment, "PORT", 8000, 0, 65535),
            database_url=url,
            broadcast_url=_broadcast_url(environment, alone=url is None and processes == 1),
            data_dir=Path(environment.get("DATA_DIR") or default_data_dir(PROJECT)),
            web_concurrency=processes,
            log_level=level,
            log_format=_log_format(environment),
            traces=_traces(environment),
            metrics_dir=Path(folder) if (folder := environment.get(METRICS_DIR)) else None,
            allowed_origins=_origins(environment.get("ALLOWED_ORIGINS", "")),
            max_connections=_number(environment, "MAX_CONNECTIONS", 10_000, 1, 1_000_000),
            max_connections_per_client=_number(environment, "MAX_CONNECTIONS_PER_CLIENT", 2_000, 1, 1_000_000),
            auth=_auth(environment, host),
        )


def _auth(environment: Mapping[str, str], host: str) -> AuthSettings:
    try:
        return AuthSettings.read(environment, host)
    except BadAuthSettingError as error:
        raise SettingsError(str(error)) from error


def _database_url(environment: Mapping[str, str]) -> str | None:
    """The URL of the database, which may name several hosts; the one that takes writes is looked for in any case."""
    url = environment.get("DATABASE_URL") or None
    if url is None:
        return None
    if not url.startswith(("postgresql://", "postgres://")):
        raise SettingsError("DATABASE_URL: expected postgresql://..., received something else.")
    for wish in parse_qs(url.partition("?")[2]).get("target_session_attrs", ()):
        if wish not in _WISHES:
            message = f"DATABASE_URL: expected target_session_attrs={' or '.join(_WISHES)}, received {wish[:40]!r}."
            raise SettingsError(message)
    return url


def _log_format(environment: Mapping[str, str]) -> str:
    found = (environment.get("LOG_FORMAT") or LOG_FORMATS[0]).lower()
    if found not in LOG_FORMATS:
        raise SettingsError(f"LOG_FORMAT: expected one of {', '.join(LOG_FORMATS)}, received {found[:40]!r}.")
    return found


def _traces(environment: Mapping[str, str]) -> bool:
    """Whether OpenTelemetry's own variables say where traces go; the rest of these its packages read themselves."""
    for name in TRACED:
        if environment.get(name):
            if not traces_possible():
                raise SettingsError(f"{name}: traces need packages that are missing; requirements-traces.txt has them.")
            return True
    return False


def _broadcast_url(environment: Mapping[str, str], *, alone: bool) -> str:
    """How hints travel: unless it is said, by the database as soon as another process may use it."""
    url = environment.get("BROADCAST_URL") or (MEMORY if alone else DATABASE)
    try:
        check_hints_url(url)
    except BadHintsUrlError as error:
        raise SettingsError(f"BROADCAST_URL: {error}.") from error
    return url


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise SettingsError(f"{name}: expected a number from {least} to {most}, received {text[:40]!r}.")
    return int(text)


def _origins(text: str) -> tuple[str, ...]:
    """The origins in `text`, as browsers write them."""
    given = (origin.strip() for origin in text.split(","))
    try:
        return tuple(sorted(normalize_allowed_origins([origin for origin in given if origin])))
    except ValueError as error:
        message = (
            f"ALLOWED_ORIGINS: expected origins such as https://example.com, or *, with commas, received {text!r}."
        )
        raise SettingsError(message) from error
