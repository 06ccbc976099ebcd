// What the yoga server asks of the database. Statements have names, so that each connection prepares them once.
import { readFileSync } from "node:fs";
import pg from "pg";

import { CONNECTIONS } from "./serve.js";

const BIGINT = 20, TIMESTAMPTZ = 1184;
pg.types.setTypeParser(BIGINT, Number);
pg.types.setTypeParser(TIMESTAMPTZ, (text) => text.replace(" ", "T").replace("+00", "Z"));

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL, max: CONNECTIONS, options: "-c timezone=UTC",
});

const FIELDS = `id, build_id as "buildId", project_id as "projectId", title, state, status, version,
  case when status = 'CANCELLED' then null
       when details->'gates' ? state and not coalesce((details->>'approved')::bool, false) then 'Q_ASSISTANT'
       else owner end as "nextRole",
  created_at as "createdAt", updated_at as "updatedAt", completed_at as "completedAt", since as "waitingSince", phases`;
const WORKFLOW = `select ${FIELDS} from build_workflows where id = $1`;
const INBOX = `select ${FIELDS} from build_workflows
  where waits_for = $1 and project_id = $2 and (since, id) > ($3, $4) order by since, id limit $5`;
const NOTE = readFileSync(new URL("note.sql", import.meta.url), "utf8");
const NOTED_BEFORE = `select kind, message, sequence, recorded_at as "recordedAt", e.request_fingerprint
    = sha256(convert_to(jsonb_build_array('AddNote', $1::uuid, $3::text, $2::text)::text, 'UTF8')) as same
  from workflow_events e join build_workflows w on w.project_id = e.project_id
  where w.id = $1 and e.idempotency_key = $4 and e.key_holder is null`;
const START = ["-infinity", "00000000-0000-0000-0000-000000000000"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNIQUE_VIOLATION = "23505";

async function rows(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}

export async function workflow(id) {
  return UUID.test(id) ? (await rows("workflow", WORKFLOW, [id]))[0] : null;
}

export async function inbox({ role, projectId, first, after }) {
  const place = after ? JSON.parse(Buffer.from(after, "base64url")) : START;
  const limit = Math.min(Math.max(first, 1), 100);
  const found = await rows("inbox", INBOX, [role, projectId, ...place, limit + 1]);
  const nodes = found.slice(0, limit), last = nodes.at(-1);
  const endCursor = last && Buffer.from(JSON.stringify([last.waitingSince, last.id])).toString("base64url");
  return { nodes, pageInfo: { hasNextPage: found.length > limit, endCursor } };
}

export async function addNote({ workflowId, text, role, idempotencyKey, expectedVersion }) {
  if (!UUID.test(workflowId)) return refused("WORKFLOW_NOT_FOUND", "There is no such workflow.");
  if (!text.trim() || text.length > 20_000) return refused("INVALID_INPUT", "`text`: expected 1 to 20,000 characters.");
  const asked = [workflowId, text, role, idempotencyKey];
  try {
    for (;;) {
      const [made] = await rows("note", NOTE, [...asked, expectedVersion]);
      const answer = made ? noted(made) : await whyNot(workflowId, expectedVersion);
      if (answer) return answer;
    }
  } catch (error) {
    if (error.code === UNIQUE_VIOLATION && error.constraint === "workflow_events_idempotency_idx") return replay(asked);
    throw error;
  }
}

function noted({ kind, message, recorded_at: recordedAt, next_role: nextRole, ...workflow }) {
  return {
    workflow: { ...workflow, nextRole }, event: { kind, message, sequence: workflow.version, recordedAt }, replayed: false,
  };
}

// Nothing if the statement only waited for somebody who was quicker: then it may be tried again.
async function whyNot(id, expectedVersion) {
  const found = await workflow(id);
  if (!found) return refused("WORKFLOW_NOT_FOUND", "There is no such workflow.");
  if (found.version >= 10_000) return refused("LIMIT_REACHED", "The workflow has no room for another event.");
  const stale = expectedVersion != null && found.version !== expectedVersion;
  return stale ? refused("STALE_VERSION", `The workflow is at version ${found.version}.`) : null;
}

async function replay(asked) {
  const [{ same, ...event }] = await rows("noted-before", NOTED_BEFORE, asked);
  if (!same) return refused("IDEMPOTENCY_CONFLICT", "The key was used for another request.");
  return { workflow: await workflow(asked[0]), event, replayed: true };
}

function refused(code, message) {
  return { code, message };
}
