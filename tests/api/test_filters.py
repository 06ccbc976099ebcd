"""The filters of `workflows`, held against the same in Python."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from itertools import chain, combinations, product
from typing import Any

import pytest

from domain.machine import states_of
from domain.vocabulary import Role
from tests.api.client import Client
from tests.api.lists import WORKFLOWS
from tests.api.places import bring

Workflow = dict[str, Any]
ALL = "{ workflows(first: 100) { nodes { id projectId buildId state status createdAt updatedAt } } }"
MATCHES: Mapping[str, Callable[[Workflow, Any], bool]] = {
    "projectId": lambda workflow, wanted: workflow["projectId"] == wanted,
    "buildId": lambda workflow, wanted: workflow["buildId"] == wanted,
    "state": lambda workflow, wanted: not wanted or workflow["state"] in wanted,
    "status": lambda workflow, wanted: not wanted or workflow["status"] in wanted,
    "role": lambda workflow, wanted: not wanted or workflow["state"] in {s for r in wanted for s in states_of(Role(r))},
    "createdFrom": lambda workflow, wanted: workflow["createdAt"] >= wanted,
    "createdBefore": lambda workflow, wanted: workflow["createdAt"] < wanted,
    "updatedFrom": lambda workflow, wanted: workflow["updatedAt"] >= wanted,
}


async def _workflows(client: Client) -> list[Workflow]:
    """Workflows of several projects and builds, in several places; the newest first, and some changed since."""
    places = (
        ("DISCOVERY", "ACTIVE"),
        ("PLANNING", "PAUSED"),
        ("HANDOFF_TO_CODER", "ACTIVE"),
        ("COMPLETE", "COMPLETED"),
    )
    for project in ("p", "q"):
        for number, place in enumerate(places):
            await bring(client, *place, projectId=project, buildId=f"b{number % 2}")
    oldest = (await client.data(ALL))["workflows"]["nodes"][-1]
    await client.mutate("addNote", workflowId=oldest["id"], text="Note.")
    found: list[Workflow] = (await client.data(ALL))["workflows"]["nodes"]
    return found


def _expected(workflows: list[Workflow], wanted: Mapping[str, Any]) -> list[str]:
    return [one["id"] for one in workflows if all(MATCHES[name](one, value) for name, value in wanted.items())]


async def test_each_filter_alone_gives_what_matches(client: Client, subtests: pytest.Subtests) -> None:
    workflows = await _workflows(client)
    values: dict[str, list[Any]] = {
        "projectId": ["p", "q", "nobody's", ""],
        "buildId": ["b0", "b1", "b", "B0"],
        "state": [[], ["DISCOVERY"], ["PLANNING", "COMPLETE"], ["TESTING"]],
        "status": [[], ["ACTIVE"], ["PAUSED", "COMPLETED"], ["ESCALATED"]],
        "role": [[], *([role] for role in Role), ["Q_ASSISTANT", "CODE_WRITER"]],
        "createdFrom": [one["createdAt"] for one in workflows],
        "createdBefore": [one["createdAt"] for one in workflows],
        "updatedFrom": [one["updatedAt"] for one in workflows],
    }
    assert set(values) == set(MATCHES)
    for name, value in ((name, value) for name, several in values.items() for value in several):
        with subtests.test(f"{name}: {value}"):
            assert await WORKFLOWS.walk(client, 100, filter={name: value}) == _expected(workflows, {name: value})


async def test_filters_together_give_what_matches_all_of_them(client: Client, subtests: pytest.Subtests) -> None:
    workflows = await _workflows(client)
    wanted = {
        "projectId": "p",
        "buildId": "b0",
        "state": ["DISCOVERY", "HANDOFF_TO_CODER", "COMPLETE"],
        "status": ["ACTIVE", "PAUSED"],
        "role": ["Q_ASSISTANT", "CODE_WRITER"],
        "createdFrom": workflows[-1]["createdAt"],
        "createdBefore": workflows[0]["createdAt"],
        "updatedFrom": workflows[-2]["updatedAt"],
    }
    every = chain.from_iterable(combinations(wanted.items(), size) for size in range(len(wanted) + 1))
    sizes = set()
    for chosen in map(dict, every):
        expected = _expected(workflows, chosen)
        sizes.add(len(expected))
        found = await WORKFLOWS.walk(client, 100, filter=chosen)
        if found != expected:
            with subtests.test(str(chosen)):
                assert found == expected
    assert len(sizes) > 3


async def test_a_filter_of_nulls_and_no_filter_give_all(client: Client) -> None:
    workflows = await _workflows(client)
    everything = [one["id"] for one in workflows]
    for wanted in (None, {}, dict.fromkeys(MATCHES)):
        assert await WORKFLOWS.walk(client, 3, filter=wanted) == everything


async def test_a_time_may_have_any_zone_and_without_one_is_utc(client: Client, subtests: pytest.Subtests) -> None:
    workflows = await _workflows(client)
    middle = datetime.fromisoformat(workflows[3]["createdAt"])
    zones = [timezone(timedelta(hours=hours)) for hours in (0, 2, -11, 14)]
    utc = middle.astimezone(zones[0])
    forms = [middle.astimezone(zone).isoformat() for zone in zones]
    forms += [utc.replace(tzinfo=None).isoformat(), utc.replace(tzinfo=None).isoformat() + "Z"]
    for form in forms:
        with subtests.test(form):
            since = await WORKFLOWS.walk(client, 100, filter={"createdFrom": form})
            before = await WORKFLOWS.walk(client, 100, filter={"createdBefore": form})
            assert since == [one["id"] for one in workflows[:4]]
            assert before == [one["id"] for one in workflows[4:]]


async def test_a_time_that_does_not_exist_in_utc_is_refused(client: Client) -> None:
    query = "query($filter: WorkflowFilter) { workflows(filter: $filter) { nodes { id } } }"
    edges = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
    for name, edge in product(("createdFrom", "createdBefore", "updatedFrom"), edges):
        (error,) = (await client.post(query, filter={name: edge}))["errors"]
        assert error["message"].startswith(f"`{name}`: expected a time")
        assert error["extensions"] == {"code": "BAD_FILTER"}


async def test_values_that_are_named_very_often_count_once(client: Client) -> None:
    await client.start()
    named = {"state": ["DISCOVERY"], "status": ["ACTIVE"], "role": ["Q_ASSISTANT"]}
    often = {name: values * 15_000 for name, values in named.items()}
    assert await WORKFLOWS.walk(client, 100, filter=often) == await WORKFLOWS.walk(client, 100, filter=named) != []
