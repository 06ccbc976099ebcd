"""Results: JSON objects within bounds, which come back as they were."""

from typing import Any

import pytest

from domain.limits import MAX_RESULT_DEPTH, MAX_RESULT_SIZE
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring


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
    assert answer["event"]["data"]["result"] == result
    query = "query($id: ID!) { workflow(id: $id) { phase(name: DISCOVERY) { output } } }"
    assert (await client.data(query, id=workflow_id))["workflow"]["phase"]["output"] == result
