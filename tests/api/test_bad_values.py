"""Values that no workflow could take: each is refused by its field's name, and changes nothing."""

import logging

import pytest

from domain.limits import MAX_NAME, MAX_PROGRESS_NOTE, MAX_TEXT
from tests.api.bad.values import TEXTS, fields, required, wrong_values
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import document, mutations
from tests.api.requests import PLAIN, START, request

LIMITS = dict.fromkeys(("projectId", "buildId", "title", "idempotencyKey", "worker"), MAX_NAME)
LIMITS["note"] = MAX_PROGRESS_NOTE
MAY_BE_BLANK = {"notes", "nextRoleInstruction", "reason", "note"}
TOKENS = {"claimToken", "previewToken"}
HOLDERS = {"heartbeat", "releaseClaim"}


def _named(mutation: str, name: str, code: str) -> tuple[str, str | None, str | None]:
    """The error for a text that can't be stored, with its field and what it says was received."""
    if name == "workflowId" and mutation in HOLDERS:
        return "InvalidInputError", "claimToken", "the token of another workflow"
    if name == "workflowId":
        return "WorkflowNotFoundError", None, None
    return "InvalidInputError", name, "another text" if name in TOKENS else f"{code} at position 1"


async def test_no_text_of_any_input_takes_nul_or_lone_surrogates(
    client: Client, running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {name: await request(client, name) for name in mutations()}
    events = await running.events()
    texts = ((mutation, name) for mutation in mutations() for name, kind in fields(mutation) if kind in TEXTS)
    for mutation, name in texts:
        for text, code in (("a\0b", "U+0000"), ("a\ud800", "U+D800"), ("a\udfff\ud800", "U+DFFF")):
            with subtests.test(f"{mutation} {name} {code}"):
                answer = await client.mutate(mutation, **{**asked[mutation], name: text})
                found = answer["__typename"], answer.get("field"), answer.get("received")
                assert found == _named(mutation, name, code)
    assert await running.events() == events
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_no_text_of_any_input_may_be_too_long_or_blank_where_it_must_say_something(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    asked = {name: await request(client, name) for name in mutations()}
    events = await running.events()
    texts = ((mutation, name) for mutation in mutations() for name, kind in fields(mutation) if kind == "String")
    for mutation, name in texts:
        limit = LIMITS.get(name, MAX_TEXT)
        wrong = ["x" * (limit + 1)] if name in MAY_BE_BLANK else ["x" * (limit + 1), "", " \n\t"]
        for text in wrong:
            with subtests.test(f"{mutation} {name} {len(text)}"):
                answer = await client.mutate(mutation, **{**asked[mutation], name: text})
                assert (answer["__typename"], answer["field"]) == ("InvalidInputError", name)
    assert await running.events() == events


async def test_no_field_takes_a_value_of_another_type(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    for mutation in mutations():
        asked = START if mutation == "startWorkflow" else {**PLAIN[mutation], "workflowId": "x"}
        for name, value in wrong_values(mutation):
            with subtests.test(f"{mutation} {name} {str(value)[:20]}"):
                answer = await client.post(document(mutation), input={**asked, name: value})
                prefix = f"Variable '$input' has invalid value at .{name}"
                assert answer["errors"]
                assert [error for error in answer["errors"] if not error["message"].startswith(prefix)] == []
        for name in required(mutation):
            with subtests.test(f"{mutation} without {name}"):
                less = {key: value for key, value in asked.items() if key != name}
                (error,) = (await client.post(document(mutation), input=less))["errors"]
                assert f"field '{name}'" in error["message"] or f".{name}" in error["message"]
        (error,) = (await client.post(document(mutation), input={**asked, "nope": 1}))["errors"]
        assert "unknown field 'nope'" in error["message"]
    assert await running.events() == 0
