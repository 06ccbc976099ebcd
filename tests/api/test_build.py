"""A build, over the API."""

from tests.api.client import Client


async def test_a_build_goes_from_discovery_to_complete(client: Client) -> None:
    workflow_id = (await client.start())["workflow"]["id"]
    answer = await client.advance_to(workflow_id, "COMPLETE")
    assert answer["event"]["kind"] == "COMPLETED"
    assert answer["event"]["message"].endswith("Your build is live!")
    assert answer["workflow"] | {"cursor": None} == {
        "id": workflow_id,
        "state": "COMPLETE",
        "status": "COMPLETED",
        "version": 11,
        "nextRole": None,
        "cursor": None,
    }
