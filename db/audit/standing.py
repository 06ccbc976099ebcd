"""A workflow's row, held against what its events add up to."""

import json
from collections.abc import Mapping
from typing import Any

from db.audit.history import History
from db.audit.problem import Problem, shown
from db.codec import workflow_from
from db.fold import Row, details_json, phases_json
from db.records import StoredWorkflow


def row_problem(row: Row, history: History) -> Problem | None:
    """The first column that does not follow from the events, if any. What heartbeats change follows from none."""
    if row["version"] > history.events:
        missing = history.events + 1
        return Problem("sequence", f"event {missing}, as the row is at version {row['version']}", "no event", missing)
    try:
        found = _columns(workflow_from(row), row)
    except Exception as error:  # noqa: BLE001 - whatever makes a forged row unreadable is what was to be found
        return Problem("the row", "one that can be read", shown(f"{type(error).__name__}: {error}"))
    if history.stored is None:
        return Problem("version", "at least 1", str(row["version"]))
    expected = _columns(history.stored)
    for name in sorted(expected.keys() | found.keys(), key=lambda name: name != "version"):
        if expected.get(name) != found.get(name):
            return Problem(name, shown(expected.get(name)), shown(found.get(name)))
    return None


def _columns(stored: StoredWorkflow, row: Row | None = None) -> Mapping[str, Any]:
    """All columns that follow from the events; those that the fold only implies are taken from `row`, if given."""
    w, claim = stored.workflow, stored.workflow.claim
    implied = {
        "owner": w.owner,
        "waits_for": w.waits_for,
        "worker": None if claim is None else claim.worker,
        "lease_seconds": None if claim is None else claim.lease_seconds,
    }
    return {
        **{name: getattr(w, name) for name in ("id", "project_id", "build_id", "title", "max_rounds")},
        **{name: getattr(w, name) for name in ("state", "status", "version", "entered", "waiting")},
        **{name: getattr(stored, name) for name in ("created_at", "updated_at", "completed_at", "since")},
        "claim": None if claim is None else claim.number,
        **{name: value if row is None else row[name] for name, value in implied.items()},
        **{f"phases.{phase}": record for phase, record in json.loads(phases_json(w)).items()},
        **{f"details.{name}": value for name, value in json.loads(details_json(w)).items()},
    }
