"""One acts as what stands in the token only, and so only does what that role may do."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import document
from tests.api.requests import request
from tests.api.rights.people import ROLES, Person, speaking
from tests.api.rights.storage import stored

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPERATOR = None
Q_ASSISTANT, CODE_WRITER = "Q_ASSISTANT", "CODE_WRITER"
ANYBODY = frozenset({*ROLES, OPERATOR})
REVIEWERS, OPERATORS = frozenset({Q_ASSISTANT, OPERATOR}), frozenset({OPERATOR})
MAY: Mapping[str, frozenset[str | None]] = {
    "startWorkflow": ANYBODY,
    "forkWorkflow": ANYBODY,
    "advanceWorkflow": frozenset({Q_ASSISTANT}),
    "requestRetry": frozenset({CODE_WRITER}),
    "rollbackWorkflow": REVIEWERS,
    "claimWork": frozenset({Q_ASSISTANT}),
    "heartbeat": REVIEWERS,
    "releaseClaim": REVIEWERS,
    "revokeClaim": OPERATORS,
    "approveHandoff": REVIEWERS,
    "rejectHandoff": REVIEWERS,
    "pauseWorkflow": ANYBODY,
    "resumeWorkflow": OPERATORS,
    "cancelWorkflow": OPERATORS,
    "addNote": ANYBODY,
}
"""Who may ask for what, where the workflow of `request` stands."""

NEEDS_A_ROLE = {"advanceWorkflow", "requestRetry", "claimWork"}
REFUSALS = {"NOT_OWNER", "NOT_PERMITTED"}


def named(asked: dict[str, Any], role: str | None) -> dict[str, Any]:
    """What is asked, as this role."""
    return {name: value for name, value in {**asked, "role": role}.items() if name != "role" or value is not None}


def impostors(role: str | None) -> list[Person]:
    """Whose tokens do not let them act as this role."""
    others = [other for other in ROLES if other != role]
    if role is OPERATOR:
        return [Person((), "*"), Person(ROLES, "*"), Person(ROLES[:2], ["p"])]
    return [Person(others, "*"), Person((), ["p"], operator=True), Person(others[:1], ["p"], operator=True)]


@pytest.mark.parametrize("name", MAY)
async def test_nobody_acts_as_what_does_not_stand_in_the_token(guarded: Running, admin: Client, name: str) -> None:
    asked = await request(admin, name)
    before = await stored(guarded)
    for role in ROLES if name in NEEDS_A_ROLE else (*ROLES, OPERATOR):
        for person in impostors(role):
            async with speaking(guarded, person) as client:
                answer = await client.post(document(name), input=named(asked, role))
                assert answer["data"] is None
                assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert await stored(guarded) == before


@pytest.mark.parametrize("name", MAY)
async def test_in_a_role_of_ones_own_one_does_what_that_role_may_do(guarded: Running, admin: Client, name: str) -> None:
    asked = await request(admin, name)
    for role in ROLES if name in NEEDS_A_ROLE else (*ROLES, OPERATOR):
        person = Person([role] if role else (), ["p"], operator=role is None, subject="bob")
        async with speaking(guarded, person) as client:
            before = await stored(guarded)
            answer = await client.mutate(name, **named(asked, role))
            if role not in MAY[name]:
                assert answer.get("code") in REFUSALS, (role, answer)
                assert await stored(guarded) == before
                continue
            assert answer["__typename"].endswith("Success"), (role, answer)
            assert await stored(guarded) != before
            asked = await request(admin, name)


@pytest.mark.parametrize("name", sorted(MAY.keys() - NEEDS_A_ROLE))
async def test_without_a_role_one_acts_as_the_only_one_of_the_token(guarded: Running, admin: Client, name: str) -> None:
    asked = named(await request(admin, name), None)
    async with speaking(guarded, Person([Q_ASSISTANT], ["p"], subject="bob")) as client:
        answer = await client.mutate(name, **asked)
    assert answer["__typename"].endswith("Success") == (Q_ASSISTANT in MAY[name]), answer
    assert answer.get("code") in {None, "NOT_PERMITTED"}


async def test_a_build_is_started_in_a_project_of_ones_own_only(guarded: Running) -> None:
    build = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R"}
    for projects, may in (("*", True), (["a", "p"], True), (["a"], False), ((), False)):
        async with speaking(guarded, Person(ROLES, projects, operator=True)) as client:
            answer = await client.post(document("startWorkflow"), input=build)
            assert ("errors" not in answer) == may
            assert may or answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
