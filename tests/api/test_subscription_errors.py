"""What a subscription can't follow ends it, and says why."""

from itertools import product
from uuid import uuid4

from db.cursors import Cursors
from db.records import Position
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.places import bring
from tests.api.sockets import Socket

PROGRESS = "subscription($id: ID) { workProgress(workflowId: $id) { note } }"
FOLLOW = "subscription($after: String, $id: ID) { workflowEvents(after: $after, workflowId: $id) { id } }"


async def test_a_cursor_that_is_not_of_this_log_ends_the_subscription_and_says_why(
    client: Client, running: Running, live: Socket
) -> None:
    await bring(client)
    elsewhere = Cursors(uuid4()).of_position(Position(1))
    ahead = running.store.cursors.of_position(Position(2))
    for cursor, words in ((elsewhere, "from another database"), (ahead, "ahead of the log")):
        await live.subscribe("s", FOLLOW, after=cursor)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "BAD_CURSOR"}
        assert words in error["message"]


async def test_what_a_subscription_can_not_follow_ends_it_with_a_clear_error_and_the_socket_goes_on(
    client: Client, live: Socket
) -> None:
    unknown = "6ec57f84-0000-4000-8000-000000000000"
    for query, wrong in product((FOLLOW, PROGRESS), (unknown, "x", "\0", "\ud800")):
        await live.subscribe("s", query, id=wrong)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "WORKFLOW_NOT_FOUND"}
        assert error["message"].startswith("There is no workflow")
    workflow = await bring(client)
    for wrong in ("x", "", "\0", "\ud800", "START "):
        await live.subscribe("s", FOLLOW, after=wrong)
        error = await live.failure("s")
        assert error["extensions"] == {"code": "BAD_CURSOR"}
        assert error["message"].startswith("`after`: ")
    await live.subscribe("s", FOLLOW, after="START", id=workflow["id"])
    assert len(await live.events("s", 1)) == 1
