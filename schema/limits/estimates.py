"""What the fields of the API are reckoned to cost, and how long their lists to be."""

from collections.abc import Mapping
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "advanceWorkflows": 20,  # for each input
        "assignment": 20,
        "attempts": 50,
        "compareAttempts": 100,
        "data": 100,
        "events": 20,
        "handoffs": 20,
        "inbox": 20,
        "output": 100,
        "result": 100,
        "since": 20,
        "startWorkflows": 20,
        "verifyWorkflow": 2_000,
        "workflows": 20,
    }
)
"""Fields that cost more than others: they read from the database, or may be large. Every other one counts 1."""

INTROSPECTION_WEIGHT = 0.5
"""Of the fields of introspection, which read nothing."""

OTHER_LISTS = 20
LENGTHS: Mapping[str, float] = MappingProxyType(
    {
        "allowedActions": 15,
        "attempts": 20,
        "choices": 15,
        "edges": 1,  # `first` counts for a whole page
        "findings": 20,
        "nodes": 1,
        "phases": 6,
        "roles": 5,
        "since": 100,
        "superseded": 6,
        "transitions": 15,
        # of introspection: types and their fields are 600 in all, and most types are wrapped less than twice
        "args": 1,
        "directives": 5,
        "enumValues": 5,
        "fields": 20,
        "inputFields": 5,
        "interfaces": 2,
        "ofType": 0.5,
        "possibleTypes": 5,
        "types": 30,
    }
)
"""Items that a field gives, as far as `first` does not say it; every other list counts as `OTHER_LISTS`."""
