"""What /metrics shows of one process, over real sockets."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from domain.vocabulary import Role
from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.scraping import Page, scrape
from tests.api.sockets import raw_socket, socket
from tests.api.streams import stream
from tests.db.proxy import Proxy
from tests.db.waiting import until

FOLLOW = "subscription { workflowEvents { sequence } }"


def shows(url: str, before: Page, rise: float, name: str, **labels: str) -> Callable[[], Awaitable[bool]]:
    """Asks whether a figure is `rise` more than before."""

    async def ask() -> bool:
        return (await scrape(url)).value(name, **labels) - before.value(name, **labels) == rise

    return ask


async def test_commands_count_by_mutation_and_by_what_came_of_them(running: Running, client: Client) -> None:
    before = await scrape(running.url)
    identity = (await client.start(idempotencyKey="k"))["workflow"]["id"]
    await client.start(idempotencyKey="k")
    await client.advance(identity, "CODE_WRITER", result={})
    after = await scrape(running.url)
    for kind, result in (
        ("startWorkflow", "SUCCESS"),
        ("startWorkflow", "REPLAYED"),
        ("advanceWorkflow", "NOT_OWNER"),
    ):
        counts = [page.value("handoff_commands_total", kind=kind, result=result) for page in (before, after)]
        assert counts[1] - counts[0] == 1, (kind, result)
    for name, rise in (
        ("handoff_command_seconds_count", 3),
        ("handoff_batch_commands_sum", 3),
        ("handoff_commit_seconds_count", 1),
    ):
        assert after.value(name) - before.value(name) == rise, name
    assert (
        after.value("handoff_events_total", kind="STARTED") - before.value("handoff_events_total", kind="STARTED") == 1
    )
    paths = [page.value("handoff_http_requests_total", path="/graphql", status="200") for page in (before, after)]
    assert paths[1] - paths[0] == 3


async def test_the_database_s_figures_tell_of_waiting_work_live_claims_and_the_head_of_the_log(
    running: Running, client: Client
) -> None:
    idle = await scrape(running.url)
    assert [idle.value("handoff_oldest_waiting_seconds", role=role) for role in Role] == [0] * len(Role)
    await client.start()
    waiting = await scrape(running.url)
    assert waiting.value("handoff_oldest_waiting_seconds", role="Q_ASSISTANT") > 0
    assert waiting.value("handoff_oldest_waiting_seconds", role="CODE_WRITER") == 0
    assert (waiting.value("handoff_log_position"), waiting.value("handoff_claims")) == (1, 0)
    claim = 'mutation { claimWork(input: {role: Q_ASSISTANT, worker: "w"}) { __typename } }'
    assert await client.data(claim) == {"claimWork": {"__typename": "ClaimWorkSuccess"}}
    claimed = await scrape(running.url)
    assert claimed.value("handoff_oldest_waiting_seconds") == 0
    assert (claimed.value("handoff_claims"), claimed.value("handoff_database_up")) == (1, 1)


async def test_the_feed_of_a_server_that_is_well_is_not_behind(running: Running, client: Client) -> None:
    await client.start()

    async def has_read_all() -> bool:
        page = await scrape(running.url)
        assert page.value("handoff_log_position") == 1
        return page.value("handoff_feed_position") == 1 and page.value("handoff_feed_lag_events") == 0

    await until(has_read_all)


async def test_subscribers_and_connections_count_while_they_last_and_by_how_they_ended(
    running: Running, client: Client
) -> None:
    before = await scrape(running.url)
    async with socket(running.url) as live, stream(client, FOLLOW):
        await live.subscribe("a", FOLLOW)
        await live.subscribe("b", FOLLOW)
        await until(shows(running.url, before, 2, "handoff_subscribers"))
        await until(shows(running.url, before, 1, "handoff_cohorts"))
        await until(shows(running.url, before, 1, "handoff_connections", kind="websocket"))
        await until(shows(running.url, before, 1, "handoff_connections", kind="stream"))
    for name in ("handoff_subscribers", "handoff_cohorts", "handoff_connections"):
        await until(shows(running.url, before, 0, name))
    await until(shows(running.url, before, 1, "handoff_connections_ended_total", how="client"))
    async with socket(running.url) as lost:
        lost.connection.transport.abort()
        await until(shows(running.url, before, 1, "handoff_connections_ended_total", how="lost"))
    async with socket(running.url) as wrong:
        await wrong.send("no JSON")
        assert (await wrong.closed())[0] == 4400
        await until(shows(running.url, before, 1, "handoff_connections_ended_total", how="server"))


async def test_what_is_refused_for_being_too_much_is_counted(database: str) -> None:
    async with run(database, MAX_CONNECTIONS="1") as running:
        before = await scrape(running.url)
        async with socket(running.url) as live:
            with pytest.raises(Exception, match="503"):
                async with raw_socket(running.url):
                    pass
            for number in range(101):
                await live.subscribe(str(number), FOLLOW)
            assert (await live.receive())["type"] == "error"
            for kind, reason in (("websocket", "server"), ("operation", "connection")):
                await until(
                    shows(running.url, before, 1, "handoff_connections_refused_total", kind=kind, reason=reason)
                )


async def test_paths_that_are_not_served_share_one_label(running: Running) -> None:
    before = await scrape(running.url)
    async with httpx.AsyncClient() as http:
        for number in range(3):
            await http.get(running.url.replace("/graphql", f"/nothing/{number}"))
    await until(shows(running.url, before, 3, "handoff_http_requests_total", path="other", status="404"))
    paths = {sample.labels["path"] for sample in (await scrape(running.url)).families["handoff_http_requests"].samples}
    assert paths <= {"/", "/graphql", "/health/live", "/health/ready", "/metrics", "other"}


async def test_without_its_database_the_page_comes_and_says_so_and_the_writer_s_failures_count(database: str) -> None:
    with tempfile.TemporaryDirectory(prefix="handoff-proxy-") as folder:
        proxy = Proxy(database, Path(folder))
        await proxy.open()
        async with run(proxy.url) as running, httpx.AsyncClient(timeout=20) as http:
            client = Client(running.url, http)
            await client.start()
            before = await scrape(running.url)
            assert before.value("handoff_database_up") == 1
            await proxy.close()
            page = await scrape(running.url)
            assert page.value("handoff_database_up") == 0
            assert "handoff_log_position" not in page.families
            assert page.value("handoff_commands_total", kind="startWorkflow") > 0
            await client.advance("00000000-0000-4000-8000-000000000000", "CODE_WRITER")
            after = await scrape(running.url)
            assert after.value("handoff_commit_failures_total") > before.value("handoff_commit_failures_total")
            await proxy.open()
        await proxy.close()
