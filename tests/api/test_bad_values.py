"""Values that no workflow could take: each is refused by its field's name, and changes nothing."""

import logging
from typing import Any

import pytest

from domain.limits import MAX_NAME, MAX_RESULT_DEPTH, MAX_RESULT_SIZE, MAX_TEXT
from tests.api.bad.values import TEXTS, fields, required, wrong_values
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.documents import document, mutations
from tests.api.places import bring
from tests.api.refusal_cases import PLAIN, START

NAMES = {"projectId", "buildId", "title", "idempotencyKey"}
BLANK_IS_NONE = {"notes", "nextRoleInstruction", "reason"}


async def _good(client: Client, mutation: str) -> dict[str, Any]:
    return START if mutation == "startWorkflow" else {**PLAIN[mutation], "workflowId": (await bring(client))["id"]}


async def test_no_text_of_any_input_takes_nul_or_lone_surrogates(
    client: Client, running: Running, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {name: await _good(client, name) for name in mutations()}
    events = await running.events()
    texts = ((mutation, name) for mutation in mutations() for name, kind in fields(mutation) if kind in TEXTS)
    for mutation, name in texts:
        for text, code in (("a\0b", "U+0000"), ("a\ud800", "U+D800"), ("a\udfff\ud800", "U+DFFF")):
            with subtests.test(f"{mutation} {name} {code}"):
                answer = await client.mutate(mutation, **{**asked[mutation], name: text})
                if name == "workflowId":
                    assert answer["__typename"] == "WorkflowNotFoundError"
                else:
                    assert (answer["__typename"], answer["field"]) == ("InvalidInputError", name)
                    assert answer["received"] == f"{code} at position 1"
    assert await running.events() == events
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_no_text_of_any_input_may_be_too_long_or_blank_where_it_must_say_something(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    asked = {name: await _good(client, name) for name in mutations()}
    events = await running.events()
    texts = ((mutation, name) for mutation in mutations() for name, kind in fields(mutation) if kind == "String")
    for mutation, name in texts:
        limit = MAX_NAME if name in NAMES else MAX_TEXT
        wrong = ["x" * (limit + 1)] if name in BLANK_IS_NONE else ["x" * (limit + 1), "", " \n\t"]
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
                (error,) = answer["errors"]
                assert error["message"].startswith(f"Variable '$input' has invalid value at .{name}")
        for name in required(mutation):
            with subtests.test(f"{mutation} without {name}"):
                less = {key: value for key, value in asked.items() if key != name}
                (error,) = (await client.post(document(mutation), input=less))["errors"]
                assert f"field '{name}'" in error["message"] or f".{name}" in error["message"]
        (error,) = (await client.post(document(mutation), input={**asked, "nope": 1}))["errors"]
        assert "unknown field 'nope'" in error["message"]
    assert await running.events() == 0


def _nested(levels: int) -> dict[str, Any]:
    return {} if levels == 1 else {"a": _nested(levels - 1)}


RESULTS: dict[str, tuple[Any, str]] = {
    "a list": ([], "a JSON object"),
    "a text": ("done", "a JSON object"),
    "a number": (1, "a JSON object"),
    "true": (True, "a JSON object"),
    "NUL in a value": ({"a": "b\0"}, "text without NUL"),
    "NUL in a key": ({"a\0": 1}, "text without NUL"),
    "NUL deep down": ({"a": [{"b": ["\0"]}]}, "text without NUL"),
    "a surrogate in a value": ({"a": "\ud800"}, "text without NUL and lone surrogates"),
    "a surrogate in a key": ({"\ud800": 1}, "text without NUL and lone surrogates"),
    "too many levels": (_nested(MAX_RESULT_DEPTH + 1), f"at most {MAX_RESULT_DEPTH} levels"),
    "too many characters": ({"a": "x" * MAX_RESULT_SIZE}, f"at most {MAX_RESULT_SIZE} characters"),
    "too many small values": ({"a": [0] * (MAX_RESULT_SIZE // 2)}, f"at most {MAX_RESULT_SIZE} characters"),
    "an integer of 401 digits": ({"a": 10**400}, "integers of at most 400 digits"),
}
LITERALS = {
    '{a: "\\u0000"}': "text without NUL",
    "{a: 1e400}": "finite numbers",
    f"{{a: {'1' * 401}}}": "integers of at most 400 digits",
    f"{{a: {'1' * 5000}}}": "finite numbers",
    "[1]": "a JSON object",
    "DONE": "a JSON object",
}
ADVANCE = (
    "mutation($id: ID!) { answer: advanceWorkflow(input: {workflowId: $id, role: Q_ASSISTANT, result: %s}) "
    "{ __typename ... on InvalidInputError { field expected } } }"
)


async def test_a_result_is_a_json_object_of_bounded_size_that_any_reader_takes(
    client: Client, running: Running, subtests: pytest.Subtests
) -> None:
    workflow_id = (await bring(client))["id"]
    for name, (result, expected) in RESULTS.items():
        with subtests.test(name):
            answer = await client.mutate("advanceWorkflow", workflowId=workflow_id, role="Q_ASSISTANT", result=result)
            assert (answer["__typename"], answer["field"]) == ("InvalidInputError", "result")
            assert answer["expected"].startswith(expected)
    for literal, expected in LITERALS.items():
        with subtests.test(literal[:40]):
            answer = (await client.data(ADVANCE % literal, id=workflow_id))["answer"]
            assert answer["__typename"] == "InvalidInputError"
            assert answer["expected"].startswith(expected)
    assert await running.events() == 1


async def test_a_number_in_the_body_that_overflows_is_refused(client: Client, running: Running) -> None:
    workflow_id = (await bring(client))["id"]
    body = '{"query": %s, "variables": {"input": {"workflowId": "%s", "role": "Q_ASSISTANT", "result": {"a": 1e400}}}}'
    query = '"mutation($input: AdvanceWorkflowInput!) { answer: advanceWorkflow(input: $input) { __typename } }"'
    headers = {"content-type": "application/json"}
    answer = await client.http.post(client.url, content=body % (query, workflow_id), headers=headers)
    assert answer.json() == {"data": {"answer": {"__typename": "InvalidInputError"}}}
    assert await running.events() == 1


async def test_any_json_object_within_the_bounds_comes_back_as_it_was(client: Client) -> None:
    workflow_id = (await bring(client))["id"]
    result = {
        "": None,
        "numbers": [0, -1, 2**63, 10**399, 1.5, -1e-7, 5e-324],
        "texts": ["", " ", "\t\n\r", "ä€𝄞", '"\\/', "\u2028", "\x01\x7f\ufffe\uffff"],
        "deep": _nested(MAX_RESULT_DEPTH - 1),
        "__typename": {"data": True, "errors": False},
    }
    answer = await client.mutate("advanceWorkflow", workflowId=workflow_id, role="Q_ASSISTANT", result=result)
    assert answer["event"]["data"] == {"result": result}
    query = "query($id: ID!) { workflow(id: $id) { phase(name: DISCOVERY) { output } } }"
    assert (await client.data(query, id=workflow_id))["workflow"]["phase"]["output"] == result
