"""Whatever is changed in a log, the audit names the first event that does not fit."""

import pytest
from sqlalchemy import Column

from db.audit import Auditor
from db.pool import create_engine
from db.tables import build_workflows, workflow_events
from tests.db.audit.tampering import FORGE, Tampered, another, columns_but

MIDDLE = 4
LEASE = ("lease_until", "heartbeat_at", "progress_note", "progress_percent")
FORGED = [
    ("kind = 'UNHEARD_OF'", "the event"),
    ("from_state = 'NOWHERE'", "the event"),
    ("actor_role = 'NOBODY'", "the event"),
    ("kind = 'RESUMED', data = '[]'", "the event"),
    ("kind = 'NOTED', data = '\"a text\"'", "the event"),
    ("handoff = not handoff", "handoff"),
    ("project_id = 'another'", "project_id"),
    ("position = position + 1000", "position"),
    ("recorded_at = recorded_at - interval '1 day'", "recorded_at"),
    ("recorded_at = 'infinity'", "recorded_at"),
    ("recorded_at = '0044-03-15 BC'", "recorded_at"),
]


async def test_a_log_that_nobody_changed_is_valid_to_its_last_hash(tampered: Tampered) -> None:
    found = await tampered.verify()
    assert (found.valid, found.problem, found.events) == (True, None, await tampered.size())
    assert len(found.hash) == 32


@pytest.mark.parametrize("column", workflow_events.c, ids=lambda column: column.name)
async def test_a_change_of_any_column_of_an_event_is_found_at_that_event(
    tampered: Tampered, column: Column[object]
) -> None:
    change = "position = position + 1000" if column.name == "position" else another(column)
    await tampered.event(change, MIDDLE)
    problem = await tampered.problem()
    assert (problem.sequence, (await tampered.verify()).events) == (MIDDLE, MIDDLE - 1)
    assert problem.field == ("sequence" if column.name in {"sequence", "workflow_id"} else "hash")


@pytest.mark.parametrize(("change", "field"), FORGED)
async def test_an_event_that_does_not_fit_is_found_even_when_the_chain_was_forged(
    tampered: Tampered, change: str, field: str
) -> None:
    await tampered.event(change, MIDDLE)
    await tampered.do(FORGE)
    problem = await tampered.problem()
    at = MIDDLE + 1 if change.startswith("position") else MIDDLE
    assert (problem.field, problem.sequence) == (field, at)


@pytest.mark.parametrize("data", ["{}", "[]", "null", "7", '{"maxRounds": "five"}'])
async def test_a_first_event_that_starts_nothing_is_found(tampered: Tampered, data: str) -> None:
    await tampered.event(f"data = '{data}'", 1)
    await tampered.do(FORGE)
    assert ((await tampered.problem()).sequence, (await tampered.verify()).hash) == (1, b"")


async def test_an_event_that_was_deleted_is_missed_where_it_was(tampered: Tampered) -> None:
    await tampered.do(f"delete from workflow_events where {tampered.at(MIDDLE)}", FORGE)
    problem = await tampered.problem()
    assert (problem.sequence, problem.field) == (MIDDLE, "sequence")


async def test_a_last_event_that_was_deleted_is_missed_by_the_row(tampered: Tampered) -> None:
    size = await tampered.size()
    await tampered.do(f"delete from workflow_events where {tampered.at(size)}")
    problem = await tampered.problem()
    assert (problem.sequence, problem.found) == (size, "no event")


async def test_a_workflow_without_any_event_is_found(tampered: Tampered) -> None:
    await tampered.do(f"delete from workflow_events where workflow_id = '{tampered.victim}'")
    assert (await tampered.problem()).sequence == 1
    await tampered.row("version = 0")
    assert (await tampered.problem()).field == "version"


async def test_two_events_that_were_swapped_are_found_at_the_first_of_them(tampered: Tampered) -> None:
    for change, at in (("sequence = 999", 4), ("sequence = 4", 5), ("sequence = 5", 999)):
        await tampered.event(change, at)
    assert (await tampered.problem()).sequence == 4


async def test_an_event_that_was_inserted_is_found(tampered: Tampered) -> None:
    for sequence in range(await tampered.size(), MIDDLE, -1):
        await tampered.event("sequence = sequence + 1", sequence)
    await tampered.insert(MIDDLE, sequence=MIDDLE + 1)
    assert (await tampered.problem()).sequence == MIDDLE + 1


async def test_an_event_that_was_put_before_the_first_is_found(tampered: Tampered) -> None:
    await tampered.insert(MIDDLE, sequence=0)
    problem = await tampered.problem()
    assert (problem.sequence, problem.field) == (1, "sequence")


async def test_an_event_that_was_appended_by_hand_is_found(tampered: Tampered) -> None:
    size = await tampered.size()
    await tampered.insert(size, sequence=size + 1, data={})
    assert (await tampered.problem()).sequence == size + 1
    await tampered.do(FORGE)
    problem = await tampered.problem()
    assert (problem.sequence, problem.field) == (None, "version")


@pytest.mark.parametrize("column", columns_but(iter(build_workflows.c), "id", *LEASE), ids=lambda column: column.name)
async def test_a_change_of_any_column_of_the_row_that_follows_from_the_events_is_found(
    tampered: Tampered, column: Column[object]
) -> None:
    change = another(column)
    if column.name == "phases":
        change = "phases = jsonb_set(phases, '{TESTING,attempt}', '7')"
    if column.name == "details":
        change = "details = details || '{\"approved\": true}'"
    size = await tampered.size()
    await tampered.row(change)
    problem = await tampered.problem()
    assert problem.sequence == (size + 1 if column.name == "version" else None)
    assert (await tampered.verify()).events == size


@pytest.mark.parametrize(
    "change",
    [
        "version = version - 1",
        "state = 'DEPLOYMENT', owner = 'RELEASE_MANAGER'",
        "state = 'NOWHERE'",
        "phases = '[]'",
        "phases = phases - 'TESTING'",
        "details = '{\"findings\": [1]}'",
        "details = '7'",
        "since = 'infinity'",
        "created_at = '-infinity'",
        "claim = null",
    ],
)
async def test_a_row_that_was_rewritten_is_found(tampered: Tampered, change: str) -> None:
    await tampered.row(change)
    assert (await tampered.problem()).sequence is None


@pytest.mark.parametrize("change", ["lease_until = now()", "heartbeat_at = now()", "progress_note = 'Almost done.'"])
async def test_what_heartbeats_change_is_no_part_of_the_log(tampered: Tampered, change: str) -> None:
    await tampered.row(change)
    assert (await tampered.verify()).valid


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update log_head set position = position + 1", "the head of the log is"),
        ("update log_head set position = position - 1", "the head of the log is"),
        ("delete from log_head", "the head of the log is None"),
        ("delete from workflow_events where position = 3", "position 3, found the next one at 4"),
        ("update workflow_events set position = 0 where position = 1", "position 1, found the next one at 0"),
        ("update workflow_events set position = 1000 where position = 3", "position 3, found the next one at 4"),
        ("update workflow_events set workflow_id = gen_random_uuid() where position = 3", "3 belongs to no workflow"),
    ],
)
async def test_a_log_that_is_not_dense_or_has_another_head_or_strange_events_is_found(
    tampered: Tampered, change: str, said: str
) -> None:
    engine = create_engine(tampered.url, pool_size=1)
    assert (await Auditor(engine).verify_log()).problem is None
    await tampered.do(change)
    problem = (await Auditor(engine).verify_log()).problem
    await engine.dispose()
    assert problem is not None
    assert said in problem
