// The same operations by hand: graphql-yoga over `pg`, with yoga's own cache of parsed and validated documents (which is
// on unless one turns it off), and its masking of errors.
import { createSchema, createYoga } from "graphql-yoga";

import { serve } from "./serve.js";
import { addNote, inbox, workflow } from "./workflows.js";

const PHASES = ["DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT"];

const typeDefs = /* GraphQL */ `
  scalar DateTime
  enum Role { Q_ASSISTANT CODE_WRITER TEST_AUDITOR VERIFICATION_OVERSEER RELEASE_MANAGER }
  enum Phase { ${PHASES.join(" ")} }
  enum State {
    DISCOVERY PLANNING HANDOFF_TO_CODER IMPLEMENTATION HANDOFF_TO_TESTER TESTING HANDOFF_TO_VERIFIER VERIFICATION
    HANDOFF_TO_RELEASER DEPLOYMENT COMPLETE
  }
  enum Status { ACTIVE PAUSED ESCALATED CANCELLED COMPLETED }
  enum PhaseStatus { WAITING CURRENT COMPLETED }
  type Progress { completedPhases: Int! totalPhases: Int! percent: Int! }
  type PhaseInfo { phase: Phase! attempt: Int! round: Int! maxRounds: Int! status: PhaseStatus! }
  type Workflow {
    id: ID! buildId: String! projectId: String! title: String! state: State! status: Status! version: Int! nextRole: Role
    createdAt: DateTime! updatedAt: DateTime! completedAt: DateTime waitingSince: DateTime!
    progress: Progress! phases: [PhaseInfo!]!
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type WorkflowConnection { nodes: [Workflow!]! pageInfo: PageInfo! }
  type WorkflowEvent { kind: String! message: String! sequence: Int! recordedAt: DateTime! }
  interface WorkflowError { code: String! message: String! }
  type RefusedError implements WorkflowError { code: String! message: String! }
  type NotedWorkflow { id: ID! state: State! status: Status! version: Int! nextRole: Role }
  type AddNoteSuccess { workflow: NotedWorkflow! event: WorkflowEvent! replayed: Boolean! }
  union AddNoteResult = AddNoteSuccess | RefusedError
  input AddNoteInput { workflowId: ID! text: String! role: Role! idempotencyKey: String expectedVersion: Int }
  type Query {
    workflow(id: ID!): Workflow
    inbox(role: Role!, projectId: ID!, first: Int! = 20, after: String): WorkflowConnection!
  }
  type Mutation { addNote(input: AddNoteInput!): AddNoteResult! }
`;

const resolvers = {
  Query: {
    workflow: (_, { id }) => workflow(id),
    inbox: (_, asked) => inbox(asked),
  },
  Mutation: { addNote: (_, { input }) => addNote(input) },
  AddNoteResult: { __resolveType: (answer) => (answer.code ? "RefusedError" : "AddNoteSuccess") },
  Workflow: {
    progress({ phases }) {
      const completedPhases = PHASES.filter((phase) => phases[phase].output).length;
      return { completedPhases, totalPhases: PHASES.length, percent: Math.floor((100 * completedPhases) / PHASES.length) };
    },
    phases: ({ state, phases }) => PHASES.map((phase) => ({ ...phases[phase], phase, status: standing(phases, phase, state) })),
  },
};

function standing(phases, phase, state) {
  if (phases[phase].output) return "COMPLETED";
  return state === phase ? "CURRENT" : "WAITING";
}

serve(createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: "error", graphiql: false, landingPage: false }));
