"""Tokens of claims: only the one that was given, for its workflow and its claim, is taken."""

import base64
from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import pytest

from db.tokens import ClaimTokens
from domain.vocabulary import WorkflowId
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, claim

USES: dict[str, dict[str, Any]] = {
    "heartbeat": {},
    "releaseClaim": {},
    "advanceWorkflow": {"result": {"a": 1}},
    "requestRetry": {"reason": "Why."},
}


def _changed(token: str) -> Iterator[str]:
    """The token with each of its bytes changed, and written in other ways."""
    content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for place in range(len(content)):
        other = bytearray(content)
        other[place] ^= 1
        yield base64.urlsafe_b64encode(bytes(other)).decode().rstrip("=")
    yield from (token + "=", token + "A", token[:-1], token.swapcase(), f" {token}", f"{token}\n", token + token)


async def test_garbage_and_a_token_that_was_changed_are_refused_and_change_nothing(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    workflow = await bring(client, "PLANNING", "CLAIMED")
    events = await running.events()
    garbage = product(("", "x", "ä", "=", "null", "e" * 10_000), USES)
    changed = zip(_changed(workflow["claimToken"]), cycle(USES), strict=False)
    for token, name in (*garbage, *changed):
        with subtests.test(f"{name} {token[:70]!a}"):
            asked = {"workflowId": workflow["id"], "role": "Q_ASSISTANT", "claimToken": token, **USES[name]}
            answer = await client.mutate(name, **asked)
            assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "claimToken")
            assert len(answer["message"]) < 200
    assert await running.events() == events


async def test_the_token_of_another_workflow_is_refused(client: Client, running: Running) -> None:
    mine, other = await bring(client, "PLANNING", "CLAIMED"), await bring(client, "PLANNING", "CLAIMED")
    events = await running.events()
    for name, fields in USES.items():
        asked = {"workflowId": mine["id"], "role": "Q_ASSISTANT", "claimToken": other["claimToken"], **fields}
        answer = await client.mutate(name, **asked)
        assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "claimToken")
        assert answer["received"] == "the token of another workflow"
    assert await running.events() == events


async def test_a_token_that_was_signed_with_another_secret_is_refused(client: Client, running: Running) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    number = running.store.tokens.read(workflow["claimToken"])[1]
    forged = ClaimTokens(b"x" * len(running.store.tokens.secret)).write(WorkflowId(workflow["id"]), number)
    answer = await client.mutate("releaseClaim", claimToken=forged)
    assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "claimToken")


async def test_the_token_says_which_workflow_it_is_so_that_the_rest_may_be_left_out(client: Client) -> None:
    workflow = await bring(client, "DISCOVERY", "CLAIMED")
    assert (await client.mutate("heartbeat", claimToken=workflow["claimToken"]))["signal"] == "CONTINUE"
    released = await client.mutate("releaseClaim", claimToken=workflow["claimToken"])
    assert released["workflow"]["id"] == workflow["id"]
    assert released["event"]["actor"] == "Q_ASSISTANT"


async def test_each_claim_of_a_workflow_has_a_token_of_its_own(client: Client) -> None:
    workflow = await bring(client)
    tokens = []
    for _ in range(3):
        tokens.append(await claim(client, workflow["id"]))
        await client.mutate("releaseClaim", claimToken=tokens[-1])
    assert len(set(tokens)) == 3
