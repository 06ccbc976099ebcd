"""The assignment, read from no other events than those that are named."""

from domain.assignment import Assignment, assignment
from domain.context import rejected_source, sources
from domain.events import Event
from domain.vocabulary import JsonObject
from tests.domain.builds import Build


def assigned(build: Build) -> Assignment:
    """What awaits whoever is next, from no other events than those that are named."""
    work = assignment(build.workflow, named(build))
    assert work is not None
    return work


def named(build: Build) -> dict[int, Event]:
    """The events that `sources` and `rejected_source` name."""
    found = {sequence: build.events[sequence] for sequence in sources(build.workflow)}
    rejected = rejected_source(build.workflow, found)
    return found if rejected is None else found | {rejected: build.events[rejected]}


def listed(build: Build) -> list[JsonObject]:
    """The findings in the context."""
    found = assigned(build).context["findings"]
    assert isinstance(found, list)
    return found
