"""What this package measures."""

from prometheus_client import Counter, Gauge, Histogram

from db.metrics import REGISTRY
from schema.limits.table import NAMES

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

COMMANDS = Counter(
    "handoff_commands",
    "Commands that were answered, by mutation and by SUCCESS, REPLAYED, the code of the refusal, or FAILED.",
    ["kind", "result"],
    registry=REGISTRY,
)
COMMAND_SECONDS = Histogram(
    "handoff_command_seconds",
    "How long a command took from its arrival to its answer.",
    ["kind"],
    buckets=SECONDS,
    registry=REGISTRY,
)
REQUESTS = Counter("handoff_http_requests", "HTTP requests, by path and status.", ["path", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "handoff_http_request_seconds",
    "How long an HTTP request waited until its answer began.",
    ["path"],
    buckets=SECONDS,
    registry=REGISTRY,
)
CONNECTIONS = Gauge(
    "handoff_connections",
    "Connections that are open for subscribers: WebSockets, and streams of server-sent events.",
    ["kind"],
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
REFUSED = Counter(
    "handoff_connections_refused",
    "Connections refused because the server or the client has too many, operations and messages that are too many.",
    ["kind", "reason"],
    registry=REGISTRY,
)
REFUSED_DOCUMENTS = Counter(
    "handoff_documents_refused",
    "Documents refused because they are beyond a limit, by limit.",
    ["limit"],
    registry=REGISTRY,
)
ENDED = Counter(
    "handoff_connections_ended",
    "WebSockets that ended: closed by the client, lost without a word (or given up as dead), or closed by the server.",
    ["how"],
    registry=REGISTRY,
)
MEMBERS = Gauge(
    "handoff_subscribers",
    "Subscriptions on WebSockets that follow the log.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
COHORTS = Gauge(
    "handoff_cohorts",
    "Cohorts: what these subscribers ask for, each counted once per process.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
LOOP_DELAY = Gauge(
    "handoff_event_loop_delay_seconds",
    "How late the event loop was when it was last looked at; of several processes, the latest.",
    registry=REGISTRY,
    multiprocess_mode="livemax",
)

NOT_ADMITTED = Counter(
    "handoff_not_admitted",
    "Requests and WebSockets whose token was missing or wrong, by reason.",
    ["reason"],
    registry=REGISTRY,
)

for _kind in ("websocket", "stream"):
    CONNECTIONS.labels(_kind)
for _limit in NAMES:
    REFUSED_DOCUMENTS.labels(_limit)
for _how in ("client", "lost", "server"):
    ENDED.labels(_how)
