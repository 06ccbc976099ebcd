"""Revision 0002 finds workflows as revision 0001 left them, and makes of them what the fold of their events is now."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

from db.migrate import _config
from db.pool import create_engine
from db.prepare import prepare_database
from domain.commands import Change
from domain.vocabulary import EventKind, State, Status
from tests.db.asks import anything
from tests.db.ledger import rows, sound_log, stored_workflows
from tests.domain.builds import Build
from tests.domain.places import REACHABLE, at

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NEW_COMMANDS = {"ClaimWork", "ReleaseClaim", "RevokeClaim", "Approve", "Reject"}
NEW_COLUMNS = {"key_holder", "handoff", "actor_role", "hash"}
NEW_DATA = {"gates", "digest", "tried"}
OLD_KINDS = frozenset(EventKind) - {
    EventKind.CLAIMED,
    EventKind.CLAIM_RELEASED,
    EventKind.CLAIM_EXPIRED,
    EventKind.CLAIM_REVOKED,
    EventKind.APPROVED,
    EventKind.REJECTED,
    EventKind.OUTPUT_COPIED,
}
OLD_FIELDS = {
    "maxRounds": "max_rounds",
    "attempt": "attempt",
    "round": "round",
    "output": "output",
    "opened": "opened",
    "sentBack": "sent_back",
}
WRITE = """
with written as (
    insert into build_workflows select * from jsonb_populate_recordset(null::build_workflows, $1) returning id
), head as (update log_head set position = jsonb_array_length($2))
insert into workflow_events select * from jsonb_populate_recordset(null::workflow_events, $2)
"""


@pytest.fixture
async def first_revision(empty_database: str) -> str:
    """A database as revision 0001 made it."""
    await migrate(empty_database, command.upgrade)
    return empty_database


async def migrate(url: str, way: Callable[[Config, str], None]) -> None:
    """Bring the database up or down to revision 0001."""
    engine = create_engine(url, pool_size=1)
    async with engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
        await connection.run_sync(lambda sync: way(_config(sync), "0001"))
    await engine.dispose()


def at_random(seed: int) -> Build:
    """A build to which much has happened that revision 0001 knew."""
    random, build = Random(seed), Build(max_rounds=(1, 2, 50)[seed % 3])
    asked: Iterator[Change] = (anything(random, build.workflow) for _ in range(80))
    for each in asked:
        if type(each).__name__ not in NEW_COMMANDS:
            build.ask(each)
    return build


def resumed() -> Build:
    """A build that waits anew since it was resumed, twice, in a state that it came to before."""
    build = Build().go(State.TESTING)
    for _ in range(2):
        build.pause()
        build.resume(reason="Go on.")
    build.note("Mind the hats.")
    return build


def often_sent_back() -> Build:
    """A build that has lost more rounds than are remembered, for reasons longer than are remembered."""
    build = Build(max_rounds=100)
    for number in range(25):
        build.go(State.TESTING).fail(f"{number} " + "é" * (285 + number))
        build.retry(reason=f"Plan {number}.")
    return build


def is_old(build: Build) -> bool:
    """Whether all that happened to `build` could happen before there were claims."""
    return all(event.kind in OLD_KINDS for event in build.log)


PLACES = filter(is_old, (at(*place) for place in REACHABLE))
BUILDS = [resumed(), often_sent_back(), *PLACES, *map(at_random, range(20))]


def event_rows(build: Build, identity: str, position: int) -> list[dict[str, Any]]:
    """The events of `build` as revision 0001 wrote them, after `position`."""
    return [
        {
            **asdict(event),
            "workflow_id": identity,
            "project_id": build.workflow.project_id,
            "position": position + event.sequence,
            "data": {name: value for name, value in event.data.items() if name not in NEW_DATA},
            "recorded_at": (EPOCH + timedelta(seconds=position + event.sequence)).isoformat(),
        }
        for event in build.log
    ]


def workflow_row(build: Build, identity: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of `build` as revision 0001 wrote it."""
    workflow = build.workflow
    columns = ("project_id", "build_id", "title", "max_rounds", "state", "status", "owner", "version", "entered")
    completed = [event["recorded_at"] for event in events if event["kind"] is EventKind.COMPLETED]
    return {
        **{column: getattr(workflow, column) for column in columns},
        "id": identity,
        "phases": {phase: old_phase(asdict(record)) for phase, record in workflow.phases.items()},
        "notes": workflow.notes,
        "created_at": events[0]["recorded_at"],
        "updated_at": events[-1]["recorded_at"],
        "completed_at": completed[-1] if workflow.status is Status.COMPLETED else None,
        "since": events[workflow.entered - 1]["recorded_at"],
    }


