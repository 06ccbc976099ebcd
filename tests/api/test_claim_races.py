"""Workers who want the same work at once: one gets it."""

import asyncio
from collections import Counter

from tests.api.claiming import inbox, kinds, take
from tests.api.client import Client
from tests.api.conftest import run
from tests.api.places import bring

WORKERS = 12


async def _all_take(client: Client, role: str, workers: int = WORKERS) -> list[dict[str, str]]:
    """Each worker takes the oldest, all at the same time; gives what each got."""
    answers = await asyncio.gather(*(take(client, role, worker=f"worker {number}") for number in range(workers)))
    assert {each["__typename"] for each in answers} <= {"ClaimWorkSuccess", "NothingWaitingError"}
    got = [each for each in answers if each["__typename"] == "ClaimWorkSuccess"]
    return [{"id": each["workflow"]["id"], "token": each["claim"]["token"]} for each in got]


async def test_of_more_workers_than_work_each_piece_goes_to_one_and_the_rest_get_nothing(client: Client) -> None:
    for role, state in (("Q_ASSISTANT", "DISCOVERY"), ("CODE_WRITER", "HANDOFF_TO_CODER")):
        ids = [(await bring(client, state))["id"] for _ in range(5)]
        got = await _all_take(client, role)
        assert sorted(each["id"] for each in got) == sorted(ids)
        assert len({each["token"] for each in got}) == len(ids)
        assert await inbox(client, role) == []


async def test_workers_of_two_servers_never_get_the_same(client: Client, database: str) -> None:
    ids = [(await bring(client, "HANDOFF_TO_CODER"))["id"] for _ in range(5)]
    async with run(database) as other:
        servers = (client, Client(other.url, client.http))
        got = await asyncio.gather(*(_all_take(server, "CODE_WRITER") for server in servers))
    assert sorted(each["id"] for part in got for each in part) == sorted(ids)


async def test_of_fewer_workers_than_work_each_gets_a_piece_of_its_own_among_the_oldest(client: Client) -> None:
    ids = [(await bring(client))["id"] for _ in range(WORKERS)]
    got = [each["id"] for each in await _all_take(client, "Q_ASSISTANT", workers=5)]
    assert sorted(got) == sorted(ids[:5])
    assert await inbox(client) == ids[5:]


async def test_a_workflow_that_all_name_is_claimed_once(client: Client) -> None:
    workflow = await bring(client, "HANDOFF_TO_CODER")
    asked = {"workflowId": workflow["id"], "role": "CODE_WRITER"}
    claims = (client.mutate("claimWork", **asked, worker=f"worker {number}") for number in range(WORKERS))
    answers = await asyncio.gather(*claims)
    names = Counter(each["__typename"] for each in answers)
    assert names == {"ClaimWorkSuccess": 1, "AlreadyClaimedError": WORKERS - 1}
    (winner,) = (each["claim"]["worker"] for each in answers if "claim" in each)
    assert {each["worker"] for each in answers if "worker" in each} == {winner}
    assert (await kinds(client, workflow["id"])).count("CLAIMED") == 1


async def test_a_repeated_request_that_races_with_itself_claims_once(client: Client) -> None:
    ids = [(await bring(client))["id"] for _ in range(3)]
    repeats = (take(client, worker="One", idempotencyKey="one key") for _ in range(WORKERS))
    answers = await asyncio.gather(*repeats)
    assert {each["__typename"] for each in answers} == {"ClaimWorkSuccess"}
    assert len({each["claim"]["token"] for each in answers}) == 1
    assert len(await inbox(client)) == len(ids) - 1
