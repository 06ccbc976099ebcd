"""Operations of every kind, with variables that are good and bad, for ways that have to answer them alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.api.documents import document, mutations
from tests.api.requests import PLAIN, START

NOBODY = "3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11"
_FIELDS = "id buildId title state status version nextRole createdAt completedAt gates progress { percent } __typename"
_PAGE = f"{{ edges {{ cursor node {{ {_FIELDS} }} }} nodes {{ n: id id }} pageInfo {{ hasNextPage endCursor }} }}"
_ODD: tuple[Any, ...] = (None, "", "x", 5, 1.5, True, [], ["x"], [None], {}, {"a": 1}, 2**40, "\0", "é\ud800")

NONE: tuple[dict[str, Any] | None, ...] = (None, {})
"""No variables."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation with its variables, and its name if it says which of several is meant."""

    query: str
    variables: Any = None
    name: str | None = None


def queries(workflow: str) -> Iterator[Asked]:
    """Those that read, of a workflow that there is."""
    one = f"query One($id: ID!) {{ __typename_: workflow(id: $id) {{ {_FIELDS} phases {{ phase round output }} }} }}"
    yield from (Asked(one, {"id": each}) for each in (workflow, workflow.upper(), NOBODY, *_ODD))
    yield from (Asked(one, given) for given in (*NONE, {"id": workflow, "more": 1}, {"ID": workflow}))
    yield from (Asked(one, {"id": workflow}, name) for name in ("One", "Two", ""))
    yield from _lists()
    yield from _with_enums(workflow)
    yield from _shaped(workflow)


def _lists() -> Iterator[Asked]:
    listed = "query($f: WorkflowFilter, $n: Int! = 2, $after: String) { workflows(filter: $f, first: $n, after: $after)"
    filters = ("projectId", "state", "createdFrom", "nothing")
    yield Asked(f"{listed} {_PAGE} }}")
    for value in (*_ODD, 0, -1, 3, 1e3):
        yield Asked(f"{listed} {_PAGE} }}", {"n": value})
        yield Asked(f"{listed} {_PAGE} }}", {"after": value})
        yield Asked(f"{listed} {_PAGE} }}", {"f": value})
    for name in filters:
        for value in (
            *_ODD,
            "p",
            "DISCOVERY",
            ["DISCOVERY", "PLANNING"],
            "ACTIVE",
            "2020-01-01",
            "0001-01-01T00:00:00+14:00",
        ):
            yield Asked(f"{listed} {_PAGE} }}", {"f": {name: value}})
    inbox = "query($role: Role!, $p: ID, $n: Int) { inbox(role: $role, projectId: $p, first: $n) { nodes { id } } }"
    yield Asked(inbox, {"role": "Q_ASSISTANT"})
    inbox = inbox.replace("$n: Int)", "$n: Int = 3)")
    for value in _ODD:
        yield Asked(inbox, {"role": value})
        yield Asked(inbox, {"role": "Q_ASSISTANT", "p": value})
        yield Asked(inbox, {"role": "Q_ASSISTANT", "n": value})


def _with_enums(workflow: str) -> Iterator[Asked]:
    variables = "$id: ID!, $do: Action!, $role: Role"
    why = f"query({variables}) {{ explain(workflowId: $id, action: $do, role: $role) {{ allowed code }} }}"
    for role in ("Q_ASSISTANT", "q_assistant", *_ODD):
        yield Asked(why, {"id": workflow, "do": "ADVANCE", "role": role})
        yield Asked(why, {"id": workflow, "do": role})
    preview = "... on WorkflowError { code message } ... on Preview { message }"
    for field in ("previewRollback(workflowId: $id, phase: DISCOVERY)", "previewRetry(workflowId: $id)"):
        yield Asked(f"query($id: ID!) {{ {field} {{ __typename {preview} }} }}", {"id": workflow})
        yield Asked(f"query($id: ID!) {{ {field} {{ __typename {preview} }} }}", {"id": NOBODY})
    yield Asked("query($id: ID!) { verifyWorkflow(id: $id) { valid events problem { message } } }", {"id": workflow})


def _shaped(workflow: str) -> Iterator[Asked]:
    yield Asked("{ cursor }")
    yield Asked("{ role(name: CODE_WRITER) { title states owned: states } }")
    yield Asked("{ roles { title states } } fragment Unused on Role { x }")
    yield Asked("{ transitions { fromState owner outcome toState } }")
    yield Asked("{ __typename }")
    yield Asked("{ __schema { queryType { name } } }")
    yield Asked("{ a: cursor b: cursor }")
    yield Asked("query A { cursor } query B { roles { title } }", None, "B")
    yield Asked("query A { cursor } query B { roles { title } }")
    yield Asked("query($yes: Boolean!) { roles { title @include(if: $yes) } }", {"yes": False})
    yield Asked("{ workflow }")
    yield Asked("{ workflow(id: ")
    yield Asked("{ workflows(first: 99999999999) { nodes { id } } }")
    yield Asked(f"{{ workflows(first: {'9' * 5_000}) {{ nodes {{ id }} }} }}")
    yield Asked(f"query($n: Int! = {'9' * 5_000}) {{ workflows(first: $n) {{ nodes {{ id }} }} }}")
    yield Asked("query($f: WorkflowFilter = {state: PLANNING}) { workflows(filter: $f, first: 1) { nodes { id } } }")
    deep = "assignment { role round } events(first: 2) { nodes { kind workflow { id } } } cursor origin { workflowId }"
    yield Asked(f'{{ workflow(id: "{workflow}") {{ id {deep} }} }}')
    names = " ".join(f"{each}: title" for each in ("class", "value", "some", "it", "None", "k1", "__class__", "tell"))
    yield Asked(
        f'{{ def: workflow(id: "{workflow}") {{ {names} ...F }} }} fragment F on Workflow {{ class: title id }}'
    )


def changes(workflow: str) -> Iterator[Asked]:
    """Mutations that are refused: of a workflow that there is, none of which changes it."""
    for name in mutations():
        good = START if name == "startWorkflow" else {**PLAIN[name], "workflowId": NOBODY}
        yield Asked(document(name), {"input": good if name != "startWorkflow" else {**good, "title": ""}})
        yield from (
            Asked(document(name), {"input": value}) for value in (None, [], [good, good], {"workflowId": NOBODY}, "x")
        )
        yield from (Asked(document(name), none) for none in NONE)
        if name != "startWorkflow":
            yield Asked(document(name), {"input": {**good, "workflowId": workflow, "expectedVersion": 99}})
            nothing = {"workflowId": None, "role": "RELEASE_MANAGER"}
            wrong = (nothing, {"expectedVersion": "1"}, {"claimToken": 5, "role": "NOBODY"}, {"more": 1})
            yield from (Asked(document(name), {"input": {**good, **each}}) for each in wrong)
    result = {"a": [1, None, 2.5, {"b": "é"}]}
    for more in (
        {"findings": {"severity": "x"}},
        {"findings": None},
        {"result": result},
        {"result": None},
        {"outcome": None},
    ):
        asked = {"workflowId": workflow, "role": "CODE_WRITER", **more}
        yield Asked(document("advanceWorkflow"), {"input": asked})
