"""What is archived can be read as before; who follows the log is told; nothing of it is listed."""

import pytest

from db.records import Position
from domain.vocabulary import WorkflowId
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring, note
from tests.api.sockets import Socket
from tests.api.streams import stream
from tests.db.archive.archiving import archived, brought_back

READ = """
query($id: ID!) {
  workflow(id: $id) {
    id title status state version cursor updatedAt completedAt nextRole assignment { role }
    phases { phase attempt round status output startedAt finishedAt }
    attempts(phase: TESTING) { attempt verdict result finishedBy { id } }
    compareAttempts(phase: TESTING, before: 1, after: 1) { changes }
    handoffs(first: 100) { nodes { id cursor message data workflow { id } } }
    events(first: 3) { nodes { id hash } pageInfo { hasNextPage endCursor } }
  }
  verifyWorkflow(id: $id) { valid events hash problem { message } }
}
"""
MORE = "query($id: ID!, $after: String) { workflow(id: $id) { events(first: 90, after: $after) { nodes { id } } } }"
RIGHTS = """
query($id: ID!) {
  workflow(id: $id) { archived allowedActions { action } }
  explain(workflowId: $id, action: ROLLBACK) { allowed code }
  previewRollback(workflowId: $id, phase: TESTING) { __typename }
}
"""
LISTED = "{ workflows(first: 100) { nodes { id archived } } inbox(role: Q_ASSISTANT) { nodes { id } } }"
FOLLOW = """
subscription($after: String, $id: ID, $project: ID) {
  workflowEvents(after: $after, workflowId: $id, projectId: $project) { sequence cursor workflow { id archived } }
}
"""
ARRIVALS = "subscription($after: String) { handoffs(after: $after, toRole: Q_ASSISTANT) { cursor } }"
ORIGIN = "query($id: ID!) { workflow(id: $id) { archived origin { workflowId workflow { archived } } } }"


async def _put_away(running: Running, database: str) -> str:
    """Archive all that is ended, and have the server look at the head, as it does twice a second; gives `oldest`."""
    await archived(database)
    await running.store.log.head()
    return running.store.cursors.of_position(running.store.horizon.archived_to)


async def test_what_is_archived_is_read_as_before_and_is_no_longer_listed_or_possible(
    client: Client, running: Running, database: str
) -> None:
    done, open_ = await bring(client, "COMPLETE", "COMPLETED"), await bring(client)
    before, rights = await client.data(READ, id=done["id"]), await client.data(RIGHTS, id=done["id"])
    await _put_away(running, database)
    assert await client.data(READ, id=done["id"].upper()) == before
    page = before["workflow"]["events"]["pageInfo"]
    rest = (await client.data(MORE, id=done["id"], after=page["endCursor"]))["workflow"]["events"]["nodes"]
    assert len(rest) == done["version"] - 3
    assert (await client.data(MORE, id=done["id"], after=done["cursor"]))["workflow"]["events"]["nodes"] == []
    listed = await client.data(LISTED)
    assert listed["workflows"]["nodes"] == [{"id": open_["id"], "archived": False}]
    assert listed["inbox"]["nodes"] == [{"id": open_["id"]}]
    assert await client.data(RIGHTS, id=done["id"]) == {
        "workflow": {"archived": True, "allowedActions": []},
        "explain": {"allowed": False, "code": "WORKFLOW_ARCHIVED"},
        "previewRollback": {"__typename": "WorkflowArchivedError"},
    }
    await brought_back(database, done["id"])
    assert await client.data(RIGHTS, id=done["id"]) == rights
    answer = await client.mutate("rollbackWorkflow", workflowId=done["id"], phase="TESTING", reason="Again.")
    assert answer["__typename"] == "RollbackWorkflowSuccess"


@pytest.mark.parametrize("query", [FOLLOW, ARRIVALS])
async def test_a_cursor_that_is_too_old_is_refused_with_the_oldest_that_is_good(
    client: Client, running: Running, live: Socket, database: str, query: str
) -> None:
    done = await bring(client, "COMPLETE", "COMPLETED")
    await bring(client)
    oldest = await _put_away(running, database)
    assert oldest == done["cursor"]
    before = running.store.cursors.of_position(Position(done["version"] - 1))
    for cursor in ("START", before):
        await live.subscribe("s", query, after=cursor)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "CURSOR_TOO_OLD", "oldest": oldest}
        assert "follow it with `workflowId`" in error["message"]
        async with stream(client, query, after=cursor) as opened:
            _, result = await opened.event()
            assert result["errors"][0]["extensions"]["code"] == "CURSOR_TOO_OLD"
    await live.subscribe("s", FOLLOW, after=oldest)
    assert len(await live.events("s", 1)) == 1


async def test_the_stream_of_one_workflow_is_whole_though_it_or_others_were_archived(
    client: Client, running: Running, live: Socket, database: str
) -> None:
    done, open_ = await bring(client, "COMPLETE", "COMPLETED"), await bring(client)
    await _put_away(running, database)
    for workflow, is_archived in ((done, True), (open_, False)):
        await live.subscribe("s", FOLLOW, after="START", id=workflow["id"])
        events = await live.events("s", workflow["version"])
        assert [event["sequence"] for event in events] == [*range(1, workflow["version"] + 1)]
        assert {event["workflow"]["archived"] for event in events} == {is_archived}
        if workflow is open_:
            await note(client, workflow["id"])
            assert (await live.events("s", 1))[0]["sequence"] == 2
        await live.complete("s")
        await live.settle()


async def test_a_fork_of_what_is_archived_starts_and_knows_where_it_comes_from(
    client: Client, running: Running, database: str
) -> None:
    done = await bring(client, "COMPLETE", "COMPLETED")
    earlier = await client.mutate("forkWorkflow", workflowId=done["id"], phase="TESTING")
    await _put_away(running, database)
    later = await client.mutate("forkWorkflow", workflowId=done["id"], phase="TESTING")
    for fork in (earlier, later):
        assert fork["__typename"] == "ForkWorkflowSuccess"
        origin = (await client.data(ORIGIN, id=fork["workflow"]["id"]))["workflow"]
        assert origin == {"archived": False, "origin": {"workflowId": done["id"], "workflow": {"archived": True}}}


async def test_a_heartbeat_for_what_is_archived_tells_the_worker_that_its_claim_is_over(
    client: Client, running: Running, database: str
) -> None:
    done = await bring(client, "COMPLETE", "COMPLETED")
    await _put_away(running, database)
    token = running.store.tokens.write(WorkflowId(done["id"]), 2)
    answer = await client.mutate("heartbeat", claimToken=token)
    assert (answer["__typename"], answer["signal"]) == ("HeartbeatSuccess", "SUPERSEDED")
