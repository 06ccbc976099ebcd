"""Every operation that there is, and how to ask it about something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from domain.vocabulary import Action, Role
from tests.api.documents import document, mutations, schema
from tests.api.requests import PLAIN, START
from tests.api.rights.people import MINE
from tests.api.rights.targets import Target

Input: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """An operation with its variables."""

    query: str
    variables: Mapping[str, Any]


Asking: TypeAlias = Callable[[Target, str, str | None], Sequence[Request]]
"""Requests about a target, by somebody who has a workflow of this id and acts as this role."""

NODES = """{ nodes { id title } edges { cursor node { id } } pageInfo { hasNextPage endCursor } }"""
DEEP = """{ id title claim { worker } assignment { context } origin { workflowId } findings { id }
  events { nodes { message workflow { id } } } handoffs { nodes { data } } attempts(phase: DISCOVERY) { result } }"""
PREVIEW = """{ __typename ... on WorkflowError { code message } ... on Preview { message token } }"""


def _by_id(field: str, fields: str, argument: str = "id", more: str = "") -> Asking:
    query = f"query($id: ID!) {{ {field}({argument}: $id{more}) {fields} }}"
    return lambda target, _own, _role: [
        Request(query, {"id": target.workflow_id}),
        Request(query, {"id": target.workflow_id.upper()}),
    ]


def _workflows(target: Target, _own: str, _role: str | None) -> list[Request]:
    query = f"query($filter: WorkflowFilter, $after: String) {{ workflows(filter: $filter, after: $after) {NODES} }}"
    chosen: list[Input] = [
        {"filter": {"projectId": target.project_id}},
        {"filter": {"buildId": target.build_id}},
        {"filter": {"projectId": MINE, "buildId": target.build_id}},
        {"filter": {"projectId": target.project_id}, "after": target.place},
        {"after": target.place},
        {"after": target.event},
    ]
    return [Request(query, variables) for variables in chosen]


def _inbox(target: Target, _own: str, _role: str | None) -> list[Request]:
    query = f"""query($role: Role!, $project: ID, $after: String) {{
        inbox(role: $role, projectId: $project, after: $after) {NODES} }}"""
    return [
        Request(query, {"role": str(role), **more})
        for role in (Role.Q_ASSISTANT, Role.CODE_WRITER)
        for more in ({"project": target.project_id}, {"after": target.place})
    ]


def _explain(target: Target, _own: str, role: str | None) -> list[Request]:
    query = """query($id: ID!, $do: Action!, $role: Role) {
        explain(workflowId: $id, action: $do, role: $role) { allowed code message } }"""
    return [
        Request(query, {"id": target.workflow_id, "do": str(do), "role": role})
        for do in (Action.ADVANCE, Action.CANCEL)
    ]


QUERIES: dict[str, Asking] = {
    "workflow": _by_id("workflow", DEEP),
    "workflows": _workflows,
    "inbox": _inbox,
    "explain": _explain,
    "verifyWorkflow": _by_id("verifyWorkflow", "{ valid events hash problem { message } }"),
    "previewRollback": _by_id("previewRollback", PREVIEW, "workflowId", ", phase: DISCOVERY"),
    "previewRetry": _by_id("previewRetry", PREVIEW, "workflowId"),
}
SAME_FOR_ALL = {
    "role": "{ role(name: CODE_WRITER) { title systemPrompt } }",
    "roles": "{ roles { title states } }",
    "transitions": "{ transitions { fromState toState } }",
    "cursor": "{ cursor }",
}
"""The queries that name nothing that belongs to a project."""


def _asked(name: str, target: Target, role: str | None) -> Input:
    needed = {"advanceWorkflow", "requestRetry", "claimWork"}
    named = {"role": role or "Q_ASSISTANT"} if role is not None or name in needed else {}
    tokens = {"claimToken": target.claim_token} if "claimToken" in PLAIN.get(name, ()) else {}
    return {**PLAIN.get(name, {}), **named, **tokens}


def _change(name: str) -> Asking:
    def requests(target: Target, own: str, role: str | None) -> list[Request]:
        plain = _asked(name, target, role)
        asked = {**plain, "workflowId": target.workflow_id}
        chosen = [asked, {**asked, "expectedVersion": 1}, {**asked, "expectedVersion": 99}]
        chosen += [{**asked, "idempotencyKey": target.key}, {**asked, "idempotencyKey": ""}]
        if name in {"advanceWorkflow", "requestRetry"}:
            chosen += [{**asked, "claimToken": target.claim_token}]
            chosen += [{**asked, "workflowId": own, "claimToken": target.claim_token}]
        if name in {"requestRetry", "rollbackWorkflow"}:
            chosen += [{**asked, "previewToken": target.preview_token}]
        if name in {"heartbeat", "releaseClaim"}:
            chosen += [plain, {**plain, "workflowId": own}, {**plain, "expectedVersion": 99}]
        if name == "claimWork":
            chosen += [{**plain, "projectId": target.project_id}, {**asked, "projectId": MINE}]
            chosen += [{**asked, "projectId": target.project_id}, {**asked, "workflowId": own, **_within(target)}]
            chosen += [{**plain, **_within(target), "idempotencyKey": target.key}]
        return [Request(document(name), {"input": each}) for each in chosen]

    return requests


def _within(target: Target) -> Input:
    return {"projectId": target.project_id}


def _start(target: Target, _own: str, role: str | None) -> list[Request]:
    asked = {**START, "projectId": target.project_id, **({} if role is None else {"role": role})}
    chosen = [asked, {**asked, "idempotencyKey": target.key}, {**asked, "buildId": target.build_id}]
    return [Request(document("startWorkflow"), {"input": each}) for each in chosen]


def _list(one: str, asking: Asking) -> Asking:
    """Each request as a list of one."""
    single = document(one)
    many = (
        single.replace("$input:", "$inputs: [")
        .replace("Input!)", "Input!]!)")
        .replace(f"{one}(input: $input)", f"{one}s(inputs: $inputs)")
    )
    return lambda target, own, role: [
        Request(many, {"inputs": [request.variables["input"]]}) for request in asking(target, own, role)
    ]


SINGLE: dict[str, Asking] = {name: _change(name) for name in PLAIN} | {"startWorkflow": _start}
LISTS: dict[str, Asking] = {f"{name}s": _list(name, SINGLE[name]) for name in ("startWorkflow", "advanceWorkflow")}
"""What is said of the mutation that takes one holds for each of a list; the rights of all are looked at first."""

MUTATIONS: dict[str, Asking] = SINGLE | LISTS


def _follow(field: str, fields: str) -> Asking:
    query = f"subscription($id: ID!) {{ {field}(workflowId: $id) {fields} }}"
    both = f"subscription($id: ID!, $project: ID) {{ {field}(workflowId: $id, projectId: $project) {fields} }}"
    return lambda target, _own, _role: [
        Request(query, {"id": target.workflow_id}),
        Request(both, {"id": target.workflow_id, "project": target.project_id}),
        Request(both, {"id": target.workflow_id, "project": MINE}),
    ]


SUBSCRIPTIONS: dict[str, Asking] = {
    "handoffs": _follow("handoffs", "{ message workflow { id } }"),
    "workflowEvents": _follow("workflowEvents", "{ message workflow { id } }"),
    "workProgress": _follow("workProgress", "{ note }"),
}


def root_fields() -> dict[str, set[str]]:
    """The names of all operations that the server publishes."""
    found = schema()
    kinds = {"query": found.query_type, "mutation": found.mutation_type, "subscription": found.subscription_type}
    assert {*mutations(), *LISTS} == set(found.mutation_type.fields if found.mutation_type else ())
    return {name: set(kind.fields) for name, kind in kinds.items() if kind is not None}
