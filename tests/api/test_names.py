"""The names on the wire that clients rely on, written out, each with its type."""

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from tests.api.documents import schema

FIELDS = """
Query.workflow(id: ID!): Workflow
Query.workflows(filter: WorkflowFilter, first: Int!, after: String): WorkflowConnection!
Query.inbox(role: Role!, projectId: ID, first: Int!, after: String): WorkflowConnection!
Query.role(name: Role!): RoleGuide!
Query.roles: [RoleGuide!]!
Query.transitions: [Transition!]!
Query.cursor: String!
Mutation.startWorkflow(input: StartWorkflowInput!): StartWorkflowResult!
Mutation.advanceWorkflow(input: AdvanceWorkflowInput!): AdvanceWorkflowResult!
Mutation.requestRetry(input: RequestRetryInput!): RequestRetryResult!
Mutation.rollbackWorkflow(input: RollbackWorkflowInput!): RollbackWorkflowResult!
Mutation.pauseWorkflow(input: PauseWorkflowInput!): PauseWorkflowResult!
Mutation.resumeWorkflow(input: ResumeWorkflowInput!): ResumeWorkflowResult!
Mutation.cancelWorkflow(input: CancelWorkflowInput!): CancelWorkflowResult!
Mutation.addNote(input: AddNoteInput!): AddNoteResult!
Subscription.handoffs(workflowId: ID, projectId: ID, toRole: Role, after: String): WorkflowEvent!
Subscription.workflowEvents(workflowId: ID, projectId: ID, after: String): WorkflowEvent!
Workflow.id: ID!
Workflow.buildId: String!
Workflow.projectId: String!
Workflow.title: String!
Workflow.state: State!
Workflow.status: Status!
Workflow.version: Int!
Workflow.cursor: String!
Workflow.nextRole: Role
Workflow.createdAt: DateTime!
Workflow.updatedAt: DateTime!
Workflow.completedAt: DateTime
Workflow.progress: Progress!
Workflow.phases: [PhaseInfo!]!
Workflow.phase(name: Phase!): PhaseInfo!
Workflow.assignment: Assignment
Workflow.allowedActions(role: Role): [AllowedAction!]!
Workflow.handoffs(first: Int!, after: String): WorkflowEventConnection!
Workflow.events(first: Int!, after: String): WorkflowEventConnection!
Progress.completedPhases: Int!
Progress.totalPhases: Int!
Progress.percent: Int!
PhaseInfo.phase: Phase!
PhaseInfo.attempt: Int!
PhaseInfo.round: Int!
PhaseInfo.maxRounds: Int!
PhaseInfo.status: PhaseStatus!
PhaseInfo.output: JSON
PhaseInfo.startedAt: DateTime
PhaseInfo.finishedAt: DateTime
Assignment.role: Role!
Assignment.state: State!
Assignment.phase: Phase!
Assignment.attempt: Int!
Assignment.round: Int!
Assignment.maxRounds: Int!
Assignment.instructions: String!
Assignment.context: JSON!
AllowedAction.action: Action!
AllowedAction.outcome: Outcome
AllowedAction.leadsTo: State!
WorkflowEvent.id: ID!
WorkflowEvent.cursor: String!
WorkflowEvent.sequence: Int!
WorkflowEvent.kind: EventKind!
WorkflowEvent.workflowId: ID!
WorkflowEvent.workflow: Workflow!
WorkflowEvent.fromState: State
WorkflowEvent.toState: State!
WorkflowEvent.fromRole: Role
WorkflowEvent.toRole: Role
WorkflowEvent.phase: Phase
WorkflowEvent.attempt: Int
WorkflowEvent.actor: String!
WorkflowEvent.message: String!
WorkflowEvent.notes: String
WorkflowEvent.data: JSON!
WorkflowEvent.recordedAt: DateTime!
WorkflowConnection.edges: [WorkflowEdge!]!
WorkflowConnection.nodes: [Workflow!]!
WorkflowConnection.pageInfo: PageInfo!
WorkflowEdge.cursor: String!
WorkflowEdge.node: Workflow!
WorkflowEventConnection.edges: [WorkflowEventEdge!]!
WorkflowEventConnection.nodes: [WorkflowEvent!]!
WorkflowEventConnection.pageInfo: PageInfo!
WorkflowEventEdge.cursor: String!
WorkflowEventEdge.node: WorkflowEvent!
PageInfo.hasNextPage: Boolean!
PageInfo.endCursor: String
RoleGuide.name: Role!
RoleGuide.title: String!
RoleGuide.states: [State!]!
RoleGuide.systemPrompt: String!
Transition.fromState: State!
Transition.toState: State!
Transition.outcome: Outcome!
Transition.owner: Role
AdvanceWorkflowSuccess.workflow: Workflow!
AdvanceWorkflowSuccess.event: WorkflowEvent!
AdvanceWorkflowSuccess.assignment: Assignment
AdvanceWorkflowSuccess.replayed: Boolean!
WorkflowError.code: ErrorCode!
WorkflowError.message: String!
WorkflowStateError.workflow: Workflow!
NotOwnerError.owner: Role!
StaleVersionError.currentVersion: Int!
"""

INPUTS = {
    "StartWorkflowInput": "projectId: String!, buildId: String!, title: String!, requirements: String!, "
    "maxRounds: Int!",
    "AdvanceWorkflowInput": "workflowId: ID!, role: Role!, outcome: Outcome!, result: JSON, notes: String, "
    "nextRoleInstruction: String, phase: Phase, expectedVersion: Int",
    "RequestRetryInput": "workflowId: ID!, role: Role!, reason: String!, toPhase: Phase, expectedVersion: Int",
    "RollbackWorkflowInput": "workflowId: ID!, phase: Phase!, reason: String!, expectedVersion: Int",
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