def old_phase(record: Mapping[str, Any]) -> dict[str, Any]:
    """What revision 0001 kept of a phase."""
    return {name: record[field] for name, field in OLD_FIELDS.items() if record[field] is not None}


async def write(url: str, builds: list[Build]) -> None:
    """Store `builds` as revision 0001 did."""
    workflows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number, build in enumerate(builds):
        identity = str(uuid5(NAMESPACE_OID, str(number)))
        events += (made := event_rows(build, identity, len(events)))
        workflows.append(workflow_row(build, identity, made))
    await rows(url, WRITE, json.dumps(workflows), json.dumps(events))


async def test_the_workflows_of_the_first_revision_become_the_fold_of_their_events(first_revision: str) -> None:
    await write(first_revision, BUILDS)
    await prepare_database(first_revision)
    assert not any("gates" in stored.event.data for stored in await sound_log(first_revision))
    waiting = await rows(first_revision, "select distinct waits_for from build_workflows")
    assert len(waiting) == 6
    found = (await stored_workflows(first_revision)).values()
    assert {len(record.tried) for stored in found for record in stored.workflow.phases.values()} >= {0, 1, 20}


async def test_old_events_are_handoffs_when_the_role_changed_or_the_work_was_resumed(first_revision: str) -> None:
    await write(first_revision, BUILDS)
    await prepare_database(first_revision)
    log = await sound_log(first_revision)
    marked = {row["position"] for row in await rows(first_revision, "select position from workflow_handoffs")}
    resumed_or_passed = {
        one.position
        for one in log
        if one.event.from_role is not one.event.to_role or one.event.kind is EventKind.RESUMED
    }
    assert marked == resumed_or_passed
    assert 0 < len(marked) < len(log)


async def test_old_events_stay_as_they_were_and_the_log_append_only(first_revision: str) -> None:
    await write(first_revision, BUILDS)
    before = await rows(first_revision, "select * from workflow_events order by position")
    await prepare_database(first_revision)
    after = await rows(first_revision, "select * from workflow_events order by position")
    assert [{name: row[name] for name in dict(row) if name not in NEW_COLUMNS} for row in after] == list(
        map(dict, before)
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await rows(first_revision, "update workflow_events set handoff = not handoff")


async def test_the_way_down_leaves_the_handoffs_of_the_first_revision_and_the_way_up_again_finds_all(
    first_revision: str,
) -> None:
    await write(first_revision, BUILDS)
    await prepare_database(first_revision)
    log = await sound_log(first_revision)
    await migrate(first_revision, command.downgrade)
    seen = await rows(first_revision, "select position from workflow_handoffs order by position")
    passed = [one.position for one in log if one.event.from_role is not one.event.to_role]
    assert [row["position"] for row in seen] == passed
    assert "handoff" not in dict((await rows(first_revision, "select * from workflow_events limit 1"))[0])
    await prepare_database(first_revision)
    assert await sound_log(first_revision) == log


async def test_an_empty_log_of_the_first_revision_becomes_an_empty_one(first_revision: str) -> None:
    await prepare_database(first_revision)
    assert await sound_log(first_revision) == []
