"""Workflows that have as many events as they may have."""

from domain.limits import MAX_EVENTS
from domain.vocabulary import State, Status
from tests.domain.builds import Build
from tests.domain.places import at


def full(state: State, status: Status, short_of: int = 0) -> Build:
    """A build with notes up to the limit of events, or `short_of` of it."""
    build = at(state, status)
    while build.workflow.version < MAX_EVENTS - short_of:
        build.note("More.")
    return build
