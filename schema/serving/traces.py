"""Traces, for those who have OpenTelemetry's packages and say where traces go; nobody else loads anything for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from db.spans import trace_with


def traces_possible() -> bool:
    """Whether the packages are there."""
    try:
        return all(find_spec(name) for name in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"))
    except ModuleNotFoundError:
        return False


@asynccontextmanager
async def tracing(*, wanted: bool) -> AsyncIterator[None]:
    """Send spans to a collector until the end of the block, if that is wanted."""
    if not wanted:
        yield
        return
    from schema.serving.otlp import Exporter  # noqa: PLC0415 - only now: the packages need not be there

    exporter = Exporter()
    trace_with(exporter.opening)
    try:
        yield
    finally:
        trace_with(None)
        await asyncio.to_thread(exporter.stop)
