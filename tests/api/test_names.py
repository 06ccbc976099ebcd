"""The names on the wire that clients rely on, written out, each with its type."""

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from tests.api.documents import schema
from tests.api.wire_fields import FIELDS

INPUTS = {
    "StartWorkflowInput": "projectId: String!, buildId: String!, title: String!, requirements: String!, "
    "maxRounds: Int!, gates: [State!], separateDuties: Boolean",
    "ForkWorkflowInput": "workflowId: ID!, phase: Phase!, buildId: String, title: String, maxRounds: Int, "
    "separateDuties: Boolean, reason: String, expectedVersion: Int",
    "AdvanceWorkflowInput": "workflowId: ID!, role: Role!, outcome: Outcome!, result: JSON, notes: String, "
    "nextRoleInstruction: String, phase: Phase, expectedVersion: Int, claimToken: ID, findings: [FindingInput!], "
    "answers: [FindingAnswerInput!]",
    "RequestRetryInput": "workflowId: ID!, role: Role!, reason: String!, toPhase: Phase, expectedVersion: Int, "
    "claimToken: ID, findings: [FindingInput!], previewToken: String",
    "RollbackWorkflowInput": "workflowId: ID!, phase: Phase!, reason: String!, expectedVersion: Int, role: Role, "
    "previewToken: String",
    "ClaimWorkInput": "role: Role!, workflowId: ID, projectId: ID, worker: String, leaseSeconds: Int!, "
    "expectedVersion: Int",
    "HeartbeatInput": "claimToken: ID!, workflowId: ID, role: Role, leaseSeconds: Int, note: String, percent: Int",
    "ReleaseClaimInput": "claimToken: ID!, workflowId: ID, role: Role, reason: String",
    "RevokeClaimInput": "workflowId: ID!, reason: String, expectedVersion: Int",
    "ApproveHandoffInput": "workflowId: ID!, role: Role, notes: String, answers: [FindingAnswerInput!]",
    "RejectHandoffInput": "workflowId: ID!, role: Role, reason: String!, findings: [FindingInput!]",
    "PauseWorkflowInput": "workflowId: ID!, reason: String, expectedVersion: Int",
    "ResumeWorkflowInput": "workflowId: ID!, reason: String, grantRounds: Int, expectedVersion: Int",
    "CancelWorkflowInput": "workflowId: ID!, reason: String, expectedVersion: Int",
    "AddNoteInput": "workflowId: ID!, text: String!, expectedVersion: Int",
}

ENUMS = {
    "Role": "Q_ASSISTANT CODE_WRITER TEST_AUDITOR VERIFICATION_OVERSEER RELEASE_MANAGER",
    "State": "DISCOVERY PLANNING HANDOFF_TO_CODER IMPLEMENTATION HANDOFF_TO_TESTER TESTING HANDOFF_TO_VERIFIER "
    "VERIFICATION HANDOFF_TO_RELEASER DEPLOYMENT COMPLETE",
    "Phase": "DISCOVERY PLANNING IMPLEMENTATION TESTING VERIFICATION DEPLOYMENT",
    "Status": "ACTIVE PAUSED ESCALATED CANCELLED COMPLETED",
    "Outcome": "PASS FAIL",
    "Signal": "CONTINUE PAUSED CANCELLED SUPERSEDED",
    "Severity": "BLOCKING MAJOR MINOR",
    "FindingStatus": "OPEN DISPUTED RESOLVED WITHDRAWN",
    "Verdict": "OPEN PASSED FAILED ABANDONED",
    "Action": "ADVANCE REQUEST_RETRY ROLLBACK PAUSE RESUME CANCEL ADD_NOTE CLAIM RELEASE_CLAIM REVOKE_CLAIM APPROVE "
    "REJECT",
}


def _signature(path: str) -> str:
    type_name, _, field_name = path.partition(".")
    found = schema().type_map[type_name]
    assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType)
    field = found.fields[field_name]
    arguments = ", ".join(f"{name}: {argument.type}" for name, argument in field.args.items())
    return f"{path}({arguments}): {field.type}" if arguments else f"{path}: {field.type}"


@pytest.mark.parametrize("line", FIELDS.strip().splitlines())
def test_the_field_exists_with_its_arguments_and_type(line: str) -> None:
    assert _signature(line.partition("(")[0].partition(":")[0]) == line


@pytest.mark.parametrize(("name", "fields"), INPUTS.items())
def test_the_input_takes_these_fields_and_an_idempotency_key(name: str, fields: str) -> None:
    found = schema().type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    taken = {f"{field}: {value.type}" for field, value in found.fields.items()}
    assert {*fields.split(", "), "idempotencyKey: String"} <= taken


@pytest.mark.parametrize(("name", "values"), ENUMS.items())
def test_the_enum_has_these_values_and_no_others(name: str, values: str) -> None:
    found = schema().type_map[name]
    assert isinstance(found, GraphQLEnumType)
    assert list(found.values) == values.split()
