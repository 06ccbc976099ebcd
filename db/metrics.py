"""What this package measures: one place for all names, so that a scrape finds them together.

With several processes each keeps its figures in files that they share (`PROMETHEUS_MULTIPROC_DIR`); the modes of the
gauges say how these come together.
"""

from math import inf

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from domain.vocabulary import EventKind

disable_created_metrics()
REGISTRY = CollectorRegistry()
"""All that is measured in this process."""

BATCH = Histogram(
    "handoff_batch_commands",
    "Commands that one round of the log's writer carried out together.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    registry=REGISTRY,
)
COMMIT = Histogram(
    "handoff_commit_seconds",
    "How long the statement that writes a batch took, its commit included.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
COMMIT_FAILURES = Counter(
    "handoff_commit_failures", "Rounds of the log's writer that the database did not carry out.", registry=REGISTRY
)
EVENTS = Counter("handoff_events", "Events written to the log, by kind.", ["kind"], registry=REGISTRY)
BACKLOG = Gauge(
    "handoff_commands_waiting",
    "Commands that wait for the writer's next round.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
FEED_POSITION = Gauge(
    "handoff_feed_position",
    "The position up to which the feed has read the log; of several processes, the one furthest behind.",
    registry=REGISTRY,
    multiprocess_mode="livemin",
)
FEED_POSITION.set(inf)  # a process that is only starting must not count as the one furthest behind
REPLAYS = Counter(
    "handoff_replay_pages",
    "Pages of the log read from the database for subscribers that come from an older cursor.",
    registry=REGISTRY,
)
POOL_IN_USE = Gauge(
    "handoff_pool_connections_in_use",
    "Connections of the reading pools that are in use.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
POOL_SIZE = Gauge(
    "handoff_pool_connections_max",
    "Connections that the reading pools may have in use.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)

for _kind in EventKind:
    EVENTS.labels(_kind)  # a counter that begins at 0 shows its first event as a rise
