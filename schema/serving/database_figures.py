"""The figures that come from the database when they are asked for, and are the same whoever asks."""

import asyncio
import logging

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from db.pool import Pool
from db.records import Position
from db.standing import Standing, standing

PATIENCE = 2.0
"""Seconds that the database has for its figures; the page then comes without them."""

_log = logging.getLogger("handoff.metrics")


async def database_figures(pool: Pool, read: Position | None) -> list[Metric]:
    """How the log stands, for a server whose feed has read it up to `read`."""
    found: Standing | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            found = await standing(pool, read)
    except (SQLAlchemyError, OSError) as error:
        _log.warning("the database gave no figures: %r", error)
    told = "Whether the database gave its figures for this page."
    up = GaugeMetricFamily("handoff_database_up", told, value=found is not None)
    return [up] if found is None else [up, *_families(found, read)]


def _families(found: Standing, read: Position | None) -> list[Metric]:
    behind = 0 if read is None else max(0, found.head - read)
    oldest = GaugeMetricFamily(
        "handoff_oldest_waiting_seconds",
        "For how long the oldest work in the inbox of a role has waited; 0 if none waits.",
        labels=["role"],
    )
    for role, seconds in found.waiting.items():
        oldest.add_metric([role], seconds)
    return [
        GaugeMetricFamily("handoff_log_position", "The head of the log: how many events it has.", found.head),
        GaugeMetricFamily("handoff_feed_lag_events", "Events that the feed has not read yet.", behind),
        GaugeMetricFamily(
            "handoff_feed_lag_seconds",
            "For how long the oldest of these has been in the log.",
            found.unread_seconds if behind else 0,
        ),
        GaugeMetricFamily("handoff_claims", "Claims that are live.", found.claims),
        oldest,
    ]
