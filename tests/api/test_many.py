"""Many commands, sent as one list."""

import json
from typing import Any

import asyncpg
import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.requests import START
from tests.api.scraping import scrape
from tests.api.sockets import Socket
from tests.conftest import execute
from tests.server.test_logs import logging_to_stderr

ANSWER = """{ __typename
  ... on WorkflowSuccess { replayed workflow { id title state version } event { sequence } }
  ... on WorkflowError { code message }
  ... on OutcomeUnknownError { idempotencyKey } }"""
MANY_STARTS = f"mutation($inputs: [StartWorkflowInput!]!) {{ answers: startWorkflows(inputs: $inputs) {ANSWER} }}"
MANY_STEPS = f"mutation($inputs: [AdvanceWorkflowInput!]!) {{ answers: advanceWorkflows(inputs: $inputs) {ANSWER} }}"
NOBODY = "00000000-0000-4000-8000-000000000000"


def step(workflow: dict[str, Any], by: int = 0, **fields: Any) -> dict[str, Any]:
    """The Q Assistant's step."""
    return {"workflowId": workflow["id"], "role": "Q_ASSISTANT", "result": {"by": by}, **fields}


async def start(client: Client, *inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers to a list of starts."""
    answers: list[dict[str, Any]] = (await client.data(MANY_STARTS, inputs=inputs))["answers"]
    return answers


async def advance(client: Client, *inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers to a list of steps."""
    answers: list[dict[str, Any]] = (await client.data(MANY_STEPS, inputs=inputs))["answers"]
    return answers


def codes(answers: list[dict[str, Any]]) -> list[str | int]:
    """The sequences of the events, and the codes of the refusals between them."""
    return [answer.get("code") or answer["event"]["sequence"] for answer in answers]


async def test_the_answers_come_in_the_order_of_the_inputs_successes_and_refusals_each_for_itself(
    client: Client, running: Running
) -> None:
    first, second = await bring(client), await bring(client)
    events = await running.events()
    steps = [
        step(first),
        step({"id": NOBODY}),
        step(second, role="CODE_WRITER"),
        step(second, idempotencyKey=""),
        step(second, claimToken="no token"),
        step(second),
    ]
    found = codes(await advance(client, *steps))
    assert found == [2, "WORKFLOW_NOT_FOUND", "NOT_OWNER", "INVALID_INPUT", "INVALID_INPUT", 2]
    assert await running.events() == events + 2


async def test_commands_to_one_workflow_are_decided_in_the_order_of_the_list(client: Client) -> None:
    one, other = await bring(client), await bring(client)
    pass_, retry = {"phase": "PLANNING"}, {"phase": "DISCOVERY"}
    steps = [step(one, 1, **pass_), step(one, 2), step(other, 3), step(one, 4, **retry), step(one, 5, **pass_)]
    assert codes(await advance(client, *steps)) == ["WRONG_PHASE", 2, 2, "WRONG_PHASE", 3]


async def test_the_same_key_twice_in_a_list_is_a_replay_or_a_conflict_as_in_two_requests(client: Client) -> None:
    keyed = {**START, "idempotencyKey": "one key"}
    first, again, other = await start(client, keyed, keyed, {**keyed, "title": "Another"})
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["workflow"] == again["workflow"]
    assert other["code"] == "IDEMPOTENCY_CONFLICT"
    steps = [step(first["workflow"], by, idempotencyKey=key) for by, key in ((1, "a"), (1, "a"), (2, "b"), (1, "a"))]
    answers = await advance(client, *steps)
    assert [(answer["event"]["sequence"], answer["replayed"]) for answer in answers] == [
        (2, False),
        (2, True),
        (3, False),
        (2, True),
    ]
    assert [answer["replayed"] for answer in await advance(client, *steps)] == [True] * 4


async def test_a_hundred_go_in_one_commit_and_count_one_by_one(client: Client, running: Running) -> None:
    before = await scrape(running.url)
    answers = await start(
        client, *({**START, "title": f"Build {number}"} for number in range(99)), {**START, "title": ""}
    )
    assert [answer["workflow"]["title"] for answer in answers[:99]] == [f"Build {number}" for number in range(99)]
    assert answers[99]["code"] == "INVALID_INPUT"
    after = await scrape(running.url)
    for name, labels, rise in (
        ("handoff_commands_total", {"kind": "startWorkflow", "result": "SUCCESS"}, 99),
        ("handoff_commands_total", {"kind": "startWorkflow", "result": "INVALID_INPUT"}, 1),
        ("handoff_command_seconds_count", {"kind": "startWorkflow"}, 100),
        ("handoff_batch_commands_count", {}, 1),
        ("handoff_batch_commands_sum", {}, 99),
    ):
        assert after.value(name, **labels) - before.value(name, **labels) == rise, (name, labels)


async def test_the_log_has_a_line_for_each_command_with_its_workflow(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    one = await bring(client)
    with logging_to_stderr(as_json=True):
        await advance(client, step(one), step({"id": NOBODY}), step({"id": "no id"}))
        await client.post(MANY_STEPS, inputs=[])
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [
        (line["kind"], line["result"], line.get("workflow_id")) for line in told if line["logger"] == "handoff.commands"
    ] == [
        ("advanceWorkflow", "SUCCESS", one["id"]),
        ("advanceWorkflow", "WORKFLOW_NOT_FOUND", NOBODY),
        ("advanceWorkflow", "WORKFLOW_NOT_FOUND", None),
        ("advanceWorkflows", "BAD_INPUT_SIZE", None),
    ]


@pytest.mark.parametrize("number", [0, 101])
async def test_an_empty_list_and_one_that_is_too_long_are_refused_whole(
    client: Client, running: Running, number: int
) -> None:
    before = await scrape(running.url)
    answer = await client.post(MANY_STARTS, inputs=[START] * number)
    (error,) = answer["errors"]
    assert answer["data"] is None
    assert error["extensions"] == {"code": "BAD_INPUT_SIZE"}
    assert error["message"].startswith(f"`inputs`: expected 1 to 100 of them, received {number}.")
    assert await running.events() == 0
    labels = {"kind": "startWorkflows", "result": "BAD_INPUT_SIZE"}
    after = await scrape(running.url)
    earlier, later = (page.value("handoff_commands_total", **labels) for page in (before, after))
    assert later == earlier + 1


async def test_what_is_asked_of_every_answer_counts_for_each_input(client: Client, running: Running) -> None:
    events = "".join(f"e{number}: events {{ nodes {{ id }} }} " for number in range(5))
    much = MANY_STARTS.replace("id title", f"id {events}")
    assert "errors" not in await client.post(much, inputs=[START])
    for query, number in ((much, 100), (MANY_STARTS, 5_000)):
        (error,) = (await client.post(query, inputs=[START] * number))["errors"]
        assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("QUERY_TOO_LARGE", "cost")
    assert await running.events() == 1


async def test_over_a_websocket_it_is_the_same(live: Socket, running: Running) -> None:
    await live.subscribe("many", MANY_STARTS, inputs=[START, {**START, "title": ""}, START])
    answers = (await live.next("many"))["answers"]
    assert [answer.get("code") for answer in answers] == [None, "INVALID_INPUT", None]
    assert (await live.receive())["type"] == "complete"
    await live.subscribe("none", MANY_STARTS, inputs=[])
    assert (await live.failure("none"))["extensions"] == {"code": "BAD_INPUT_SIZE"}
    assert await running.events() == 2


async def test_each_has_the_outcome_of_its_own_commit_when_the_database_stops_in_the_middle(
    client: Client, running: Running, database: str
) -> None:
    workflows = [await bring(client) for _ in range(3)]
    running.store.writer._max_batch = 1
    running.store.writer._patience = 2
    other = await asyncpg.connect(database)
    async with other.transaction():
        await other.execute("select 1 from build_workflows where id = $1 for update", workflows[1]["id"])
        answers = await advance(client, *map(step, workflows))
    assert codes(answers) == [2, "OUTCOME_UNKNOWN", "UNAVAILABLE"]
    await other.close()
    again = step(workflows[1], expectedVersion=1, idempotencyKey=answers[1]["idempotencyKey"])
    assert (await advance(client, again))[0]["replayed"] is True


async def test_a_failure_of_one_is_told_with_its_place_and_the_others_are_carried_out(
    client: Client, database: str
) -> None:
    workflows = [await bring(client) for _ in range(3)]
    trouble = "check (notes is distinct from 'Trouble.') not valid"
    await execute(database, f"alter table workflow_events add constraint trouble {trouble}")
    steps = [step(workflow, notes="Trouble." * (place == 1)) for place, workflow in enumerate(workflows)]
    (error,) = (await client.post(MANY_STEPS, inputs=steps))["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["answers", 1], "INTERNAL_ERROR")
    assert (
        codes(await advance(client, *(step(each, phase="DISCOVERY") for each in workflows[::2]))) == ["WRONG_PHASE"] * 2
    )
