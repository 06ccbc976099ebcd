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
"""Events of one workflow; at the limit only a cancel is still taken."""

NOTES_KEPT = 10
"""The latest notes that an assignment repeats; older ones stay in the history."""
