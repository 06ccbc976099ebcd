"""The fields on the wire that clients rely on, each with its arguments and its type."""

FIELDS = """
Query.workflow(id: ID!): Workflow
Query.workflows(filter: WorkflowFilter, first: Int!, after: String): WorkflowConnection!
Query.inbox(role: Role!, projectId: ID, first: Int!, after: String): WorkflowConnection!
Query.role(name: Role!): RoleGuide!
Query.roles: [RoleGuide!]!
Query.transitions: [Transition!]!
Query.cursor: String!
Query.explain(workflowId: ID!, action: Action!, role: Role): Explanation
Query.verifyWorkflow(id: ID!): WorkflowVerification
Query.previewRollback(workflowId: ID!, phase: Phase!, role: Role): PreviewRollbackResult!
Query.previewRetry(workflowId: ID!, toPhase: Phase, role: Role): PreviewRetryResult!
Mutation.startWorkflow(input: StartWorkflowInput!): StartWorkflowResult!
Mutation.advanceWorkflow(input: AdvanceWorkflowInput!): AdvanceWorkflowResult!
Mutation.startWorkflows(inputs: [StartWorkflowInput!]!): [StartWorkflowResult!]!
Mutation.advanceWorkflows(inputs: [AdvanceWorkflowInput!]!): [AdvanceWorkflowResult!]!
Mutation.requestRetry(input: RequestRetryInput!): RequestRetryResult!
Mutation.rollbackWorkflow(input: RollbackWorkflowInput!): RollbackWorkflowResult!
Mutation.claimWork(input: ClaimWorkInput!): ClaimWorkResult!
Mutation.heartbeat(input: HeartbeatInput!): HeartbeatResult!
Mutation.releaseClaim(input: ReleaseClaimInput!): ReleaseClaimResult!
Mutation.revokeClaim(input: RevokeClaimInput!): RevokeClaimResult!
Mutation.approveHandoff(input: ApproveHandoffInput!): ApproveHandoffResult!
Mutation.rejectHandoff(input: RejectHandoffInput!): RejectHandoffResult!
Mutation.forkWorkflow(input: ForkWorkflowInput!): ForkWorkflowResult!
Mutation.pauseWorkflow(input: PauseWorkflowInput!): PauseWorkflowResult!
Mutation.resumeWorkflow(input: ResumeWorkflowInput!): ResumeWorkflowResult!
Mutation.cancelWorkflow(input: CancelWorkflowInput!): CancelWorkflowResult!
Mutation.addNote(input: AddNoteInput!): AddNoteResult!
Subscription.handoffs(workflowId: ID, projectId: ID, toRole: Role, after: String): WorkflowEvent!
Subscription.workProgress(workflowId: ID, projectId: ID): WorkProgress!
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
Workflow.waitingSince: DateTime!
Workflow.waitingSeconds: Float
Workflow.claim: LiveClaim
Workflow.gates: [State!]!
Workflow.awaitsApproval: Boolean!
Workflow.separateDuties: Boolean!
Workflow.findings(status: [FindingStatus!]): [Finding!]!
Workflow.attempts(phase: Phase!): [Attempt!]!
Workflow.compareAttempts(phase: Phase!, before: Int!, after: Int!): AttemptComparison!
Workflow.origin: Origin
LiveClaim.worker: String!
LiveClaim.leaseSeconds: Int!
LiveClaim.claimedAt: DateTime
LiveClaim.expiresAt: DateTime
LiveClaim.heartbeatAt: DateTime
LiveClaim.note: String
LiveClaim.percent: Int
Claim.token: ID!
Claim.worker: String!
Claim.leaseSeconds: Int!
Claim.expiresAt: DateTime!
Finding.id: ID!
Finding.severity: Severity!
Finding.status: FindingStatus!
Finding.raisedIn: State!
Finding.against: Phase!
Finding.title: String!
Finding.detail: String
Finding.location: String
Finding.comment: String
Finding.raisedAt: DateTime!
Finding.answeredAt: DateTime
Attempt.phase: Phase!
Attempt.attempt: Int!
Attempt.verdict: Verdict!
Attempt.result: JSON
Attempt.startedAt: DateTime
Attempt.finishedBy: WorkflowEvent
Attempt.supersededBy: WorkflowEvent
Attempt.workers: [String!]!
AttemptComparison.before: Attempt!
AttemptComparison.after: Attempt!
AttemptComparison.changes: JSON!
WorkProgress.workflowId: ID!
WorkProgress.worker: String!
WorkProgress.note: String
WorkProgress.percent: Int
WorkProgress.heartbeatAt: DateTime
WorkProgress.expiresAt: DateTime!
Origin.workflowId: ID!
Origin.version: Int!
Origin.phase: Phase!
Origin.workflow: Workflow
Explanation.action: Action!
Explanation.allowed: Boolean!
Explanation.mutation: String!
Explanation.needs: [String!]!
Explanation.choices: [AllowedAction!]!
Explanation.code: ErrorCode
Explanation.message: String!
Preview.token: String!
Preview.message: String!
Preview.leadsTo: State!
Preview.status: Status!
Preview.attempt: Int!
Preview.round: Int!
Preview.maxRounds: Int!
Preview.costsARound: Boolean!
Preview.superseded: [SupersededOutput!]!
Preview.claimRevoked: String
Preview.workflow: Workflow!
SupersededOutput.phase: Phase!
SupersededOutput.sequence: Int!
SupersededOutput.output: JSON
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
WorkflowEvent.actorRole: Role
WorkflowEvent.message: String!
WorkflowEvent.notes: String
WorkflowEvent.data: JSON!
WorkflowEvent.recordedAt: DateTime!
WorkflowEvent.hash: String!
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
WorkflowVerification.valid: Boolean!
WorkflowVerification.events: Int!
WorkflowVerification.hash: String
WorkflowVerification.problem: VerificationProblem
VerificationProblem.sequence: Int
VerificationProblem.field: String!
VerificationProblem.expected: String!
VerificationProblem.found: String!
VerificationProblem.message: String!
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
ClaimWorkSuccess.workflow: Workflow!
ClaimWorkSuccess.claim: Claim!
ClaimWorkSuccess.assignment: Assignment!
ClaimWorkSuccess.event: WorkflowEvent!
ClaimWorkSuccess.replayed: Boolean!
HeartbeatSuccess.signal: Signal!
HeartbeatSuccess.workflow: Workflow!
HeartbeatSuccess.claim: Claim
WorkflowError.code: ErrorCode!
WorkflowError.message: String!
WorkflowStateError.workflow: Workflow!
NotOwnerError.owner: Role!
StaleVersionError.currentVersion: Int!
AlreadyClaimedError.worker: String!
ClaimRequiredError.worker: String!
ClaimLostError.holder: String
ClaimLostError.since: [WorkflowEvent!]!
NothingWaitingError.toRole: Role!
NothingWaitingError.projectId: ID
ApprovalRequiredError.state: State!
ApprovalRequiredError.approver: Role!
OwnWorkError.submittedBy: String!
OwnWorkError.phase: Phase!
OwnWorkError.attempt: Int!
NoChangeError.phase: Phase!
NoChangeError.attempt: Int!
OpenFindingsError.state: State!
OpenFindingsError.findings: [ID!]!
FindingNotOpenError.finding: ID!
FindingNotOpenError.open: [ID!]!
FindingNotOpenError.possibleStatuses: [FindingStatus!]!
EffectChangedError.expected: String!
EffectChangedError.current: String!
PhaseNotReachedError.phase: Phase!
PhaseNotReachedError.possible: [Phase!]!
"""
