"""Every bound on what a caller may send and on how far a workflow may grow, in one place."""

MAX_NAME = 200
"""Characters in a `projectId`, `buildId`, `title` or `idempotencyKey`."""

MAX_TEXT = 20_000
"""Characters in `requirements`, `notes`, a `reason`, a note's text or an instruction."""

MAX_RESULT_SIZE = 256 * 1024
"""Characters of a result written as compact JSON."""

MAX_RESULT_DEPTH = 32
"""Objects and lists inside one another in a result, the result itself counted."""

MAX_INTEGER_DIGITS = 400
"""Digits of an integer inside a result."""

MAX_ROUNDS = 100
"""The most rounds that a start or one resume may grant to a phase."""

DEFAULT_ROUNDS = 5
"""Rounds of each phase when the start names none."""

MAX_EVENTS = 10_000
"""Events of one workflow; at the limit only a cancel, or the end of a claim, is still taken."""

NOTES_KEPT = 10
"""The latest notes that an assignment repeats; older ones stay in the history."""

MAX_FINDINGS = 200
"""Findings of one workflow, whatever became of them."""

MAX_TRIES_KEPT = 20
"""The latest rounds of a phase of which an escalation repeats the reason."""

MAX_TRY = 300
"""Characters of each of these reasons; longer ones are shortened."""

DEFAULT_LEASE = 120
"""Seconds that a claim lasts without a heartbeat when the worker names none."""

MAX_LEASE = 86_400
"""Seconds that a claim may last without a heartbeat."""

MAX_EXPIRIES = 5
"""Claims of one attempt that may run out before the workflow escalates."""

MAX_PROGRESS_NOTE = 1_000
"""Characters of the note that a heartbeat may carry."""
