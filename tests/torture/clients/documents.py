"""What clients send, and how its answers become records."""

import json
from typing import Any

from tests.bench.requests import Reply
from tests.torture.records import Answer, Beat, Failed, Filter, Refused, Success

_WORKFLOW = "workflow { id version state status }"
_REFUSAL = "... on WorkflowError { code message }"
_STATE = f"... on WorkflowStateError {{ {_WORKFLOW} }}"
_DONE = f"... on WorkflowSuccess {{ replayed {_WORKFLOW} event {{ id sequence cursor }} }}"
_OWN = {
    "claimWork": f"{_DONE} ... on ClaimWorkSuccess {{ claim {{ token }} }}",
    "heartbeat": f"... on HeartbeatSuccess {{ signal {_WORKFLOW} }}",
}
READ = "query($id: ID!) { workflow(id: $id) { id version state status nextRole } }"
HEAD = "{ cursor }"


def mutation(name: str) -> str:
    """The document for a mutation."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    chosen = f"__typename {_OWN.get(name, _DONE)} {_REFUSAL} {'' if name == 'startWorkflow' else _STATE}"
    return f"mutation($input: {kind}!) {{ answer: {name}(input: $input) {{ {chosen} }} }}"


def subscription(asked: Filter) -> tuple[str, dict[str, str]]:
    """The document for a subscription that is filtered so, and its variables but for `after`."""
    given = {"workflowId": asked.workflow_id, "projectId": asked.project_id, "toRole": asked.to_role}
    variables = {name: value for name, value in given.items() if value is not None}
    kinds = {"workflowId": "ID", "projectId": "ID", "toRole": "Role"}
    declared = "".join(f", ${name}: {kinds[name]}" for name in variables)
    arguments = "".join(f", {name}: ${name}" for name in variables)
    field = "handoffs" if asked.handoffs_only else "workflowEvents"
    return (
        f"subscription($after: String{declared}) {{ event: {field}(after: $after{arguments}) {{ id cursor }} }}",
        variables,
    )


def answer_of(reply: Reply) -> Answer:
    """What a mutation was answered."""
    try:
        content = json.loads(reply.body)
    except ValueError:
        return Failed(code=f"HTTP {reply.status}")
    if content.get("errors") or not content.get("data"):
        (error, *_) = content.get("errors") or [{}]
        return Failed(code=error.get("extensions", {}).get("code") or f"HTTP {reply.status}")
    return _answer(content["data"]["answer"])


def _answer(found: dict[str, Any]) -> Answer:
    if "code" in found:
        facts = {name: value for name, value in found.items() if name not in {"__typename", "code"}}
        return Refused(code=found["code"], facts=facts)
    workflow = found["workflow"]
    if "signal" in found:
        return Beat(workflow_id=workflow["id"], version=workflow["version"], signal=found["signal"])
    event = found["event"]
    return Success(
        workflow_id=workflow["id"],
        version=workflow["version"],
        state=workflow["state"],
        status=workflow["status"],
        event_id=event["id"],
        sequence=event["sequence"],
        cursor=event["cursor"],
        replayed=found["replayed"],
        claim_token=found["claim"]["token"] if "claim" in found else None,
    )
