"""How big the crowd is and what befalls it. CROWD_BUILDS and CROWD_SEED change a run."""

import os
from random import SystemRandom

BUILDS = int(os.environ.get("CROWD_BUILDS", "30"))
SEED = os.environ.get("CROWD_SEED") or str(SystemRandom().randrange(10**6))

PROJECTS = 4
POISONED = 2
"""Builds that every worker drops in TESTING until an operator has resumed them."""

MAX_ROUNDS = 2
WORKERS_PER_ROLE = 4
"""Half of these crash."""

LEASE = 2
"""Seconds that a claim lasts without a heartbeat."""

QUIET = 20
"""Seconds without a handoff after which a worker that waits looks by itself."""

DEADLINE = 150 + BUILDS // 2
"""Seconds that the builds may take, on a machine that is busy with other things as well."""

BLOWS = 20
"""How often somebody is killed or frozen from outside."""

FAILS, RETRIES, RELEASES, HANG_UPS, BEATS = 0.08, 0.02, 0.02, 0.04, 0.1
"""How likely each of these is: for a result, for a claim, for a request, and for a slice of the work."""
