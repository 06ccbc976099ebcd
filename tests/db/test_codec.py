"""What is written comes back as it was."""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import product
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.codec import lease_from, uuid_of, workflow_from
from db.fold import details_json, phases_json
from db.json_text import to_json
from db.log.reader import EventFilter
from db.records import Lease, Position
from db.store import Store
from domain.phase_record import PhaseRecord, Rejection, Try
from domain.vocabulary import FindingStatus, Json, Phase, Severity, State, Status, WorkflowId
from domain.workflow import Claim, Finding, Origin, Workflow
from tests.db.asks import note, step
from tests.db.writers import begin, committed, do
from tests.domain.places import REACHABLE, at

steady = settings(deadline=None, derandomize=True)
NOW = datetime.now(UTC)
VALUES: dict[str, Json] = {
    "integers": [0, -1, 10**399, -(2**63) - 1],
    "floats": [0.1, 1e-300, 5e-324, -1.5, 3.141592653589793, 1e22, 0.0, 123456789.123456789],
    "words": ["", "é", "日本", "🎩", "\u2028", '"\\/\b\f\n\r\t', "\x7f", "\u0001", "\ufffe", "e\u0301"],
    "🎩": None,
    "": {"": {}, "none": None, "yes": True, "no": False, "empty": []},
    "deep": [[[[[[[["bottom"]]]]]]]],
}


FINDINGS = tuple(
    Finding(f"F{number}", severity, place, Phase.IMPLEMENTATION, status, 7, answered)
    for number, (severity, place, status, answered) in enumerate(
        product(Severity, (State.TESTING, State.HANDOFF_TO_TESTER), FindingStatus, (None, 9))
    )
)
RECORD = PhaseRecord(7, 3, 2, 11, 9, 8, "digest", Rejection(2, "before"), (Try(1, "Why."), Try(2, "é🎩")), "ann")
PARTS: dict[str, Any] = {
    "claim": Claim(12, "Wanda é", 86_400),
    "waiting": 11,
    "gates": (State.HANDOFF_TO_CODER, State.HANDOFF_TO_RELEASER),
    "approved": True,
    "separate_duties": True,
    "findings": FINDINGS,
    "expired": ("Wanda", "Will", "Wanda"),
    "origin": Origin(WorkflowId("source"), 17, Phase.TESTING),
    "notes": (2, 5),
    "phases": MappingProxyType(dict.fromkeys(Phase, RECORD)),
}


def written(workflow: Workflow) -> dict[str, Any]:
    """The columns of the row of `workflow`."""
    claim = workflow.claim
    return {
        **{field.name: getattr(workflow, field.name) for field in fields(workflow)},
        "id": UUID(workflow.id),
        "claim": None if claim is None else claim.number,
        "worker": None if claim is None else claim.worker,
        "lease_seconds": None if claim is None else claim.lease_seconds,
        "phases": phases_json(workflow),
        "details": details_json(workflow),
        **dict.fromkeys(("created_at", "updated_at", "completed_at", "since"), NOW),
    }


@pytest.mark.parametrize(("state", "status"), REACHABLE)
def test_a_workflow_comes_back_from_every_state_and_status(state: State, status: Status) -> None:
    build = at(state, status)
    build.note("One.")
    build.note("Two.")
    workflow = replace(build.workflow, id=WorkflowId(str(uuid4())))
    assert workflow_from(written(workflow)).workflow == workflow


@pytest.mark.parametrize("part", [*([name] for name in PARTS), PARTS], ids="-".join)
def test_every_part_of_a_workflow_comes_back(part: Iterable[str]) -> None:
    changes = {name: PARTS[name] for name in part}
    workflow = replace(at(State.TESTING, Status.ACTIVE).workflow, id=WorkflowId(str(uuid4())), **changes)
    assert workflow_from(written(workflow)).workflow == workflow


def test_the_parts_of_a_workflow_that_are_as_at_the_start_take_no_room() -> None:
    workflow = at(State.DISCOVERY, Status.ACTIVE).workflow
    assert details_json(workflow) == "{}"
    assert json.loads(phases_json(workflow))["TESTING"] == {"maxRounds": 5, "attempt": 0, "round": 0}


def test_a_lease_comes_back_for_a_claim_only() -> None:
    row = {"claim": 3, "lease_until": NOW, "heartbeat_at": NOW, "progress_note": "Half.", "progress_percent": 50}
    assert lease_from(row) == Lease(3, NOW, NOW, "Half.", 50)
    assert lease_from(dict.fromkeys(row)) is None


async def test_every_json_value_comes_back_from_the_database_as_it_was(store: Store) -> None:
    workflow = await begin(store.writer)
    first = committed(await store.writer.submit(step(workflow, VALUES), "key"))
    again = committed(await store.writer.submit(step(workflow, VALUES), "key"))
    page = await store.log.page(Position(1), EventFilter(), 10)
    found = await store.queries.events_at([(workflow.id, 2)])
    for event in (first.events[0], again.events[0], page.events[0], found[workflow.id, 2]):
        assert event.event.data["result"] == VALUES
        assert event == first.events[0]


async def test_every_text_comes_back_from_the_database_as_it_was(store: Store) -> None:
    workflow = await begin(store.writer)
    texts = ["é 日本 🎩", "\u2028\u0001\x7f", "a\r\nb", "' \" \\ $1 %s {0} :name"]
    await do(store.writer, *(note(workflow.id, text) for text in texts))
    events = (await store.log.page(Position(1), EventFilter(), 10)).events
    assert [stored.event.notes for stored in events] == texts


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_have_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json([number])


@steady
@given(st.uuids())
def test_the_canonical_form_of_a_uuid_is_one(identity: UUID) -> None:
    assert uuid_of(str(identity)) == identity


CANONICAL = "3f0e9a52-8d0a-4c53-9d0c-0b6a6b1f2a11"
OTHER_FORMS = [
    "",
    CANONICAL.upper(),
    CANONICAL.replace("-", ""),
    f"{{{CANONICAL}}}",
    f"urn:uuid:{CANONICAL}",
    f" {CANONICAL}",
    f"{CANONICAL}\n",
    CANONICAL[:-1],
    f"{CANONICAL}1",
    CANONICAL.replace("3", "٣"),
    CANONICAL.replace("-4c53-", "4c53--"),
    f"{CANONICAL[:-2]}\0\0",
    f"{CANONICAL[:-1]}\ud800",
    f"{CANONICAL[:-3]}1_1",
]


@pytest.mark.parametrize("text", OTHER_FORMS, ids=ascii)
def test_another_form_of_a_uuid_is_none(text: str) -> None:
    assert uuid_of(text) is None


@steady
@given(st.text())
def test_no_text_is_an_error_where_a_uuid_is_looked_for(text: str) -> None:
    assert str(uuid_of(text)) in {text, "None"}
