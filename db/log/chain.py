"""The chain of a workflow's events: each bears the hash of the event before it and of all that it says itself."""

_CONTENT = """jsonb_build_array(
    {e}.position, {e}.workflow_id, {e}.project_id, {e}.sequence, {e}.kind, {e}.phase, {e}.attempt, {e}.from_state,
    {e}.to_state, {e}.from_role, {e}.to_role, {e}.actor, {e}.actor_role, {e}.message, {e}.notes, {e}.data, {e}.handoff,
    {e}.idempotency_key, {e}.key_holder, encode({e}.request_fingerprint, 'hex'), {e}.command_size,
    extract(epoch from {e}.recorded_at)
)::text"""


def content(row: str) -> str:
    """SQL for what an event says, as a text that never varies: all columns of `row` but the hash.

    Its hash is SHA-256 of the hash before it, which is empty for the first event of a workflow, and of this in UTF-8.
    """
    return _CONTENT.format(e=row)
